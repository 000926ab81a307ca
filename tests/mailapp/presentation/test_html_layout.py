# SPDX-License-Identifier: MIT
"""The weight of a letter for Qt's text engine, and what is done about it."""

from __future__ import annotations

import pytest

from mailapp.presentation.html_layout import fit_layout
from mailapp.presentation.limits import HtmlLimits


@pytest.mark.parametrize(
    ("clean", "breaks"),
    [
        ("x" * 1000, 0),
        ("x" * 1001, 1),
        ("x" * 4000, 3),
        ("<span>" + "x" * 900 + "</span>" + "x" * 900, 1),
        ("<p>" + "x" * 900 + "</p><p>" + "x" * 900 + "</p>", 0),
        ("x" * 900 + " " + "x" * 900, 0),
        ("x" * 900 + "<br>" + "x" * 900, 0),
        ("a b" + "x" * 600 + "<span></span>" + "x" * 600, 1),
        ("<span>xxxxxxxxxx</span>" * 1000, 9),
    ],
)
def test_long_words_are_broken(clean: str, breaks: int) -> None:
    """A word of more than a thousand characters gets a place to break, also where tags run through it."""
    fitted = fit_layout(clean, HtmlLimits())
    assert fitted is not None
    assert fitted.html.count("\u200b") == breaks
    assert fitted.html.replace("\u200b", "") == clean


def test_inner_tables_are_undone_first() -> None:
    """Where tables weigh too much, the inner ones become blocks and the outer ones stay."""
    inner = "<table><tbody><tr><td>" * 6 + "word " * 500 + "</td></tr></tbody></table>" * 6
    light = fit_layout(inner, HtmlLimits())
    heavy = fit_layout(inner, HtmlLimits(layout_work=20_000))
    assert light is not None
    assert heavy is not None
    assert (light.html.count("<table>"), heavy.html.count("<table>")) == (6, 3)
    assert fit_layout(inner, HtmlLimits(layout_work=100)) is None


def test_cells_that_span_weigh_more() -> None:
    """A cell over many columns and rows weighs as much as the cells it covers."""
    limits = HtmlLimits(layout_work=10_000)
    spanning = fit_layout('<table><tbody><tr><td colspan="50" rowspan="50">x</td></tr></tbody></table>', limits)
    assert spanning is not None
    assert "<table>" not in spanning.html


def test_depth_is_limited() -> None:
    """Blocks inside each other beyond the limit can't be fitted."""
    assert fit_layout("<div>" * 201 + "</div>" * 201, HtmlLimits()) is None


def test_links_keep_their_text() -> None:
    """The text of a link is told across the tags inside it; a link without a target is none."""
    fitted = fit_layout('<a href="http://a.example/?b&amp;c">x<span>y</span></a><a>z</a>', HtmlLimits())
    assert fitted is not None
    assert [(link.target, link.text) for link in fitted.links] == [("http://a.example/?b&c", "xy")]
