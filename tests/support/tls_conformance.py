# SPDX-License-Identifier: MIT
"""What a client relies on in a transport that encrypts, as tests: certificates, versions of TLS, and failed handshakes.

`TlsConformance` wants `make`; it goes with the kit of tests/support/transport_conformance.py, which knows no trust.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.errors import CertificateError, LocalProtocolError, TransportError
from mailproto.transports import Transport
from mailproto.transports.certificates import AuthorityFile, Pin
from tests.support.tls_server import DAY, LOOPBACK, Identity, Peer, Server, make_identity, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path


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


async def refusal(transport: Transport) -> TransportError:
    """Give the error of connecting; nothing may stay open."""
    with pytest.raises(TransportError) as caught:
        await transport.connect()
    assert not transport.peer.encrypted
    with pytest.raises(TransportError):
        await transport.send(b"A001 LOGIN alice secret\r\n")
    return caught.value


def starttls_server(identity: Identity, *, answer: bytes = b"A001 OK begin\r\n") -> Callable[[Peer], Awaitable[object]]:
    """Play a server that greets, agrees to STARTTLS and encrypts."""

    async def act(peer: Peer) -> None:
        await peer.send(b"* OK ready\r\n")
        assert await peer.read_line() == b"A001 STARTTLS\r\n"
        await peer.send(answer)
        await peer.encrypt(identity.context())
        await peer.receive()

    return act


async def ask_for_tls(transport: Transport) -> None:
    """Do what a client does before `start_tls`."""
    await transport.connect()
    received = b""
    while not received.endswith(b"\n"):
        received += await transport.receive()
    await transport.send(b"A001 STARTTLS\r\n")
    while not received.endswith(b"begin\r\n"):
        received += await transport.receive()


REFUSED = [
    pytest.param({}, "localhost", False, "certificate-rejected", 20, id="an authority that is not known"),
    pytest.param({"alone": True}, "localhost", True, "certificate-rejected", 18, id="a leaf signed by itself"),
    pytest.param({"begins": -3 * DAY, "ends": -DAY}, "localhost", True, "certificate-rejected", 10, id="expired"),
    pytest.param({"begins": DAY, "ends": 2 * DAY}, "localhost", True, "certificate-rejected", 9, id="not yet valid"),
    pytest.param({"name": "imap.example.org"}, "localhost", True, "certificate-wrong-host", 62, id="another host"),
    pytest.param({"name": "imap.example.org"}, LOOPBACK, True, "certificate-wrong-host", 64, id="another address"),
    pytest.param(
        {"name": "imap.example.org", "subject": "localhost"},
        "localhost",
        True,
        "certificate-wrong-host",
        62,
        id="another host, whatever its subject says",
    ),
]


class TlsConformance:
    """The kit."""

    def make(self, host: str, port: int | None = None, **options: Any) -> Transport:  # noqa: ANN401 - TlsTransport's
        """Make a transport with the options of `TlsTransport`."""
        raise NotImplementedError

    @pytest.mark.parametrize(("leaf", "host", "known", "code", "verify_code"), REFUSED)
    async def test_a_certificate_that_is_refused(
        self, tmp_path: Path, *, leaf: dict[str, Any], host: str, known: bool, code: str, verify_code: int
    ) -> None:
        """A certificate that does not prove the host is refused with OpenSSL's reason, and shown to whoever asks."""
        identity = make_identity(tmp_path, **leaf)
        trust = AuthorityFile(identity.authority) if known else None
        async with served(identity.context()) as server:
            error = await refusal(self.make(host, server.port, trust=trust))
        assert isinstance(error, CertificateError)
        assert (error.code, error.verify_code) == (code, verify_code)
        assert (error.host, error.port) == (host, server.port)
        assert error.verify_message
        assert error.certificate == identity.certificate
        assert error.chain[0] == identity.certificate

    @pytest.mark.parametrize(
        "leaf", [{}, {"alone": True}, {"ends": -dt.timedelta(hours=1)}, {"name": "imap.example.org"}]
    )
    async def test_the_pinned_certificate_is_trusted_whatever_is_wrong_with_it(
        self, tmp_path: Path, leaf: dict[str, Any]
    ) -> None:
        """A pin trusts exactly one certificate, instead of authorities, dates and names."""
        identity = make_identity(tmp_path, **leaf)
        async with served(identity.context(), Peer.receive) as server:
            transport = self.make("localhost", server.port, trust=Pin.of(identity.certificate))
            await transport.connect()
            assert transport.peer.pinned
            assert transport.peer.certificate == identity.certificate
            await transport.close()

    async def test_any_other_certificate_than_the_pinned_one_is_refused(self, tmp_path: Path) -> None:
        """A pin compares for equality; the new certificate is shown, however good it would be otherwise."""
        identity = make_identity(tmp_path)
        async with served(identity.context()) as server:
            error = await refusal(self.make("localhost", server.port, trust=Pin.of(b"another certificate")))
        assert isinstance(error, CertificateError)
        assert error.code == "certificate-changed"
        assert error.certificate == identity.certificate

    async def test_what_is_told_of_an_encrypted_connection(self, tmp_path: Path) -> None:
        """The peer information names version, cipher and certificate, and stays when the connection is closed."""
        identity = make_identity(tmp_path)
        async with served(identity.context(), Peer.receive) as server:
            transport = self.make("localhost", server.port, trust=AuthorityFile(identity.authority))
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
    async def test_the_version_can_be_chosen(self, tmp_path: Path, version: ssl.TLSVersion) -> None:
        """TLS 1.2 or 1.3 alone is used where it alone is allowed."""
        identity = make_identity(tmp_path)
        async with served(identity.context(), Peer.receive) as server:
            transport = self.make(
                "localhost",
                server.port,
                trust=AuthorityFile(identity.authority),
                minimum_version=version,
                maximum_version=version,
            )
            await transport.connect()
            await transport.close()
        assert transport.peer.tls_version == version.name.replace("_", ".")

    async def test_tls_1_1_is_refused_even_with_a_pin(self, tmp_path: Path) -> None:
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
            error = await refusal(self.make("localhost", port, trust=Pin.of(identity.certificate)))
            await handshake
        assert error.code == "tls-failed"
        assert error.values["reason"] == "the server offers no version of TLS that is allowed here"

    async def test_a_server_that_does_not_speak_tls(self) -> None:
        """An IMAP server in the clear on the port of an encrypted one is told as that."""
        async with served(None, lambda peer: peer.send(b"* OK IMAP4rev1 ready\r\n")) as server:
            error = await refusal(self.make("localhost", server.port))
        assert error.code == "tls-failed"
        assert error.values["reason"] == "what answers on this port does not speak TLS"

    async def test_a_server_that_hangs_up_during_the_handshake(self) -> None:
        """A connection that ends in the handshake has a reason of its own."""
        async with served(None, Peer.receive) as server:
            error = await refusal(self.make("localhost", server.port))
        assert error.code == "tls-failed"
        assert error.values["reason"] == "the server ended the connection during the handshake"

    async def test_a_connection_that_is_cut_during_the_handshake(self) -> None:
        """A reset in the handshake is told like an end."""

        async def cut(peer: Peer) -> None:
            await peer.receive()
            peer.reset()

        async with served(None, cut) as server:
            error = await refusal(self.make("localhost", server.port))
        assert error.code == "tls-failed"
        assert error.values["reason"] == "the server ended the connection during the handshake"

    async def test_a_port_where_nothing_answers(self) -> None:
        """A host that refuses the connection is there, and is told as that."""
        with socket.create_server((LOOPBACK, 0)) as listener:
            port = listener.getsockname()[1]
        error = await refusal(self.make(LOOPBACK, port))
        assert (error.code, error.values["host"], error.values["port"]) == ("connection-refused", LOOPBACK, port)

    async def test_a_host_that_cannot_exist(self) -> None:
        """A name that no host can have is told as a host that was not found."""
        error = await refusal(self.make("imap..example.org"))
        assert (error.code, error.values["host"]) == ("host-not-found", "imap..example.org")

    @pytest.mark.parametrize(("host", "port"), [("", 993), ("a\0b", 993), ("localhost", 65_536), ("localhost", -1)])
    def test_an_address_that_cannot_be_one(self, host: str, port: int) -> None:
        """It is refused before anything is tried."""
        with pytest.raises(LocalProtocolError):
            self.make(host, port)

    def test_versions_that_are_not_allowed(self) -> None:
        """TLS 1.1 cannot be asked for, nor a range that holds nothing."""
        old, new = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
        for lowest, highest in ((ssl.TLSVersion.TLSv1_1, new), (new, old)):
            with pytest.raises(LocalProtocolError):
                self.make("localhost", minimum_version=lowest, maximum_version=highest)

    async def test_an_address_of_the_sixth_version(self, tmp_path: Path) -> None:
        """An IPv6 address is connected to, and compared with the addresses in the certificate."""
        if not socket.has_dualstack_ipv6():
            pytest.skip("this machine has no IPv6")
        identity = make_identity(tmp_path)
        async with serve(identity.context(), "::1") as server:
            transport = self.make("::1", server.port, trust=AuthorityFile(identity.authority))
            await transport.connect()
            assert transport.peer.certificate == identity.certificate
            await transport.close()
            await (await server.next()).close()

    async def test_a_cancelled_handshake_leaves_nothing_open(self) -> None:
        """Who gives up on a silent server gets the cancellation, and the server sees the end."""
        async with serve() as server:
            connecting = asyncio.create_task(self.make("localhost", server.port).connect())
            peer = await server.next()
            assert await peer.receive()
            connecting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await connecting
            assert await peer.receive() == b""
            await peer.close()

    async def test_a_certificate_refused_after_starttls_is_shown_as_well(self, tmp_path: Path) -> None:
        """The person can look at it and decide, as where the connection is encrypted from the first octet."""
        identity = make_identity(tmp_path)
        async with served(None, starttls_server(identity)) as server:
            transport = self.make("localhost", server.port, starttls=True)
            await ask_for_tls(transport)
            with pytest.raises(CertificateError) as caught:
                await transport.start_tls()
        assert caught.value.verify_code == 20  # X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        assert caught.value.certificate == identity.certificate

    async def test_encrypting_twice_is_refused(self, tmp_path: Path) -> None:
        """An encrypted connection does not start TLS again."""
        identity = make_identity(tmp_path)
        async with served(identity.context(), Peer.receive) as server:
            transport = self.make("localhost", server.port, trust=AuthorityFile(identity.authority))
            await transport.connect()
            with pytest.raises(LocalProtocolError):
                await transport.start_tls()
            await transport.close()

    @pytest.mark.parametrize(("starttls", "port"), [(False, 993), (True, 143)])
    def test_the_port_follows_the_way_of_encrypting(self, *, starttls: bool, port: int) -> None:
        """Without a port, 993 is meant, or 143 with STARTTLS."""
        assert self.make("localhost", starttls=starttls).peer.port == port
