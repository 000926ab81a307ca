# SPDX-License-Identifier: MIT
"""mailproto in a benchmark of IMAP clients: one function a workload, as a user of the library would write it.

The benchmark's README says what a workload is and how it is run; docs/performance.md has the command. Knows nothing of
mailproto beyond its public names.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.reading import read_everything
from mailproto import (
    AsyncClient,
    BodySection,
    MailboxStatus,
    MessageData,
    UidSet,
    parse_responses,
)
from mailproto.commands import Body, Examine, FetchItem, Login, Select, Status, UidFetch
from mailproto.procedures import list_folders, together
from mailproto.sinks import FileSink, decoded
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

from common import dir_bytes, outfile  # isort: skip - the benchmark's own module

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

ALL = UidSet.range(1)
HEADERS = (
    FetchItem.UID,
    FetchItem.FLAGS,
    FetchItem.INTERNALDATE,
    FetchItem.RFC822_SIZE,
    FetchItem.ENVELOPE,
    FetchItem.BODYSTRUCTURE,
)
NUMBERS = ("MESSAGES", "UNSEEN", "UIDNEXT")
ATTACHMENT = BodySection((2,))
Check = dict[str, int]


class Parameters(Protocol):
    """What the benchmark tells a client: the server, who signs in, and the folder for files."""

    host: str
    port: int
    user: str
    password: str
    cafile: str
    out: str
    folders: tuple[str, ...]


@contextlib.asynccontextmanager
async def signed_in(p: Parameters) -> AsyncIterator[AsyncClient]:
    """Give a client; like the other clients here it leaves without LOGOUT."""
    client = await AsyncClient.connect(TlsTransport(p.host, p.port, trust=AuthorityFile(Path(p.cafile))))
    try:
        await client.execute(Login(p.user, p.password))
        yield client
    finally:
        await client.close()


def write(p: Parameters, name: object, octets: bytes) -> None:
    """Write a file of the workload."""
    Path(outfile(p, name)).write_bytes(octets)


def counted(messages: Iterable[MessageData]) -> Callable[[], Check]:
    """Give what the benchmark checks once its clock has stopped."""
    return lambda: {"n": len(list(messages)), "size": sum(each.size or 0 for each in messages)}


async def w1(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """[typed] one FETCH; body structures are read when somebody looks."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        return counted(await client.execute(UidFetch(ALL, HEADERS)))


async def w1__streamed(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """[typed] one FETCH, taken in batches as they come."""
    messages: list[MessageData] = []
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        async for batch in client.batches(UidFetch(ALL, HEADERS)):
            messages += batch
    return counted(messages)


async def w1__all_read(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """[typed] one FETCH, and then every value read: dates and texts decoded, body structures walked through."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        messages = await client.execute(UidFetch(ALL, HEADERS))
        sum(map(read_everything, messages))
    return counted(messages)


async def w1b(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """[typed] UID and FLAGS alone."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        messages = await client.execute(UidFetch(ALL, (FetchItem.UID, FetchItem.FLAGS)))
    return lambda: {"n": len(messages)}


async def w2(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """One FETCH, letter by letter."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        async for batch in client.batches(UidFetch(ALL, (FetchItem.UID, Body()))):
            for message in batch:
                write(p, message.uid, message.sections[BodySection()])
    return lambda: dir_bytes(p.out)


async def w2big(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """Downloads in windows that could be given up, decoded on the way."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        for message in await client.execute(UidFetch(ALL, FetchItem.BODYSTRUCTURE)):
            part = dict(message.body_structure.walk())[ATTACHMENT.part]
            sink = FileSink(Path(outfile(p, message.uid)))
            await client.download(message.uid, ATTACHMENT, sink, encoding=part.encoding, size=part.size)
    return lambda: dir_bytes(p.out)


async def w2big__streamed(p: Parameters, mailbox: str) -> Callable[[], Check]:
    """Each attachment as one literal, decoded on the way."""
    async with signed_in(p) as client:
        await client.execute(Examine(mailbox))
        for message in await client.execute(UidFetch(ALL, FetchItem.BODYSTRUCTURE)):
            part = dict(message.body_structure.walk())[ATTACHMENT.part]
            sink = decoded(FileSink(Path(outfile(p, message.uid))), part.encoding)
            async for _ in client.stream(UidFetch(UidSet.of([message.uid]), (FetchItem.UID, Body(ATTACHMENT))), sink):
                pass
    return lambda: dir_bytes(p.out)


w3hdr = w1
w3dl = w2


async def w3open(p: Parameters, _mailbox: str) -> Check:
    """Handed over at once: what may be in flight together is."""
    async with signed_in(p) as client:
        commands = [command for name in p.folders for command in (Status(name, NUMBERS), Select(name))]
        outcomes = await client.run(together(*commands))
    return {"n": sum(isinstance(each, MailboxStatus) for each in outcomes)}


async def w7(p: Parameters, _mailbox: str) -> Check:
    """LIST, then every STATUS at once."""
    async with signed_in(p) as client:
        folders = await client.run(list_folders())
    return {"n": sum(status is not None for _, status in folders)}


def w5__typed(_p: Parameters, raw: bytes) -> Callable[[], object]:
    """[typed] parse_responses; body structures are read when somebody looks."""
    return lambda: parse_responses(raw)


def w5__all_read(_p: Parameters, raw: bytes) -> Callable[[], object]:
    """[typed] every value read: dates and texts decoded, body structures walked through."""

    def job() -> object:
        messages = parse_responses(raw)
        return messages, sum(map(read_everything, messages))

    return job
