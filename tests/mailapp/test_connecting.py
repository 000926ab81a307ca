# SPDX-License-Identifier: MIT
"""Connecting to an account's server: what is trusted, which TLS is spoken, and what a failure leaves open."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailapp.connecting import Server, choose_trust, connect, ignore, tls_transport
from mailapp.socket_events import SocketEvent, SocketSignal
from mailapp.store.records import Security, TlsVersion
from mailproto.errors import AuthenticationFailed
from mailproto.transports.certificates import AuthorityFile, Pin, SystemRoots

if TYPE_CHECKING:
    from mailapp.socket_events import Listener
    from mailproto.transports import Transport
    from testserver import Server as TestServer

PIN = "ab" * 32


@pytest.fixture
def server(imap_server: TestServer) -> Server:
    """Give the test server as the program knows it."""
    return Server(imap_server.host, imap_server.port, Security.TLS, AuthorityFile(imap_server.ca_file))


@pytest.mark.parametrize(
    ("pin", "ca_file", "trust"),
    [
        (None, None, SystemRoots()),
        (None, Path("a.pem"), AuthorityFile(Path("a.pem"))),
        (PIN, Path("a.pem"), Pin(bytes.fromhex(PIN))),
        ("", None, SystemRoots()),
    ],
)
def test_what_is_trusted(pin: str | None, ca_file: Path | None, trust: object) -> None:
    """A pin comes first, then the file of authorities, then the system's."""
    assert choose_trust(pin, ca_file) == trust


def test_older_versions_cannot_be_chosen(server: Server) -> None:
    """Each choice allows TLS 1.2, 1.3 or both, and nothing else."""
    old, new = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
    allowed = {choice: replace(server, tls_version=choice).tls_versions for choice in TlsVersion}
    assert allowed == {
        TlsVersion.AUTOMATIC: (old, new),
        TlsVersion.TLS_1_2: (old, old),
        TlsVersion.TLS_1_3: (new, new),
    }


@pytest.mark.parametrize(
    ("choice", "spoken"),
    [(TlsVersion.AUTOMATIC, "TLSv1.3"), (TlsVersion.TLS_1_2, "TLSv1.2"), (TlsVersion.TLS_1_3, "TLSv1.3")],
)
async def test_the_version_chosen_is_spoken(
    server: Server, imap_server: TestServer, choice: TlsVersion, spoken: str
) -> None:
    """The newest that both sides have, or exactly the one that the person wants."""
    chosen = replace(server, tls_version=choice)
    client = await connect(chosen, imap_server.user, imap_server.password, tls_transport)
    assert client.peer.tls_version == spoken
    await client.close()


async def test_a_refused_sign_in_leaves_nothing_open(server: Server, imap_server: TestServer) -> None:
    """The connection is closed before the error is raised."""
    made: list[Transport] = []

    def make(server: Server, listen: Listener) -> Transport:
        made.append(tls_transport(server, listen))
        return made[0]

    with pytest.raises(AuthenticationFailed):
        await connect(server, imap_server.user, "wrong", make)
    assert await made[0].receive() == b""


async def test_the_listener_goes_to_the_transport(server: Server, imap_server: TestServer) -> None:
    """Whoever makes the transport is given the listener, which hears what the socket tells."""
    event = SocketEvent(SocketSignal.CONNECTED, 1.0)
    heard: list[SocketEvent] = []

    def make(server: Server, listen: Listener) -> Transport:
        listen(event)
        return tls_transport(server, ignore)

    client = await connect(server, imap_server.user, imap_server.password, make, heard.append)
    await client.close()
    assert heard == [event]
