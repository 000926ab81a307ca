# SPDX-License-Identifier: MIT
"""Each response code of RFC 9051 and RFC 3501, 7.1: with its value, in its answer, and where it cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailproto.commands import Noop
from mailproto.errors import CommandRejected
from mailproto.responses import AppendUid, CopyUid, ResponseCode, StatusResponse
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import DELETED, SEEN, Capability, Flag, Status, Uid, UidValidity
from tests.support.reading import read_line
from tests.support.sessions import session_in


@dataclass(frozen=True, slots=True)
class Code:
    """A code: an answer that has it, after its tag; its value; and an argument that cannot be read.

    `malformed` is empty where the code has no argument, or any octets may be one.
    """

    name: str
    answer: bytes
    value: object = None
    malformed: bytes = b""


CODES = [
    Code("ALERT", b"OK [ALERT] System shutdown in 10 minutes"),
    Code("ALREADYEXISTS", b'NO [ALREADYEXISTS] Mailbox "that" already exists'),
    Code(
        "APPENDUID",
        b"OK [APPENDUID 38505 3955] APPEND completed",
        AppendUid(UidValidity(38505), UidSet.of([3955])),
        b"38505 none",
    ),
    Code("AUTHENTICATIONFAILED", b"NO [AUTHENTICATIONFAILED] Authentication failed"),
    Code("AUTHORIZATIONFAILED", b"NO [AUTHORIZATIONFAILED] No such authorization-ID"),
    Code("BADCHARSET", b"NO [BADCHARSET (UTF-8)] KOI8-R is not supported", ("UTF-8",), b"UTF-8)"),
    Code("CANNOT", b"NO [CANNOT] Adjacent slashes are not supported"),
    Code(
        "CAPABILITY",
        b"OK [CAPABILITY STARTTLS IMAP4rev2] IMAP4rev2 Service Ready",
        (Capability("STARTTLS"), Capability("IMAP4rev2")),
    ),
    Code("CLIENTBUG", b"OK [CLIENTBUG] Done"),
    Code("CLOSED", b"OK [CLOSED] Previous mailbox is now closed"),
    Code("CONTACTADMIN", b"NO [CONTACTADMIN]"),
    Code(
        "COPYUID",
        b"OK [COPYUID 38505 304,319:320 3956:3958] Done",
        CopyUid(UidValidity(38505), ((Uid(304), Uid(304)), (Uid(319), Uid(320))), ((Uid(3956), Uid(3958)),)),
        b"38505 304:* 3956:*",
    ),
    Code("CORRUPTION", b"NO [CORRUPTION] Cannot open mailbox"),
    Code("EXPIRED", b"NO [EXPIRED] That password isn't valid any more"),
    Code("EXPUNGEISSUED", b"OK [EXPUNGEISSUED] Search completed"),
    Code("HASCHILDREN", b'NO [HASCHILDREN] Mailbox "Notes" has children that need to be deleted first'),
    Code("INUSE", b"NO [INUSE] Mailbox in use"),
    Code("LIMIT", b"NO [LIMIT] At most 32 flags in one mailbox supported"),
    Code("NONEXISTENT", b"NO [NONEXISTENT] No such mailbox"),
    Code("NOPERM", b"NO [NOPERM] Access denied"),
    Code("OVERQUOTA", b"NO [OVERQUOTA] Sorry"),
    Code("PARSE", b"OK [PARSE] the letter's header is damaged"),
    Code(
        "PERMANENTFLAGS",
        rb"OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited",
        (DELETED, SEEN, Flag(r"\*")),
        rb"\Deleted \Seen",
    ),
    Code("PRIVACYREQUIRED", b"NO [PRIVACYREQUIRED] Connection offers no privacy"),
    Code("READ-ONLY", b"OK [READ-ONLY] EXAMINE completed"),
    Code("READ-WRITE", b"OK [READ-WRITE] SELECT completed"),
    Code("SERVERBUG", b"NO [SERVERBUG] This should not happen"),
    Code("TRYCREATE", b"NO [TRYCREATE] no such mailbox"),
    Code("UIDNEXT", b"OK [UIDNEXT 4392] Predicted next UID", 4392, b"soon"),
    Code("UIDNOTSTICKY", b"NO [UIDNOTSTICKY] Non-persistent UIDs"),
    Code("UIDVALIDITY", b"OK [UIDVALIDITY 3857529045] UIDs valid", 3857529045, b"-1"),
    Code("UNAVAILABLE", b"NO [UNAVAILABLE] User's backend down for maintenance"),
    Code("UNKNOWN-CTE", b"NO [UNKNOWN-CTE] it cannot be decoded"),
    Code("UNSEEN", b"OK [UNSEEN 12] Message 12 is first unseen", 12, b"1 2"),
]


@pytest.mark.parametrize("code", CODES, ids=lambda each: each.name)
def test_the_code_has_its_value(code: Code) -> None:
    """Tagged and untagged alike, however the octets are divided; the text after it is the server's words."""
    for start, tag in ((b"* ", None), (b"A1 ", "A1")):
        response = read_line(start + code.answer)
        assert isinstance(response, StatusResponse)
        assert response.tag == tag
        assert isinstance(response.code, ResponseCode)
        assert (response.code.name, response.code.value) == (code.name, code.value)
        assert response.text == code.answer.partition(b"]")[2].strip().decode()


@pytest.mark.parametrize("code", CODES, ids=lambda each: each.name)
def test_a_refusal_keeps_its_code(code: Code) -> None:
    """Who is refused finds the code in the error; the connection goes on."""
    session = session_in(ConnectionState.AUTHENTICATED)
    in_flight = session.submit(Noop())
    session.receive_data(b"%b NO [%b\r\n" % (in_flight.tag.encode(), code.answer.partition(b"[")[2]))
    assert isinstance(in_flight.error, CommandRejected)
    assert getattr(in_flight.error.status.code, "name", "") == code.name
    assert session.submit(Noop()).tag in session.tags_in_flight


@pytest.mark.parametrize("code", [each for each in CODES if each.malformed], ids=lambda each: each.name)
def test_an_argument_that_cannot_be_read_costs_the_code_alone(code: Code) -> None:
    """The answer counts all the same, and the octets of the code are kept."""
    response = read_line(b"A1 OK [%b %b] done" % (code.name.encode(), code.malformed))
    assert isinstance(response, StatusResponse)
    assert (response.tag, response.status, response.text) == ("A1", Status.OK, "done")
    assert isinstance(response.code, Unparsed)
    assert response.code.raw == b"%b %b" % (code.name.encode(), code.malformed)
