# SPDX-License-Identifier: MIT
"""SASLprep by the examples of RFC 4013, section 3, and what people have in names and passwords."""

from __future__ import annotations

import pytest

from mailproto.authentication.preparation import prepared
from mailproto.errors import LocalProtocolError


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("I\u00adX", b"IX"),  # SOFT HYPHEN mapped to nothing
        ("user", b"user"),
        ("USER", b"USER"),  # case is kept
        ("\u00aa", b"a"),  # NFKC
        ("\u2168", b"IX"),  # NFKC: equals the first
        ("\u00bd", "1\u20442".encode()),  # RFC 5802, 3, wants this one and the next tested
        ("\u00b4", " \u0301".encode()),
        ("a\u00a0b", b"a b"),  # a space is a space
        ("пароль", "пароль".encode()),
        ("и\u0306", "й".encode()),
        ("\U0001f600", "\U0001f600".encode()),  # not in Unicode 3.2
        ("\u0627\u0628", "\u0627\u0628".encode()),
    ],
)
def test_spellings_become_one(text: str, octets: bytes) -> None:
    """RFC 4013, 2.1 and 2.2."""
    assert prepared(text, "the user") == octets


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\u0007", "forbidden-character"),
        ("a\0", "forbidden-character"),
        ("\ud800", "forbidden-character"),
        ("\ue000", "forbidden-character"),
        ("\u0627\u0031", "bad-argument"),  # RFC 4013, 3: the bidirectional check
        ("\u0627a\u0628", "bad-argument"),
        ("", "bad-argument"),
        ("\u00ad", "bad-argument"),
    ],
)
def test_what_cannot_be_prepared_is_refused(text: str, code: str) -> None:
    """RFC 4013, 2.3 and 2.4; RFC 5802, 5.1: also where nothing is left. The error does not repeat it."""
    with pytest.raises(LocalProtocolError) as caught:
        prepared(text, "the password")
    assert caught.value.code == code
    assert caught.value.values["what"] == "the password"
