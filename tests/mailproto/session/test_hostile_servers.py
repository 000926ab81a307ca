# SPDX-License-Identifier: MIT
"""Whatever a server sends, a session raises nothing, loses nobody, and says the same however it is divided.

And whatever it says of sizes, it is taken at its word, which costs nothing.
"""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailproto.authentication import Plain
from mailproto.commands import (
    Append,
    Authenticate,
    Body,
    Command,
    FetchItem,
    Idle,
    InFlight,
    List,
    Login,
    Noop,
    Select,
    UidFetch,
)
from mailproto.events import CommandCompleted, ConnectionEnded, Event, LiteralReceived, UntaggedReceived
from mailproto.framing import Limits
from mailproto.message_data import MessageData
from mailproto.sequences import UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from tests.support.each_command import EACH
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


def told_by(session: Session, *lines: bytes) -> list[Event]:
    """Let a server say the lines, and give what is told."""
    session.receive_data(b"".join(line + b"\r\n" for line in lines))
    return session.events()


def test_a_mailbox_of_four_thousand_million_letters_costs_nothing() -> None:
    """EXISTS and RECENT are numbers that somebody says; nothing is made for each letter."""
    session = session_in(ConnectionState.SELECTED)
    tracemalloc.start()
    try:
        told_by(session, b"* 4294967295 EXISTS", b"* 4294967295 RECENT")
        search = session.submit(next(each for each in EACH if each.name == "UID SEARCH"))
        told_by(session, b"* ESEARCH (TAG x) COUNT 4294967295", b"* SEARCH 4294967295", b"A002 OK")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert session.selected is not None
    assert session.selected.exists == 4294967295
    assert search.done
    assert peak < 1_000_000


@pytest.mark.parametrize("item", [b"RFC822.SIZE -1", b"UID 0", b"UID -5", b"UID 99999999999"])
def test_a_number_that_cannot_be_costs_its_item(item: bytes) -> None:
    """The letter is told without it, and the one beside it is whole."""
    session = session_in(ConnectionState.SELECTED)
    events = told_by(session, b"* 1 FETCH (FLAGS () %b)" % item, b"* 2 FETCH (UID 8 FLAGS ())")
    one, two = [event.response for event in events if isinstance(event, UntaggedReceived)]
    assert isinstance(one, MessageData)
    assert isinstance(two, MessageData)
    assert one.flags == frozenset()
    assert one.size is None
    assert [each.raw for each in one.problems] == [item]
    assert two.uid == 8


def test_uids_that_fall_are_each_their_own() -> None:
    """RFC 9051, 2.3.1.1, has them rise; a server that lets them fall gets every letter to who asked for it."""
    session = session_in(ConnectionState.SELECTED)
    in_flight = session.submit(UidFetch(UidSet.range(1, 9), FetchItem.FLAGS))
    lines = [b"* %d FETCH (UID %d FLAGS ())" % (number, 10 - number) for number in (1, 2, 3)]
    told_by(session, *lines, b"* 4 FETCH (UID 9 FLAGS (\\Seen))", b"A002 OK")
    assert [letter.uid for letter in in_flight.result] == [9, 8, 7]


def test_another_uidvalidity_in_the_middle_is_known_at_once() -> None:
    """Whoever keeps letters by UID sees by it that none of them holds any more."""
    session = session_in(ConnectionState.SELECTED)
    told_by(session, b"* OK [UIDVALIDITY 7] valid")
    assert session.selected is not None
    assert session.selected.uid_validity == 7
    told_by(session, b"* OK [UIDVALIDITY 8] no more")
    assert session.selected is not None
    assert session.selected.uid_validity == 8


def test_a_letter_without_what_was_asked_for_ends_no_wait() -> None:
    """Row 19: iCloud leaves RFC822 out; the command is over, and there is no letter in its result."""
    session = session_in(ConnectionState.SELECTED)
    in_flight = session.submit(UidFetch(UidSet.of([7]), FetchItem.RFC822))
    told_by(session, b"* 1 FETCH (UID 7)", b"A002 OK")
    assert in_flight.result == ()


def test_signs_of_life_disturb_no_listener() -> None:
    """Row 30: Dovecot says every two minutes of IDLE that it is still here."""
    session = session_in(ConnectionState.SELECTED)
    session.submit(Idle())
    session.data_to_send()
    events = told_by(session, b"+ idling", b"* OK Still here", b"* OK Still here", b"* 4 EXISTS")
    assert session.is_idling
    assert sum(isinstance(event, UntaggedReceived) for event in events) == 3


def test_bye_without_end_ends_once() -> None:
    """Row 17: a server that says BYE again and again is not listened to after the first."""
    session = session_in(ConnectionState.SELECTED)
    session.submit(Idle())
    session.data_to_send()
    events = told_by(session, b"+ idling", *[b"* BYE Autologout; idle for too long"] * 1000)
    assert sum(isinstance(event, ConnectionEnded) for event in events) == 1
    assert told_by(session, b"* BYE again") == []


def test_an_old_refusal_is_not_the_answer_to_a_sign_in() -> None:
    """A tagged NO left over from elsewhere belongs to nobody; the sign-in waits for its own."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED)
    in_flight = session.submit(Login("alice", "secret"))
    assert in_flight.tag == "A001"
    told_by(session, b"A000 NO [AUTHENTICATIONFAILED] stale", b"a001 NO another's", b"A0010 NO another's")
    assert not in_flight.done
    told_by(session, b"A001 OK welcome")
    assert in_flight.result is None
