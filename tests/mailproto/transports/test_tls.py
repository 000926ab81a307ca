# SPDX-License-Identifier: MIT
"""The encrypted transport: the conformance kit both ways of beginning, and every certificate that it has to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailproto.errors import CertificateError, RemoteProtocolError
from mailproto.transports import tls
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from tests.support.tls_conformance import TlsConformance, ask_for_tls, served, starttls_server
from tests.support.tls_server import Peer, make_identity, serve
from tests.support.transport_conformance import ServedConformance, StartTlsConformance

if TYPE_CHECKING:
    from pathlib import Path


class TestTlsTransport(ServedConformance):
    """The kit, encrypted from the first octet."""

    def make(self, host: str, port: int, authority: Path) -> TlsTransport:
        """Make one."""
        return TlsTransport(host, port, trust=AuthorityFile(authority))


class TestStartTls(StartTlsConformance):
    """The kit, encrypted after STARTTLS."""

    def make(self, host: str, port: int, authority: Path) -> TlsTransport:
        """Make one."""
        return TlsTransport(host, port, starttls=True, trust=AuthorityFile(authority))


class TestTrust(TlsConformance):
    """The kit of certificates and versions."""

    def make(self, host: str, port: int | None = None, **options: Any) -> TlsTransport:  # noqa: ANN401 - handed on
        """Make one."""
        return TlsTransport(host, port, **options)


@pytest.mark.parametrize("second", [b"", b"* OK ready\r\nA001 NO\r\n", b"* OK " + bytes(128 * 1024)])
async def test_a_server_that_does_not_answer_again_keeps_its_certificate_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: bytes
) -> None:
    """The refusal is told all the same, without the certificate, where the server does not show it a second time."""
    identity = make_identity(tmp_path)
    first = starttls_server(identity)
    monkeypatch.setattr(tls, "LOOKING_TIME", 5.0)
    visits = 0

    async def act(peer: Peer) -> None:
        nonlocal visits
        visits += 1
        if visits == 1:
            await first(peer)
        else:
            await peer.send(second)

    async with served(None, act) as server:
        transport = TlsTransport("localhost", server.port, starttls=True)
        await ask_for_tls(transport)
        with pytest.raises(CertificateError) as caught:
            await transport.start_tls()
    assert visits == 2
    assert (caught.value.certificate, caught.value.chain) == (b"", ())


async def test_data_before_the_handshake_are_an_error_of_the_server() -> None:
    """What the server says between its consent and the handshake ends the connection by name."""
    async with serve() as server:
        transport = TlsTransport("localhost", server.port, starttls=True)
        await transport.connect()
        peer = await server.next()
        octets = b"* CAPABILITY IMAP4rev1\r\n"
        transport._connection.get_buffer(-1)[: len(octets)] = octets  # what asyncio does when they arrive
        transport._connection.buffer_updated(len(octets))
        with pytest.raises(RemoteProtocolError) as caught:
            await transport.start_tls()
        assert caught.value.code == "data-before-tls"
        assert await peer.receive() == b""
        await peer.close()
