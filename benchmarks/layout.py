# SPDX-License-Identifier: MIT
"""How long the window stands still while Qt lays out a letter: `python -m benchmarks.layout`.

The letters are 2 MB of plain text of many kinds, and the heaviest HTML of each kind that is still shown as HTML, found
by halving. What is printed is the processor time of the window's thread in milliseconds, the better of two rounds, and
beside it what `mailapp.presentation` had weighed. Exits with 1 where a letter takes more than `MOST`.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from mailapp.application import make_application
from mailapp.presentation.html_safety import Refused, safe_html
from mailapp.presentation.layout_work import fit_text
from mailapp.presentation.limits import LAYOUT_WORK
from mailapp.presentation.plain_text import text_to_html
from mailapp.windows.letter_body import LetterBody
from mailapp.windows.letter_preparation import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 200.0  # milliseconds
PLAIN_CHARACTERS = 2_000_000
ROUNDS = 2

PLAIN = {
    "lines of 75": "the quick brown fox jumps over the lazy dog " * 2 + "\n",
    "short lines": "a\n",
    "empty lines": "\n",
    "quotes in turns": "> a\nb\n",
    "one line": "word ",
    "one word": "x",
    "links": "www.a.b\n",
    "addresses": "a@b.c ",
    "Russian": "привет мир, ",
    "Chinese": "漢字",
    "Chinese and Latin": "a漢",
    "Arabic": "مرحبا ",
    "Arabic and Latin": "مa",
    "accents": "e\u0301",
    "emoji": "😀",
    "joined emoji": "👨\u200d👩\u200d👧",
    "tabs": "\ta",
}
HTML = {  # before, what is repeated, after
    "words": ("", "word ", ""),
    "Chinese": ("", "漢字", ""),
    "no-break spaces": ("", "&nbsp;", ""),
    "breaks": ("", "a<br>", ""),
    "paragraphs": ("", "<p>a", ""),
    "spans of sizes": ("", "<span style='font-size:9px'>a</span><span style='font-size:19px'>b</span>", ""),
    "links": ("", "<a href='http://a.b/'>a</a> ", ""),
    "lists": ("", "<ul><li>a</ul>", ""),
    "pictures": ("", "<img src='cid:x' width=9>", ""),
    "preformatted": ("", "<pre>a\n</pre>", ""),
    "preformatted lines": ("<pre>", "a\n", "</pre>"),
    "preformatted tabs": ("<pre>", "\ta", "</pre>"),
    "tables": ("", "<table><td>a</table>", ""),
    "rows": ("<table>", "<tr><td>a<td>b", "</table>"),
    "cells of text": ("<table><tr>", "<td>word word word word ", "</table>"),
    "cells that span": ("<table><tr>", "<td colspan=50 rowspan=50>a", "</table>"),
    "3 tables deep, words": ("<table><td>" * 3, "word ", "</table>" * 3),
    "3 tables deep, paragraphs": ("<table><td>" * 3, "<p>a", "</table>" * 3),
    "3 tables deep, rows": ("<table><td>" * 2 + "<table>", "<tr><td>a<td>b", "</table>" * 3),
    "10 tables deep, words": ("<table><td>" * 10, "word ", "</table>" * 10),
    "lists in lists": ("", "<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", ""),
    "deep blocks": ("", "<div>" * 190 + "a" + "</div>" * 190, ""),
    "deep lists": ("", "<ul><li>a" * 90 + "</ul>" * 90, ""),
}


def heaviest(before: str, unit: str, after: str) -> tuple[str, float]:
    """Give the largest letter of a kind that is still shown as HTML, and its weight."""
    accepted, refused = 0, 1_000_000
    best = "", 0.0
    while refused - accepted > max(1, accepted // 50):
        count = (accepted + refused) // 2
        safe = safe_html(before + unit * count + after)
        if isinstance(safe, Refused):
            refused = count
        else:
            accepted, best = count, (safe.html, safe.work)
    return best


def letters() -> Iterator[tuple[str, str, float]]:
    """Give name, HTML to be shown, and weight of each letter."""
    for name, unit in PLAIN.items():
        fitted = fit_text(unit * (PLAIN_CHARACTERS // len(unit)), LAYOUT_WORK)
        yield f"plain: {name}", text_to_html(fitted.text), fitted.work
    for name, (before, unit, after) in HTML.items():
        yield f"HTML: {name}", *heaviest(before, unit, after)


def main() -> int:
    """Measure and print; gives the exit status."""
    application = make_application()
    body = LetterBody()
    body.resize(650, 600)
    body.show()

    def milliseconds(html: str) -> float:
        body.show_blocks([], {})
        application.processEvents()
        began = time.process_time()
        body.show_blocks([Block(html)], {})
        body.document().size()
        for _ in range(20):
            application.processEvents()
        return (time.process_time() - began) * 1000

    worst = 0.0
    print(f"{'letter':40} {'characters':>10} {'weighed':>8} {'taken':>8} ms")
    for name, html, work in letters():
        taken = min(milliseconds(html) for _ in range(ROUNDS))
        worst = max(worst, taken)
        print(f"{name:40} {len(html):10} {work / 1000:8.1f} {taken:8.1f}", flush=True)
    print(f"the worst took {worst:.1f} ms of {MOST:.0f}")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
