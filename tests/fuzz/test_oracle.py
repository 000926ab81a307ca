# SPDX-License-Identifier: MIT
"""A server's octets mean to mailproto what they mean to a library by other people; where not, an RFC decides."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailproto.message_data import BodyStructure, MessageData
from mailproto.parser import parse_responses
from mailproto.responses import (
    ContinuationRequest,
    EnabledData,
    FlagsData,
    MailboxStatus,
    QuotaResource,
    Response,
    ResponseCode,
    SearchData,
    SortData,
    StatusResponse,
)
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Capability, Uid
from tests.fuzz.values.answers import ANSWERS
from tests.fuzz.values.letters import body_structures
from tests.fuzz.values.wire import Wire, quoted

pytest.importorskip("imap_codec", reason="is made for some systems only")

from tests.fuzz import oracle

_FEW: Final = settings(max_examples=200 if os.environ.get("KONVERT_TESTS") == "full" else 20)
_CODES_WITH_RAW_VALUES: Final = frozenset(
    {"APPENDUID", "HIGHESTMODSEQ", "MODIFIED", "BADEVENT", "INPROGRESS", "MAILBOXID", "METADATA"}
)
_ZERO_IS_NONE: Final = {"UIDNEXT", "UIDVALIDITY", "UNSEEN"}
_STATUS_WORDS: Final = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "RECENT", "DELETED", "DELETED-STORAGE")


def _common_status(status: StatusResponse) -> StatusResponse:
    """Take what RFC 3501 allows, too: a text that is not empty, in ASCII, and PREAUTH only as a greeting."""
    text = "".join(sign for sign in status.text if " " <= sign <= "~").strip() or "text"
    kind = type(status.status).OK if status.status.value == "PREAUTH" else status.status
    code = status.code
    assert isinstance(code, ResponseCode | None)
    if code is not None and (code.name in _CODES_WITH_RAW_VALUES or (code.name in _ZERO_IS_NONE and not code.value)):
        code = None
    tag = None if kind.value == "BYE" else status.tag
    return replace(status, tag=tag, status=kind, code=code, text=text.lstrip("[") or "text")


def _common_message(message: MessageData) -> MessageData:
    """Take what the oracle has heard of: no MODSEQ, no unknown item, no number over 32 bits, at least one item.

    NUL stands in literal8 alone (RFC 9051, 9: literal).
    """
    sections = {
        replace(section, origin=None if section.binary else section.origin, part=section.part or (1,)): (
            content.replace(b"\0", b"") if isinstance(content, bytes) and not section.binary else content
        )
        for section, content in message.sections.items()
    }
    size = None if message.size is None else message.size % 2**32
    flags = None if message.flags is None else frozenset(message.flags - {r"\*"})
    return replace(
        message, uid=message.uid or Uid(1), size=size, flags=flags, mod_seq=None, others={}, sections=sections
    )


COMMON: Final[Mapping[str, Callable[[Any], Response]]] = {
    "StatusResponse": _common_status,
    "ContinuationRequest": lambda request: ContinuationRequest(b"more: " + request.data.hex().encode()),
    "CapabilityData": lambda data: data,
    "EnabledData": lambda data: EnabledData(data.capabilities or (Capability("X"),)),
    "ListData": lambda data: replace(data, extended={}, delimiter="/" if data.delimiter == "«" else data.delimiter),
    "MailboxStatus": lambda data: MailboxStatus(
        data.mailbox, dict(zip(_STATUS_WORDS, (1 + value % 2**31 for value in data.items.values()), strict=False))
    ),
    "FlagsData": lambda data: FlagsData(tuple(flag for flag in data.flags if flag != r"\*")),
    "ExistsData": lambda data: data,
    "RecentData": lambda data: data,
    "ExpungeData": lambda data: data,
    "SearchData": lambda data: SearchData(data.numbers),
    "SortData": lambda data: SortData(data.numbers),
    "ThreadData": lambda data: data,
    "IdData": lambda data: data,
    "QuotaData": lambda data: replace(data, resources=data.resources or {"X": QuotaResource(1, 2)}),
    "QuotaRootData": lambda data: data,
    "MetadataData": lambda data: data if data.values or data.changed else replace(data, changed=("/shared/x",)),
    "MessageData": _common_message,
}
"""Of each class of responses, what mailproto and the oracle both read; of other classes the oracle knows nothing."""


def _comparable(response: Response | Unparsed) -> object:
    """Leave out how something was spelt, and read the date."""
    if isinstance(response, StatusResponse) and isinstance(response.code, ResponseCode):
        return replace(response, code=replace(response.code, raw=b""))
    if isinstance(response, MessageData):
        return replace(response, raw_internal_date=response.internal_date)  # type: ignore[arg-type]  # only compared
    return response


@pytest.mark.parametrize("kind", [kind for kind in get_args(Response) if kind.__name__ in COMMON])
@_FEW
@given(data=st.data())
def test_both_read_a_response_alike(kind: type, data: st.DataObject) -> None:
    """Field by field; and what the oracle writes of it is read alike, too."""
    octets = Wire(literals=True).response(data.draw(ANSWERS[kind].map(COMMON[kind.__name__])))
    (ours,) = parse_responses(octets)
    assert oracle.read(octets) == _comparable(ours)
    (respelt,) = parse_responses(oracle.spell(octets))
    assert _comparable(respelt) == _comparable(ours)


@_FEW
@given(body_structures)
def test_both_read_a_body_structure_alike(structure: BodyStructure) -> None:
    """Parts within parts, letters within letters."""
    octets = b"* 1 FETCH (BODYSTRUCTURE %b)\r\n" % Wire(literals=True).structure(structure)
    octets = octets.replace(b'"message" "global"', b'"message" "rfc822"')  # see below
    (ours,) = parse_responses(octets)
    assert isinstance(ours, MessageData)
    assert oracle.read_structure(octets) == ours.body_structure


@pytest.mark.parametrize("kind", [kind for kind in get_args(Response) if kind.__name__ not in COMMON])
@_FEW
@given(data=st.data())
def test_what_the_oracle_does_not_know(kind: type, data: st.DataObject) -> None:
    """It refuses whole classes of responses; should it learn one, the comparison wants to know."""
    with pytest.raises(ValueError, match="DecodeFailed"):
        oracle.read(Wire().response(data.draw(ANSWERS[kind])))


# What the two do not read alike, and the sentence that decides. Where it is for the oracle, mailproto reads more than
# the grammar has, because servers send it.
DIFFERENCES: Final = (
    (b"* OK [UIDVALIDITY 0] x", "RFC 9051, 9: resp-text-code = UIDVALIDITY SP nz-number; but servers send 0"),
    (b"* 1 FETCH ()", "RFC 9051, 9: msg-att has one item or more; but servers send none"),
    (b"* FLAGS (\\*)", "RFC 9051, 9: \\* is a flag-perm only; but Zoho sends it here"),
    (b"* 1 FETCH (FLAGS (\\*))", "RFC 9051, 9: \\* is a flag-perm only; but Zoho sends it here"),
    (b"* OK ", "RFC 9051, 9: resp-text = [code SP] [text]; the text may be missing"),
    (b"* OK [ALERT] ", "RFC 9051, 9: resp-text = [code SP] [text]; the text may be missing"),
    (b"* OK \xd1\x8f", "RFC 9051, 9: TEXT-CHAR and text hold UTF-8"),
    (b"* OK [UIDNEXT 1] \xd1\x8f", "RFC 9051, 9: TEXT-CHAR and text hold UTF-8"),
    (b'* ID ("a" "\xd1\x8f")', "RFC 9051, 9: quoted holds UTF-8"),
    (b"* 1 FETCH (RFC822.SIZE 4294967296)", "RFC 9051, 9: RFC822.SIZE SP number64"),
    (
        b'* 1 FETCH (BODYSTRUCTURE ("text" "a" NIL NIL NIL "7bit" 4294967296 1))',
        "RFC 9051, 9: body-fld-octets = number",
    ),
    (
        b'* 1 FETCH (BODYSTRUCTURE ("text" "a" NIL NIL NIL "7bit" 1 4294967296))',
        "RFC 9051, 9: body-fld-lines = number64",
    ),
    (
        b'* 1 FETCH (BODYSTRUCTURE ("message" "global" NIL NIL NIL "7bit" 1 (%b) (%b) 3))'
        % (b" ".join([b"NIL"] * 10), b'"text" "plain" NIL NIL NIL "7bit" 1 2'),
        "RFC 9051, 9: media-message = MESSAGE SP (RFC822 / GLOBAL)",
    ),
    (b"* STATUS a (SIZE 5)", "RFC 9051, 9: status-att-val has SIZE SP number64"),
    (b"* STATUS a (HIGHESTMODSEQ 5)", "RFC 7162, 7: status-att-val =/ HIGHESTMODSEQ SP mod-sequence-valzer"),
    (b"* SEARCH 2 (MODSEQ 5)", "RFC 7162, 7: mailbox-data =/ SEARCH [1*(SP nz-number) SP search-sort-mod-seq]"),
    (b"* SORT 2 (MODSEQ 5)", "RFC 7162, 7: sort-data = SORT [1*(SP nz-number) SP search-sort-mod-seq]"),
    (b"* 1 FETCH (MODSEQ (5))", "RFC 7162, 7: msg-att-dynamic =/ MODSEQ SP ( permsg-modsequence )"),
    (b'* LIST () "/" a ("CHILDINFO" ("SUBSCRIBED"))', "RFC 9051, 9: mailbox-list may end with mbox-list-extended"),
    ('* LIST () "«" a'.encode(), "RFC 9051, 9: QUOTED-CHAR =/ UTF8-2 / UTF8-3 / UTF8-4"),
    (b"* PREAUTH x", "RFC 9051, 9: a greeting; the oracle reads greetings apart"),
)


@pytest.mark.parametrize(
    ("line", "sentence"), DIFFERENCES, ids=[quoted(line).decode("latin-1") for line, _ in DIFFERENCES]
)
def test_where_they_differ(line: bytes, sentence: str) -> None:
    """Mailproto reads it without a doubt; the oracle does not, or not as what it is."""
    assert sentence
    (ours,) = parse_responses(line + b"\r\n")
    assert not isinstance(ours, Unparsed)
    try:
        theirs: Response | None = oracle.read(line + b"\r\n")
    except ValueError:
        theirs = None
    assert theirs != _comparable(ours)
