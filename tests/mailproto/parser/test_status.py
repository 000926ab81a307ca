# SPDX-License-Identifier: MIT
"""Status responses and every code of RFC 9051, 7.1; a known tag always completes its command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.parser import parse_responses
from mailproto.responses import AppendUid, CopyUid, Progress, ResponseCode, StatusResponse
from mailproto.sequences import NumberSet, UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Capability, Flag, Status, Tag, Uid, UidValidity
from tests.support.reading import read_line

STATUSES = [
    (b"* OK IMAP4rev2 server ready", StatusResponse(None, Status.OK, "IMAP4rev2 server ready")),
    (b"* PREAUTH hello", StatusResponse(None, Status.PREAUTH, "hello")),
    (b"* BYE Autologout; idle for too long", StatusResponse(None, Status.BYE, "Autologout; idle for too long")),
    (b"* NO Disk is 98% full", StatusResponse(None, Status.NO, "Disk is 98% full")),
    (b"* BAD Empty command line", StatusResponse(None, Status.BAD, "Empty command line")),
    (b"A001 OK done", StatusResponse(Tag("A001"), Status.OK, "done")),
    (b"A001 no [ALERT] full", StatusResponse(Tag("A001"), Status.NO, "full", ResponseCode("ALERT", None, b"ALERT"))),
    (b"A001 BAD", StatusResponse(Tag("A001"), Status.BAD)),
    (b"A001 OK ", StatusResponse(Tag("A001"), Status.OK)),
    (b"A001  OK  done ", StatusResponse(Tag("A001"), Status.OK, "done")),
    (b"A001\tOK\tdone", StatusResponse(Tag("A001"), Status.OK, "done")),
    ("A001 OK готово".encode(), StatusResponse(Tag("A001"), Status.OK, "готово")),
    (b"A001 OK gr\xfcn", StatusResponse(Tag("A001"), Status.OK, "grün")),
    (b"A001 OK text [ALERT]", StatusResponse(Tag("A001"), Status.OK, "text [ALERT]")),
    (b"A001 OK[ALERT]x", StatusResponse(Tag("A001"), Status.OK, "x", ResponseCode("ALERT", None, b"ALERT"))),
    (b"* [ALERT] x", StatusResponse(None, Status.OK, "x", ResponseCode("ALERT", None, b"ALERT"))),
    (b"[ALERT] x", StatusResponse(None, Status.OK, "x", ResponseCode("ALERT", None, b"ALERT"))),
]


@pytest.mark.parametrize(("line", "expected"), STATUSES, ids=lambda each: ascii(each)[:40])
def test_a_status_response(line: bytes, expected: StatusResponse) -> None:
    """Tag, word, code and text, in whatever case and with whatever spaces (RFC 9051, 7.1)."""
    assert read_line(line) == expected


SEVEN = UidValidity(7)
CODES: list[tuple[bytes, str, object]] = [
    (b"CAPABILITY IMAP4rev2 AUTH=PLAIN", "CAPABILITY", (Capability("IMAP4rev2"), Capability("AUTH=PLAIN"))),
    (b"PERMANENTFLAGS (\\Deleted \\*)", "PERMANENTFLAGS", (Flag(r"\Deleted"), Flag(r"\*"))),
    (b"PERMANENTFLAGS ()", "PERMANENTFLAGS", ()),
    (b"PERMANENTFLAGS (a[b] c)", "PERMANENTFLAGS", (Flag("a[b]"), Flag("c"))),
    (b"UIDNEXT 4392", "UIDNEXT", 4392),
    (b"uidvalidity 3857529045", "UIDVALIDITY", 3857529045),
    (b"UNSEEN 12", "UNSEEN", 12),
    (b"HIGHESTMODSEQ 9223372036854775807", "HIGHESTMODSEQ", 9223372036854775807),
    (b"APPENDUID 7 3955", "APPENDUID", AppendUid(SEVEN, UidSet.of([3955]))),
    (b"APPENDUID 7 3:5", "APPENDUID", AppendUid(SEVEN, UidSet.range(3, 5))),
    (b"COPYUID 7 3 5", "COPYUID", CopyUid(SEVEN, ((Uid(3), Uid(3)),), ((Uid(5), Uid(5)),))),
    (b"COPYUID 7 9,4:3 5:7", "COPYUID",
     CopyUid(SEVEN, ((Uid(9), Uid(9)), (Uid(4), Uid(3))), ((Uid(5), Uid(7)),))),
    (b"BADCHARSET", "BADCHARSET", ()),
    (b'BADCHARSET (UTF-8 "x]y")', "BADCHARSET", ("UTF-8", "x]y")),
    (b"MAILBOXID (F2212ea87-6097)", "MAILBOXID", "F2212ea87-6097"),
    (b"MODIFIED 7,9", "MODIFIED", NumberSet[int].of([7, 9])),
    # RFC 9585, 4
    (b"INPROGRESS", "INPROGRESS", Progress()),
    (b'INPROGRESS ("tag" NIL NIL)', "INPROGRESS", Progress(Tag("tag"))),
    (b'INPROGRESS ("tag" 175 NIL)', "INPROGRESS", Progress(Tag("tag"), 175)),
    (b'INPROGRESS ("tag" 175 1000)', "INPROGRESS", Progress(Tag("tag"), 175, 1000)),
    (b"INPROGRESS (NIL NIL NIL)", "INPROGRESS", Progress()),
    (b"inprogress (nil 0 1000)", "INPROGRESS", Progress(None, 0, 1000)),
    (b'INPROGRESS ("NIL" 1 2)', "INPROGRESS", Progress(Tag("NIL"), 1, 2)),
    (b'INPROGRESS ("a]b" 1 2)', "INPROGRESS", Progress(Tag("a]b"), 1, 2)),
    (b"INPROGRESS ( A1 1  2 )", "INPROGRESS", Progress(Tag("A1"), 1, 2)),
    (b"X-NEW", "X-NEW", None),
    (b'X-NEW some (thing) "]"', "X-NEW", b'some (thing) "]"'),
    (b"REFERRAL imap://user;AUTH=*@server/", "REFERRAL", b"imap://user;AUTH=*@server/"),
    *((word.encode(), word, None) for word in (
        "ALERT", "PARSE", "READ-ONLY", "READ-WRITE", "TRYCREATE", "UIDNOTSTICKY", "NOMODSEQ", "CLOSED",
        "UNAVAILABLE", "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED", "CONTACTADMIN",
        "NOPERM", "INUSE", "EXPUNGEISSUED", "CORRUPTION", "SERVERBUG", "CLIENTBUG", "CANNOT", "LIMIT", "OVERQUOTA",
        "ALREADYEXISTS", "NONEXISTENT", "NOTSAVED", "HASCHILDREN", "UNKNOWN-CTE",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "value"), CODES, ids=lambda each: ascii(each)[:40])
def test_a_response_code(code: bytes, name: str, value: object) -> None:
    """Each code has its name, its typed value and its bytes, before text and without any (RFC 9051, 7.1)."""
    expected = ResponseCode(name, value, code)
    assert read_line(b"* OK [" + code + b"] text") == StatusResponse(None, Status.OK, "text", expected)
    assert read_line(b"A001 NO [" + code + b"]") == StatusResponse(Tag("A001"), Status.NO, "", expected)


def test_literals_in_a_code() -> None:
    """A code may hold literals, which its text may not."""
    (found,) = parse_responses(b"A1 NO [BADCHARSET ({3}\r\na]b)] see {3}\r\n")
    code = ResponseCode("BADCHARSET", ("a]b",), b'BADCHARSET ("a]b")')
    assert found == StatusResponse(Tag("A1"), Status.NO, "see {3}", code)


@pytest.mark.parametrize(
    ("code", "raw", "text"),
    [
        (b"[UIDNEXT x] t", b"UIDNEXT x", "t"),
        (b"[UIDNEXT] t", b"UIDNEXT", "t"),
        (b"[PERMANENTFLAGS x] t", b"PERMANENTFLAGS x", "t"),
        (b"[APPENDUID 7] t", b"APPENDUID 7", "t"),
        (b"[COPYUID 7 1:* 2] t", b"COPYUID 7 1:* 2", "t"),
        (b"[COPYUID] t", b"COPYUID", "t"),
        (b'[INPROGRESS "tag" 1 2] t', b'INPROGRESS "tag" 1 2', "t"),
        (b'[INPROGRESS ("tag" 1)] t', b'INPROGRESS ("tag" 1)', "t"),
        (b'[INPROGRESS ("tag" -1 2)] t', b'INPROGRESS ("tag" -1 2)', "t"),
        (b"[] t", b"", "t"),
        (b'[X "a] t', b'X "a', "t"),
        (b"[X (a] t", b"X (a", "t"),
        (b"[no end", b"no end", ""),
    ],
)
def test_a_bad_code_costs_nothing_but_itself(code: bytes, raw: bytes, text: str) -> None:
    """A code that cannot be read is Unparsed; the response that holds it completes its command all the same."""
    found = read_line(b"A001 OK " + code)
    assert isinstance(found, StatusResponse)
    assert (found.tag, found.status, found.text) == ("A001", Status.OK, text)
    assert isinstance(found.code, Unparsed)
    assert found.code.raw == raw


@given(st.sampled_from([b"OK", b"NO", b"BAD", b"ok"]), st.binary())
def test_a_known_tag_always_completes_its_command(status: bytes, rest: bytes) -> None:
    """Whatever follows the status word, the response is a status response with its tag."""
    line = b"A001 " + status + b" " + rest.replace(b"\n", b"").replace(b"{", b"")
    (found,) = parse_responses(line + b"\r\n")
    assert isinstance(found, StatusResponse)
    assert found.tag == "A001"
    assert found.status.value == status.decode().upper()


@pytest.mark.parametrize("line", [b"A001", b"A001 OKAY", b"A001 FETCH x", b"OK", b"Server Unavailable. 15"])
def test_what_is_no_status_is_unparsed(line: bytes) -> None:
    """A line that begins neither as data nor as a status is kept as it is."""
    assert read_line(line) == Unparsed(line, "no response begins so")
