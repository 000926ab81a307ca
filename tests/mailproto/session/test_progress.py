# SPDX-License-Identifier: MIT
"""INPROGRESS (RFC 9585): the server tells how far it is with a command."""

from __future__ import annotations

import pytest

from mailproto.commands import Fetch, Noop, UidFetch
from mailproto.events import CommandCompleted, ProgressReceived, UntaggedReceived
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in

SELECTED = ConnectionState.SELECTED
FORMS = [
    (b'("A001" NIL NIL)', None, None),
    (b'("A001" 175 NIL)', 175, None),
    (b'("A001" 175 1000)', 175, 1000),
    (b'("A001" 0 1000)', 0, 1000),
]


@pytest.mark.parametrize(("value", "progress", "goal"), FORMS, ids=ascii)
def test_the_command_that_the_server_names_is_told_with_how_far_it_is(
    value: bytes, progress: int | None, goal: int | None
) -> None:
    """In each of the degrees of completeness of RFC 9585, 4; the command goes on, and others are not meant."""
    session = session_in(SELECTED)
    named = session.submit(UidFetch(UidSet.of([1]), "FLAGS"))
    other = session.submit(UidFetch(UidSet.of([2]), "FLAGS"))
    value = value.replace(b"A001", named.tag.encode())
    session.receive_data(b"* OK [INPROGRESS %b] Hang in there...\r\n" % value)
    assert only(session.events(), ProgressReceived) == ProgressReceived(named, progress, goal)
    assert not named.done
    assert not other.done


@pytest.mark.parametrize(
    ("code", "progress", "goal"),
    [(b"INPROGRESS", None, None), (b"INPROGRESS (NIL NIL NIL)", None, None), (b"INPROGRESS (NIL 5 10)", 5, 10)],
)
def test_progress_of_no_command_in_particular_is_told_without_one(
    code: bytes, progress: int | None, goal: int | None
) -> None:
    """Also where only one is on its way: the server has not said that it means it."""
    session = session_in(SELECTED)
    session.submit(Noop())
    session.receive_data(b"* OK [%b] Hang in there...\r\n" % code)
    assert only(session.events(), ProgressReceived) == ProgressReceived(None, progress, goal)


def test_a_command_that_is_not_on_its_way_makes_no_progress() -> None:
    """What waits for its turn, what was answered and what never was are nobody that the server could be at work on."""
    session = session_in(SELECTED)
    answered = session.submit(Fetch(SequenceSet.of([1]), "FLAGS"))
    session.receive_data(answered.tag.encode() + b" OK done\r\n")
    session.submit(Noop())
    waiting = session.submit(Fetch(SequenceSet.of([1]), "FLAGS"))
    assert waiting.tag.encode() not in session.data_to_send()
    session.events()
    for tag in (answered.tag, waiting.tag, "never"):
        session.receive_data(b'* OK [INPROGRESS ("%b" 1 2)] on it\r\n' % tag.encode())
        assert only(session.events(), ProgressReceived) == ProgressReceived(None, 1, 2)


def test_progress_is_told_each_time_and_the_answer_comes_after_it() -> None:
    """In the order of the wire."""
    session = session_in(SELECTED)
    in_flight = session.submit(Noop())
    tag = in_flight.tag.encode()
    for done in (454, 999):
        session.receive_data(b'* OK [INPROGRESS ("%b" %d 1000)] on it\r\n' % (tag, done))
    session.receive_data(tag + b" OK done\r\n")
    told = [event for event in session.events() if isinstance(event, ProgressReceived | CommandCompleted)]
    assert told[:2] == [ProgressReceived(in_flight, 454, 1000), ProgressReceived(in_flight, 999, 1000)]
    assert isinstance(told[2], CommandCompleted)


def test_progress_that_cannot_be_read_is_no_progress() -> None:
    """The response is told all the same, as any that nobody asked for."""
    session = session_in(SELECTED)
    session.receive_data(b"* OK [INPROGRESS (A001 half)] on it\r\n")
    (event,) = session.events()
    assert isinstance(event, UntaggedReceived)
