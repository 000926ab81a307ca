# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a connection to an account's server and signs in; shared by the engine and by `konvert fetch`.

Knows no folders and no letters, and asks nobody for passwords.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from mailapp.socket_events import Listener
from mailapp.store.records import Security, TlsVersion, TransportKind
from mailproto.async_client import AsyncClient
from mailproto.procedures import sign_in
from mailproto.transports import Transport
from mailproto.transports.certificates import AuthorityFile, Pin, SystemRoots, Trust
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from pathlib import Path


_TLS_VERSIONS: Final[Mapping[TlsVersion, tuple[ssl.TLSVersion, ssl.TLSVersion]]] = {
    TlsVersion.AUTOMATIC: (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
    TlsVersion.TLS_1_2: (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2),
    TlsVersion.TLS_1_3: (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3),
}
"""The lowest and the highest version that each choice allows."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect and by what, and whose certificate to accept there."""

    host: str
    port: int
    security: Security
    trust: Trust
    transport: TransportKind = TransportKind.PYTHON
    tls_version: TlsVersion = TlsVersion.AUTOMATIC

    @property
    def starttls(self) -> bool:
        """Whether the connection begins in the clear."""
        return self.security is Security.STARTTLS

    @property
    def tls_versions(self) -> tuple[ssl.TLSVersion, ssl.TLSVersion]:
        """The lowest and the highest version of TLS that are allowed."""
        return _TLS_VERSIONS[self.tls_version]


TransportFactory: TypeAlias = Callable[[Server, Listener], Transport]
"""Makes the transport to a server, which tells the listener its events if it has any.

Raises LocalProtocolError "bad-argument" where the file of authorities is unusable, and AppError.
"""


def ignore(_event: object) -> None:
    """Listen to no events."""


def choose_trust(pin: str | None, ca_file: Path | None) -> Trust:
    """Trust exactly the pinned certificate (SHA-256, hex), else the authorities of a PEM file, else the system's."""
    if pin:
        return Pin.parse(pin)
    return AuthorityFile(ca_file) if ca_file else SystemRoots()


def tls_transport(server: Server, _listen: Listener) -> Transport:
    """Make the usual transport, which has no events; a `TransportFactory`."""
    minimum, maximum = server.tls_versions
    return TlsTransport(
        server.host,
        server.port,
        starttls=server.starttls,
        trust=server.trust,
        minimum_version=minimum,
        maximum_version=maximum,
    )


async def connect(
    server: Server, user: str, password: str, transport_factory: TransportFactory, listen: Listener = ignore
) -> AsyncClient:
    """Connect and sign in; nothing stays open where that fails.

    Raises ImapError of every kind, and what the factory raises.
    """
    client = await AsyncClient.connect(transport_factory(server, listen))
    try:
        await client.run(sign_in(user, password, certificate=client.peer.certificate))
    except BaseException:
        await client.close()
        raise
    return client
