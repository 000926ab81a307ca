# SPDX-License-Identifier: MIT
"""The examples of RFC 9051, 6.1 and 6.2, and of RFC 4978: the commands about the connection itself."""

from __future__ import annotations

import pytest

from mailproto.authentication import External, Plain
from mailproto.commands import (
    Authenticate,
    Capability,
    Compress,
    Enable,
    Login,
    Logout,
    Noop,
    StartTls,
)
from mailproto.message_data import Address, BodySection, MessageData
from mailproto.responses import ExistsData, ExpungeData, ResponseCode, StatusResponse
from mailproto.sequences import SequenceSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, SEEN, SequenceNumber, Status, Uid
from tests.support.rfc_examples import Example, play
from tests.support.sessions import words

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
        "6.1.1 CAPABILITY",
        BEFORE,
        r"""
        C: abcd CAPABILITY
        S: * CAPABILITY IMAP4rev2 STARTTLS AUTH=GSSAPI LOGINDISABLED
        S: abcd OK CAPABILITY completed
        C: efgh STARTTLS
        S: efgh OK STARTTLS completed
        T:
        C: ijkl CAPABILITY
        S: * CAPABILITY IMAP4rev2 AUTH=GSSAPI AUTH=PLAIN
        S: ijkl OK CAPABILITY completed
        """,
        (Capability(), StartTls(), Capability()),
        (words("IMAP4rev2 STARTTLS AUTH=GSSAPI LOGINDISABLED"), None, words("IMAP4rev2 AUTH=GSSAPI AUTH=PLAIN")),
        settings=OPEN,
    ),
    Example(
        "6.1.2 NOOP",
        INSIDE,
        r"""
        C: a002 NOOP
        S: a002 OK NOOP completed
        C: a047 NOOP
        S: * 22 EXPUNGE
        S: * 23 EXISTS
        S: * 14 FETCH (UID 1305 FLAGS (\Seen \Deleted))
        S: a047 OK NOOP completed
        """,
        (Noop(), Noop()),
        (None, None),
        (
            ExpungeData(SequenceNumber(22)),
            ExistsData(23),
            MessageData(SequenceNumber(14), uid=Uid(1305), flags=frozenset({SEEN, DELETED})),
        ),
    ),
    Example(
        "6.1.3 LOGOUT",
        AFTER,
        r"""
        C: A023 LOGOUT
        S: * BYE IMAP4rev2 Server logging out
        S: A023 OK LOGOUT completed
        """,
        (Logout(),),
        (None,),
        (told(Status.BYE, "IMAP4rev2 Server logging out"),),
    ),
    Example(
        "6.2.1 STARTTLS",
        BEFORE,
        r"""
        C: a001 CAPABILITY
        S: * CAPABILITY IMAP4rev2 STARTTLS LOGINDISABLED
        S: a001 OK CAPABILITY completed
        C: a002 STARTTLS
        S: a002 OK Begin TLS negotiation now
        T:
        C: a003 CAPABILITY
        S: * CAPABILITY IMAP4rev2 AUTH=PLAIN
        S: a003 OK CAPABILITY completed
        C: a004 AUTHENTICATE PLAIN dGVzdAB0ZXN0AHRlc3Q=
        S: a004 OK Success (tls protection)
        """,
        (Capability(), StartTls(), Capability(), PLAIN),
        (words("IMAP4rev2 STARTTLS LOGINDISABLED"), None, words("IMAP4rev2 AUTH=PLAIN"), None),
        settings=OPEN,
    ),
    Example(
        "6.2.2 AUTHENTICATE, asked for",
        BEFORE,
        # the server of the RFC says IMAP4rev2; our client uses its freedom to wait where it knows nothing
        r"""
        C: A01 AUTHENTICATE PLAIN
        S: +
        C: dGVzdAB0ZXN0AHRlc3Q=
        S: A01 OK Success (tls protection)
        """,
        (PLAIN,),
        (None,),
    ),
    Example(
        "6.2.2 AUTHENTICATE EXTERNAL",
        BEFORE,
        r"""
        C: C01 CAPABILITY
        S: * CAPABILITY IMAP4rev2 AUTH=PLAIN AUTH=EXTERNAL
        S: C01 OK Completed
        C: A01 AUTHENTICATE EXTERNAL =
        S: A01 OK Success (tls protection)
        """,
        (Capability(), Authenticate(External())),
        (words("IMAP4rev2 AUTH=PLAIN AUTH=EXTERNAL"), None),
    ),
    Example(
        "6.2.3 LOGIN",
        BEFORE,
        r"""
        C: a001 LOGIN SMITH SESAME
        S: a001 OK LOGIN completed
        """,
        (Login("SMITH", "SESAME"),),
        (None,),
    ),
    Example(
        "6.3.1 ENABLE",
        AFTER,
        r"""
        C: t1 CAPABILITY
        S: * CAPABILITY IMAP4rev2 ID LITERAL+ X-GOOD-IDEA
        S: t1 OK foo
        C: t2 ENABLE CONDSTORE X-GOOD-IDEA
        S: * ENABLED X-GOOD-IDEA
        S: t2 OK foo
        C: t3 CAPABILITY
        S: * CAPABILITY IMAP4rev2 ID LITERAL+ X-GOOD-IDEA
        S: t3 OK foo again
        C: a1 ENABLE CONDSTORE
        S: * ENABLED CONDSTORE
        S: a1 OK Conditional Store enabled
        """,
        (Capability(), Enable(("CONDSTORE", "X-GOOD-IDEA")), Capability(), Enable(("CONDSTORE",))),
        (
            words("IMAP4rev2 ID LITERAL+ X-GOOD-IDEA"),
            words("X-GOOD-IDEA"),
            words("IMAP4rev2 ID LITERAL+ X-GOOD-IDEA"),
            words("CONDSTORE"),
        ),
    ),
    Example(
        "RFC 4978, 3 COMPRESS",
        BEFORE,
        r"""
        C: b login arnt tnra
        S: b OK Logged in as arnt
        C: c compress deflate
        S: c OK DEFLATE active
        """,
        (Login("arnt", "tnra"), Compress()),
        (None, None),
        capabilities="IMAP4REV1 STARTTLS COMPRESS=DEFLATE",
    ),
    Example(
        "RFC 4978, 3 COMPRESS twice",
        AFTER,
        r"""
        C: c compress deflate
        S: c NO [COMPRESSIONACTIVE] DEFLATE active via TLS
        """,
        (Compress(),),
        (told(Status.NO, "DEFLATE active via TLS", "COMPRESSIONACTIVE"),),
        capabilities="IMAP4REV1 COMPRESS=DEFLATE",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
