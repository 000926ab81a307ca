# SPDX-License-Identifier: MIT
"""Content without its transfer encoding."""

import pytest

from testserver.decoded_part import decoded
from testserver.mime import read_message


@pytest.mark.parametrize(
    ("header", "body", "content"),
    [
        (b"Content-Type: text/plain", b"a\nb\r\n", b"a\r\nb\r\n"),
        (b"Content-Type: image/png\r\nContent-Transfer-Encoding: 8bit", b"a\nb\0", b"a\nb\0"),
        (b"Content-Transfer-Encoding: BASE64 (comment)", b"0K/Q\r\n vw==\r\n", "Яп".encode()),
        (b"Content-Transfer-Encoding: base64", b"YWJj!ZA", b"abcd"),
        (b"Content-Transfer-Encoding: base64", b"YWJjZ", b"abc"),
        (b"Content-Transfer-Encoding: base64", b"", b""),
        (b"Content-Transfer-Encoding: quoted-printable", b"a=3Db=\r\nc=0A", b"a=bc\r\n"),
        (b"Content-Transfer-Encoding: x-nobody", b"a", None),
        (
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
            b"Subject: a\r\n\r\n",
            b"Subject: a\r\n\r\n",
        ),
    ],
)
def test_each_encoding_is_undone(header: bytes, body: bytes, content: bytes | None) -> None:
    """What is damaged is decoded as far as it goes; text ends its lines with CR LF (RFC 9051 section 7.5.2)."""
    data = header + b"\r\n\r\n" + body
    assert decoded(data, read_message(data)) == content
