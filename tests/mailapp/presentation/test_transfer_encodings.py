# SPDX-License-Identifier: MIT
"""Base64 and quoted-printable, whole and broken."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.transfer_encodings import decode_base64, decode_content


@pytest.mark.parametrize(
    ("encoded", "encoding", "content", "broken"),
    [
        (b"aGVsbG8=", "base64", b"hello", False),
        (b"aGVs\r\nbG8", "base64", b"hello", False),
        (b"YQ==YmI=Yw", "base64", b"abbc", False),
        (b"aGVsbG8gd29ybGQgaGVs*bG8gd29ybGQ=", "base64", b"hello world hello world", True),
        (b"?garbage", "base64", b"?garbage", True),
        (b"... not base64 at all ...", "base64", b"... not base64 at all ...", True),
        (b"", "base64", b"", False),
        (b"A", "base64", b"", False),
        (b"a=3Db=\r\nc=zz", "quoted-printable", b"a=bc=zz", False),
        (b"begin 600 x", "x-uuencode", b"begin 600 x", False),
        (b"a\r\n=3D", "7bit", b"a\r\n=3D", False),
        (b"x", "", b"x", False),
    ],
)
def test_content(encoded: bytes, encoding: str, content: bytes, broken: bool) -> None:  # noqa: FBT001 - a column
    """What can be decoded is; rubbish and unknown encodings are kept as they came."""
    assert decode_content(memoryview(encoded), encoding) == (content, broken)


@given(st.binary(max_size=500), st.integers(1, 80), st.sampled_from([b"\n", b"\r\n", b" \n"]))
def test_base64_is_undone(data: bytes, width: int, line_end: bytes) -> None:
    """However the lines are broken, with padding or without, the bytes come back."""
    encoded = base64.b64encode(data)
    lines = line_end.join(encoded[start : start + width] for start in range(0, len(encoded), width))
    assert decode_base64(memoryview(lines)).data == data
    assert decode_base64(memoryview(lines.replace(b"=", b""))).data == data


def test_large_content_is_decoded_window_by_window() -> None:
    """Content of several windows of input, cut anywhere in a group of four, is decoded whole."""
    data = bytes(range(256)) * 12_001
    assert decode_base64(memoryview(base64.encodebytes(data))).data == data
