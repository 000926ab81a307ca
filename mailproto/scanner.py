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


# A quotation mark ends its string only where something may follow a string: servers forget to escape those inside
# (`"<"392889836"@Redacted>"`), while one that is escaped can never stand there.
QUOTED: Final = rb'"[^"\\]*+(?:(?:\\.|"(?![\s()]|\Z))[^"\\]*+)*+"'
ATOM: Final = rb'[^\s()"]++'

_TOKEN: Final = re.compile(rb"\s*+(?:([()])|(" + QUOTED + rb")|(" + ATOM + rb"))", re.DOTALL)
_PARENTHESIS, _QUOTED_STRING = 1, 2
_ESCAPE: Final = re.compile(rb"\\(.)", re.DOTALL)


def unquote(quoted: bytes) -> bytes:
    """Give the octets of a quoted string, quotation marks included."""
    return _ESCAPE.sub(rb"\1", quoted[1:-1]) if b"\\" in quoted else quoted[1:-1]


def quote(octets: bytes) -> bytes:
    """Give the quoted string of any octets, line ends among them: for use inside, never on the wire."""
    return b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def read_value(text: bytes, position: int = 0, nesting: int | None = None) -> tuple[Value, int]:
    """Read the value that begins at `position` or after white space; gives it and where it ends.

    Raises UnreadableError, also for lists nested deeper than `nesting`. One pass, no recursion.
    """
    open_lists: list[list[Value]] = []
    while True:
        token = _TOKEN.match(text, position)
        if token is None:
            raise _unreadable(text, position)
        position = token.end()
        value: Value
        if token.lastindex != _PARENTHESIS:
            word = token[0].lstrip()
            value = unquote(word) if token.lastindex == _QUOTED_STRING else None if word.upper() == b"NIL" else word
        elif token[1] == b"(":
            open_lists.append([])
            _check_nesting(len(open_lists), nesting)
            continue
        elif open_lists:
            value = open_lists.pop()
        else:
            message = "a closing parenthesis where a value should begin"
            raise UnreadableError(message)
        if not open_lists:
            return value, position
        open_lists[-1].append(value)


def end_of_value(text: bytes, position: int, nesting: int | None = None) -> int:
    """Find where the value that begins at `position` ends, without keeping it. Raises UnreadableError."""
    depth = 0
    while True:
        token = _TOKEN.match(text, position)
        if token is None:
            raise _unreadable(text, position)
        position = token.end()
        if token.lastindex == _PARENTHESIS:
            depth += 1 if token[1] == b"(" else -1
            _check_nesting(depth, nesting)
        if depth <= 0:
            return position


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


def _check_nesting(depth: int, limit: int | None) -> None:
    if limit is not None and depth > limit:
        exceeded = LimitExceeded(code="limit-exceeded", what="nesting", actual=depth, limit=limit)
        raise UnreadableError(str(exceeded)) from exceeded


def _unreadable(text: bytes, position: int) -> UnreadableError:
    if not text[position:].strip():
        return UnreadableError("the end of the response where a value should be")
    return UnreadableError(f"not a value: {text[position : position + 40]!r}")
