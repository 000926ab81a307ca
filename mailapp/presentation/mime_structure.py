# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts the bytes of a letter into its parts (RFC 2046 section 5.1), without recursion and in linear time.

Knows what a multipart is and nothing else of media types: an attached letter is one part, not opened here.
What is broken is repaired so that nothing the letter holds goes unseen:

- a delimiter is matched at the beginning of its line, as RFC 2046 has it, whatever follows;
- the delimiter of an outer multipart ends the inner ones, provided that the outer is itself closed further down: else
  its delimiters are not to be trusted, and the innermost multipart keeps the text;
- a multipart whose delimiter never comes is a part without parts.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from mailapp.presentation.limits import LetterLimits
from mailapp.presentation.mime_headers import HeaderField, Parametrized, last_value, read_fields, read_media_type
from mailapp.presentation.problems import Problem

_BLANK_LINE: Final = re.compile(rb"\n\r?\n")
_EMPTY_HEADER: Final = re.compile(rb"\r?\n")
_ANY_DELIMITER: Final = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)
_LONGEST_DELIMITER: Final = 1024  # bytes; RFC 2046 allows 74
_WHERE_DELIMITER_IS_GUESSED: Final = 8192  # bytes at the beginning of a multipart that names none
_LOOK_AHEAD_WORK: Final = 8
"""How many times the letter's length may be searched, in all, for the ends of outer multiparts."""

_DEFAULT_TYPE: Final = "text/plain"
_DEFAULT_TYPE_IN_DIGEST: Final = "message/rfc822"  # RFC 2046 section 5.1.5


@dataclass(slots=True)
class RawPart:
    """A part before anything in it is decoded; `start` and `end` are the offsets of its body in the letter."""

    parent: int | None
    fields: tuple[HeaderField, ...]
    media_type: Parametrized
    start: int
    end: int
    is_multipart: bool = False
    is_ended: bool = True
    """Whether a delimiter (or, without any multipart around, the end of the letter) ends the body."""
    children: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _OpenMultipart:
    index: int
    delimiter: bytes
    closes_at: int | None = None
    """Offset of the next close delimiter, as last looked up; -1: there is none; None: not looked up yet."""


@dataclass(frozen=True, slots=True)
class _Delimiter:
    level: int  # index into the open multiparts
    line: int  # offset where the line begins
    after: int  # offset of the line after it
    closes: bool


def cut(raw: bytes, limits: LetterLimits) -> tuple[list[RawPart], set[Problem]]:
    """Give the parts, each after the one that holds it, and what was wrong. The first is the letter itself."""
    return _Cutter(raw, limits).cut()


class _Cutter:
    def __init__(self, raw: bytes, limits: LetterLimits) -> None:
        self._raw = raw
        self._limits = limits
        self._parts: list[RawPart] = []
        self._open: list[_OpenMultipart] = []
        self._levels: dict[bytes, list[int]] = {}  # delimiter -> where in _open it is
        self._look_ahead_left = _LOOK_AHEAD_WORK * len(raw)
        self._problems: set[Problem] = set()

    def cut(self) -> tuple[list[RawPart], set[Problem]]:
        position: int | None = 0
        while position is not None:
            part = self._begin_part(position)
            if part is None:
                break
            if part.media_type.value.startswith("multipart/"):
                self._enter(part)
            position = self._end_part(part)
        if self._open:
            self._problems.add(Problem.NOT_CLOSED)
        self._leave(0, len(self._raw))
        return self._parts, self._problems

    def _begin_part(self, position: int) -> RawPart | None:
        """Read the header that begins here; None when there is no further part."""
        if len(self._parts) >= self._limits.parts:
            self._problems.add(Problem.TOO_MANY_PARTS)
            return None
        blank = _EMPTY_HEADER.match(self._raw, position) or _BLANK_LINE.search(self._raw, position)
        if blank is None and self._parts:
            return None
        start = blank.end() if blank else len(self._raw)
        longest = self._limits.header_bytes
        if start - position > longest:
            self._problems.add(Problem.HEADER_TOO_LONG)
        fields = read_fields(self._raw[position : min(start, position + longest)], self._limits.header_fields)
        media_type = read_media_type(last_value(fields, "content-type"))
        parent = self._open[-1].index if self._open else None
        if not media_type.value:
            in_digest = parent is not None and self._parts[parent].media_type.value == "multipart/digest"
            media_type = media_type._replace(value=_DEFAULT_TYPE_IN_DIGEST if in_digest else _DEFAULT_TYPE)
        part = RawPart(parent, fields, media_type, start, len(self._raw))
        if parent is not None:
            self._parts[parent].children.append(len(self._parts))
        self._parts.append(part)
        return part

    def _enter(self, part: RawPart) -> None:
        if len(self._open) >= self._limits.depth:
            self._problems.add(Problem.TOO_DEEP)
            return
        boundary = part.media_type.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
        if not boundary:
            self._problems.add(Problem.NO_BOUNDARY)
            found = _ANY_DELIMITER.search(self._raw, part.start, part.start + _WHERE_DELIMITER_IS_GUESSED)
            if not found:
                return
            boundary = found[1]
        part.is_multipart = True
        delimiter = b"--" + boundary[:_LONGEST_DELIMITER]
        self._levels.setdefault(delimiter, []).append(len(self._open))
        self._open.append(_OpenMultipart(len(self._parts) - 1, delimiter))

    def _leave(self, level: int, end: int) -> None:
        """Take this open multipart and those inside it from the stack."""
        while len(self._open) > level:
            left = self._open.pop()
            self._levels[left.delimiter].pop()
            part = self._parts[left.index]
            part.end = max(part.start, end)

    def _end_part(self, part: RawPart) -> int | None:
        """Find where the part's body ends, and give the offset at which the next part begins, if one does."""
        is_letter = part.media_type.value == "message/rfc822"
        found = self._next_delimiter(part.start, whole_line=is_letter)
        if found is None:
            self._end_at_end_of_letter(part)
            return None
        met_its_own = part.is_multipart and found.level == len(self._open) - 1
        if not met_its_own:
            part.is_multipart = False
            part.end = max(part.start, self._before_line_end(found.line))
        while found is not None:
            self._leave(found.level + 1, self._before_line_end(found.line))
            if not found.closes:
                return found.after
            self._leave(found.level, self._before_line_end(found.line))
            found = self._next_delimiter(found.after) if self._open else None
        return None

    def _end_at_end_of_letter(self, part: RawPart) -> None:
        part.is_multipart = False
        if not self._open:
            return
        tail = self._raw[max(part.start, len(self._raw) - 2 * _LONGEST_DELIMITER) :].rstrip()
        closing = self._open[-1].delimiter + b"--"
        if tail.endswith(closing):
            # The close delimiter stands at the end of the last line instead of on a line of its own.
            part.end = self._raw.rindex(closing)
        else:
            part.is_ended = False

    def _before_line_end(self, line: int) -> int:
        """Give the end of a body before a delimiter's line: the line end before it belongs to the delimiter."""
        end = line - 1
        if self._raw[end - 1 : end] == b"\r":
            end -= 1
        return end

    def _next_delimiter(self, position: int, *, whole_line: bool = False) -> _Delimiter | None:
        """Find the next line that is a delimiter of an open multipart.

        With `whole_line` nothing may follow the delimiter on its line: in an attached letter such a line is rather one
        of the letter's own.
        """
        if not self._open:
            return None
        innermost = self._open[-1].delimiter
        before = position - 1
        while (before := self._raw.find(b"\n--", before)) >= 0:
            before += 1
            if len(self._open) == 1 and not self._raw.startswith(innermost, before):
                continue
            end = self._raw.find(b"\n", before, before + 2 * _LONGEST_DELIMITER)
            line = self._raw[before : end if end >= 0 else before + 2 * _LONGEST_DELIMITER].rstrip(b" \t\r")
            level = self._level_of_whole_line(line, before)
            if level is not None:
                return self._delimiter(level, before)
            if not whole_line and line.startswith(innermost):
                return self._delimiter(len(self._open) - 1, before)
        return None

    def _level_of_whole_line(self, line: bytes, position: int) -> int | None:
        """Give the level of the multipart whose delimiter is exactly this line, if it is to be trusted."""
        closed = line.removesuffix(b"--")
        if self._open[-1].delimiter in {line, closed}:
            return len(self._open) - 1
        levels = self._levels.get(line) or self._levels.get(closed)
        if levels and self._is_closed_after(self._open[levels[-1]], position):
            return levels[-1]
        return None

    def _is_closed_after(self, multipart: _OpenMultipart, position: int) -> bool:
        known = multipart.closes_at
        if known == -1 or (known is not None and known >= position):
            return known != -1
        if self._look_ahead_left <= 0:
            return True
        found = self._raw.find(b"\n" + multipart.delimiter + b"--", position - 1)
        self._look_ahead_left -= (found if found >= 0 else len(self._raw)) - position + 1
        multipart.closes_at = found + 1 if found >= 0 else -1
        return found >= 0

    def _delimiter(self, level: int, line: int) -> _Delimiter:
        after = line + len(self._open[level].delimiter)
        line_end = self._raw.find(b"\n", after)
        return _Delimiter(
            level, line, line_end + 1 if line_end >= 0 else len(self._raw), self._raw.startswith(b"--", after)
        )
