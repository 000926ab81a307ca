# SPDX-License-Identifier: MIT
"""The first words of a letter, as a list shows them (RFC 8970): at most 200 signs, no markup, one line."""

import re
from html import unescape

from testserver.mime import Part
from testserver.search_text import part_text

_LONGEST = 200  # signs (RFC 8970 section 3.1)
_LOOKED_AT = 20000  # signs of the text
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


def preview(data: bytes, message: Part) -> str:
    """Return the beginning of the first text that a person would read; empty when there is none."""
    part = _first_text(message)
    if part is None:
        return ""
    text = part_text(data, part)[:_LOOKED_AT]
    if part.media_type == b"text/html":
        text = unescape(_UNSEEN.sub(" ", text))
    return " ".join(text.split())[:_LONGEST].rstrip()


def _first_text(message: Part) -> Part | None:
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        if part.media_type in {b"text/plain", b"text/html"}:
            return part
        waiting = [*part.children, *([part.message] if part.message else []), *waiting]
    return None
