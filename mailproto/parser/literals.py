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

_METADATA: Final = re.compile(rb"\*\s*+METADATA\s", re.IGNORECASE)  # whose values may hold NUL (RFC 5464, 5: literal8)


def without_literals(frame: Frame) -> tuple[bytes, list[bytes | StreamedLiteral]]:
    """Give the response's text and the literals that are left, one for each NUL of the text."""
    *lines, last = frame.text.split(b"\0")
    text: list[bytes] = []
    contents: list[bytes | StreamedLiteral] = []
    annotations = _METADATA.match(frame.text) is not None
    for line, literal in zip(lines, frame.literals, strict=True):
        if announces_content(line) or not isinstance(literal, bytes):
            text += line, b"\0"
            contents.append(literal)
            continue
        before = line[: line.rindex(b"{")].removesuffix(b"~")
        if annotations and b"\0" in literal:
            text += before, b"\0"
            contents.append(literal)
        else:
            text += before, quote(literal.replace(b"\0", SUBSTITUTE))
    text.append(last)
    return b"".join(text), contents
