# SPDX-License-Identifier: MIT
"""Header text as people read it, from encoded words, extended parameters and bytes of no charset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.message_data.encoded_words import decode_bytes, decode_parameter, decode_text

TEXTS = [
    (b"plain", "plain"),
    (b"a =? b", "a =? b"),
    (b"=?UTF-8?B?0L7RgtGH0ZHRgg==?=", "отчёт"),
    (b"=?utf-8?q?=D0=B0_b?=", "а b"),
    (b"=?koi8-r?Q?=C1?= =?windows-1251?B?4A==?=", "аа"),
    (b"=?ISO-8859-1*de?Q?a?=", "a"),  # RFC 2231, 5
    # RFC 2047, 8
    (b"(=?ISO-8859-1?Q?a?=)", "(a)"),
    (b"=?ISO-8859-1?Q?a?= b", "a b"),
    (b"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
    (b"=?ISO-8859-1?Q?a?=\r\n  =?ISO-8859-1?Q?b?=", "ab"),
    (b"=?ISO-8859-1?Q?a_b?=", "a b"),
    (b"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
    # what senders get wrong
    (b"=?utf-8?B?0L7R?= =?utf-8?B?gtGH?=", "отч"),  # a character in two words
    (b"=?utf-8?B?0L7RgtGH0ZHRgg?=", "отчёт"),  # padding left out
    (b"=?utf-8?B?0?=", "=?utf-8?B?0?="),  # no base64 at all
    (b"=?utf-8?Q?what?now?=", "what?now"),
    (b"=?nonsense?Q?=D0=B0?=", "а"),
    (b"=?nonsense?Q?=E4?=", "ä"),
    (b"=?hex?Q?61?=", "61"),  # Python's codecs that are no charsets
    (b"=?idna?Q?xn--a?=", "xn--a"),
    (b"=?unicode-escape?Q?=5Cn?=", "\\n"),
    (b"=?gb2312?B?gQ==?=", "\ufffd"),
    (b"=?utf-8?Q?=D0?=", "\ufffd"),
    ("ä".encode(), "ä"),
    (b"\xe4", "ä"),
    (b"a\r\n b\tc", "a b c"),
    (b"=?utf-8?Q?a=0D=0Ab=00c?=", "a b c"),
    (b"", ""),
]


@pytest.mark.parametrize(("raw", "text"), TEXTS, ids=lambda each: ascii(each)[:40])
def test_header_text_is_decoded(raw: bytes, text: str) -> None:
    """Encoded words become text, what cannot be decoded stays, and nothing breaks the line."""
    assert decode_text(raw) == text


WORDS = st.tuples(
    st.sampled_from(["utf-8", "UTF-8", "koi8-r", "utf-8*ru", "x y", ""]),
    st.sampled_from(["B", "b", "Q", "Bb", ""]),
    st.sampled_from(["0LA=", "0LA", "0A==", "!0LA=", "Q Q==", "", "a?b", "=", "===="]),
).map(lambda each: f"=?{each[0]}?{each[1]}?{each[2]}?=")


@given(st.lists(WORDS, min_size=1, max_size=3), st.sampled_from([" ", "  ", "", "\t", " x "]))
def test_words_alone_are_decoded_as_words_among_others(words: list[str], between: str) -> None:
    """A text of words only has a quicker way, which makes no difference."""
    raw = between.join(words).encode()
    assert decode_text(b"x " + raw) == "x " + decode_text(raw)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({}, None),
        ({"other": b"x"}, None),
        ({"filenames": b"x"}, None),
        ({"filename": b"a.txt"}, "a.txt"),
        ({"filename": b"=?utf-8?Q?=D0=B0?=.txt"}, "а.txt"),
        ({"filename": b"plain", "filename*": b"utf-8''%D0%B0"}, "а"),
        ({"filename*": b"koi8-r'ru'%C1.txt"}, "а.txt"),
        ({"filename*": b"%D0%B0"}, "а"),
        ({"filename*": b"''a%0Ab"}, "a b"),
        ({"filename*1": b"b", "filename*0": b"a", "filenames*0": b"x"}, "ab"),
        ({"filename*0*": b"utf-8''%D0", "filename*1*": b"%B0", "filename*2": b"%41"}, "а%41"),
    ],
)
def test_parameters_are_decoded(parameters: dict[str, bytes], text: str | None) -> None:
    """A parameter may be plain, encoded, or in pieces (RFC 2231, 3 and 4)."""
    assert decode_parameter(parameters, "filename") == text


@given(st.binary(), st.text(max_size=10))
def test_any_bytes_of_any_charset_are_decoded(raw: bytes, charset: str) -> None:
    """Nothing that a letter can hold makes decoding fail."""
    decode_bytes(raw, charset)
    decode_text(raw)
    decode_text(b"=?" + charset.encode() + b"?B?" + raw + b"?=")
    decode_parameter({"name*": raw, "name*1": raw}, "name")
    decode_parameter({"name*0*": raw, "name*1": raw}, "name")


def test_a_million_beginnings_of_words_are_looked_at_once() -> None:
    """A header that only looks like encoded words costs no more than its length."""
    raw = b"=?a?Q?x" * 200_000
    assert decode_text(raw) == raw.decode()
