# SPDX-License-Identifier: MIT
"""The transport in memory: the conformance kit on a pair, and how a dialogue is played."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from mailproto.errors import LocalProtocolError, RemoteProtocolError, TransportError
from mailproto.transports.memory import DialogueMismatch, MemoryTransport, Says, read_dialogue
from tests.support.transport_conformance import Far, TransportConformance, turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mailproto.transports import Transport

DIALOGUE = """
    # a greeting and a sign-out
    S: * OK IMAP4rev2 ready

    C: A001 LOGOUT
    S: * BYE
    S: A001 OK done
"""


class TestPair(TransportConformance):
    """The kit on two connected ends."""

    encrypted = True

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Transport, Far]]:
        """Give both ends of a pair."""
        transport, peer = MemoryTransport.pair()
        await asyncio.gather(transport.connect(), peer.connect())
        yield transport, peer
        await asyncio.gather(transport.close(), peer.close())


async def everything(transport: MemoryTransport) -> list[bytes]:
    """Receive until the end."""
    received = []
    while data := await transport.receive():
        received.append(data)
    return received


def test_a_dialogue_is_read_line_by_line() -> None:
    """Indentation, comments and empty lines do not count; what ends a line, blanks included, does."""
    assert read_dialogue("\n  # x\n S: * OK \n C:A001 {3}\n C: \n") == [
        Says(server=True, data=b"* OK \r\n"),
        Says(server=False, data=b"A001 {3}\r\n"),
        Says(server=False, data=b"\r\n"),
    ]


def test_a_line_of_nobody_is_refused() -> None:
    """A dialogue whose line belongs to neither side is a mistake of the test, and told as that."""
    with pytest.raises(LocalProtocolError) as caught:
        read_dialogue("X: hello")
    assert "X: hello" in str(caught.value)


async def test_the_server_speaks_in_its_turn() -> None:
    """The server's lines come as soon as the client has said what stands before them, and then it closes."""
    transport = MemoryTransport(DIALOGUE)
    await transport.connect()
    assert await transport.receive() == b"* OK IMAP4rev2 ready\r\n"
    waiting = asyncio.create_task(transport.receive())
    await transport.send(b"A001 LOG")
    await turn()
    assert not waiting.done()
    assert not transport.is_played
    await transport.send(b"OUT\r\n")
    assert await waiting == b"* BYE\r\n"
    assert await everything(transport) == [b"A001 OK done\r\n"]
    assert transport.is_played


async def test_it_can_give_byte_by_byte() -> None:
    """With `split=1` every receive gives one octet."""
    transport = MemoryTransport("S: * OK", split=1)
    await transport.connect()
    assert await everything(transport) == [b"*", b" ", b"O", b"K", b"\r", b"\n"]


@pytest.mark.parametrize("said", [b"A001 NOOP\r\n", b"A001 LOGOUT\r\nA002 NOOP\r\n"])
async def test_another_word_than_the_dialogues_is_an_assertion(said: bytes) -> None:
    """A client that departs from the dialogue, or talks on after it, hears what was expected."""
    transport = MemoryTransport("C: A001 LOGOUT")
    await transport.connect()
    with pytest.raises(DialogueMismatch) as caught:
        await transport.send(said)
    assert caught.value.said
    assert repr(caught.value.expected) in str(caught.value)


async def test_a_server_can_be_silent_for_ever() -> None:
    """With `closes=False` the server neither speaks nor closes after its dialogue."""
    transport = MemoryTransport([Says(server=True, data=b"* O")], closes=False)
    await transport.connect()
    assert await transport.receive() == b"* O"
    waiting = asyncio.create_task(transport.receive())
    await turn()
    assert not waiting.done()
    await transport.close()
    assert await waiting == b""


@pytest.mark.parametrize("octets", range(len("* OK\r\nA1\r\n* BYE\r\n") + 1))
async def test_the_connection_can_be_lost_at_any_octet(octets: int) -> None:
    """With `cut_after`, that many octets pass in both directions together, then sender and receiver hear of it."""
    transport = MemoryTransport("S: * OK\nC: A1\nS: * BYE", cut_after=octets, closes=False)
    received = b""
    with pytest.raises(TransportError) as caught:  # noqa: PT012 - it may be lost at each of these steps
        await transport.connect()
        while len(received) < 6:
            received += await transport.receive()
        await transport.send(b"A1\r\n")
        while True:
            received += await transport.receive()
    assert caught.value.code == "connection-lost"
    assert len(received) <= octets
    with pytest.raises(TransportError):
        await transport.send(b"A2\r\n")


async def test_it_can_begin_in_the_clear() -> None:
    """With `starttls` it counts as encrypted only after `start_tls`."""
    transport = MemoryTransport(starttls=True)
    assert not transport.peer.encrypted
    await transport.connect()
    await transport.start_tls()
    assert transport.peer.encrypted


async def test_octets_before_the_handshake_are_refused() -> None:
    """What lies unread when TLS starts is an error of the server."""
    transport = MemoryTransport("S: * OK", starttls=True)
    await transport.connect()
    with pytest.raises(RemoteProtocolError) as caught:
        await transport.start_tls()
    assert caught.value.code == "data-before-tls"
