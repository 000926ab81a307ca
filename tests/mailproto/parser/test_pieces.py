# SPDX-License-Identifier: MIT
"""Rows of values, pairs of label and value."""

from __future__ import annotations

import re

import pytest

from mailproto.parser.pieces import astring, labelled, labelled_so_far, matched, values_of
from mailproto.scanner import UnreadableError
from mailproto.unparsed import Unparsed


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


def test_what_can_be_read_is_not_lost_with_the_rest() -> None:
    """All pairs before the first that cannot be read."""
    assert labelled_so_far(b"a 1 b (2)") == ([(b"a", b"1"), (b"b", b"(2)")], ())
    assert labelled_so_far(b"a 1 b (2 c 3") == (
        [(b"a", b"1")],
        (Unparsed(b"b (2 c 3", "the end where a value should be"),),
    )
    assert labelled_so_far(b"") == ([], ())


def test_an_astring_is_an_atom_or_quoted() -> None:
    """RFC 9051, 9."""
    assert [astring(b"a"), astring(b'"a\\"b"')] == [b"a", b'a"b']


def test_what_does_not_match_says_what_was_wanted() -> None:
    """With the beginning of what stands there instead."""
    assert matched(re.compile(rb"(a)"), b"a", "an a")[1] == b"a"
    with pytest.raises(UnreadableError, match="not an a: b'ab'"):
        matched(re.compile(rb"a"), b"ab", "an a")
