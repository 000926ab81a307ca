# SPDX-License-Identifier: MIT
"""Literals that become quoted strings, and the letter's content that does not."""

from __future__ import annotations

from mailproto.framing import Frame
from mailproto.message_data import StreamedLiteral
from mailproto.parser.literals import with_literals, without_literals


def test_short_literals_become_strings_and_content_stays() -> None:
    """Only what a section announces is left apart, in order; a NUL elsewhere is none any more."""
    content = b"x" * 10
    frame = Frame(
        b'* 1 FETCH (BODY[X ({1}\0)] {10}\0 ENVELOPE ({5}\0 ~{2}\0 "{1}") RFC822.TEXT {9}\0)',
        (b"a", content, b'"\\\r\n\0', b"bc", StreamedLiteral(9)),
    )
    text, contents = without_literals(frame)
    assert text == (b'* 1 FETCH (BODY[X ("a")] {10}\0 ENVELOPE ("\\"\\\\\r\n\x1a" "bc" "{1}") RFC822.TEXT {9}\0)')
    assert contents == [content, StreamedLiteral(9)]
    assert contents[0] is content


def test_only_a_letter_has_content() -> None:
    """In other responses a word that ends like a section's name announces a string as any other does."""
    assert without_literals(Frame(b"* X a] {1}\0 BODY[] ~{1}\0", (b"b", b"\0"))) == (b'* X a] "b" BODY[] "\x1a"', [])


def test_content_of_nothing_comes_back_as_a_string() -> None:
    """What was left apart and belongs to no section stands in its place again; what was streamed is only announced."""
    contents: list[bytes | StreamedLiteral] = [b'"', StreamedLiteral(9)]
    assert with_literals(b"X] ~{1}\0 Y] {9}\0)", contents) == b'X] "\\"" Y] {9})'
