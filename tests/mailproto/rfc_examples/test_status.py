# SPDX-License-Identifier: MIT
"""The examples of RFC 9051, 6.3.13 and 7.1: what a server says unasked, and how it answers."""

from __future__ import annotations

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Authenticate,
    Copy,
    Expunge,
    Expunged,
    Idle,
    Login,
    Select,
    SelectedMailbox,
)
from mailproto.message_data import Address, BodySection
from mailproto.responses import ExistsData, ExpungeData, ResponseCode, StatusResponse
from mailproto.sequences import SequenceSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import Flag, MailboxName, SequenceNumber, Status, Uid, UidValidity
from tests.support.rfc_examples import Example, play

BEFORE = ConnectionState.NOT_AUTHENTICATED
AFTER = ConnectionState.AUTHENTICATED
INSIDE = ConnectionState.SELECTED
PLAIN = Authenticate(Plain("test", "test", authorization="test"))
OPEN = {"encrypted": False}
GRAY = (Address(b"Terry Gray", None, b"gray", b"cac.washington.edu"),)
HEADER = BodySection(text="HEADER")
TWELVE = SequenceSet.of([12])


def told(status: Status, text: str, code: str = "") -> StatusResponse:
    """Make an untagged answer, its code without an argument."""
    return StatusResponse(None, status, text, ResponseCode(code, None, code.encode()) if code else None)


EXAMPLES = [
    Example(
        "6.3.13 IDLE",
        AFTER,
        r"""
        C: A001 SELECT INBOX
        S: * FLAGS (\Deleted \Seen \Flagged)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \Flagged)] Limited
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 1]
        S: * OK [UIDNEXT 1]
        S: * LIST () "/" INBOX
        S: A001 OK [READ-WRITE] SELECT completed
        C: A002 IDLE
        S: + idling
        S: * 4 EXISTS
        C: DONE
        S: A002 OK IDLE terminated
        C: A004 IDLE
        S: * 2 EXPUNGE
        S: * 3 EXISTS
        S: + idling
        S: * 3 EXPUNGE
        S: * 2 EXISTS
        S: * 3 EXISTS
        C: DONE
        S: A004 OK IDLE terminated
        """,
        (Select("INBOX"), Idle(), Idle()),
        (
            SelectedMailbox(
                MailboxName("INBOX"),
                flags=tuple(map(Flag, (r"\Deleted", r"\Seen", r"\Flagged"))),
                permanent_flags=tuple(map(Flag, (r"\Deleted", r"\Seen", r"\Flagged"))),
                exists=3,
                uid_validity=UidValidity(1),
                uid_next=Uid(1),
            ),
            None,
            None,
        ),
        (
            ExistsData(4),
            ExpungeData(SequenceNumber(2)),
            ExistsData(3),
            ExpungeData(SequenceNumber(3)),
            ExistsData(2),
            ExistsData(3),
        ),
    ),
    Example(
        "7.1.1 OK",
        ConnectionState.GREETING,
        r"""
        S: * OK IMAP4rev2 server ready
        C: A001 LOGIN fred blurdybloop
        S: * OK [ALERT] System shutdown in 10 minutes
        S: A001 OK LOGIN Completed
        """,
        (Login("fred", "blurdybloop"),),
        (None,),
        (told(Status.OK, "System shutdown in 10 minutes", "ALERT"),),
    ),
    Example(
        "7.1.2 NO",
        INSIDE,
        r"""
        C: A222 COPY 1:2 owatagusiam
        S: * NO Disk is 98% full, please delete unnecessary data
        S: A222 OK COPY completed
        C: A223 COPY 3:200 blurdybloop
        S: * NO Disk is 98% full, please delete unnecessary data
        S: * NO Disk is 99% full, please delete unnecessary data
        S: A223 NO COPY failed: disk is full
        """,
        (Copy(SequenceSet.range(1, 2), "owatagusiam"), Copy(SequenceSet.range(3, 200), "blurdybloop")),
        (None, told(Status.NO, "COPY failed: disk is full")),
        (
            told(Status.NO, "Disk is 98% full, please delete unnecessary data"),
            told(Status.NO, "Disk is 98% full, please delete unnecessary data"),
            told(Status.NO, "Disk is 99% full, please delete unnecessary data"),
        ),
    ),
    Example(
        "7.1.3 BAD",
        INSIDE,
        r"""
        C: A443 EXPUNGE
        S: * BAD Disk crash, attempting salvage to a new disk!
        S: * OK Salvage successful, no data lost
        S: A443 OK Expunge completed
        """,
        (Expunge(),),
        (Expunged(),),
        (
            told(Status.BAD, "Disk crash, attempting salvage to a new disk!"),
            told(Status.OK, "Salvage successful, no data lost"),
        ),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
