# SPDX-License-Identifier: MIT
"""How texts are folded for sorting and searching."""

from __future__ import annotations

import pytest

from mailapp.store import text_keys


@pytest.mark.parametrize(
    ("subject", "key"),
    [
        ("Report", "report"),
        ("Re: Report", "report"),
        ("RE: Fwd:  Report", "report"),
        ("Re[2]: Report", "report"),
        ("Отв: Отчёт", "отчет"),
        ("Regards", "regards"),
        ("«Ёлка»", "елка»"),
        ("", ""),
        ("x" * 200, "x" * 48),
    ],
)
def test_subjects_are_sorted_without_reply_marks(subject: str, key: str) -> None:
    """An answer is sorted beside what it answers, without regard to case, quotation marks and ё."""
    assert text_keys.sort_subject(subject) == key


def test_words_are_found_in_any_case() -> None:
    """What is searched is folded as what is stored: case and ё make no difference."""
    stored = text_keys.search_text("Отчёт за ноябрь", "Boris")
    assert all(word in stored for word in text_keys.search_words(" ОТЧЕТ bOrIs "))
