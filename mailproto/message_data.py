# SPDX-License-Identifier: MIT
"""What FETCH tells of a letter: envelope, addresses, body structure, sections (RFC 9051, 7.5.2).

The wire's bytes are kept; decoded text and typed dates are properties. BODYSTRUCTURE is read when somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Flag, ModSeq, SequenceNumber, Uid


@dataclass(frozen=True, slots=True)
class Address:
    """One address of an envelope (RFC 9051, 7.5.2); groups are told by a NIL host."""

    name: bytes | None
    adl: bytes | None
    mailbox: bytes | None
    host: bytes | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The ENVELOPE of a letter; each address list is empty where the server says NIL."""

    date: bytes | None
    subject: bytes | None
    from_: tuple[Address, ...]
    sender: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    in_reply_to: bytes | None
    message_id: bytes | None


@dataclass(frozen=True, slots=True)
class BodySection:
    """Which bytes of a letter: `BODY[1.2.HEADER.FIELDS (FROM)]<0.1024>` (RFC 9051, 6.4.5.1).

    `part` is empty for the whole letter; `text` is "", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT" or "MIME".
    `origin` is the first octet asked for or given back, None for everything.
    """

    part: tuple[int, ...] = ()
    text: str = ""
    fields: tuple[str, ...] = ()
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class StreamedLiteral:
    """Stands in a message's sections for bytes that went to a sink instead of memory; `size` in octets."""

    size: int


@dataclass(frozen=True, slots=True)
class MessageData:
    """One FETCH response; what the server did not send is None, what could not be read is among `problems`."""

    sequence_number: SequenceNumber
    uid: Uid | None = None
    flags: frozenset[Flag] | None = None
    raw_internal_date: bytes | None = None
    size: int | None = None
    envelope: Envelope | Unparsed | None = None
    raw_body_structure: bytes | None = None
    mod_seq: ModSeq | None = None
    sections: Mapping[BodySection, bytes | StreamedLiteral | None] = field(default_factory=dict)
    others: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Unparsed, ...] = ()
