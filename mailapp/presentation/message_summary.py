# SPDX-License-Identifier: GPL-3.0-or-later
"""What one row of the list of letters says: who, what, when, how large.

Works on what the server tells without sending the letter (ENVELOPE, RFC822.SIZE), already decoded by whoever got it;
makes it harmless and writes it in the person's language. Knows no clock: the caller says what time it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mailapp.presentation.safe_text import one_line

_LONGEST_NAME: Final = 200  # characters
_LONGEST_SUBJECT: Final = 500  # characters
# A character that reads as @ counts as one: small and full-width commercial at.
_LOOKS_LIKE_ADDRESS: Final = re.compile(r"\S[@\ufe6b\uff20]\S")


@dataclass(frozen=True, slots=True)
class _Language:
    """How dates and sizes are written in one language."""

    months: tuple[str, ...]
    """As they stand after the number of a day."""
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    """From Monday on."""
    other_year: str
    long: str
    units: tuple[str, ...]
    decimal_separator: str


_LANGUAGES: Final[Mapping[str, _Language]] = {
    "en": _Language(
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        other_year="{day} {short_month} {year}",
        long="{weekday}, {day} {month} {year}, {time}",
        units=("B", "kB", "MB", "GB", "TB"),
        decimal_separator=".",
    ),
    "ru": _Language(
        months=(
            *("января", "февраля", "марта", "апреля", "мая", "июня"),
            *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
        ),
        short_months=(
            *("янв.", "февр.", "марта", "апр.", "мая", "июня"),
            *("июля", "авг.", "сент.", "окт.", "нояб.", "дек."),
        ),
        weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
        other_year="{day:02}.{month_number:02}.{year}",
        long="{weekday}, {day} {month} {year} г., {time}",
        units=("Б", "КБ", "МБ", "ГБ", "ТБ"),
        decimal_separator=",",
    ),
}
_THOUSAND: Final = 1000
_ONE_DECIMAL_BELOW: Final = 10


def sender_line(name: str, address: str) -> str:
    """Give whom a letter comes from: the name, or the address where there is no name.

    A name that holds an address, other than the true one, is followed by the true address: else it would pass for it.
    """
    shown_name = one_line(name, _LONGEST_NAME).strip("\"' ")
    shown_address = one_line(address, _LONGEST_NAME)
    if not shown_name or shown_name.lower() == shown_address.lower():
        return shown_address
    if _LOOKS_LIKE_ADDRESS.search(shown_name):
        return f"{shown_name} <{shown_address}>"
    return shown_name


def subject_line(subject: str) -> str:
    """Give a subject as one harmless line; empty where there is none."""
    return one_line(subject, _LONGEST_SUBJECT)


def format_date(moment: datetime, now: datetime, language: str) -> str:
    """Write when a letter was sent, shortly: the time for today, day and month for this year, else the date.

    Both moments are aware; the result is in the time zone of `now`.
    """
    local = _in_zone_of(now, moment)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    words = _LANGUAGES[language]
    if local.year == now.year:
        return f"{local.day} {words.short_months[local.month - 1]}"
    return words.other_year.format(**_pieces(local, words))


def format_date_long(moment: datetime, now: datetime, language: str) -> str:
    """Write when a letter was sent, with its weekday and time, in the time zone of `now`."""
    words = _LANGUAGES[language]
    return words.long.format(**_pieces(_in_zone_of(now, moment), words))


def format_size(size: int, language: str) -> str:
    """Write a number of bytes with the unit that suits it (1 MB is 1,000,000 bytes), below 10 with one decimal."""
    words = _LANGUAGES[language]
    amount, unit = float(size), 0
    while round(amount) >= _THOUSAND and unit + 1 < len(words.units):
        amount, unit = amount / _THOUSAND, unit + 1
    digits = 1 if unit and round(amount, 1) < _ONE_DECIMAL_BELOW else 0
    number = f"{amount:.{digits}f}".replace(".", words.decimal_separator)
    return f"{number}\N{NO-BREAK SPACE}{words.units[unit]}"


def _in_zone_of(now: datetime, moment: datetime) -> datetime:
    try:
        return moment.astimezone(now.tzinfo)
    except OverflowError:  # the first or the last day there is
        return moment


def _pieces(moment: datetime, words: _Language) -> dict[str, object]:
    return {
        "day": moment.day,
        "month": words.months[moment.month - 1],
        "month_number": moment.month,
        "short_month": words.short_months[moment.month - 1],
        "year": moment.year,
        "weekday": words.weekdays[moment.weekday()],
        "time": f"{moment:%H:%M}",
    }
