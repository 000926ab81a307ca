# SPDX-License-Identifier: MIT
"""The usual transport: TLS from the first octet on port 993 (RFC 8314, 3), or after STARTTLS on 143 (RFC 9051, 6.2.1).

Knows certificates through `mailproto.transports.certificates`; of IMAP it knows only how to ask for TLS a second time,
in order to show the person a certificate that was refused.
"""

from __future__ import annotations

import asyncio
import ssl
from typing import Final

from mailproto.errors import ImapError, LocalProtocolError
from mailproto.transports import PeerInformation
from mailproto.transports.certificates import (
    Pin,
    SystemRoots,
    Trust,
    chain_of,
    check_pin,
    handshake_error,
    leaf_of,
    make_context,
    unverified_context,
)
from mailproto.transports.connection import Connection, SocketTransport, open_connection

LOOKING_TIME: Final = 5.0
"""Seconds that the second handshake may take, by which a refused certificate is looked at."""

_SMALL_TALK: Final = 64 * 1024  # octets that a stranger may say before STARTTLS when its certificate is looked at


class TlsTransport(SocketTransport):
    """An encrypted connection to `host`, whose certificate has to pass `trust` (the system's authorities by default).

    With `starttls` the connection is made in the clear, and encrypted by `start_tls`. The port is 993, with `starttls`
    143, unless given. `minimum_version` and `maximum_version` are TLS 1.2 or 1.3; older ones are refused, always.
    Errors of making one: `LocalProtocolError` bad-argument.
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
    ) -> None:
        super().__init__(host, port or (143 if starttls else 993))
        self.starttls = starttls
        self._trust = trust or SystemRoots()
        self._context = make_context(self._trust, minimum_version, maximum_version)
        self._peer = PeerInformation(self.host, self.port)

    @property
    def peer(self) -> PeerInformation:
        """The address and, once there is encryption, its version, its cipher and the certificate."""
        return self._peer

    async def connect(self) -> None:
        """Connect and, unless `starttls`, encrypt; see `Transport.connect`."""
        self._peer = PeerInformation(self.host, self.port)
        await super().connect()
        if not self.starttls:
            await self.start_tls()

    async def start_tls(self) -> None:
        """Encrypt the connection; see `Transport.start_tls`."""
        if self._peer.encrypted:
            raise LocalProtocolError("bad-argument", what="start_tls", reason="the connection is encrypted already")
        connection = self._connection
        try:
            tls = await connection.encrypt(self._context)
            if isinstance(self._trust, Pin):
                check_pin(self._trust, tls, self.host, self.port)
        except BaseException as error:
            await connection.close()
            if not isinstance(error, OSError):
                raise
            chain = await self._look_at_chain() if isinstance(error, ssl.SSLCertVerificationError) else ()
            raise handshake_error(error, self.host, self.port, chain) from error
        self._peer = self._describe(tls)

    def _describe(self, tls: ssl.SSLObject) -> PeerInformation:
        name, _, bits = tls.cipher() or (None, None, None)
        return PeerInformation(
            self.host,
            self.port,
            encrypted=True,
            tls_version=tls.version(),
            cipher=name,
            cipher_bits=bits,
            certificate=leaf_of(tls),
            pinned=isinstance(self._trust, Pin),
        )

    async def _look_at_chain(self) -> tuple[bytes, ...]:
        """Ask for the refused certificates by a connection of their own, which says nothing but STARTTLS and is closed.

        Python does not give the certificate of a handshake that failed. Empty where the server does not answer again.
        """
        try:
            async with asyncio.timeout(LOOKING_TIME):
                connection = await open_connection(self.host, self.port)
                try:
                    if self.starttls:
                        await _ask_for_tls(connection)
                    return chain_of(await connection.encrypt(unverified_context()))
                finally:
                    await connection.close()
        except (OSError, ImapError):  # the refusal is what the person has to hear of; TimeoutError is an OSError
            return ()


async def _ask_for_tls(connection: Connection) -> None:
    """Say STARTTLS to whoever greets, and wait for the answer's end (RFC 9051, 6.2.1)."""
    said = b""
    asked = False
    while not (b"\nA001 " in said and said.endswith(b"\n")):
        received = await connection.receive()
        said += received
        if not received or len(said) > _SMALL_TALK:
            raise ConnectionAbortedError
        if not asked and b"\n" in said:
            asked = True
            await connection.send(b"A001 STARTTLS\r\n")
