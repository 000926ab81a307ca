# SPDX-License-Identifier: MIT
"""What extensions add to responses and codes about mailboxes: the example has its value, a broken one is apart."""

from __future__ import annotations

import pytest

from mailproto.commands import Noop
from mailproto.errors import CommandRejected
from mailproto.responses import (
    AclData,
    IdData,
    ListData,
    ListRightsData,
    MailboxStatus,
    MetadataData,
    MetadataLimit,
    MyRightsData,
    Namespace,
    NamespaceData,
    QuotaData,
    QuotaResource,
    QuotaRootData,
    Response,
    ResponseCode,
    StatusResponse,
)
from mailproto.states import ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import MailboxAttribute, MailboxName
from tests.support.reading import read, read_line
from tests.support.sessions import session_in

INBOX = MailboxName("INBOX")
SLASH = Namespace(MailboxName(""), "/")

# name, the RFC's example, its value, one that cannot be read; of the last ones, the rest is read
KINDS: list[tuple[str, bytes, Response, bytes]] = [
    ("ID", b'* ID ("name" "Cyrus" "version" "1.5")', IdData({"name": "Cyrus", "version": "1.5"}), b"* ID ("),
    (
        "NAMESPACE",
        b'* NAMESPACE (("" "/")) NIL (("Public Folders/" "/"))',
        NamespaceData((SLASH,), (), (Namespace(MailboxName("Public Folders/"), "/"),)),
        b"* NAMESPACE (Public)",
    ),
    (
        "QUOTA",
        b'* QUOTA "" (STORAGE 10 512)',
        QuotaData("", {"STORAGE": QuotaResource(10, 512)}),
        b'* QUOTA "" (STORAGE)',
    ),
    ("QUOTAROOT", b'* QUOTAROOT INBOX ""', QuotaRootData(INBOX, ("",)), b"* QUOTAROOT (INBOX)"),
    (
        "ACL",
        b"* ACL INBOX Fred rwipsldexta",
        AclData(INBOX, {"Fred": frozenset("rwipsldexta")}),
        b"* ACL INBOX Fred",
    ),
    (
        "LISTRIGHTS",
        b"* LISTRIGHTS ~/Mail/saved smith la r swicdkxte",
        ListRightsData(MailboxName("~/Mail/saved"), "smith", frozenset("la"), (frozenset("r"), frozenset("swicdkxte"))),
        b"* LISTRIGHTS ~/Mail/saved smith",
    ),
    (
        "MYRIGHTS",
        b"* MYRIGHTS INBOX rwiptsldaex",
        MyRightsData(INBOX, frozenset("rwiptsldaex")),
        b"* MYRIGHTS INBOX",
    ),
    (
        "METADATA",
        b'* METADATA "" (/shared/comment "My comment")',
        MetadataData(MailboxName(""), {"/shared/comment": b"My comment"}),
        b'* METADATA "" (/shared/comment)',
    ),
    (
        "XLIST",
        rb'* XLIST (\HasNoChildren \AllMail) "/" "[Gmail]/All Mail"',
        ListData(
            frozenset(map(MailboxAttribute, (r"\HasNoChildren", r"\AllMail"))), "/", MailboxName("[Gmail]/All Mail")
        ),
        b"* XLIST",
    ),
    (
        "CHILDINFO",
        b'* LIST () "/" "Foo" ("CHILDINFO" ("SUBSCRIBED"))',
        ListData(
            frozenset(),
            "/",
            MailboxName("Foo"),
            child_info=frozenset({"SUBSCRIBED"}),
            extended={"CHILDINFO": b'("SUBSCRIBED")'},
        ),
        b'* LIST () "/" "Foo" ("CHILDINFO")',
    ),
    (
        "OLDNAME",
        b'* LIST () "/" "NewMailbox" ("OLDNAME" ("OldMailbox"))',
        ListData(
            frozenset(),
            "/",
            MailboxName("NewMailbox"),
            old_name=MailboxName("OldMailbox"),
            extended={"OLDNAME": b'("OldMailbox")'},
        ),
        b'* LIST () "/" "NewMailbox" ("OLDNAME")',
    ),
    (
        "NoAccess",
        rb'* LIST (\NoAccess) "/" "Bar/Foo"',
        ListData(frozenset({MailboxAttribute(r"\NoAccess")}), "/", MailboxName("Bar/Foo")),
        rb'* LIST \NoAccess "/" "Bar/Foo"',
    ),
    (
        "MAILBOXID",
        b"* STATUS foo (MAILBOXID (F2212ea87-6097-4256-9d51-71338625))",
        MailboxStatus(MailboxName("foo"), {}, {"MAILBOXID": b"(F2212ea87-6097-4256-9d51-71338625)"}),
        b"* STATUS foo (MAILBOXID)",
    ),
    (
        "APPENDLIMIT",
        b"* STATUS test1 (APPENDLIMIT 257890)",
        MailboxStatus(MailboxName("test1"), {"APPENDLIMIT": 257890}),
        b"* STATUS test1 (APPENDLIMIT)",
    ),
    (
        "SIZE",
        b'* STATUS "INBOX" (MESSAGES 17 UNSEEN 16 SIZE 44421)',
        MailboxStatus(INBOX, {"MESSAGES": 17, "UNSEEN": 16, "SIZE": 44421}),
        b'* STATUS "INBOX" (MESSAGES 17 SIZE)',
    ),
]
kinds = pytest.mark.parametrize(
    ("line", "value", "malformed"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS]
)


@kinds
def test_the_example_gives_the_value(line: bytes, value: Response, malformed: bytes) -> None:  # noqa: ARG001 - the next test's
    """Whole, in two pieces cut anywhere, octet by octet, and followed by other responses."""
    assert read_line(line) == value


@kinds
def test_one_that_cannot_be_read_costs_itself_alone(line: bytes, value: Response, malformed: bytes) -> None:
    """Its octets are kept with the reason, and its neighbours are read."""
    before, broken, after = read(b"\r\n".join((line, malformed, line, b"")))
    assert before == after == value
    if isinstance(broken, ListData | MailboxStatus):
        (problem,) = broken.problems
        assert broken.mailbox == getattr(value, "mailbox", None)
        assert problem.raw in malformed
        return
    assert isinstance(broken, Unparsed), broken
    assert broken.raw == malformed
    assert broken.reason


# code, its answer, its value, an argument that cannot be read
CODES: list[tuple[str, bytes, object, bytes]] = [
    ("USEATTR", rb"NO [USEATTR] \All not supported", None, b""),
    ("OVERQUOTA", b"NO [OVERQUOTA] APPEND Failed", None, b""),
    ("MAILBOXID", b"OK [MAILBOXID (F2212ea87-6097)] Completed", "F2212ea87-6097", b"F2212ea87"),
    (
        "METADATA LONGENTRIES",
        b"OK [METADATA LONGENTRIES 2199] complete",
        MetadataLimit("LONGENTRIES", 2199),
        b"LONGENTRIES x",
    ),
    ("METADATA MAXSIZE", b"NO [METADATA MAXSIZE 1024] too large", MetadataLimit("MAXSIZE", 1024), b"MAXSIZE -1"),
    ("METADATA TOOMANY", b"NO [METADATA TOOMANY] SETMETADATA failed", MetadataLimit("TOOMANY"), b""),
    ("METADATA NOPRIVATE", b"NO [METADATA NOPRIVATE] shared only", MetadataLimit("NOPRIVATE"), b""),
    ("NOTIFICATIONOVERFLOW", b"NO [NOTIFICATIONOVERFLOW] too expensive", None, b""),
    ("BADEVENT", b"NO [BADEVENT (MessageNew MessageExpunge)] others", ("MessageNew", "MessageExpunge"), b""),
]


@pytest.mark.parametrize(("answer", "value"), [row[1:3] for row in CODES], ids=[row[0] for row in CODES])
def test_the_code_has_its_value(answer: bytes, value: object) -> None:
    """Tagged and untagged alike; who is refused finds it in the error."""
    name = answer.partition(b"[")[2].partition(b"]")[0].partition(b" ")[0].decode()
    for start in (b"* ", b"A1 "):
        response = read_line(start + answer)
        assert isinstance(response, StatusResponse)
        assert isinstance(response.code, ResponseCode)
        assert (response.code.name, response.code.value) == (name, value)
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(Noop())
    session.receive_data(b"A001 NO " + answer.partition(b" ")[2] + b"\r\n")
    assert isinstance(in_flight.error, CommandRejected)
    assert getattr(in_flight.error.status.code, "value", None) == value


@pytest.mark.parametrize(
    ("name", "malformed"), [(row[0], row[3]) for row in CODES if row[3]], ids=[row[0] for row in CODES if row[3]]
)
def test_an_argument_that_cannot_be_read_costs_the_code_alone(name: str, malformed: bytes) -> None:
    """The answer counts all the same, and the octets of the code are kept."""
    code = name.partition(" ")[0].encode() + b" " + malformed
    response = read_line(b"A1 OK [%b] done" % code)
    assert isinstance(response, StatusResponse)
    assert (response.tag, response.text) == ("A1", "done")
    assert isinstance(response.code, Unparsed)
    assert response.code.raw == code
