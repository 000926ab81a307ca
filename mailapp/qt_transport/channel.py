# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop's end of a socket that lives in a thread of its own: waits for it in coroutines, and never otherwise.

What the socket tells arrives by `call_soon_threadsafe`, in order; so everything here happens in the loop's thread.
Knows nothing of Qt's sockets and certificates.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from mailapp.qt_transport.flow import SENT_AHEAD, WINDOW
from mailapp.qt_transport.secure_socket import SecureSocket, SocketThread, Target
from mailproto.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.socket_events import Listener, SocketEvent
    from mailproto.transports import PeerInformation

_running: Final[set[SocketThread]] = set()
"""Threads that have not ended: Qt ends the program where one is forgotten."""


class Channel:
    """One connection; made, and used, inside a loop."""

    def __init__(self, target: Target, listen: Listener, clock: Callable[[], float]) -> None:
        self._loop = asyncio.get_running_loop()
        self._target = target
        self._listen = listen
        self._settled: asyncio.Future[PeerInformation] = self._loop.create_future()
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self._pieces: deque[bytes] = deque()
        self._received = 0
        self._granted = 0
        self._written = 0
        self._sent = 0
        self._closed = False
        self._ended = False
        self._lost: Exception | None = None
        self._changed: set[asyncio.Future[None]] = set()
        self._socket = SecureSocket(target, self, self._loop.call_soon_threadsafe, clock)
        self._thread = SocketThread(self._socket)

    async def open(self) -> PeerInformation:
        """Connect, and encrypt unless STARTTLS comes first; nothing stays open where that fails."""
        _running.add(self._thread)
        self._thread.start()
        return await self._settle()

    async def encrypt(self) -> PeerInformation:
        """Encrypt a connection that began in the clear; nothing stays open where that fails."""
        self._settled = self._loop.create_future()
        if self._ended:
            raise self._failure()
        self._socket.encrypt(self._received - sum(map(len, self._pieces)))
        return await self._settle()

    async def _settle(self) -> PeerInformation:
        try:
            return await self._settled
        except BaseException:
            self._ended = self._closed = True
            self._pieces.clear()
            self._socket.abort()
            await asyncio.shield(self._gone)
            raise

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end."""
        while not self._pieces:
            if self._lost is not None and not self._closed:
                raise self._failure()
            if self._ended:
                return b""
            await self._change()
        piece = self._pieces.popleft()
        self._granted += len(piece)
        if self._granted >= WINDOW // 2:
            self._socket.grant(self._granted)
            self._granted = 0
        return piece

    async def send(self, data: bytes) -> None:
        """Send `data`, and wait until the peer keeps up."""
        if self._ended:
            raise self._failure()
        self._written += len(data)
        self._socket.write(data)
        while self._written - self._sent > SENT_AHEAD:
            await self._change()
            if self._ended:
                raise self._failure()

    async def close(self) -> None:
        """End the connection and its thread."""
        self._ended = self._closed = True
        self._pieces.clear()
        self._wake()
        self._socket.close()
        try:
            await asyncio.shield(self._gone)
        except asyncio.CancelledError:
            self._socket.abort()
            raise

    async def _change(self) -> None:
        change = self._loop.create_future()
        self._changed.add(change)
        try:
            await change
        finally:
            self._changed.discard(change)

    def _wake(self) -> None:
        for change in self._changed:
            if not change.done():
                change.set_result(None)

    def _failure(self) -> Exception:
        if self._lost is not None and not isinstance(self._lost, TransportError):
            return self._lost
        reason = self._lost.values["reason"] if self._lost is not None else "it is closed"
        return TransportError("connection-lost", host=self._target.host, port=self._target.port, reason=reason)

    # told by the socket, in the loop

    def happened(self, event: SocketEvent) -> None:
        """Hand on an event."""
        self._listen(event)

    def ready(self, peer: PeerInformation) -> None:
        """End the wait for the connection or the encryption."""
        if not self._settled.done():
            self._settled.set_result(peer)

    def arrived(self, data: bytes) -> None:
        """Keep what was received."""
        self._received += len(data)
        if not self._closed:
            self._pieces.append(data)
            self._wake()

    def sent(self, octets: int) -> None:
        """Let the sender go on."""
        self._sent = octets
        self._wake()

    def ended(self, error: Exception | None) -> None:
        """Note the end, and tell it to everybody who waits."""
        self._ended = True
        self._lost = error
        if not self._settled.done():
            self._settled.set_exception(error or self._failure())
        self._wake()

    def gone(self) -> None:
        """Let go of the thread, which has nothing more to do than to return."""
        self._thread.wait()
        _running.discard(self._thread)
        self._gone.set_result(None)
