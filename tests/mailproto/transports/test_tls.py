# SPDX-License-Identifier: MIT
"""The encrypted transport: the conformance kit both ways of beginning, and every certificate that it has to judge."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.errors import CertificateError, LocalProtocolError, RemoteProtocolError, TransportError
from mailproto.transports import tls
from mailproto.transports.certificates import AuthorityFile, Pin
from mailproto.transports.tls import TlsTransport
from tests.support.tls_server import DAY, LOOPBACK, Identity, Peer, Server, make_identity, serve
from tests.support.transport_conformance import ServedConformance, StartTlsConformance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
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


async def converse(server: Server, act: Callable[[Peer], Awaitable[object]] | None = None) -> None:
    """Let every client come and go, doing with it what the test says."""
    while True:
        peer = await server.next()
        if act is not None:
            with contextlib.suppress(OSError):
                await act(peer)
        await peer.close()


@contextlib.asynccontextmanager
async def served(
    context: ssl.SSLContext | None, act: Callable[[Peer], Awaitable[object]] | None = None
) -> AsyncIterator[Server]:
    """Run a server, and somebody at it who answers."""
    async with serve(context) as server:
        conversation = asyncio.create_task(converse(server, act))
        try:
            yield server
        finally:
            conversation.cancel()
            await asyncio.wait({conversation})


async def refusal(transport: TlsTransport) -> TransportError:
    """Give the error of connecting; nothing may stay open."""
    with pytest.raises(TransportError) as caught:
        await transport.connect()
    assert not transport.peer.encrypted
    with pytest.raises(TransportError):
        await transport.send(b"A001 LOGIN alice secret\r\n")
    return caught.value


REFUSED = [
    pytest.param({}, "localhost", False, "certificate-rejected", 20, id="an authority that is not known"),
    pytest.param({"alone": True}, "localhost", True, "certificate-rejected", 18, id="a leaf signed by itself"),
    pytest.param({"begins": -3 * DAY, "ends": -DAY}, "localhost", True, "certificate-rejected", 10, id="expired"),
    pytest.param({"begins": DAY, "ends": 2 * DAY}, "localhost", True, "certificate-rejected", 9, id="not yet valid"),
    pytest.param({"name": "imap.example.org"}, "localhost", True, "certificate-wrong-host", 62, id="another host"),
    pytest.param({"name": "imap.example.org"}, LOOPBACK, True, "certificate-wrong-host", 64, id="another address"),
]


@pytest.mark.parametrize(("leaf", "host", "known", "code", "verify_code"), REFUSED)
async def test_a_certificate_that_is_refused(
    tmp_path: Path, *, leaf: dict[str, Any], host: str, known: bool, code: str, verify_code: int
) -> None:
    """A certificate that does not prove the host is refused with OpenSSL's reason, and shown to whoever asks."""
    identity = make_identity(tmp_path, **leaf)
    trust = AuthorityFile(identity.authority) if known else None
    async with served(identity.context()) as server:
        error = await refusal(TlsTransport(host, server.port, trust=trust))
    assert isinstance(error, CertificateError)
    assert (error.code, error.verify_code) == (code, verify_code)
    assert (error.host, error.port) == (host, server.port)
    assert error.verify_message
    assert error.certificate == identity.certificate
    assert error.chain[0] == identity.certificate


@pytest.mark.parametrize("leaf", [{}, {"alone": True}, {"ends": -dt.timedelta(hours=1)}, {"name": "imap.example.org"}])
async def test_the_pinned_certificate_is_trusted_whatever_is_wrong_with_it(
    tmp_path: Path, leaf: dict[str, Any]
) -> None:
    """A pin trusts exactly one certificate, instead of authorities, dates and names."""
    identity = make_identity(tmp_path, **leaf)
    async with served(identity.context(), Peer.receive) as server:
        transport = TlsTransport("localhost", server.port, trust=Pin.of(identity.certificate))
        await transport.connect()
        assert transport.peer.pinned
        assert transport.peer.certificate == identity.certificate
        await transport.close()


async def test_any_other_certificate_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    """A pin compares for equality; the new certificate is shown, however good it would be otherwise."""
    identity = make_identity(tmp_path)
    async with served(identity.context()) as server:
        error = await refusal(TlsTransport("localhost", server.port, trust=Pin.of(b"another certificate")))
    assert isinstance(error, CertificateError)
    assert error.code == "certificate-changed"
    assert error.certificate == identity.certificate


async def test_what_is_told_of_an_encrypted_connection(tmp_path: Path) -> None:
    """The peer information names version, cipher and certificate, and stays when the connection is closed."""
    identity = make_identity(tmp_path)
    async with served(identity.context(), Peer.receive) as server:
        transport = TlsTransport("localhost", server.port, trust=AuthorityFile(identity.authority))
        assert not transport.peer.encrypted
        await transport.connect()
        await transport.close()
    peer = transport.peer
    assert (peer.host, peer.port, peer.encrypted, peer.pinned) == ("localhost", server.port, True, False)
    assert peer.tls_version == "TLSv1.3"
    assert peer.cipher is not None
    assert peer.cipher.startswith("TLS_")
    assert peer.cipher_bits in {128, 256}
    assert peer.certificate == identity.certificate


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_the_version_can_be_chosen(tmp_path: Path, version: ssl.TLSVersion) -> None:
    """TLS 1.2 or 1.3 alone is used where it alone is allowed."""
    identity = make_identity(tmp_path)
    async with served(identity.context(), Peer.receive) as server:
        transport = TlsTransport(
            "localhost",
            server.port,
            trust=AuthorityFile(identity.authority),
            minimum_version=version,
            maximum_version=version,
        )
        await transport.connect()
        await transport.close()
    assert transport.peer.tls_version == version.name.replace("_", ".")


async def test_tls_1_1_is_refused_even_with_a_pin(tmp_path: Path) -> None:
    """A server that speaks nothing newer than TLS 1.1 cannot be trusted away."""
    identity = make_identity(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the server's side has to be as old as that
        context = identity.context(ssl.TLSVersion.TLSv1_1)

    def refuse(listener: socket.socket) -> None:
        accepted, _ = listener.accept()
        with accepted, pytest.raises(ssl.SSLError):  # asyncio's server would not send the alert before it closes
            context.wrap_socket(accepted, server_side=True)

    with socket.create_server((LOOPBACK, 0)) as listener:
        handshake = asyncio.create_task(asyncio.to_thread(refuse, listener))
        port = listener.getsockname()[1]
        error = await refusal(TlsTransport("localhost", port, trust=Pin.of(identity.certificate)))
        await handshake
    assert error.code == "tls-failed"
    assert error.values["reason"] == "the server offers no version of TLS that is allowed here"


async def test_a_server_that_does_not_speak_tls() -> None:
    """An IMAP server in the clear on the port of an encrypted one is told as that."""
    async with served(None, lambda peer: peer.send(b"* OK IMAP4rev1 ready\r\n")) as server:
        error = await refusal(TlsTransport("localhost", server.port))
    assert error.code == "tls-failed"
    assert error.values["reason"] == "what answers on this port does not speak TLS"


async def test_a_server_that_hangs_up_during_the_handshake() -> None:
    """A connection that ends in the handshake has a reason of its own."""
    async with served(None, Peer.receive) as server:
        error = await refusal(TlsTransport("localhost", server.port))
    assert error.code == "tls-failed"
    assert error.values["reason"] == "the server ended the connection during the handshake"


async def test_a_cancelled_handshake_leaves_nothing_open() -> None:
    """Who gives up on a silent server gets the cancellation, and the server sees the end."""
    async with serve() as server:
        connecting = asyncio.create_task(TlsTransport("localhost", server.port).connect())
        peer = await server.next()
        assert await peer.receive()
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        assert await peer.receive() == b""
        await peer.close()


def starttls_server(identity: Identity, *, answer: bytes = b"A001 OK begin\r\n") -> Callable[[Peer], Awaitable[object]]:
    """Play a server that greets, agrees to STARTTLS and encrypts."""

    async def act(peer: Peer) -> None:
        await peer.send(b"* OK ready\r\n")
        assert await peer.read_line() == b"A001 STARTTLS\r\n"
        await peer.send(answer)
        await peer.encrypt(identity.context())
        await peer.receive()

    return act


async def ask_for_tls(transport: TlsTransport) -> None:
    """Do what a client does before `start_tls`."""
    await transport.connect()
    received = b""
    while not received.endswith(b"\n"):
        received += await transport.receive()
    await transport.send(b"A001 STARTTLS\r\n")
    while not received.endswith(b"begin\r\n"):
        received += await transport.receive()


async def test_a_certificate_refused_after_starttls_is_shown_as_well(tmp_path: Path) -> None:
    """The second connection, which looks at the certificate, asks for STARTTLS itself."""
    identity = make_identity(tmp_path)
    async with served(None, starttls_server(identity)) as server:
        transport = TlsTransport("localhost", server.port, starttls=True)
        await ask_for_tls(transport)
        with pytest.raises(CertificateError) as caught:
            await transport.start_tls()
    assert caught.value.verify_code == 20  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    assert caught.value.certificate == identity.certificate


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


async def test_encrypting_twice_is_refused(tmp_path: Path) -> None:
    """An encrypted connection does not start TLS again."""
    identity = make_identity(tmp_path)
    async with served(identity.context(), Peer.receive) as server:
        transport = TlsTransport("localhost", server.port, trust=AuthorityFile(identity.authority))
        await transport.connect()
        with pytest.raises(LocalProtocolError):
            await transport.start_tls()
        await transport.close()


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


@pytest.mark.parametrize(("starttls", "port"), [(False, 993), (True, 143)])
def test_the_port_follows_the_way_of_encrypting(*, starttls: bool, port: int) -> None:
    """Without a port, 993 is meant, or 143 with STARTTLS."""
    assert TlsTransport("localhost", starttls=starttls).peer.port == port
