# SPDX-License-Identifier: MIT
"""What a FETCH tells of a letter: sections, the server's date, the structure that is read when somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from mailproto.message_data import BodyPart, BodySection, MessageData
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


def test_the_servers_date_is_read_when_somebody_looks() -> None:
    """It is aware, and Unparsed where it makes no sense."""
    when = datetime(1996, 7, 17, 2, 44, 25, tzinfo=timezone(-timedelta(hours=7)))
    assert MessageData(ONE, raw_internal_date=b"17-Jul-1996 02:44:25 -0700").internal_date == when
    assert isinstance(MessageData(ONE, raw_internal_date=b"today").internal_date, Unparsed)
