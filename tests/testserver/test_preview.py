# SPDX-License-Identifier: MIT
"""The first words of a letter."""

import pytest

from tests.testserver.wire import Office
from testserver.mime import read_message
from testserver.preview import preview


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (b"Subject: a\r\n\r\n  Hello,\r\n world \r\n", "Hello, world"),
        (b"Content-Type: text/html\r\n\r\n<style>p {}</style><p>A &amp; B<!-- no -->", "A & B"),
        (b"Content-Type: image/png\r\n\r\nxyz", ""),
        (
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\n--b\r\n\r\nyes",
            "yes",
        ),
        (b"\r\n" + b"a" * 300, "a" * 200),
    ],
)
def test_a_preview_is_what_a_person_reads_first(letter: bytes, words: str) -> None:
    """At most 200 signs of the first text, in one line, without markup (RFC 8970 section 3.1)."""
    assert preview(letter, read_message(letter)) == words


def test_fetch_tells_it() -> None:
    """PREVIEW may be asked for with LAZY (RFC 8970 section 3.2)."""
    client = Office(b"\r\nHello").select()
    assert client.say("c FETCH 1 (PREVIEW (LAZY) UID)")[0] == '* 1 FETCH (PREVIEW "Hello" UID 1)'
    assert client.say("d FETCH 1 PREVIEW")[0] == '* 1 FETCH (PREVIEW "Hello")'
