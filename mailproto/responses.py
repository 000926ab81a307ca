# SPDX-License-Identifier: MIT
"""What a server says, as values: one class for each kind of response of RFC 9051, section 7.

`Unparsed` stands for the smallest thing that could not be read. Nothing here knows how bytes become these values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailproto.mailbox_data import (
    AclData,
    ListData,
    ListRightsData,
    MailboxStatus,
    MetadataData,
    MetadataLimit,
    MyRightsData,
    Namespace,
    NamespaceData,
    QuotaData,
    QuotaResource,
    QuotaRootData,
)
from mailproto.message_data import MessageData
from mailproto.orderings import MessageThread, NumberList
from mailproto.sequences import UidSet
from mailproto.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mailproto.sequences import NumberSet, SequenceSet
    from mailproto.unparsed import Unparsed
    from mailproto.vocabulary import (
        Capability,
        Flag,
        ModSeq,
        SequenceNumber,
        Status,
        Tag,
        UidValidity,
    )

__all__ = [
    "AclData",
    "AppendUid",
    "CapabilityData",
    "ContinuationRequest",
    "CopyUid",
    "EnabledData",
    "EsearchData",
    "ExistsData",
    "ExpungeData",
    "FlagsData",
    "IdData",
    "ListData",
    "ListRightsData",
    "MailboxStatus",
    "MetadataData",
    "MetadataLimit",
    "MyRightsData",
    "Namespace",
    "NamespaceData",
    "Progress",
    "QuotaData",
    "QuotaResource",
    "QuotaRootData",
    "RecentData",
    "Response",
    "ResponseCode",
    "SearchData",
    "SortData",
    "StatusResponse",
    "ThreadData",
    "UnknownData",
    "VanishedData",
]


@dataclass(frozen=True, slots=True)
class ResponseCode:
    """A response code such as `[UIDNEXT 53]` (RFC 9051, 7.1).

    `name` is in upper case. `value` is an int for UIDNEXT, UIDVALIDITY, UNSEEN and HIGHESTMODSEQ, a tuple of `Flag` for
    PERMANENTFLAGS, of `Capability` for CAPABILITY, of str for BADCHARSET and BADEVENT, an `AppendUid`, a `CopyUid`, a
    `NumberSet` for MODIFIED, a `Progress` for INPROGRESS, a str for MAILBOXID, a `MetadataLimit` for METADATA; of other
    codes the argument's bytes, None where there is no argument. `raw` is all between the brackets.
    """

    name: str
    value: object = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class AppendUid:
    """The value of APPENDUID: where the letters of APPEND are now (RFC 9051, 7.1)."""

    uid_validity: UidValidity
    uids: UidSet


@dataclass(frozen=True, slots=True)
class Progress:
    """The value of INPROGRESS: how far the server is with a command (RFC 9585, 4), in units of its own; None untold."""

    tag: Tag | None = None
    progress: int | None = None
    goal: int | None = None


@dataclass(frozen=True, slots=True)
class CopyUid:
    """The value of COPYUID: which letter became which (RFC 9051, 7.1).

    The ranges, first and last, in the order in which the letters were copied, which need not be ascending.
    """

    uid_validity: UidValidity
    source_ranges: tuple[tuple[Uid, Uid], ...]
    destination_ranges: tuple[tuple[Uid, Uid], ...]

    @property
    def source(self) -> UidSet:
        """The letters that were copied."""
        return UidSet.of_ranges(self.source_ranges)

    @property
    def destination(self) -> UidSet:
        """The copies."""
        return UidSet.of_ranges(self.destination_ranges)

    def pairs(self) -> Iterator[tuple[Uid, Uid]]:
        """Give each letter's UID with its copy's, one after the other; a server's sets may be of unequal length."""
        return zip(_numbers(self.source_ranges), _numbers(self.destination_ranges), strict=False)


def _numbers(ranges: tuple[tuple[Uid, Uid], ...]) -> Iterator[Uid]:
    # 12:10 is 10:12 (RFC 9051, 7.1).
    return (Uid(number) for a, b in ranges for number in range(min(a, b), max(a, b) + 1))


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
    """`* SEARCH 2 3 6` (RFC 3501, 7.2.5); `mod_seq` by RFC 7162, 3.1.5.

    The response does not tell sequence numbers from UIDs: who asked knows, and says `UidSet(found.numbers)`.
    """

    numbers: NumberSet[int]
    mod_seq: ModSeq | None = None


@dataclass(frozen=True, slots=True)
class EsearchData:
    """`* ESEARCH` (RFC 9051, 7.3.4); None for what was not asked for or, of the numbers, not found.

    `tag` is that of the command; `all` holds UIDs where `by_uid`. `partial` are those in the `window` of the results
    that was asked for (RFC 9394, 3.1). Results that extensions add are kept in `others`.
    """

    tag: Tag | None = None
    by_uid: bool = False
    minimum: int | None = None
    maximum: int | None = None
    count: int | None = None
    all: SequenceSet | UidSet | None = None
    mod_seq: ModSeq | None = None
    window: tuple[int, int] | None = None
    partial: SequenceSet | UidSet | None = None
    others: Mapping[str, bytes] = field(default_factory=dict)
    raw_all: bytes = field(default=b"", compare=False, repr=False)
    raw_partial: bytes = field(default=b"", compare=False, repr=False)

    @property
    def all_in_order(self) -> NumberList[int]:
        """`all` in the server's order, which means something after SORT (RFC 5267, 3.1)."""
        return NumberList.parse(self.raw_all) if self.raw_all else NumberList()

    @property
    def partial_in_order(self) -> NumberList[int]:
        """`partial` in the server's order."""
        return NumberList.parse(self.raw_partial) if self.raw_partial else NumberList()

    @property
    def names_letters(self) -> bool:
        """Whether it tells any letter's number or UID."""
        return any(each is not None for each in (self.all, self.partial, self.minimum, self.maximum))


@dataclass(frozen=True, slots=True)
class SortData:
    """`* SORT 2 84 882` (RFC 5256, 4), in that order; `mod_seq` by RFC 7162, 3.1.6.

    Whether these are sequence numbers or UIDs only who asked knows.
    """

    numbers: NumberList[int]
    mod_seq: ModSeq | None = None


@dataclass(frozen=True, slots=True)
class ThreadData:
    """`* THREAD (2)(3 6 (4 23)(44 7 96))` (RFC 5256, 4): conversations, of sequence numbers or UIDs as with SORT."""

    threads: tuple[MessageThread[int], ...]


@dataclass(frozen=True, slots=True)
class VanishedData:
    """`* VANISHED` (RFC 7162, 3.2.10): UIDs that are gone; `earlier` ones do not change sequence numbers."""

    uids: UidSet
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class IdData:
    """`* ID` (RFC 2971, 3.2): what the server says of itself, by field in lower case; empty where it says NIL."""

    fields: Mapping[str, str | None]


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
    | EsearchData
    | SortData
    | ThreadData
    | VanishedData
    | NamespaceData
    | IdData
    | QuotaData
    | QuotaRootData
    | AclData
    | ListRightsData
    | MyRightsData
    | MetadataData
    | MessageData
    | UnknownData
)
