# SPDX-License-Identifier: MIT
"""Letters that go several at once, or in place of others: RFC 3502, RFC 8508."""

from __future__ import annotations

import pytest

from mailproto.commands import Command, MultiAppend, NewMessage, Replace, UidReplace
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.responses import AppendUid
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DRAFT, SEEN, SequenceNumber, Uid, UidValidity
from tests.support.sessions import session_in

LETTER = NewMessage(b"Subject: happy new year !!\r\n\r\n", (SEEN, DRAFT))


def test_several_letters_go_in_one_command() -> None:
    """RFC 3502: each with its flags; the server tells their UIDs together (RFC 4315, 3)."""
    session = session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1 MULTIAPPEND LITERAL+")
    in_flight = session.submit(MultiAppend("saved-messages", (NewMessage(b"x", (SEEN,)), NewMessage(b"yy"))))
    tag = in_flight.tag.encode()
    assert session.data_to_send() == b"%b APPEND saved-messages (\\Seen) {1+}\r\nx {2+}\r\nyy\r\n" % tag
    session.receive_data(b"%b OK [APPENDUID 3 7:8] APPEND completed\r\n" % tag)
    assert in_flight.result == AppendUid(UidValidity(3), UidSet.range(7, 8))


def test_several_letters_need_multiappend_and_none_are_no_command() -> None:
    """RFC 3502: 1*append-message; nothing is sent."""
    session = session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1")
    with pytest.raises(CapabilityMissing):
        session.submit(MultiAppend("a", (LETTER, LETTER)))
    with pytest.raises(LocalProtocolError, match="there are none"):
        session.submit(MultiAppend("a", ()))
    assert session.data_to_send() == b""


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Replace(SequenceNumber(4), "Drafts", LETTER), b"REPLACE 4"),
        (UidReplace(Uid(2000), "Drafts", LETTER), b"UID REPLACE 2000"),
    ],
)
def test_the_new_letters_uid_comes_before_the_end(command: Command[AppendUid | None], line: bytes) -> None:
    """The dialogue of RFC 8508, 3.2 and 3.3, with a shorter letter."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 REPLACE LITERAL+")
    session.receive_data(b"* 4 EXISTS\r\n")
    in_flight = session.submit(command)
    tag = in_flight.tag.encode()
    content = b"Subject: happy new year !!\r\n\r\n"
    assert session.data_to_send() == b"%b %b Drafts (\\Seen \\Draft) {30+}\r\n%b\r\n" % (tag, line, content)
    session.receive_data(b"* OK [APPENDUID 1 2000] Replacement Message ready\r\n* 5 EXISTS\r\n* 4 EXPUNGE\r\n")
    session.receive_data(b"%b OK Replace completed\r\n" % tag)
    assert in_flight.result == AppendUid(UidValidity(1), UidSet.of([2000]))


@pytest.mark.parametrize("command", [Replace(SequenceNumber(0), "a", LETTER), UidReplace(Uid(0), "a", LETTER)])
def test_a_letter_to_replace_has_a_number(command: Command[AppendUid | None]) -> None:
    """RFC 9051, 9: nz-number; nothing is sent."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 REPLACE")
    with pytest.raises(LocalProtocolError, match="0 names none"):
        session.submit(command)
    assert session.data_to_send() == b""
