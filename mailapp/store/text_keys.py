# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of a text by which letters are sorted and found. Knows neither SQLite nor the rows."""

from __future__ import annotations

import re
from typing import Final

_REPLY_MARKS: Final = re.compile(r"(?:\s|(?:re|fwd?|aw|wg|sv|vs|отв|на|пересл)(?:\[\d+\])?:)+", re.IGNORECASE)
_SORT_LENGTH: Final = 48  # characters: longer subjects that differ only later are rare, and every one lies in an index


def search_text(*texts: str) -> str:
    """Fold texts so that the same words are found whatever their case, and ё as е."""
    return "\n".join(texts).casefold().replace("ё", "е")


def search_words(text: str) -> list[str]:
    """Give the words of what a person typed, folded in the same way."""
    return search_text(text).split()


def sort_text(text: str) -> str:
    """Fold a text for sorting: without case, ё beside е, without quotation marks in front."""
    return search_text(text).lstrip("\"'«„“”( ")[:_SORT_LENGTH]


def sort_subject(subject: str) -> str:
    """Fold a subject for sorting, so that an answer ("Re:", "Отв:") stands beside what it answers."""
    marks = _REPLY_MARKS.match(subject)
    return sort_text(subject[marks.end() :] if marks else subject)
