# SPDX-License-Identifier: MIT
"""Transports without a network, for tests: a peer that plays a dialogue, or two ends connected inside one program.

A dialogue is text: what the server says in lines that begin with `S: `, what the client has to say with `C: `; every
line ends in CRLF on the wire, and what a literal holds is more lines of its side. Knows nothing of IMAP's grammar.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Self

from mailproto.errors import LocalProtocolError, RemoteProtocolError, TransportError
from mailproto.transports import MAXIMUM_RECEIVE, PeerInformation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_KEEPING_UP: Final = 64 * 1024  # octets that may lie unread before a sender waits


class DialogueMismatch(AssertionError):
    """The client said something else than the dialogue expects; `expected` and `said` are bytes."""

    def __init__(self, expected: bytes, said: bytes) -> None:
        super().__init__(f"the dialogue expects {expected!r}, the client said {said!r}")
        self.expected = expected
        self.said = said


@dataclass(frozen=True, slots=True)
class Says:
    """One turn of a dialogue: bytes that one side says."""

    server: bool
    data: bytes


def read_dialogue(text: str) -> list[Says]:
    """Read a dialogue's lines; empty ones and those that begin with `#` are skipped.

    Errors: `LocalProtocolError` bad-argument for a line of nobody.
    """
    turns = []
    for line in text.split("\n"):
        side, _, words = line.lstrip().partition(":")
        if side in {"C", "S"}:
            turns.append(Says(side == "S", words.removeprefix(" ").encode() + b"\r\n"))
        elif side and not side.startswith("#"):
            raise LocalProtocolError("bad-argument", what="a dialogue", reason=f"who says {line!r}?")
    return turns


class _Way:
    """One way from end to end: bytes that were sent and not received yet."""

    def __init__(self, split: int) -> None:
        self._split = split
        self._pieces: deque[bytes] = deque()
        self._unread = 0
        self._ended = False
        self._changed = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        return not self._pieces

    @property
    def has_ended(self) -> bool:
        return self._ended

    def put(self, data: bytes) -> None:
        self._pieces.extend(data[start : start + self._split] for start in range(0, len(data), self._split))
        self._unread += len(data)
        self._changed.set()

    def end(self) -> None:
        self._ended = True
        self._changed.set()

    async def take(self) -> bytes:
        await self._wait_while(lambda: self.is_empty and not self._ended)
        if self.is_empty:
            return b""
        piece = self._pieces.popleft()
        self._unread -= len(piece)
        self._changed.set()
        return piece

    async def room(self) -> None:
        await self._wait_while(lambda: self._unread > _KEEPING_UP and not self._ended)

    async def _wait_while(self, condition: Callable[[], bool]) -> None:
        while condition():
            self._changed.clear()
            await self._changed.wait()


class MemoryTransport:
    """One end of a connection that exists in memory only.

    Made with a dialogue, its peer plays the server's turns as soon as the client has said its own, word for word, and
    then closes, or with `closes=False` is silent for ever. `pair` connects two ends instead. `split` is the most octets
    that `receive` gives at once: 1 for byte by byte. After `cut_after` octets, both directions counted together, the
    connection is lost. `encrypted` is what the peer information says; with `starttls`, only after `start_tls`.
    """

    def __init__(  # noqa: PLR0913 - what a test may want of its peer, each by name
        self,
        dialogue: str | Iterable[Says] = (),
        *,
        split: int = MAXIMUM_RECEIVE,
        closes: bool = True,
        cut_after: int | None = None,
        encrypted: bool = True,
        starttls: bool = False,
    ) -> None:
        self.starttls = starttls
        self._peer = PeerInformation("memory", 0, encrypted=encrypted and not starttls)
        self._incoming = _Way(min(split, MAXIMUM_RECEIVE))
        self._outgoing: _Way | None = None
        self._turns = deque(read_dialogue(dialogue) if isinstance(dialogue, str) else dialogue)
        self._heard = b""
        self._closes = closes
        self._octets_left = cut_after
        self._is_closed = False

    @classmethod
    def pair(cls, *, split: int = MAXIMUM_RECEIVE, encrypted: bool = True, starttls: bool = False) -> tuple[Self, Self]:
        """Make two ends; what one sends the other receives, and a sender waits for a receiver that falls behind."""
        one = cls(split=split, encrypted=encrypted, starttls=starttls)
        other = cls(split=split, encrypted=encrypted, starttls=starttls)
        one._outgoing, other._outgoing = other._incoming, one._incoming
        return one, other

    @property
    def peer(self) -> PeerInformation:
        """The address `memory:0`, and whether the connection counts as encrypted."""
        return self._peer

    @property
    def is_played(self) -> bool:
        """Whether everything in the dialogue has been said."""
        return not self._turns

    async def connect(self) -> None:
        """Let the dialogue begin."""
        self._play()

    async def send(self, data: bytes) -> None:
        """Say `data` to the peer; see `Transport.send`. Errors besides: `DialogueMismatch`."""
        if self._is_closed or self._incoming.has_ended:
            raise self._lost()
        data = self._spend(data)
        if self._outgoing is not None:
            self._outgoing.put(data)
            await self._outgoing.room()
        else:
            self._heard += data
            self._play()

    async def receive(self) -> bytes:
        """Give what the peer has said; see `Transport.receive`."""
        await asyncio.sleep(0)  # as on a network, others have their turn between two pieces
        data = b"" if self._is_closed else await self._incoming.take()
        if not data and self._octets_left == 0 and not self._is_closed:
            raise self._lost()
        return data

    async def start_tls(self) -> None:
        """Count as encrypted from now on; see `Transport.start_tls`."""
        if not self._incoming.is_empty:
            raise RemoteProtocolError("data-before-tls")
        self._peer = replace(self._peer, encrypted=True)

    async def close(self) -> None:
        """End both ways."""
        self._is_closed = True
        self._incoming.end()
        if self._outgoing is not None:
            self._outgoing.end()

    def _play(self) -> None:
        while self._turns:
            turn = self._turns[0]
            if turn.server:
                self._incoming.put(self._spend(turn.data))
            elif self._heard.startswith(turn.data):
                self._heard = self._heard[len(turn.data) :]
            elif turn.data.startswith(self._heard):
                return
            else:
                raise DialogueMismatch(turn.data, self._heard)
            self._turns.popleft()
        if self._heard:
            raise DialogueMismatch(b"", self._heard)
        if self._closes and self._outgoing is None:
            self._incoming.end()

    def _spend(self, data: bytes) -> bytes:
        """Give as much of `data` as passes before the connection is lost."""
        if self._octets_left is None:
            return data
        passed = data[: self._octets_left]
        self._octets_left -= len(passed)
        if not self._octets_left:
            self._incoming.end()
        return passed

    def _lost(self) -> TransportError:
        return TransportError("connection-lost", host=self._peer.host, port=self._peer.port, reason="it is closed")
