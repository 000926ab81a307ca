# SPDX-License-Identifier: MIT
"""What carries the bytes: the `Transport` protocol, and what a transport tells of its peer.

A transport knows addresses, certificates and sockets, and nothing of IMAP. `mailproto.transports.tls.TlsTransport` is
the usual one, `plain.PlainTransport` is unencrypted and has to be asked for by name, `memory.MemoryTransport` plays a
dialogue or connects two ends inside one program. Anything else that has these methods will do:
tests/support/transport_conformance.py says precisely what a client relies on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

MAXIMUM_RECEIVE: Final = 256 * 1024
"""The most octets that `Transport.receive` gives at once."""


@dataclass(frozen=True, slots=True)
class PeerInformation:
    """Whom the transport talks to, and how well the connection is protected.

    `tls_version` is OpenSSL's name ("TLSv1.3"), `cipher` likewise, `cipher_bits` its secret bits; all three are None
    without encryption. `certificate` is the server's leaf in DER, empty where there is none; `pinned` says that exactly
    this certificate was trusted, rather than an authority.
    """

    host: str
    port: int
    encrypted: bool = False
    tls_version: str | None = None
    cipher: str | None = None
    cipher_bits: int | None = None
    certificate: bytes = b""
    pinned: bool = False


class Transport(Protocol):
    """A connection that is made once, used by one sender and one receiver at a time, and closed.

    `starttls` says that the connection begins unencrypted and that its client has to ask for STARTTLS and call
    `start_tls` before anything else (RFC 9051, 6.2.1). Errors are `TransportError`, of certificates `CertificateError`.
    """

    @property
    def starttls(self) -> bool:
        """Whether the client has to ask the server for TLS once it has been greeted."""
        ...

    @property
    def peer(self) -> PeerInformation:
        """What is known of the peer now; before `connect` that is its address alone."""
        ...

    async def connect(self) -> None:
        """Make the connection, encrypted at once unless `starttls`; nothing stays open where that fails.

        Errors: host-not-found, connection-refused, connection-failed, tls-failed, certificate-rejected,
        certificate-wrong-host, certificate-changed.
        """
        ...

    async def send(self, data: bytes) -> None:
        """Take `data` whole, and return once the peer keeps up with what was taken.

        Being cancelled while waiting takes nothing back. Errors: connection-lost.
        """
        ...

    async def receive(self) -> bytes:
        """Give what has arrived, at least one octet and at most `MAXIMUM_RECEIVE`; b"" once the connection has ended.

        Being cancelled loses nothing: the next call gives it. Errors: connection-lost.
        """
        ...

    async def start_tls(self) -> None:
        """Encrypt a connection that began with `starttls`; it is closed where that fails.

        Errors: those of `connect`, and `RemoteProtocolError` data-before-tls where the peer has sent something that
        nobody received yet: it must not be read as though it had come encrypted.
        """
        ...

    async def close(self) -> None:
        """End the connection within a second; a second call does nothing, a waiting `receive` gives b""."""
        ...
