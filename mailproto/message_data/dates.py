# SPDX-License-Identifier: MIT
"""The dates of letters: of the Date field in the form that nearly all have, and the server's own (RFC 9051, 2.3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from mailproto.message_data.encoded_words import decode_bytes
from mailproto.unparsed import Unparsed

_MONTHS: Final = {
    month: f"{number:02}"
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ZONE: Final = r"([+-]\d\d)([0-5]\d)"
_INTERNAL: Final = re.compile(r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})\s+(\d\d:\d\d):(\d\d)\s+" + _ZONE + r"\s*", re.ASCII)
# RFC 5322, 3.3, without comments, folds and what is obsolete.
_COMMON: Final = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) ([1-9]\d{3}) (\d\d:\d\d):(\d\d) " + _ZONE, re.ASCII
)
_LEAP_SECOND: Final = "60"


def read_date_time(raw: bytes) -> datetime | Unparsed:
    """Read a date-time such as ` 7-Jul-1996 02:44:25 -0700`, without its quotation marks (RFC 9051, 9)."""
    found = _INTERNAL.fullmatch(raw.decode("latin-1"))
    if found is None:
        return Unparsed(raw, "not a date and time")
    try:
        return _date_time(*found.groups())
    except (KeyError, ValueError):
        return Unparsed(raw, "no such date or time")


def read_date_field(raw: bytes) -> datetime | None:
    """Read a Date field, in UTC where it names no time zone; None for what is no date (RFC 5322, 3.3 and 4.3)."""
    text = decode_bytes(raw)
    found = _COMMON.fullmatch(text)
    try:
        if found is not None and found[5] != _LEAP_SECOND:
            return _date_time(*found.groups())
        when = parsedate_to_datetime(text)
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _date_time(  # noqa: PLR0913, PLR0917 - the groups of the patterns
    day: str, month: str, year: str, minutes: str, second: str, zone_hours: str, zone_minutes: str
) -> datetime:
    if second == _LEAP_SECOND:
        second = "59"  # it has no place in datetime
    date = f"{year}-{_MONTHS[month.lower()]}-{day.zfill(2)}"
    return datetime.fromisoformat(f"{date}T{minutes}:{second}{zone_hours}:{zone_minutes}")
