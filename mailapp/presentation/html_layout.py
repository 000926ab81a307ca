# SPDX-License-Identifier: GPL-3.0-or-later
"""Weighs clean HTML by the time Qt's text engine would take for it, and makes it lighter where it can.

The weights are microseconds as `python -m benchmarks.layout` measures them on QTextDocument 5.15, rounded up. Counts
work, never seconds, like `layout_work`. Reads only what nh3 has written.
"""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from mailapp.presentation.html_tokens import EndTag, StartTag, Text, tokens
from mailapp.presentation.layout_work import WEIGHT_OF_LINE, text_work
from mailapp.presentation.limits import HtmlLimits
from mailapp.presentation.links import Link, read_link

_WEIGHT_OF_ELEMENT: Final = 18.0
_WEIGHTS: Final = {
    "a": 21.0, "hr": 8.0, "img": 300.0, "li": 20.0, "pre": 125.0, "span": 21.0, "table": 20.0, "tbody": 5.0,
    "td": 40.0, "th": 40.0, "tr": 15.0,
}  # fmt: skip

_LONGEST_WORD: Final = 1_000
"""Characters; the time for a word grows with the square of its length: 100,000 take 0.6 s, broken up 0.03 s."""
_SOFT_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_WORD: Final = re.compile(rf"[^ \t\n]{{{_LONGEST_WORD}}}(?=[^ \t\n])")
_SPACE: Final = re.compile(r"[ \t\n]")

_INLINE: Final = frozenset({"a", "q", "span", "sub", "sup"})
_VOID: Final = frozenset({"br", "hr", "img"})
_CELLS: Final = frozenset({"td", "th"})
_TABLE_PARTS: Final = frozenset({"caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_TABLE_LEVELS_KEPT: Final = (100, 3, 1, 0)
"""How many tables inside each other are left tables, tried in this order until the letter is light enough."""


@dataclass(frozen=True, slots=True)
class FittedHtml:
    """HTML that is light enough, its links and its weight."""

    html: str
    links: tuple[Link, ...]
    work: float


def fit_layout(clean: str, limits: HtmlLimits) -> FittedHtml | None:
    """Give the HTML with long words broken, and with inner tables undone where they weigh too much; None if in vain."""
    read = list(tokens(clean))
    for levels in _TABLE_LEVELS_KEPT:
        fitter = _Fitter(levels, limits)
        if fitter.fits(read):
            return FittedHtml("".join(fitter.written), tuple(fitter.links), fitter.work)
    return None


@dataclass(slots=True)
class _Fitter:
    table_levels: int
    limits: HtmlLimits
    written: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    work: float = 0
    _depth: int = 0
    _tables: int = 0
    _word: int = 0
    _link: tuple[str, list[str]] | None = None
    _keeps_lines: bool = False

    def fits(self, read: list[Text | StartTag | EndTag]) -> bool:
        """Write the letter; False as soon as it weighs more than it may."""
        for token in read:
            if isinstance(token, Text):
                self._text(unescape(token.source))
            elif isinstance(token, StartTag):
                self._start(token)
            else:
                self._end(token.name)
            if self.work > self.limits.layout_work or self._depth > self.limits.depth:
                return False
        return True

    def _weigh(self, weight: float) -> None:
        # Each table lays its cells out twice: to find their widths, and in place.
        self.work += weight * 2 ** max(0, min(self._tables, self.table_levels) - 1)

    def _text(self, text: str) -> None:
        self._weigh(text_work(text) + self._keeps_lines * text.count("\n") * WEIGHT_OF_LINE)
        if self._link:
            self._link[1].append(text)
        space = _SPACE.search(text)
        leading = space.start() if space else len(text)
        if self._word and self._word + leading > _LONGEST_WORD:
            self.written.append(_SOFT_BREAK)
            self._word = 0
        self._word = len(text) - max(map(text.rfind, " \t\n")) - 1 if space else self._word + leading
        self.written.append(escape(_WORD.sub(rf"\g<0>{_SOFT_BREAK}", text), quote=False))

    def _start(self, tag: StartTag) -> None:
        if tag.name == "table":
            self._tables += 1
        is_undone = tag.name in _TABLE_PARTS and self._tables > self.table_levels
        weight = _WEIGHT_OF_ELEMENT if is_undone else _WEIGHTS.get(tag.name, _WEIGHT_OF_ELEMENT)
        if tag.name in _CELLS and not is_undone:
            weight *= int(tag.attributes.get("colspan", 1)) * int(tag.attributes.get("rowspan", 1))
        self._weigh(weight)
        # Where lines are kept once, all that follows is weighed so.
        self._keeps_lines = self._keeps_lines or tag.name == "pre" or "white-space" in tag.attributes.get("style", "")
        self._depth += tag.name not in _VOID
        if tag.name not in _INLINE:
            self._word = 0
        if tag.name == "a":
            self._link = (unescape(tag.attributes.get("href", "")), [])
        self.written.append("<div>" if is_undone else _written(tag))

    def _end(self, name: str) -> None:
        self._depth -= 1
        is_undone = name in _TABLE_PARTS and self._tables > self.table_levels
        self.written.append("</div>" if is_undone else f"</{name}>")
        if name == "table":
            self._tables -= 1
        if name not in _INLINE:
            self._word = 0
        if name == "a" and self._link:
            target, text = self._link
            self._link = None
            if target:
                self.links.append(read_link(target, "".join(text)))


def _written(tag: StartTag) -> str:
    pairs = [f'{name}="{value.replace(chr(34), "&quot;")}"' for name, value in tag.attributes.items()]
    return f"<{' '.join([tag.name, *pairs])}>"
