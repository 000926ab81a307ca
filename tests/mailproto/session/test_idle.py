# SPDX-License-Identifier: MIT
"""IDLE (RFC 2177; RFC 9051, 6.3.13): when DONE is said, and that nothing else is said before it."""

from __future__ import annotations

import pytest

from mailproto.commands import Idle, InFlight, Logout, Noop, UidFetch
from mailproto.errors import CapabilityMissing, CommandInvalid, CommandRejected, ConnectionClosed, LocalProtocolError
from mailproto.events import ConnectionEnded, Event, IdleStarted, UnexpectedReceived, UntaggedReceived
from mailproto.responses import ExistsData, ExpungeData
from mailproto.sequences import UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import SequenceNumber
from tests.support.sessions import only, session_in


def idling(answer: bytes = b"+ idling\r\n") -> tuple[Session, InFlight[None]]:
    """Submit IDLE, and give it the server's answer."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 IDLE")
    in_flight = session.submit(Idle())
    assert session.data_to_send() == b"A002 IDLE\r\n"
    session.receive_data(answer)
    return session, in_flight


def told(events: list[Event]) -> list[object]:
    """Give the untagged data among events."""
    return [event.response for event in events if isinstance(event, UntaggedReceived)]


@pytest.mark.parametrize("octets_at_once", [1, 7, 1000])
def test_the_example(octets_at_once: int) -> None:
    """RFC 2177, 3: what comes meanwhile is told when it comes, and the mailbox follows."""
    session, in_flight = idling(b"")
    for said in (b"* 2 EXPUNGE\r\n* 3 EXISTS\r\n+ idling\r\n", b"* 3 EXPUNGE\r\n* 2 EXISTS\r\n", b"* 3 EXISTS\r\n"):
        for start in range(0, len(said), octets_at_once):
            session.receive_data(said[start : start + octets_at_once])
    events = session.events()
    assert only(events, IdleStarted).in_flight is in_flight
    assert told(events) == [
        ExpungeData(SequenceNumber(2)), ExistsData(3), ExpungeData(SequenceNumber(3)), ExistsData(2), ExistsData(3),
    ]  # fmt: skip
    assert session.is_idling
    session.conclude(in_flight)
    assert session.data_to_send() == b"DONE\r\n"
    assert not session.is_idling
    session.receive_data(b"A002 OK IDLE terminated\r\n")
    assert in_flight.result is None
    assert in_flight.concluded
    assert session.selected is not None
    assert session.selected.exists == 3


def test_done_waits_for_the_servers_consent() -> None:
    """RFC 9051, 6.3.13: before its `+` nothing may be sent, DONE no more than anything else."""
    session, in_flight = idling(b"")
    session.conclude(in_flight)
    session.conclude(in_flight)
    assert session.data_to_send() == b""
    assert not session.is_idling
    session.receive_data(b"+ idling\r\n")
    assert session.data_to_send() == b"DONE\r\n"
    assert not [event for event in session.events() if isinstance(event, IdleStarted)]


@pytest.mark.parametrize("consent", [b"", b"+ idling\r\n"])
def test_another_command_ends_it(consent: bytes) -> None:
    """RFC 2177, 3: a command must not be sent before DONE; who wants the connection need not know that it idles."""
    session, in_flight = idling(consent)
    fetch = session.submit(UidFetch(UidSet.of([1]), ("FLAGS",)))
    session.submit(Logout())
    sent = session.data_to_send()
    session.receive_data(b"" if consent else b"+ idling\r\n")
    assert sent + session.data_to_send() == b"DONE\r\n"
    session.receive_data(b"A002 OK done\r\n")
    assert session.data_to_send() == b"A003 UID FETCH 1 FLAGS\r\nA004 LOGOUT\r\n"
    assert in_flight.done
    assert not fetch.done


def test_idle_that_had_to_wait_makes_way_at_once() -> None:
    """It comes to nothing where others wait behind it."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 IDLE")
    session.submit(Noop())
    in_flight = session.submit(Idle())
    session.submit(Noop())
    assert session.data_to_send() == b"A002 NOOP\r\n"
    session.receive_data(b"A002 OK\r\n")
    assert session.data_to_send() == b"A003 IDLE\r\n"
    session.receive_data(b"+ idling\r\n")
    assert session.data_to_send() == b"DONE\r\n"
    session.receive_data(b"A003 OK\r\n")
    assert session.data_to_send() == b"A004 NOOP\r\n"
    assert in_flight.concluded


def test_who_gives_it_up_ends_it() -> None:
    """An abandoned IDLE does not go on for ever."""
    session, in_flight = idling()
    session.abandon(in_flight)
    assert session.data_to_send() == b"DONE\r\n"


def test_only_what_goes_on_is_concluded() -> None:
    """A command that ends by itself, one that waits, one that is done: nothing is sent."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 IDLE")
    noop, waiting = session.submit(Noop()), session.submit(Idle())
    assert session.data_to_send() == b"A002 NOOP\r\n"
    session.conclude(noop)
    session.conclude(waiting)
    assert session.data_to_send() == b""
    session.receive_data(b"A002 OK\r\n")
    session.data_to_send()
    session.receive_data(b"A003 OK at once\r\n")
    session.conclude(waiting)
    assert session.data_to_send() == b""
    assert waiting.result is None
    assert not waiting.concluded


@pytest.mark.parametrize(("word", "error"), [(b"NO", CommandRejected), (b"BAD", CommandInvalid)])
@pytest.mark.parametrize("consent", [b"", b"+ idling\r\n"])
def test_a_refusal(word: bytes, error: type[CommandRejected], consent: bytes) -> None:
    """RFC 2177, 3; a DONE that was held is never sent."""
    session, in_flight = idling(consent)
    if not consent:
        session.conclude(in_flight)
    session.receive_data(b"A002 %b not now\r\n" % word)
    assert isinstance(in_flight.error, error)
    session.submit(Noop())
    assert session.data_to_send() == b"A003 NOOP\r\n"


def test_an_unreadable_answer_is_an_answer() -> None:
    """What is malformed meanwhile is told, and costs nothing else."""
    session, in_flight = idling(b"+ idling\r\n* EXISTS 4\r\n* 4 EXISTS\r\n")
    session.conclude(in_flight)
    session.receive_data(b"A002 MAYBE\r\n")
    assert in_flight.done
    assert in_flight.error is not None
    assert ExistsData(4) in told(session.events())


def test_bye_ends_it() -> None:
    """A server that goes away in the middle."""
    session, in_flight = idling(b"+ idling\r\n* BYE Autologout\r\n* BYE Autologout\r\n")
    assert isinstance(in_flight.error, ConnectionClosed)
    assert only(session.events(), ConnectionEnded).error is in_flight.error


def test_a_second_consent_is_unexpected() -> None:
    """It is told, and nothing is sent."""
    session, _ = idling(b"+ idling\r\n+ idling\r\n")
    only(session.events(), UnexpectedReceived)
    assert session.data_to_send() == b""


def test_it_needs_the_capability() -> None:
    """RFC 2177, 3: where the server has not said so, it must not be sent."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1")
    with pytest.raises(CapabilityMissing):
        session.submit(Idle())
    with pytest.raises(LocalProtocolError):
        session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev1 IDLE").submit(Idle())
    assert session_in(ConnectionState.AUTHENTICATED, "IMAP4rev2").submit(Idle()).tag == "A001"
