# SPDX-License-Identifier: MIT
"""What can be asked of a letter: the items of FETCH (RFC 9051, 6.4.5; table 8.7 of the exercise)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from mailproto.errors import LocalProtocolError
from mailproto.message_data import BodySection, MessageData
from mailproto.printer import Writer, checked_atom


class FetchItem(enum.StrEnum):
    """An item without arguments. The last three stand for several and go alone (RFC 9051, 6.4.5)."""

    UID = "UID"
    FLAGS = "FLAGS"
    INTERNALDATE = "INTERNALDATE"
    RFC822_SIZE = "RFC822.SIZE"
    ENVELOPE = "ENVELOPE"
    BODY = "BODY"
    BODYSTRUCTURE = "BODYSTRUCTURE"
    MODSEQ = "MODSEQ"
    RFC822 = "RFC822"
    RFC822_HEADER = "RFC822.HEADER"
    RFC822_TEXT = "RFC822.TEXT"
    FAST = "FAST"
    ALL = "ALL"
    FULL = "FULL"


_FAST = (FetchItem.FLAGS, FetchItem.INTERNALDATE, FetchItem.RFC822_SIZE)
_MACROS: dict[str, tuple[FetchItem, ...]] = {
    FetchItem.FAST: _FAST,
    FetchItem.ALL: (*_FAST, FetchItem.ENVELOPE),
    FetchItem.FULL: (*_FAST, FetchItem.ENVELOPE, FetchItem.BODY),
}

# Where MessageData keeps the answer to an item.
_ATTRIBUTES: dict[str, str] = {
    FetchItem.UID: "uid",
    FetchItem.FLAGS: "flags",
    FetchItem.INTERNALDATE: "raw_internal_date",
    FetchItem.RFC822_SIZE: "size",
    FetchItem.ENVELOPE: "envelope",
    FetchItem.BODY: "raw_body_structure",
    FetchItem.BODYSTRUCTURE: "raw_body_structure",
    FetchItem.MODSEQ: "mod_seq",
}

# Older names of sections (RFC 3501, 6.4.5).
_OLD_SECTIONS: dict[str, BodySection] = {
    FetchItem.RFC822: BodySection(),
    FetchItem.RFC822_HEADER: BodySection(text="HEADER"),
    FetchItem.RFC822_TEXT: BodySection(text="TEXT"),
}

_WHOLE = BodySection()

_SECTION_TEXTS = frozenset({"", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME"})


@dataclass(frozen=True, slots=True)
class Body:
    r"""Octets of a letter: `BODY.PEEK[1.2]<0.1024>`, `BINARY...` where the section is binary (RFC 9051, 6.4.5.1).

    Without `peek` the letter becomes \Seen. `partial` is the first octet and how many, both in octets.
    """

    section: BodySection = _WHOLE
    peek: bool = True
    partial: tuple[int, int] | None = None

    @property
    def answer(self) -> BodySection:
        """The section under which the server gives the octets back."""
        return replace(self.section, origin=None if self.partial is None else self.partial[0])

    def octets(self) -> bytes:
        """Give the item's wire form. Raises LocalProtocolError."""
        section = self.section
        texts = {""} if section.binary else _SECTION_TEXTS
        wants_fields = section.text.startswith("HEADER.FIELDS")
        is_wrong = section.text not in texts or wants_fields != bool(section.fields)
        if is_wrong or any(number < 1 for number in section.part):
            raise LocalProtocolError("bad-argument", what="the section", reason="RFC 9051 has none such")
        words = ".".join([*map(str, section.part), *([section.text] if section.text else [])]).encode("ascii")
        if section.fields:
            words += b" (%b)" % b" ".join(checked_atom(name, "the field name") for name in section.fields)
        octets = b"%b%b[%b]" % (b"BINARY" if section.binary else b"BODY", b".PEEK" if self.peek else b"", words)
        if self.partial is not None:
            first, count = self.partial
            if first < 0 or count < 1:
                raise LocalProtocolError("bad-argument", what="the partial", reason="it asks for no octets")
            octets += b"<%d.%d>" % (first, count)
        return octets


Items = str | Body | tuple[str | Body, ...]
"""Items of FETCH: `FetchItem`, `Body`, or the name of an extension's item."""


def _comparable(section: BodySection) -> BodySection:
    """Spell a section as it can be compared: servers may give the field names in another order."""
    return replace(section, fields=tuple(sorted(section.fields))) if section.fields else section


def as_tuple(items: Items) -> tuple[str | Body, ...]:
    """Give several items, also where only one was named."""
    return items if isinstance(items, tuple) else (items,)


def write_items(writer: Writer, items: Items) -> None:
    """Write the items, several of them in parentheses. Raises LocalProtocolError."""
    several = as_tuple(items)
    words = [item.octets() if isinstance(item, Body) else checked_atom(item, "the item") for item in several]
    if not words:
        raise LocalProtocolError("bad-argument", what="the items", reason="there are none")
    if len(words) > 1 and any(item in _MACROS for item in several):
        raise LocalProtocolError("bad-argument", what="the items", reason="ALL, FAST and FULL go alone")
    writer.word(words[0] if len(words) == 1 else b"(%b)" % b" ".join(words))


class Wanted:
    """Which data of a letter are the answer to some items."""

    def __init__(self, items: Items) -> None:
        self._attributes: set[str] = set()
        self._sections: set[BodySection] = set()
        self._others: set[str] = set()
        for item in as_tuple(items):
            self._add(item)
        if self._attributes | self._sections | self._others != {"uid"}:
            self._attributes.discard("uid")  # it comes with everything, so its presence tells nothing
        self._count = len(self._attributes) + len(self._sections) + len(self._others)

    def _add(self, item: str | Body) -> None:
        if isinstance(item, Body):
            self._sections.add(_comparable(item.answer))
            return
        name = item.upper()
        if name in _MACROS:
            self._attributes.update(_ATTRIBUTES[plain] for plain in _MACROS[name])
        elif name in _ATTRIBUTES:
            self._attributes.add(_ATTRIBUTES[name])
        elif name in _OLD_SECTIONS:
            self._sections.add(_OLD_SECTIONS[name])
        else:
            self._others.add(name)

    def found_in(self, message: MessageData) -> tuple[int, bool]:
        """Count the wanted data that `message` holds, and say whether they are all of it that was wanted."""
        found = 0
        for attribute in self._attributes:
            if getattr(message, attribute) is not None:
                found += 1
        if self._sections:
            found += self._sections_in(message)
        if self._others:
            found += sum(name in message.others for name in self._others)
        return found, found == self._count

    def _sections_in(self, message: MessageData) -> int:
        """Some servers ignore a partial and give the whole section, which is an answer, too."""
        given = {_comparable(section) for section in message.sections}
        return sum(section in given or replace(section, origin=None) in given for section in self._sections)
