# SPDX-License-Identifier: MIT
"""Whether the cost grows with what a server sends and with nothing else: `python -m benchmarks.scaling [PART]`.

Every time is that of the processor, divided by how much there was to do, so that equal figures are a straight line.
Memory is what a process of its own has held at most, beyond what it held before. PART, from 0 to 1, makes all smaller.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from benchmarks.letters import envelope_line, flag_lines
from mailproto import AsyncClient, BodySection, Limits, Session, UidSet
from mailproto.commands import Body, FetchItem, Login, Select, UidFetch
from mailproto.transports.memory import MemoryTransport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")

EVERYTHING = UidSet.range(1)
FLAGS = (FetchItem.UID, FetchItem.FLAGS)
LETTER = (*FLAGS, FetchItem.INTERNALDATE, FetchItem.RFC822_SIZE, FetchItem.ENVELOPE, FetchItem.BODYSTRUCTURE)
LINES = (1, 100, 10_000, 1_000_000)
READS = (1, 16, 256, 4096, 65_536, 1_000_000)
LITERALS = (1, 100, 10_000, 100_000)
ROWS = (10_000, 100_000)
FOUND = 2_000_000
BLOCK = 5000  # of what is made while it is sent, so that the maker holds little


def opened(limits: Limits | None = None, stream_threshold: int = 65_536) -> Session:
    """Give a session in which a mailbox is open."""
    session = Session(limits, encrypted=True, stream_threshold=stream_threshold)
    session.receive_data(b"* OK ready\r\n")
    for tag, command in ((b"A001", Login("a", "b")), (b"A002", Select("INBOX"))):
        session.submit(command)
        session.receive_data(tag + b" OK done\r\n")
    session.events()
    return session


def fed(session: Session, data: bytes, read: int = 65_536) -> float:
    """Feed a session in reads of so many octets, with the answer's end; gives the seconds of work."""
    began = time.process_time()
    for start in range(0, len(data), read):
        session.receive_data(data[start : start + read])
        session.events()
    session.receive_data(b"A003 OK done\r\n")
    return time.process_time() - began


def lines(count: int) -> float:
    """Fetch the flags of so many letters; gives the seconds a letter."""
    data = flag_lines(count)
    session = opened()
    asked = session.submit(UidFetch(EVERYTHING, FLAGS))
    taken = fed(session, data)
    if len(asked.result) != count:
        raise AssertionError
    return taken / count


def reads(octets: int, letters: int) -> float:
    """Fetch letters with envelope and structure in reads of so many octets; gives the seconds a letter."""
    data = b"".join(map(envelope_line, range(1, letters + 1)))
    session = opened()
    asked = session.submit(UidFetch(EVERYTHING, LETTER))
    taken = fed(session, data, octets)
    if len(asked.result) != letters:
        raise AssertionError
    return taken / letters


def literals(count: int, *, stream: bool = False) -> float:
    """Fetch so many parts of one letter in one response; gives the seconds a part."""
    parts = b" ".join(b"BODY[%d] {5}\r\nabcde" % number for number in range(1, count + 1))
    session = opened(Limits(literals=count), stream_threshold=1)
    session.submit(UidFetch(EVERYTHING, Body(BodySection((count,)))), stream=stream)
    return fed(session, b"* 1 FETCH (UID 1 " + parts + b")\r\n") / count


def best(act: Callable[P, float], *arguments: P.args, **options: P.kwargs) -> float:
    """Give the least of three, in microseconds."""
    return min(act(*arguments, **options) for _ in range(3)) * 1e6


def held_by_rows(count: int) -> float:
    """Take letters item by item through a client; gives the megabytes that this has held."""
    return asyncio.run(_rows(count))


async def _rows(count: int) -> float:
    near, far = MemoryTransport.pair()
    server = asyncio.create_task(_serve(far, count))
    client = await AsyncClient.connect(near)
    await client.execute(Select("INBOX"))
    before = held()
    seen = 0
    async for _ in client.stream(UidFetch(EVERYTHING, LETTER)):
        seen += 1
    if seen != count:
        raise AssertionError
    await client.close()
    await server
    return held() - before


async def _serve(end: MemoryTransport, count: int) -> None:
    await end.send(b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")
    await end.receive()
    await end.send(b"* 1 EXISTS\r\nA001 OK done\r\n")
    for start in range(1, count + 1, 50):
        await end.send(b"".join(map(envelope_line, range(start, min(start + 50, count + 1)))))
    await end.send(b"A002 OK done\r\n")


def held_by_search(count: int) -> float:
    """Receive a SEARCH response with so many numbers; gives the megabytes that this has held."""
    session = opened()
    before = held()
    for piece in _search(count):
        session.receive_data(piece)
    if len(session.events()) != 1:
        raise AssertionError
    return held() - before


def _search(count: int) -> Iterator[bytes]:
    yield b"* SEARCH"
    for start in range(1, count + 1, BLOCK):
        yield b"".join(b" %d" % number for number in range(start, min(start + BLOCK, count + 1)))
    yield b"\r\n"


def held() -> float:
    """Give the most that this process has held, in megabytes; Linux tells it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def alone(act: Callable[[int], float], count: int) -> float:
    """Call a function in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(act, (count,))


def main() -> None:
    """Measure and print."""
    part = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0

    def sizes(full: tuple[int, ...]) -> list[int]:
        return sorted({max(1, int(size * part)) for size in full})

    letters = max(1, int(1000 * part))
    print("us of work each, the best of three\n")
    for count in sizes(LINES):
        print(f"{count:>12,} letters with flags {best(lines, count):30.2f} a letter")
    for octets in READS:
        print(f"{octets:>12,} octets a read, envelopes {best(reads, octets, letters):24.2f} a letter")
    for count in sizes(LITERALS):
        gathered, streamed = best(literals, count), best(literals, count, stream=True)
        print(f"{count:>12,} literals in a response {gathered:16.2f} gathered {streamed:9.2f} streamed")
    print("\nMB held beyond what was held before\n")
    for count in sizes(ROWS):
        print(f"{count:>12,} letters with envelopes, item by item {alone(held_by_rows, count):12.1f}")
    for count in sizes((FOUND,)):
        print(f"{count:>12,} numbers in a SEARCH response {alone(held_by_search, count):16.1f}")


if __name__ == "__main__":
    main()
