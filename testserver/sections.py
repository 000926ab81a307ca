# SPDX-License-Identifier: MIT
"""Sections of a letter: BODY[1.2.HEADER.FIELDS (...)]<partial> (RFC 9051 section 6.4.5).

Finds the octets that a section names; what is sent is always a slice of the letter, byte for byte.
"""

import re
from dataclasses import dataclass

from testserver.grammar import Scanner
from testserver.mime import Part

WHOLE = ""
HEADER_FIELDS = ("HEADER.FIELDS", "HEADER.FIELDS.NOT")
_SPECIAL = re.compile(rb'[\\"]')
_TEXTS = ("HEADER.FIELDS.NOT", "HEADER.FIELDS", "HEADER", "TEXT", "MIME")


@dataclass(frozen=True, slots=True)
class Section:
    """The part's path, what of it is asked for (`WHOLE` or a section-text), and the names of HEADER.FIELDS."""

    path: tuple[int, ...] = ()
    text: str = WHOLE
    names: tuple[bytes, ...] = ()

    def label(self) -> bytes:
        """Write the section as it stands between the brackets."""
        words = ".".join([*map(str, self.path), *([self.text] if self.text else [])]).encode("ascii")
        return words + b" (" + b" ".join(_quoted(name) for name in self.names) + b")" if self.names else words


def _quoted(name: bytes) -> bytes:
    if name.replace(b"-", b"").isalnum():
        return name
    return b'"' + _SPECIAL.sub(rb"\\\g<0>", name) + b'"'


def read_section(scanner: Scanner) -> Section:
    """Read a section with its brackets."""
    scanner.need(b"[")
    path: list[int] = []
    text = WHOLE
    names: tuple[bytes, ...] = ()
    while not scanner.peek(b"]"):
        if path:
            scanner.need(b".")
        if scanner.data[scanner.position : scanner.position + 1].isdigit():
            path.append(scanner.number())
            if path[-1] == 0 or len(path) > scanner.limits.nesting:
                raise scanner.expected("a part number before here")
            continue
        text = _section_text(scanner, inside=bool(path))
        if text in HEADER_FIELDS:
            names = _header_names(scanner)
        break
    scanner.need(b"]")
    return Section(tuple(path), text, names)


def _section_text(scanner: Scanner, *, inside: bool) -> str:
    for word in _TEXTS:
        if (word != "MIME" or inside) and scanner.skip(word.encode("ascii")):
            return word
    raise scanner.expected("a section")


def _header_names(scanner: Scanner) -> tuple[bytes, ...]:
    scanner.space()
    scanner.need(b"(")
    names = [scanner.astring()]
    while not scanner.skip(b")"):
        scanner.space()
        names.append(scanner.astring())
    return tuple(names)


def cut_section(data: bytes, message: Part, section: Section) -> bytes | memoryview:
    """Return the octets of a section; of what the letter has not, the empty string, as Dovecot does."""
    part = find_part(message, section.path)
    if part is None:
        return b""
    whole = memoryview(data)
    if section.text == WHOLE:
        return whole[part.body if section.path else part.start : part.end]
    if section.text == "MIME":
        return whole[part.start : part.body]
    holder = part.message if section.path else part
    if holder is None:
        return b""
    if section.text in HEADER_FIELDS:
        return _chosen_fields(data, holder, section)
    return whole[holder.body : holder.end] if section.text == "TEXT" else whole[holder.start : holder.body]


def _chosen_fields(data: bytes, holder: Part, section: Section) -> bytes:
    """Return the fields that are named (or not named), in the letter's order, and the blank line that ends them."""
    names = {name.lower() for name in section.names}
    wanted = section.text == "HEADER.FIELDS"
    chosen = [data[field.start : field.end] for field in holder.fields if (field.name.lower() in names) is wanted]
    return b"".join([*chosen, b"\r\n"])


def find_part(message: Part, path: tuple[int, ...]) -> Part | None:
    """Find the part of this path; a letter that is no multipart is its own part 1 (RFC 9051 section 6.4.5)."""
    part = message
    whole = True  # `part` stands for a letter, not for a part of one
    for number in path:
        if not whole and part.message is not None:
            part, whole = part.message, True
        if part.children:
            if number > len(part.children):
                return None
            part = part.children[number - 1]
        elif not whole or number != 1:
            return None
        whole = False
    return part
