# SPDX-License-Identifier: MIT
"""What the server tells of a letter becomes a line of the list, however little or odd it is."""

from __future__ import annotations

from typing import Any

import pytest

from mailapp.engine.message_rows import flags_of, row_of
from mailapp.store.records import LetterFlag
from mailproto.message_data import MessageData
from mailproto.parser import parse_responses
from mailproto.vocabulary import Flag

ENVELOPE = (
    b'("Mon, 7 Feb 1994 21:52:25 -0800" "=?utf-8?B?0J7RgtGH0ZHRgg==?=" (("Boris" NIL "boris" "example.org")) NIL NIL '
    b'(("Anna" NIL "anna" "example.org") (NIL NIL "team" NIL) (NIL NIL "bob" "example.org") (NIL NIL NIL NIL)) '
    b"NIL NIL NIL NIL)"
)
PDF = b'("APPLICATION" "PDF" ("NAME" "a.pdf") NIL NIL "BASE64" 1000 NIL ("ATTACHMENT" NIL) NIL NIL)'
TEXT = b'("TEXT" "PLAIN" NIL NIL NIL "7BIT" 10 1 NIL NIL NIL NIL)'


def message(items: bytes) -> MessageData:
    """Read a FETCH response."""
    (response,) = parse_responses(b"* 3 FETCH (" + items + b")\r\n")
    assert isinstance(response, MessageData)
    return response


def test_row_of_a_letter() -> None:
    """Sender, recipients, subject, date, size, flags and paper clip are those that the server told."""
    row = row_of(
        message(
            b'UID 5 FLAGS (\\Seen $Forwarded \\Recent Work) INTERNALDATE "17-Jul-1996 02:44:25 -0700" '
            b"RFC822.SIZE 4286 ENVELOPE " + ENVELOPE + b" BODYSTRUCTURE (" + TEXT + PDF + b' "MIXED" NIL NIL NIL NIL)'
        )
    )
    assert row
    assert (row.uid, row.size, row.date) == (5, 4286, 760686745)
    assert (row.subject, row.sender_name, row.sender_address) == ("Отчёт", "Boris", "boris@example.org")
    assert row.recipients == "Anna, bob@example.org"
    assert row.flags == LetterFlag.SEEN | LetterFlag.FORWARDED
    assert row.has_attachments


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (b"UID 5", {"subject": "", "date": 0, "size": 0, "sender_name": "", "has_attachments": False}),
        (b'UID 5 INTERNALDATE "17-Jul-1996 02:44:25 -0700"', {"date": 837596665}),
        (b"UID 5 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)", {"date": 0, "recipients": ""}),
        (b'UID 5 ENVELOPE ("yesterday" NIL NIL NIL NIL NIL NIL NIL NIL NIL)', {"date": 0}),
        (b'UID 5 ENVELOPE (NIL NIL NIL ((NIL NIL "s" "h")) NIL NIL NIL NIL NIL NIL)', {"sender_address": "s@h"}),
        (b'UID 5 ENVELOPE (NIL NIL NIL NIL NIL NIL ((NIL NIL "c" "h")) NIL NIL NIL)', {"recipients": "c@h"}),
        (b"UID 5 ENVELOPE (nonsense)", {"subject": ""}),
        (b"UID 5 RFC822.SIZE 99999999999999999999999", {"size": 0}),
        (b"UID 5 RFC822.SIZE -1", {"size": 0}),
        (b"UID 5 BODYSTRUCTURE (nonsense)", {"has_attachments": False}),
        (b"UID 5 BODYSTRUCTURE " + TEXT, {"has_attachments": False}),
        (b"UID 5 BODYSTRUCTURE " + PDF, {"has_attachments": True}),
        (b'UID 5 ENVELOPE (NIL "a\\"b\x1b[31m" NIL NIL NIL NIL NIL NIL NIL NIL)', {"subject": 'a"b [31m'}),
    ],
)
def test_what_is_missing_or_odd_is_empty(items: bytes, expected: dict[str, Any]) -> None:
    """A letter of which the server tells little, or nonsense, is in the list all the same."""
    row = row_of(message(items))
    assert row
    assert {name: getattr(row, name) for name in expected} == expected


def test_letter_without_uid_is_none() -> None:
    """Flags told without a UID, or with UID 0, are no letter to be stored."""
    assert row_of(message(b"FLAGS (\\Seen)")) is None


def test_many_recipients_are_cut() -> None:
    """A letter to a thousand people does not fill the list."""
    people = b"".join(b'(NIL NIL "p%d" "h")' % number for number in range(1000))
    row = row_of(message(b"UID 5 ENVELOPE (NIL NIL NIL NIL NIL (" + people + b") NIL NIL NIL NIL)"))
    assert row
    assert row.recipients.endswith("p19@h, …")


def test_no_flags_told_is_no_flags() -> None:
    """Flags that the list does not show are the server's business."""
    assert flags_of(None) == LetterFlag(0)
    assert flags_of([Flag("Work"), Flag(r"\flagged")]) == LetterFlag.FLAGGED
