# SPDX-License-Identifier: MIT
"""Dates as IMAP writes them, whatever the person's language (RFC 9051, 9: date, date-time)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from mailproto.errors import LocalProtocolError

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def wire_date(day: date) -> bytes:
    """Write a day, such as `1-Feb-1994`."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}".encode("ascii")


def wire_date_time(moment: datetime) -> bytes:
    """Write a moment in quotes, such as `"17-Jul-1996 02:44:25 -0700"`. Raises LocalProtocolError without a zone."""
    if moment.utcoffset() is None:
        raise LocalProtocolError("bad-argument", what="the date", reason="it has no time zone")
    day = f"{moment.day:2}-{_MONTHS[moment.month - 1]}-{moment.year:04}"
    return f'"{day} {moment:%H:%M:%S %z}"'.encode("ascii")
