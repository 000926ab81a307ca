# SPDX-License-Identifier: MIT
"""How a TCP connection is made, and how it is not; what is in the kit of conformance is not repeated here."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.errors import TransportError
from mailproto.transports import MAXIMUM_RECEIVE, connection
from mailproto.transports.connection import open_connection
from tests.support.tls_server import LOOPBACK, Peer, serve
from tests.support.transport_conformance import MUCH, read_all, turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def free_port() -> int:
    """Find a port where nobody listens."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses; without any, no name is found."""

    def fake(_host: str, port: int, *_arguments: object, **_options: object) -> list[Any]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port))
            for family, address in zip(families, addresses, strict=True)
        ]

    monkeypatch.setattr(socket, "getaddrinfo", fake)


async def failure(host: str, port: int) -> TransportError:
    """Give the error of connecting."""
    with pytest.raises(TransportError) as caught:
        await open_connection(host, port)
    return caught.value


async def test_a_port_where_nobody_listens() -> None:
    """A refused connection names host, port and reason."""
    port = free_port()
    error = await failure(LOOPBACK, port)
    assert error.code == "connection-refused"
    assert f"{LOOPBACK}:{port}" in str(error)


async def test_all_addresses_of_a_host_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host whose first address refuses is reached at its second."""
    async with serve() as server:
        resolve_to(monkeypatch, "127.0.0.2", LOOPBACK)
        opened = await open_connection("imap.example.org", server.port)
        await opened.close()
        await (await server.next()).close()


async def test_refused_at_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that refuses at each of its addresses refuses."""
    resolve_to(monkeypatch, "127.0.0.2", LOOPBACK)
    assert (await failure("imap.example.org", free_port())).code == "connection-refused"


async def test_a_host_without_a_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any other failure is told with the system's reason."""
    resolve_to(monkeypatch, "255.255.255.255")
    error = await failure("imap.example.org", 993)
    assert error.code == "connection-failed"
    assert error.values["reason"]


async def test_an_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an address is told apart from a host that does not answer."""
    resolve_to(monkeypatch)
    error = await failure("imap.example.org", 993)
    assert error.code == "host-not-found"
    assert str(error) == "imap.example.org was not found: Name or service not known"


async def test_a_name_that_cannot_be_one() -> None:
    """A name that the domain name system cannot hold is not found."""
    assert (await failure("a" * 64 + ".example.org", 993)).code == "host-not-found"


@contextlib.asynccontextmanager
async def connected() -> AsyncIterator[tuple[connection.Connection, Peer]]:
    """Give both ends of a connection in the clear."""
    async with serve() as server:
        opened = await open_connection(LOOPBACK, server.port)
        peer = await server.next()
        yield opened, peer
        await asyncio.gather(opened.close(), peer.close())


async def test_the_end_does_not_overtake_what_was_sent() -> None:
    """What a peer sent before it closed is received whole, even if all of it is there before anybody asks."""
    async with connected() as (opened, peer):
        await peer.send(bytes(MAXIMUM_RECEIVE // 8))
        await peer.close()
        await turn()
        assert len(await read_all(opened, MAXIMUM_RECEIVE // 8)) == MAXIMUM_RECEIVE // 8
        assert await opened.receive() == b""


async def test_a_cut_connection_says_so_to_sender_and_receiver() -> None:
    """When the connection is reset, whoever waits on it hears of it, with the system's reason."""
    async with connected() as (opened, peer):
        sending = asyncio.create_task(opened.send(bytes(MUCH)))
        receiving = asyncio.create_task(opened.receive())
        await turn()
        peer.reset()
        for task in (sending, receiving):
            with pytest.raises(TransportError) as caught:
                await task
            assert caught.value.code == "connection-lost"


async def test_a_peer_that_takes_nothing_does_not_hold_up_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close waits for the peer for a limited time, then cuts the connection."""
    monkeypatch.setattr(connection, "CLOSING_TIME", 0.0)
    async with connected() as (opened, _):
        sending = asyncio.create_task(opened.send(bytes(MUCH)))
        await turn()
        await opened.close()
        with pytest.raises(TransportError):
            await sending
