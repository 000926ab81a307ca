# SPDX-License-Identifier: MIT
"""Encoded words of RFC 2047, right and wrong."""

from __future__ import annotations

import pytest

from mailapp.presentation.encoded_words import decode_header_bytes, decode_words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?B?0J/RgNC40LI=?=", "Прив"),
        ("=?UTF-8?q?a_b=3F?=", "a b?"),
        ("=?utf-8?B?0J/R?= =?utf-8?B?gNC4?=", "При"),
        ("=?utf-8?Q?a?=  =?koi8-r?q?=F0?=", "aП"),
        ("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c"),
        ("=?utf-8*ru?Q?=D0=9F?=", "П"),
        ("=?utf-8?Q?with spaces?=", "with spaces"),
        ('"=?utf-8?Q?quoted?="', '"quoted"'),
        ("=?utf-8?Q?no end", "=?utf-8?Q?no end"),
        ("=?utf-8?X?unknown?=", "=?utf-8?X?unknown?="),
        ("=?utf-8?B?!!!!?=", "!!!!"),
        ("=?utf-8?Q?=ZZ?=", "=ZZ"),
        ("=?nonsense?Q?=D0=9F?=", "П"),
        ("=??Q?x?=", "=??Q?x?="),
        ("=?utf-8?Q??=", ""),
    ],
)
def test_words(words: str, text: str) -> None:
    """Each word is read as far as it has a meaning; what is none stands as it is."""
    assert decode_words(words) == text


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r"])
def test_raw_bytes(charset: str) -> None:
    """A header with raw bytes, which RFC 5322 forbids, is read in the charset it is probably in."""
    assert decode_header_bytes("Привет =?utf-8?q?x?=".encode(charset)) == "Привет x"
