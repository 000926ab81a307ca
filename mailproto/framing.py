# SPDX-License-Identifier: MIT
"""Cuts what a server sends into complete responses: lines, and the literals announced at their ends (RFC 9051, 4.3).

Knows no grammar beyond that. Each octet is looked at a fixed number of times however the stream is split, every limit
is checked before the memory is taken, and no octet of a literal can be read as a response.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from mailproto.errors import LimitExceeded
from mailproto.message_data import StreamedLiteral
from mailproto.scanner import NESTING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sized

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a server may send; what goes over it raises LimitExceeded. All in octets unless said otherwise."""

    line: int = 32 * _MIB  # without its line feed; a SEARCH response with three million hits fits
    literal: int = 128 * _MIB  # one literal that is kept in memory
    response: int = 256 * _MIB  # one response, all that is kept in memory
    answer: int = 1024 * _MIB  # all responses to one command that are kept for its result; not where it streams
    answer_responses: int = 4_000_000  # how many these are
    streamed_literal: int = 2**40  # one literal that goes to its consumer in chunks
    literals: int = 10_000  # how many in one response
    nesting: int = NESTING  # how many levels of parentheses; what is deeper is Unparsed


class Frame(NamedTuple):
    r"""One complete response without its final line end.

    `text` is its lines; where a literal stood, its announcement is followed by one NUL for the line end and the octets,
    as in `* 1 FETCH (BODY[] {5}\0)`. The text holds no other NUL: RFC 9051 forbids them, and one that a server sends
    all the same becomes SUB (26). `literals` are the octets, one for each NUL, in order.
    """

    text: bytes
    literals: tuple[bytes | StreamedLiteral, ...] = ()

    @property
    def octets(self) -> int:
        """How much of it is in memory."""
        octets = len(self.text)
        for each in self.literals:
            if isinstance(each, bytes):
                octets += len(each)
        return octets

    @property
    def raw(self) -> bytes:
        """The bytes as they came, without the final line end and without what was streamed."""
        pieces = self.text.split(b"\0")
        for index, literal in enumerate(self.literals):
            pieces[index] += b"\r\n" + (literal if isinstance(literal, bytes) else b"")
        return b"".join(pieces)


_make_frame: Final = tuple.__new__  # in a third of the time that `Frame()` takes


@dataclass(frozen=True, slots=True)
class LiteralStart:
    """A literal begins that is not gathered.

    `prefix` is the response's text before it, its announcement included: all of it, or where an earlier literal of the
    response was streamed what has come since then, so that a thousand literals are no more work each than one.
    """

    prefix: bytes
    size: int


@dataclass(frozen=True, slots=True)
class LiteralChunk:
    """The next octets of the literal, never empty."""

    data: bytes


@dataclass(frozen=True, slots=True)
class LiteralEnd:
    """The literal is complete; a StreamedLiteral stands for it in the frame."""


Framed = Frame | LiteralStart | LiteralChunk | LiteralEnd

_CARRIAGE_RETURN: Final = ord("\r")
SUBSTITUTE: Final = b"\x1a"
"""What stands for a NUL where RFC 9051 allows none."""


_SIGNS: Final = (
    b" (~"  # what stands before an announcement, but not before the end of a name that merely looks like one
)
_LONGEST_NUMBER: Final = 19  # digits of 2**63 - 1 (RFC 9051, 9: number64)
_MARK: Final = re.compile(rb'(?<!\\)(\\*+)"')  # a quotation mark, and the backslashes before it
# Server data announce literals. So does a status response whose code is still open; the rest of it is text for people,
# in which `{5}` means nothing, and so is everything that begins otherwise.
_DATA: Final = re.compile(rb"\*\s*+(?!(?:OK|NO|BAD|BYE|PREAUTH)\b)", re.IGNORECASE)
_OPEN_CODE: Final = re.compile(rb"[^+\s]\S* +(?:OK|NO|BAD|BYE|PREAUTH) +\[[^\]]*+\Z", re.IGNORECASE)
_FETCH: Final = re.compile(rb"\* *\d+ +FETCH\b", re.IGNORECASE)
# What stands before a letter's own octets, the only literals that stream: a long subject in an ENVELOPE is none.
_CONTENT_NAMES: Final = (b"]", b">", b"RFC822", b"RFC822.HEADER", b"RFC822.TEXT")
_REACH: Final = 24  # octets before the brace among which such a name stands


def announces_content(line: bytes) -> bool:
    """Whether the literal announced at the end of a line of a FETCH response is content of the letter."""
    brace = line.rfind(b"{")
    return line[max(0, brace - _REACH) : brace].rstrip(b" ~").upper().endswith(_CONTENT_NAMES)


class Framer:
    """The stream's division: give it bytes as they come, take responses and pieces of streamed literals out.

    After a LimitExceeded it gives the same error for ever: where the next response begins is no longer known.
    """

    def __init__(self, limits: Limits | None = None, stream_threshold: int | None = None) -> None:
        """`stream_threshold` in octets: FETCH content at or over it is streamed; None gathers all of it."""
        self.limits = limits or Limits()
        self.stream_threshold = stream_threshold
        self._waiting: deque[bytes] = deque()
        self._data = b""  # what is being divided, from `_position` on
        self._position = 0
        self._clean = True  # no NUL in `_data`
        self._partial = bytearray()  # a line that has not ended yet
        self._text = bytearray()  # the response's lines before that one
        self._told = 0  # octets of them that were told with a literal that is streamed
        self._literals: list[bytes | StreamedLiteral] = []
        self._kept = 0  # octets of this response's literals that are in memory
        self._is_data = False  # the response that `_text` begins is server data, not a status response
        self._literal = bytearray()  # what came of a literal that has not ended yet
        self._literal_size = 0
        self._literal_left: int | None = None  # octets still to come; None outside literals
        self._streaming = False
        self._failure: LimitExceeded | None = None

    def receive(self, data: bytes) -> None:
        """Take in the next bytes of the stream."""
        self._waiting.append(data)

    def frames(self) -> Iterator[Framed]:
        """Give everything that is complete by now, in the stream's order. Raises LimitExceeded.

        May be left at any point and called again: nothing is lost or given twice.
        """
        if self._failure is not None:
            raise self._failure
        while self._more():
            if self._literal_left is not None:
                yield from self._read_literal()
                continue
            if self._clean and not self._partial and not self._text:
                yield from self._whole_responses()
            data, position = self._data, self._position
            end = data.find(b"\n", position)
            self._check_line(len(self._partial) + (len(data) if end < 0 else end) - position)
            if end < 0:
                self._partial += data[position:]
                self._position = len(data)
                continue
            self._position = end + 1
            framed = self._end_line(data[position:end])
            if framed is not None:
                yield framed

    def take_rest(self) -> bytes:
        """Take out the bytes after the last response, which are then nobody's: for STARTTLS, between responses only."""
        rest = bytes(self._partial) + self._data[self._position :] + b"".join(self._waiting)
        self._waiting.clear()
        self._partial.clear()
        self._position = len(self._data)
        return rest

    def incomplete(self) -> bytes:
        """Give what came of a response that has not ended, without what was streamed of it."""
        begun = Frame(bytes(self._text), (*self._literals, bytes(self._literal))[: self._text.count(b"\0")])
        return begun.raw + bytes(self._partial) + self._data[self._position :] + b"".join(self._waiting)

    def _more(self) -> bool:
        """Whether there is something to do, if need be with the next bytes received."""
        if self._position < len(self._data) or self._literal_left == 0:  # a literal of no octets needs none to end
            return True
        if not self._waiting:
            return False
        self._data = self._waiting.popleft()
        self._position = 0
        self._clean = b"\0" not in self._data
        return True

    def _whole_responses(self) -> Iterator[Frame]:
        """Give responses that lie whole within one read and are nowhere near a limit, which nearly all are.

        Whatever is otherwise is left to the slower way from the beginning of its response on.
        """
        data, limits = self._data, self.limits
        longest = min(limits.line, limits.literal, limits.response)
        while True:
            start = position = self._position
            text: list[bytes] = []
            literals: list[bytes] = []
            while True:
                end = data.find(b"\n", position)
                if end < 0 or end - start > longest:
                    return
                line = data[position : end - 1 if end > position and data[end - 1] == _CARRIAGE_RETURN else end]
                size = self._announced(line, text) if line[-1:] == b"}" else None
                if size is None:
                    break
                position = end + 1 + size
                if position > len(data) or self._may_stream(size):
                    return
                text += line, b"\0"
                literals.append(data[end + 1 : position])
            if literals and len(literals) <= limits.literals:
                line = b"".join([*text, line])
            elif literals or not line:
                return
            self._position = end + 1
            yield _make_frame(Frame, (line, tuple(literals)))

    def _end_line(self, piece: bytes) -> Frame | LiteralStart | None:
        """Take the rest of a line; None where the response goes on or where there is none."""
        if self._partial:
            self._partial += piece  # in place, and copied once: a line may be all the UIDs of a large mailbox
            if self._partial.endswith(b"\r"):
                del self._partial[-1:]
            line = bytes(self._partial)
            self._partial.clear()
        else:
            line = piece.removesuffix(b"\r")
        if b"\0" in line:
            line = (line if self._text else line.lstrip(b"\0")).replace(b"\0", SUBSTITUTE)
        size = self._announced(line, self._text) if line.endswith(b"}") else None
        if size is not None:
            return self._begin_literal(line, size)
        if not self._text:
            return Frame(line) if line else None
        frame = Frame(bytes(self._text) + line, tuple(self._literals))
        self._text.clear()
        self._literals.clear()
        self._told = self._kept = 0
        return frame

    def _announced(self, line: bytes, before: Sized) -> int | None:
        """Give the size of the literal that follows the line, None where none does; `before` is what stands before."""
        brace = line.rfind(b"{")
        digits = line[brace + 1 : -1].removesuffix(b"+")
        if brace < 1 or line[brace - 1] not in _SIGNS or not digits.isdigit() or not _outside_quotes(line, brace):
            return None
        if not before:
            self._is_data = (line[:2] == b"* " and line[2:3].isdigit()) or _DATA.match(line) is not None
            if not self._is_data and not _OPEN_CODE.match(line):
                return None
        elif not self._is_data and b"]" in line:
            return None
        if len(digits) > _LONGEST_NUMBER:
            digits = digits.lstrip(b"0") or b"0"
        return int(digits) if len(digits) <= _LONGEST_NUMBER else 10**_LONGEST_NUMBER

    def _begin_literal(self, line: bytes, size: int) -> LiteralStart | None:
        self._partial += line  # so that `incomplete` has it should a limit be reached
        self._check("number of literals", len(self._literals) + 1, self.limits.literals)
        self._streaming = self._streams(line, size)
        if self._streaming:
            self._check("streamed literal", size, self.limits.streamed_literal)
        else:
            self._check("literal", size, self.limits.literal)
            self._kept += size
        self._check("response", len(self._text) + len(line) + self._kept, self.limits.response)
        self._partial.clear()
        self._text += line
        prefix = bytes(self._text[self._told :]) if self._streaming else b""
        self._text += b"\0"
        if self._streaming:
            self._told = len(self._text)
        self._literal_size = self._literal_left = size
        return LiteralStart(prefix, size) if self._streaming else None

    def _may_stream(self, size: int) -> bool:
        return self.stream_threshold is not None and size >= self.stream_threshold

    def _streams(self, line: bytes, size: int) -> bool:
        return self._may_stream(size) and announces_content(line) and _FETCH.match(self._text or line) is not None

    def _read_literal(self) -> Iterator[LiteralChunk | LiteralEnd]:
        left = cast("int", self._literal_left)
        piece = self._data[self._position : self._position + left]
        self._position += len(piece)
        self._literal_left = left - len(piece)
        if self._streaming and piece:
            yield LiteralChunk(piece)
        if self._literal_left:
            if not self._streaming:
                self._literal += piece
            return
        self._literal_left = None
        if self._streaming:
            self._literals.append(StreamedLiteral(self._literal_size))
            yield LiteralEnd()
        else:
            self._literals.append(bytes(self._literal + piece) if self._literal else piece)
            self._literal.clear()

    def _check_line(self, octets: int) -> None:
        self._check("line", octets, self.limits.line)
        self._check("response", octets + len(self._text) + self._kept, self.limits.response)

    def _check(self, what: str, actual: int, limit: int) -> None:
        if actual > limit:
            self._failure = LimitExceeded(code="limit-exceeded", what=what, actual=actual, limit=limit)
            raise self._failure


def _outside_quotes(line: bytes, position: int) -> bool:
    if b'\\"' not in line:
        return line.count(b'"', 0, position) % 2 == 0
    inside = False
    for mark in _MARK.finditer(line, 0, position):
        # Inside a string an odd number of backslashes escapes the mark; outside they are what they are.
        inside = not inside or len(mark[1]) % 2 == 1
    return not inside
