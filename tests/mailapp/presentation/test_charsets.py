# SPDX-License-Identifier: MIT
"""Bytes become the text that was written, whatever charset was declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.charsets import decode, known_charset

RUSSIAN = "Привет, как дела? Завтра собрание в 10:00."
DECLARED = [None, "utf-8", "windows-1251", "koi8-r", "us-ascii", "iso-8859-1", "x-unknown"]


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("actual", ["utf-8", "cp1251", "koi8-r", "iso-8859-5", "cp866"])
def test_russian_is_read_whatever_is_declared(actual: str, declared: str | None) -> None:
    """Russian text is recognized in any of its charsets behind any declaration."""
    assert decode(RUSSIAN.encode(actual), declared).text == RUSSIAN


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (b"plain", None, "plain"),
        (b"\xef\xbb\xbfx", "koi8-r", "x"),
        ("Frösche".encode("latin-1"), "utf-8", "Frösche"),
        ("Frösche".encode("latin-1"), None, "Frösche"),
        ("“quoted”".encode("cp1252"), "iso-8859-1", "“quoted”"),
        (b"\x81\xe9", "windows-1252", "\x81é"),
        ("『世界』".encode("euc-jp"), "EUC-JP", "『世界』"),
        ("日本".encode("iso-2022-jp"), "ISO-2022-JP", "日本"),
        ("T".encode("utf-16-le"), "utf-16le", "T"),
        ("Привіт, їжачок".encode("cp1251"), "windows-1251", "Привіт, їжачок"),
        ("СРОЧНО".encode("koi8-r"), "koi8-r", "СРОЧНО"),
        ("почти UTF-8 ".encode() + b"\xff", "utf-8", "почти UTF-8 \ufffd"),
        ("Größe und Länge, Fuß".encode("cp1252"), None, "Größe und Länge, Fuß"),
    ],
)
def test_text_is_read(data: bytes, declared: str | None, text: str) -> None:
    """The declared charset is followed unless the bytes themselves show that it is another one."""
    assert decode(data, declared).text == text


def test_the_person_is_told_of_another_charset() -> None:
    """A note says which charset was taken instead of the declared one; nothing is said where nothing was declared."""
    assert "cp1251" in decode(RUSSIAN.encode("cp1251"), "koi8-r").note
    assert "koi8-r" in decode(RUSSIAN.encode("cp1251"), "koi8-r").note
    assert decode(RUSSIAN.encode("koi8-r"), "koi8-r").note == ""
    assert decode(RUSSIAN.encode(), None).note == ""
    assert decode(RUSSIAN.encode("cp1251"), None).note == ""


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "base64", "zlib", "", "a\0b", "x" * 99, "../x", None]
)
def test_what_is_no_charset(name: str | None) -> None:
    """Python's codecs that are no charsets are not reached by a letter's declaration."""
    assert known_charset(name) is None


@given(st.binary(max_size=200), st.one_of(st.none(), st.text(max_size=20), st.sampled_from(DECLARED)))
def test_any_bytes_are_text(data: bytes, declared: str | None) -> None:
    """Nothing is raised for any bytes and any declaration."""
    assert isinstance(decode(data, declared).text, str)
