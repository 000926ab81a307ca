# SPDX-License-Identifier: MIT
"""FETCH responses by the whole grammar, item by item, so that a bad one costs none of the others (RFC 9051, 7.5.2)."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from mailproto.message_data import BodySection, Envelope, MessageData, StreamedLiteral
from mailproto.message_data.envelope import read_envelope
from mailproto.parser.literals import with_literals
from mailproto.parser.words import flag_set_of, text_of
from mailproto.scanner import MOST, QUOTED, UnreadableError, end_of_value, number, quantity, read_value, unquote
from mailproto.sequences import LARGEST
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Flag, SequenceNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BEGINNING: Final = re.compile(rb"\*\s*+(\d{1,10})\s++FETCH\b", re.IGNORECASE)
# Domino puts parentheses around items, others leave spaces: between two items they mean nothing.
_BETWEEN: Final = re.compile(rb"[\s()]*+")
_ITEM: Final = re.compile(
    rb'([A-Za-z][^\s()\[\]<"{]*+)(?>(?:\[((?>(?:[^\]"]++|'
    + QUOTED
    + rb")"
    + MOST
    + rb"))\](?:<(\d{1,19})>)?)?)(?!\[)\s*+",
    re.DOTALL,
)
_CONTENT: Final = re.compile(
    rb"(~?\{\d++\+?\}\0)|(" + QUOTED + rb")|NIL(?![^\s()])|(?=\)|\Z)", re.IGNORECASE | re.DOTALL
)
# What is lost with an item that makes no sense: all up to where the next one begins, which is not inside a string.
_LOST: Final = re.compile(
    rb'(?>(?:[^\s()"]++|' + QUOTED + rb"|[\s()](?!(?:"
    rb"UID \d|FLAGS \(|INTERNALDATE |RFC822|ENVELOPE \(|BODY(?:STRUCTURE)? \(|(?:BODY|BINARY)\[|MODSEQ \())"
    rb")" + MOST + rb")",
    re.DOTALL,
)
_MOST_PROBLEMS: Final = 16  # with so many, what is left of the response is the last: each costs a look at the rest

_FLAGS: Final = re.compile(rb"\(([^()]*+)\)|NIL", re.IGNORECASE)
_MOD_SEQ: Final = re.compile(rb"\(?(\d{1,20})\)?")
_SECTION: Final = re.compile(rb"(\d{1,9}(?:\.\d{1,9}){0,200})?\.?([A-Z.]*+)\s*+(\(.*\))?", re.IGNORECASE | re.DOTALL)
_LONGEST_REMEMBERED: Final = 500  # octets of a section's name
_SECTION_TEXTS: Final = frozenset({"", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME"})
_OF_THE_LETTER: Final = MappingProxyType({"RFC822": "", "RFC822.HEADER": "HEADER", "RFC822.TEXT": "TEXT"})


def read_fetch(text: bytes, contents: list[bytes | StreamedLiteral], nesting: int) -> MessageData | None:
    """Read any FETCH response; None where it is none. `contents` are the literals for the NULs of the text."""
    found = _BEGINNING.match(text)
    if found is None:
        return None
    return _Reader(text, contents, found.end(), nesting).read(SequenceNumber(int(found[1])))


class _Reader:
    """One walk along the items of a response."""

    def __init__(self, text: bytes, contents: list[bytes | StreamedLiteral], position: int, nesting: int) -> None:
        self._text = text
        self._position = position
        self._value_start = position
        self._contents = contents
        self._item_start = position
        self._contents_before = 0  # how many of them stand before that
        self._nesting = nesting
        self._fields: dict[str, Any] = {}
        self._sections: dict[BodySection, bytes | StreamedLiteral | None] = {}
        self._others: dict[str, bytes] = {}
        self._problems: list[Unparsed] = []

    def read(self, sequence_number: SequenceNumber) -> MessageData:
        """Read all items to the response's end."""
        end = len(self._text)
        while (start := self._skip(_BETWEEN)) < end:
            self._contents_before += self._text.count(b"\0", self._item_start, start)
            self._item_start = start
            try:
                self._read_item()
            except ValueError as error:
                self._give_up_item(str(error))
        return MessageData(
            sequence_number,
            **self._fields,
            sections=MappingProxyType(self._sections),
            others=MappingProxyType(self._others),
            problems=tuple(self._problems),
        )

    def _skip(self, pattern: re.Pattern[bytes]) -> int:
        found = pattern.match(self._text, self._position)
        self._position = found.end() if found else self._position
        return self._position

    def _read_item(self) -> None:
        self._value_start = self._position
        item = _ITEM.match(self._text, self._position)
        if item is None:
            message = "no name of an item where one should be"
            raise UnreadableError(message)
        self._position = self._value_start = item.end()
        name = text_of(item[1]).upper()
        if name in _OF_THE_LETTER:
            self._sections[BodySection(text=_OF_THE_LETTER[name])] = self._content()
        elif item[2] is not None and name in ("BODY", "BINARY"):
            read = _known_section if len(item[2]) <= _LONGEST_REMEMBERED else _section
            section = read(name, item[2], item[3])
            self._sections[section] = self._content()
        elif item[2] is None and name in _READERS:
            field, reader = _READERS[name]
            self._fields[field] = reader(self._raw_value())
        else:
            self._others[name if item[2] is None else f"{name}[{text_of(item[2])}]"] = self._raw_value()

    def _content(self) -> bytes | StreamedLiteral | None:
        """Take the octets of a section; None where the server says NIL, or nothing at all as Yandex does."""
        found = _CONTENT.match(self._text, self._position)
        if found is None:
            message = "no string where the content of a section should be"
            raise UnreadableError(message)
        self._position = found.end()
        if found[1] is not None:
            return self._contents_in(found.start(), found.end())[0]
        return None if found[2] is None else unquote(found[2])

    def _raw_value(self) -> bytes:
        end = end_of_value(self._text, self._position, self._nesting)
        raw = self._whole(self._position, end)
        self._position = end
        return raw

    def _contents_in(self, start: int, end: int) -> list[bytes | StreamedLiteral]:
        """Give the literals for the NULs of a piece of the present item."""
        first = self._contents_before + self._text.count(b"\0", self._item_start, start)
        return self._contents[first : first + self._text.count(b"\0", start, end)]

    def _whole(self, start: int, end: int) -> bytes:
        """Give a piece of the present item with the literals in it that turn out to be no section's content."""
        contents = self._contents_in(start, end)
        raw = self._text[start:end]
        return with_literals(raw, contents) if contents else raw

    def _give_up_item(self, reason: str) -> None:
        """Keep the bytes of an item that makes no sense, which ends with its value if that could be found."""
        if self._position == self._value_start:
            self._skip(_LOST)
            if self._text[self._position : self._position + 1] == b'"' or len(self._problems) >= _MOST_PROBLEMS:
                self._position = len(self._text)  # a string without an end: what is in it, nobody knows
        start = self._item_start
        lost = Unparsed(self._whole(start, self._position), reason)
        self._problems.append(lost)
        if lost.raw.upper().startswith(b"ENVELOPE"):
            self._fields["envelope"] = lost
        elif self._text[start : self._value_start].upper().rstrip() in (b"BODY", b"BODYSTRUCTURE"):
            self._fields["raw_body_structure"] = self._whole(self._value_start, self._position)


def _section(name: str, raw: bytes, origin: bytes | None) -> BodySection:
    found = _SECTION.fullmatch(raw.strip())
    if found is None or text_of(found[2]).upper() not in _SECTION_TEXTS:
        message = f"no such section: {raw[:40]!r}"
        raise UnreadableError(message)
    names = read_value(found[3])[0] if found[3] else []
    return BodySection(
        part=tuple(int(each) for each in found[1].split(b".")) if found[1] else (),
        text=text_of(found[2]),
        fields=tuple(text_of(each) for each in names or [] if isinstance(each, bytes)),
        origin=None if origin is None else int(origin),
        binary=name == "BINARY",
    )


_known_section: Final = lru_cache(maxsize=256)(_section)


def _uid(raw: bytes) -> int:
    uid = number(raw)
    if not 1 <= uid <= LARGEST:
        message = f"{uid} is no UID"
        raise UnreadableError(message)
    return uid


def _flags(raw: bytes) -> frozenset[Flag]:
    found = _FLAGS.fullmatch(raw)
    if found is None:
        message = "not a list of flags"
        raise UnreadableError(message)
    return flag_set_of(found[1] or b"")


def _internal_date(raw: bytes) -> bytes | None:
    return None if raw.upper() == b"NIL" else unquote(raw) if raw.startswith(b'"') else raw


def _envelope(raw: bytes) -> Envelope:
    return read_envelope(read_value(raw)[0])


def _body_structure(raw: bytes) -> bytes | None:
    return None if raw.upper() == b"NIL" else raw


def _mod_seq(raw: bytes) -> int:
    found = _MOD_SEQ.fullmatch(raw)
    if found is None:
        message = "not a mod-sequence"
        raise UnreadableError(message)
    return int(found[1])


# Item names, the fields of MessageData that they fill, and who reads them.
_READERS: Final[Mapping[str, tuple[str, Callable[[bytes], object]]]] = MappingProxyType(
    {
        "UID": ("uid", _uid),
        "FLAGS": ("flags", _flags),
        "INTERNALDATE": ("raw_internal_date", _internal_date),
        "RFC822.SIZE": ("size", quantity),
        "ENVELOPE": ("envelope", _envelope),
        "BODY": ("raw_body_structure", _body_structure),
        "BODYSTRUCTURE": ("raw_body_structure", _body_structure),
        "MODSEQ": ("mod_seq", _mod_seq),
    }
)
