# SPDX-License-Identifier: MIT
"""What is to be written: pieces of commands in order, held back where the server's consent comes first.

Knows pieces and who they belong to, not what they say.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from mailproto.printer import Piece

Owner = TypeVar("Owner")


class Direction(enum.Enum):
    """Who spoke; the values are the letters of a transcript."""

    CLIENT = "C"
    SERVER = "S"


class Outbox(Generic[Owner]):
    """A queue of pieces. `holder` is whose literal waits for `+`: nothing of others may be put in meanwhile."""

    def __init__(self, on_wire: Callable[[Direction, bytes], None] | None = None) -> None:
        self.holder: Owner | None = None
        self._on_wire = on_wire
        self._ready: list[Piece] = []
        self._held: deque[Piece] = deque()

    def put(self, pieces: tuple[Piece, ...], owner: Owner) -> None:
        """Queue a whole command, or a response within one."""
        self._held.extend(pieces)
        self.release(owner)

    def hold(self, piece: Piece) -> None:
        """Queue a piece for when the holder has the server's consent."""
        self._held.append(piece)

    def release(self, owner: Owner) -> None:
        """Let go what may be written before the next consent of the server."""
        self.holder = None
        while self._held and self.holder is None:
            piece = self._held.popleft()
            self._ready.append(piece)
            if piece.waits:
                self.holder = owner

    def drop_held(self) -> None:
        """Throw away what waits for a consent that will not come."""
        self._held.clear()
        self.holder = None

    def clear(self) -> None:
        """Throw away everything."""
        self.drop_held()
        self._ready.clear()

    def take(self) -> bytes:
        """Take out what may be written, and tell it with its secrets masked."""
        data = b"".join(piece.data for piece in self._ready)
        if data and self._on_wire is not None:
            self._on_wire(Direction.CLIENT, b"".join(piece.shown for piece in self._ready))
        self._ready.clear()
        return data
