# SPDX-License-Identifier: MIT
"""Plain text as HTML, and HTML as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.html_safety import SafeHtml, safe_html
from mailapp.presentation.plain_text import html_to_text, text_to_html

PLAIN = '<div style="white-space: pre-wrap">{}</div>'
QUOTE = '<div class="quote{0}" style="margin-left: {1}px; white-space: pre-wrap">{2}</div>'


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("a\r\n  <b> & c", "a<br>  &lt;b&gt; &amp; c"),
        (
            "see https://a.example/x?y=1&z.",
            'see <a href="https://a.example/x?y=1&amp;z">https://a.example/x?y=1&amp;z</a>.',
        ),
        ("(www.a.example)", '(<a href="https://www.a.example">www.a.example</a>)'),
        ("http://a.example/b_(c)", '<a href="http://a.example/b_(c)">http://a.example/b_(c)</a>'),
        ("me@a.example", '<a href="mailto:me@a.example">me@a.example</a>'),
        ("javascript:alert(1) file:///x a@b", "javascript:alert(1) file:///x a@b"),
        ("http://", "http://"),
        ("http://[x", "http://[x"),
        ('http://a"onclick="x', '<a href="http://a">http://a</a>"onclick="x'),
        ("\x1b[31m\u202e", "\ufffd[31m\ufffd"),
    ],
)
def test_text_is_escaped_and_links_work(text: str, inside: str) -> None:
    """Everything is shown as written; web and mail addresses can be clicked, nothing else."""
    assert text_to_html(text) == PLAIN.format(inside)


def test_quotes_have_levels() -> None:
    """Lines that were quoted stand together, indented by how often; very deep ones no deeper."""
    html = text_to_html("a\n> b\n>> c\n> > d\ne\n" + ">" * 50 + "f")
    assert html == (
        PLAIN.format("a")
        + QUOTE.format(1, 14, "b")
        + QUOTE.format(2, 28, "c<br>d")
        + PLAIN.format("e")
        + QUOTE.format(6, 84, "f")
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one \ntwo \nthree\nfour", PLAIN.format("one two three<br>four")),
        ("> one \n> two\nthree", QUOTE.format(1, 14, "one two") + PLAIN.format("three")),
        ("> one \ntwo", QUOTE.format(1, 14, "one ") + PLAIN.format("two")),
        ("text \n-- \nname", PLAIN.format("text <br>-- <br>name")),
        (" >stuffed\n From", PLAIN.format("&gt;stuffed<br>From")),
        ("last ", PLAIN.format("last ")),
    ],
)
def test_flowed_text_is_joined(text: str, html: str) -> None:
    """Lines that end in a space flow into the next of the same quote level (RFC 3676); signatures stay apart."""
    assert text_to_html(text, flowed=True) == html


def test_the_space_that_flows_may_be_deleted() -> None:
    """With DelSp=yes words are joined without the space (RFC 3676 section 4.2)."""
    assert text_to_html("日本 \n語", flowed=True, delete_space=True) == PLAIN.format("日本語")


def test_long_words_can_be_broken() -> None:
    """A word of 400,000 characters gets places to break, so that Qt lays it out soon."""
    html = text_to_html("x" * 400_000)
    assert max(map(len, html.split("\u200b"))) < 1100
    assert html.count("x") == 400_000


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One\n two <b>three</b></p><p>four", "One two three\n\nfour"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>a<li>b</ul>c", "a\nb\n\nc"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1\t2\t\n3"),
        ("<title>t</title><style>s</style><script>x</script><!-- c -->body", "body"),
        ("a &lt;b&gt; &amp;&nbsp;c", "a <b> & c"),
        ("<pre>a\n  b</pre></pre>c", "a\n  b\n\nc"),
        ("<div><div><div>x</div></div></div>y", "x\ny"),
        ("<img alt=x>  \n ", ""),
        ("", ""),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    """Blocks become lines, cells are apart, what is not text is left out."""
    assert html_to_text(html).rstrip() == text


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_safe(text: str, flowed: bool) -> None:  # noqa: FBT001 - generated
    """What is made of plain text holds no tag that was in it, and its words survive."""
    html = text_to_html(text, flowed=flowed)
    safe = safe_html(html)
    assert isinstance(safe, SafeHtml)
    assert safe.remote_pictures == ()
    assert "<script" not in html.lower()
    if not flowed and ">" not in text:
        assert html_to_text(html).split() == html_to_text(safe.html).split()


@given(st.text(st.sampled_from(list("<>/abp!-& \n;=\"'")), max_size=200))
def test_any_html_becomes_text(html: str) -> None:
    """Nothing is raised for any HTML, and no blank lines pile up."""
    assert "\n\n\n" not in html_to_text(html)
