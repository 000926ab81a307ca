# SPDX-License-Identifier: MIT
"""What holds for a session whatever its server says, and whatever its user asks meanwhile: asserted by its fuzz target.

An input is what the server says. In it, `BECAUSE_OF` and a line stand for what the user does at that moment: the name
of a command, or one of `ACTIONS`. One that begins with an exclamation mark plays without encryption.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from mailproto.commands import Body, Command, InFlight, Login, UidFetch
from mailproto.errors import LocalProtocolError
from mailproto.events import (
    CommandCompleted,
    CompressionNeeded,
    ConnectionEnded,
    Event,
    Greeted,
    ItemReceived,
    LiteralFinished,
    LiteralReceived,
    LiteralStarted,
    StateChanged,
    TlsNeeded,
)
from mailproto.framing import Limits
from mailproto.sequences import UidSet
from mailproto.session import Direction, Session
from mailproto.states import TRANSITIONS, ConnectionState
from tests.fuzz.cutting import pieces_of
from tests.fuzz.looking import everything_in
from tests.support.each_command import EACH

BECAUSE_OF: Final = b"\x01"
"""The octet before what the user does."""
ACTIONS: Final = (b"stream", b"conclude", b"abandon", b"take", b"tls", b"compressed")
LIMITS: Final = Limits(line=500, literal=180, response=800, answer=2000, answer_responses=20, literals=5)
"""Small, so that inputs reach them."""

_THRESHOLD: Final = 100  # octets from which on literals are streamed
_PASSWORD: Final = "Never-shown-1"
_COMMANDS: Final[dict[bytes, Command[Any]]] = {
    **{each.name.encode("ascii"): each for each in reversed(EACH)},
    b"LOGIN": Login("alice", _PASSWORD),
    b"BODY": UidFetch(UidSet.range(1), ("FLAGS", Body())),
}
_STREAMED: Final = b"BODY"
_UNENCRYPTED: Final = b"!"  # what a script of a connection begins with that is to become encrypted by STARTTLS
_OVER: Final = re.compile(r"\d+ is over")
_TURN: Final = re.compile(re.escape(BECAUSE_OF) + rb"([^\n]{0,40})\n")


@dataclass
class _Play:
    """A session, what was asked of it, and all that it told."""

    encrypted: bool
    flights: list[InFlight[Any]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    said: bytearray = field(default_factory=bytearray)
    shown: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        """Begin."""
        self.session = Session(
            LIMITS, encrypted=self.encrypted, stream_threshold=_THRESHOLD, on_wire=self._on_wire,
            starttls_required=not self.encrypted,
        )  # fmt: skip

    def _on_wire(self, direction: Direction, data: bytes) -> None:
        if direction is Direction.CLIENT:
            self.shown += data

    def act(self, action: bytes) -> None:
        """Do what the user does; what may not be asked now is refused, and changes nothing."""
        session = self.session
        before = session.tags_in_flight
        try:
            match action:
                case b"conclude" | b"abandon" if self.flights:
                    getattr(session, action.decode("ascii"))(self.flights[-1])
                case b"take":
                    self.said += session.data_to_send()
                case b"tls":
                    session.tls_started()
                case b"compressed":
                    session.compression_started()
                case b"stream":
                    self.flights.append(session.submit(_COMMANDS[_STREAMED], stream=True))
                case name if name in _COMMANDS:
                    self.flights.append(session.submit(_COMMANDS[name]))
        except LocalProtocolError:
            assert session.tags_in_flight == before
        self.look()

    def hear(self, data: bytes) -> bool:
        """Let the server speak; tells whether what else it says in this read would be compressed."""
        known = len(self.events)
        self.session.receive_data(data)
        self.look()
        return any(isinstance(event, CompressionNeeded) for event in self.events[known:])

    def look(self) -> None:
        """Take the events, and see that no more is kept than the limits allow."""
        self.events += self.session.events()
        assert len(self.session._framer.incomplete()) <= LIMITS.response + LIMITS.line
        tags = self.session.tags_in_flight
        assert len(tags) == len(set(tags))
        assert self.session.selected is None or self.session.state is ConnectionState.SELECTED


def check(data: bytes) -> None:
    """Assert all of it for one script, however what the server says is divided."""
    encrypted = not data.startswith(_UNENCRYPTED)
    turns = _TURN.split(data.removeprefix(_UNENCRYPTED))
    whole = _played(turns, encrypted=encrypted, divided=False)
    divided = _played(turns, encrypted=encrypted, divided=True)
    assert _told(whole.events) == _told(divided.events)
    assert whole.said == divided.said


def _played(turns: list[bytes], *, encrypted: bool, divided: bool) -> _Play:
    play = _Play(encrypted)
    for index, turn in enumerate(turns):
        if index % 2:
            play.act(turn)
            continue
        for piece in pieces_of(turn) if divided else [turn]:
            if play.hear(piece):
                break
    play.session.receive_eof()
    play.act(b"take")
    _check_end(play)
    return play


def _check_end(play: _Play) -> None:
    events, session = play.events, play.session
    assert session.state is ConnectionState.LOGOUT
    assert session.tags_in_flight == ()
    assert session.data_to_send() == b""
    assert [event for event in events if isinstance(event, ConnectionEnded)] == events[-1:]
    completed = [event.in_flight for event in events if isinstance(event, CommandCompleted)]
    assert sorted(map(id, completed)) == sorted(map(id, play.flights)), "each command is completed once"
    for flight in play.flights:
        assert flight.done
        assert flight.status is None or flight.status.tag == flight.tag
        if flight.error is None:
            everything = everything_in(flight.result)
            assert all(each is not flight for each in everything)
    assert _PASSWORD.encode() not in play.shown
    _check_order(events)


def _check_order(events: list[Event]) -> None:
    """States follow the diagram, and literals are begun, told and ended."""
    state, literal = ConnectionState.GREETING, None
    for event in events:
        match event:
            case StateChanged(old=old, new=new, number=number):
                assert old is state
                assert any((each.number, each.old, each.new) == (number, old, new) for each in TRANSITIONS)
                state = new
            case Greeted():
                assert state is ConnectionState.GREETING
            case LiteralStarted(size=size):
                assert literal is None
                literal = size
            case LiteralReceived(data=data):
                assert data
                assert literal is not None
                literal -= len(data)
                assert literal >= 0
            case LiteralFinished():
                assert literal == 0
                literal = None
            case ItemReceived(item=item):
                assert list(everything_in(item))


def _told(events: list[Event]) -> list[str]:
    """Spell events so that those of two sessions compare; how the octets of literals are divided does not count."""
    spelt: list[str] = []
    octets = b""
    for event in events:
        match event:
            case LiteralReceived(data=data):
                octets += data
                continue
            case CommandCompleted(in_flight=flight):
                spelt.append(f"{flight.tag} {flight.error!r} {flight.status!r}")
            case CompressionNeeded() | TlsNeeded():
                spelt.append(type(event).__name__)  # what else came in the same read is not ours
            case _:
                spelt.append(f"{octets!r} {event!r}")
        octets = b""
    # How far over a limit a server went depends on how much of it was there to be seen.
    return [_OVER.sub("over", each) for each in spelt]
