# SPDX-License-Identifier: MIT
"""The transcript."""

from base64 import b64encode

import pytest

from testserver.limits import Limits
from testserver.transcript import Entry, Side, Transcript


@pytest.mark.parametrize(
    "line",
    [
        b"a LOGIN alice pa55",
        b"a login {5}\r\nalice {4}\r\npa55",
        b"a  LOGIN alice pa55",
        b"a AUTHENTICATE PLAIN " + b64encode(b"\0alice\0pa55"),
        b64encode(b"\0alice\0pa55"),
        b64encode(b"pa55"),
        b"pa55",
    ],
)
def test_secrets_never_get_in(line: bytes) -> None:
    """Whatever a client does with its password, the transcript has three asterisks."""
    transcript = Transcript(["pa55", "\0alice\0pa55"])
    transcript.record(1, Side.CLIENT, line)
    transcript.record_secret(1)
    for entry in transcript.entries():
        assert b"***" in entry.data
        assert b"pa55" not in entry.data
        assert b64encode(b"\0alice\0pa55") not in entry.data


def test_it_is_bounded() -> None:
    """Old entries go, long ones are shortened and say by how much."""
    transcript = Transcript(limits=Limits(transcript_entries=2, transcript_octets=3))
    for data in (b"one", b"two", b"three"):
        transcript.record(7, Side.SERVER, data)
    assert transcript.entries() == (Entry(7, Side.SERVER, b"two"), Entry(7, Side.SERVER, b"thr", 2))
    assert str(transcript.entries()[1]) == "7 S: thr ... (2 octets more)"


def test_an_entry_is_readable() -> None:
    """Each line shows its connection and side; octets that are no text are escaped."""
    assert str(Entry(1, Side.SERVER, b"* a\r\n\xff\x1b b\r\n")) == "1 S: * a\n1 S: \\xff\\x1b b"
