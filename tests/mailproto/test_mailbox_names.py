# SPDX-License-Identifier: MIT
"""Mailbox names in modified UTF-7, both ways, and what is done with names that are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.errors import LocalProtocolError
from mailproto.mailbox_names import decode, encode

NAMES = [
    (b"INBOX", "INBOX"),
    (b"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),  # RFC 3501, 5.1.3
    (b"&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "Отправленные"),
    (b"R&-D", "R&D"),
    (b"&2D3eAA-", "😀"),
    (b"a+b", "a+b"),
    (b"+AGE-", "+AGE-"),
    (b"&AAo-", "\n"),
    (b"", ""),
]


@pytest.mark.parametrize(("raw", "text"), NAMES, ids=ascii)
def test_names_are_read_and_written(raw: bytes, text: str) -> None:
    """A name and its modified UTF-7 stand for one another; plain UTF-7 is just text."""
    assert decode(raw) == text
    assert encode(text) == raw


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"&", "&"),
        (b"a&b", "a&b"),
        (b"a&BB4", "a&BB4"),
        (b"&BB4EQ-", "&BB4EQ-"),  # half a character
        (b"&BB4E-", "&BB4E-"),
        (b"&BB5-", "&BB5-"),  # bits beyond the last character
        (b"&B/B-", "&B/B-"),  # the slash of plain base64
        (b"&A-", "&A-"),
        (b"&2D0-", "&2D0-"),  # half of a surrogate pair
        (b"&AGE-x& y", "&AGE-x& y"),  # one bad run leaves the whole name as it was
        ("Büro&-x".encode(), "Büro&-x"),  # UTF-8, where the ampersand is itself
        (b"B\xfcro", "Büro"),  # not even UTF-8
    ],
)
def test_bad_names_stay_as_the_server_spelt_them(raw: bytes, text: str) -> None:
    """What is not modified UTF-7 is kept: as UTF-8 where it can be, else byte for byte."""
    assert decode(raw) == text


def test_needless_encoding_is_read() -> None:
    """Characters that need no encoding, and two runs in a row, are read although they should not be written so."""
    assert decode(b"&AGE-") == "a"
    assert decode(b"&BB4-&BEI-") == "От"


def test_half_a_surrogate_pair_is_refused() -> None:
    """What UTF-16 cannot carry is refused before anything is sent."""
    with pytest.raises(LocalProtocolError, match=r"U\+D800") as caught:
        encode("a\ud800")
    assert caught.value.code == "forbidden-character"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_name_comes_back(text: str) -> None:
    """Every name survives being written and read, and is ASCII on the wire."""
    raw = encode(text)
    assert raw.isascii()
    assert decode(raw) == text


@given(st.binary())
def test_any_bytes_are_read(raw: bytes) -> None:
    """No bytes are too bad to become a name."""
    assert isinstance(decode(raw), str)
