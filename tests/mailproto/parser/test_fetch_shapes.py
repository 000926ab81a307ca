# SPDX-License-Identifier: MIT
"""The quick patterns say what the whole grammar says, about whatever they accept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.framing import Frame
from mailproto.message_data import Envelope, StreamedLiteral
from mailproto.parser import fetch_shapes, parse
from mailproto.parser.fetch import read_fetch
from mailproto.parser.fetch_shapes import read_common_fetch
from mailproto.parser.literals import without_literals

COMMON = [
    b"* 1 FETCH (UID 5 FLAGS (\\Seen))",
    b"* 1 FETCH (FLAGS (\\Seen $X))",
    b"* 1 FETCH (FLAGS () UID 5)",
    b"* 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (12))",
    b"* 1 FETCH (FLAGS () MODSEQ (12) UID 5)",
    b"* 1 FETCH (UID 5)",
    b"* 1 FETCH (RFC822.SIZE 12)",
    b'* 1 FETCH (INTERNALDATE "17-Jul-1996 02:44:25 -0700" UID 7)',
    b"* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
    (
        b'* 1 FETCH (ENVELOPE ("d" "s" ((NIL NIL "a" "b")) ((NIL NIL "a" "b")) NIL '
        b'(("" "r" "a" "b") (NIL NIL "c" "d")) ((NIL NIL "a" NIL)(NIL NIL NIL NIL)) ((NIL NIL "x" "y")) "i" "m") UID 5)'
    ),
    b'* 1 FETCH (ENVELOPE ("d\\"" "s\\"" (("\\"n" NIL "a" "b")) NIL NIL NIL NIL NIL "\\"i" "\\"m"))',
    b'* 1 FETCH (ENVELOPE ("d\\\\" "\\\\" (("n\\\\" NIL "a" "b")) NIL NIL NIL NIL NIL "i\\(" "m\\\\\\""))',
    b'* 1 FETCH (BODYSTRUCTURE ("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 5 1) UID 5)',
    b'* 1 FETCH (BODY (("text" "p\\"lain")(((("a" ")" "(")))) "mixed") FLAGS ())',
]


@pytest.mark.parametrize("text", COMMON, ids=lambda each: ascii(each)[12:50])
def test_common_shapes_say_what_the_grammar_says(text: bytes) -> None:
    """A pattern and the grammar give equal values."""
    found = read_common_fetch(text)
    assert found is not None
    assert found == read_fetch(text, [], 100)
    assert found.problems == ()


@pytest.mark.parametrize(
    "text",
    [
        b"* 1 FETCH ()",
        b"* 1 FETCH (UID 0)",
        b"* 1 FETCH (UID 0 FLAGS ())",
        b"* 1 FETCH (UID 4294967296)",
        b"* 1 FETCH (UID 5 )",
        b"* 1 FETCH (UID 5) ",
        b"* 1 FETCH (uid 5)",
        b"* 1 FETCH (X 5)",
        b"* 1 FETCH (BODYSTRUCTURE (((((((((((((x))))))))))))))",
        b'* 1 FETCH (BODY (("text" "plain")(((("a"")" "(")))) "mixed") FLAGS ())',
        b"* 1 EXISTS",
        b"* 1 FETCH (FLAGS (" + b"x " * 40_000 + b"x) UID 5)",
    ],
    ids=lambda each: ascii(each)[:50],
)
def test_other_shapes_are_left_to_the_grammar(text: bytes) -> None:
    """Whatever is uncommon is not guessed at."""
    assert read_common_fetch(text) is None


LITERALS = [
    (b'* 1 FETCH (UID 5 ENVELOPE ("d" {3}\0 NIL NIL NIL NIL NIL NIL NIL {0}\0))', (b'"\\x', b"")),
    (b"* 1 FETCH (ENVELOPE ({1}\0 {1}\0 NIL NIL NIL NIL NIL NIL {1}\0 {1}\0))", (b"d", b"s", b"i", b"m")),
    (
        (
            b"* 1 FETCH (ENVELOPE (NIL NIL (({1}\0 NIL {1}\0 NIL)) (({1}\0 NIL {1}\0 NIL)) NIL "
            b'(({1}\0 {1}\0 {1}\0 {1}\0)(NIL NIL "c" NIL)) ((NIL "" {1}\0 "\\"")) NIL NIL "m") UID 7)'
        ),
        tuple(b"%d" % number for number in range(9)),
    ),
]


@pytest.mark.parametrize(("text", "literals"), LITERALS, ids=lambda each: ascii(each)[:40])
def test_literals_of_an_envelope_are_read_in_their_place(text: bytes, literals: tuple[bytes, ...]) -> None:
    """As the grammar reads them once they have become quoted strings; equal announcements are different names."""
    plain, contents = without_literals(Frame(text, literals))
    assert not contents
    found = read_common_fetch(text, literals)
    assert found is not None
    assert found == read_fetch(plain, [], 100)


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        (b"* 1 FETCH (ENVELOPE ({1}\0 NIL NIL NIL NIL NIL NIL NIL NIL NIL))", (b"\0",)),
        (b"* 1 FETCH (ENVELOPE (~{1}\0 NIL NIL NIL NIL NIL NIL NIL NIL NIL))", (b"d",)),
        (b'* 1 FETCH (BODY ("text" {1}\0 NIL NIL NIL "7bit" 5 1))', (b"x",)),
        (b"* 1 FETCH (FLAGS ({1}\0))", (b"x",)),
        (b"* 1 FETCH (BODY[] {1}\0)", (b"x",)),
        (b"* 1 FETCH (BODY[] {9}\0)", (StreamedLiteral(9),)),
        (
            (
                b"* 1 FETCH (ENVELOPE (NIL {1}\0 NIL NIL NIL NIL NIL NIL NIL NIL) "
                b'ENVELOPE (NIL "s" NIL NIL NIL NIL NIL NIL NIL NIL))'
            ),
            (b"x",),
        ),
    ],
    ids=lambda each: ascii(each)[:50],
)
def test_other_literals_are_left_to_the_grammar(text: bytes, literals: tuple[bytes | StreamedLiteral, ...]) -> None:
    """NUL, content of the letter, strings of a structure, and two items of one name."""
    assert read_common_fetch(text, literals) is None
    assert parse(Frame(text, literals)) == read_fetch(*without_literals(Frame(text, literals)), 100)


def test_a_literal_in_a_structure_does_not_slow_down_its_letter() -> None:
    """Once it has become a string, the shapes are tried again."""
    message = parse(Frame(b'* 1 FETCH (BODY ("text" {1}\0 NIL NIL NIL "7bit" 5 1) UID 5)', (b"x",)))
    assert message == read_common_fetch(b'* 1 FETCH (BODY ("text" "x" NIL NIL NIL "7bit" 5 1) UID 5)')


def test_a_sender_who_is_the_author_is_the_same_object() -> None:
    """Servers repeat the author as sender and for replies; a letter does not."""
    author = b'((NIL NIL "a" "b"))'
    found = read_common_fetch(b"* 1 FETCH (ENVELOPE (NIL NIL %b %b %b NIL NIL NIL NIL NIL))" % (author, author, author))
    assert found is not None
    assert isinstance(found.envelope, Envelope)
    assert found.envelope.from_ is found.envelope.sender is found.envelope.reply_to


STRINGS = st.one_of(
    st.just(b"NIL"),
    st.text(st.sampled_from('ab "\\()é'), max_size=6).map(
        lambda text: b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'
    ),
)
ADDRESSES = st.one_of(
    st.just(b"NIL"),
    st.lists(st.tuples(STRINGS, STRINGS, STRINGS, STRINGS).map(lambda each: b"(" + b" ".join(each) + b")"), min_size=1)
    .map(b"".join)
    .map(lambda each: b"(" + each + b")"),
)
ENVELOPES = st.tuples(STRINGS, STRINGS, *[ADDRESSES] * 6, STRINGS, STRINGS).map(b" ".join)
BODIES = st.recursive(
    STRINGS, lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda x: b"(" + b" ".join(x) + b")")
)


@given(ENVELOPES, BODIES)
def test_any_letter_is_the_same_to_both(envelope: bytes, body: bytes) -> None:
    """Whatever marks, backslashes and parentheses stand in strings, pattern and grammar agree."""
    text = b"* 1 FETCH (UID 5 ENVELOPE (" + envelope + b") BODYSTRUCTURE (" + body + b"))"
    found = read_common_fetch(text)
    assert found is not None or body.count(b"(") > fetch_shapes.DEPTH - 2
    expected = read_fetch(text, [], 100)
    assert found is None or found == expected
    assert expected is not None
    assert expected.problems == ()


MUTATIONS = st.tuples(
    st.sampled_from(COMMON), st.integers(0, 200), st.sampled_from([b"", b'"', b"\\", b"(", b")", b" "])
)


@given(st.lists(MUTATIONS, min_size=1, max_size=1).map(lambda each: each[0]))
def test_damaged_letters_are_the_same_to_both(mutation: tuple[bytes, int, bytes]) -> None:
    """One octet replaced anywhere: if the pattern still accepts it, it reads it as the grammar does."""
    text, position, octet = mutation
    position %= len(text)
    damaged = text[:position] + octet + text[position + 1 :]
    found = read_common_fetch(damaged)
    assert found is None or found == read_fetch(damaged, [], 100)
