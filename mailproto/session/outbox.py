# SPDX-License-Identifier: MIT
"""What is to be written: pieces of commands in order, held back where the server's consent comes first.

Knows pieces and who they belong to, not what they say.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from mailproto.printer import Piece

Owner = TypeVar("Owner")

_END_OF_LINE: Final = b"\r\n"


class Direction(enum.Enum):
    """Who spoke; the values are the letters of a transcript."""

    CLIENT = "C"
    SERVER = "S"


class Outbox(Generic[Owner]):
    """A queue of pieces. `holder` is whose literal waits for `+`: nothing of others may be put in meanwhile.

    Nor while octets are owed: `on_owed` is told whose, and how many, when it is their turn.
    """

    def __init__(
        self,
        on_owed: Callable[[Owner, int], None],
        on_wire: Callable[[Direction, bytes], None] | None = None,
    ) -> None:
        self.holder: Owner | None = None
        self.debtor: Owner | None = None
        self.owed = 0
        self._on_owed = on_owed
        self._on_wire = on_wire
        self._ready: list[Piece] = []
        self._held: deque[Piece] = deque()

    @property
    def is_free(self) -> bool:
        """Whether another command may be put in."""
        return self.holder is None and self.debtor is None

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
        while self._held and self.is_free:
            piece = self._held.popleft()
            self._ready.append(piece)
            if piece.waits:
                self.holder = owner
            elif piece.owed:
                self.debtor, self.owed = owner, piece.owed
                self._on_owed(owner, piece.owed)

    def give(self, octets: bytes) -> None:
        """Take octets that are owed, at most as many as are; with the last of them the debtor's other pieces go on."""
        self._ready.append(Piece(octets, octets))
        self.owed -= len(octets)
        debtor = self.debtor
        if debtor is not None and not self.owed:
            self.debtor = None
            self.release(debtor)

    def answered(self, owner: Owner) -> None:
        """Throw away what nobody reads any more, because the owner's answer came before all of it was sent.

        That is all that waits for consent; octets that are owed stay so, and the line ends behind them.
        """
        if self.holder is owner:
            self._drop_held()
        elif self.debtor is owner:
            self._held = deque([Piece(_END_OF_LINE, _END_OF_LINE)])

    def clear(self) -> None:
        """Throw away everything."""
        self._drop_held()
        self.debtor, self.owed = None, 0
        self._ready.clear()

    def _drop_held(self) -> None:
        self._held.clear()
        self.holder = None

    def take(self) -> bytes:
        """Take out what may be written, and tell it with its secrets masked."""
        data = b"".join(piece.data for piece in self._ready)
        if data and self._on_wire is not None:
            self._on_wire(Direction.CLIENT, b"".join(piece.shown for piece in self._ready))
        self._ready.clear()
        return data
