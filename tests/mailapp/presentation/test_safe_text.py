# SPDX-License-Identifier: MIT
"""Text of strangers shows all it holds and acts on nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.safe_text import one_line, several_lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb\tc", "a b c"),
        ("\x1b[31mred\x07", "\ufffd[31mred\ufffd"),
        ("a\0b", "a\ufffdb"),
        ("\u202eexe.pdf", "\ufffdexe.pdf"),
        ("pay\u200bpal\ufeff", "paypal"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("\ud800", "\ufffd"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    """Controls and direction overrides are replaced, invisible characters removed; joiners of words and emoji stay."""
    assert one_line(text) == line


def test_lines_are_cut() -> None:
    """A line that is too long ends in an ellipsis."""
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a\r\nb\rc\nd", "a\nb\nc\nd"), ("a\r\r\nb", "a\nb"), ("a\tb\x0cc\x1b", "a\tb\nc\ufffd"), ("\u202ex", "\ufffdx")],
)
def test_several_lines(text: str, lines: str) -> None:
    """Line ends of any system become one kind; tabs stay; controls do not."""
    assert several_lines(text) == lines


@given(st.text())
def test_no_line_can_act(text: str) -> None:
    """No control character, no override and no surrogate is left, and cleaning twice changes nothing."""
    line = one_line(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in line)
    assert not any(
        unicodedata.bidirectional(character) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI"} for character in line
    )
    assert one_line(line) == line
    assert several_lines(several_lines(text)) == several_lines(text)
