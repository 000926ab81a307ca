# SPDX-License-Identifier: MIT
"""What real servers send that the grammar does not allow: typed where the meaning is clear, Unparsed where it is not.

The numbers are those of the list that the project keeps of such deviations; those that concern commands are tried where
commands are.
"""

from __future__ import annotations

import pytest

from mailproto.message_data import (
    Address,
    BodyPart,
    BodySection,
    BodyStructure,
    Disposition,
    Envelope,
    MessageData,
    Multipart,
)
from mailproto.parser import parse_responses
from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    CopyUid,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    ListData,
    MailboxStatus,
    Namespace,
    NamespaceData,
    QuotaData,
    QuotaResource,
    Response,
    ResponseCode,
    SearchData,
    StatusResponse,
    UnknownData,
)
from mailproto.sequences import NumberSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import (
    Capability,
    Flag,
    MailboxAttribute,
    MailboxName,
    SequenceNumber,
    Status,
    Tag,
    Uid,
    UidValidity,
)
from tests.support.reading import read, read_line


def ok(text: str = "", code: ResponseCode | None = None, tag: str | None = None) -> StatusResponse:
    """Make an OK."""
    return StatusResponse(None if tag is None else Tag(tag), Status.OK, text, code)


def status(name: str, **items: int) -> MailboxStatus:
    """Make the status of a mailbox."""
    return MailboxStatus(MailboxName(name), items)


def capabilities(*names: str) -> CapabilityData:
    """Make a list of capabilities."""
    return CapabilityData(tuple(map(Capability, names)))


def attributes(*names: str) -> frozenset[MailboxAttribute]:
    """Make the attributes of a mailbox."""
    return frozenset(map(MailboxAttribute, names))


def letter(number: int = 1, **fields: object) -> MessageData:
    """Make what is told of a letter."""
    return MessageData(SequenceNumber(number), **fields)  # type: ignore[arg-type]  # each compared in its row


SEVEN_HUNDRED_ONE = UidValidity(701)
NOTHING_COPIED = ResponseCode("COPYUID", CopyUid(SEVEN_HUNDRED_ONE, (), ()), b"COPYUID 701  ")
COPIED = ResponseCode("COPYUID", CopyUid(UidValidity(55), ((Uid(31),) * 2,), ((Uid(6),) * 2,)), b"COPYUID 55 31 6")
EMPTY = Envelope(None, None, (), (), (), (), (), (), None, None)
TABS = "INBOX/Da\tOggetto\tRicevuto\tDimensioni"
CUSTOM = (Flag("OIB-Seen-[Google"), Flag("Mail]/Alle"), Flag("Nachrichten"))

LINES: list[tuple[str, bytes, Response]] = [
    ("2 Gmail", b"* OK [HIGHESTMODSEQ 12345]", ok(code=ResponseCode("HIGHESTMODSEQ", 12345, b"HIGHESTMODSEQ 12345"))),
    ("3 Gmail, in a list", b"* FLAGS (OIB-Seen-[Google Mail]/Alle Nachrichten)", FlagsData(CUSTOM)),
    (
        "3 Gmail, in a code",
        b"* OK [PERMANENTFLAGS (OIB-Seen-[Google Mail]/Alle Nachrichten)] Flags permitted.",
        ok(
            "Flags permitted.",
            ResponseCode("PERMANENTFLAGS", CUSTOM, b"PERMANENTFLAGS (OIB-Seen-[Google Mail]/Alle Nachrichten)"),
        ),
    ),
    ("3 Gmail, of a letter", b"* 1 FETCH (FLAGS (OIB-Seen-[Google Mail]/Alle Nachrichten))",
     letter(flags=frozenset(CUSTOM))),
    ("4 Gmail, labels", b"* 1 FETCH (X-GM-LABELS NIL UID 5)", letter(uid=Uid(5), others={"X-GM-LABELS": b"NIL"})),
    ("4 Gmail, quota", b'* QUOTA "" (STORAGE 11 16819840000)',
     QuotaData("", {"STORAGE": QuotaResource(11, 16819840000)})),
    ("7 Office 365", b"* STATUS INBOX (MESSAGES 0) ", status("INBOX", MESSAGES=0)),
    ("9 Exchange, empty sets", b"A1 OK [COPYUID 701  ] done", ok("done", NOTHING_COPIED, "A1")),
    ("9 Exchange, bare code", b"[COPYUID 55 31 6]", ok("", COPIED)),
    ("9 Exchange, bare untagged code", b"* [COPYUID 55 31 6]", ok("", COPIED)),
    ("12 Exchange", b'* LIST (\\HasNoChildren) "/" ' + TABS.encode(),
     ListData(attributes(r"\HasNoChildren"), "/", MailboxName(TABS))),
    ("13 Exchange, untagged text", b"* Server Unavailable. 15",
     UnknownData("SERVER", None, b"* Server Unavailable. 15")),
    ("13 Exchange, greeting", b"* OK The Microsoft Exchange IMAP4 service is ready. [TQBXAEgAUABSADEA]",
     ok("The Microsoft Exchange IMAP4 service is ready. [TQBXAEgAUABSADEA]")),
    ("14 Exchange Online", b"A1 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
     StatusResponse(Tag("A1"), Status.BAD, "Request is throttled. Suggested Backoff Time: 92415 milliseconds")),
    ("17 Yandex, BYE", b"* BYE Autologout; idle for too long",
     StatusResponse(None, Status.BYE, "Autologout; idle for too long")),
    ("17 Yandex, missing value", b"* 1 FETCH (UID 5 BODY[2] )",
     letter(uid=Uid(5), sections={BodySection((2,)): None})),
    ("18 Mail.ru, size of the letter", b"* 1 FETCH (RFC822.SIZE 9.3736e+06)", letter(size=9_373_600)),
    ("20 Yahoo, NAMESPACE", b'* NAMESPACE (("" NIL))', NamespaceData((Namespace(MailboxName(""), None),))),
    ("20 AOL, unknown items", b"* 1 FETCH (UID 5 XAOL.SPAM.REASON 0 XAOL-MSGID 1 XAOL-PAREN-LIST (a (b)))",
     letter(uid=Uid(5), others={"XAOL.SPAM.REASON": b"0", "XAOL-MSGID": b"1", "XAOL-PAREN-LIST": b"(a (b))"})),
    ("21 QQ, CAPABILITY", b"* CAPABILITY IMAP4 IMAP4rev1 ", capabilities("IMAP4", "IMAP4REV1")),
    ("21 QQ, SEARCH", b"* SEARCH 1 2 ", SearchData(NumberSet[int].of([1, 2]))),
    ("22 Coremail", b'* STATUS "INBOX" ()', status("INBOX")),
    ("23 Domino, parentheses",
     b"* 2 FETCH (UID 14935 (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)) FLAGS ())",
     letter(2, uid=Uid(14935), envelope=EMPTY, flags=frozenset())),
    ("23 Domino, delimiter", b'* LIST () "\\\\" a', ListData(frozenset(), "\\", MailboxName("a"))),
    ("23 unescaped delimiter", b'* LIST () "\\" a', ListData(frozenset(), "\\", MailboxName("a"))),
    ("24 Courier, number 0", b"* 0 FETCH (FLAGS ())", letter(0, flags=frozenset())),
    ("24 Courier, IDLE", b"+ entering idle mode", ContinuationRequest(b"entering idle mode")),
    ("25 Cyrus", b"* ENABLED", EnabledData(())),
    ("26 ProtonMail Bridge, APPENDLIMIT", b"* CAPABILITY IMAP4rev1 APPENDLIMIT",
     capabilities("IMAP4REV1", "APPENDLIMIT")),
    ("26 ProtonMail Bridge, attributes", b'* LIST NIL "/" a', ListData(frozenset(), "/", MailboxName("a"))),
    ("26 ProtonMail Bridge, flags", b"* 1 FETCH (FLAGS NIL)", letter(flags=frozenset())),
    ("27 Zoho, no MODSEQ", b"* 1 FETCH (MODSEQ (0))", letter(mod_seq=0)),
    ("27 Zoho, FLAGS", b"* FLAGS (\\Seen \\*)", FlagsData((Flag(r"\Seen"), Flag(r"\*")))),
    ("29 DavMail, two spaces", b"*  1688 EXISTS", ExistsData(1688)),
    ("30 Dovecot, keep-alive", b"* OK Still here", ok("Still here")),
    ("31 Surgemail", b"* STATUS Sent (UIDNEXT 107) ", status("Sent", UIDNEXT=107)),
    ("31 Outlook.com", b"* STATUS Sent (UIDNEXT 107 )", status("Sent", UIDNEXT=107)),
    ("32 many", b"+", ContinuationRequest(b"")),
    ("33 UIDVALIDITY", b"* OK [UIDVALIDITY 0] x", ok("x", ResponseCode("UIDVALIDITY", 0, b"UIDVALIDITY 0"))),
    ("33 UIDNEXT", b"* OK [UIDNEXT 0] x", ok("x", ResponseCode("UIDNEXT", 0, b"UIDNEXT 0"))),
    ("33 UNSEEN", b"* OK [UNSEEN 0] x", ok("x", ResponseCode("UNSEEN", 0, b"UNSEEN 0"))),
    ("34 GroupWise", b'* LIST () "/" "a \\(b\\)"', ListData(frozenset(), "/", MailboxName("a (b)"))),
    ("35 lower case, LIST", b'* List (\\noselect) "/" a', ListData(attributes(r"\Noselect"), "/", MailboxName("a"))),
    ("35 lower case, CAPABILITY", b"* capability imap4rev1", capabilities("IMAP4REV1")),
    ("35 lower case, FETCH", b"* 1 fetch (uid 5 flags (\\seen))",
     letter(uid=Uid(5), flags=frozenset({Flag(r"\Seen")}))),
    ("36 Rambler", b"* 7 FETCH ()", letter(7)),
    ("37 greeting of nothing", b"* OK", ok()),
    ("37 flags with stray spaces", b"* FLAGS ( \\Seen  x )", FlagsData((Flag(r"\Seen"), Flag("x")))),
    ("39 LITERAL", b"* CAPABILITY IMAP4rev1 LITERAL + IDLE", capabilities("IMAP4REV1", "LITERAL+", "IDLE")),
    ("39 ID", b"* ID ()", IdData({})),
    ("41 Microsoft 365", b"+ VXNlciBOYW1lAA==", ContinuationRequest(b"VXNlciBOYW1lAA==")),
    ("44 partial ignored", b'* 1 FETCH (BODY[] "everything")', letter(sections={BodySection(): b"everything"})),
    ("45 unquoted space", b"* STATUS Foo Bar (MESSAGES 3)", status("Foo Bar", MESSAGES=3)),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), [row[1:] for row in LINES], ids=[row[0] for row in LINES])
def test_a_line_whose_meaning_is_clear_is_typed(line: bytes, expected: Response) -> None:
    """A deviation that can only mean one thing is read as that."""
    assert read_line(line) == expected


STREAMS: list[tuple[str, bytes, list[Response | Unparsed]]] = [
    (
        "29 DavMail, two spaces before a literal",
        b"* 1 FETCH (RFC822.HEADER  {4}\r\na\r\n\r)\r\n",
        [letter(sections={BodySection(text="HEADER"): b"a\r\n\r"})],
    ),
    ("37 duplicate CAPABILITY", b"* CAPABILITY A\r\n* CAPABILITY B\r\n", [capabilities("A"), capabilities("B")]),
    ("38 NULs", b"\0\0\0* 5 EXISTS\r\n\0* 6 EXISTS\r\n", [ExistsData(5), ExistsData(6)]),
    (
        "43 Xeams, no parenthesis",
        b"* 1 FETCH (BODY[] {1}\r\na\r\nA1 OK done\r\n",
        [letter(sections={BodySection(): b"a"}), ok("done", tag="A1")],
    ),
    (
        "43 blank line after a literal",
        b"* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n\r\nA1 OK done\r\n",
        [letter(uid=Uid(5), sections={BodySection(): b"a"}), ok("done", tag="A1")],
    ),
    (
        "43 literal two octets short",
        b"* 1 FETCH (UID 5 BODY[] {1}\r\na\r\n)\r\nA1 OK done\r\n",
        [
            letter(uid=Uid(5), sections={BodySection(): b"a"}),
            Unparsed(b")", "no response begins so"),
            ok("done", tag="A1"),
        ],
    ),
    (
        "43 literal one octet short",
        b"* 1 FETCH (UID 5 BODY[] {1}\r\na\n)\r\nA1 OK done\r\n",
        [
            letter(uid=Uid(5), sections={BodySection(): b"a"}),
            Unparsed(b")", "no response begins so"),
            ok("done", tag="A1"),
        ],
    ),
    (
        "empty literal",
        b"* 1 FETCH (BODY[1] {0}\r\n UID 5)\r\n",
        [letter(uid=Uid(5), sections={BodySection((1,)): b""})],
    ),
    (
        "UID after the literal, as Mail.ru and Exchange",
        b"* 1 FETCH (BODY[] {1}\r\na UID 5 FLAGS ())\r\n",
        [letter(uid=Uid(5), flags=frozenset(), sections={BodySection(): b"a"})],
    ),
    (
        "several responses in one read after DONE",
        b"* 3 EXISTS\r\n* 1 EXPUNGE\r\nA1 OK IDLE terminated\r\n",
        [ExistsData(3), ExpungeData(SequenceNumber(1)), ok("IDLE terminated", tag="A1")],
    ),
    (
        "BYE in answer to IDLE, again and again",
        b"* BYE Autologout\r\n" * 3,
        [StatusResponse(None, Status.BYE, "Autologout")] * 3,
    ),
]


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in STREAMS], ids=[row[0] for row in STREAMS])
def test_a_stream_goes_on(data: bytes, expected: list[Response | Unparsed]) -> None:
    """A deviation between responses disturbs neither those before nor those after it."""
    assert read(data) == expected


UNCLEAR: list[tuple[str, bytes]] = [
    ("13 Exchange, text without a star", b"Server Unavailable. 15"),
    ("27 Zoho, negative number", b"* -1 FETCH (UID 5)"),
    ("37 Citadel, flags", b"* FLAGS \\Seen \\Deleted"),
    ("stray parenthesis", b")"),
]


@pytest.mark.parametrize("line", [row[1] for row in UNCLEAR], ids=[row[0] for row in UNCLEAR])
def test_a_line_whose_meaning_is_not_clear_is_unparsed(line: bytes) -> None:
    """What could mean anything is kept as it is, and the stream goes on."""
    found = read_line(line)
    assert isinstance(found, Unparsed)
    assert found.raw == line


def test_a_code_that_is_none() -> None:
    """13 Exchange: a code of another grammar costs only itself."""
    code = b'Error="Microsoft.Exchange.Data.Storage.WrongServerException" AuthResultFromPopImapEnd=0'
    found = read_line(b"A1 OK [" + code + b"] AUTHENTICATE completed.")
    assert isinstance(found, StatusResponse)
    assert (found.tag, found.status, found.text) == ("A1", Status.OK, "AUTHENTICATE completed.")
    assert isinstance(found.code, Unparsed)
    assert found.code.raw == code


@pytest.mark.parametrize(
    ("items", "lost"),
    [
        pytest.param(b"MODSEQ (-1)", b"MODSEQ (-1)", id="27 Zoho, MODSEQ"),
        pytest.param(b"BODY[] {-1}", b"BODY[] {-1}", id="36 Free, literal"),
        pytest.param(b"RFC822.SIZE -1", b"RFC822.SIZE -1", id="negative size"),
        pytest.param(b'BODYSTRUCTURE ("text" "plain" (', b'BODYSTRUCTURE ("text" "plain" (', id="24 Courier, aborted"),
    ],
)
def test_an_item_whose_meaning_is_not_clear_is_a_problem(items: bytes, lost: bytes) -> None:
    """The letter is there, with its UID and what else could be read."""
    for line in (b"* 1 FETCH (UID 5 %b FLAGS ())" % items, b"* 1 FETCH (%b UID 5 FLAGS ())" % items):
        found = read_line(line)
        assert isinstance(found, MessageData)
        assert (found.uid, found.flags) == (5, frozenset())
        assert [problem.raw for problem in found.problems] == [lost]


NOBODY = Address(None, None, None, None)
ENVELOPES: list[tuple[str, bytes, dict[str, object]]] = [
    ("4 Gmail, name and mailbox swapped", b'NIL NIL NIL (("a" NIL "A B" "c")) NIL NIL NIL NIL NIL NIL',
     {"sender": (Address(b"a", None, b"A B", b"c"),)}),
    ("8 Outlook.com", b'NIL NIL ((NIL NIL "a" "b") (NIL NIL "c" "d")) NIL NIL NIL NIL NIL NIL NIL',
     {"from_": (Address(None, None, b"a", b"b"), Address(None, None, b"c", b"d"))}),
    ("19 iCloud", b'NIL NIL NIL NIL NIL NIL NIL NIL NIL "<"392889836"@Redacted>"',
     {"message_id": b'<"392889836"@Redacted>'}),
    ("20 Yahoo, empty list", b"NIL NIL () () () NIL NIL NIL NIL NIL", {}),
    ("20 AOL, space before a parenthesis", b'NIL NIL ((NIL NIL "a" "b") ) NIL NIL NIL NIL NIL NIL NIL ',
     {"from_": (Address(None, None, b"a", b"b"),)}),
    ("21 QQ", b'NIL NIL ((NIL "qq.com\\"" "a" "b")) NIL NIL NIL NIL NIL NIL NIL',
     {"from_": (Address(None, b'qq.com"', b"a", b"b"),)}),
    ("22 Coremail", b'NIL """" NIL NIL NIL NIL NIL NIL NIL NIL', {"subject": b'""'}),
    ("23 Domino, marks in a charset", b'NIL "3D"Windows-1252"" NIL NIL NIL NIL NIL NIL NIL NIL',
     {"subject": b'3D"Windows-1252"'}),
    ("28 SmarterMail, NIL among addresses", b'NIL NIL (NIL (NIL NIL "a" "b")) NIL NIL NIL NIL NIL NIL NIL',
     {"from_": (Address(None, None, b"a", b"b"),)}),
    ("28 SmarterMail, marks", b'NIL "a"b"c" NIL NIL NIL NIL NIL NIL NIL NIL', {"subject": b'a"b"c'}),
    ("30 Dovecot, placeholders", b'NIL NIL ((NIL NIL "a" "MISSING_DOMAIN")) NIL NIL NIL NIL NIL NIL NIL',
     {"from_": (Address(None, None, b"a", b"MISSING_DOMAIN"),)}),
    ("34 GroupWise", b'NIL "a \\(b\\)" NIL NIL NIL NIL NIL NIL NIL NIL', {"subject": b"a (b)"}),
    ("8-bit", 'NIL "Привет" NIL NIL NIL NIL NIL NIL NIL NIL'.encode(), {"subject": "Привет".encode()}),
    ("parentheses in a subject", b'NIL "a) ((b" NIL NIL NIL NIL NIL NIL NIL NIL', {"subject": b"a) ((b"}),
    ("a subject that ends like a literal", b'NIL "a {5}" NIL NIL NIL NIL NIL NIL NIL NIL', {"subject": b"a {5}"}),
    ("end of a group", b"NIL NIL ((NIL NIL NIL NIL)) NIL NIL NIL NIL NIL NIL NIL", {"from_": (NOBODY,)}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "fields"), [row[1:] for row in ENVELOPES], ids=[row[0] for row in ENVELOPES])
def test_an_envelope_whose_meaning_is_clear_is_typed(raw: bytes, fields: dict[str, bytes]) -> None:
    """Fields keep their places whatever servers do to spaces, marks and lists."""
    found = read_line(b"* 1 FETCH (ENVELOPE (" + raw + b") UID 5)")
    assert isinstance(found, MessageData)
    assert isinstance(found.envelope, Envelope)
    empty: dict[str, object] = {name: getattr(EMPTY, name) for name in Envelope.__slots__}
    assert found.envelope == Envelope(**{**empty, **fields})  # type: ignore[arg-type]  # each from its row
    assert found.uid == 5


def test_marks_that_cannot_be_told_cost_what_follows_them() -> None:
    """28 SmarterMail: where marks leave open which string ends where, all from there on could be the sender's words."""
    found = read_line(b'* 1 FETCH (UID 5 ENVELOPE (NIL "a "b" c" NIL NIL NIL NIL NIL NIL NIL NIL) FLAGS (\\Deleted))')
    assert isinstance(found, MessageData)
    assert isinstance(found.envelope, Unparsed)
    assert (found.uid, found.flags) == (5, None)


def structure(raw: bytes) -> BodyStructure | Unparsed | None:
    """Read a body structure in its response."""
    found = read_line(b"* 1 FETCH (BODYSTRUCTURE " + raw + b" UID 5)")
    assert isinstance(found, MessageData)
    assert found.uid == 5
    return found.body_structure


TEXT = b'("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1)'
PARTS: list[tuple[str, bytes, dict[str, object]]] = [
    ("5 Gmail", b'("a" "b" NIL NIL NIL "7BIT" 1 99 "md5" NIL NIL NIL)', {"md5": b"md5", "lines": 99}),
    ("6 Office 365", b'(NIL NIL NIL NIL NIL "7BIT" 0 NIL NIL NIL NIL)', {"media_type": "", "subtype": "", "size": 0}),
    ("10 Exchange, disposition", b'("a" "b" NIL NIL NIL "7BIT" 1 NIL "inline" NIL NIL)',
     {"disposition": Disposition("inline", {})}),
    ("10 Exchange, no disposition", b'("a" "b" NIL NIL NIL "7BIT" 1 NIL (NIL NIL) NIL NIL)', {}),
    ("11 Exchange, octets", b'("a" "b" NIL NIL NIL "7BIT" -1)', {"size": None}),
    ("11 Exchange, unquoted encoding", b'("a" "b" NIL NIL NIL BASE64 1)', {"encoding": "base64"}),
    ("11 Exchange, no encoding", b'("a" "b" NIL NIL NIL NIL 1)', {"encoding": "7bit"}),
    ("11 Exchange, blank in the encoding", b'("a" "b" NIL NIL NIL "base64 " 1)', {"encoding": "base64"}),
    ("18 Mail.ru, boundary", b'("a" "b" ("boundary" NIL "x" "y") NIL NIL "7BIT" 1)', {"parameters": {"x": b"y"}}),
    ("18 Mail.ru, size", b'("a" "b" NIL NIL NIL "7BIT" 9.3736e+06)', {"size": 9_373_600}),
    ("18 Mail.ru, more segments", b'("a" "b" NIL NIL NIL "7BIT" 1 NIL NIL NIL NIL (x y) "z" 3)', {}),
    ("23 Domino, empty body",
     b'("message" "rfc822" NIL NIL NIL "7BIT" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) () 0)',
     {"media_type": "message", "subtype": "rfc822", "envelope": EMPTY, "lines": 0}),
    ("23 Domino, marks in a charset", b'("text" "plain" ("charset" "3D"Windows-1252"") NIL NIL "7BIT" 1 1)',
     {"media_type": "text", "subtype": "plain", "parameters": {"charset": b'3D"Windows-1252"'}, "lines": 1}),
    ("4 Gmail, letter without its insides", b'("message" "rfc822" NIL NIL NIL "7BIT" 1 NIL NIL NIL NIL)',
     {"media_type": "message", "subtype": "rfc822"}),
    ("30 Dovecot, message/global", b'("message" "global" NIL NIL NIL "7BIT" 1 NIL ("attachment" NIL) NIL NIL)',
     {"media_type": "message", "subtype": "global", "disposition": Disposition("attachment", {})}),
    ("39 bluemind", b'("text" "plain" NIL NIL NIL "7BIT" 1 NIL ("inline" NIL) NIL NIL)',
     {"media_type": "text", "subtype": "plain", "disposition": Disposition("inline", {})}),
    ("45 UW", b'(NIL "plain" NIL NIL NIL "7BIT" 1 NIL)', {"media_type": "", "subtype": "plain"}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "fields"), [row[1:] for row in PARTS], ids=[row[0] for row in PARTS])
def test_a_part_whose_meaning_is_clear_is_typed(raw: bytes, fields: dict[str, object]) -> None:
    """What servers leave out of a part, or write otherwise, shifts nothing."""
    usual: dict[str, object] = {
        "media_type": "a", "subtype": "b", "parameters": {}, "content_id": None, "description": None,
        "encoding": "7bit", "size": 1, "lines": None, "envelope": None, "body": None, "md5": None,
        "disposition": None, "language": (), "location": None,
    }  # fmt: skip
    assert structure(raw) == BodyPart(**{**usual, **fields})  # type: ignore[arg-type]  # each from its row


ALTERNATIVE = Multipart((), "alternative", {"boundary": b"==alternative_xad5934455aeex"}, None, (), None)
MULTIPARTS = [
    ("1 Gmail, with a boundary", b'("ALTERNATIVE" ("BOUNDARY" "==alternative_xad5934455aeex") NIL NIL)', ALTERNATIVE),
    ("1 Gmail, with a disposition", b'("RELATED" NIL ("ATTACHMENT" NIL) NIL)',
     Multipart((), "related", {}, Disposition("attachment", {}), (), None)),
    ("1 Gmail, BODY", b'("ALTERNATIVE")', Multipart((), "alternative", {}, None, (), None)),
    ("10 Exchange", b'(("a" "b" NIL NIL NIL "7BIT" 1) "mixed" ("boundary" "x") "Multipart message" NIL)', None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), [row[1:] for row in MULTIPARTS], ids=[str(row[0]) for row in MULTIPARTS])
def test_a_multipart_whose_meaning_is_clear_is_typed(raw: bytes, expected: Multipart | None) -> None:
    """A multipart without its parts is one all the same, also inside another."""
    found = structure(raw)
    assert isinstance(found, Multipart)
    assert expected is None or found == expected
    outer = structure(b"(" + raw + TEXT + b' "mixed")')
    assert isinstance(outer, Multipart)
    assert [each.subtype for _, each in outer.walk()][0:2] == ["mixed", found.subtype]
    assert outer.parts[1].subtype == "plain"


def test_a_structure_of_nothing_is_unparsed() -> None:
    """23 Domino: parentheses around nothing are no structure."""
    assert isinstance(structure(b"()"), Unparsed)


def test_a_literal_that_is_too_short_costs_no_more_than_the_connection() -> None:
    """28 and 36: miscounted literals may lose the framing, but raise nothing and invent no letter."""
    data = b"* 1 FETCH (UID 5 BODY[] {3}\r\nabcdef)\r\n* 2 FETCH (UID 6 BODY[] {9}\r\nabc)\r\nA1 OK\r\n"
    found = parse_responses(data)
    assert [each.uid for each in found if isinstance(each, MessageData)] in ([5, 6], [5])
