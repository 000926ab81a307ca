# SPDX-License-Identifier: MIT
"""What takes the octets of literals; knows nothing of where they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mailproto.message_data import BodySection
    from mailproto.vocabulary import SequenceNumber


class LiteralSink(Protocol):
    """Takes literals one after the other: `begin`, any number of `write`, then `end`; or `abort` instead of `end`.

    It is called in the event loop, so it must not wait for anything slower than a file. What it raises ends the
    operation that feeds it, and it is then told to `abort`.
    """

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Take note of a literal: of which letter, which of its sections, how many octets; None where not known."""
        ...

    def write(self, data: bytes) -> None:
        """Take its next octets."""
        ...

    def end(self) -> None:
        """Take note that it is whole."""
        ...

    def abort(self) -> None:
        """Take note that it will not become whole; also called where nothing has begun."""
        ...
