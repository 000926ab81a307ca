# SPDX-License-Identifier: MIT
"""Whatever a server sends, a session raises nothing, loses nobody, and says the same however it is divided."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mailproto.authentication import Plain
from mailproto.commands import Append, Authenticate, Body, Command, FetchItem, InFlight, List, Noop, Select, UidFetch
from mailproto.events import CommandCompleted, ConnectionEnded, Event, LiteralReceived
from mailproto.framing import Limits
from mailproto.sequences import UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from tests.support.sessions import session_in

SCENES: list[tuple[ConnectionState, list[Command[object]], bool]] = [
    (ConnectionState.GREETING, [], False),
    (ConnectionState.NOT_AUTHENTICATED, [Authenticate(Plain("a", "b"))], False),
    (ConnectionState.AUTHENTICATED, [Select("a"), List(), Noop()], False),
    (ConnectionState.AUTHENTICATED, [Append("a", b"letter"), Noop()], False),
    (ConnectionState.SELECTED, [UidFetch(UidSet.of([7]), (FetchItem.FLAGS, Body())), Noop()], False),
    (ConnectionState.SELECTED, [UidFetch(UidSet.of([7]), Body()), UidFetch(UidSet.of([8]), Body())], True),
]

LINES = [
    b"* OK hello", b"* PREAUTH", b"* BYE", b"+ ", b"+ !", b"A001 OK [CAPABILITY IDLE]", b"A001 NO", b"A002 OK",
    b"A003 BAD",
    b"A002", b"A009 OK", b"* 3 EXISTS", b"* 1 EXPUNGE", b"* OK [CLOSED]", b"* OK [ALERT] x", b"* CAPABILITY STARTTLS",
    b'* LIST () "/" a', b"* 1 FETCH (UID 7 FLAGS ())", b"* 1 FETCH (UID 7 BODY[] {3}", b"* 1 FETCH (BODY[] {150}",
    b"abc UID 7)", b"* 2 FETCH (UID 8 BODY[] {200}", b"x" * 150 + b")", b"\0\0", b"", b"{5}", b'"', b"* SEARCH 1 2",
    b"* 99999999999999999999 FETCH (BODY[] {120}",
]  # fmt: skip
STREAMS = st.lists(
    st.sampled_from(LINES) | st.binary(max_size=12).map(lambda data: data.replace(b"\r", b"")), max_size=12
).map(b"\r\n".join)


def played(scene: int, chunks: list[bytes]) -> tuple[Session, list[InFlight[object]], list[Event]]:
    """Let a server say the chunks in a scene."""
    state, commands, stream = SCENES[scene]
    session = session_in(state, limits=Limits(literal=180), stream_threshold=100)
    flights = [session.submit(command, stream=stream) for command in commands]
    events: list[Event] = []
    for chunk in chunks:
        session.receive_data(chunk)
        session.data_to_send()
        events += session.events()
    return session, flights, events


def told(events: list[Event]) -> list[str]:
    """Spell events so that those of two sessions compare; how octets are divided does not count."""
    spelt: list[str] = []
    octets = b""
    for event in events:
        if isinstance(event, LiteralReceived):
            octets += event.data
        elif isinstance(event, CommandCompleted):
            spelt.append(f"{event.in_flight.tag} {event.in_flight.error!r}")
        else:
            spelt.append(f"{octets!r} {event!r}")
            octets = b""
    return spelt


@given(scene=st.integers(0, len(SCENES) - 1), data=STREAMS, cuts=st.lists(st.integers(1, 9), min_size=1))
@settings(deadline=None, max_examples=400)
def test_any_bytes_are_survived_and_mean_the_same_however_divided(scene: int, data: bytes, cuts: list[int]) -> None:
    """Nothing is raised, and at the end of the stream every command is done and the end is told once."""
    pieces: list[bytes] = []
    rest = data
    while rest:
        size = cuts[len(pieces) % len(cuts)]
        pieces.append(rest[:size])
        rest = rest[size:]
    whole_session, whole_flights, whole = played(scene, [data])
    session, flights, divided = played(scene, pieces)
    assert told(divided) == told(whole)
    for each, in_progress, events in (
        (whole_session, whole_flights, whole),
        (session, flights, divided),
    ):
        each.receive_eof()
        events.extend(each.events())
        assert all(flight.done for flight in in_progress)
        assert sum(isinstance(event, ConnectionEnded) for event in events) == 1
        assert isinstance(events[-1], ConnectionEnded)
        assert each.state is ConnectionState.LOGOUT
        assert each.tags_in_flight == ()
        assert each.data_to_send() == b""
