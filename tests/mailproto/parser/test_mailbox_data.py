# SPDX-License-Identifier: MIT
"""Untagged data about the server and the selected mailbox, rule by rule (RFC 9051, 7.2 to 7.5.1)."""

from __future__ import annotations

import pytest

from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    RecentData,
    Response,
    UnknownData,
    VanishedData,
)
from mailproto.sequences import UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import (
    Capability,
    Flag,
    SequenceNumber,
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
    (b"* FLAGS (\\Answered x)", FlagsData((Flag(r"\Answered"), Flag("x")))),
    (b"* FLAGS ()", FlagsData(())),
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
