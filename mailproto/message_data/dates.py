# SPDX-License-Identifier: MIT
"""The dates of letters: of the Date field in the form that nearly all have, and the server's own (RFC 9051, 2.3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from mailproto.message_data.encoded_words import decode_bytes
from mailproto.unparsed import Unparsed

_MONTHS: Final = {
    month: number
    for number, month in enumerate(
        (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"), 1
    )
}
_TIME: Final = rb"(\d\d):(\d\d):(\d\d)"
_ZONE: Final = rb"([+-]\d{4})"
_INTERNAL: Final = re.compile(rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4})\s+" + _TIME + rb"\s+" + _ZONE + rb"\s*")
# RFC 5322, 3.3, without comments, folds and what is obsolete.
_COMMON: Final = re.compile(rb"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) ([1-9]\d{3}) " + _TIME + rb" " + _ZONE)


def read_date_time(raw: bytes) -> datetime | Unparsed:
    """Read a date-time such as ` 7-Jul-1996 02:44:25 -0700`, without its quotation marks (RFC 9051, 9)."""
    found = _INTERNAL.fullmatch(raw)
    if found is None:
        return Unparsed(raw, "not a date and time")
    try:
        return _date_time(*found.groups())
    except (KeyError, ValueError):
        return Unparsed(raw, "no such date or time")


def read_date_field(raw: bytes) -> datetime | None:
    """Read a Date field, in UTC where it names no time zone; None for what is no date (RFC 5322, 3.3 and 4.3)."""
    found = _COMMON.fullmatch(raw)
    try:
        if found is not None and found[6] < b"60":
            return _date_time(*found.groups())
        when = parsedate_to_datetime(decode_bytes(raw))
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _date_time(  # noqa: PLR0913, PLR0917 - the groups of the patterns
    day: bytes, month: bytes, year: bytes, hour: bytes, minute: bytes, second: bytes, zone: bytes
) -> datetime:
    return datetime(
        int(year),
        _MONTHS[month.lower()],
        int(day),
        int(hour),
        int(minute),
        min(int(second), 59),  # a leap second has no place in datetime
        tzinfo=_time_zone(zone),
    )


@lru_cache(maxsize=64)
def _time_zone(zone: bytes) -> timezone:
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    return timezone(-offset if zone[:1] == b"-" else offset)
