# SPDX-License-Identifier: MIT
"""Of a style only what is harmless remains."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.css_safety import safe_style


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: RED; background: #FFF !important", "color: red; background-color: #fff"),
        ("color: rgb(1, 2, 3)", "color: rgb(1, 2, 3)"),
        ("font-family: 'Times New Roman', serif", "font-family: &#x27;times new roman&#x27;, serif"),
        ("font-size: 12.5pt; font-weight: 700", "font-size: 12.5pt; font-weight: 700"),
        ("font-size: 9999px; margin-left: -500px; width: 99999px", ""),
        ("margin-left: 1.5em; padding: 4px; width: 50%", "margin-left: 1.5em; padding: 4px; width: 50%"),
        ("color: red; color: blue", "color: blue"),
        ("position: fixed; display: none; float: left; z-index: 9", ""),
        ("background: url(http://x)", ""),
        ("background: #fff url(http://x)", ""),
        (r"color: r\65d", ""),
        ("color: red/**/; color: expression(x)", ""),
        ("list-style: url(x); content: 'x'; cursor: url(x)", ""),
        ("color&#58; red", "color: red"),
        ("white-space: nowrap; white-space: pre-wrap", "white-space: pre-wrap"),
        ("x" * 9999, ""),
        (";;;:;a:", ""),
        ("color:red;" * 100, "color: red"),
    ],
)
def test_declarations(style: str, kept: str) -> None:
    """A declaration stays when its property is known and its whole value has a known form."""
    assert safe_style(style) == kept


@given(st.text(st.sampled_from(list("colrbackgund-:;()#\\/*@'\"<>&!u0 ,.%")), max_size=100))
def test_any_style_is_harmless(style: str) -> None:
    """No value can leave its attribute, fetch or escape."""
    assert not re.search(r'[<>"\\@{}]|url\(|/\*', safe_style(style))
