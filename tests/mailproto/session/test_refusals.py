# SPDX-License-Identifier: MIT
"""Every command answered NO, BAD, beyond reading, and not at all: an error with its values, and the session goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailproto.commands import Authenticate, InFlight, Login, Noop
from mailproto.errors import (
    AuthenticationFailed,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    ImapError,
    RemoteProtocolError,
)
from mailproto.events import ConnectionEnded, UnparsedReceived
from mailproto.responses import ResponseCode, StatusResponse
from mailproto.states import COMMANDS, ConnectionState
from mailproto.vocabulary import Status
from tests.support.each_command import EACH
from tests.support.sessions import only, session_in

if TYPE_CHECKING:
    from mailproto.commands import Command
    from mailproto.session import Session

commands = pytest.mark.parametrize("command", EACH, ids=lambda each: each.name)
ORDER = list(ConnectionState)


def sent(command: Command[Any]) -> tuple[Session, InFlight[Any]]:
    """Send a command in the last state where it may be, and take its line and what it waits for."""
    state = max(COMMANDS[command.name].states, key=ORDER.index)
    session = session_in(state, encrypted=command.name != "STARTTLS")
    in_flight = session.submit(command)
    session.data_to_send()
    return session, in_flight


def answer(session: Session, in_flight: InFlight[Any], words: bytes) -> ImapError:
    """Let the server answer, and give the error."""
    session.receive_data(b"%b %b\r\n" % (in_flight.tag.encode(), words))
    assert in_flight.done
    assert in_flight.error is not None
    with pytest.raises(type(in_flight.error)):
        _ = in_flight.result
    return in_flight.error


def goes_on(session: Session) -> None:
    """Assert that nothing is on its way, and that the next command gets its answer."""
    assert session.tags_in_flight == ()
    in_flight = session.submit(Noop())
    assert session.data_to_send() == b"%b NOOP\r\n" % in_flight.tag.encode()
    session.receive_data(b"%b OK done\r\n" % in_flight.tag.encode())
    assert in_flight.result is None


def state_after_refusal(command: Command[Any], state: ConnectionState) -> ConnectionState:
    """RFC 9051, 6.3.2: whom SELECT refuses has no mailbox any more; nothing else changes anything."""
    leads_to = COMMANDS[command.name].leads_to
    selecting = leads_to is ConnectionState.SELECTED and state is ConnectionState.SELECTED
    return ConnectionState.AUTHENTICATED if selecting else state


@commands
def test_no_is_told_with_the_servers_words(command: Command[Any]) -> None:
    """RFC 9051, 7.1.2: its own class, its code and text; the state is what it was."""
    session, in_flight = sent(command)
    state = session.state
    error = answer(session, in_flight, b"NO [LIMIT 7] enough for today")
    assert isinstance(error, CommandRejected)
    assert error.status == StatusResponse(
        in_flight.tag, Status.NO, "enough for today", ResponseCode("LIMIT", b"7", b"LIMIT 7")
    )
    assert "enough for today" in str(error)
    if not isinstance(error, AuthenticationFailed):
        assert (error.code, error.values["command"]) == ("rejected", command.name)
    assert isinstance(error, AuthenticationFailed) == isinstance(command, Login | Authenticate)
    assert session.state is state_after_refusal(command, state)
    goes_on(session)


@commands
def test_bad_is_told_with_the_servers_words(command: Command[Any]) -> None:
    """RFC 9051, 7.1.3; a sign-in that was not understood counts as refused, as in table 8.3 of the exercise."""
    session, in_flight = sent(command)
    state = session.state
    error = answer(session, in_flight, b"BAD what is that?")
    if isinstance(command, Login | Authenticate):
        assert isinstance(error, AuthenticationFailed)
    else:
        assert isinstance(error, CommandInvalid)
        assert (error.code, error.values["command"]) == ("invalid", command.name)
    assert "what is that?" in str(error)
    assert session.state is state_after_refusal(command, state)
    goes_on(session)


@commands
@pytest.mark.parametrize(
    "words",
    [b"", b"YES", b"OKAY fine", b"PREAUTH me", b"BYE now", b"\xff\x80", b"* OK"],
    ids=["nothing", "another word", "a longer word", "PREAUTH", "BYE", "octets", "no tag"],
)
def test_an_answer_that_is_none_ends_the_command(command: Command[Any], words: bytes) -> None:
    """What has a command's tag is its answer, however it looks: nobody waits for ever, and nothing is taken for OK."""
    session, in_flight = sent(command)
    state = session.state
    error = answer(session, in_flight, words)
    assert isinstance(error, RemoteProtocolError)
    assert error.code == "unexpected-response"
    assert session.state is state_after_refusal(command, state)
    goes_on(session)


@commands
def test_data_that_cannot_be_read_cost_only_themselves(command: Command[Any]) -> None:
    """What no grammar knows comes before the answer: it is told, and the refusal still finds its command."""
    session, in_flight = sent(command)
    session.receive_data(b"* 1 \xff(\r\n")
    assert only(session.events(), UnparsedReceived).unparsed.raw == b"* 1 \xff("
    assert not in_flight.done
    assert isinstance(answer(session, in_flight, b"NO [UNAVAILABLE] later"), CommandRejected)
    goes_on(session)


@commands
def test_the_connections_end_is_told_to_who_waits(command: Command[Any]) -> None:
    """Without a word: which command was left without an answer is said. LOGOUT has what it wants."""
    session, in_flight = sent(command)
    session.receive_eof()
    assert in_flight.done
    if COMMANDS[command.name].leads_to is ConnectionState.LOGOUT:
        assert in_flight.result is None
    else:
        assert isinstance(in_flight.error, ConnectionClosed)
        assert session.state is ConnectionState.LOGOUT
    only(session.events(), ConnectionEnded)
