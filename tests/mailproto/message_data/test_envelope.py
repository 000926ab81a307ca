# SPDX-License-Identifier: MIT
"""Envelopes and addresses, and the text that people read of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data import Address, Envelope
from mailproto.message_data.envelope import read_envelope
from mailproto.scanner import UnreadableError, read_value

EMPTY = Envelope(None, None, (), (), (), (), (), (), None, None)


def test_an_envelope_is_read() -> None:
    """The ten fields stand in the order of RFC 9051, 9."""
    text = b'("d" "s" ((NIL NIL "a" "b")) NIL () "" ((NIL NIL "c" "d")NIL ("N" "r" "e" "f")) NIL "i" "m")'
    assert read_envelope(read_value(text)[0]) == Envelope(
        date=b"d",
        subject=b"s",
        from_=(Address(None, None, b"a", b"b"),),
        sender=(),
        reply_to=(),
        to=(),
        cc=(Address(None, None, b"c", b"d"), Address(b"N", b"r", b"e", b"f")),
        bcc=(),
        in_reply_to=b"i",
        message_id=b"m",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"NIL", "an envelope of 0 fields where there should be 10"),
        (b"x", "an envelope of 0 fields"),
        (b"(a b)", "an envelope of 2 fields"),
        (b"(() s NIL NIL NIL NIL NIL NIL i m)", "a list where a string should be"),
        (b"(d s x NIL NIL NIL NIL NIL i m)", "not a list of addresses: b'x'"),
        (b"(d s (x) NIL NIL NIL NIL NIL i m)", "not an address: b'x'"),
        (b"(d s ((a b c)) NIL NIL NIL NIL NIL i m)", "not an address"),
    ],
)
def test_what_is_no_envelope_is_refused(text: bytes, reason: str) -> None:
    """An envelope of another shape is refused with what is wrong."""
    with pytest.raises(UnreadableError, match=reason):
        read_envelope(read_value(text)[0])


def test_an_address_is_shown() -> None:
    """Names are decoded; the address itself is the server's spelling."""
    address = Address(b"=?utf-8?Q?=D0=B0?=", None, b"a", b"xn--p1ai")
    assert (address.name_text, address.mailbox_text, address.address) == ("а", "a", "a@xn--p1ai")
    nobody = Address(None, None, None, None)
    assert (nobody.name_text, nobody.mailbox_text, nobody.address) == ("", "", "")
    group = Address(None, None, b"=?utf-8?Q?=D0=B0?=", None)
    assert group.mailbox_text == "а"


DATES = [
    (b"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)", datetime(1996, 7, 17, 2, 23, 25, tzinfo=timezone(-timedelta(hours=7)))),
    (b"17 Jul 1996 02:23:25 -0000", datetime(1996, 7, 17, 2, 23, 25, tzinfo=UTC)),
    (b"17 Jul 96 02:23 GMT", datetime(1996, 7, 17, 2, 23, tzinfo=UTC)),
    (b"", None),
    (None, None),
    (b"yesterday", None),
    (b"32 Jul 1996 02:23:25 +0000", None),
    (b"17 Jul 1996 02:23:25 +9999999999", None),
]


@pytest.mark.parametrize(("raw", "when"), DATES, ids=lambda each: str(each)[:30])
def test_the_date_is_aware(raw: bytes | None, when: datetime | None) -> None:
    """A Date field becomes a moment with its time zone, and None where it is no date."""
    envelope = Envelope(raw, None, (), (), (), (), (), (), None, None)
    assert envelope.date_time == when


def test_an_absent_subject_is_empty() -> None:
    """NIL and the empty string are the same to people (RFC 9051, 7.5.2)."""
    assert EMPTY.subject_text == ""


@given(st.binary())
def test_any_bytes_can_be_looked_at(raw: bytes) -> None:
    """No field of a letter makes a property fail."""
    envelope = Envelope(raw, raw, (), (), (), (), (), (), None, None)
    assert isinstance(envelope.subject_text, str)
    assert envelope.date_time is None or envelope.date_time.tzinfo
    address = Address(raw, None, raw, raw)
    assert isinstance(address.address + address.name_text + address.mailbox_text, str)
