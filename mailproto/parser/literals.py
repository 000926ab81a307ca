# SPDX-License-Identifier: MIT
"""Turns literals into the quoted strings that they might have been, so that the grammar need not know of literals.

A letter's content stays apart and is never copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto.framing import SUBSTITUTE, announces_content
from mailproto.scanner import quote

if TYPE_CHECKING:
    from mailproto.framing import Frame
    from mailproto.message_data import StreamedLiteral


def without_literals(frame: Frame) -> tuple[bytes, list[bytes | StreamedLiteral]]:
    """Give the response's text and the literals that are left: the letter's content, one for each NUL of the text."""
    *lines, last = frame.text.split(b"\0")
    text: list[bytes] = []
    contents: list[bytes | StreamedLiteral] = []
    for line, literal in zip(lines, frame.literals, strict=True):
        if announces_content(line) or not isinstance(literal, bytes):
            text += line, b"\0"
            contents.append(literal)
        else:
            text += line[: line.rindex(b"{")].removesuffix(b"~"), quote(literal.replace(b"\0", SUBSTITUTE))
    text.append(last)
    return b"".join(text), contents
