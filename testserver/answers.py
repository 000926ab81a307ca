# SPDX-License-Identifier: MIT
"""Response objects and their wire form (RFC 9051 section 7).

Knows how a value is written (atom, number, string, literal, list) and nothing of sessions, mailboxes or faults.
The faults change these objects before they become octets.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

CHUNK = 65536  # octets of a long literal that leave at once

_QUOTABLE = re.compile(rb"[\x20-\x7e]*")
_SPECIAL = re.compile(rb'[\\"]')
_LONGEST_QUOTED = 1000


@dataclass(frozen=True, slots=True)
class Atom:
    """Octets written exactly as they stand."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Literal:
    """A string that is always sent as a literal. `announced` is the length told, where it differs from the truth.

    `binary` makes it a literal8, which may hold NUL (RFC 3516).
    """

    data: bytes | memoryview = field(repr=False)
    announced: int | None = None
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Values with no space between them: the addresses of a list, the parts of a multipart."""

    values: tuple["Value", ...]


Value: TypeAlias = int | bytes | Atom | Literal | Joined | tuple["Value", ...] | None


class Condition(StrEnum):
    """The five status responses (RFC 9051 section 7.1)."""

    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    BYE = "BYE"
    PREAUTH = "PREAUTH"


@dataclass(frozen=True, slots=True)
class Status:
    """A status response; without a tag it is untagged."""

    condition: Condition
    text: str
    code: bytes | None = None
    tag: bytes | None = None


@dataclass(frozen=True, slots=True)
class Untagged:
    """`*` and values with a space between them."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A FETCH response; `items` are pairs of a data item's name and its value."""

    number: int
    uid: int
    items: tuple[tuple[bytes, Value], ...]


@dataclass(frozen=True, slots=True)
class Continuation:
    """A continuation request (RFC 9051 section 7.6)."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """Octets that follow no grammar; only faults make them."""

    data: bytes


Response: TypeAlias = Status | Untagged | Fetched | Continuation | Raw


def untagged(*values: Value) -> Untagged:
    """Return an untagged response of these values."""
    return Untagged(values)


def encode(response: Response) -> Iterator[bytes]:
    """Yield the octets of one response: mostly one piece, long literals in pieces of at most `CHUNK`."""
    match response:
        case Status():
            yield _status(response)
        case Continuation():
            yield b"+ " + response.text.encode() + b"\r\n"
        case Raw():
            yield response.data
        case Untagged():
            yield from _joined((Atom(b"*"), *response.values))
        case Fetched():
            yield from _in_chunks(_fetched(response))


def octets_of(value: Value) -> bytes:
    """Return one value as it stands in a response."""
    pieces: list[bytes | memoryview] = []
    _write(pieces, (value,), b"")
    return b"".join(pieces)


def _status(response: Status) -> bytes:
    words = [response.tag or b"*", response.condition.encode()]
    if response.code is not None:
        words.append(b"[" + response.code + b"]")
    words.append(response.text.encode())
    return b" ".join(words) + b"\r\n"


def _joined(values: tuple[Value, ...]) -> Iterator[bytes]:
    pieces: list[bytes | memoryview] = []
    _write(pieces, values, b" ")
    pieces.append(b"\r\n")
    return _in_chunks(pieces)


def _fetched(response: Fetched) -> list[bytes | memoryview]:
    """Return the pieces of a FETCH response, the one that comes in thousands."""
    pieces: list[bytes | memoryview] = [b"* %d FETCH (" % response.number]
    for name, value in response.items:
        pieces += (name, b" ")
        if type(value) is Atom:
            pieces.append(value.text)
        elif type(value) is int:
            pieces.append(b"%d" % value)
        else:
            _write(pieces, (value,), b"")
        pieces.append(b" ")
    pieces[-1 if response.items else 1 :] = [b")\r\n"]
    return pieces


def _in_chunks(pieces: list[bytes | memoryview]) -> Iterator[bytes]:
    """Join small pieces so that a response is one write, and let long literals pass unjoined."""
    if max(map(len, pieces)) <= CHUNK:
        yield b"".join(pieces)
        return
    begun = 0
    for place, piece in enumerate(pieces):
        if len(piece) > CHUNK:
            yield b"".join(pieces[begun:place])
            begun = place + 1
            view = memoryview(piece)
            for start in range(0, len(view), CHUNK):
                yield bytes(view[start : start + CHUNK])
    yield b"".join(pieces[begun:])


def _write(pieces: list[bytes | memoryview], values: tuple[Value, ...], separator: bytes) -> None:
    """Append values to the pieces; a list that grows costs a third of nested generators."""
    between = b""
    for value in values:
        if between:
            pieces.append(between)
        between = separator
        if isinstance(value, Atom):
            pieces.append(value.text)
        elif isinstance(value, bytes):
            _write_string(pieces, value)
        elif value is None:
            pieces.append(b"NIL")
        elif isinstance(value, tuple):
            pieces.append(b"(")
            _write(pieces, value, b" ")
            pieces.append(b")")
        elif isinstance(value, int):
            pieces.append(b"%d" % value)
        elif isinstance(value, Joined):
            _write(pieces, value.values, b"")
        else:
            length = len(value.data) if value.announced is None else value.announced
            pieces += (b"~{%d}\r\n" % length if value.binary else b"{%d}\r\n" % length, value.data)


def _write_string(pieces: list[bytes | memoryview], value: bytes) -> None:
    if len(value) <= _LONGEST_QUOTED and _QUOTABLE.fullmatch(value):
        if b"\\" in value or b'"' in value:
            value = _SPECIAL.sub(rb"\\\g<0>", value)
        pieces.append(b'"%b"' % value)
    else:
        pieces += (b"{%d}\r\n" % len(value), value)
