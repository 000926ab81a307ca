# SPDX-License-Identifier: MIT
"""MOVE by sequence number, whose COPYUID comes before the letters go."""

from __future__ import annotations

from mailproto.commands import Move
from mailproto.responses import CopyUid
from mailproto.sequences import SequenceSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import Uid, UidValidity
from tests.support.sessions import session_in


def test_the_new_uids_are_told_before_the_letters_go() -> None:
    """RFC 6851, 4.3: COPYUID in an untagged OK, for a server's UIDs cannot be compared with sequence numbers."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 MOVE UIDPLUS")
    in_flight = session.submit(Move(SequenceSet.of([2]), "foo"))
    tag = in_flight.tag.encode()
    assert session.data_to_send() == b"%b MOVE 2 foo\r\n" % tag
    session.receive_data(b"* OK [COPYUID 432432 42 1202]\r\n* 2 EXPUNGE\r\n%b OK Done\r\n" % tag)
    assert in_flight.result == CopyUid(UidValidity(432432), ((Uid(42), Uid(42)),), ((Uid(1202), Uid(1202)),))
