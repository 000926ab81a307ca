# SPDX-License-Identifier: MIT
"""What one FETCH response tells of a letter (RFC 9051, 7.5.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mailproto.message_data.body_structure_grammar import read_body_structure
from mailproto.message_data.construction import quick_maker
from mailproto.message_data.dates import read_date_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mailproto.message_data.body_structure import BodyStructure
    from mailproto.message_data.envelope import Envelope
    from mailproto.unparsed import Unparsed
    from mailproto.vocabulary import Flag, ModSeq, SequenceNumber, Uid


@dataclass(frozen=True, slots=True)
class BodySection:
    """Which bytes of a letter: `BODY[1.2.HEADER.FIELDS (FROM)]<0.1024>` (RFC 9051, 6.4.5.1).

    `part` is empty for the whole letter; `text` is "", HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT or MIME, and the
    names of `fields` are in upper case too, whoever spelt them how. `origin` is the first octet asked for or given
    back, None for everything. A `binary` section has its transfer encoding removed (RFC 9051, 6.4.5: BINARY).
    """

    part: tuple[int, ...] = ()
    text: str = ""
    fields: tuple[str, ...] = ()
    origin: int | None = None
    binary: bool = False

    def __post_init__(self) -> None:
        """Give text and fields their one spelling, so that what was asked for is found in what was answered."""
        object.__setattr__(self, "text", self.text.upper())
        object.__setattr__(self, "fields", tuple(name.upper() for name in self.fields))


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
    sections: Mapping[BodySection, bytes | StreamedLiteral | None] = field(default_factory=lambda: NOTHING)
    others: Mapping[str, bytes] = field(default_factory=lambda: NOTHING)
    problems: tuple[Unparsed, ...] = ()

    @property
    def body_structure(self) -> BodyStructure | Unparsed | None:
        """The parts of the letter, read when somebody looks; Unparsed where the server's bytes make no sense."""
        return None if self.raw_body_structure is None else read_body_structure(self.raw_body_structure)

    @property
    def internal_date(self) -> datetime | Unparsed | None:
        """When the server received the letter, with the time zone that it named (RFC 9051, 2.3.3)."""
        return None if self.raw_internal_date is None else read_date_time(self.raw_internal_date)


NOTHING: Final[MappingProxyType[Any, Any]] = MappingProxyType({})  # one for all letters without such items

make_message_data: Final = quick_maker(MessageData)
