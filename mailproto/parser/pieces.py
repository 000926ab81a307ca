# SPDX-License-Identifier: MIT
"""What the readers of untagged data share: rows of values, pairs of label and value. Knows no response by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto.scanner import UnreadableError, Value, end_of_value, read_value, unquote
from mailproto.unparsed import Unparsed

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


def matched(pattern: re.Pattern[bytes], text: bytes, wanted: str) -> re.Match[bytes]:
    """Match the whole text. Raises UnreadableError, which says what was wanted."""
    found = pattern.fullmatch(text)
    if found is None:
        message = f"not {wanted}: {text[:40]!r}"
        raise UnreadableError(message)
    return found


def values_of(text: bytes) -> list[Value]:
    """Read all values that stand one after the other. Raises UnreadableError."""
    values: list[Value] = []
    end = len(text.rstrip())
    position = 0
    while position < end:
        value, position = read_value(text, position)
        values.append(value)
    return values


def labelled(text: bytes) -> list[tuple[bytes, bytes]]:
    """Read pairs of a label and a value, whose bytes are kept (RFC 9051, 9: tagged-ext). Raises UnreadableError."""
    return [(label, value) for label, value, _ in _pairs(text)]


def labelled_so_far(text: bytes) -> tuple[list[tuple[bytes, bytes]], tuple[Unparsed, ...]]:
    """Read pairs as `labelled` does, as many as can be read; the rest is one `Unparsed`, if there is any."""
    pairs: list[tuple[bytes, bytes]] = []
    position = 0
    try:
        for label, value, end in _pairs(text):
            pairs.append((label, value))
            position = end
    except UnreadableError as error:
        return pairs, (Unparsed(text[position:].strip(), str(error)),)
    return pairs, ()


def _pairs(text: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Give label, value and where the value ends."""
    end = len(text.rstrip())
    position = 0
    while position < end:
        label_end = end_of_value(text, position)
        value_end = end_of_value(text, label_end)
        yield astring(text[position:label_end].strip()), text[label_end:value_end].strip(), value_end
        position = value_end


def astring(token: bytes) -> bytes:
    """Give the octets of an atom or of a quoted string."""
    return unquote(token) if token.startswith(b'"') else token
