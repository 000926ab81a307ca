# SPDX-License-Identifier: MIT
"""Turns literals into the quoted strings that they might have been, so that the grammar need not know of literals.

A letter's content stays apart and is never copied, and so do annotations that hold NUL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mailproto.framing import SUBSTITUTE, announces_content
from mailproto.scanner import quote

if TYPE_CHECKING:
    from mailproto.framing import Frame
    from mailproto.message_data import StreamedLiteral

_LETTER: Final = re.compile(rb"\*\s*+\d++\s++(?:UID)?FETCH\b", re.IGNORECASE)
_METADATA: Final = re.compile(rb"\*\s*+METADATA\s", re.IGNORECASE)  # whose values may hold NUL (RFC 5464, 5: literal8)


def without_literals(frame: Frame) -> tuple[bytes, list[bytes | StreamedLiteral]]:
    """Give the response's text and the literals that are left, one for each NUL of the text."""
    *lines, last = frame.text.split(b"\0")
    text: list[bytes] = []
    contents: list[bytes | StreamedLiteral] = []
    of_letter = _LETTER.match(frame.text) is not None
    annotations = _METADATA.match(frame.text) is not None
    for line, literal in zip(lines, frame.literals, strict=True):
        if not isinstance(literal, bytes) or (of_letter and announces_content(line)):
            text += line, b"\0"
            contents.append(literal)
        elif annotations and b"\0" in literal:
            text += _without_announcement(line), b"\0"
            contents.append(literal)
        else:
            text += _without_announcement(line), _quoted(literal)
    text.append(last)
    return b"".join(text), contents


def with_literals(text: bytes, contents: list[bytes | StreamedLiteral]) -> bytes:
    """Give a piece of text with the literals for its NULs as quoted strings; of a streamed one the announcement."""
    *lines, last = text.split(b"\0")
    whole: list[bytes] = []
    for line, literal in zip(lines, contents, strict=True):
        if isinstance(literal, bytes):
            whole += _without_announcement(line), _quoted(literal)
        else:
            whole.append(line)
    return b"".join([*whole, last])


def _without_announcement(line: bytes) -> bytes:
    return line[: line.rindex(b"{")].removesuffix(b"~")


def _quoted(literal: bytes) -> bytes:
    return quote(literal.replace(b"\0", SUBSTITUTE))
