# SPDX-License-Identifier: MIT
"""What a FETCH tells of a letter: sections, the server's date, the structure that is read when somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data import BodyPart, BodySection, MessageData
from mailproto.message_data.message import read_date_time
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import SequenceNumber

ONE = SequenceNumber(1)


def test_sections_are_compared_without_regard_to_case() -> None:
    """What was asked for is found under the name that the server spells otherwise."""
    assert BodySection(text="header.fields", fields=("From",)) == BodySection(text="HEADER.FIELDS", fields=("FROM",))


def test_what_the_server_did_not_send_is_none() -> None:
    """A response without a date and a structure has neither."""
    message = MessageData(ONE)
    assert message.internal_date is None
    assert message.body_structure is None
    assert not message.sections
    assert not message.others


def test_the_structure_is_read_when_somebody_looks() -> None:
    """The same bytes are read once, bad ones are Unparsed."""
    message = MessageData(ONE, raw_body_structure=b'("text" "plain" NIL NIL NIL "7bit" 5 1)')
    assert isinstance(message.body_structure, BodyPart)
    assert message.body_structure is message.body_structure
    assert isinstance(MessageData(ONE, raw_body_structure=b"(").body_structure, Unparsed)


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
    assert MessageData(ONE, raw_internal_date=raw).internal_date == when
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
