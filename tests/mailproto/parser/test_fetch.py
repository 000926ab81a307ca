# SPDX-License-Identifier: MIT
"""FETCH by the whole grammar: every item, and what one bad item costs (RFC 9051, 7.5.2)."""

from __future__ import annotations

import pytest

from mailproto.framing import Limits
from mailproto.message_data import Address, BodySection, Envelope, MessageData, StreamedLiteral
from mailproto.parser import parse_responses
from mailproto.parser.fetch import _MOST_PROBLEMS, read_fetch
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Flag, ModSeq, SequenceNumber, Uid
from tests.support.reading import read

NESTING = Limits().nesting


def fetched(items: bytes) -> MessageData:
    """Read the items of one response by the whole grammar."""
    found = read_fetch(b"* 3 FETCH (" + items + b")", [], NESTING)
    assert found is not None
    return found


def message(**fields: object) -> MessageData:
    """Make what the response should say."""
    return MessageData(SequenceNumber(3), **fields)  # type: ignore[arg-type]  # each checked where it is compared


ADDRESS = (Address(b"a", None, b"b", b"c"),)
ENVELOPE = b'("d" "s \\"q\\"" (("a" NIL "b" "c")) NIL NIL NIL NIL NIL NIL "<m>")'
ITEMS = [
    (b"UID 42", {"uid": Uid(42)}),
    (b"FLAGS (\\Seen x)", {"flags": frozenset({Flag(r"\Seen"), Flag("x")})}),
    (b"FLAGS ()", {"flags": frozenset()}),
    (b"FLAGS NIL", {"flags": frozenset()}),
    (b'INTERNALDATE "17-Jul-1996 02:44:25 -0700"', {"raw_internal_date": b"17-Jul-1996 02:44:25 -0700"}),
    (b"INTERNALDATE NIL", {}),
    (b"INTERNALDATE x", {"raw_internal_date": b"x"}),
    (b"RFC822.SIZE 4286", {"size": 4286}),
    (b"MODSEQ (624140003)", {"mod_seq": ModSeq(624140003)}),
    (b"MODSEQ 0", {"mod_seq": ModSeq(0)}),
    (
        b"ENVELOPE " + ENVELOPE,
        {"envelope": Envelope(b"d", b's "q"', ADDRESS, (), (), (), (), (), None, b"<m>")},
    ),
    (b'BODYSTRUCTURE ("text" "plain")', {"raw_body_structure": b'("text" "plain")'}),
    (b"BODY (x (y))", {"raw_body_structure": b"(x (y))"}),
    (b"BODY NIL", {}),
    (b'X-GM-LABELS (\\Inbox "a )")', {"others": {"X-GM-LABELS": b'(\\Inbox "a )")'}}),
    (b"X-GM-MSGID 1278455344230334865", {"others": {"X-GM-MSGID": b"1278455344230334865"}}),
    (b"BINARY.SIZE[1.2] 7", {"others": {"BINARY.SIZE[1.2]": b"7"}}),
    (b'BODY[] "text"', {"sections": {BodySection(): b"text"}}),
    (b"BODY[] NIL", {"sections": {BodySection(): None}}),
    (b'BODY[1.2] "x"', {"sections": {BodySection((1, 2)): b"x"}}),
    (b'BODY[1.2.MIME]<7> "x"', {"sections": {BodySection((1, 2), "MIME", origin=7): b"x"}}),
    (b'body[header] "x"', {"sections": {BodySection(text="HEADER"): b"x"}}),
    (b'BODY[TEXT] "a\\"b"', {"sections": {BodySection(text="TEXT"): b'a"b'}}),
    (
        b'BODY[1.HEADER.FIELDS.NOT (from "TO" "x]")] ""',
        {"sections": {BodySection((1,), "HEADER.FIELDS.NOT", ("FROM", "TO", "X]")): b""}},
    ),
    (
        b"BODY[HEADER.FIELDS (" + b"x " * 300 + b')] "x"',
        {"sections": {BodySection(text="HEADER.FIELDS", fields=("X",) * 300): b"x"}},
    ),
    (b'BINARY[1]<0> "x"', {"sections": {BodySection((1,), origin=0, binary=True): b"x"}}),
    (b'RFC822 "x"', {"sections": {BodySection(): b"x"}}),
    (b'RFC822.HEADER "x"', {"sections": {BodySection(text="HEADER"): b"x"}}),
    (b'RFC822.TEXT "x"', {"sections": {BodySection(text="TEXT"): b"x"}}),
    (b"", {}),
]


@pytest.mark.parametrize(
    ("items", "fields"), ITEMS, ids=lambda each: ascii(each)[:40] if isinstance(each, bytes) else ""
)
@pytest.mark.parametrize(
    "around",
    [b"%b", b"UID 9 %b", b"%b UID 9", b"  %b  UID 9 ", b"(%b) UID 9", b"UID 9 %b) "],
    ids=["alone", "last", "first", "spaces", "parentheses", "one too many"],
)
def test_an_item(items: bytes, fields: dict[str, object], around: bytes) -> None:
    """Each item has its value, wherever it stands and whatever stands around it."""
    uid = {"uid": Uid(9)} if b"UID 9" in around and "uid" not in fields else {}
    if "uid" in fields:
        around = around.replace(b"UID 9", b"")  # two UIDs would say nothing certain
    assert fetched(around % items) == message(**fields, **uid)


def test_content_comes_in_literals() -> None:
    """A section's literal is its octets, also with line ends and parentheses; a literal elsewhere is a string."""
    data = (
        b'* 3 FETCH (UID 9 BODY[] {7}\r\n\r\n) a\0b BODY[2] ~{0}\r\n ENVELOPE (NIL {3}\r\na"b'
        b" NIL NIL NIL NIL NIL NIL NIL NIL) X {2}\r\ncd RFC822.TEXT NIL)\r\n"
    )
    envelope = Envelope(None, b'a"b', (), (), (), (), (), (), None, None)
    sections = {BodySection(): b"\r\n) a\0b", BodySection((2,)): b"", BodySection(text="TEXT"): None}
    assert read(data) == [message(uid=Uid(9), envelope=envelope, sections=sections, others={"X": b'"cd"'})]


def test_streamed_content_has_its_place() -> None:
    """What went to a sink is a StreamedLiteral among the sections."""
    found = read_fetch(b"* 3 FETCH (BODY[] {7}\0)", [StreamedLiteral(7)], NESTING)
    assert found == message(sections={BodySection(): StreamedLiteral(7)})


PROBLEMS: list[tuple[bytes, dict[str, object], bytes, str]] = [
    (b"UID 0", {}, b"UID 0", "0 is no UID"),
    (b"UID 4294967296", {}, b"UID 4294967296", "4294967296 is no UID"),
    (b"UID x", {}, b"UID x", "not a number"),
    (b"RFC822.SIZE -1", {}, b"RFC822.SIZE -1", "not a number"),
    (b"FLAGS x", {}, b"FLAGS x", "not a list of flags"),
    (b"FLAGS (a (b))", {}, b"FLAGS (a (b))", "not a list of flags"),
    (b"MODSEQ (-1)", {}, b"MODSEQ (-1)", "not a mod-sequence"),
    (b"BODY[] x", {}, b"BODY[] x", "no string where the content of a section should be"),
    (b"BODY[] {-1}", {}, b"BODY[] {-1}", "no string where the content of a section should be"),
    (b'BODY[1.WRONG] "x"', {}, b'BODY[1.WRONG] "x"', "no such section"),
    (b'BODY[*] "x"', {}, b'BODY[*] "x"', "no such section"),
    (b'BODY[HEADER.FIELDS (x] "x"', {}, b'BODY[HEADER.FIELDS (x] "x"', "no such section"),
    (b'"odd" x', {}, b'"odd" x', "no name of an item"),
]


@pytest.mark.parametrize(("bad", "fields", "lost", "reason"), PROBLEMS, ids=lambda each: ascii(each)[:30])
@pytest.mark.parametrize("around", [b"%b", b"RFC822.SIZE 5 %b FLAGS ()"], ids=["alone", "among others"])
def test_a_bad_item_costs_only_itself(
    bad: bytes, fields: dict[str, object], lost: bytes, reason: str, around: bytes
) -> None:
    """What cannot be read is among the problems, its neighbours are read."""
    found = fetched(around % bad)
    others: dict[str, object] = {"size": 5, "flags": frozenset()} if around != b"%b" else {}
    assert found == message(**fields, **others, problems=found.problems)
    (problem,) = found.problems
    assert problem.raw.rstrip(b")") == lost.rstrip(b")")
    assert reason in problem.reason


def test_a_bad_envelope_is_unparsed() -> None:
    """The envelope itself says that it could not be read, and so does the list of problems."""
    found = fetched(b'ENVELOPE ("a" "b") UID 7')
    assert isinstance(found.envelope, Unparsed)
    assert found.envelope.raw == b'ENVELOPE ("a" "b")'
    assert found.problems == (found.envelope,)
    assert found.uid == 7


@pytest.mark.parametrize("name", [b"BODYSTRUCTURE", b"BODY"])
def test_a_structure_without_its_end_is_unparsed(name: bytes) -> None:
    """A missing parenthesis takes neither the UID nor the flags along."""
    found = fetched(name + b' ((("text" "plain" "UID 5 FLAGS (x)") UID 7 FLAGS (\\Seen)')
    assert (found.uid, found.flags) == (7, frozenset({Flag(r"\Seen")}))
    assert isinstance(found.body_structure, Unparsed)
    assert found.body_structure.raw == b'((("text" "plain" "UID 5 FLAGS (x)")'
    assert len(found.problems) == 1


def test_a_structure_too_deep_is_a_problem() -> None:
    """Parentheses beyond the limit of nesting cost the structure alone."""
    data = b"* 3 FETCH (BODYSTRUCTURE " + b"(" * 20 + b"x" + b")" * 20 + b" UID 7)\r\n"
    (found,) = parse_responses(data, Limits(nesting=9))
    assert isinstance(found, MessageData)
    assert found.uid == 7
    assert found.problems[0].reason == "nesting of 10 is over the limit of 9"
    (allowed,) = parse_responses(data, Limits(nesting=20))
    assert isinstance(allowed, MessageData)
    assert allowed.problems == ()


def test_a_string_without_its_end_takes_the_rest() -> None:
    """What stands in a string that does not end is not taken for items: a subject must not set flags."""
    found = fetched(b'UID 7 ENVELOPE ("d" "subject FLAGS (\\Deleted)')
    assert (found.uid, found.flags) == (7, None)
    assert isinstance(found.envelope, Unparsed)


def test_content_of_a_bad_item_is_not_given_to_the_next() -> None:
    """The literal of a section that makes no sense is lost with it."""
    data = b"* 3 FETCH (BODY[WRONG] {1}\r\na BODY[TEXT] {1}\r\nb X-Y[] {1}\r\nc BODY[] {1}\r\nd)\r\n"
    (found,) = read(data)
    assert isinstance(found, MessageData)
    assert found.sections == {BodySection(text="TEXT"): b"b", BodySection(): b"d"}
    assert found.problems[0].reason.startswith("no such section")


def test_literals_of_what_is_not_known_are_kept() -> None:
    """Their octets stand where they stood, as strings; those of a section without its like are told with it."""
    data = b'* 3 FETCH (X-Y[] {2}\r\n"\0 BODY[RFC822 {1}\r\na] ~{1}\r\nb ENVELOPE (<a> {1}\r\nc) BODY[] {1}\r\nd)\r\n'
    (message,) = parse_responses(data)
    assert isinstance(message, MessageData)
    assert message.others == {"X-Y[]": b'"\\"\x1a"'}
    assert [problem.raw for problem in message.problems] == [b'BODY[RFC822 "a"] "b"', b'ENVELOPE (<a> "c")']
    assert message.sections == {BodySection(): b"d"}


def test_problems_without_end_are_one() -> None:
    """A hostile response of bad items is not looked at again for each of them."""
    found = fetched(b"UID x " * 1000 + b"RFC822.SIZE ((" * 1000)
    assert len(found.problems) <= 1001
    unclosed = fetched(b"ENVELOPE ( " * 1000)
    assert len(unclosed.problems) == _MOST_PROBLEMS + 1


@pytest.mark.parametrize("text", [b"* FETCH (UID 5)", b"* 1 FETCHED (UID 5)", b"* 12345678901 FETCH ()", b"+ x"])
def test_what_is_no_fetch(text: bytes) -> None:
    """Other responses are not for this reader."""
    assert read_fetch(text, [], NESTING) is None
