# SPDX-License-Identifier: MIT
"""Several commands at once: which go together, which wait, to whom data belong, and giving up."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Append,
    Authenticate,
    Body,
    Capability,
    Close,
    Command,
    Copy,
    Expunge,
    Fetch,
    FetchItem,
    List,
    Login,
    Logout,
    Lsub,
    Noop,
    Search,
    Select,
    Store,
    StoreAction,
    UidFetch,
    UidSearch,
    Unselect,
)
from mailproto.commands.search_keys import ALL, Messages
from mailproto.errors import CapabilityMissing, CommandRejected, LocalProtocolError
from mailproto.events import CommandCompleted, StateChanged, UntaggedReceived
from mailproto.message_data import BodySection
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in

ONE = SequenceSet.of([1])
UID = UidSet.of([7])
FETCH = Fetch(ONE, FetchItem.FLAGS)
UID_FETCH = UidFetch(UID, FetchItem.FLAGS)
STORE = Store(ONE, StoreAction.ADD, ())
COPY = Copy(ONE, "a")
SEARCH = Search(ALL)
UID_SEARCH = UidSearch(ALL)

# Which of them are sent at once: (commands, how many)
SEQUENCES: list[tuple[list[Command[Any]], int]] = [
    ([FETCH, STORE, SEARCH, Noop()], 4),
    ([STORE, COPY, Expunge()], 3),
    ([FETCH, Noop(), STORE], 2),
    ([STORE, COPY, FETCH], 2),
    ([COPY, COPY], 1),
    ([UID_FETCH, UID_FETCH, UID_FETCH], 3),
    ([UID_FETCH, FETCH], 1),
    ([UID_SEARCH, UID_SEARCH], 1),
    ([UID_FETCH, UidSearch(Messages(ONE))], 1),
    ([FETCH, UidSearch(Messages(ONE))], 2),
    ([List(), Lsub()], 1),
    ([Capability(), Capability()], 1),
    ([Noop(), Select("a"), Noop()], 1),
    ([Select("a"), UID_FETCH], 1),
    ([FETCH, Close()], 1),
    ([FETCH, Logout()], 2),
]


@pytest.mark.parametrize(("commands", "at_once"), SEQUENCES, ids=lambda each: str(each)[:60])
def test_commands_go_together_where_the_rfc_lets_them(commands: list[Command[Any]], at_once: int) -> None:
    """RFC 9051, 5.5; what must wait is sent as soon as the others are answered, in the order of submission."""
    session = session_in(ConnectionState.SELECTED)
    flights = [session.submit(command) for command in commands]
    lines = session.data_to_send().splitlines()
    assert len(lines) == at_once
    for flight in flights:
        assert lines
        assert lines.pop(0).startswith(flight.tag.encode())
        session.receive_data(f"{flight.tag} OK done\r\n".encode())
        lines += session.data_to_send().splitlines()
    assert all(flight.done for flight in flights)


def test_nothing_overtakes_a_command_that_waits() -> None:
    """What was submitted later is sent later, so that nobody waits for ever."""
    session = session_in(ConnectionState.SELECTED)
    for command in (UID_FETCH, FETCH, UID_FETCH):
        session.submit(command)
    assert session.tags_in_flight == ("A002", "A003", "A004")
    assert session.data_to_send() == b"A002 UID FETCH 7 FLAGS\r\n"
    session.receive_data(b"A002 OK done\r\n")
    assert session.data_to_send() == b"A003 FETCH 1 FLAGS\r\nA004 UID FETCH 7 FLAGS\r\n"


def test_a_command_may_be_submitted_for_the_state_to_come() -> None:
    """It waits for the SELECT before it, and is sent after its OK."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED)
    session.submit(Login("a", "b"))
    session.submit(Select("INBOX"))
    fetch = session.submit(UID_FETCH)
    for expected in (b"A001 LOGIN a b", b"A002 SELECT INBOX", b"A003 UID FETCH 7 FLAGS"):
        assert session.data_to_send() == expected + b"\r\n"
        session.receive_data(expected[:4] + b" OK done\r\n")
    assert fetch.result == ()


def test_a_command_whose_state_never_came_fails_unsent() -> None:
    """With the reason, and those after it have their turn."""
    session = session_in(ConnectionState.AUTHENTICATED)
    select, fetch, noop = session.submit(Select("x")), session.submit(UID_FETCH), session.submit(Noop())
    session.data_to_send()
    session.receive_data(b"A001 NO none such\r\n")
    assert isinstance(select.error, CommandRejected)
    assert isinstance(fetch.error, LocalProtocolError)
    assert fetch.error.code == "wrong-state"
    assert session.data_to_send() == b"A003 NOOP\r\n"
    assert not noop.done
    completed = [event.in_flight for event in session.events() if isinstance(event, CommandCompleted)]
    assert completed == [select, fetch]


def test_a_command_whose_capability_went_away_fails_unsent() -> None:
    """What is offered is known only after the sign-in."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev1")
    session.submit(Login("a", "b"))
    session.submit(Select("x"))
    unselect = session.submit(Unselect())
    session.receive_data(b"A001 OK [CAPABILITY IMAP4rev1] in\r\n")
    session.receive_data(b"A002 OK done\r\n")
    assert isinstance(unselect.error, CapabilityMissing)


def test_wrong_arguments_are_refused_although_the_command_would_wait() -> None:
    """At once, to who submits it, and no tag is spent."""
    session = session_in(ConnectionState.SELECTED)
    session.submit(Select("x"))
    with pytest.raises(LocalProtocolError):
        session.submit(Fetch(SequenceSet(), FetchItem.FLAGS))
    assert session.submit(Noop()).tag == "A003"


class TestWhoseDataTheyAre:
    """Two commands of one kind in progress."""

    def test_by_uid(self) -> None:
        """Whatever the order."""
        session = session_in(ConnectionState.SELECTED)
        first = session.submit(UidFetch(UidSet.range(1, 9), FetchItem.FLAGS))
        second = session.submit(UidFetch(UidSet.range(10, 19), FetchItem.FLAGS))
        session.receive_data(b"* 2 FETCH (UID 15 FLAGS ())\r\n* 1 FETCH (UID 5 FLAGS ())\r\n")
        session.receive_data(b"A003 OK\r\nA002 OK\r\n")
        assert [[letter.uid for letter in flight.result] for flight in (first, second)] == [[5], [15]]

    def test_by_number(self) -> None:
        """Sequence numbers do not shift while FETCH is in progress."""
        session = session_in(ConnectionState.SELECTED)
        first, second = session.submit(FETCH), session.submit(Fetch(SequenceSet.of([2]), FetchItem.FLAGS))
        session.receive_data(b"* 2 FETCH (FLAGS ())\r\n* 1 FETCH (FLAGS ())\r\nA002 OK\r\nA003 OK\r\n")
        assert [flight.result[0].sequence_number for flight in (first, second)] == [1, 2]

    def test_by_what_was_asked(self) -> None:
        """Windows of one section of one letter, answered in any order."""
        session = session_in(ConnectionState.SELECTED)
        section = BodySection((1,))
        flights = [session.submit(UidFetch(UID, Body(section, partial=(start, 5)))) for start in (0, 5, 10)]
        for start, octets in ((10, b"end"), (0, b"01234"), (5, b"56789")):
            session.receive_data(b"* 1 FETCH (UID 7 BODY[1]<%d> {%d}\r\n%b)\r\n" % (start, len(octets), octets))
        session.receive_data(b"A002 OK\r\nA003 OK\r\nA004 OK\r\n")
        windows = [octets for flight in flights for octets in flight.result[0].sections.values()]
        assert windows == [b"01234", b"56789", b"end"]

    def test_else_by_order(self) -> None:
        """Where nothing tells them apart, the one that was sent first."""
        session = session_in(ConnectionState.SELECTED)
        first, second = session.submit(UID_FETCH), session.submit(UID_FETCH)
        session.receive_data(b"* 1 FETCH (UID 7 FLAGS ())\r\nA002 OK\r\n")
        session.receive_data(b"* 1 FETCH (UID 7 FLAGS (\\Seen))\r\nA003 OK\r\n")
        assert [flight.result[0].flags for flight in (first, second)] == [frozenset(), {r"\Seen"}]

    def test_a_surer_claim_comes_first(self) -> None:
        """Data that are all of what the second asked go there, though they are a part of what the first did."""
        session = session_in(ConnectionState.SELECTED)
        first = session.submit(UidFetch(UID, (FetchItem.FLAGS, FetchItem.RFC822_SIZE)))
        second = session.submit(UID_FETCH)
        session.receive_data(b"* 1 FETCH (UID 7 FLAGS ())\r\n* 1 FETCH (UID 7 RFC822.SIZE 3)\r\n")
        session.receive_data(b"A002 OK\r\nA003 OK\r\n")
        assert first.result[0].size == 3
        assert second.result[0].flags == frozenset()

    def test_flags_that_changed_meanwhile_are_news(self) -> None:
        """Of another letter, or while something else was asked of this one."""
        session = session_in(ConnectionState.SELECTED)
        session.submit(UidFetch(UID, FetchItem.ENVELOPE))
        session.receive_data(b"* 1 FETCH (UID 7 FLAGS ())\r\n")
        only(session.events(), UntaggedReceived)


class TestAbandoned:
    """A command nobody waits for any more."""

    def test_its_answers_are_swallowed(self) -> None:
        """And never given to the next command that asks the same."""
        session = session_in(ConnectionState.SELECTED)
        first = session.submit(SEARCH)
        second = session.submit(SEARCH)
        session.abandon(first)
        session.receive_data(b"* SEARCH 1 2 3\r\nA002 OK\r\n* SEARCH 4\r\nA003 OK\r\n")
        assert first.done
        assert first.abandoned
        assert second.result == SequenceSet.of([4])
        assert not any(isinstance(event, UntaggedReceived) for event in session.events())

    def test_it_is_never_sent_if_it_still_waits(self) -> None:
        """And who waited behind it goes on."""
        session = session_in(ConnectionState.SELECTED)
        session.submit(UID_FETCH)
        waiting, behind = session.submit(FETCH), session.submit(UID_FETCH)
        session.data_to_send()
        session.abandon(waiting)
        assert waiting.done
        assert isinstance(waiting.error, LocalProtocolError)
        assert waiting.error.code == "abandoned"
        assert only(session.events(), CommandCompleted).in_flight is waiting
        assert session.data_to_send() == b"A004 UID FETCH 7 FLAGS\r\n"
        assert session.tags_in_flight == ("A002", behind.tag)

    def test_one_behind_another_can_be_withdrawn_too(self) -> None:
        """Wherever it stands in the row."""
        session = session_in(ConnectionState.SELECTED)
        session.submit(UID_FETCH)
        session.submit(FETCH)
        behind = session.submit(UID_FETCH)
        session.abandon(behind)
        assert session.tags_in_flight == ("A002", "A003")

    def test_its_literal_is_sent_all_the_same(self) -> None:
        """The server counts on the octets that were announced."""
        session = session_in(ConnectionState.AUTHENTICATED)
        append = session.submit(Append("a", b"letter"))
        session.data_to_send()
        session.abandon(append)
        session.receive_data(b"+ go on\r\n")
        assert session.data_to_send() == b"letter\r\n"

    def test_its_exchange_is_cut_short(self) -> None:
        """The password is not sent for somebody who does not wait."""
        session = session_in(ConnectionState.NOT_AUTHENTICATED)
        authenticate = session.submit(Authenticate(Plain("a", "b")))
        session.data_to_send()
        session.abandon(authenticate)
        session.receive_data(b"+ \r\n")
        assert session.data_to_send() == b"*\r\n"

    def test_what_it_changes_is_changed(self) -> None:
        """The server has selected the mailbox, whoever waits."""
        session = session_in(ConnectionState.AUTHENTICATED)
        select = session.submit(Select("x"))
        session.abandon(select)
        session.receive_data(b"* 3 EXISTS\r\nA001 OK done\r\n")
        assert only(session.events(), StateChanged).number == 5

    def test_after_the_answer_nothing_is_left_to_forget(self) -> None:
        """Nothing happens."""
        session = session_in(ConnectionState.AUTHENTICATED)
        noop = session.submit(Noop())
        session.receive_data(b"A001 OK\r\n")
        session.events()
        session.abandon(noop)
        assert session.events() == []
        assert noop.result is None
