# SPDX-License-Identifier: MIT
"""Transcripts with `C:` and `S:` lines, read and played against a session.

A line of a transcript is a line on the wire, its CRLF left out; `#` begins a comment. `T:` stands for the TLS
handshake and `E:` for the end of the connection. The tags are names: those that the session gives take their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from mailproto.commands import Command, InFlight
from mailproto.events import Event
from mailproto.session import Session

FOLDER: Final = Path(__file__).parents[1] / "dialogues"
_TAGGED: Final = re.compile(rb"([A-Z]\d{3}) ")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side says until the other one speaks: `speaker` is C, S, T or E; `lines` are without line ends."""

    speaker: str
    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A transcript."""

    turns: tuple[Turn, ...]

    @classmethod
    def parse(cls, text: str) -> Dialogue:
        """Read a transcript; ValueError for a line of another kind."""
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        for line in lines:
            if line[:3].rstrip() not in {"C:", "S:", "T:", "E:"}:
                message = f"neither C: nor S:, T: or E: {line}"
                raise ValueError(message)
        grouped = groupby(lines, key=lambda line: line[0])
        return cls(tuple(Turn(speaker, tuple(line[3:].encode() for line in group)) for speaker, group in grouped))

    @classmethod
    def load(cls, name: str) -> Dialogue:
        """Read `tests/dialogues/NAME.txt`."""
        return cls.parse((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


class Player:
    """Plays a transcript: gives a session what the server says and compares what it sends with what the client says."""

    def __init__(self, session: Session, *, octets_at_once: int | None = None, ignore_case: bool = False) -> None:
        """`octets_at_once` cuts what the server says into pieces; `ignore_case` as IMAP does for its own words."""
        self.session = session
        self.events: list[Event] = []
        self.in_flight: list[InFlight[Any]] = []
        self._octets_at_once = octets_at_once
        self._ignore_case = ignore_case
        self._tags: dict[bytes, bytes] = {}

    def play(self, dialogue: Dialogue, commands: Iterable[Command[Any]] = ()) -> list[Event]:
        """Submit the commands at their turn, one for each tagged line of the client. Gives all events."""
        waiting = iter(commands)
        for turn in dialogue.turns:
            if turn.speaker == "C":
                self._client(turn.lines, waiting)
            elif turn.speaker == "S":
                self._server(turn.lines)
            elif turn.speaker == "T":
                self.session.tls_started()
            else:
                self.session.receive_eof()
            self.events += self.session.events()
        assert next(waiting, None) is None, "the transcript ended before all commands were sent"
        return self.events

    def _client(self, lines: tuple[bytes, ...], commands: Iterator[Command[Any]]) -> None:
        for line in lines:
            tag = _TAGGED.match(line)
            if tag is not None and tag[1] not in self._tags:
                self.in_flight.append(self.session.submit(next(commands)))
                self._tags[tag[1]] = self.in_flight[-1].tag.encode("ascii")
        expected = b"".join(self._renamed(line) + b"\r\n" for line in lines)
        sent = self.session.data_to_send()
        if self._ignore_case:
            sent, expected = sent.upper(), expected.upper()
        assert sent == expected

    def _server(self, lines: tuple[bytes, ...]) -> None:
        data = b"".join(self._renamed(line) + b"\r\n" for line in lines)
        step = self._octets_at_once or len(data)
        for start in range(0, len(data), step):
            self.session.receive_data(data[start : start + step])

    def _renamed(self, line: bytes) -> bytes:
        """Put the session's tag in place of the transcript's."""
        tag = _TAGGED.match(line)
        if tag is None or tag[1] not in self._tags:
            return line
        return self._tags[tag[1]] + line[len(tag[1]) :]
