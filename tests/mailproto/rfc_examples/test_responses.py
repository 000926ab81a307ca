# SPDX-License-Identifier: MIT
"""Each kind of response of RFC 9051 and RFC 3501, 7: its example gives the value, a broken one costs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailproto.message_data import MessageData
from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    ListData,
    MailboxStatus,
    RecentData,
    Response,
    SearchData,
    StatusResponse,
)
from mailproto.sequences import NumberSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import (
    ANSWERED,
    DELETED,
    DRAFT,
    FLAGGED,
    SEEN,
    Capability,
    MailboxAttribute,
    MailboxName,
    SequenceNumber,
    Status,
    Uid,
)
from tests.support.reading import read, read_line


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of response: its name in RFC 9051, an example of the RFC, its value, and one that cannot be read.

    `malformed` is empty where whatever follows the name is text for people.
    """

    name: str
    line: bytes
    value: Response
    malformed: bytes = b""


def told(status: Status, text: str) -> StatusResponse:
    """Make an untagged answer."""
    return StatusResponse(None, status, text)


def capabilities(text: str) -> tuple[Capability, ...]:
    """Make capabilities in their order."""
    return tuple(map(Capability, text.split()))


KINDS = [
    Kind("7.1.1 OK", b"* OK IMAP4rev2 server ready", told(Status.OK, "IMAP4rev2 server ready")),
    Kind(
        "7.1.2 NO",
        b"* NO Disk is 98% full, please delete unnecessary data",
        told(Status.NO, "Disk is 98% full, please delete unnecessary data"),
    ),
    Kind("7.1.3 BAD", b"* BAD Command line too long", told(Status.BAD, "Command line too long")),
    Kind(
        "7.1.4 PREAUTH",
        b"* PREAUTH IMAP4rev2 server logged in as Smith",
        told(Status.PREAUTH, "IMAP4rev2 server logged in as Smith"),
    ),
    Kind("7.1.5 BYE", b"* BYE Autologout; idle for too long", told(Status.BYE, "Autologout; idle for too long")),
    Kind("7.2.1 ENABLED", b"* ENABLED CONDSTORE QRESYNC", EnabledData(capabilities("CONDSTORE QRESYNC"))),
    Kind(
        "7.2.2 CAPABILITY",
        b"* CAPABILITY STARTTLS AUTH=GSSAPI IMAP4rev2 LOGINDISABLED",
        CapabilityData(capabilities("STARTTLS AUTH=GSSAPI IMAP4rev2 LOGINDISABLED")),
    ),
    Kind(
        "7.3.1 LIST",
        rb'* LIST (\Noselect) "/" ~/Mail/foo',
        ListData(frozenset({MailboxAttribute(r"\Noselect")}), "/", MailboxName("~/Mail/foo")),
        rb'* LIST (\Noselect "/" ~/Mail/foo',
    ),
    Kind(
        "RFC 3501, 7.2.3 LSUB",
        b'* LSUB () "." #news.comp.mail.misc',
        ListData(frozenset(), ".", MailboxName("#news.comp.mail.misc"), subscribed_only=True),
        b"* LSUB",
    ),
    Kind(
        "7.3.3 STATUS",
        b"* STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)",
        MailboxStatus(MailboxName("blurdybloop"), {"MESSAGES": 231, "UIDNEXT": 44292}),
        b"* STATUS blurdybloop MESSAGES 231",
    ),
    Kind(
        "RFC 3501, 7.2.5 SEARCH",
        b"* SEARCH 2 3 6",
        SearchData(NumberSet[int].of([2, 3, 6])),
        b"* SEARCH 2 three 6",
    ),
    Kind(
        "7.3.5 FLAGS",
        rb"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
        FlagsData((ANSWERED, FLAGGED, DELETED, SEEN, DRAFT)),
        rb"* FLAGS \Answered \Flagged",
    ),
    Kind("7.4.1 EXISTS", b"* 23 EXISTS", ExistsData(23), b"* -23 EXISTS"),
    Kind("RFC 3501, 7.3.2 RECENT", b"* 5 RECENT", RecentData(5), b"* -5 RECENT"),
    Kind("7.5.1 EXPUNGE", b"* 44 EXPUNGE", ExpungeData(SequenceNumber(44)), b"* 44.5 EXPUNGE"),
    Kind(
        "7.5.2 FETCH",
        rb"* 23 FETCH (FLAGS (\Seen) RFC822.SIZE 44827 UID 447)",
        MessageData(SequenceNumber(23), flags=frozenset({SEEN}), size=44827, uid=Uid(447)),
        rb"* -23 FETCH (FLAGS (\Seen) RFC822.SIZE 44827 UID 447)",
    ),
    Kind(
        "7.6 continuation request",
        b"+ Ready for additional command text",
        ContinuationRequest(b"Ready for additional command text"),
    ),
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda each: each.name)
def test_the_example_gives_the_value(kind: Kind) -> None:
    """Whole, in two pieces cut anywhere, octet by octet, and followed by other responses."""
    assert read_line(kind.line) == kind.value


@pytest.mark.parametrize("kind", [each for each in KINDS if each.malformed], ids=lambda each: each.name)
def test_one_that_cannot_be_read_costs_itself_alone(kind: Kind) -> None:
    """Its octets are kept with the reason, and its neighbours are read."""
    before, broken, after = read(b"\r\n".join((kind.line, kind.malformed, kind.line, b"")))
    assert before == after == kind.value
    assert isinstance(broken, Unparsed), broken
    assert broken.raw == kind.malformed
    assert broken.reason
