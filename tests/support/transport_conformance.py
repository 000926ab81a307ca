# SPDX-License-Identifier: MIT
"""What a client relies on in any transport, as tests: a transport conforms when a subclass of the kit passes.

`TransportConformance` wants `open`, which gives a transport that is not connected yet and the peer that it will reach.
`ServedConformance` gives it a real server, and wants `make` alone.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, ClassVar, Protocol

import pytest

from mailproto.errors import RemoteProtocolError, TransportError
from mailproto.transports import MAXIMUM_RECEIVE, Transport
from tests.support.tls_server import LOOPBACK, Identity, Peer, Server, make_identity, serve

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator
    from pathlib import Path

MUCH = 24 * 1024 * 1024  # octets, more than the system's buffers of a connection hold
TURNS = 50  # of the event loop: enough for anything that does not wait for the other end


class Far(Protocol):
    """The other end of a connection."""

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end."""

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the other end keeps up."""

    async def close(self) -> None:
        """End the connection."""


async def read_all(end: Transport | Far, octets: int) -> bytes:
    """Receive until `octets` have come."""
    data = bytearray()
    while len(data) < octets:
        received = await end.receive()
        assert received, "the connection ended early"
        data += received
    return bytes(data)


async def turn() -> None:
    """Let everything happen that does not wait for us."""
    for _ in range(TURNS):
        await asyncio.sleep(0)


class TransportConformance:
    """The kit; `encrypted` is what `peer` has to say once connected."""

    encrypted: ClassVar[bool]

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Transport, Far]]:
        """Give a connected transport and its peer; both are closed afterwards."""
        raise NotImplementedError
        yield

    async def test_octets_pass_both_ways_unchanged(self) -> None:
        """What one end sends, the other receives, octet for octet."""
        octets = bytes(range(256)) * 3
        async with self.open() as (transport, peer):
            await transport.send(octets)
            assert await read_all(peer, len(octets)) == octets
            await peer.send(octets[::-1])
            assert await read_all(transport, len(octets)) == octets[::-1]

    async def test_the_end_is_told_again_and_again(self) -> None:
        """After the peer has closed, what it sent is received, then b"", however often one asks."""
        async with self.open() as (transport, peer):
            await peer.send(b"* BYE\r\n")
            await peer.close()
            assert await read_all(transport, 7) == b"* BYE\r\n"
            assert [await transport.receive(), await transport.receive()] == [b"", b""]

    async def test_a_cancelled_receive_loses_nothing(self) -> None:
        """What arrives after a receive was cancelled is given by the next one."""
        async with self.open() as (transport, peer):
            waiting = asyncio.create_task(transport.receive())
            await turn()
            waiting.cancel()
            await asyncio.wait({waiting})
            await peer.send(b"* OK\r\n")
            assert await read_all(transport, 6) == b"* OK\r\n"

    async def test_receive_never_gives_more_than_its_maximum(self) -> None:
        """However much lies ready, one receive gives at most `MAXIMUM_RECEIVE` octets."""
        async with self.open() as (transport, peer):
            sending = asyncio.create_task(peer.send(bytes(MUCH)))
            total = 0
            while total < MUCH:
                received = len(await transport.receive())
                assert 0 < received <= MAXIMUM_RECEIVE
                total += received
            await sending

    async def test_a_sender_waits_for_a_peer_that_does_not_read(self) -> None:
        """Send returns only once the peer keeps up, so that memory stays flat."""
        async with self.open() as (transport, peer):
            sending = asyncio.create_task(transport.send(bytes(MUCH)))
            await turn()
            assert not sending.done()
            assert len(await read_all(peer, MUCH)) == MUCH
            await sending

    async def test_a_peer_waits_for_a_client_that_does_not_receive(self) -> None:
        """The transport takes no more from its peer than it can hand on."""
        async with self.open() as (transport, peer):
            sending = asyncio.create_task(peer.send(bytes(MUCH)))
            await turn()
            assert not sending.done()
            assert len(await read_all(transport, MUCH)) == MUCH
            await sending

    async def test_a_cancelled_send_is_still_sent(self) -> None:
        """Being cancelled while waiting for the peer takes nothing back."""
        async with self.open() as (transport, peer):
            sending = asyncio.create_task(transport.send(bytes(MUCH)))
            await turn()
            sending.cancel()
            await asyncio.wait({sending})
            assert len(await read_all(peer, MUCH)) == MUCH

    async def test_close_ends_a_waiting_receive(self) -> None:
        """A receive that waits while the transport is closed gives b""."""
        async with self.open() as (transport, _):
            waiting = asyncio.create_task(transport.receive())
            await turn()
            await transport.close()
            assert await waiting == b""
            assert await transport.receive() == b""

    async def test_closing_twice_is_closing_once(self) -> None:
        """A second close does nothing."""
        async with self.open() as (transport, peer):
            await transport.close()
            await transport.close()
            assert await peer.receive() == b""

    async def test_nothing_can_be_sent_after_close(self) -> None:
        """Send on a closed transport says that the connection is lost."""
        async with self.open() as (transport, _):
            await transport.close()
            with pytest.raises(TransportError) as caught:
                await transport.send(b"A001 NOOP\r\n")
            assert caught.value.code == "connection-lost"

    async def test_the_peer_information_says_whether_it_is_encrypted(self) -> None:
        """A connected transport says truly whether others can read along."""
        async with self.open() as (transport, _):
            assert transport.peer.encrypted is self.encrypted


class ServedConformance(TransportConformance):
    """The kit for transports over a network; `starttls` says whether this one begins in the clear."""

    encrypted = True
    starttls: ClassVar[bool] = False
    identity: Identity

    def make(self, host: str, port: int, authority: Path) -> Transport:
        """Make a transport to `host` and `port` that trusts the authority's certificate in the PEM file."""
        raise NotImplementedError

    def server_context(self) -> ssl.SSLContext | None:
        """Give what the server encrypts with from the first octet."""
        return self.identity.context() if self.encrypted and not self.starttls else None

    @pytest.fixture(autouse=True)
    def _identity(self, tmp_path: Path) -> None:
        self.identity = make_identity(tmp_path)

    @contextlib.asynccontextmanager
    async def reach(self) -> AsyncIterator[tuple[Transport, Peer, Server]]:
        """Give a transport as `connect` leaves it, its peer and the server."""
        async with serve(self.server_context()) as server:
            transport = self.make(LOOPBACK, server.port, self.identity.authority)
            await transport.connect()
            peer = await server.next()
            try:
                yield transport, peer, server
            finally:
                await asyncio.gather(transport.close(), peer.close())

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Transport, Far]]:
        """Encrypt what begins in the clear, too."""
        async with self.reach() as (transport, peer, _):
            if self.starttls:
                await asyncio.gather(transport.start_tls(), peer.encrypt(self.identity.context()))
            yield transport, peer

    async def test_a_connection_that_is_cut_is_lost(self) -> None:
        """A peer that vanishes is an end or a typed error, at once and for ever, and never silence."""
        async with self.open() as (transport, peer):
            assert isinstance(peer, Peer)
            waiting = asyncio.create_task(transport.receive())
            await turn()
            peer.reset()
            with contextlib.suppress(TransportError):
                assert await waiting == b""
            with pytest.raises(TransportError) as caught:
                await transport.send(b"A001 NOOP\r\n")
            assert caught.value.code == "connection-lost"


class StartTlsConformance(ServedConformance):
    """The kit for transports that begin in the clear and are encrypted later."""

    starttls = True

    async def test_it_begins_unencrypted_and_says_so(self) -> None:
        """Before `start_tls` the peer information says unencrypted, and octets pass in the clear."""
        async with self.reach() as (transport, peer, _):
            assert transport.starttls
            assert not transport.peer.encrypted
            await transport.send(b"A001 STARTTLS\r\n")
            assert await peer.read_line() == b"A001 STARTTLS\r\n"

    async def test_octets_before_the_handshake_are_refused(self) -> None:
        """What lies unread when TLS starts is never read as though it had come encrypted; the connection ends."""
        async with self.reach() as (transport, peer, _):
            await peer.send(b"A001 OK\r\n")
            assert await read_all(transport, 9) == b"A001 OK\r\n"
            await peer.send(b"* CAPABILITY AUTH=PLAIN\r\n")
            await turn()
            with pytest.raises((RemoteProtocolError, TransportError)) as caught:
                await transport.start_tls()
            assert caught.value.code in {"data-before-tls", "tls-failed"}
            assert await transport.receive() == b""
