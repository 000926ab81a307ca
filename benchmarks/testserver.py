# SPDX-License-Identifier: MIT
"""How fast the test server is: `python -m benchmarks.testserver [LETTERS]`, 10,000 letters by default.

Ready and reset in this process; a mailbox of 1,000,000 letters made to order; memory a letter; idle connections; and
the same letters from this server and from a private Dovecot in the same run, with the ratio. A bare loop over
`SSLSocket.recv` is the client, so that the server is what is measured.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.dovecot import Dovecot
from testserver import Server, Settings
from testserver.letters.generated import generated_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
W1 = b"FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)"
W2 = b"UID FETCH 1:* BODY.PEEK[]"
MANY = 1_000_000
IDLE = 1000
TAIL = 2000  # octets that hold any last line


class Wire:
    """A client that looks at nothing but the end of each answer."""

    def __init__(self, port: int, ca_file: str, user: str) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        self._link = context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
        self._buffer = bytearray(1 << 18)
        self._link.recv(1000)
        self.ask(b"LOGIN %s secret" % user.encode())

    def ask(self, command: bytes, end: bytes = b"\r\nx OK ") -> int:
        """Send a command and return how many octets answer it."""
        self._link.sendall(b"x " + command + b"\r\n")
        octets, tail = 0, b"\r\n"
        while end not in tail:
            count = self._link.recv_into(self._buffer)
            octets += count
            tail = (tail + bytes(self._buffer[max(0, count - TAIL) : count]))[-TAIL:]
        return octets

    def close(self) -> None:
        """Leave."""
        self._link.close()


@contextmanager
def server_process(*arguments: str) -> Iterator[tuple[int, str, int]]:
    """Start the server in a process of its own; give port, authority and process id."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready")
        command = [sys.executable, "-m", "testserver", "--ready-file", str(ready), *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            while not ready.exists() and process.poll() is None:
                time.sleep(0.01)
            facts = json.loads(ready.read_text(encoding="utf-8"))
            yield facts["port"], facts["ca_file"], process.pid
            process.terminate()


def best(act: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several times, in milliseconds."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest * 1000


def resident(pid: int) -> int:
    """Return how many octets of memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def in_process() -> None:
    """Measure starting and clearing."""
    with ExitStack() as servers:
        show("ready, in this process after imports", best(lambda: servers.enter_context(Server(Settings()))), "ms")
        server = servers.enter_context(Server(Settings()))
        show("reset", best(server.reset), "ms")


def a_million() -> None:
    """Measure a mailbox of a million letters made to order."""
    with server_process("--generate", str(MANY)) as (port, ca_file, _):
        wire = Wire(port, ca_file, "alice")
        show(f"SELECT of {MANY:,} letters", best(lambda: wire.ask(b"SELECT INBOX")), "ms")
        window = b"FETCH 500000:500049 (UID FLAGS ENVELOPE)"
        show("FETCH of 50 letters in their middle", best(lambda: wire.ask(window)), "ms")
        wire.close()


def idle_connections() -> None:
    """Measure how much idle connections cost."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 2 * IDLE)), hard))
    with server_process("--generate", "10") as (port, ca_file, pid):
        before = resident(pid)
        began = time.perf_counter()
        wires = [Wire(port, ca_file, "alice") for _ in range(IDLE)]
        for wire in wires:
            wire.ask(b"SELECT INBOX")
            wire.ask(b"IDLE", end=b"\r\n+ ")
        show(f"{IDLE:,} connections signed in and idle after", (time.perf_counter() - began) * 1000, "ms")
        show("memory of each", (resident(pid) - before) / IDLE / 1000, "kB")
        for wire in wires:
            wire.close()


def beside_dovecot(count: int) -> None:
    """Measure the same letters from both servers, read once before."""
    letters = [generated_letter(place) for place in range(count)]
    octets = sum(map(len, letters))
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name, "letters")
        folder.mkdir()
        for place, letter in enumerate(letters):
            (folder / f"{place:07d}.eml").write_bytes(letter)
        port, ca_file, pid = stack.enter_context(server_process("--letters", str(folder)))
        Path(name, "dovecot").mkdir()
        Path(name).chmod(0o755)
        dovecot = stack.enter_context(Dovecot(Path(name, "dovecot")))
        account = dovecot.account()
        account.deliver(letters)
        ours, theirs = Wire(port, ca_file, "alice"), Wire(dovecot.port, str(dovecot.ca_file), account.user)
        before = resident(pid)
        for wire in (ours, theirs):
            wire.ask(b"SELECT INBOX")
            wire.ask(W1)
            wire.ask(W2)
        show(
            f"memory a letter beyond its {octets // count} octets, once read",
            (resident(pid) - before) / count,
            "octets",
        )
        for what, command in (("W1", W1), ("W2", W2)):
            mine, other = best(lambda: ours.ask(command), 3), best(lambda: theirs.ask(command), 3)  # noqa: B023 - at once
            show(f"{what}: {count:,} letters", mine, f"ms, Dovecot {other:.0f} ms, {mine / other:.1f} times")
        ours.close()
        theirs.close()


def show(what: str, value: float, unit: str) -> None:
    """Print one line."""
    print(f"{what:56} {value:8.1f} {unit}", flush=True)


def main() -> None:
    """Measure everything."""
    in_process()
    a_million()
    idle_connections()
    beside_dovecot(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)


if __name__ == "__main__":
    main()
