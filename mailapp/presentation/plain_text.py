# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain text of letters as HTML for the reader, and HTML as plain text for previews, search and letters not shown.

Knows no letter and fetches nothing. All of it takes linear time, whatever the text is.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import groupby
from typing import Final

from mailapp.presentation.html_tokens import EndTag, StartTag, Text, tokens
from mailapp.presentation.links import safe_target
from mailapp.presentation.safe_text import several_lines

DEEPEST_QUOTE: Final = 6
"""Quotes inside more quotes than this are shown like these. Each level has the class `quote1`, `quote2`..."""
_QUOTE_MARGIN: Final = 14  # pixels for each level

_QUOTE_MARKS: Final = re.compile(r"(?:> ?)*")
_FLOWED_MARKS: Final = re.compile(r">*")
_SIGNATURE: Final = "-- "
_LINK: Final = re.compile(
    r"\b(?P<url>https?://[^\s<>\"]{1,2000}|www\.[^\s<>\"]{1,2000})"
    r"|(?<![\w.+-])(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})"
)
_NOT_OF_THE_LINK: Final = ".,;:!?'»”…"
_LONG_WORD: Final = re.compile(r"[^ \t\n]{1000}(?=[^ \t\n])")

_BLOCKS: Final = frozenset(
    {"address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4"}
    | {"h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_APART: Final = frozenset({"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"})
_CELLS: Final = frozenset({"td", "th"})
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"[ \t\r\n]+")


def text_to_html(text: str, *, flowed: bool = False, delete_space: bool = False) -> str:
    """Give plain text as HTML: quotes indented by level, addresses clickable, everything else as it is written.

    `flowed` and `delete_space`: the text is in the form of RFC 3676.
    """
    text = several_lines(text)
    lines = _flowed_lines(text, delete_space=delete_space) if flowed else map(_quoted_line, text.split("\n"))
    return "".join(
        f"<div{_quote_attributes(level)}>{'<br>'.join(_line_html(line) for _, line in group)}</div>"
        for level, group in groupby(lines, key=lambda line: min(line[0], DEEPEST_QUOTE))
    )


def html_to_text(html: str) -> str:
    """Give the text of HTML, with line breaks where blocks end; links and pictures leave nothing but their text."""
    text = several_lines("".join(_text_pieces(html)))
    lines = [line.rstrip(" ") for line in text.split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _quoted_line(line: str) -> tuple[int, str]:
    marks = _QUOTE_MARKS.match(line)
    end = marks.end() if marks else 0
    return line[:end].count(">"), line[end:]


def _flowed_lines(text: str, *, delete_space: bool) -> Iterator[tuple[int, str]]:
    """Join the lines that flow (RFC 3676 section 4.2)."""
    joined: list[str] = []
    level = 0
    for line in text.split("\n"):
        marks = _FLOWED_MARKS.match(line)
        depth = marks.end() if marks else 0
        content = line[depth:].removeprefix(" ")
        is_signature = content == _SIGNATURE
        if joined and (depth != level or is_signature):
            yield level, "".join(joined)
            joined = []
        level = depth
        flows = content.endswith(" ") and not is_signature
        joined.append(content[:-1] if flows and delete_space else content)
        if not flows:
            yield level, "".join(joined)
            joined = []
    if joined:
        yield level, "".join(joined)


def _quote_attributes(level: int) -> str:
    style = "white-space: pre-wrap"
    if not level:
        return f' style="{style}"'
    return f' class="quote{level}" style="margin-left: {level * _QUOTE_MARGIN}px; {style}"'


def _line_html(line: str) -> str:
    pieces = []
    end = 0
    for found in _LINK.finditer(line):
        shown = found[0].rstrip(_NOT_OF_THE_LINK)
        if shown.endswith(")") and "(" not in shown:
            shown = shown[:-1]
        target = safe_target(_written_out(shown, is_address=found["address"] is not None))
        if target is None:
            continue
        pieces.append(_escaped(line[end : found.start()]))
        pieces.append(f'<a href="{escape(target)}">{_escaped(shown)}</a>')
        end = found.start() + len(shown)
    pieces.append(_escaped(line[end:]))
    return "".join(pieces)


def _written_out(shown: str, *, is_address: bool) -> str:
    if is_address:
        return f"mailto:{shown}"
    return shown if "://" in shown else f"https://{shown}"


def _escaped(text: str) -> str:
    return escape(_LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", text), quote=False)


def _text_pieces(html: str) -> Iterable[str]:
    at_line_start = True
    preformatted = 0
    for token in tokens(html):
        if isinstance(token, Text):
            text = unescape(token.source)
            if not preformatted:
                text = _SPACES.sub(" ", text)
                text = text.removeprefix(" ") if at_line_start else text
            if text:
                yield text.replace("\N{NO-BREAK SPACE}", " ")
                at_line_start = text.endswith("\n")
            continue
        if token.name == "pre":
            preformatted = max(0, preformatted + (1 if isinstance(token, StartTag) else -1))
        separator = _separator(token, at_line_start=at_line_start)
        if separator:
            yield separator
            at_line_start = separator != "\t"


def _separator(token: StartTag | EndTag, *, at_line_start: bool) -> str:
    if token.name == "br" and isinstance(token, StartTag):
        return "\n"
    if token.name in _CELLS and isinstance(token, EndTag):
        return "\t"
    if token.name not in _BLOCKS:
        return ""
    if isinstance(token, EndTag) and token.name in _APART:
        return "\n" if at_line_start else "\n\n"
    return "" if at_line_start else "\n"
