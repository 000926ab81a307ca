# SPDX-License-Identifier: MIT
"""Transcripts played against a session, whole and cut at every size: the events never differ."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.authentication import LoginMechanism, Plain
from mailproto.commands import (
    Authenticate,
    Body,
    Capability,
    Close,
    Command,
    Fetch,
    Login,
    Logout,
    Noop,
    Rename,
    Select,
    SelectedMailbox,
    StartTls,
    Status,
    UidFetch,
)
from mailproto.errors import AuthenticationFailed, RemoteProtocolError
from mailproto.events import (
    AlertReceived,
    CommandCompleted,
    ConnectionEnded,
    Event,
    StateChanged,
    TlsNeeded,
    UntaggedReceived,
)
from mailproto.message_data import BodySection
from mailproto.responses import ExistsData, ExpungeData, MailboxStatus
from mailproto.sequences import SequenceSet, UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import SEEN, MailboxName
from tests.support.dialogue import FOLDER, Dialogue, Player
from tests.support.sessions import only, words

SEED: list[Command[Any]] = [
    Login("username", "password"),
    Select("inBox"),
    Fetch(SequenceSet.of([1]), Body(BodySection(text="HEADER"), peek=False)),
    Close(),
    Logout(),
]
PLAIN = Authenticate(Plain("test", "test"))
DIALOGUES: dict[str, list[Command[Any]]] = {
    "seed-8.3.8": SEED,
    "starttls": [StartTls(), Capability(), PLAIN],
    "authenticate-plain": [PLAIN],
    "authenticate-login": [Authenticate(LoginMechanism("test", "test"))],
    "authenticate-cancelled": [PLAIN],
    "literals": [
        Rename(MailboxName("ÿ", raw="ÿ".encode()), MailboxName("пля", raw="пля".encode())),
        Noop(),
    ],
    "interleaved": [
        Select("INBOX"),
        UidFetch(UidSet.of([10]), ("FLAGS",)),
        UidFetch(UidSet.of([20]), ("FLAGS",)),
        Status("other", ("MESSAGES",)),
        Noop(),
    ],
}


def play(name: str, octets_at_once: int | None = None) -> Player:
    """Play a transcript, against a session that is not encrypted only where it is about becoming so."""
    session = Session(encrypted=name != "starttls")
    player = Player(session, octets_at_once=octets_at_once, ignore_case=name.startswith("seed"))
    player.play(Dialogue.load(name), DIALOGUES[name])
    return player


def told(event: Event) -> object:
    """Give an event in a form that can be compared between two sessions."""
    if not isinstance(event, CommandCompleted):
        return event
    in_flight = event.in_flight
    outcome = repr(in_flight.error) if in_flight.error is not None else in_flight.result
    return in_flight.tag, in_flight.command.name, outcome


def test_every_transcript_is_played() -> None:
    """None lies about unused."""
    assert sorted(DIALOGUES) == sorted(path.stem for path in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_transcript_plays_the_same_however_it_is_divided(name: str) -> None:
    """Whole, octet by octet, and in every size up to a line."""
    whole = [told(event) for event in play(name).events]
    for size in range(1, 80):
        assert [told(event) for event in play(name, size).events] == whole


def test_the_transaction_of_the_exercise() -> None:
    """8.3.8: each command has its answer, each arrow of Fig. 8.1 on the way is told."""
    player = play("seed-8.3.8")
    _, select, fetch, _, _ = player.in_flight
    assert [flight.tag for flight in player.in_flight] == ["A001", "A002", "A003", "A004", "A005"]
    arrows = [event.number for event in player.events if isinstance(event, StateChanged)]
    assert arrows == [1, 4, 5, 6, 7]
    opened = select.result
    assert isinstance(opened, SelectedMailbox)
    assert (opened.exists, opened.recent, opened.uid_next, opened.uid_validity) == (25, 24, 53, 1418574115)
    assert opened.permanent_flags is not None
    assert opened.permanent_flags[-1] == r"\*"
    assert not opened.read_only
    (letter,) = fetch.result
    header = letter.sections[BodySection(text="HEADER")]
    assert isinstance(header, bytes)
    assert len(header) == 259
    assert header.endswith(b"yaback1.mail.yandex.net>\r\n\r\n")
    assert player.events[-1] == ConnectionEnded(None)
    assert player.session.state is ConnectionState.LOGOUT


def test_what_was_known_before_encryption_is_forgotten() -> None:
    """Capabilities told before TLS, also between STARTTLS and its OK, count for nothing after it."""
    player = play("starttls")
    assert only(player.events, TlsNeeded)
    assert player.session.encrypted
    assert player.in_flight[1].result == words("IMAP4rev1 AUTH=PLAIN SASL-IR")
    assert player.session.state is ConnectionState.AUTHENTICATED
    assert player.session.capabilities is None


@pytest.mark.parametrize("name", ["authenticate-plain", "authenticate-login"])
def test_capabilities_told_with_the_sign_in_hold(name: str) -> None:
    """As data before the OK or as its code."""
    assert play(name).session.capabilities == words("IMAP4rev1 IDLE")


def test_an_exchange_that_was_given_up_fails_for_our_reason() -> None:
    """The server's BAD answers our asterisk; why we sent it is what counts."""
    player = play("authenticate-cancelled")
    (authenticate,) = player.in_flight
    assert isinstance(authenticate.error, RemoteProtocolError)
    assert not isinstance(authenticate.error, AuthenticationFailed)
    assert authenticate.status is not None
    assert player.session.state is ConnectionState.NOT_AUTHENTICATED


def test_commands_after_a_literal_wait_until_it_is_sent() -> None:
    """And news that come meanwhile are told."""
    player = play("literals")
    assert only(player.events, AlertReceived).text == "while you wait"
    assert all(flight.done and flight.error is None for flight in player.in_flight)


def test_answers_find_their_commands() -> None:
    """By tag, by UID, by mailbox; the rest, and every EXPUNGE, is news, in the order of the wire."""
    player = play("interleaved")
    _, ten, twenty, status, _ = player.in_flight
    assert [(letter.uid, letter.flags) for letter in ten.result] == [(10, frozenset())]
    assert [(letter.uid, letter.flags) for letter in twenty.result] == [(20, frozenset({SEEN}))]
    assert status.result == MailboxStatus(MailboxName("other"), {"MESSAGES": 7})
    news = [event.response for event in player.events if isinstance(event, UntaggedReceived)]
    assert [getattr(response, "uid", response) for response in news] == [30, ExpungeData(3), ExistsData(3)]  # type: ignore[arg-type]  # a number is what the wire has
    completed = [event.in_flight.tag for event in player.events if isinstance(event, CommandCompleted)]
    assert completed == ["A001", "A005", "A004", "A003", "A002"]
    assert player.session.selected is not None
    assert player.session.selected.exists == 3
