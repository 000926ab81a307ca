# SPDX-License-Identifier: MIT
"""Letters on their way into a mailbox: with progress, back-pressure and an honest price of giving up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mailproto.async_client import AsyncClient
from mailproto.async_client.link import UNWANTED
from mailproto.async_client.sources import CHUNK
from mailproto.commands import Noop
from mailproto.errors import CommandRejected, ConnectionClosed, LocalProtocolError
from mailproto.responses import AppendUid
from mailproto.sequences import UidSet
from mailproto.transports.memory import MemoryTransport
from mailproto.vocabulary import SEEN, UidValidity
from tests.support import fake_clock
from tests.support.visits import play

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

CAN = "S: * PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS{}] ready\n"


class Server:
    """The other end of a connection in memory: reads lines and octets, and counts the largest piece."""

    def __init__(self, transport: MemoryTransport) -> None:
        self.largest = 0
        self._transport = transport
        self._heard = b""

    async def say(self, line: bytes) -> None:
        """Send a line."""
        await self._transport.send(line + b"\r\n")

    async def line(self) -> bytes:
        """Read a line, without its end."""
        while b"\r\n" not in self._heard:
            await self._more()
        line, _, self._heard = self._heard.partition(b"\r\n")
        return line

    async def octets(self, count: int) -> int:
        """Read octets, and give how many came before the connection's end."""
        left = count
        while left:
            if not self._heard and not await self._more():
                break
            taken = min(left, len(self._heard))
            self._heard = self._heard[taken:]
            left -= taken
        return count - left

    async def _more(self) -> bool:
        data = await self._transport.receive()
        self.largest = max(self.largest, len(data))
        self._heard += data
        return bool(data)


def converse(
    serve: Callable[[Server], Awaitable[None]],
    act: Callable[[AsyncClient], Awaitable[None]],
    capabilities: str = "",
) -> Server:
    """Let a client and a server meet, on a clock that jumps."""

    async def main() -> Server:
        transport, other = MemoryTransport.pair()
        server = Server(other)
        connecting = asyncio.create_task(AsyncClient.connect(transport))
        await server.say(b"* PREAUTH [CAPABILITY IMAP4rev1%b] ready" % capabilities.encode())
        client = await connecting
        serving = asyncio.ensure_future(serve(server))
        try:
            await act(client)
            await serving
        finally:
            await client.close()
        return server

    return fake_clock.run(main())


async def endless(largest: list[int]) -> AsyncGenerator[bytes]:
    """Give octets for ever, and note how large the pieces are."""
    while True:
        largest.append(CHUNK)
        yield b"x" * CHUNK


SIZE = 50 * 1024 * 1024


def test_a_large_letter_goes_in_small_pieces() -> None:
    """50 MB: nothing on the way is larger than a chunk, and no more is read than the server keeps up with."""
    ahead: list[int] = []
    told: list[int] = []
    received = 0

    async def octets() -> AsyncGenerator[bytes]:
        for sent in range(0, SIZE, CHUNK):
            ahead.append(sent - received)
            yield b"x" * CHUNK

    async def serve(server: Server) -> None:
        nonlocal received
        assert await server.line() == b"A001 APPEND INBOX (\\Seen) {%d}" % SIZE
        await server.say(b"+ go on")
        while received < SIZE:
            received += await server.octets(CHUNK)
        assert await server.line() == b""
        await server.say(b"A001 OK [APPENDUID 3 4] done")

    async def act(client: AsyncClient) -> None:
        told_uid = await client.append("INBOX", octets(), size=SIZE, flags=(SEEN,), progress=told.append)
        assert told_uid == AppendUid(UidValidity(3), UidSet.of([4]))

    server = converse(serve, act)
    assert server.largest <= CHUNK
    assert max(ahead) <= 6 * CHUNK
    assert told == list(range(CHUNK, SIZE + 1, CHUNK))


def test_a_refusal_before_consent_costs_nothing() -> None:
    """TOOBIG: no octet was sent, and the connection lives."""

    async def act(client: AsyncClient) -> None:
        progress: list[int] = []
        with pytest.raises(CommandRejected, match="too large"):
            await client.append("INBOX", b"letter", progress=progress.append)
        assert progress == []
        await client.execute(Noop())

    play(
        CAN.format("") + "C: A001 APPEND INBOX {6}\nS: A001 NO [TOOBIG] too large\nC: A002 NOOP\nS: A002 OK done\n", act
    )


@pytest.mark.parametrize("limit", [" APPENDLIMIT=5", " APPENDLIMIT"])
def test_a_letter_over_the_limit_is_refused_here(limit: str) -> None:
    """RFC 7889: for all mailboxes, or for this one, which is asked for it."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(LocalProtocolError) as caught:
            await client.append("INBOX", b"letter")
        assert (caught.value.code, caught.value.values["limit"]) == ("append-limit", 5)

    asked = "C: A001 STATUS INBOX (APPENDLIMIT)\nS: * STATUS INBOX (APPENDLIMIT 5)\nS: A001 OK done\n"
    play(CAN.format(limit) + ("" if "=" in limit else asked), act)


def test_a_refusal_in_the_middle_is_heard_to_the_end() -> None:
    """A small rest is sent, because the server counts on it; then the connection goes on."""

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        await server.octets(CHUNK)
        await server.say(b"A001 NO [OVERQUOTA] full")
        assert await server.octets(4 * CHUNK) == 4 * CHUNK
        assert (await server.line(), await server.line()) == (b"", b"A002 NOOP")
        await server.say(b"A002 OK done")

    async def act(client: AsyncClient) -> None:
        with pytest.raises(CommandRejected, match="full"):
            await client.append("INBOX", b"x" * 5 * CHUNK)
        await client.execute(Noop())

    converse(serve, act)


def test_a_large_rest_of_what_was_refused_is_not_sent() -> None:
    """The connection ends instead, and the refusal is what is told."""
    size = 3 * UNWANTED

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        await server.octets(CHUNK)
        await server.say(b"A001 NO [OVERQUOTA] full")
        assert await server.octets(size - CHUNK) < UNWANTED

    async def act(client: AsyncClient) -> None:
        with pytest.raises(CommandRejected, match="full"):
            await client.append("INBOX", endless([]), size=size)
        with pytest.raises(ConnectionClosed, match="given up"):
            await client.execute(Noop())

    converse(serve, act)


def test_giving_up_in_the_middle_costs_the_connection() -> None:
    """It says so to everybody; no letter is there, not even a part."""

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        assert await server.octets(SIZE) < SIZE

    async def act(client: AsyncClient) -> None:
        sent = asyncio.Event()
        appending = asyncio.create_task(
            client.append("INBOX", endless([]), size=SIZE, progress=lambda _octets: sent.set())
        )
        await sent.wait()
        appending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await appending
        with pytest.raises(ConnectionClosed, match="while a letter was being sent that was given up"):
            await client.execute(Noop())

    converse(serve, act)


@pytest.mark.parametrize("answer", [b"A001 NO no", b"+ go on"])
def test_giving_up_before_consent_waits_for_what_the_server_says(answer: bytes) -> None:
    """A refusal costs nothing; consent costs the connection."""

    async def serve(server: Server) -> None:
        await server.line()
        await asyncio.sleep(1)
        await server.say(answer)
        if answer.startswith(b"A001"):
            assert await server.line() == b"A002 NOOP"
            await server.say(b"A002 OK done")

    async def act(client: AsyncClient) -> None:
        appending = asyncio.create_task(client.append("INBOX", b"letter"))
        await asyncio.sleep(0.5)
        appending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await appending
        if answer.startswith(b"A001"):
            await client.execute(Noop())
        else:
            with pytest.raises(ConnectionClosed):
                await client.execute(Noop())

    converse(serve, act)


def test_a_source_that_fails_in_the_middle_costs_the_connection() -> None:
    """And its own error is what is told."""

    async def octets() -> AsyncGenerator[bytes]:
        yield b"x" * CHUNK
        yield b"x" * CHUNK
        raise OSError("disk")

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        assert await server.octets(SIZE) == CHUNK

    async def act(client: AsyncClient) -> None:
        with pytest.raises(OSError, match="disk"):
            await client.append("INBOX", octets(), size=SIZE)
        with pytest.raises(ConnectionClosed):
            await client.execute(Noop())

    converse(serve, act)


def test_a_connection_that_ends_in_the_middle_is_told() -> None:
    """By the error of the connection."""

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        await server.octets(CHUNK)
        await server.say(b"* BYE going down")

    async def act(client: AsyncClient) -> None:
        with pytest.raises(ConnectionClosed, match="going down"):
            await client.append("INBOX", endless([]), size=SIZE)

    converse(serve, act)


def test_a_slow_server_may_take_its_time() -> None:
    """Octets that it takes end the silence, as octets from it do."""

    async def serve(server: Server) -> None:
        await server.line()
        await server.say(b"+ go on")
        for _ in range(10):
            await asyncio.sleep(50)
            await server.octets(CHUNK)
        await server.line()
        await server.say(b"A001 OK done")

    async def act(client: AsyncClient) -> None:
        assert await client.append("INBOX", b"x" * 10 * CHUNK) is None
        assert asyncio.get_running_loop().time() > 450

    converse(serve, act)
