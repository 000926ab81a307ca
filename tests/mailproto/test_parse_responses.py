# SPDX-License-Identifier: MIT
"""Everything that a server has sent, read at once: whole conversations, bad neighbours, limits, and any bytes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto import scanner
from mailproto.framing import Frame, Limits
from mailproto.message_data import Address, BodyPart, BodySection, Envelope, MessageData
from mailproto.parser import parse, parse_frames, parse_responses
from mailproto.parser.fetch import _MOST_PROBLEMS
from mailproto.responses import ExistsData, ExpungeData, SearchData, StatusResponse
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import SequenceNumber, Status, Tag
from tests.support.reading import read

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

# RFC 9051, 8
FULL = (
    b'* 12 FETCH (FLAGS (\\Seen) INTERNALDATE "17-Jul-1996 02:44:25 -0700" RFC822.SIZE 4286 ENVELOPE ('
    b'"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary and minutes" '
    b'(("Terry Gray" NIL "gray" "cac.washington.edu")) (("Terry Gray" NIL "gray" "cac.washington.edu")) '
    b'(("Terry Gray" NIL "gray" "cac.washington.edu")) ((NIL NIL "imap" "cac.washington.edu")) '
    b'((NIL NIL "minutes" "CNRI.Reston.VA.US")("John Klensin" NIL "KLENSIN" "MIT.EDU")) NIL NIL '
    b'"<B27397-0100000@cac.washington.ed>") BODY ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 3028 92))'
)
HEADER = b"Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\nFrom: Terry Gray <gray@cac.washington.edu>\r\n\r\n"


def test_the_letter_of_the_standard() -> None:
    """The FETCH FULL of RFC 9051, 8, has all its fields."""
    (found,) = read(FULL + b"\r\n")
    assert isinstance(found, MessageData)
    assert found.sequence_number == 12
    assert found.internal_date == datetime(1996, 7, 17, 2, 44, 25, tzinfo=timezone(-timedelta(hours=7)))
    envelope = found.envelope
    assert envelope is not None
    assert not isinstance(envelope, Unparsed)
    assert envelope.subject_text == "IMAP4rev2 WG mtg summary and minutes"
    assert envelope.from_ == envelope.sender == (Address(b"Terry Gray", None, b"gray", b"cac.washington.edu"),)
    assert [each.address for each in envelope.cc] == ["minutes@CNRI.Reston.VA.US", "KLENSIN@MIT.EDU"]
    assert envelope.bcc == ()
    assert isinstance(found.body_structure, BodyPart)
    assert (found.body_structure.size, found.body_structure.lines) == (3028, 92)


def test_a_letter_whose_bytes_look_like_responses() -> None:
    """The octets of a literal are never read as responses, whatever they spell."""
    letter = b"A1 OK done\r\n* BYE\r\n* 1 EXPUNGE\r\n+ \r\n)\r\n"
    data = b"* 12 FETCH (BODY[HEADER] {%d}\r\n%b)\r\nA2 OK done\r\n" % (len(letter), letter)
    assert read(data) == [
        MessageData(SequenceNumber(12), sections={BodySection(text="HEADER"): letter}),
        StatusResponse(Tag("A2"), Status.OK, "done"),
    ]


def test_one_bad_letter_of_a_thousand() -> None:
    """A structure that makes no sense costs itself: its letter and all others are there."""
    letters = [
        FULL.replace(b"* 12", b"* %d" % number).replace(b"(FLAGS", b"(UID %d FLAGS" % number)
        for number in range(1, 1001)
    ]
    letters[499] = letters[499].replace(b'"7BIT" 3028 92))', b'"7BIT" 3028 92')
    found = parse_responses(b"\r\n".join(letters) + b"\r\n")
    assert [each.uid for each in found if isinstance(each, MessageData)] == list(range(1, 1001))
    assert [number for number, each in enumerate(found) if isinstance(each, MessageData) and each.problems] == [499]


def test_what_is_over_a_limit_is_a_last_unparsed() -> None:
    """Where framing is lost, what was read before stays, and the rest says why."""
    found = parse_responses(b"* 1 EXISTS\r\n* X {100}\r\n* 2 EXISTS\r\n", Limits(literal=99))
    assert found == [ExistsData(1), Unparsed(b"* X {100}* 2 EXISTS\r\n", "literal of 100 is over the limit of 99")]


@pytest.mark.parametrize("tail", [b"* OK", b"* OK\r", b"* 1 FETCH (X {5}\r\nab", b"A001 OK [", b"{"])
def test_an_incomplete_tail_is_a_last_unparsed(tail: bytes) -> None:
    """What has no end is told as incomplete, byte for byte."""
    assert parse_responses(b"* 1 EXISTS\r\n" + tail) == [ExistsData(1), Unparsed(tail, "incomplete")]


def test_nothing_is_nothing() -> None:
    """No bytes and blank lines are no responses."""
    assert parse_responses(b"") == parse_responses(b"\r\n\n") == []


def test_many_frames_are_read_at_once() -> None:
    """`parse_frames` reads as `parse` does."""
    frames = [Frame(b"* 1 EXISTS"), Frame(b"* X"), Frame(b"x")]
    assert parse_frames(frames) == [parse(frame) for frame in frames]


def test_expunges_keep_their_place_in_the_stream() -> None:
    """Responses come out in wire order: EXPUNGE between two others shifts numbers from there on."""
    assert read(b"* 5 EXPUNGE\r\n* 9 EXISTS\r\n* 5 EXPUNGE\r\n") == [
        ExpungeData(SequenceNumber(5)),
        ExistsData(9),
        ExpungeData(SequenceNumber(5)),
    ]


def test_a_search_with_many_hits() -> None:
    """150,000 hits in one line are read, and are kept as ranges."""
    (found,) = parse_responses(b"* SEARCH " + b" ".join(b"%d" % number for number in range(1, 150_001)) + b"\r\n")
    assert isinstance(found, SearchData)
    assert bytes(found.numbers) == b"1:150000"


HOSTILE = [
    pytest.param(b"* 1 FETCH (" + b"(" * 300_000 + b"\r\n", id="open parentheses"),
    pytest.param(b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 300_000 + b"\r\n", id="nested structure"),
    pytest.param(b"* 1 FETCH (ENVELOPE " + b'"' * 300_000 + b"\r\n", id="marks"),
    pytest.param(b"* 1 FETCH (ENVELOPE (" + b'"a' * 150_000 + b"\r\n", id="strings that do not end"),
    pytest.param(b"* 1 FETCH (" + b"ENVELOPE ( " * 30_000 + b"\r\n", id="items that do not end"),
    pytest.param(b"* 1 FETCH (" + b"BODY[ " * 50_000 + b"\r\n", id="sections that do not end"),
    pytest.param(b"* 1 FETCH (BODY[" + b'"' * 300_000 + b"\r\n", id="marks in a section"),
    pytest.param(b"* OK [" + b'X "' * 100_000 + b"\r\n", id="code of marks"),
    pytest.param(b"* OK [X " + b"(" * 300_000 + b"\r\n", id="code of parentheses"),
    pytest.param(b"* OK [X" + b" " * 300_000 + b"\r\n", id="code of spaces"),
    pytest.param(b"* LIST () NIL " + b'"' * 300_000 + b"\r\n", id="name of marks"),
    pytest.param(b"* LIST () NIL a" + b" " * 300_000 + b"b\r\n", id="name of spaces"),
    pytest.param(b"* LIST () NIL a (" + b"x y " * 100_000 + b"\r\n", id="extensions"),
    pytest.param(b"* STATUS " + b" (" * 150_000 + b"\r\n", id="status of parentheses"),
    pytest.param(b"* STATUS a (" + b"X 1 " * 100_000 + b")\r\n", id="status of many"),
    pytest.param(b"* NAMESPACE " + b"NIL " * 100_000 + b"\r\n", id="namespaces"),
    pytest.param(b"* ESEARCH " + b"X 1 " * 100_000 + b"\r\n", id="results"),
    pytest.param(b"* SEARCH " + b"1 " * 100_000 + b"x\r\n", id="hits and no hit"),
    pytest.param(b"* " + b" " * 300_000 + b"\r\n", id="spaces"),
    pytest.param(b"*" + b" 1" * 150_000 + b"\r\n", id="numbers"),
    pytest.param(b"* ID (" + b'"a" ' * 100_000 + b"\r\n", id="names without values"),
    pytest.param(b"* CAPABILITY" + b" +" * 150_000 + b"\r\n", id="plus signs"),
    pytest.param(b"* 1 FETCH (" + b"BODY[] {0}\r\n " * 9_000 + b")\r\n", id="literals"),
    pytest.param(b"* 1 FETCH (ENVELOPE (" + b'{1}\r\n" ' * 9_000 + b"\r\n", id="literals of marks"),
    pytest.param(b"* 1 FETCH (UID " + b"9" * 300_000 + b")\r\n", id="number of many digits"),
    pytest.param(b"* " + b"9" * 300_000 + b" EXISTS\r\n", id="count of many digits"),
    pytest.param(b"* OK [UIDNEXT " + b"9" * 300_000 + b"]\r\n", id="code of many digits"),
    pytest.param(b"* VANISHED " + b"9" * 300_000 + b"\r\n", id="set of many digits"),
]


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_lines_are_read_in_linear_work(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of a megabyte made to be looked at again and again: each octet is in a few tokens, not in thousands."""
    pattern = scanner._TOKEN
    consumed = 0

    class Counting:
        """The pattern of tokens, counting the octets that it consumes."""

        @staticmethod
        def finditer(text: bytes, position: int) -> Iterator[re.Match[bytes]]:
            nonlocal consumed
            for token in pattern.finditer(text, position):
                consumed += token.end() - token.start()
                yield token

    monkeypatch.setattr(scanner, "_TOKEN", Counting)
    assert parse_responses(data)
    assert consumed <= (_MOST_PROBLEMS + 2) * len(data)


WORDS = (
    "* |A001 |+ |OK |1 |FETCH (|UID 5 |FLAGS (|ENVELOPE (|BODYSTRUCTURE (|BODY[|]|<0> |{1}\r\n|{0}\r\n|~{2}\r\n|"
    '"|\\|(|)|[|NIL '
    "|LIST |STATUS |ESEARCH |SEARCH |NAMESPACE |ID |VANISHED |CAPABILITY |PERMANENTFLAGS |COPYUID |\0|ÿ|\r\n|\n| |9|x"
)
PIECES = st.sampled_from([word.encode() for word in WORDS.split("|")])


@given(st.one_of(st.binary(), st.lists(PIECES, max_size=40).map(b"".join)))
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever comes becomes values, of which everything can be looked at."""
    for response in parse_responses(data):
        repr(response)
        if isinstance(response, MessageData):
            assert response.internal_date is None or response.internal_date
            structure = response.body_structure
            assert structure is None or isinstance(structure, Unparsed) or list(structure.walk())
            if isinstance(response.envelope, Envelope):
                assert isinstance(response.envelope.subject_text, str)
