# SPDX-License-Identifier: MIT
"""An IMAP server that knows one letter of one part, and gives its octets by windows, well or with a quirk.

It speaks through any end of a connection, in memory or encrypted; it knows no other commands than the tests send.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.transport_conformance import Far

_WINDOW = re.compile(rb"BODY\.PEEK\[\d+\]<(\d+)\.(\d+)>")


@dataclass
class PartServer:
    """Serves `content` as any section of the letter with UID 5; `requests` are the windows that were asked for."""

    content: bytes
    ignores_partials: bool = False
    ignores_from: int = 1_000_000
    most: int | None = None
    together: bool = False
    nil_at_end: bool = False
    missing: bool = False
    closes_at: int = -1
    requests: list[tuple[int, int]] = field(default_factory=list)

    async def serve(self, end: Far) -> None:
        """Greet, and answer until the client goes."""
        await end.send(b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")
        unread = b""
        while (received := await end.receive()) and len(self.requests) != self.closes_at:
            *lines, unread = (unread + received).split(b"\r\n")
            answers = [self._answer(line) for line in lines]
            for answer in [b"".join(answers)] if self.together else answers:
                await end.send(answer)
        await end.close()

    def _answer(self, line: bytes) -> bytes:
        tag, _, command = line.partition(b" ")
        data = b"* BYE\r\n" if command == b"LOGOUT" else b""
        asked = _WINDOW.search(command)
        if asked is not None and not self.missing:
            start, count = int(asked[1]), int(asked[2])
            self.requests.append((start, count))
            data = self._window(start, count)
        return data + tag + b" OK done\r\n"

    def _window(self, start: int, count: int) -> bytes:
        ignores = self.ignores_partials or len(self.requests) >= self.ignores_from
        octets = self.content if ignores else self.content[start : start + min(count, self.most or count)]
        origin = b"" if ignores else b"<%d>" % start
        value = b"NIL" if self.nil_at_end and not octets else b"{%d}\r\n%b" % (len(octets), octets)
        return b"* 3 FETCH (UID 5 BODY[2]%b %b)\r\n" % (origin, value)
