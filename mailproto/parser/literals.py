# SPDX-License-Identifier: MIT
"""Turns literals into the quoted strings that they might have been, so that the grammar need not know of literals.

A letter's content stays apart and is never copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto.framing import SUBSTITUTE, Frame, announces_content
from mailproto.scanner import quote

if TYPE_CHECKING:
    from mailproto.message_data import StreamedLiteral


def without_literals(frame: Frame) -> Frame:
    """Give the same response with only a letter's content left as literals."""
    *lines, last = frame.text.split(b"\0")
    text = []
    contents: list[bytes | StreamedLiteral] = []
    for line, literal in zip(lines, frame.literals, strict=True):
        if not isinstance(literal, bytes) or announces_content(line):
            text.append(line + b"\0")
            contents.append(literal)
        else:
            text += line[: line.rindex(b"{")].removesuffix(b"~"), quote(literal.replace(b"\0", SUBSTITUTE))
    return Frame(b"".join([*text, last]), tuple(contents))
