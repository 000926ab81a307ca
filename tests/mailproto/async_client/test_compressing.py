# SPDX-License-Identifier: MIT
"""The asyncio client compresses once the server has agreed, from the right octet on; a transcript stays readable."""

from __future__ import annotations

import asyncio
import zlib

import pytest

from mailproto import AsyncClient, LimitExceeded
from mailproto.commands import Body, Noop, Select, UidFetch
from mailproto.procedures import compress
from mailproto.sequences import UidSet
from mailproto.session import Direction
from mailproto.transports.compressed import InflationLimits
from mailproto.transports.memory import MemoryTransport
from tests.support import fake_clock

GREETING = b"* PREAUTH [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] ready\r\n"
SELECTED = b"* 1 EXISTS\r\nA002 OK selected\r\n"


class Server:
    """The other end: reads lines, compressed once it has agreed."""

    def __init__(self, transport: MemoryTransport) -> None:
        self._transport = transport
        self._inflate = zlib.decompressobj(wbits=-15)
        self._deflate = zlib.compressobj(wbits=-15)

    async def agree(self, further: bytes = b"") -> None:
        """Greet, agree to COMPRESS, and go on in the same breath."""
        await self._transport.send(GREETING)
        line = b"A001 COMPRESS DEFLATE\r\n"
        while line:
            line = line.removeprefix(await self._transport.receive())
        await self._transport.send(b"A001 OK active\r\n" + (self.deflated(further) if further else b""))

    def deflated(self, data: bytes) -> bytes:
        """Compress what is said next."""
        return self._deflate.compress(data) + self._deflate.flush(zlib.Z_SYNC_FLUSH)

    async def answer(self, line: bytes, answer: bytes) -> None:
        """Hear a line and answer it."""
        heard = b""
        while heard != line:
            heard += self._inflate.decompress(await self._transport.receive())
            assert line.startswith(heard)
        await self._transport.send(self.deflated(answer))


@pytest.mark.parametrize("split", [1, 5, 100_000])
def test_a_compressed_visit(split: int) -> None:
    """However it is divided; what follows the consent in the same piece is decompressed, too."""
    told: list[tuple[Direction, bytes]] = []
    letter = b"x" * 100_000
    fetched = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%b)\r\nA003 OK\r\n" % (len(letter), letter)

    async def serve(server: Server) -> None:
        await server.agree(b"* 9 EXISTS\r\n")
        await server.answer(b"A002 SELECT INBOX\r\n", SELECTED)
        await server.answer(b"A003 UID FETCH 1 BODY.PEEK[]\r\n", fetched)
        await server.answer(b"A004 LOGOUT\r\n", b"* BYE\r\nA004 OK\r\n")

    async def main() -> None:
        near, far = MemoryTransport.pair(split=split)
        serving = asyncio.create_task(serve(Server(far)))
        async with AsyncClient(near, on_wire=lambda side, data: told.append((side, data))) as client:
            assert await client.run(compress())
            assert (await client.execute(Select("INBOX"))).exists == 1
            (message,) = await client.execute(UidFetch(UidSet.of([1]), (Body(),)))
            assert list(message.sections.values()) == [letter]
        await serving

    fake_clock.run(main())
    said = b"".join(data for side, data in told if side is Direction.SERVER)
    assert said == GREETING + b"A001 OK active\r\n* 9 EXISTS\r\n" + SELECTED + fetched + b"* BYE\r\nA004 OK\r\n"


def test_a_bomb_ends_the_connection() -> None:
    """The limit is the client's option, and every call raises what it was."""

    async def serve(server: Server) -> None:
        await server.agree()
        await server.answer(b"A002 NOOP\r\n", b"* 1 EXISTS\r\n" * 100_000)

    async def main() -> None:
        near, far = MemoryTransport.pair()
        serving = asyncio.create_task(serve(Server(far)))
        client = await AsyncClient.connect(near, inflation=InflationLimits(read=1_000_000))
        assert await client.run(compress())
        for _ in range(2):
            with pytest.raises(LimitExceeded, match="one read"):
                await client.execute(Noop())
        await client.close()
        await serving

    fake_clock.run(main())
