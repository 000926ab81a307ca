# SPDX-License-Identifier: MIT
"""Untagged data about the server, the selected mailbox and searches, rule by rule (RFC 9051, 7.2 to 7.5.1)."""

from __future__ import annotations

import pytest

from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    EnabledData,
    EsearchData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    RecentData,
    Response,
    SearchData,
    UnknownData,
    VanishedData,
)
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import (
    Capability,
    Flag,
    ModSeq,
    SequenceNumber,
    Tag,
)
from tests.support.reading import read_line

DATA: list[tuple[bytes, Response]] = [
    (b"+ ", ContinuationRequest(b"")),
    (b"+ cj1yT3By==", ContinuationRequest(b"cj1yT3By==")),
    (b"+  two spaces", ContinuationRequest(b" two spaces")),
    (b"* CAPABILITY STARTTLS imap4rev2", CapabilityData((Capability("STARTTLS"), Capability("IMAP4REV2")))),
    (b"* ENABLED CONDSTORE QRESYNC", EnabledData((Capability("CONDSTORE"), Capability("QRESYNC")))),
    (b"* ENABLED", EnabledData(())),
    (b"* 23 EXISTS", ExistsData(23)),
    (b"* 0 exists", ExistsData(0)),
    (b"* 5 RECENT", RecentData(5)),
    (b"* 44 EXPUNGE", ExpungeData(SequenceNumber(44))),
    (b"* 44 FROB x", UnknownData("FROB", 44, b"* 44 FROB x")),
    (b"* X-Frob (x)", UnknownData("X-FROB", None, b"* X-Frob (x)")),
    (b"* SORT 2 84 882", UnknownData("SORT", None, b"* SORT 2 84 882")),
    (b"* FLAGS (\\Answered x)", FlagsData((Flag(r"\Answered"), Flag("x")))),
    (b"* FLAGS ()", FlagsData(())),
    (b"* SEARCH", SearchData(NumberSet())),
    (b"* SEARCH 2 3 6", SearchData(NumberSet[int].of([2, 3, 6]))),
    (b"* SEARCH 2 (MODSEQ 917162500)", SearchData(NumberSet[int].of([2]), ModSeq(917162500))),
    (b"* ESEARCH", EsearchData()),
    (b'* ESEARCH (TAG "a567") UID COUNT 17 ALL 4:18,21,28',
     EsearchData(Tag("a567"), by_uid=True, count=17, all=UidSet.parse(b"4:18,21,28"))),
    (b"* ESEARCH (TAG a1) MIN 1 MAX 9 COUNT 2 ALL 1,9 MODSEQ 5 X (a b)",
     EsearchData(Tag("a1"), minimum=1, maximum=9, count=2, all=SequenceSet.of([1, 9]), mod_seq=ModSeq(5),
                 others={"X": b"(a b)"})),
    (b"* VANISHED 405,407:410", VanishedData(UidSet.parse(b"405,407:410"))),
    (b"* VANISHED (EARLIER) 41", VanishedData(UidSet.of([41]), earlier=True)),
    (b'* ID ("Name" "Cyrus" "version" NIL)', IdData({"name": "Cyrus", "version": None})),
    (b"* ID NIL", IdData({})),
    (b"* ID", IdData({})),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), DATA, ids=lambda each: ascii(each)[:50])
def test_data_of_the_server(line: bytes, expected: Response) -> None:
    """Each kind of data becomes its value, in any case of its name and with white space at its end."""
    assert read_line(line) == expected
    if not line.startswith(b"+") and not isinstance(expected, UnknownData):
        assert read_line(line + b" ") == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"* FLAGS x", "not a list of flags: b' x'"),
        (b"* SEARCH x", "not a list of numbers"),
        (b"* SEARCH 0", "0 is not between 1 and"),
        (b"* ESEARCH COUNT x", "not a number: b'x'"),
        (b"* ESEARCH ALL x", "not a set of numbers"),
        (b"* VANISHED", "not a set of UIDs"),
        (b"* VANISHED x", "not a set of numbers"),
        (b"* ID (", "the end where a value should be"),
        (b"*", "no response begins so"),
        (b"* 5", "no response begins so"),
        (b"* ()", "no response begins so"),
    ],
)
def test_bad_data_is_unparsed(line: bytes, reason: str) -> None:
    """Data that cannot be read are kept as bytes with what is wrong."""
    found = read_line(line)
    assert isinstance(found, Unparsed)
    assert found.raw == line
    assert reason in found.reason
