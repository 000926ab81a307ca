# SPDX-License-Identifier: MIT
"""A row of the list: sender, subject, date and size in the person's language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.message_summary import (
    format_date,
    format_date_long,
    format_size,
    sender_line,
    subject_line,
)

MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2024, 3, 5, 14, 0, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("Иван Петров", "ivan@example.org", "Иван Петров"),
        ('"Ivan"', "ivan@example.org", "Ivan"),
        ("", "ivan@example.org", "ivan@example.org"),
        ("ivan@example.org", "Ivan@example.org", "Ivan@example.org"),
        ("bank@bank.example", "thief@evil.example", "bank@bank.example <thief@evil.example>"),
        ("Bank (bank\uff20bank.example)", "t@evil.example", "Bank (bank\uff20bank.example) <t@evil.example>"),
        ("a\r\nBcc: b\0", "x@y", "a Bcc: b\ufffd"),
        ("", "", ""),
    ],
)
def test_the_sender_cannot_pass_for_another(name: str, address: str, expected: str) -> None:
    """A sender is shown by name, and by the true address where the name pretends to be one."""
    assert sender_line(name, address) == expected


def test_long_texts_are_cut() -> None:
    """A name or a subject of a million characters is cut with an ellipsis."""
    assert len(sender_line("x" * 1_000_000, "a@b")) == 200
    assert subject_line(" Re:\tx\n y ") == "Re: x y"
    assert subject_line("x" * 1_000_000).endswith("x…")


@pytest.mark.parametrize(
    ("moment", "english", "russian"),
    [
        (datetime(2024, 3, 5, 6, 5, tzinfo=UTC), "09:05", "09:05"),
        (datetime(2024, 3, 4, 22, 0, tzinfo=UTC), "01:00", "01:00"),
        (datetime(2024, 3, 4, 20, 0, tzinfo=UTC), "4 Mar", "4 марта"),
        (datetime(2024, 1, 31, tzinfo=MOSCOW), "31 Jan", "31 янв."),
        (datetime(2023, 12, 31, 20, 59, tzinfo=UTC), "31 Dec 2023", "31.12.2023"),
        (datetime(2023, 12, 31, 21, 0, tzinfo=UTC), "1 Jan", "1 янв."),
        (datetime(2030, 2, 3, tzinfo=MOSCOW), "3 Feb 2030", "03.02.2030"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "31 Dec 9999", "31.12.9999"),
    ],
)
def test_dates_are_short(moment: datetime, english: str, russian: str) -> None:
    """Today's letters show their time, this year's day and month, others the date, in the person's time zone."""
    assert (format_date(moment, NOW, "en"), format_date(moment, NOW, "ru")) == (english, russian)


def test_dates_are_long() -> None:
    """The long form has weekday and year; Russian months stand in the genitive."""
    moment = datetime(2024, 3, 5, 11, 5, tzinfo=UTC)
    assert format_date_long(moment, NOW, "en") == "Tuesday, 5 March 2024, 14:05"
    assert format_date_long(moment, NOW, "ru") == "вторник, 5 марта 2024 г., 14:05"


@pytest.mark.parametrize(
    ("size", "english", "russian"),
    [
        (0, "0 B", "0 Б"),
        (999, "999 B", "999 Б"),
        (1000, "1.0 kB", "1,0 КБ"),
        (9_949, "9.9 kB", "9,9 КБ"),
        (9_960, "10 kB", "10 КБ"),
        (999_499, "999 kB", "999 КБ"),
        (999_600, "1.0 MB", "1,0 МБ"),
        (1_400_000, "1.4 MB", "1,4 МБ"),
        (25_000_000, "25 MB", "25 МБ"),
        (4_294_967_295, "4.3 GB", "4,3 ГБ"),
        (10**16, "10000 TB", "10000 ТБ"),
    ],
)
def test_sizes(size: int, english: str, russian: str) -> None:
    """A size has the unit that suits it and the decimal separator of the language."""
    no_break = "\N{NO-BREAK SPACE}"
    assert format_size(size, "en") == english.replace(" ", no_break)
    assert format_size(size, "ru") == russian.replace(" ", no_break)


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["en", "ru"]))
def test_any_moment_is_written(moment: datetime, language: str) -> None:
    """Whatever the date in a letter, it is written."""
    assert format_date(moment, NOW, language)
    assert str(moment.year) in format_date_long(moment, NOW, language) or moment.month in {1, 12}
