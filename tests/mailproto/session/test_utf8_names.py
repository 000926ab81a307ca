# SPDX-License-Identifier: MIT
"""The names of mailboxes in UTF-8 (RFC 6855; RFC 9051, 5.1): both ways, from the moment that it is enabled."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailproto.commands import Create, Delete, Enable, Examine, List, Status
from mailproto.errors import CommandRejected, LocalProtocolError
from mailproto.parser import parse_responses
from mailproto.responses import ListData, ResponseCode
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxName
from tests.support.sessions import session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
CAPABILITIES = "IMAP4rev1 ENABLE UTF8=ACCEPT"


def listed(session: Session, name: bytes) -> MailboxName:
    """Have one mailbox listed."""
    in_flight = session.submit(List())
    session.data_to_send()
    session.receive_data(b'* LIST () "/" %b\r\n%b OK done\r\n' % (name, in_flight.tag.encode()))
    (found,) = in_flight.result
    return found.mailbox


def sent(session: Session, name: MailboxName | str) -> bytes:
    """Give how a name is written; the command is left unanswered."""
    session.submit(Delete(name))
    return session.data_to_send().split(b" ", 2)[2].removesuffix(b"\r\n")


def enable(session: Session, capability: str, told: bytes) -> None:
    """Have something enabled, which the server tells by `told`, or does not."""
    in_flight = session.submit(Enable((capability,)))
    session.data_to_send()
    session.receive_data(told + b"%b OK done\r\n" % in_flight.tag.encode())


@pytest.mark.parametrize("capability", ["UTF8=ACCEPT", "IMAP4rev2"])
def test_names_are_utf8_both_ways_once_enabled(capability: str) -> None:
    """RFC 6855, 3: an ampersand means itself, and other letters go in quotes as they are."""
    session = session_in(AUTHENTICATED, f"{CAPABILITIES} IMAP4rev2")
    assert listed(session, b"&AOk-t&AOk-").text == "été"
    enable(session, capability, b"* ENABLED %b\r\n" % capability.encode())
    plain = listed(session, b"&AOk-")
    assert plain.text == "&AOk-"
    assert sent(session, plain) == b"&AOk-"
    assert listed(session, '"été"'.encode()).text == "été"
    assert sent(session, "été") == '"été"'.encode()


@given(st.text(st.characters(exclude_characters="\u2028\u2029", exclude_categories=["Cs", "Cc"]), min_size=1))
@example("&-")
@example("&AOk-")
@example('"\\')
@example("inbox")
def test_any_name_comes_back_as_it_went(name: str) -> None:
    """In either spelling: what is sent, told by a server in the same words, is the name that it was."""
    for capabilities in ("IMAP4rev1 LITERAL+", "IMAP4rev2"):
        session = session_in(AUTHENTICATED, capabilities)
        wire = sent(session, name)
        told = parse_responses(b'* LIST () "/" ' + wire.replace(b"+}", b"}") + b"\r\n", utf8="rev2" in capabilities)
        assert told == [ListData(frozenset(), "/", MailboxName(name))]


@pytest.mark.parametrize("character", ["\0", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"])
def test_what_is_no_part_of_a_name_is_refused(character: str) -> None:
    """RFC 6855, 3: before a byte leaves; a name that the server itself has spelt so goes back."""
    session = session_in(AUTHENTICATED, "IMAP4rev2")
    with pytest.raises(LocalProtocolError, match="the mailbox name holds a character that IMAP cannot carry"):
        session.submit(Create(f"a{character}b"))
    assert session.data_to_send() == b""
    if character not in "\0\r\n":
        assert sent(session, listed(session, f'"a{character}b"'.encode())) == f'"a{character}b"'.encode()


def test_a_name_learnt_before_is_spelt_anew() -> None:
    """What was modified UTF-7 would mean another mailbox afterwards; what was none is sent back as it came."""
    session = session_in(AUTHENTICATED, CAPABILITIES)
    before = listed(session, b"&AOk-t&AOk-")
    odd = listed(session, b"R&D")
    enable(session, "UTF8=ACCEPT", b"* ENABLED UTF8=ACCEPT\r\n")
    assert sent(session, before) == '"été"'.encode()
    assert sent(session, odd) == b"R&D"
    elsewhere = session_in(AUTHENTICATED, CAPABILITIES)
    assert sent(elsewhere, before) == b"&AOk-t&AOk-"
    assert sent(elsewhere, MailboxName("&AOk-", b"&AOk-")) == b"&-AOk-"


def test_an_answer_finds_its_command_by_the_name_that_people_read() -> None:
    """However it is spelt on the wire."""
    session = session_in(AUTHENTICATED, CAPABILITIES)
    enable(session, "UTF8=ACCEPT", b"* ENABLED UTF8=ACCEPT\r\n")
    in_flight = session.submit(Status("été", ("MESSAGES",)))
    session.receive_data(f'* STATUS "été" (MESSAGES 3)\r\n{in_flight.tag} OK done\r\n'.encode())
    assert in_flight.result.messages == 3


def test_nothing_is_enabled_where_the_server_does_not_say_so() -> None:
    """RFC 5161, 3.1: an OK alone means that it was not."""
    session = session_in(AUTHENTICATED, CAPABILITIES)
    enable(session, "UTF8=ACCEPT", b"")
    assert listed(session, b"&AOk-").text == "é"
    assert sent(session, "é") == b"&AOk-"


def test_a_server_of_imap4rev2_alone_needs_no_enabling() -> None:
    """RFC 9051, 5.1: it has never spoken otherwise."""
    session = session_in(AUTHENTICATED, "IMAP4rev2")
    assert listed(session, b"&AOk-").text == "&AOk-"
    assert sent(session, "é") == '"é"'.encode()


def test_a_server_that_reads_nothing_else_says_so() -> None:
    """RFC 6855, 6: UTF8=ONLY is switched on by UTF8=ACCEPT; what comes before is refused with CANNOT."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 ENABLE UTF8=ONLY")
    early = session.submit(Examine("a"))
    session.receive_data(b"A001 NO [CANNOT] enable UTF8=ACCEPT first\r\n")
    assert isinstance(early.error, CommandRejected)
    assert early.error.status.code == ResponseCode("CANNOT", None, b"CANNOT")
    session.data_to_send()
    enable(session, "UTF8=ACCEPT", b"* ENABLED UTF8=ACCEPT\r\n")
    session.submit(Create("é"))
    assert session.data_to_send() == 'A003 CREATE "é"\r\n'.encode()
