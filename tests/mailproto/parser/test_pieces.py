# SPDX-License-Identifier: MIT
"""Rows of values, pairs of label and value."""

from __future__ import annotations

import re

import pytest

from mailproto.parser.pieces import astring, labelled, matched, values_of
from mailproto.scanner import UnreadableError


def test_values_stand_one_after_the_other() -> None:
    """Atoms, strings, NIL and lists, with any white space between and after them."""
    assert values_of(b' a "b c" (d NIL)NIL ') == [b"a", b"b c", [b"d", None], None]
    assert values_of(b" ") == []
    with pytest.raises(UnreadableError, match="the end where a value should be"):
        values_of(b"a (b")


def test_a_value_with_a_label_is_kept_as_it_is() -> None:
    """RFC 9051, 9: tagged-ext; the label may be quoted."""
    assert labelled(b'a 1 "B c" ("d" (e)) ') == [(b"a", b"1"), (b"B c", b'("d" (e))')]
    with pytest.raises(UnreadableError):
        labelled(b"a")


def test_an_astring_is_an_atom_or_quoted() -> None:
    """RFC 9051, 9."""
    assert [astring(b"a"), astring(b'"a\\"b"')] == [b"a", b'a"b']


def test_what_does_not_match_says_what_was_wanted() -> None:
    """With the beginning of what stands there instead."""
    assert matched(re.compile(rb"(a)"), b"a", "an a")[1] == b"a"
    with pytest.raises(UnreadableError, match="not an a: b'ab'"):
        matched(re.compile(rb"a"), b"ab", "an a")
