# SPDX-License-Identifier: GPL-3.0-or-later
"""Octets through a QSslSocket in both directions, with as much waiting on either side as is said here and no more.

Lives in the socket's thread. Knows nothing of connecting and of certificates.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from mailproto.transports import MAXIMUM_RECEIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt5.QtNetwork import QSslSocket

WINDOW: Final = 2 * MAXIMUM_RECEIVE
"""Octets that may be on their way to the reader; beyond them Qt keeps `MAXIMUM_RECEIVE`, and then the network waits."""

SENT_AHEAD: Final = 64 * 1024
"""Octets that may wait in Qt to be sent; more are kept here."""


class Flow:
    """What comes and goes through `socket`: `arrived` takes what was received, `sent` how much of all has left Qt."""

    def __init__(self, socket: QSslSocket, arrived: Callable[[bytes], None], sent: Callable[[int], None]) -> None:
        self._socket = socket
        self._arrived = arrived
        self._sent = sent
        self._room = WINDOW
        self._unsent: deque[memoryview] = deque()
        self._written = 0
        self._told_sent = 0
        self.received = 0
        """Octets handed to `arrived` so far."""
        socket.setReadBufferSize(MAXIMUM_RECEIVE)

    def read(self) -> None:
        """Hand on what was received, as far as there is room."""
        while self._room > 0 and (data := self._socket.read(min(self._room, MAXIMUM_RECEIVE))):
            self._room -= len(data)
            self._hand_on(data)

    def read_rest(self) -> None:
        """Hand on all that Qt holds: the connection has ended, so it is not much."""
        while data := self._socket.read(MAXIMUM_RECEIVE):
            self._hand_on(data)

    def grant(self, octets: int) -> None:
        """Make room for as many octets more."""
        self._room += octets
        self.read()

    def write(self, data: bytes) -> None:
        """Send `data` after what waits; raises OSError where Qt takes nothing any more."""
        self._unsent.append(memoryview(data))
        self.feed()

    def feed(self) -> None:
        """Give Qt what it may hold, and tell from time to time how much is on its way."""
        while self._unsent and self._waiting() < SENT_AHEAD:
            self._give(SENT_AHEAD)
        sent = self._written - self._waiting()
        if sent - self._told_sent >= SENT_AHEAD // 2:
            self._told_sent = sent
            self._sent(sent)

    def flush(self) -> None:
        """Give Qt everything: nothing more will come."""
        while self._unsent:
            self._give(len(self._unsent[0]))

    def _hand_on(self, data: bytes) -> None:
        self.received += len(data)
        self._arrived(data)

    def _waiting(self) -> int:
        """Count what Qt holds to be sent, encrypted or not yet."""
        return self._socket.bytesToWrite() + self._socket.encryptedBytesToWrite()

    def _give(self, octets: int) -> None:
        """Give Qt at most that many octets of the next that wait."""
        piece, rest = self._unsent[0][:octets], self._unsent[0][octets:]
        if self._socket.write(bytes(piece)) != len(piece):
            raise OSError(self._socket.errorString())
        self._written += len(piece)
        if rest:
            self._unsent[0] = rest
        else:
            self._unsent.popleft()
