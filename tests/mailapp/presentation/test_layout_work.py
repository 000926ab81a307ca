# SPDX-License-Identifier: MIT
"""The weight of plain text for Qt's text engine, and how much of it is shown."""

from __future__ import annotations

import pytest

from mailapp.presentation.layout_work import fit_text, text_work
from mailapp.presentation.limits import LAYOUT_WORK


@pytest.mark.parametrize(
    ("lighter", "heavier"),
    [
        ("abc", "abcd"),
        ("привет", "漢字漢字漢字"),
        ("a b", "a\tb"),
        ("👨👩👧", "👨\u200d👩\u200d👧"),
        ("\u05d0\u05d1 abc", "\u05d0\u05d1abc"),
        ("e", "e\u0301"),
    ],
)
def test_some_characters_weigh_more(lighter: str, heavier: str) -> None:
    """As Qt takes longer for them."""
    assert text_work(lighter) < text_work(heavier)


@pytest.mark.parametrize("unit", ["a\n", "\n", "> a\nb\n", "word ", "x", "www.a.b\n", "a@b.c ", "漢", "مa", "\ta"])
def test_two_megabytes_are_shown_as_far_as_they_are_laid_out_soon(unit: str) -> None:
    """A beginning that weighs no more than allowed, and not much less."""
    text = unit * (2_000_000 // len(unit))
    fitted = fit_text(text, LAYOUT_WORK)
    assert text.startswith(fitted.text)
    assert 0.9 * LAYOUT_WORK < fitted.work <= LAYOUT_WORK


@pytest.mark.parametrize("text", ["", "a", "\n", "a\n\nb", "> a\nb", "x" * 1201])
def test_short_text_is_whole(text: str) -> None:
    """Nothing is lost."""
    assert fit_text(text, LAYOUT_WORK).text == text


def test_usual_letters_are_whole() -> None:
    """Eighty kilobytes of English or Russian fit."""
    for line in (
        "the quick brown fox jumps over the lazy dog, and again it jumps over\n",
        "съешь ещё этих булок, " * 3 + "\n",
    ):
        text = line * 1_300
        assert fit_text(text, LAYOUT_WORK).text == text
