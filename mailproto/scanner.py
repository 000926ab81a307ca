# SPDX-License-Identifier: MIT
"""The tokens of a response: strings, atoms, NIL and parenthesised lists of them (RFC 9051, 4 and 9).

Reads what real servers send, a little more than the grammar allows. Knows no response by name, and no literals: by
the time it is asked, those that are not a letter's content have become the quoted strings that they might have been.
"""

from __future__ import annotations

import re
from typing import Final

from mailproto.errors import LimitExceeded

Value = bytes | None | list["Value"]
"""A string or an atom, NIL, or a list of these."""


NESTING: Final = 100
"""How deep parentheses may be nested where nobody says otherwise; a letter of parts within parts reaches a dozen."""


class UnreadableError(ValueError):
    """The text is not what the grammar says; the message says why. Never leaves mailproto."""


MOST: Final = rb"{0,10000}"
"""How often a group in a pattern may be repeated: the engine takes a hundred octets of memory each time."""

# A quotation mark ends its string only where something may follow a string: servers forget to escape those inside
# (`"<"392889836"@Redacted>"`), while one that is escaped can never stand there.
_CONTENT: Final = rb'[^"\\]*+(?>(?:(?:\\.|"(?![\s()]|\Z))[^"\\]*+)' + MOST + rb")"
QUOTED: Final = rb'"' + _CONTENT + rb'"'
ATOM: Final = rb'[^\s()"]++'

_TOKEN: Final = re.compile(rb"\s*+(?:(\()|(\))|" + rb'"(' + _CONTENT + rb')"|(' + ATOM + rb")|(\S))", re.DOTALL)
_OPEN, _CLOSE, _STRING, _ATOM = 1, 2, 3, 4
_ESCAPE: Final = re.compile(rb"\\(.)", re.DOTALL)


def unquote(quoted: bytes) -> bytes:
    """Give the octets of a quoted string, quotation marks included."""
    return unescape(quoted[1:-1]) if b"\\" in quoted else quoted[1:-1]


def unescape(content: bytes) -> bytes:
    """Give the octets of what stands between the quotation marks of a string."""
    if b"\\\\" in content:
        return _ESCAPE.sub(rb"\1", content)
    return content.replace(b"\\", b"")  # none of them is itself escaped: each only marks what follows it


def quote(octets: bytes) -> bytes:
    """Give the quoted string of any octets, line ends among them: for use inside, never on the wire."""
    return b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def read_value(text: bytes, position: int = 0, nesting: int | None = None) -> tuple[Value, int]:
    """Read the value that begins at `position` or after white space; gives it and where it ends.

    Raises UnreadableError, also for lists nested deeper than `nesting`. One pass, no recursion.
    """
    around: list[list[Value] | None] = []  # the lists that the present one stands in
    present: list[Value] | None = None
    for token in _TOKEN.finditer(text, position):
        kind = token.lastindex
        value: Value
        if kind == _STRING:
            content = token[_STRING]
            value = unescape(content) if b"\\" in content else content
        elif kind == _ATOM:
            atom = token[_ATOM]
            value = None if atom.upper() == b"NIL" else atom
        elif kind == _OPEN:
            around.append(present)
            present = []
            if nesting is not None and len(around) > nesting:
                raise _too_deep(len(around), nesting)
            continue
        elif kind == _CLOSE and present is not None:
            value = present
            present = around.pop()
        else:
            raise _no_value(text, token.start())
        if present is None:
            return value, token.end()
        present.append(value)
    raise _no_value(text, len(text))


def end_of_value(text: bytes, position: int, nesting: int | None = None) -> int:
    """Find where the value that begins at `position` ends, without keeping it. Raises as `read_value` does."""
    depth = 0
    for token in _TOKEN.finditer(text, position):
        kind = token.lastindex
        if kind == _OPEN:
            depth += 1
            if nesting is not None and depth > nesting:
                raise _too_deep(depth, nesting)
            continue
        if kind == _CLOSE:
            depth -= 1
        if kind is None or kind > _ATOM or depth < 0:
            raise _no_value(text, token.start())
        if depth == 0:
            return token.end()
    raise _no_value(text, len(text))


def number(value: Value) -> int:
    """Take a value as a number from zero up. Raises UnreadableError."""
    if isinstance(value, bytes) and value.isdigit() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    message = f"not a number: {value!r:.40}"
    raise UnreadableError(message)


def quantity(value: Value) -> int:
    """Take a value as a count that may be written as a float: Mail.ru says 9.3736e+06. Raises UnreadableError."""
    if isinstance(value, bytes) and _FLOAT.fullmatch(value):
        return int(float(value))
    return number(value)


_FLOAT: Final = re.compile(rb"\d{1,20}\.\d{0,20}(?:[eE]\+?\d{1,2})?")
_LONGEST_NUMBER: Final = 20  # digits of 2**64 - 1, one bit more than RFC 9051's number64


def _too_deep(depth: int, limit: int) -> UnreadableError:
    return UnreadableError(str(LimitExceeded(code="limit-exceeded", what="nesting", actual=depth, limit=limit)))


def _no_value(text: bytes, position: int) -> UnreadableError:
    rest = text[position : position + 40].strip()
    return UnreadableError(f"not a value: {rest!r}" if rest else "the end where a value should be")
