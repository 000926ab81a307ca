# SPDX-License-Identifier: MIT
"""HTML is cut into tags and text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.html_tokens import EndTag, StartTag, Text, tokens


@pytest.mark.parametrize(
    ("source", "cut"),
    [
        ("", []),
        ("a < b", [Text("a < b")]),
        ("<P Class=x>y</P >", [StartTag("p", {"class": "x"}), Text("y"), EndTag("p")]),
        ("<a b='1 > 2' c=\"'\" d>", [StartTag("a", {"b": "1 > 2", "c": "'", "d": ""})]),
        ("<a b=1 b=2/>", [StartTag("a", {"b": "1"})]),
        ("<br/>x", [StartTag("br"), Text("x")]),
        ("<a b = 'c'd=e>", [StartTag("a", {"b": "c", "d": "e"})]),
        ("x<!-- <p> -->y<!doctype html>z<?xml ?>", [Text("x"), Text("y"), Text("z")]),
        ("<!-->x", [Text("x")]),
        ("x<!-- no end <p>", [Text("x")]),
        ("x</>y</ p>z", [Text("x"), Text("y"), Text("z")]),
        ("<script>if (a<b) '</scr'</script>x", [EndTag("script"), Text("x")]),
        ("<style>no end", []),
        ("<p no end", [StartTag("p", {"no": "", "end": ""})]),
        ("<a href='no end>x", [StartTag("a", {"href": "", "'no": "", "end": ""}), Text("x")]),
    ],
)
def test_tokens(source: str, cut: list[Text | StartTag | EndTag]) -> None:
    """Tags have their attributes; comments, declarations and scripts are left out."""
    assert list(tokens(source)) == cut


def test_attributes_are_limited() -> None:
    """Endless attributes and values are left out."""
    (tag,) = tokens("<p " + " ".join(f"a{number}" for number in range(1000)) + ">")
    assert isinstance(tag, StartTag)
    assert len(tag.attributes) == 40
    assert list(tokens(f"<p a='{'x' * 9000}' {'n' * 50}=1>")) == [StartTag("p")]


@given(st.text(st.sampled_from(list("<>/abp!-& \n;=\"'")), max_size=200))
def test_text_without_tags_is_all_there(source: str) -> None:
    """Nothing is raised, and text with no bracket is given whole."""
    list(tokens(source))
    plain = source.replace("<", "")
    assert "".join(token.source for token in tokens(plain) if isinstance(token, Text)) == plain
