# SPDX-License-Identifier: MIT
"""Untagged data in which mailboxes have names, rule by rule."""

from __future__ import annotations

import pytest

from mailproto.framing import Frame, Framer
from mailproto.mailbox_data import (
    AclData,
    ListData,
    ListRightsData,
    MailboxStatus,
    MetadataData,
    MyRightsData,
    Namespace,
    NamespaceData,
    QuotaData,
    QuotaResource,
    QuotaRootData,
)
from mailproto.parser import parse
from mailproto.responses import Response
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import MailboxAttribute, MailboxName
from tests.support.reading import read, read_line

INBOX = MailboxName("INBOX", b"INBOX")


def listed(*attributes: str) -> frozenset[MailboxAttribute]:
    """Give the attributes of a mailbox."""
    return frozenset(map(MailboxAttribute, attributes))


LIST: list[tuple[bytes, ListData]] = [
    (b'* LIST () "/" INBOX', ListData(frozenset(), "/", INBOX)),
    (b'* LIST (\\Noselect \\x) "." "a b"', ListData(listed(r"\Noselect", r"\x"), ".", MailboxName("a b"))),
    (b"* LSUB () NIL a", ListData(frozenset(), None, MailboxName("a"), subscribed_only=True)),
    (b'* XLIST (\\Inbox) "/" Inbox', ListData(listed(r"\Inbox"), "/", INBOX)),
    (b'* LIST () "\\\\" a\\b', ListData(frozenset(), "\\", MailboxName("a\\b"))),
    (b'* LIST () "\\" a', ListData(frozenset(), "\\", MailboxName("a"))),
    (b'* LIST () "\\" "a"', ListData(frozenset(), "\\", MailboxName("a"))),
    (b'* LIST () "\\"" "a\\"b"', ListData(frozenset(), '"', MailboxName('a"b'))),
    ('* LIST () "«" a'.encode(), ListData(frozenset(), "«", MailboxName("a"))),
    ('* LIST () "𝄞" a'.encode(), ListData(frozenset(), "𝄞", MailboxName("a"))),
    (b'* LIST () "" a', ListData(frozenset(), None, MailboxName("a"))),
    (b'* LIST () "/" "a\\"b"', ListData(frozenset(), "/", MailboxName('a"b'))),
    (b'* LIST () "/" NIL', ListData(frozenset(), "/", MailboxName("NIL"))),
    (b'* LIST () "/" &BB4EQg-', ListData(frozenset(), "/", MailboxName("От"))),
    (
        b'* LIST () ":" Tables:new (tablecloth ("edge" "lacy") "Sample" ("text" "more text"))',
        ListData(
            frozenset(),
            ":",
            MailboxName("Tables:new"),
            extended={"TABLECLOTH": b'("edge" "lacy")', "SAMPLE": b'("text" "more text")'},
        ),
    ),
    (
        b'* LIST () "/" Foo ("childinfo" ("subscribed" "SPECIAL-USE"))',
        ListData(
            frozenset(),
            "/",
            MailboxName("Foo"),
            child_info=frozenset({"SUBSCRIBED", "SPECIAL-USE"}),
            extended={"CHILDINFO": b'("subscribed" "SPECIAL-USE")'},
        ),
    ),
    (
        b'* LIST () "/" New (OLDNAME (&BB4EQg-))',
        ListData(frozenset(), "/", MailboxName("New"), old_name=MailboxName("От"), extended={"OLDNAME": b"(&BB4EQg-)"}),
    ),
    (
        b'* LIST () "/" New (OLDNAME Old CHILDINFO NIL)',
        ListData(frozenset(), "/", MailboxName("New"), extended={"OLDNAME": b"Old", "CHILDINFO": b"NIL"}),
    ),
    (b'* LIST () "/" a ()', ListData(frozenset(), "/", MailboxName("a"))),
]

END = "the end where a value should be"

# What can be read of a response is read, and the rest costs nothing else.
IN_PART: list[tuple[bytes, Response]] = [
    (
        b'* LIST () "/" a (X (1) CHILDINFO)',
        ListData(frozenset(), "/", MailboxName("a"), extended={"X": b"(1)"}, problems=(Unparsed(b"CHILDINFO", END),)),
    ),
    (
        b"* STATUS a (MESSAGES 3 UIDNEXT)",
        MailboxStatus(MailboxName("a"), {"MESSAGES": 3}, problems=(Unparsed(b"UIDNEXT", END),)),
    ),
    (
        b"* STATUS a (MESSAGES -1 UIDNEXT 123456789012345678901 UNSEEN 1)",
        MailboxStatus(MailboxName("a"), {"UNSEEN": 1}, {"MESSAGES": b"-1", "UIDNEXT": b"123456789012345678901"}),
    ),
    (
        b'* QUOTA "" (STORAGE 1 -1 (x) 1 2 MESSAGE 1 2)',
        QuotaData(
            "",
            {"MESSAGE": QuotaResource(1, 2)},
            (
                Unparsed(b"STORAGE 1 -1", "not a number: b'-1'"),
                Unparsed(b"1 2", "a list where a name should be: [b'x']"),
            ),
        ),
    ),
]

STATUS: list[tuple[bytes, MailboxStatus]] = [
    (
        b"* STATUS blurdybloop (MESSAGES 231 uidnext 44292)",
        MailboxStatus(MailboxName("blurdybloop"), {"MESSAGES": 231, "UIDNEXT": 44292}),
    ),
    (
        b'* STATUS "a (b)" (SIZE 99999999999 MAILBOXID (F22) APPENDLIMIT NIL)',
        MailboxStatus(MailboxName("a (b)"), {"SIZE": 99999999999}, {"MAILBOXID": b"(F22)", "APPENDLIMIT": b"NIL"}),
    ),
]

OTHERS: list[tuple[bytes, Response]] = [
    (
        b'* NAMESPACE (("" "/")("#x" NIL)) (("~" "/" "X-P" ("a" "b") X-Q c)) NIL',
        NamespaceData(
            (Namespace(MailboxName(""), "/"), Namespace(MailboxName("#x"), None)),
            (Namespace(MailboxName("~"), "/", {"X-P": ("a", "b"), "X-Q": ("c",)}),),
            (),
        ),
    ),
    (b"* NAMESPACE NIL NIL NIL", NamespaceData()),
    (
        b'* QUOTA "#user/alice" (STORAGE 54 111 message 42 1000)',
        QuotaData("#user/alice", {"STORAGE": QuotaResource(54, 111), "MESSAGE": QuotaResource(42, 1000)}),
    ),
    (b'* QUOTA "" ()', QuotaData("", {})),
    (b"* QUOTA NIL (STORAGE 0 9223372036854775807)", QuotaData("NIL", {"STORAGE": QuotaResource(0, 2**63 - 1)})),
    (b'* QUOTAROOT INBOX ""', QuotaRootData(INBOX, ("",))),
    (b"* QUOTAROOT comp.mail.mime", QuotaRootData(MailboxName("comp.mail.mime"), ())),
    (
        b'* ACL &BB4EQg- Fred rwi -Fred wetd $team w anyone ""',
        AclData(
            MailboxName("От"),
            {"Fred": frozenset("rwi"), "-Fred": frozenset("wetd"), "$team": frozenset("w"), "anyone": frozenset()},
        ),
    ),
    (b"* ACL INBOX", AclData(INBOX, {})),
    (
        b'* LISTRIGHTS a anyone "" l r sw 0',
        ListRightsData(MailboxName("a"), "anyone", frozenset(), tuple(map(frozenset, ("l", "r", "sw", "0")))),
    ),
    (b"* LISTRIGHTS a smith la", ListRightsData(MailboxName("a"), "smith", frozenset("la"), ())),
    (b"* MYRIGHTS INBOX rwiptsldaex", MyRightsData(INBOX, frozenset("rwiptsldaex"))),
    (
        b'* METADATA "INBOX" (/shared/Comment "Its sunny" /private/comment NIL)',
        MetadataData(INBOX, {"/shared/comment": b"Its sunny", "/private/comment": None}),
    ),
    (
        b'* METADATA "" /shared/comment /private/X',
        MetadataData(MailboxName(""), changed=("/shared/comment", "/private/x")),
    ),
    (b'* METADATA "" ()', MetadataData(MailboxName(""))),
]


@pytest.mark.parametrize(("line", "expected"), [*LIST, *STATUS, *OTHERS, *IN_PART], ids=lambda each: ascii(each)[:50])
def test_data_about_mailboxes(line: bytes, expected: Response) -> None:
    """Each kind of data becomes its value, with white space at its end too."""
    assert read_line(line) == expected
    assert read_line(line + b" ") == expected


def test_names_of_mailboxes_may_be_literals() -> None:
    """A literal name is the name that it is, also with marks and line ends in it."""
    assert read(b'* LIST () "/" {5}\r\na"\r\nb\r\n') == [ListData(frozenset(), "/", MailboxName('a"\r\nb'))]
    assert read(b"* STATUS {3}\r\na b (MESSAGES 1)\r\n") == [MailboxStatus(MailboxName("a b"), {"MESSAGES": 1})]


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"(/private/a {3}\r\na\r\n)", {"/private/a": b"a\r\n"}),
        (b'(/private/a ~{5}\r\n\0"a\0))', {"/private/a": b'\0"a\0)'}),
        (b"(/private/a ~{1}\r\n\0 /b {2}\r\nc\0 /d ~{1}\r\ne)", {"/private/a": b"\0", "/b": b"c\0", "/d": b"e"}),
        (b"(/private/a {0}\r\n)", {"/private/a": b""}),
    ],
)
def test_annotations_are_octets(data: bytes, values: dict[str, bytes]) -> None:
    """RFC 5464, 5: a value may be a literal8, and is what was sent, NUL included."""
    assert read(b"* METADATA INBOX " + data + b"\r\n") == [MetadataData(INBOX, values)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"* LIST x", "not attributes, delimiter and name of a mailbox"),
        (b'* LIST () "//" a', "not one character as the delimiter"),
        (b'* LIST () "\xc2\xab/" a', "not one character as the delimiter"),
        (b'* LIST () "\xed\xa0\x80" a', "not one character as the delimiter"),
        (b'* LIST () "123456" a', "not attributes, delimiter and name of a mailbox"),
        (b"* STATUS x", "not a mailbox and its status"),
        (b"* NAMESPACE ((NIL))", "not a namespace"),
        (b"* NAMESPACE (x)", "not a namespace"),
        (b"* NAMESPACE (() NIL)", "not a namespace"),
        (b"* QUOTA", "not a quota root and its resources"),
        (b'* QUOTA ""', "not a quota root and its resources"),
        (b'* QUOTA "" x', "not resources of a quota root"),
        (b'* QUOTA "" (STORAGE 1)', "not resources of a quota root"),
        (b"* QUOTA () (STORAGE 1 1)", "a list where a name should be"),
        (b"* QUOTAROOT", "not a mailbox and its quota roots"),
        (b"* ACL", "not a mailbox and its access control list"),
        (b"* ACL INBOX fred", "an identifier without rights"),
        (b"* LISTRIGHTS INBOX fred", "not a mailbox, an identifier and rights"),
        (b"* MYRIGHTS INBOX", "not a mailbox and rights"),
        (b"* METADATA INBOX", "not a mailbox and entries"),
        (b"* METADATA INBOX (/a)", "not entries and their values"),
        (b"* METADATA INBOX (/a b) c", "not entries and their values"),
        (b"* METADATA INBOX /a (b)", "a list where a name should be"),
    ],
)
def test_bad_data_is_unparsed(line: bytes, reason: str) -> None:
    """Data that cannot be read are kept as bytes with what is wrong."""
    found = read_line(line)
    assert isinstance(found, Unparsed)
    assert found.raw == line
    assert reason in found.reason


def in_utf8(line: bytes) -> object:
    """Read a line as after ENABLE UTF8=ACCEPT."""
    framer = Framer()
    framer.receive(line + b"\r\n")
    (frame,) = framer.frames()
    assert isinstance(frame, Frame)
    return parse(frame, utf8=True)


def test_an_ampersand_means_itself_where_names_are_utf8() -> None:
    """RFC 6855, 3 and RFC 9051, 5.1: in every kind of data; octets that are not UTF-8 are kept all the same."""
    name = MailboxName("&BB4EQg-")
    assert in_utf8(b'* LIST () "/" &BB4EQg- (OLDNAME ("&-"))') == ListData(
        frozenset(), "/", name, old_name=MailboxName("&-"), extended={"OLDNAME": b'("&-")'}
    )
    assert in_utf8('* LIST () "/" "От"'.encode()) == ListData(frozenset(), "/", MailboxName("От"))
    assert in_utf8(b'* LIST () "/" "\xff"') == ListData(frozenset(), "/", MailboxName("ÿ"))
    assert in_utf8(b"* STATUS &BB4EQg- (MESSAGES 1)") == MailboxStatus(name, {"MESSAGES": 1})
    assert in_utf8(b"* MYRIGHTS &BB4EQg- lr") == MyRightsData(name, frozenset("lr"))
    assert in_utf8(b'* NAMESPACE (("&BB4EQg-" "/")) NIL NIL') == NamespaceData((Namespace(name, "/"),))
    assert in_utf8(b"* METADATA &BB4EQg- /shared/a") == MetadataData(name, changed=("/shared/a",))
    assert in_utf8(b"* QUOTAROOT &BB4EQg- a") == QuotaRootData(name, ("a",))
    assert in_utf8(b"* ACL &BB4EQg-") == AclData(name, {})
    assert in_utf8(b'* LISTRIGHTS &BB4EQg- a ""') == ListRightsData(name, "a", frozenset(), ())
