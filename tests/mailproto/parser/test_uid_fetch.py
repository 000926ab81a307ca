# SPDX-License-Identifier: MIT
"""UIDFETCH responses (RFC 9586, 3.3): the UID stands where FETCH has a sequence number."""

from __future__ import annotations

import pytest

from mailproto.message_data import BodySection, MessageData
from mailproto.responses import UnknownData
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Flag, ModSeq, SequenceNumber, Uid
from tests.support.reading import read, read_line

NONE = SequenceNumber(0)
SEEN = frozenset({Flag(r"\Seen")})
CASES = [
    # RFC 9586, 3.3
    (
        b"* 25997 UIDFETCH (FLAGS (\\Flagged \\Answered))",
        MessageData(NONE, Uid(25997), flags=frozenset({Flag(r"\Flagged"), Flag(r"\Answered")})),
    ),
    (b"* 7 uidfetch (FLAGS (\\Seen))", MessageData(NONE, Uid(7), flags=SEEN)),
    (b"*  7  UIDFETCH (MODSEQ (12) RFC822.SIZE 5)", MessageData(NONE, Uid(7), size=5, mod_seq=ModSeq(12))),
    (b"* 1 UIDFETCH (FLAGS ())", MessageData(NONE, Uid(1), flags=frozenset())),
    (b"* 4294967295 UIDFETCH (FLAGS ())", MessageData(NONE, Uid(4294967295), flags=frozenset())),
    (b"* 7 UIDFETCH (UID 7 FLAGS (\\Seen))", MessageData(NONE, Uid(7), flags=SEEN)),
    (b"* 7 UIDFETCH (UID 8 FLAGS (\\Seen))", MessageData(NONE, Uid(7), flags=SEEN)),
    (b"* 7 UIDFETCH ()", MessageData(NONE, Uid(7))),
    (b"* 7 UIDFETCH", MessageData(NONE, Uid(7))),
]


@pytest.mark.parametrize(("line", "expected"), CASES, ids=lambda each: ascii(each)[:40])
def test_the_number_at_the_beginning_is_the_uid(line: bytes, expected: MessageData) -> None:
    """The letter has no sequence number; an item UID beside it says nothing new, and does not overrule it."""
    assert read_line(line) == expected


def test_a_letter_may_come_in_it() -> None:
    """The octets of a literal belong to the section that announced them, also where they look like responses."""
    letter = b"A1 OK done\r\n* 9 UIDFETCH ()\r\n"
    (found,) = read(b"* 25997 UIDFETCH (BODY[] {%d}\r\n%b FLAGS (\\Seen))\r\n" % (len(letter), letter))
    assert found == MessageData(NONE, Uid(25997), flags=SEEN, sections={BodySection(): letter})


@pytest.mark.parametrize("uid", [0, 4294967296, 9999999999])
def test_what_cannot_be_a_uid_is_unparsed(uid: int) -> None:
    """A UID is a number of 32 bits that is not zero (RFC 9051, 2.3.1.1)."""
    line = b"* %d UIDFETCH (FLAGS (\\Seen))" % uid
    assert read_line(line) == Unparsed(line, f"{uid} is no UID")


@pytest.mark.parametrize(
    ("line", "name", "number"),
    [(b"* UIDFETCH (FLAGS ())", "UIDFETCH", None), (b"* 7 UIDFETCHED (FLAGS ())", "UIDFETCHED", 7)],
)
def test_what_begins_otherwise_is_none(line: bytes, name: str, number: int | None) -> None:
    """A number and the whole word have to be there; without them they are data that nobody knows."""
    assert read_line(line) == UnknownData(name, number, line)


def test_an_item_that_cannot_be_read_costs_nothing_but_itself() -> None:
    """As in FETCH: the others are told, and the bad one is among the problems."""
    found = read_line(b"* 7 UIDFETCH (RFC822.SIZE x FLAGS (\\Seen))")
    assert isinstance(found, MessageData)
    assert (found.sequence_number, found.uid, found.size, found.flags) == (0, 7, None, SEEN)
    assert [problem.raw for problem in found.problems] == [b"RFC822.SIZE x"]
