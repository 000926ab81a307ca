# SPDX-License-Identifier: MIT
"""One TCP connection of an asyncio loop, plain or encrypted, with back-pressure both ways, and what transports share.

Measured on 512 MB over TLS: `asyncio.BufferedProtocol`, as here, moves nine tenths of what a bare loop over
`SSLSocket.recv_into` does, asyncio's streams four tenths. Knows sockets and their errors; nothing of trust or of IMAP.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING, Final, cast

from mailproto.errors import LocalProtocolError, RemoteProtocolError, TransportError
from mailproto.transports import MAXIMUM_RECEIVE, PeerInformation
from mailproto.transports.happy_eyeballs import connect_first, interleaved
from mailproto.transports.reasons import reason_of

if TYPE_CHECKING:
    import ssl

HIGHEST_PORT: Final = 65_535

CLOSING_TIME: Final = 1.0
"""Seconds that a peer has to take what was sent and to end the encryption, before the connection is cut."""

# With less room than this, reading pauses: small reads cost as much as large ones.
_LEAST_ROOM: Final = MAXIMUM_RECEIVE // 4

# asyncio's TLS tells its writer to wait only from the write after the one that fills the socket.
_SENT_AT_ONCE: Final = 64 * 1024


class Connection(asyncio.BufferedProtocol):
    """A connected socket; made by `open_connection`.

    Received data wait in one buffer of `MAXIMUM_RECEIVE` octets; when it is nearly full the socket is not read.
    """

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._loop = asyncio.get_running_loop()
        self._buffer = memoryview(bytearray(MAXIMUM_RECEIVE))
        self._filled = 0
        self._paused = False
        self._ended = False
        self._lost: Exception | None = None
        self._gone = self._loop.create_future()
        self._readable: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the socket, or the encrypted layer on it."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Give the room that is left; there is some, because reading pauses before it runs out."""
        return self._buffer[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """Count what has arrived."""
        self._filled += nbytes
        if MAXIMUM_RECEIVE - self._filled < _LEAST_ROOM:
            self._paused = True
            self._transport.pause_reading()
        _wake(self._readable)

    def eof_received(self) -> None:
        """Note the end; asyncio then closes our half as well."""
        self._ended = True
        _wake(self._readable)

    def pause_writing(self) -> None:
        """Let senders wait."""
        self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        """Let senders go on."""
        _wake(self._writable)
        self._writable = None

    def connection_lost(self, error: Exception | None) -> None:
        """Note that nothing moves any more, and why."""
        self._ended = True
        self._lost = self._lost or error
        for waiter in (self._readable, self._writable, self._gone):
            _wake(waiter)

    # what transports call

    @property
    def tls(self) -> ssl.SSLObject | None:
        """The encrypted layer's own object, None without encryption."""
        return cast("ssl.SSLObject | None", self._transport.get_extra_info("ssl_object"))

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end; see `Transport.receive`."""
        while not self._filled:
            if self._lost is not None:
                raise self._connection_lost(self._lost) from self._lost
            if self._ended:
                return b""
            self._readable = self._loop.create_future()
            await self._readable
        data = bytes(self._buffer[: self._filled])
        self._filled = 0
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        return data

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the peer keeps up; see `Transport.send`."""
        rest = memoryview(data)
        try:
            while rest and not self._ended:
                self._transport.write(rest[:_SENT_AT_ONCE])
                rest = rest[_SENT_AT_ONCE:]
                if self._writable is not None:
                    await asyncio.shield(self._writable)
        except asyncio.CancelledError:
            self._transport.write(rest)
            raise
        if self._ended:
            raise self._connection_lost(self._lost)

    async def encrypt(self, context: ssl.SSLContext) -> ssl.SSLObject:
        """Put TLS on the connection; OSError and its kind where the handshake fails."""
        if self._filled:
            raise RemoteProtocolError("data-before-tls")
        try:
            encrypted = await self._loop.start_tls(
                self._transport, self, context, server_hostname=self.host, ssl_shutdown_timeout=CLOSING_TIME
            )
        except BaseException:
            self.connection_lost(None)  # asyncio closes the socket, and tells nobody who was not encrypted yet
            raise
        self._transport = cast("asyncio.Transport", encrypted)
        return cast("ssl.SSLObject", self.tls)

    async def close(self) -> None:
        """Send what is still to be sent, then close; cut the connection where the peer lets us wait."""
        self._ended = True
        self._filled = 0
        _wake(self._readable)
        if not self._transport.is_closing():  # closed again, Python 3.11.2 forgets its TLS layer and cannot abort it
            self._transport.close()
        try:
            await asyncio.wait({self._gone}, timeout=CLOSING_TIME)
        finally:
            if not self._gone.done():
                self._transport.abort()
        await asyncio.shield(self._gone)

    def _connection_lost(self, error: Exception | None) -> TransportError:
        reason = reason_of(error) if error else "it is closed"
        return TransportError("connection-lost", host=self.host, port=self.port, reason=reason)


class SocketTransport:
    """What the transports over `Connection` have in common; see `mailproto.transports.Transport`.

    Errors of making one: `LocalProtocolError` bad-argument for what can be no host or no port.
    """

    def __init__(self, host: str, port: int) -> None:
        check_address(host, port)
        self.host = host
        self.port = port
        self._made: Connection | None = None

    @property
    def peer(self) -> PeerInformation:
        """The address, and that nothing is encrypted."""
        return PeerInformation(self.host, self.port)

    async def connect(self) -> None:
        """Connect without encryption."""
        self._made = await open_connection(self.host, self.port)

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the peer keeps up."""
        await self._connection.send(data)

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end."""
        return await self._connection.receive()

    async def close(self) -> None:
        """End the connection."""
        if self._made is not None:
            await self._made.close()

    @property
    def _connection(self) -> Connection:
        if self._made is None:
            raise TransportError("connection-lost", host=self.host, port=self.port, reason="it was never made")
        return self._made


def check_address(host: str, port: int) -> None:
    """Refuse with `LocalProtocolError` bad-argument what can be no host or no port."""
    if not host or "\0" in host:
        raise LocalProtocolError("bad-argument", what="the host", reason="it has no name")
    if not 1 <= port <= HIGHEST_PORT:
        raise LocalProtocolError("bad-argument", what="the port", reason=f"{port} is not from 1 to {HIGHEST_PORT}")


async def open_connection(host: str, port: int) -> Connection:
    """Connect to the first address of `host` that answers; several are tried side by side (RFC 8305).

    Errors: `TransportError` host-not-found, connection-refused, connection-failed.
    """
    loop = asyncio.get_running_loop()
    values: dict[str, object] = {"host": host, "port": port}
    try:
        addresses = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        connected = await connect_first(interleaved(addresses))
        _, connection = await loop.create_connection(lambda: Connection(host, port), sock=connected)
    except (socket.gaierror, UnicodeError) as error:
        raise TransportError("host-not-found", reason=reason_of(error), **values) from error
    except OSError as error:
        code = "connection-refused" if error.errno == errno.ECONNREFUSED else "connection-failed"
        raise TransportError(code, reason=reason_of(error), **values) from error
    return connection


def _wake(waiter: asyncio.Future[None] | None) -> None:
    if waiter is not None and not waiter.done():
        waiter.set_result(None)
