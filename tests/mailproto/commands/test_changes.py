# SPDX-License-Identifier: MIT
"""What has changed in a mailbox: RFC 7162's example, answers to others, and several answers as one."""

from __future__ import annotations

import pytest

from mailproto.commands import Changes, Enable, Select, UidFetchChanges
from mailproto.errors import LocalProtocolError
from mailproto.events import UntaggedReceived
from mailproto.message_data import MessageData
from mailproto.responses import VanishedData
from mailproto.sequences import UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, SEEN, Flag, ModSeq, SequenceNumber, Uid
from tests.support.sessions import session_in

JUNK_FREE = frozenset(map(Flag, ("$NoJunk", "$AutoJunk", "$MDNSent")))
READ = frozenset({SEEN})
MARKED = frozenset({DELETED})


def resynchronizing() -> Session:
    """Give a session with QRESYNC enabled and INBOX selected."""
    session = session_in(ConnectionState.AUTHENTICATED)
    enabling = session.submit(Enable(("QRESYNC",))).tag.encode()
    session.receive_data(b"* ENABLED QRESYNC\r\n%b OK enabled\r\n" % enabling)
    selecting = session.submit(Select("INBOX")).tag.encode()
    session.receive_data(b"* 3 EXISTS\r\n%b OK [READ-WRITE] selected\r\n" % selecting)
    session.data_to_send()
    session.events()
    return session


def test_flags_and_vanished_letters_come_together() -> None:
    """The example of RFC 7162, 3.2.6, with VANISHED."""
    session = resynchronizing()
    in_flight = session.submit(UidFetchChanges(UidSet.range(300, 500), ModSeq(12345), vanished=True))
    tag = in_flight.tag.encode()
    assert session.data_to_send() == b"%b UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)\r\n" % tag
    session.receive_data(
        b"* VANISHED (EARLIER) 300:310,405,411\r\n"
        b"* 1 FETCH (UID 404 MODSEQ (65402) FLAGS (\\Seen))\r\n"
        b"* 2 FETCH (UID 406 MODSEQ (75403) FLAGS (\\Deleted))\r\n"
        b"* 4 FETCH (UID 408 MODSEQ (29738) FLAGS ($NoJunk $AutoJunk $MDNSent))\r\n" + tag + b" OK FETCH completed\r\n"
    )
    flags = {READ: UidSet.of([404]), MARKED: UidSet.of([406]), JUNK_FREE: UidSet.of([408])}
    assert in_flight.result == Changes(UidSet.parse(b"300:310,405,411"), flags, ModSeq(75403))
    assert in_flight.result.changed == UidSet.of([404, 406, 408])


def test_what_is_not_about_the_letters_flags_is_news() -> None:
    """A letter that vanishes meanwhile, flags of a letter outside the set, and a mod-sequence without flags."""
    session = resynchronizing()
    in_flight = session.submit(UidFetchChanges(UidSet.of([404, 406]), ModSeq(12345), vanished=True))
    session.receive_data(
        b"* VANISHED 406\r\n"
        b"* 3 FETCH (UID 500 FLAGS (\\Seen))\r\n"
        b"* 1 FETCH (UID 404 MODSEQ (65402))\r\n" + in_flight.tag.encode() + b" OK done\r\n"
    )
    assert in_flight.result == Changes()
    told = [event.response for event in session.events() if isinstance(event, UntaggedReceived)]
    assert told == [
        VanishedData(UidSet.of([406])),
        MessageData(SequenceNumber(3), uid=Uid(500), flags=READ),
        MessageData(SequenceNumber(1), uid=Uid(404), mod_seq=ModSeq(65402)),
    ]


def test_vanished_goes_with_changedsince_only() -> None:
    """RFC 7162, 3.2.6; nothing is sent."""
    session = resynchronizing()
    with pytest.raises(LocalProtocolError, match="it goes with CHANGEDSINCE only"):
        session.submit(UidFetchChanges(UidSet.range(300, 500), vanished=True))
    assert session.data_to_send() == b""


def test_of_several_answers_the_later_holds() -> None:
    """Each letter keeps its last flags; what vanished in any of them is gone, and the greatest mod-sequence counts."""
    earlier = Changes(UidSet.of([1]), {READ: UidSet.of([4, 5]), MARKED: UidSet.of([6])}, ModSeq(9))
    later = Changes(UidSet.of([2]), {MARKED: UidSet.of([5, 7])}, ModSeq(8))
    untold = Changes(UidSet.of([3]))
    flags = {READ: UidSet.of([4]), MARKED: UidSet.of([5, 6, 7])}
    assert Changes.joined((earlier, later, untold)) == Changes(UidSet.range(1, 3), flags, ModSeq(9))
    assert Changes.joined(()) == Changes()
