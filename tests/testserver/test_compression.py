# SPDX-License-Identifier: MIT
"""COMPRESS=DEFLATE (RFC 4978)."""

import zlib

import pytest

from tests.testserver.wire import LETTER, Client, Office
from testserver.limits import Limits


class Compressed:
    """A client that has turned compression on."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.deflater = zlib.compressobj(wbits=-15)
        self.inflater = zlib.decompressobj(wbits=-15)

    def deflated(self, data: bytes) -> bytes:
        """Return octets as they travel."""
        return self.deflater.compress(data) + self.deflater.flush(zlib.Z_SYNC_FLUSH)

    def say(self, line: str) -> list[str]:
        """Send a line and return the lines that follow."""
        answer = self.inflater.decompress(self.client.heard(self.deflated(line.encode() + b"\r\n")))
        return answer.decode().split("\r\n")[:-1]


def test_everything_after_the_answer_is_compressed() -> None:
    """The tagged OK is the last in the clear; each answer can be read at once."""
    office = Office(LETTER)
    client = office.select()
    assert client.say("c COMPRESS DEFLATE") == ["c OK Compressed from now on"]
    compressed = Compressed(client)
    assert compressed.say("d FETCH 1 BODY.PEEK[TEXT]")[1] == "first line"
    assert compressed.say("e COMPRESS DEFLATE") == ["e NO [COMPRESSIONACTIVE] DEFLATE is active already"]
    assert "FETCH 1 BODY.PEEK" in "".join(map(str, office.shared.transcript.entries()))


def test_what_comes_behind_the_command_is_compressed() -> None:
    """A client that sends on without waiting is understood."""
    client = Office(LETTER).select()
    compressed = Compressed(client)
    answer = client.heard(b"c COMPRESS DEFLATE\r\n" + compressed.deflated(b"d NOOP\r\n"))
    clear, _, rest = answer.partition(b"\r\n")
    assert clear == b"c OK Compressed from now on"
    assert compressed.inflater.decompress(rest) == b"d OK Completed\r\n"


@pytest.mark.parametrize("stream", [b"\xff\xff\xff\xff\xff", zlib.compressobj(wbits=-15).flush()])
def test_what_is_no_stream_ends_the_connection(stream: bytes) -> None:
    """Octets that are not DEFLATE, or the end of the stream, are answered by BYE."""
    client = Office().select()
    client.say("c COMPRESS DEFLATE")
    compressed = Compressed(client)
    assert compressed.inflater.decompress(client.heard(stream)).startswith(b"* BYE ")
    assert client.connection.closed


def test_a_small_message_does_not_become_a_large_one_at_once() -> None:
    """Ten million spaces in ten thousand octets are refused before they are all there."""
    client = Office(limits=Limits(waiting_commands=100_000)).select()
    client.say("c COMPRESS DEFLATE")
    compressed = Compressed(client)
    bomb = compressed.deflated(b" " * 10_000_000)
    assert len(bomb) < 20_000
    assert compressed.inflater.decompress(client.heard(bomb)).startswith(b"* BYE Command line too long")


def test_another_compression_is_bad() -> None:
    """DEFLATE is the only one."""
    assert Office().select().say("c COMPRESS GZIP")[0].startswith("c BAD ")
