# SPDX-License-Identifier: MIT
"""The quick patterns say of a body structure what the whole grammar says, about whatever they accept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto import BodyPart, MessageData, parse_responses
from mailproto.message_data.body_structure_grammar import read_any_body_structure
from mailproto.message_data.body_structure_shapes import read_common_body_structure
from mailproto.scanner import NESTING
from tests.support.requirements import corpus_folder, requires
from tests.testserver.wire import Office

ENVELOPE = b'("d" "say \\"hi\\" (" ((NIL NIL "a" "b")) NIL NIL (("n" NIL "c" "d")(NIL NIL "e" "f")) NIL NIL NIL "<i>")'
TEXT = b'("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 2279 48)'
IMAGE = (
    b'("image" "png" ("name" "a).png" "Name" "b" "x") "<id>" "a picture" "base64" 12 '
    b'NIL ("attachment" ("filename" "a.png" "size" "9")) ("en" "ru") "http://x")'
)
LETTER = b'("message" "rfc822" NIL NIL NIL "7bit" 900 %b %b 20 NIL ("inline" NIL) NIL NIL)'

COMMON = [
    TEXT,
    IMAGE,
    b'("a" "b" NIL NIL NIL "" 5)',
    b'("a" "b" NIL NIL NIL "7bit" 5 NIL)',
    b'("a" "b" NIL NIL NIL "7bit" 5 NIL NIL "en")',
    b'("text" "plain" NIL NIL NIL "7bit" 5 NIL NIL NIL NIL)',
    b'("message" "rfc822" NIL NIL NIL "7bit" 900 20 NIL NIL NIL NIL)',
    b'(%b "mixed")' % TEXT,
    b'(%b%b "mixed" ("boundary" "x"))' % (TEXT, IMAGE),
    b'(%b%b "mixed" ("boundary" "x" "a" "b") ("inline" NIL) NIL "loc")' % (TEXT, IMAGE),
    b'((%b%b "alternative" NIL NIL NIL)%b "mixed" NIL NIL NIL NIL)' % (TEXT, TEXT, IMAGE),
    LETTER % (ENVELOPE, TEXT),
    LETTER % (ENVELOPE, b'(%b%b "mixed")' % (TEXT, IMAGE)),
    b'(%b%b "mixed" NIL)' % (TEXT, LETTER % (ENVELOPE, LETTER % (ENVELOPE, TEXT))),
    b'("message" "global" NIL NIL NIL "8bit" 1 %b %b 1)' % (ENVELOPE, TEXT),
]


@pytest.mark.parametrize("raw", COMMON, ids=lambda each: ascii(each)[:40])
def test_common_shapes_say_what_the_grammar_says(raw: bytes) -> None:
    """Patterns and grammar give equal values."""
    found = read_common_body_structure(raw)
    assert found is not None
    assert found == read_any_body_structure(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"()",
        b"NIL",
        b'("a" "b")',
        TEXT + TEXT,
        TEXT + b")",
        b"(" + TEXT,
        b"(" + TEXT + b"%b)" % TEXT,
        b' "mixed")',
        b'(%b "mixed")) "x")' % TEXT,
        b"%b 5)" % TEXT,
        b"(%b 5)" % TEXT,
        b'(("a" "b") "mixed")',
        b'("a"b" "c" NIL NIL NIL "7bit" 1)',
        b'("a\\"" "c" NIL NIL NIL "7bit" 1)',
        b'("a" "b" NIL NIL NIL "7bit" -1)',
        b'("a" "b" NIL NIL NIL "7bit" 1 "md5")',
        b'("text" "plain" NIL NIL NIL "7bit" 1 %b %b 5)' % (ENVELOPE, TEXT),
        LETTER % (b"(NIL)", TEXT),
        LETTER % (ENVELOPE, b'%b "mixed")' % TEXT),
        LETTER % (ENVELOPE, TEXT + TEXT),
        b"(" * (NESTING - 4) + TEXT + b' "x")' * (NESTING - 4),
        (LETTER % (ENVELOPE, b"%b") % b"(") * 60,
        b'("message" "rfc822" NIL NIL NIL "7bit" 900 ' + ENVELOPE + b" (",
    ],
    ids=lambda each: ascii(each)[:40],
)
def test_other_shapes_are_left_to_the_grammar(raw: bytes) -> None:
    """Whatever is uncommon is not guessed at."""
    assert read_common_body_structure(raw) is None


def test_letters_in_letters_are_counted() -> None:
    """What is nested deeper than is allowed is left to the grammar, which says so."""
    raw = TEXT
    for _ in range(NESTING):
        raw = LETTER % (b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)", raw)
    assert read_common_body_structure(raw) is None


def test_parts_of_one_kind_share_what_they_have_in_common() -> None:
    """Ten thousand plain texts need one mapping of their charset."""
    one, other = read_common_body_structure(TEXT), read_common_body_structure(TEXT.replace(b"2279", b"5"))
    assert isinstance(one, BodyPart)
    assert isinstance(other, BodyPart)
    assert one.parameters is other.parameters


def test_the_structures_of_the_corpus_are_the_same_to_both() -> None:
    """Every letter of the world has one value, and nearly all have common shapes."""
    requires("corpus")
    structures = [raw for file in sorted(corpus_folder().rglob("*.eml")) for raw in structures_of(file.read_bytes())]
    found = [read_common_body_structure(raw) for raw in structures]
    assert [each or read_any_body_structure(raw) for each, raw in zip(found, structures, strict=True)] == [
        read_any_body_structure(raw) for raw in structures
    ]
    assert sum(each is None for each in found) < len(found) / 10


def structures_of(letter: bytes) -> list[bytes]:
    """Give what a server says of the parts of a letter, in both ways."""
    answer = Office(letter).select().heard(b"c FETCH 1 BODY\r\nd FETCH 1 BODYSTRUCTURE\r\n")
    letters = [each for each in parse_responses(answer) if isinstance(each, MessageData)]
    return [each.raw_body_structure for each in letters if each.raw_body_structure is not None]


STRINGS = st.sampled_from([b'"a"', b'""', b'"text"', b'"Ab ("', b'"x\\"y"', b'"1"', b"NIL", b"atom", b'"a"b"'])
LISTS = st.lists(STRINGS, max_size=4).map(lambda each: b"(" + b" ".join(each) + b")")
ANY = st.one_of(STRINGS, LISTS, st.tuples(STRINGS, LISTS).map(lambda each: b"(" + b" ".join(each) + b")"))
NUMBERS = st.sampled_from([b"0", b"12", b"-1", b"1.5", b"NIL", b'"3"'])
PARTS = st.tuples(
    STRINGS, STRINGS, st.one_of(LISTS, STRINGS), STRINGS, STRINGS, STRINGS, NUMBERS, st.lists(NUMBERS, max_size=1),
    st.lists(ANY, max_size=5),
).map(lambda each: b"(" + b" ".join([*each[:7], *each[7], *each[8]]) + b")")  # fmt: skip
STRUCTURES = st.recursive(
    st.one_of(PARTS, st.sampled_from(COMMON)),
    lambda inner: st.tuples(st.lists(inner, max_size=3).map(b"".join), STRINGS, st.lists(ANY, max_size=4)).map(
        lambda each: b"(" + b" ".join([each[0], each[1], *each[2]]) + b")"
    ),
    max_leaves=4,
)


@given(STRUCTURES)
def test_any_structure_is_the_same_to_both(raw: bytes) -> None:
    """Whatever the patterns accept they read as the grammar does."""
    found = read_common_body_structure(raw)
    assert found is None or found == read_any_body_structure(raw)


@given(st.sampled_from(COMMON), st.integers(0, 400), st.sampled_from([b"", b'"', b"\\", b"(", b")", b" ", b"1"]))
def test_damaged_structures_are_the_same_to_both(raw: bytes, position: int, octet: bytes) -> None:
    """One octet replaced anywhere."""
    position %= len(raw)
    damaged = raw[:position] + octet + raw[position + 1 :]
    found = read_common_body_structure(damaged)
    assert found is None or found == read_any_body_structure(damaged)
