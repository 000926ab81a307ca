# SPDX-License-Identifier: MIT
"""SELECT behind SELECT without waiting, with STATUS between them: whose data they are (RFC 9051, 5.5 and 6.3.2)."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import Command, Examine, FetchItem, Select, Status, StoreAction, UidFetch, UidStore
from mailproto.errors import CommandRejected, LocalProtocolError, RemoteProtocolError
from mailproto.events import ConnectionEnded
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, MailboxName
from tests.support.sessions import only, session_in

UID = UidSet.of([7])
UID_FETCH = UidFetch(UID, FetchItem.FLAGS)
MAILBOX_A = b"* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] a\r\n"
MAILBOX_B = b"* FLAGS ()\r\n* 5 EXISTS\r\n* OK [UIDVALIDITY 9] b\r\n"

# Which of them are sent at once: (commands, how many)
SEQUENCES: list[tuple[list[Command[Any]], int]] = [
    ([Status("a"), Select("a"), Status("b"), Examine("b")], 4),
    ([UID_FETCH, Select("a")], 1),
    ([Select("a"), Select("b"), UID_FETCH, Select("c")], 2),
]


@pytest.mark.parametrize(("commands", "at_once"), SEQUENCES, ids=lambda each: str(each)[:60])
def test_what_works_in_a_mailbox_waits_until_it_is_open(commands: list[Command[Any]], at_once: int) -> None:
    """And a mailbox is left once such work is answered."""
    session = session_in(ConnectionState.SELECTED)
    for command in commands:
        session.submit(command)
    assert len(session.data_to_send().splitlines()) == at_once


def test_each_gets_the_data_before_its_own_answer() -> None:
    """The server keeps the order, so the data are those of the first that has no answer."""
    session = session_in(ConnectionState.AUTHENTICATED)
    status_a, select = session.submit(Status("a")), session.submit(Select("a"))
    status_b, examine = session.submit(Status("b")), session.submit(Examine("b"))
    session.receive_data(b"* STATUS a (MESSAGES 3)\r\nA001 OK\r\n" + MAILBOX_A + b"A002 OK [READ-WRITE] in\r\n")
    assert session.selected == select.result
    session.receive_data(b"* STATUS b (MESSAGES 5)\r\nA003 OK\r\n* OK [CLOSED] old\r\n" + MAILBOX_B)
    session.receive_data(b"A004 OK [READ-ONLY] in\r\n")
    first, second = select.result, examine.result
    assert (first.mailbox, first.exists, first.uid_validity, first.read_only) == (MailboxName("a"), 3, 7, False)
    assert (second.mailbox, second.exists, second.uid_validity, second.read_only) == (MailboxName("b"), 5, 9, True)
    assert session.selected == second
    assert [each.result.items["MESSAGES"] for each in (status_a, status_b)] == [3, 5]


def test_news_of_the_mailbox_that_is_left_are_not_the_next_ones() -> None:
    """What comes before CLOSED is forgotten; an EXPUNGE there is about the mailbox that is still open."""
    session = session_in(ConnectionState.AUTHENTICATED)
    first, second = session.submit(Select("a")), session.submit(Select("b"))
    session.receive_data(MAILBOX_A + b"A001 OK\r\n* 1 EXPUNGE\r\n* 9 EXISTS\r\n* OK [HIGHESTMODSEQ 4] a\r\n")
    assert first.result.exists == 3
    assert session.selected is not None
    assert session.selected.exists == 2
    session.receive_data(b"* OK [CLOSED] old\r\n* FLAGS ()\r\n* 5 EXISTS\r\nA002 OK\r\n")
    assert (second.result.exists, second.result.highest_mod_seq) == (5, None)


def test_one_that_is_refused_leaves_no_mailbox_open() -> None:
    """STATUS and the next SELECT go on; what works in a mailbox has waited, and fails unsent."""
    session = session_in(ConnectionState.AUTHENTICATED)
    first, status, second = session.submit(Select("a")), session.submit(Status("b")), session.submit(Select("b"))
    store = session.submit(UidStore(UID, StoreAction.ADD, (DELETED,)))
    session.data_to_send()
    session.receive_data(MAILBOX_A + b"A001 OK\r\n* STATUS b (MESSAGES 5)\r\nA002 OK\r\nA003 NO none such\r\n")
    assert (first.result.exists, status.result.items["MESSAGES"]) == (3, 5)
    assert isinstance(second.error, CommandRejected)
    assert isinstance(store.error, LocalProtocolError)
    assert session.state is ConnectionState.AUTHENTICATED
    assert session.data_to_send() == b""


def test_the_first_refused_and_the_second_open() -> None:
    """The state is what the last answer says."""
    session = session_in(ConnectionState.SELECTED)
    session.submit(Select("x"))
    second = session.submit(Select("b"))
    session.receive_data(b"A002 NO none such\r\n" + MAILBOX_B + b"A003 OK\r\n")
    assert session.state is ConnectionState.SELECTED
    assert session.selected == second.result


def test_an_answer_out_of_order_ends_the_connection() -> None:
    """Else letters would be changed in a mailbox that is not the one we believe open."""
    session = session_in(ConnectionState.AUTHENTICATED)
    flights = [session.submit(Select("a")), session.submit(Select("b"))]
    session.receive_data(MAILBOX_A + b"A002 OK\r\n")
    error = only(session.events(), ConnectionEnded).error
    assert isinstance(error, RemoteProtocolError)
    assert error.code == "unexpected-response"
    assert all(flight.error is error for flight in flights)
