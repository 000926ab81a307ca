# SPDX-License-Identifier: MIT
"""How fast one large part comes over TLS on the loopback: `python -m benchmarks.transfer [MEGABYTES]`.

The server is a process of its own that does nothing but encrypt. The yardstick, in the same run, is a bare loop over
`SSLSocket.recv_into` that looks at nothing and keeps nothing.
"""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import re
import socket
import ssl
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mailproto import AsyncClient, BodySection, Uid, UidSet
from mailproto.commands import Body, FetchItem, Select, UidFetch
from mailproto.sinks import FileSink, HashSink, LiteralSink
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from tests.support.tls_server import LOOPBACK, Identity, make_identity

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LINE = base64.encodebytes(bytes(range(57))).replace(b"\n", b"\r\n")
SECTION = BodySection((2,))
WINDOW = re.compile(rb"(\S+) UID FETCH .*BODY\.PEEK\[2\](?:<(\d+)\.(\d+)>)?")


def serve(listener: socket.socket, identity: Identity, size: int) -> None:
    """Answer FETCH with octets made beforehand; for BODY[1] send nothing but octets until the other end goes."""
    content = memoryview(LINE * (size // len(LINE)))
    context = identity.context()
    while True:
        accepted, _ = listener.accept()
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(accepted, server_side=True) as client:
            client.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")
            lines = client.makefile("rb")
            for line in lines:
                answer(client, line, content)


def answer(client: ssl.SSLSocket, line: bytes, content: memoryview) -> None:
    """Answer one command."""
    asked = WINDOW.match(line)
    if asked is not None:
        start, count = (int(asked[2]), int(asked[3])) if asked[2] else (0, len(content))
        octets = content[start : start + count]
        origin = b"<%d>" % start if asked[2] else b""
        client.sendall(b"* 1 FETCH (UID 5 BODY[2]%b {%d}\r\n" % (origin, len(octets)))
        for at in range(0, len(octets), 1 << 20):
            client.sendall(octets[at : at + (1 << 20)])
        client.sendall(b")\r\n")
    client.sendall(line.split()[0] + b" OK done\r\n")


def bare_loop(port: int, identity: Identity) -> int:
    """Receive the same answer without looking at it."""
    context = ssl.create_default_context(cafile=identity.authority)
    buffer = bytearray(256 * 1024)
    with context.wrap_socket(socket.create_connection((LOOPBACK, port)), server_hostname=LOOPBACK) as client:
        client.sendall(b"A001 UID FETCH 5 BODY.PEEK[2]\r\n")
        received = 0
        tail = b""
        while b"A001 OK done" not in tail:
            count = client.recv_into(buffer)
            received += count
            tail = bytes(buffer[max(0, count - 40) : count])
        return received


async def visit(port: int, identity: Identity, act: Callable[[AsyncClient], Awaitable[object]]) -> None:
    """Connect, select and act."""
    transport = TlsTransport(LOOPBACK, port, trust=AuthorityFile(identity.authority))
    client = await AsyncClient.connect(transport)
    await client.execute(Select("INBOX"))
    await act(client)
    await client.close()


async def stream(client: AsyncClient, sink: LiteralSink) -> None:
    """Take the whole part as one literal."""
    async for _ in client.stream(UidFetch(UidSet.of([5]), (FetchItem.UID, Body(SECTION))), sink):
        pass


class Nowhere:
    """A sink that keeps nothing."""

    def begin(self, *_literal: object) -> None:
        """Do nothing."""

    def write(self, data: bytes) -> None:
        """Do nothing."""

    def end(self) -> None:
        """Do nothing."""

    def abort(self) -> None:
        """Do nothing."""


def main() -> None:
    """Measure each way three times and print the best."""
    size = int(sys.argv[1] if len(sys.argv) > 1 else 256) * 1_000_000 // len(LINE) * len(LINE)
    with tempfile.TemporaryDirectory() as name, socket.create_server((LOOPBACK, 0)) as listener:
        folder = Path(name)
        identity = make_identity(folder)
        port = listener.getsockname()[1]
        server = multiprocessing.get_context("fork").Process(target=serve, args=(listener, identity, size), daemon=True)
        server.start()

        def drive(act: Callable[[AsyncClient], Awaitable[object]]) -> Callable[[], object]:
            return lambda: asyncio.run(visit(port, identity, act))

        def download(sink: LiteralSink, encoding: str | None = None) -> Callable[[], object]:
            return drive(lambda client: client.download(Uid(5), SECTION, sink, encoding=encoding, size=size))

        def into_file() -> object:
            return download(HashSink(FileSink(folder / str(time.perf_counter_ns()))), "base64")()

        print(f"{size / 1e6:.0f} MB of base64 over TLS on the loopback, best of three")
        print(f"{'MB on the wire in a second of ...':45} {'clock':>7} {'work':>7}")
        measure("bare loop over SSLSocket.recv_into", size, lambda: bare_loop(port, identity))
        measure("stream, kept nowhere", size, drive(lambda client: stream(client, Nowhere())))
        measure("download by windows, kept nowhere", size, download(Nowhere()))
        measure("download, decoded, kept nowhere", size, download(Nowhere(), "base64"))
        measure("download, decoded, into a file with SHA-256", size, into_file)
        server.terminate()
        server.join()


def measure(what: str, size: int, act: Callable[[], object]) -> None:
    """Print the best of three, by the clock and by this process's work alone."""
    clock = work = float("inf")
    for _ in range(3):
        began, worked = time.perf_counter(), time.process_time()
        act()
        clock = min(clock, time.perf_counter() - began)
        work = min(work, time.process_time() - worked)
    print(f"{what:45} {size / clock / 1e6:7.0f} {size / work / 1e6:7.0f}")


if __name__ == "__main__":
    main()
