# SPDX-License-Identifier: MIT
"""Plays the examples of RFCs both ways: what we send must be their client's lines, their server's lines are read.

An example is copied as it is printed, with `C:` and `S:`, `T:` for the TLS handshake, and lines that the page's width
has cut put together again. Its tags are names: those that the session gives take their place. Knows no RFC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Final

from mailproto.errors import CommandFailed
from mailproto.events import UntaggedReceived
from mailproto.states import ConnectionState
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from mailproto.commands import Command, InFlight
    from mailproto.events import Event

_NEEDLESS_QUOTES: Final = re.compile(rb'(?<=[ (])"([A-Z0-9!#/.%*~_-]+)"(?=[ )\r]|\Z)')


@dataclass(frozen=True, slots=True)
class Example:
    """A dialogue of an RFC, the commands that its client gives, and what is to come of them.

    `name` is the section and the command. `results` are the commands' values, or the server's answer, without its tag,
    where that is not OK; `news` are the data that nobody asked for. `capabilities` are known from the greeting.
    """

    name: str
    state: ConnectionState
    dialogue: str
    commands: tuple[Command[Any], ...]
    results: tuple[object, ...]
    news: tuple[object, ...] = ()
    capabilities: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


class _Player:
    def __init__(self, example: Example) -> None:
        self.session = session_in(example.state, example.capabilities, **example.settings)
        self.flights: list[InFlight[Any]] = []
        self.events: list[Event] = []
        self._left = list(example.commands)
        self._tags: dict[str, bytes] = {}

    def play(self, dialogue: str) -> None:
        turns: list[tuple[str, list[str]]] = []
        for line in dedent(dialogue).strip("\n").splitlines():
            speaker, words = line[:1], line[3:]
            if not turns or turns[-1][0] != speaker:
                turns.append((speaker, []))
            turns[-1][1].append(words)
        for speaker, lines in turns:
            {"C": self._client, "S": self._server, "T": self._handshake}[speaker](lines)
            self.events += self.session.events()
        assert not self._left, "the example has fewer commands"

    def _client(self, lines: list[str]) -> None:
        for line in lines:
            tag, _, rest = line.partition(" ")
            if self._left and f"{rest} ".upper().startswith(f"{self._left[0].name} "):
                self.flights.append(self.session.submit(self._left.pop(0)))
                self._tags[tag] = self.flights[-1].tag.encode("ascii")
            elif line == "DONE":
                self.session.conclude(self.flights[-1])
        expected = b"".join(self._renamed(line) for line in lines)
        assert _comparable(self.session.data_to_send()) == _comparable(expected)

    def _server(self, lines: list[str]) -> None:
        self.session.receive_data(b"".join(map(self._renamed, lines)))

    def _handshake(self, _lines: list[str]) -> None:
        self.session.tls_started()

    def _renamed(self, line: str) -> bytes:
        tag, space, rest = line.partition(" ")
        return (self._tags[tag] + b" " + rest.encode() if space and tag in self._tags else line.encode()) + b"\r\n"


def _comparable(sent: bytes) -> bytes:
    """Leave out what means nothing: the case of IMAP's words, and quotation marks around what needs none."""
    return _NEEDLESS_QUOTES.sub(rb"\1", sent.upper())


def outcome(in_flight: InFlight[Any]) -> object:
    """Give a command's value; where the server refused, its answer without the tag."""
    assert in_flight.done
    if isinstance(in_flight.error, CommandFailed):
        assert in_flight.status is not None
        return replace(in_flight.status, tag=None)
    return in_flight.result


def play(example: Example) -> None:
    """Play an example, and assert that its client's lines are ours and its server's lines give the values."""
    player = _Player(example)
    player.play(example.dialogue)
    assert tuple(map(outcome, player.flights)) == example.results
    told = tuple(event.response for event in player.events if isinstance(event, UntaggedReceived))
    assert told == example.news
