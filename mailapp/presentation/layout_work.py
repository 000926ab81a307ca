# SPDX-License-Identifier: GPL-3.0-or-later
"""What text costs Qt's text engine to lay out, in microseconds; `python -m benchmarks.layout` measures what it does.

Counts work, never seconds: the same letter is shown the same way on every machine. Knows characters, no HTML.
"""

import re
from dataclasses import dataclass
from typing import Final

WEIGHT_OF_LINE: Final = 16.0

_WEIGHT_OF_CHARACTER: Final = 0.6
_WEIGHT_OF_LONG_WORD: Final = 0.4
"""Of each character of a word that fills lines."""
_WEIGHT_OF_TAB: Final = 7.0
_WEIGHT_OF_WIDE: Final = 9.0
"""A character that comes from a font of its own: Qt cuts the line into runs."""
_WEIGHT_OF_JOINER: Final = 170.0
"""Of U+200D, which makes one picture out of several."""
_WEIGHT_OF_TURN: Final = 30.0
"""Of a place inside a word where the direction of writing changes."""
_WEIGHT_OF_QUOTE: Final = 40.0
_WEIGHT_OF_LINK: Final = 40.0

_WIDE: Final = re.compile("[\u0900-\u1cff\u2600-\U0010ffff]")
_RIGHT_TO_LEFT: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_TURN: Final = re.compile(rf"(?<=[{_RIGHT_TO_LEFT}])[^\s{_RIGHT_TO_LEFT}]|(?<=[^\s{_RIGHT_TO_LEFT}])[{_RIGHT_TO_LEFT}]")
_OTHER: Final = re.compile("[\u00a0\u0300-\u036f\u0590-\u08ff]")
_WEIGHT_OF_OTHER: Final = 1.5
_LONG_WORD: Final = re.compile(r"\S{250,}")
_SIGNS_OF_LINKS: Final = ("://", "www.", "@")
_PIECE: Final = re.compile(r"[^\n]{1,500}\n?|\n")


def text_work(text: str) -> float:
    """Weigh text without regard to its lines."""
    work = len(text) * _WEIGHT_OF_CHARACTER + text.count("\t") * _WEIGHT_OF_TAB
    work += sum(map(len, _LONG_WORD.findall(text))) * _WEIGHT_OF_LONG_WORD
    if not text.isascii():
        work += text.count("\u200d") * _WEIGHT_OF_JOINER + len(_TURN.findall(text)) * _WEIGHT_OF_TURN
        work += len(_WIDE.findall(text)) * _WEIGHT_OF_WIDE + len(_OTHER.findall(text)) * _WEIGHT_OF_OTHER
    return work


@dataclass(frozen=True, slots=True)
class FittedText:
    """As much of a plain text as is laid out soon, and its weight."""

    text: str
    work: float


def fit_text(text: str, most: float) -> FittedText:
    r"""Give the beginning of a plain text, \n between its lines, that weighs at most `most` as it will be shown."""
    work = 0.0
    end = 0
    was_quoted = False
    for piece in _PIECE.finditer(text):
        line = piece[0]
        weight = text_work(line) + sum(map(line.count, _SIGNS_OF_LINKS)) * _WEIGHT_OF_LINK
        weight += line.endswith("\n") * WEIGHT_OF_LINE
        is_quoted = line.startswith(">")
        weight += (is_quoted or was_quoted) * _WEIGHT_OF_QUOTE
        if work + weight > most:
            break
        was_quoted = is_quoted
        work += weight
        end = piece.end()
    return FittedText(text[:end], work)
