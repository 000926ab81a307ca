# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport of mailproto over Qt's QSslSocket: the same trust and the same errors as TlsTransport, and its events.

Knows Qt's sockets by `mailapp.qt_transport.channel` alone, and nothing of IMAP.
"""

from __future__ import annotations

import ssl
import time
from collections import deque
from typing import TYPE_CHECKING

from PyQt5.QtCore import QCoreApplication

from mailapp.connecting import tls_transport
from mailapp.qt_transport.ability import qt_refusal
from mailapp.qt_transport.channel import Channel
from mailapp.qt_transport.secure_socket import Target
from mailapp.qt_transport.verification import configuration_for
from mailapp.socket_events import MOST_EVENTS, Listener, SocketEvent
from mailapp.store.records import TransportKind
from mailproto.errors import LocalProtocolError, TransportError
from mailproto.transports import PeerInformation
from mailproto.transports.certificates import Pin, SystemRoots, make_context
from mailproto.transports.connection import check_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.connecting import Server
    from mailproto.transports import Transport
    from mailproto.transports.certificates import Trust


def make_transport(server: Server, listen: Listener) -> Transport:
    """Make the transport that the account asks for; see `mailapp.connecting.TransportFactory`.

    Raises AppError "app-qt-without-tls" besides.
    """
    if server.transport is TransportKind.PYTHON:
        return tls_transport(server, listen)
    minimum, maximum = server.tls_versions
    return QtTransport(
        server.host,
        server.port,
        starttls=server.starttls,
        trust=server.trust,
        minimum_version=minimum,
        maximum_version=maximum,
        listen=listen,
    )


class QtTransport:
    """An encrypted connection to `host` over a QSslSocket; what each argument means is `TlsTransport`'s to say.

    `listen` is told each event as it happens, with its moment by `clock` (seconds; asked in the socket's own thread);
    the last of them can be looked at in `events`. Errors of making one: `LocalProtocolError` bad-argument, and AppError
    app-qt-without-tls where this Qt cannot encrypt.
    """

    def __init__(  # noqa: PLR0913 - options, each with a default that is safe
        self,
        host: str,
        port: int | None = None,
        *,
        starttls: bool = False,
        trust: Trust | None = None,
        minimum_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
        maximum_version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
        listen: Listener | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if refusal := qt_refusal():
            raise refusal
        if QCoreApplication.instance() is None:
            raise LocalProtocolError("bad-argument", what="a QtTransport", reason="Qt's application is made first")
        port = port or (143 if starttls else 993)
        trust = trust or SystemRoots()
        check_address(host, port)
        make_context(trust, minimum_version, maximum_version)  # refuses what Qt would take without a word
        self.starttls = starttls
        self._target = Target(
            host,
            port,
            starttls,
            configuration_for(trust, minimum_version, maximum_version),
            trust if isinstance(trust, Pin) else None,
        )
        self._listen = listen
        self._clock = clock
        self._events: deque[SocketEvent] = deque(maxlen=MOST_EVENTS)
        self._peer = PeerInformation(host, port)
        self._made: Channel | None = None

    @property
    def peer(self) -> PeerInformation:
        """The address and, once there is encryption, its version, its cipher and the certificate."""
        return self._peer

    @property
    def events(self) -> tuple[SocketEvent, ...]:
        """What the socket has told, oldest first; the last `MOST_EVENTS` of it."""
        return tuple(self._events)

    async def connect(self) -> None:
        """Connect and, unless `starttls`, encrypt; see `Transport.connect`."""
        self._peer = PeerInformation(self._target.host, self._target.port)
        self._made = Channel(self._target, self._hear, self._clock)
        self._peer = await self._made.open()

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the peer keeps up; see `Transport.send`."""
        await self._channel.send(data)

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end; see `Transport.receive`."""
        return await self._channel.receive()

    async def start_tls(self) -> None:
        """Encrypt the connection; see `Transport.start_tls`."""
        if self._peer.encrypted:
            raise LocalProtocolError("bad-argument", what="start_tls", reason="the connection is encrypted already")
        self._peer = await self._channel.encrypt()

    async def close(self) -> None:
        """End the connection and its thread."""
        if self._made is not None:
            await self._made.close()

    @property
    def _channel(self) -> Channel:
        if self._made is None:
            host, port = self._target.host, self._target.port
            raise TransportError("connection-lost", host=host, port=port, reason="it was never made")
        return self._made

    def _hear(self, event: SocketEvent) -> None:
        self._events.append(event)
        if self._listen is not None:
            self._listen(event)
