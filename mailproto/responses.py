# SPDX-License-Identifier: MIT
"""What a server says, as values: one class for each kind of response of RFC 9051, section 7.

`Unparsed` stands for the smallest thing that could not be read. Nothing here knows how bytes become these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailproto.message_data import MessageData
from mailproto.sequences import SequenceSet, UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import (
    Capability,
    Flag,
    MailboxAttribute,
    MailboxName,
    ModSeq,
    SequenceNumber,
    Status,
    Tag,
)


@dataclass(frozen=True, slots=True)
class ResponseCode:
    """A response code such as `[UIDNEXT 53]` (RFC 9051, 7.1).

    `name` is in upper case; `value` is typed where the code is known (an int for UIDNEXT, a tuple of `Flag` for
    PERMANENTFLAGS, a tuple of `Capability` for CAPABILITY ...), else None or the argument's bytes. `raw` is everything
    between the brackets.
    """

    name: str
    value: object = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class StatusResponse:
    """OK, NO, BAD, PREAUTH or BYE; untagged where `tag` is None (RFC 9051, 7.1)."""

    tag: Tag | None
    status: Status
    text: str = ""
    code: ResponseCode | Unparsed | None = None


@dataclass(frozen=True, slots=True)
class ContinuationRequest:
    """`+ text` (RFC 9051, 7.5); `data` is the bytes after the plus sign and the space."""

    data: bytes = b""


@dataclass(frozen=True, slots=True)
class CapabilityData:
    """`* CAPABILITY ...` (RFC 9051, 7.2.2)."""

    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class EnabledData:
    """`* ENABLED ...` (RFC 9051, 7.2.1)."""

    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class ListData:
    """`* LIST` or, where `subscribed_only`, `* LSUB` (RFC 9051, 7.3.1); `delimiter` is None where there is no hierarchy."""

    attributes: frozenset[MailboxAttribute]
    delimiter: str | None
    mailbox: MailboxName
    subscribed_only: bool = False
    extended: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """`* STATUS` (RFC 9051, 7.3.4): what was asked for, by its name in upper case (MESSAGES, UIDNEXT ...)."""

    mailbox: MailboxName
    items: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FlagsData:
    """`* FLAGS (...)` (RFC 9051, 7.3.5)."""

    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class ExistsData:
    """`* n EXISTS` (RFC 9051, 7.4.1)."""

    count: int


@dataclass(frozen=True, slots=True)
class RecentData:
    """`* n RECENT` (RFC 3501, 7.3.2)."""

    count: int


@dataclass(frozen=True, slots=True)
class ExpungeData:
    """`* n EXPUNGE` (RFC 9051, 7.5.1): the numbers above it fall by one."""

    sequence_number: SequenceNumber


@dataclass(frozen=True, slots=True)
class SearchData:
    """`* SEARCH 2 3 6` (RFC 3501, 7.2.5): numbers or UIDs, as was asked; `mod_seq` by RFC 7162, 3.1.5."""

    numbers: SequenceSet | UidSet
    mod_seq: ModSeq | None = None


@dataclass(frozen=True, slots=True)
class UnknownData:
    """An untagged response that is well formed but not known: its name in upper case, its number, its bytes."""

    name: str
    number: int | None
    raw: bytes


Response = (
    StatusResponse
    | ContinuationRequest
    | CapabilityData
    | EnabledData
    | ListData
    | MailboxStatus
    | FlagsData
    | ExistsData
    | RecentData
    | ExpungeData
    | SearchData
    | MessageData
    | UnknownData
)
