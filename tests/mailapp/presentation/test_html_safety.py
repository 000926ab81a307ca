# SPDX-License-Identifier: MIT
"""HTML of strangers fetches nothing, runs nothing, and is laid out soon or refused."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.html_safety import RefusalReason, Refused, SafeHtml, safe_html
from mailapp.presentation.limits import HtmlLimits

FETCHING: Final = [
    '<img src="http://evil.example/a.png">',
    "<img src=//evil.example/a.png>",
    '<img src="cid:x" srcset="http://evil.example/a.png 2x" lowsrc="http://evil.example/b">',
    '<image src="http://evil.example/a.png">',
    '<picture><source srcset="http://evil.example/a.png"><img></picture>',
    '<video poster="http://evil.example/a.png" src="http://evil.example/v"><track src="http://evil.example/t"></video>',
    '<audio src="http://evil.example/a.mp3"></audio>',
    '<iframe src="http://evil.example/"></iframe><frame src="http://evil.example/">',
    '<embed src="http://evil.example/"><object data="http://evil.example/"><param value="http://evil.example/"></object>',
    '<link rel="stylesheet" href="http://evil.example/a.css"><link rel="dns-prefetch" href="//evil.example">',
    '<link rel="preconnect" href="http://evil.example"><base href="http://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<body background="http://evil.example/a.png"><table background="http://evil.example/b.png"><tr><td background="http://evil.example/c">x',
    '<form action="http://evil.example/"><input type="image" src="http://evil.example/a.png"><button formaction="http://evil.example/">',
    '<style>@import "http://evil.example/a.css"; @font-face{src:url(http://evil.example/f)}</style>',
    '<p style="background:url(http://evil.example/a.png)">x',
    '<p style="background-image:image-set(\'http://evil.example/a\' 1x)">x',
    '<p style="list-style:url(http://evil.example/a);cursor:url(http://evil.example/c),auto;content:url(http://evil.example/d)">x',
    r'<p style="background:u\72l(http://evil.example/a)">x',
    '<p style="background:url&#40;http://evil.example/a)">x',
    '<svg><image href="http://evil.example/a"/><use xlink:href="http://evil.example/b"/></svg>',
    '<math href="http://evil.example/"><mi xlink:href="http://evil.example/">x</mi></math>',
    '<script src="http://evil.example/a.js"></script><noscript><img src="http://evil.example/a.png"></noscript>',
    '<template><img src="http://evil.example/a.png"></template>',
    '<!--><img src="http://evil.example/a.png">-->',
    '<![CDATA[<img src="http://evil.example/a.png">]]>',
    '<svg><style><img title="</style><img src=http://evil.example/a.png>">',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=http://evil.example/a.png&gt;">',
]  # fmt: skip

RUNNING: Final = [
    '<p onclick="evil()">x</p><img src=cid:a onerror=evil()><body onload=evil()>',
    "<script>evil()</script><SCRIPT\n>evil()</SCRIPT\n>",
    '<a href="javascript:evil()">x</a><a href=" java&#10;script:evil()">x</a><a href="vbscript:evil">x</a>',
    '<a href="data:text/html,<script>evil()</script>">x</a><img src="data:image/svg+xml,<svg onload=evil()>">',
    '<a href="file:///etc/passwd">evil</a><img src="file:///etc/evil"><img src="/etc/evil"><img src="\\\\evil\\x">',
    '<img src="remote:7"><img src="qrc:/evil">',
]


CELL: Final = "<tbody><tr><td{}>"
COLSPAN_50: Final = ' colspan="50"'
RED: Final = ' bgcolor="#ff0000"'
CELL_END: Final = "</td></tr></tbody></table>"
OTHER_ATTRIBUTES: Final = frozenset(
    {"align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "colspan", "height", "rel", "rowspan", "start"}
    | {"valign", "width"}
)


class Collector(HTMLParser):
    """Collects what a reader of the result would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag and its attributes."""
        self.tags.add(tag)
        self.attributes.extend((tag, name, value or "") for name, value in attrs)


def made_safe(html: str) -> SafeHtml:
    """Make HTML safe that is not refused."""
    safe = safe_html(html)
    assert isinstance(safe, SafeHtml)
    return safe


def assert_harmless(html: str) -> None:
    """Check a result independently: only known tags and attributes, each with a value of a known form."""
    collector = Collector()
    collector.feed(html)
    assert collector.tags <= {
        *(
            "a",
            "blockquote",
            "br",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
        ),
        *(
            "img",
            "li",
            "ol",
            "p",
            "pre",
            "q",
            "span",
            "sub",
            "sup",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul",
        ),
    }
    for tag, name, value in collector.attributes:
        if name == "href":
            assert re.match(r"(?:https?://|mailto:)", value)
        elif name == "src":
            assert tag == "img"
            assert re.match(r"cid:|remote:\d+\Z", value)
        elif name == "style":
            assert not re.search(r"[\\@<>{}]|url|image|position|expression|content|list-style|cursor", value)
        else:
            assert name in OTHER_ATTRIBUTES


@pytest.mark.parametrize("html", [*FETCHING, *RUNNING])
def test_nothing_is_fetched_or_run(html: str) -> None:
    """Whatever would fetch, run or read a file is left out; at most text of it remains."""
    safe = made_safe(f"<p>before</p>{html}<p>after")
    assert_harmless(safe.html)
    assert "before" in safe.html


def test_remote_pictures_are_counted_and_shown_on_request() -> None:
    """Remote pictures are told once each; when the person asks for them, they stand under a number of ours."""
    html = '<img src="http://a.example/1.png" width=1><img src="cid:p@x"><img src=//b.example/2><img src="http://a.example/1.png">'
    hidden = made_safe(html)
    assert hidden.remote_pictures == ("http://a.example/1.png", "https://b.example/2")
    assert hidden.content_ids == ("p@x",)
    assert re.findall(r'src="([^"]*)"', hidden.html) == ["cid:p@x"]
    shown = safe_html(html, show_remote=True)
    assert isinstance(shown, SafeHtml)
    assert re.findall(r'src="([^"]*)"', shown.html) == ["remote:0", "cid:p@x", "remote:1", "remote:0"]


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ("<p>Hello <b>bold</b></p>", '<p>Hello <span style="font-weight: bold">bold</span></p>'),
        ("<font color=red size=5>x</font>", '<span style="color: red; font-size: x-large">x</span>'),
        ("<font face='Arial'>x</font>", '<span style="font-family: arial">x</span>'),
        ("<font size=99 color='url(x)'>x</font>", "<span>x</span>"),
        ("<td>x", "x"),
        ("a &lt;b&gt; &amp; &copy; &#x202e; & <", "a &lt;b&gt; &amp; © \ufffd &amp; &lt;"),
        ("<blockquote>q</blockquote>", "<blockquote>q</blockquote>"),
        ("<table width='50%' border=99>", '<table width="50%" border="10"></table>'),
        ("<table><td colspan=1000 rowspan=x>x", f"<table>{CELL.format(COLSPAN_50)}x{CELL_END}"),
        ('<img width=99999 height="20px" alt="a">', '<img alt="a" width="2000" height="20">'),
        ("<div align=CENTER>x</div><ol start=5><li>x</ol>", '<div align="center">x</div><ol start="5"><li>x</li></ol>'),
        ("<unknown>x</unknown><o:p>y</o:p>", "xy"),
        ("<td bgcolor='#ff0000'>", ""),
        ("<table><td bgcolor='#ff0000' bgcolor=blue>", f"<table>{CELL.format(RED)}{CELL_END}"),
        ("<title>t</title><style>p{}</style>x", "x"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_kept(html: str, result: str) -> None:
    """Ordinary letters keep their text, their structure and what Qt honours of their look."""
    assert made_safe(html).html == result


def test_links_are_told() -> None:
    """Each link's true target is told with its text, so that the reader can warn."""
    safe = made_safe(
        '<a href="https://evil.example/x?a=1&amp;b=2">https://<b>bank</b>.example</a><a href="javascript:x">y</a>'
    )
    (link,) = safe.links
    assert (link.target, link.text, link.host) == (
        "https://evil.example/x?a=1&b=2",
        "https://bank.example",
        "evil.example",
    )
    assert [str(warning) for warning in link.warnings] == ["other-host"]


BOMBS: Final = {
    "too large": ("x" * 2_000_001, RefusalReason.TOO_LARGE),
    "deep": ("<div>" * 201, RefusalReason.TOO_DEEP),
    "deep by mistake": ("<div><p>" * 201, RefusalReason.TOO_DEEP),
    "elements": ("<br>" * 20_001, RefusalReason.TOO_MANY_ELEMENTS),
    "lists in lists": (("<ul><li>" * 90 + "</ul>" * 90) * 100, RefusalReason.TOO_COMPLEX),
    "closed inside cells": ("<span><table><tr><td></span></table>" * 5_000, RefusalReason.TOO_COMPLEX),
    "text": ("word " * 200_000, RefusalReason.TOO_COMPLEX),
}


@pytest.mark.parametrize(("html", "reason"), BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_refused(html: str, reason: RefusalReason) -> None:
    """What Qt would lay out for more than 200 ms of work is refused, with the reason."""
    assert safe_html(html) == Refused(reason)


@pytest.mark.parametrize(
    "html",
    [
        "".join(f'<font color="#{number:06x}">' for number in range(190)) + "<p>x" * 15_000,
        "".join(f'<a href="http://x.example/{number}">' for number in range(190)) + "<p>x" * 15_000,
        "<p " + "a " * 500_000 + ">",
        '<a b="' * 100_000,
        "<!--" * 300_000,
        "&#" * 300_000,
        "<" * 100_000,
    ],
    ids=["fonts", "links", "attributes", "quotes", "comments", "references", "brackets"],
)
def test_letters_do_not_multiply(html: str) -> None:
    """Elements that parsers open again in every paragraph, and endless tags, grow no letter much."""
    safe = safe_html(html)
    assert isinstance(safe, Refused) or len(safe.html) <= 5 * len(html)


@pytest.mark.parametrize("levels", [5, 10, 22, 40])
def test_nested_tables_are_undone(levels: int) -> None:
    """Tables nested so deeply that Qt would take seconds become plain blocks; their text is all there."""
    safe = made_safe("<table><tr><td>" * levels + "word " * 2_000 + "</table>" * levels)
    assert safe.html.count("<table>") < 10
    assert safe.html.count("word") == 2_000


def test_limits_are_data() -> None:
    """Each limit can be set."""
    assert safe_html("<p>x", HtmlLimits(characters=3)) == Refused(RefusalReason.TOO_LARGE)
    assert safe_html("<p>x", HtmlLimits(layout_work=1)) == Refused(RefusalReason.TOO_COMPLEX)


MARKS: Final = [
    "<",
    ">",
    '"',
    "'",
    "<!--",
    "-->",
    "<table>",
    "<td>",
    "</p>",
    "<a",
    "<svg>",
    "<style>",
    "</style>",
    "<math>",
    "<mtext>",
    "&lt;img",
    "<b",
    "\x00",
    "=",
    "\ufdd0",
]
PIECES: Final = st.sampled_from([*FETCHING, *RUNNING, *MARKS, " ", "<a href="])


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join)))
def test_any_html_is_harmless(html: str) -> None:
    """However the pieces are put together, the result holds nothing but what is allowed, and is stable."""
    safe = made_safe(html)
    assert_harmless(safe.html)
    assert not re.search(r"<[a-z]+[^>]*evil\(", safe.html)
