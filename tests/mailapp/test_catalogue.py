# SPDX-License-Identifier: MIT
"""Catalogues are read as translators write them, and a broken one says where."""

from __future__ import annotations

import pytest

from mailapp.catalogue import CatalogueError, read_catalogue


@pytest.mark.parametrize(
    ("text", "catalogue"),
    [
        ("", {}),
        ('msgid ""\nmsgstr "Language: ru\\n"\n', {}),
        ('msgid "a"\nmsgstr "b"\n', {"a": ("b",)}),
        ('# comment\n#: file.py:1\nmsgid "a\\"\\n"\nmsgstr "б"\n', {'a"\n': ("б",)}),
        ('msgid ""\n"a"\n"b"\nmsgstr "c"\n"d"\n', {"ab": ("cd",)}),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\nmsgstr[2] "z"\n', {"a": ("x", "y", "z")}),
        ('msgid "a"\nmsgstr "b"\nmsgid "c"\nmsgstr "d"', {"a": ("b",), "c": ("d",)}),
        ('msgid "a"\nmsgstr ""\n', {}),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n', {}),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n\n#, python-brace-format\nmsgid "c"\nmsgstr "d"\n', {"c": ("d",)}),
    ],
)
def test_entries(text: str, catalogue: dict[str, tuple[str, ...]]) -> None:
    """Whole translations are read; missing and fuzzy ones are left out, so that English is said instead."""
    assert read_catalogue(text) == catalogue


@pytest.mark.parametrize("line", ['"nothing before"', 'msgid "a', "msgid a", 'msgctxt "a"', "x"])
def test_a_broken_line_is_named(line: str) -> None:
    """A line that is neither a string nor a comment is an error with its number and text."""
    with pytest.raises(CatalogueError, match="line 2"):
        read_catalogue(f"\n{line}\n")
