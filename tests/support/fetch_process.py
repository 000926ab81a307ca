# SPDX-License-Identifier: MIT
"""`konvert fetch` in a process of its own, as scripts run it, and what is on the disk afterwards.

Knows the command line, the manifest and signals; no server's inside.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.dovecot import Dovecot, DovecotAccount
    from testserver.server import Server

PROJECT: Final = Path(__file__).parents[2]
WITHIN: Final = 60.0  # seconds until a wait counts as failed
LOOK_AGAIN: Final = 0.002  # seconds; between two looks at the disk, unless the process ends earlier
PASSWORD_VARIABLE: Final = "KONVERT_TEST_PASSWORD"
FROM_A_PRELUDE: Final = "import sys\n{prelude}\nfrom mailapp.__main__ import main\nsys.exit(main())"


@dataclass(frozen=True)
class Source:
    """A mailbox on a server, and how to get at it; without `ca_file` the system's authorities are asked."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    ca_file: Path | None
    scheme: str = "imaps"
    mailbox: str = "INBOX"

    @classmethod
    def on(cls, server: Server) -> Self:
        """Give the INBOX of a test server's user."""
        return cls(server.host, server.port, server.user, server.password, server.ca_file)

    @classmethod
    def on_dovecot(cls, server: Dovecot, account: DovecotAccount) -> Self:
        """Give somebody's INBOX on the private Dovecot."""
        return cls(server.host, server.port, account.user, account.password, server.ca_file)

    @property
    def url(self) -> str:
        """The address as it is given to the command."""
        return f"{self.scheme}://{quote(self.user)}@{self.host}:{self.port}/{quote(self.mailbox)}"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit status, standard error, and standard output with the summary."""

    status: int
    said: str
    printed: str

    @property
    def summary(self) -> dict[str, Any]:
        """The summary that --json asks for."""
        assert self.printed, self
        summary: dict[str, Any] = json.loads(self.printed)
        return summary

    @property
    def counts(self) -> tuple[int, int, int]:
        """The exit status, the letters received, and those that were there already."""
        return self.status, self.summary["received"], self.summary["skipped"]


class Run:
    """A process that is fetching; killed at the end of the `with` block if it still runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Look until `holds()`; fails where the process ends before that, or the patience does."""
        deadline = time.monotonic() + WITHIN
        while not holds():
            try:
                self._process.wait(LOOK_AGAIN)
            except subprocess.TimeoutExpired:
                assert time.monotonic() < deadline, "what was waited for did not happen"
            else:
                assert holds(), f"ended before what was waited for: {self.outcome()}"

    def send(self, number: int) -> None:
        """Send the process a signal; it must still run."""
        assert self._process.poll() is None, self.outcome()
        self._process.send_signal(number)

    def kill(self) -> None:
        """Kill the process, unless it was faster."""
        self._process.kill()

    def outcome(self) -> Outcome:
        """Wait for the end of the process."""
        printed, said = self._process.communicate(timeout=WITHIN)
        return Outcome(self._process.returncode, said, printed)


class FetchProcess:
    """Runs the command; whatever it may write to lies under `folder`: target, profile, home and temporary files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.to = folder / "to"

    def start(self, source: Source, *options: str, prelude: str = "") -> Run:
        """Begin to fetch; `prelude` is Python to be run before the program, in its process."""
        arguments = ["fetch", source.url, "--to", str(self.to), "--profile", str(self.folder / "profile"), "--json"]
        arguments += ["--password-env", PASSWORD_VARIABLE, *options]
        arguments += [] if source.ca_file is None else ["--ca-file", str(source.ca_file)]
        program = ["-c", FROM_A_PRELUDE.format(prelude=prelude)] if prelude else ["-m", "mailapp"]
        for name in ("home", "temporary"):
            (self.folder / name).mkdir(exist_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "temporary"),
            PASSWORD_VARIABLE: source.password,
        }
        return Run(
            subprocess.Popen(
                [sys.executable, "-W", "error", *program, *arguments],
                cwd=PROJECT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        )

    def fetch(self, source: Source, *options: str, prelude: str = "") -> Outcome:
        """Fetch, and wait for the end."""
        with self.start(source, *options, prelude=prelude) as run:
            return run.outcome()

    def manifest(self) -> list[dict[str, Any]]:
        """Read the manifest's whole lines."""
        file = self.to / "manifest.jsonl"
        lines = file.read_text("utf-8").split("\n")[:-1] if file.exists() else []
        return [json.loads(line) for line in lines]

    def letters(self) -> list[bytes]:
        """Give the letters in the manifest's order, once it is true of every file it names: size and sha256."""
        entries = self.manifest()
        for entry in entries:
            for each in (entry, *entry["attachments"]):
                data = (self.to / each["file"]).read_bytes()
                assert (each["size"], each["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
        return [(self.to / entry["file"]).read_bytes() for entry in entries]

    def files(self) -> dict[str, bytes]:
        """Give what lies under final names, the manifest aside: digests by path."""
        found = (path for path in self.to.rglob("*") if path.is_file() and not self._is_unfinished(path))
        return {
            path.relative_to(self.to).as_posix(): hashlib.sha256(path.read_bytes()).digest()
            for path in found
            if path.name != "manifest.jsonl"
        }

    def unfinished(self) -> list[Path]:
        """Give what lies about under no final name."""
        return [path for path in self.to.rglob("*") if self._is_unfinished(path)]

    def _is_unfinished(self, path: Path) -> bool:
        return any(name.startswith(".") for name in path.relative_to(self.to).parts)
