# SPDX-License-Identifier: MIT
"""Body structures by the grammar, their part numbers, and bombs; servers' own ways are in test_server_deviations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data import BodyPart, BodyStructure, Disposition, Multipart
from mailproto.message_data.body_structure_grammar import read_body_structure
from mailproto.scanner import NESTING
from mailproto.unparsed import Unparsed

ENVELOPE = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
TEXT = b'("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 2279 48)'


def structure(raw: bytes) -> BodyStructure:
    """Read what must be readable."""
    found = read_body_structure(raw)
    assert not isinstance(found, Unparsed), found.reason
    return found


def part(raw: bytes) -> BodyPart:
    """Read what must be one part."""
    found = structure(raw)
    assert isinstance(found, BodyPart)
    return found


def test_a_text() -> None:
    """The example of RFC 9051, 7.5.2: 48 lines of plain text."""
    assert part(TEXT) == BodyPart(
        media_type="text",
        subtype="plain",
        parameters={"charset": b"US-ASCII"},
        content_id=None,
        description=None,
        encoding="7bit",
        size=2279,
        lines=48,
        envelope=None,
        body=None,
        md5=None,
        disposition=None,
        language=(),
        location=None,
    )


def test_all_fields_of_a_part() -> None:
    """Everything that BODYSTRUCTURE adds to BODY, and more that nobody knows yet."""
    found = part(
        b'("Image" "PNG" NIL "<id>" "a =?utf-8?Q?=D0=B0?=" "BASE64" 12 "md5" '
        b'("ATTACHMENT" ("FileName" "a.png" "SIZE" "9")) ("en" "ru") "http://x" NIL (1 2))'
    )
    assert (found.media_type, found.subtype, found.encoding, found.size, found.lines) == (
        "image",
        "png",
        "base64",
        12,
        None,
    )
    assert (found.content_id, found.md5, found.location, found.language) == (b"<id>", b"md5", b"http://x", ("en", "ru"))
    assert found.disposition == Disposition("attachment", {"filename": b"a.png", "size": b"9"})
    assert found.file_name == "a.png"
    assert found.description_text == "a а"


@pytest.mark.parametrize(
    ("parameters", "disposition", "name"),
    [
        (b"NIL", b"NIL", None),
        (b'("NAME" "n")', b"NIL", "n"),
        (b'("NAME" "n")', b'("inline" NIL)', "n"),
        (b'("NAME" "n")', b'("inline" ("FILENAME*" "utf-8\'\'%D0%B0"))', "а"),
    ],
)
def test_the_name_of_a_file(parameters: bytes, disposition: bytes, name: str | None) -> None:
    """The disposition's name counts before the type's (RFC 2183, 2.3)."""
    assert part(b'("a" "b" %b NIL NIL "7bit" 1 NIL %b)' % (parameters, disposition)).file_name == name


def test_a_disposition_without_its_list() -> None:
    """A bare word is a disposition without parameters."""
    assert part(b'("a" "b" NIL NIL NIL "7bit" 1 NIL "Inline")').disposition == Disposition("inline", {})


def test_a_description_among_the_extensions() -> None:
    """A description of several words in front of a multipart's disposition shifts nothing."""
    found = structure(b'(%b "mixed" NIL "Multipart message" ("inline" NIL))' % TEXT)
    assert found.disposition == Disposition("inline", {})


def test_lines_that_the_server_does_not_count() -> None:
    """NIL where a text's lines should be shifts nothing that follows it."""
    found = part(b'("text" "plain" NIL NIL NIL "7bit" 1 NIL NIL ("inline" NIL) "en" NIL)')
    assert (found.lines, found.disposition, found.language) == (None, Disposition("inline", {}), ("en",))


def test_two_equal_parameters() -> None:
    """The first of two equal names counts, and a name without a value says nothing."""
    found = part(b'("a" "b" ("x" "1" "X" "2" "y" NIL "z") NIL NIL "7bit" 1)')
    assert found.parameters == {"x": b"1"}
    assert found.description_text == ""


def test_a_letter_inside_a_letter() -> None:
    """message/rfc822 has an envelope, a body and a count of lines (RFC 9051, 9: body-type-msg)."""
    found = part(b'("message" "rfc822" NIL NIL NIL "7bit" 900 %b %b 20 "md5" ("inline" NIL))' % (ENVELOPE, TEXT))
    assert found.envelope is not None
    assert found.body == structure(TEXT)
    assert (found.lines, found.md5, found.disposition) == (20, b"md5", Disposition("inline", {}))


def test_a_multipart() -> None:
    """Parts, subtype and what extends a multipart."""
    found = structure(b'(%b%b "MIXED" ("BOUNDARY" "x") ("inline" NIL) "en" "loc" NIL)' % (TEXT, TEXT))
    assert isinstance(found, Multipart)
    assert found == Multipart(
        (part(TEXT), part(TEXT)), "mixed", {"boundary": b"x"}, Disposition("inline", {}), ("en",), b"loc"
    )
    short = structure(b'(%b "mixed")' % TEXT)
    assert short == Multipart((part(TEXT),), "mixed", {}, None, (), None)


def numbers(raw: bytes) -> list[str]:
    """Give the numbers of all parts as commands write them, each with its subtype."""
    return [".".join(map(str, number)) + " " + part.subtype for number, part in structure(raw).walk()]


def test_part_numbers() -> None:
    """Parts have the numbers of RFC 9051, 6.4.5.1, where the nested letter's multipart shares its letter's number."""
    message = b'("message" "rfc822" NIL NIL NIL "7bit" 9 %b %b 2)'
    inner = b'(%b("text" "html" NIL NIL NIL "7bit" 1 1) "alternative")' % TEXT
    assert numbers(TEXT) == ["1 plain"]
    assert numbers(b'(%b(%b%b "related") "mixed")' % (TEXT, TEXT, TEXT)) == [
        " mixed", "1 plain", "2 related", "2.1 plain", "2.2 plain",
    ]  # fmt: skip
    assert numbers(message % (ENVELOPE, TEXT)) == ["1 rfc822", "1.1 plain"]
    nested = message % (ENVELOPE, message % (ENVELOPE, inner))
    assert numbers(b'(%b%b "mixed")' % (TEXT, nested)) == [
        " mixed", "1 plain", "2 rfc822", "2.1 rfc822", "2.1.1 plain", "2.1.2 html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "the end where a value should be"),
        (b"(", "the end where a value should be"),
        (b"()", "not a part"),
        (b"NIL", "not a part"),
        (b"(NIL)", "a part of 1 fields"),
        (b'("text" "plain")', "a part of 2 fields where there should be at least 7"),
        (b'("text" "plain" NIL NIL NIL "7bit" 1) x', "something follows the body structure"),
        (b'(("text" "plain") "mixed")', "a part of 2 fields"),
        (b'("message" "rfc822" NIL NIL NIL "7bit" 1 (x) NIL 2)', "an envelope of 1 fields"),
        (b'("message" "rfc822" NIL NIL NIL "7bit" 1 %b x 2)' % ENVELOPE, "not a part: b'x'"),
    ],
    ids=lambda each: ascii(each)[:30],
)
def test_what_is_no_structure_is_unparsed(raw: bytes, reason: str) -> None:
    """A structure that makes no sense is kept as bytes with what is wrong."""
    found = read_body_structure(raw)
    assert isinstance(found, Unparsed)
    assert found.raw == raw
    assert reason in found.reason


def test_a_bomb_of_parts_within_parts_is_refused() -> None:
    """Ten thousand multiparts inside one another are Unparsed; as many as the limit allows are read."""
    levels = NESTING - 2  # a text's parameters are two more
    assert len(list(structure(b"(" * levels + TEXT + b' "mixed")' * levels).walk())) == levels + 1
    found = read_body_structure(b"(" * 10_000 + TEXT + b' "mixed")' * 10_000)
    assert isinstance(found, Unparsed)
    assert "nesting" in found.reason


def test_twenty_thousand_parts_are_read() -> None:
    """A wide structure costs what its bytes cost."""
    found = structure(b"(" + TEXT * 20_000 + b' "mixed")')
    assert isinstance(found, Multipart)
    assert len(found.parts) == 20_000


TOKENS = st.sampled_from(
    [b"(", b")", b'"text" ', b'"plain" ', b'"message" "rfc822" ', b"NIL ", b"1 ", b"x ", b'"', TEXT]
)


@given(st.one_of(st.binary(), st.lists(TOKENS).map(b"".join)))
def test_nothing_that_a_server_sends_fails(raw: bytes) -> None:
    """Any bytes are a structure that can be walked, or Unparsed."""
    found = read_body_structure(raw)
    if not isinstance(found, Unparsed):
        for _, each in found.walk():
            assert each.subtype == each.subtype.lower()
