# SPDX-License-Identifier: MIT
"""The client against the test server: two readings of the RFC, over real TLS."""

from __future__ import annotations

import asyncio
import base64
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailproto import (
    AsyncClient,
    AuthenticationFailed,
    BodyPart,
    BodySection,
    CertificateError,
    CommandRejected,
    ConnectionClosed,
    DeadlineExceeded,
    Deadlines,
    MessageData,
    TransportError,
    Uid,
    UidSet,
)
from mailproto.commands import Body, FetchItem, Noop, Select, UidFetch
from mailproto.procedures import sign_in
from mailproto.sinks import FileSink, MemorySink
from mailproto.transports.certificates import AuthorityFile, Pin, SystemRoots, Trust
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from testserver.server import Server

LETTER = b"Subject: a large one\r\n\r\n" + b"0123456789abcdef" * 4096 + b"\r\n"


def transport(server: Server, trust: Trust | None = None, *, starttls: bool = False) -> TlsTransport:
    """Make the way to the server."""
    port = server.starttls_port if starttls else server.port
    return TlsTransport(server.host, port, starttls=starttls, trust=trust or AuthorityFile(Path(server.ca_file)))


async def signed_in(server: Server, deadlines: Deadlines | None = None, *, starttls: bool = False) -> AsyncClient:
    """Connect, sign in and select INBOX."""
    client = await AsyncClient.connect(transport(server, starttls=starttls), deadlines=deadlines)
    await client.run(sign_in(server.user, server.password))
    await client.execute(Select("INBOX"))
    return client


async def letters(client: AsyncClient) -> list[MessageData]:
    """Stream INBOX into memory."""
    return [item async for item in client.stream(UidFetch(UidSet.range(1), (FetchItem.UID, Body())))]


@pytest.mark.parametrize("starttls", [False, True])
async def test_letters_come_octet_for_octet(imap_server_factory: Callable[..., Server], *, starttls: bool) -> None:
    """With TLS from the start or after STARTTLS, what was delivered is what is received."""
    server = imap_server_factory(tls="both")
    uid = Uid(server.deliver(LETTER))
    client = await signed_in(server, starttls=starttls)
    assert client.peer.encrypted
    received = {message.uid: message.sections[BodySection()] for message in await letters(client)}
    assert received[uid] == LETTER
    await client.logout()


async def test_a_wrong_password_is_refused_and_the_connection_lives(imap_server: Server) -> None:
    """The refusal has its own type, and another try on the same connection succeeds."""
    async with AsyncClient(transport(imap_server)) as client:
        with pytest.raises(AuthenticationFailed):
            await client.run(sign_in(imap_server.user, "wrong"))
        await client.run(sign_in(imap_server.user, imap_server.password))


@pytest.mark.parametrize("certificate", ["trusted", "self-signed", "expired", "not-yet-valid", "wrong-host"])
async def test_certificates_are_refused_and_can_be_pinned(
    imap_server_factory: Callable[..., Server], certificate: str
) -> None:
    """Whatever is wrong with it, a refused certificate is shown, and exactly it can be trusted from then on."""
    server = imap_server_factory(certificate=certificate)
    with pytest.raises(CertificateError) as caught:
        await AsyncClient.connect(transport(server, SystemRoots()))
    async with AsyncClient(transport(server, Pin.of(caught.value.certificate))) as client:
        assert client.peer.pinned
        assert client.peer.certificate == caught.value.certificate


async def test_the_large_attachment_of_the_samples(imap_server: Server, tmp_path: Path) -> None:
    """25 MB come decoded into a file, by windows of any size, as the whole part decodes."""
    client = await signed_in(imap_server)
    structures = await client.execute(UidFetch(UidSet.range(1), (FetchItem.UID, FetchItem.BODYSTRUCTURE)))
    size, uid, number, part = max(
        (part.size or 0, message.uid, number, part)
        for message in structures
        for number, part in message.body_structure.walk()  # type: ignore[union-attr]
        if isinstance(part, BodyPart)
    )
    assert uid is not None
    sink = FileSink(tmp_path / "attachment")
    received = await client.download(uid, BodySection(number), sink, encoding=part.encoding, size=size)
    assert received == size
    assert sink.written > 24_000_000
    whole = MemorySink(limit=40_000_000)
    await client.download(uid, BodySection(number), whole, size=size, window=5_000_000)
    assert base64.b64decode(whole.data) == sink.path.read_bytes()
    await client.logout()


@pytest.mark.parametrize("octets", [0, 1, 20, 21, 40, 1000, 40_000])
async def test_a_connection_cut_in_the_middle_is_told(imap_server: Server, octets: int) -> None:
    """Cut at any octet of an answer, the one who waits gets a typed error, and a new connection gets everything."""
    uid = imap_server.deliver(LETTER)
    imap_server.fault(f"cut,command=FETCH,uid={uid},byte={octets}")
    client = await signed_in(imap_server)
    with pytest.raises((ConnectionClosed, TransportError)):
        await letters(client)
    await client.close()
    client = await signed_in(imap_server)
    assert len(await letters(client)) == 25
    await client.logout()


async def test_a_server_that_does_not_answer_has_a_deadline(imap_server: Server) -> None:
    """Silence after a command ends the wait, with the command's name."""
    imap_server.fault("no_answer,command=NOOP")
    client = await signed_in(imap_server, Deadlines(command=0.2, logout=0.2))
    with pytest.raises(DeadlineExceeded) as caught:
        await client.execute(Noop())
    assert caught.value.values["what"] == "NOOP"
    await client.close()


async def test_a_refusal_leaves_the_connection_alive(imap_server: Server) -> None:
    """NO on purpose is raised, and the next command goes through."""
    imap_server.fault("no,command=NOOP")
    client = await signed_in(imap_server)
    with pytest.raises(CommandRejected):
        await client.execute(Noop())
    await client.execute(Noop())
    await client.logout()


async def test_slices_make_the_same_letters(imap_server: Server) -> None:
    """However the server's octets are sliced, the letters are the same."""
    whole = await signed_in(imap_server)
    expected = await letters_of(whole, 5)
    imap_server.fault("slice,command=FETCH,octets=7")
    assert await letters_of(whole, 5) == expected
    await whole.logout()


async def letters_of(client: AsyncClient, count: int) -> list[object]:
    """Give the first letters' octets."""
    found = await client.execute(UidFetch(UidSet.range(1, count), (FetchItem.UID, Body())))
    return [message.sections[BodySection()] for message in found]


async def test_several_connections_at_once(imap_server: Server) -> None:
    """Eight clients of one loop do not get into each other's way."""

    async def visit() -> int:
        client = await signed_in(imap_server)
        found = await letters_of(client, 3)
        await client.logout()
        return len(found)

    assert await asyncio.gather(*(visit() for _ in range(8))) == [3] * 8


async def test_memory_stays_flat_while_letters_stream(imap_server: Server) -> None:
    """Forty large letters stream through a sink in the memory of a few reads; the server shares the process."""
    for _ in range(40):
        imap_server.deliver(b"Subject: large\r\n\r\n" + b"x" * 500_000)
    client = await signed_in(imap_server)
    tracemalloc.start()
    try:
        sink = MemorySink(limit=2**25)
        async for _ in client.stream(UidFetch(UidSet.range(25), (FetchItem.UID, Body())), sink):
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    await client.logout()
    assert peak < 8_000_000
