# SPDX-License-Identifier: MIT
"""The server's dates, and the Date field as the standard library reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data.dates import read_date_field, read_date_time
from mailproto.unparsed import Unparsed


@pytest.mark.parametrize(
    ("raw", "when"),
    [
        (b"17-Jul-1996 02:44:25 -0700", datetime(1996, 7, 17, 2, 44, 25, tzinfo=timezone(-timedelta(hours=7)))),
        (b" 7-jul-1996 02:44:25 +0530", datetime(1996, 7, 7, 2, 44, 25, tzinfo=timezone(timedelta(minutes=330)))),
        (b"31-Dec-2016 23:59:60 +0000", datetime(2016, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(0)))),
    ],
)
def test_the_servers_date_is_aware(raw: bytes, when: datetime) -> None:
    """A date-time has the time zone that the server named (RFC 9051, 9); a leap second is the one before it."""
    assert read_date_time(raw) == when


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"17-Jul-1996",
        b"17-Jui-1996 02:44:25 -0700",
        b"31-Feb-1996 02:44:25 -0700",
        b"17-Jul-1996 02:44:25 -9900",
        b"01-Jan-0000 00:00:00 +0000",
    ],
)
def test_what_is_no_date_is_unparsed(raw: bytes) -> None:
    """A date that cannot be is kept as bytes with the reason."""
    found = read_date_time(raw)
    assert isinstance(found, Unparsed)
    assert found.raw == raw


@given(st.from_regex(rb"\A\d\d?-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}\Z"))
def test_no_date_fails(raw: bytes) -> None:
    """Whatever looks like a date is one, or Unparsed."""
    assert isinstance(read_date_time(raw), (datetime, Unparsed))


def by_the_standard_library(raw: bytes) -> datetime | None:
    """Read a Date field slowly."""
    try:
        when = parsedate_to_datetime(raw.decode("latin-1"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        b"Wed, 17 Jul 1996 02:23:25 -0700",
        b"17 JUL 1996 02:23:25 +0530",
        b"Wed, 7 Jul 1996 02:23:25 -0000",
        b"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)",
        b"Wed, 17 Jul 96 02:23 GMT",
        b"Wed, 17 Jul 0096 02:23:25 +0000",
        b"Wed, 31 Feb 1996 02:23:25 +0000",
        b"Wed, 17 Xyz 1996 02:23:25 +0000",
        b"Wed, 17 Jul 1996 02:23:60 +0000",
        b"Wed, 17 Jul 1996 02:23:25 +9900",
        b"Wed, 17 Jul 1996 02:23:25",
        b"",
        b"yesterday",
    ],
)
def test_the_date_field_is_what_the_standard_library_says(raw: bytes) -> None:
    """The form that nearly all have is read quickly, all others by the standard library; the values are the same."""
    assert read_date_field(raw) == by_the_standard_library(raw)


@given(st.from_regex(rb"\A([A-Z][a-z]{2}, )?\d{1,2} (Jan|feb|DEC|Xyz) \d{4} [0-2]\d:[0-6]\d:\d\d [+-][0-2]\d\d\d\Z"))
def test_every_common_date_is_the_same_to_both(raw: bytes) -> None:
    """Also one that cannot be."""
    assert read_date_field(raw) == by_the_standard_library(raw)
