# SPDX-License-Identifier: MIT
"""Where the parts of a letter begin and end."""

from __future__ import annotations

import pytest

from mailapp.presentation.limits import LetterLimits
from mailapp.presentation.mime_structure import cut
from mailapp.presentation.problems import Problem

MIXED = "Content-Type: multipart/mixed; boundary={0}\n\n"
TWO = MIXED.format("b") + "--b\n\n1\n--b\n\n2\n--b--"
INSIDE = MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\nx\n--b--"


@pytest.mark.parametrize(
    ("letter", "bodies"),
    [
        ("A: b\n\nbody", ["body"]),
        ("\nbody", ["body"]),
        ("A: b", [""]),
        (MIXED.format("b") + "preamble\n--b\n\none\n--b\n\ntwo\n--b--\nepilogue", ["one", "two"]),
        (MIXED.format("b") + "--b\r\n\r\none\r\n--b--\r\n", ["one"]),
        (MIXED.format("b") + "--b\n\n--b--", [""]),
        (MIXED.format("b") + "--b\n\n\n--b--", [""]),
        (MIXED.format("b") + "--b \t\n\none\n--b-- \n", ["one"]),
        (MIXED.format("b") + "--bc\n\none\n--b--", ["one"]),
        (MIXED.format("b") + "--b\n\none--b--\n", ["one"]),
        (MIXED.format("b") + "--b\n\none --b two\n--b--", ["one --b two"]),
        (MIXED.format("b") + "no delimiter", ["no delimiter"]),
        (MIXED.format("b") + "--b\nno body", []),
        (MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\none\n--b\n\ntwo\n--b--", ["one", "two"]),
        (MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\none\n--b\n\ntwo", ["one\n--b\n\ntwo"]),
        (MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\none\n--i--\n--b\n\ntwo\n--b--", ["one", "two"]),
        (MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\none\n--i--\nepilogue", ["one"]),
        (MIXED.format("b") + "--b\n" + MIXED.format("i") + "no delimiter\n--b--", ["no delimiter"]),
        (MIXED.format("a") + "--a\n" + MIXED.format("ab") + "--ab\n\none\n--ab--\n--a--", ["one"]),
    ],
)
def test_bodies(letter: str, bodies: list[str]) -> None:
    """The line end before a delimiter belongs to it (RFC 2046 section 5.1.1); whatever is broken, no text is lost."""
    raw = letter.encode()
    parts, _ = cut(raw, LetterLimits())
    assert [raw[part.start : part.end].decode() for part in parts if not part.is_multipart] == bodies


@pytest.mark.parametrize(
    ("letter", "limits", "problems"),
    [
        ("A: b\n\n", LetterLimits(header_bytes=3), {Problem.HEADER_TOO_LONG}),
        (
            MIXED.format("b") + "--b\n\n1\n--b\n\n2\n--b--",
            LetterLimits(parts=2),
            {Problem.TOO_MANY_PARTS, Problem.NOT_CLOSED},
        ),
        (
            MIXED.format("b") + "--b\n" + MIXED.format("i") + "--i\n\nx\n--b--",
            LetterLimits(depth=1),
            {Problem.TOO_DEEP},
        ),
        (MIXED.format("b") + "--b\n\nx", LetterLimits(), {Problem.NOT_CLOSED}),
        ("Content-Type: multipart/mixed\n\nx", LetterLimits(), {Problem.NO_BOUNDARY}),
        (MIXED.format("b") + "--b\n\nx\n--b--", LetterLimits(), set()),
    ],
)
def test_problems(letter: str, limits: LetterLimits, problems: set[Problem]) -> None:
    """What was broken or left closed is named."""
    assert cut(letter.encode(), limits)[1] == problems
