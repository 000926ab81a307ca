# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a connection to an account's server and signs in; shared by the engine and by `konvert fetch`.

Knows no folders and no letters, and asks nobody for passwords.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mailapp.store.records import Security
from mailproto.async_client import AsyncClient
from mailproto.procedures import sign_in
from mailproto.transports import Transport
from mailproto.transports.certificates import AuthorityFile, Pin, SystemRoots, Trust
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect, and whose certificate to accept there."""

    host: str
    port: int
    security: Security
    trust: Trust


TransportFactory: TypeAlias = Callable[[Server], Transport]


def choose_trust(pin: str | None, ca_file: Path | None) -> Trust:
    """Trust exactly the pinned certificate (SHA-256, hex), else the authorities of a PEM file, else the system's."""
    if pin:
        return Pin.parse(pin)
    return AuthorityFile(ca_file) if ca_file else SystemRoots()


def tls_transport(server: Server) -> Transport:
    """Make the usual transport; raises LocalProtocolError "bad-argument" where the file of authorities is unusable."""
    return TlsTransport(server.host, server.port, starttls=server.security is Security.STARTTLS, trust=server.trust)


async def connect(server: Server, user: str, password: str, transport_factory: TransportFactory) -> AsyncClient:
    """Connect and sign in; nothing stays open where that fails. Raises ImapError of every kind."""
    client = await AsyncClient.connect(transport_factory(server))
    try:
        await client.run(sign_in(user, password, certificate=client.peer.certificate))
    except BaseException:
        await client.close()
        raise
    return client
