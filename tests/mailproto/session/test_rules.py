# SPDX-License-Identifier: MIT
"""Which command may be sent where: the whole table, one case for each state and command."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Append,
    Authenticate,
    Command,
    Enable,
    Examine,
    KnownMailbox,
    List,
    Login,
    Select,
    StartTls,
    Status,
    UidFetch,
    UidFetchChanges,
    UidSearch,
)
from mailproto.commands import search_keys as keys
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.sequences import SequenceSet
from mailproto.session import Session
from mailproto.session.rules import Situation, check
from mailproto.states import COMMANDS, ConnectionState
from mailproto.vocabulary import ModSeq, UidValidity
from tests.support.each_command import EACH, UID
from tests.support.sessions import session_in


def test_each_command_is_tried() -> None:
    """The list forgets none."""
    assert sorted(command.name for command in EACH) == sorted(COMMANDS)


@pytest.mark.parametrize(
    ("state", "command"), list(product(ConnectionState, EACH)), ids=lambda each: getattr(each, "name", repr(each))
)
def test_a_command_is_sent_in_its_states_and_refused_in_others(state: ConnectionState, command: Command[Any]) -> None:
    """RFC 9051, 3: refused before a byte leaves, with the reason."""
    session = session_in(state, encrypted=command.name != "STARTTLS")
    if state in COMMANDS[command.name].states:
        in_flight = session.submit(command)
        assert session.tags_in_flight == (in_flight.tag,)
        assert session.data_to_send().startswith(f"{in_flight.tag} {command.name}".encode())
        return
    with pytest.raises(LocalProtocolError) as caught:
        session.submit(command)
    assert caught.value.code == ("connection-is-closed" if state is ConnectionState.LOGOUT else "wrong-state")
    assert caught.value.values["command"] == command.name
    assert session.data_to_send() == b""
    assert session.tags_in_flight == ()


def test_the_refusal_says_what_is_needed() -> None:
    """In words that a person can act on."""
    with pytest.raises(LocalProtocolError) as caught:
        session_in(ConnectionState.NOT_AUTHENTICATED).submit(List())
    assert str(caught.value) == "LIST is not allowed in state not authenticated; it needs authenticated or selected"


NEEDY = [command for command in EACH if COMMANDS[command.name].needs]


@pytest.mark.parametrize("command", NEEDY, ids=lambda command: str(command.name))
def test_a_command_needs_its_capability(command: Command[Any]) -> None:
    """Refused where the server does not offer it, sent where it offers one of those that suffice, or tells nothing."""
    rule = COMMANDS[command.name]
    (state, *_) = rule.states
    for capabilities in ("", *rule.needs):
        session = session_in(state, capabilities, encrypted=False)
        session.submit(command)
        assert command.name.encode() in session.data_to_send()
    session = session_in(state, "IMAP4rev1", encrypted=False)
    with pytest.raises(CapabilityMissing) as caught:
        session.submit(command)
    assert caught.value.values == {"command": command.name, "capability": rule.needs[0]}
    assert session.data_to_send() == b""


def test_login_is_not_sent_where_the_server_forbids_it() -> None:
    """RFC 9051, 6.2.3: LOGINDISABLED."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev1 LOGINDISABLED")
    with pytest.raises(LocalProtocolError) as caught:
        session.submit(Login("a", "b"))
    assert caught.value.code == "login-disabled"
    session.submit(Authenticate(Plain("a", "b")))


@pytest.mark.parametrize("command", [Login("a", "secret"), Authenticate(Plain("a", "secret"))])
def test_a_password_goes_only_encrypted(command: Command[Any]) -> None:
    """Unless the connection was said not to leave the machine."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED, encrypted=False)
    with pytest.raises(LocalProtocolError) as caught:
        session.submit(command)
    assert caught.value.code == "unencrypted-password"
    assert "secret" not in str(caught.value)
    assert session.data_to_send() == b""
    loopback = session_in(ConnectionState.NOT_AUTHENTICATED, encrypted=False, allow_unencrypted_password=True)
    loopback.submit(command)
    assert loopback.data_to_send()


def test_encryption_is_not_asked_for_twice() -> None:
    """RFC 9051, 6.2.1: the server would answer BAD."""
    with pytest.raises(LocalProtocolError, match="encrypted already"):
        session_in(ConnectionState.NOT_AUTHENTICATED).submit(StartTls())


def test_streaming_is_for_commands_that_have_something_to_stream() -> None:
    """FETCH and LIST do; STATUS does not."""
    session = session_in(ConnectionState.SELECTED)
    session.submit(UidFetch(UID, "FLAGS"), stream=True)
    with pytest.raises(LocalProtocolError, match="streamed"):
        session.submit(Status("a"), stream=True)


def session_with(enabled: str) -> Session:
    """Give a session with a mailbox selected, `enabled` switched on before."""
    session = session_in(
        ConnectionState.AUTHENTICATED, "IMAP4rev2 CONDSTORE QRESYNC UIDONLY MOVE REPLACE SORT THREAD=REFERENCES"
    )
    if enabled:
        tag = session.submit(Enable((enabled,))).tag
        session.receive_data(f"* ENABLED {enabled}\r\n{tag} OK done\r\n".encode())
    tag = session.submit(Select("INBOX")).tag
    session.receive_data(f"* 3 EXISTS\r\n{tag} OK [READ-WRITE] selected\r\n".encode())
    session.data_to_send()
    return session


KNOWN = KnownMailbox(UidValidity(67890007), ModSeq(90060115194045000))
NEED_QRESYNC: list[tuple[Command[Any], str]] = [
    (Select("INBOX", known=KNOWN), "SELECT with QRESYNC"),
    (Examine("INBOX", known=KNOWN), "EXAMINE with QRESYNC"),
    (UidFetchChanges(UID, ModSeq(12345), vanished=True), "UID FETCH with VANISHED"),
]


@pytest.mark.parametrize(("command", "form"), NEED_QRESYNC, ids=[form for _, form in NEED_QRESYNC])
def test_what_needs_qresync_is_sent_only_once_it_is_enabled(command: Command[Any], form: str) -> None:
    """RFC 7162, 3.2.5 and 3.2.6: a server answers BAD otherwise; that it offers QRESYNC is not enough."""
    session = session_with("")
    with pytest.raises(LocalProtocolError) as caught:
        session.submit(command)
    assert caught.value.code == "not-enabled"
    assert caught.value.values == {"command": form, "capability": "QRESYNC"}
    assert session.data_to_send() == b""
    enabled = session_with("QRESYNC")
    enabled.submit(command)
    assert command.name.encode() in enabled.data_to_send()


NUMBERING = {"COPY", "FETCH", "MOVE", "REPLACE", "SEARCH", "SORT", "STORE", "THREAD"}
BY_NUMBER: list[Command[Any]] = [
    *(command for command in EACH if command.name in NUMBERING),
    UidSearch(keys.Messages(SequenceSet.of([2]))),
]


@pytest.mark.parametrize("command", BY_NUMBER, ids=lambda command: str(command.name))
def test_with_uidonly_no_letter_is_named_by_number(command: Command[Any]) -> None:
    """RFC 9586, 3: the server would answer BAD with UIDREQUIRED; without UIDONLY the same command is sent."""
    session = session_with("UIDONLY")
    with pytest.raises(LocalProtocolError) as caught:
        session.submit(command)
    assert caught.value.code == "uid-required"
    assert caught.value.values == {"command": command.name}
    assert session.data_to_send() == b""
    plain = session_with("")
    plain.submit(command)
    assert command.name.encode() in plain.data_to_send()


@pytest.mark.parametrize("command", [UidFetch(UID, "FLAGS"), UidSearch(keys.SEEN)], ids=lambda each: str(each.name))
def test_with_uidonly_letters_are_named_by_uid(command: Command[Any]) -> None:
    """RFC 9586, 3: these forms are what it leaves."""
    session = session_with("UIDONLY")
    session.submit(command)
    assert command.name.encode() in session.data_to_send()


def selected(capabilities: str = "IMAP4rev2", *, numbers_shift: bool = False) -> Situation:
    """Give the situation of a session with a mailbox selected."""
    return Situation(
        state=ConnectionState.SELECTED,
        capabilities=frozenset(capabilities.split()),
        enabled=frozenset(),
        encrypted=True,
        allow_unencrypted_password=False,
        numbers_shift=numbers_shift,
    )


def test_no_number_is_named_while_numbers_may_shift() -> None:
    """RFC 5465, 5.3: after NOTIFY of SELECTED a number may mean another letter by the time it arrives."""
    by_number, by_uid = UidSearch(keys.Messages(SequenceSet.of([2]))), UidFetch(UID, "FLAGS")
    check(by_number, selected())
    check(by_uid, selected(numbers_shift=True))
    with pytest.raises(LocalProtocolError, match="only UIDs may be named") as caught:
        check(by_number, selected(numbers_shift=True))
    assert caught.value.code == "bad-argument"


@pytest.mark.parametrize("capabilities", ["IMAP4rev2", "IMAP4rev2 APPENDLIMIT", "IMAP4rev2 APPENDLIMIT=5"])
def test_a_letter_as_large_as_the_server_takes_is_sent(capabilities: str) -> None:
    """RFC 7889, 2: a limit without a value is told per mailbox, so that it forbids nothing here."""
    check(Append("a", b"12345"), selected(capabilities))


def test_a_letter_larger_than_the_server_takes_is_not_sent() -> None:
    """RFC 7889, 2 and 4: refused before its octets go over the wire."""
    with pytest.raises(LocalProtocolError) as caught:
        check(Append("a", b"123456"), selected("IMAP4rev2 APPENDLIMIT=5"))
    assert caught.value.code == "append-limit"
    assert caught.value.values == {"actual": 6, "limit": 5}
