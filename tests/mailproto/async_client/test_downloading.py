# SPDX-License-Identifier: MIT
"""Downloads by windows, from servers good and bad; and one of 25 MB over real TLS in flat memory."""

from __future__ import annotations

import asyncio
import base64
import random
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.async_client import AsyncClient, downloading
from mailproto.async_client.client import WINDOW
from mailproto.commands import Noop, Select
from mailproto.errors import ConnectionClosed, RemoteProtocolError, TransportError
from mailproto.message_data import BodySection
from mailproto.sinks import FileSink, HashSink, MemorySink, decoded
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.memory import MemoryTransport
from mailproto.transports.tls import TlsTransport
from mailproto.vocabulary import Uid
from tests.support import fake_clock
from tests.support.part_server import PartServer
from tests.support.tls_server import LOOPBACK, make_identity, serve

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

UID = Uid(5)
PART = BodySection((2,))
CONTENT = bytes(random.Random(1).randbytes(1000))  # noqa: S311 - nobody's secret


def visit(server: PartServer, act: Callable[[AsyncClient], Awaitable[object]]) -> None:
    """Connect to the server, select and act."""

    async def main() -> None:
        transport, end = MemoryTransport.pair()
        serving = asyncio.create_task(server.serve(end))
        try:
            async with AsyncClient(transport) as client:
                await client.execute(Select("INBOX"))
                await act(client)
        finally:
            await asyncio.wait({serving}, timeout=1)
            serving.cancel()

    fake_clock.run(main())


def download(server: PartServer, **options: Any) -> bytes:  # noqa: ANN401 - AsyncClient's
    """Give what a download yields; the number of octets must be true."""
    sink = MemorySink(limit=10**8)

    async def act(client: AsyncClient) -> None:
        assert await client.download(UID, PART, sink, **options) == len(sink.data)

    visit(server, act)
    return sink.data


SIZES = [
    pytest.param(len(CONTENT), id="true size"),
    pytest.param(None, id="no size"),
    pytest.param(1, id="size too small"),
    pytest.param(200, id="size of two windows"),
    pytest.param(5000, id="size too large"),
    pytest.param(0, id="size nought"),
    pytest.param(-1, id="size below nought"),
]
SERVERS = [
    pytest.param({}, id="good"),
    pytest.param({"ignores_partials": True}, id="ignores partials"),
    pytest.param({"most": 30}, id="cuts windows short"),
    pytest.param({"nil_at_end": True}, id="NIL after the end"),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("quirk", SERVERS)
@pytest.mark.parametrize("window", [99, 100, 1000, 4096])
def test_every_octet_comes_once(size: int | None, quirk: dict[str, Any], window: int) -> None:
    """Whatever the server does with windows, and whatever it said of the size, the part is whole."""
    assert download(PartServer(CONTENT, **quirk), size=size, window=window) == CONTENT


@pytest.mark.parametrize("size", [0, None, 10])
@pytest.mark.parametrize("nil_at_end", [False, True])
def test_an_empty_part_is_empty(size: int | None, *, nil_at_end: bool) -> None:
    """A part of no octets begins and ends."""
    assert download(PartServer(b"", nil_at_end=nil_at_end), size=size) == b""


@pytest.mark.parametrize("quirk", SERVERS)
def test_large_windows_stream_as_well(quirk: dict[str, Any]) -> None:
    """Windows over the threshold of streaming, and whole parts in place of a window, come right as well."""
    content = CONTENT * 700
    assert download(PartServer(content, **{**quirk, "most": None}), size=len(content), window=200_000) == content


def test_windows_are_on_their_way_together_once_the_server_is_known() -> None:
    """The first window goes alone, the others in advance; the last asks for more than there is, and proves the end."""
    server = PartServer(CONTENT)
    assert download(server, size=len(CONTENT), window=250) == CONTENT
    assert server.requests == [(0, 250), (250, 250), (500, 250), (750, 251)]


def test_a_server_that_ignores_partials_is_asked_once() -> None:
    """It sends everything for the first window, which is taken, and nothing is asked for twice."""
    server = PartServer(CONTENT, ignores_partials=True)
    assert download(server, size=len(CONTENT), window=250) == CONTENT
    assert server.requests == [(0, 250)]


@pytest.mark.parametrize("quirk", SERVERS)
@pytest.mark.parametrize("offset", [1, 250, 999])
def test_a_download_is_gone_on_with(quirk: dict[str, Any], offset: int) -> None:
    """From an offset on, the rest comes, and only that."""
    assert download(PartServer(CONTENT, **quirk), size=1000, window=250, offset=offset) == CONTENT[offset:]


def test_everything_that_is_less_than_before_is_no_answer() -> None:
    """A server whose whole part ends before the offset has changed it, and that is told."""
    with pytest.raises(RemoteProtocolError) as caught:
        download(PartServer(CONTENT, ignores_partials=True), size=5000, offset=2000)
    assert caught.value.code == "missing-data"


def test_a_letter_that_is_gone_is_told_and_the_sink_is_aborted(tmp_path: Path) -> None:
    """Where the server gives nothing for the letter, there is an error and no file."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(RemoteProtocolError) as caught:
            await client.download(UID, PART, FileSink(tmp_path / "part"), size=1000)
        assert caught.value.code == "missing-data"
        await client.execute(Noop())

    visit(PartServer(CONTENT, missing=True), act)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("request_", range(1, 12))
@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("times", [1, 700])
def test_a_server_may_change_its_mind_about_partials(request_: int, times: int, *, together: bool) -> None:
    """From whichever window on it sends everything, and however the answers arrive, every octet comes once."""
    content = CONTENT * times
    server = PartServer(content, ignores_from=request_, together=together)
    assert download(server, size=len(content), window=len(content) // 10) == content


def test_progress_is_told_after_each_window() -> None:
    """The numbers are the octets of the part that have come, those before the offset included."""
    told: list[int] = []
    download(PartServer(CONTENT), size=1000, window=300, offset=100, progress=told.append)
    assert told == [400, 700, 1000]


def test_it_is_decoded_on_the_way(tmp_path: Path) -> None:
    """With an encoding the sink gets the octets that were meant."""
    path = tmp_path / "part"

    async def act(client: AsyncClient) -> None:
        await client.download(UID, PART, FileSink(path), encoding="base64", size=1, window=77)

    visit(PartServer(base64.encodebytes(CONTENT)), act)
    assert path.read_bytes() == CONTENT


def test_a_cancelled_download_stops_within_a_window_and_can_be_gone_on_with(tmp_path: Path) -> None:
    """What came before is kept where the sink keeps it; another command goes through, then the rest comes."""
    encoded = base64.encodebytes(CONTENT * 20)
    path = tmp_path / "part"

    async def act(client: AsyncClient) -> None:
        file = FileSink(path, keep_part=True)
        sink = decoded(file, "base64")
        fetching = asyncio.create_task(client.download(UID, PART, sink, size=len(encoded), window=1000))
        while file.written < 4000:  # noqa: ASYNC110 - it is the next turn that is waited for
            await asyncio.sleep(0)
        fetching.cancel()
        await asyncio.wait({fetching})
        assert fetching.cancelled()
        assert not path.exists()
        await client.execute(Noop())
        rest = FileSink(path, offset=file.written)
        await client.download(UID, PART, rest, encoding="base64", size=len(encoded), offset=sink.settled)

    visit(PartServer(encoded), act)
    assert path.read_bytes() == CONTENT * 20


def test_a_connection_lost_between_windows_keeps_what_came(tmp_path: Path) -> None:
    """The error is typed, and a part that is kept is as long as what was told as progress."""
    path = tmp_path / "part"
    told: list[int] = []

    async def act(client: AsyncClient) -> None:
        sink = FileSink(path, keep_part=True)
        with pytest.raises((ConnectionClosed, TransportError)):
            await client.download(UID, PART, sink, size=1000, window=100, progress=told.append)
        assert sink.part.read_bytes() == CONTENT[: told[-1]]

    server = PartServer(CONTENT, closes_at=5)
    visit(server, act)
    assert not path.exists()


def test_a_sink_that_fails_is_raised_and_the_connection_lives_on() -> None:
    """What a sink cannot take ends the download alone, also where everything comes at once."""

    class Full(MemorySink):
        def write(self, _data: bytes) -> None:
            raise OSError(28, "No space left on device")

    async def act(client: AsyncClient) -> None:
        with pytest.raises(OSError, match="No space left"):
            await client.download(UID, PART, Full(5000), size=1000, window=100)
        await client.execute(Noop())

    for ignores_partials in (False, True):
        visit(PartServer(CONTENT, ignores_partials=ignores_partials), act)


async def test_25_megabytes_over_tls_into_a_file_in_flat_memory(tmp_path: Path) -> None:
    """A large attachment, base64 on its way, is decoded into a file; the memory for it is that of a few windows."""
    plain = random.Random(2).randbytes(25_000_000)  # noqa: S311 - nobody's secret
    encoded = base64.encodebytes(plain).replace(b"\n", b"\r\n")
    identity = make_identity(tmp_path)
    path = tmp_path / "attachment"
    async with serve(identity.context()) as server:
        transport = TlsTransport(LOOPBACK, server.port, trust=AuthorityFile(identity.authority))
        connecting = asyncio.create_task(AsyncClient.connect(transport))
        peer = await server.next()
        part_server = PartServer(encoded)
        serving = asyncio.create_task(part_server.serve(peer))
        client = await connecting
        await client.execute(Select("INBOX"))
        digest = HashSink(FileSink(path))
        tracemalloc.start()
        try:
            await client.download(UID, PART, digest, encoding="base64", size=len(encoded))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        await client.logout()
        await serving
    assert path.read_bytes() == plain
    assert digest.size == len(plain)
    assert len(part_server.requests) > len(encoded) // downloading.AHEAD // WINDOW
    assert peak < 5_000_000  # the server's copies of its answers included
