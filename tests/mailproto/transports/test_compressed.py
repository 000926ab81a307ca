# SPDX-License-Identifier: MIT
"""DEFLATE over any transport: the conformance kit, octets divided anyhow, and servers that blow their data up."""

from __future__ import annotations

import asyncio
import contextlib
import random
import zlib
from typing import TYPE_CHECKING

import pytest

from mailproto.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError, TransportError
from mailproto.transports import MAXIMUM_RECEIVE
from mailproto.transports.compressed import CompressedTransport, InflationLimits
from mailproto.transports.memory import MemoryTransport
from tests.support.transport_conformance import Far, TransportConformance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mailproto.transports import Transport

MIB = 1024 * 1024


class TestConformance(TransportConformance):
    """The kit, with a level of compression that leaves much data much."""

    encrypted = True

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[tuple[Transport, Far]]:
        """Give both ends of a pair, each compressed."""
        one, other = MemoryTransport.pair()
        transport, peer = CompressedTransport(one, level=0), CompressedTransport(other, level=0)
        await asyncio.gather(transport.connect(), peer.connect())
        yield transport, peer
        await asyncio.gather(transport.close(), peer.close())


def deflated(data: bytes, end: int = zlib.Z_SYNC_FLUSH) -> bytes:
    """Compress as a server does."""
    compressor = zlib.compressobj(9, wbits=-15)
    return compressor.compress(data) + compressor.flush(end)


async def receive_all(data: bytes, limits: InflationLimits | None = None, split: int = MAXIMUM_RECEIVE) -> list[bytes]:
    """Receive what a server sent and then hung up, the first octet of it with its consent."""

    async def serve() -> None:
        with contextlib.suppress(TransportError):  # who has heard enough hangs up
            await other.send(data[1:])
        await other.close()

    one, other = MemoryTransport.pair(split=split)
    transport = CompressedTransport(one, data[:1], limits)
    serving = asyncio.create_task(serve())
    received: list[bytes] = []
    try:
        while piece := await transport.receive():
            received.append(piece)
    finally:
        await transport.close()
        await serving
    return received


@pytest.mark.parametrize("split", [1, 2, 7, MAXIMUM_RECEIVE])
async def test_what_was_compressed_comes_out(split: int) -> None:
    """Divided however it is; a block that has not ended is waited for."""
    data = b"".join(b"* %d FETCH (FLAGS (\\Seen) UID %d)\r\n" % (n, n * 7) for n in range(1000))
    assert b"".join(await receive_all(deflated(data), split=split)) == data


async def test_a_piece_is_never_larger_than_the_maximum() -> None:
    """Also where a few octets become many; those that do not fit come next, and none is lost."""
    for size in (MAXIMUM_RECEIVE - 1, MAXIMUM_RECEIVE, MAXIMUM_RECEIVE + 1, 5 * MAXIMUM_RECEIVE):
        pieces = await receive_all(deflated(bytes(size)))
        assert max(map(len, pieces)) <= MAXIMUM_RECEIVE
        assert sum(map(len, pieces)) == size


async def test_what_is_sent_can_be_read_at_once() -> None:
    """RFC 4978, 3: each command is flushed; repeated, it costs a few octets."""
    one, other = MemoryTransport.pair()
    transport = CompressedTransport(one)
    inflate = zlib.decompressobj(wbits=-15)
    sizes = []
    for number in range(100, 110):
        line = b"A%d UID FETCH 1:100 (UID FLAGS INTERNALDATE RFC822.SIZE)\r\n" % number
        await transport.send(line)
        compressed = await other.receive()
        assert inflate.decompress(compressed) == line
        sizes.append(len(compressed))
    assert max(sizes[1:]) < 20


async def test_one_read_may_not_become_too_much() -> None:
    """A bomb is noticed while it goes off, piece by piece, and costs one piece of memory."""
    bomb = deflated(bytes(20 * MIB))
    assert len(bomb) < MAXIMUM_RECEIVE
    with pytest.raises(LimitExceeded, match="one read"):
        await receive_all(bomb, InflationLimits(read=10 * MIB))
    assert sum(map(len, await receive_all(bomb, InflationLimits(read=20 * MIB)))) == 20 * MIB


async def test_the_connection_may_not_be_blown_up_on_the_average() -> None:
    """Many small bombs are one; a letter of one sign only is none."""
    bombs = deflated(bytes(4 * MIB))
    limits = InflationLimits(ratio=100, unlimited=2 * MIB)
    with pytest.raises(LimitExceeded, match="ratio"):
        await receive_all(bombs, limits, split=64)
    assert await receive_all(deflated(bytes(2 * MIB)), limits, split=64)
    ordinary = random.Random(1).randbytes(4 * MIB)  # noqa: S311 - no secret
    assert b"".join(await receive_all(deflated(ordinary), limits)) == ordinary


def test_the_limits_stand_below_what_deflate_can_do() -> None:
    """A read of the greatest size could become 264 MiB."""
    assert InflationLimits().read < 1032 * MAXIMUM_RECEIVE
    assert InflationLimits().ratio < 1032


@pytest.mark.parametrize("data", [b"\x07garbage", b"* OK this was never compressed\r\n", deflated(b"abc") + b"\x07"])
async def test_what_cannot_be_decompressed_ends_the_connection(data: bytes) -> None:
    """Where the next response would begin is not known any more."""
    with pytest.raises(RemoteProtocolError) as caught:
        await receive_all(data)
    assert caught.value.code == "framing-lost"


async def test_nothing_follows_the_end_of_the_compression() -> None:
    """A server may end it together with the connection, and not go on."""
    whole = deflated(b"* BYE\r\n", zlib.Z_FINISH)
    assert b"".join(await receive_all(whole)) == b"* BYE\r\n"
    with pytest.raises(RemoteProtocolError, match="after the end"):
        await receive_all(whole + b"more")


async def test_encryption_comes_first() -> None:
    """RFC 4978, 3: there is nothing to encrypt in a compressed stream."""
    transport = CompressedTransport(MemoryTransport())
    assert not transport.starttls
    with pytest.raises(LocalProtocolError):
        await transport.start_tls()
