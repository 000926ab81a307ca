# SPDX-License-Identifier: MIT
"""Literals for tests of sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto.message_data import BodySection
from mailproto.vocabulary import SequenceNumber

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailproto.sinks import LiteralSink

FIRST = SequenceNumber(1)
WHOLE = BodySection()


def feed(sink: LiteralSink, pieces: Iterable[bytes], size: int | None = None) -> None:
    """Give one whole literal."""
    sink.begin(FIRST, WHOLE, size)
    for piece in pieces:
        sink.write(piece)
    sink.end()
