# SPDX-License-Identifier: MIT
"""What was said on every connection: a bounded list to assert on, without secrets.

Knows lines and directions. Arguments of LOGIN and AUTHENTICATE never get in, nor any user's password elsewhere.
"""

import re
from base64 import b64encode
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from testserver.limits import DEFAULT_LIMITS, Limits

MASK = b"***"
_SIGN_IN = re.compile(rb"\A([^ ]+ +(?:LOGIN|AUTHENTICATE +[A-Za-z0-9_-]+)) .*\Z", re.IGNORECASE | re.DOTALL)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\n]")


class Side(StrEnum):
    """Who spoke."""

    CLIENT = "C"
    SERVER = "S"


@dataclass(frozen=True, slots=True)
class Entry:
    """One command or one write of the server; `omitted` octets at its end are not kept."""

    connection: int
    side: Side
    data: bytes
    omitted: int = 0

    def __str__(self) -> str:
        """Return the lines, each with its connection and side; octets that are no text are escaped."""
        text = _UNPRINTABLE.sub(_escape, self.data.decode("latin-1").replace("\r\n", "\n").rstrip("\n"))
        if self.omitted:
            text += f" ... ({self.omitted} octets more)"
        return "\n".join(f"{self.connection} {self.side}: {line}" for line in text.split("\n"))


def _escape(sign: re.Match[str]) -> str:
    return f"\\x{ord(sign[0]):02x}"


class Transcript:
    """The latest entries of all connections, and how often each command came."""

    def __init__(
        self,
        secrets: Iterable[str] = (),
        limits: Limits = DEFAULT_LIMITS,
        command_came: Callable[[], None] = lambda: None,
    ) -> None:
        self.limits = limits
        self._command_came = command_came
        self.commands: Counter[str] = Counter()
        self._entries: deque[Entry] = deque(maxlen=limits.transcript_entries)
        forms = [form for secret in secrets if secret for form in (secret.encode(), b64encode(secret.encode()))]
        self._secret = re.compile(b"|".join(map(re.escape, forms))) if forms else None

    def record(self, connection: int, side: Side, data: bytes) -> None:
        """Keep what was said, shortened and without secrets."""
        kept = data[: self.limits.transcript_octets]
        if side is Side.CLIENT:
            kept = _SIGN_IN.sub(rb"\1 " + MASK, kept)
            if self._secret is not None:
                kept = self._secret.sub(MASK, kept)
        self._entries.append(Entry(connection, side, kept, max(0, len(data) - self.limits.transcript_octets)))

    def count(self, command: str) -> None:
        """Note that a command came."""
        self.commands[command] += 1
        self._command_came()

    def record_secret(self, connection: int) -> None:
        """Keep that the client sent a line of its sign-in."""
        self._entries.append(Entry(connection, Side.CLIENT, MASK))

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries, oldest first."""
        return tuple(self._entries)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self.commands.clear()
