# SPDX-License-Identifier: MIT
"""Sources of letters: what is known of them before the first octet is sent, and what they give."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest

from mailproto.async_client.sources import CHUNK, Source, opened
from mailproto.errors import LocalProtocolError
from mailproto.printer import StreamedMessage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

LETTER = b"Subject: x\r\n\r\n" + b"0123456789abcdef" * 10_000


async def pieces(*octets: bytes) -> AsyncGenerator[bytes]:
    """Give octets piece by piece."""
    for each in octets:
        yield each


async def read(source: Source, size: int | None = None) -> tuple[StreamedMessage, list[bytes]]:
    """Open a source and read it to its end."""
    async with opened(source, size) as letter:
        return letter.described, [octets async for octets in letter.chunks()]


class Pipe(io.BytesIO):
    """A file that can be read once."""

    def seekable(self) -> bool:
        """It is not."""
        return False


async def test_a_letter_comes_in_chunks_from_wherever_it_is(tmp_path: Path) -> None:
    """From memory, a path, a file that is open, a pipe and an iterator; the same octets, none in a large buffer."""
    path = tmp_path / "letter.eml"
    path.write_bytes(LETTER)
    sources: list[tuple[Source, int | None]] = [
        (LETTER, None),
        (path, None),
        (Pipe(LETTER), len(LETTER)),
        (pieces(LETTER[:5], b"", LETTER[5:]), len(LETTER)),
    ]
    with path.open("rb") as file:
        for source, size in [*sources, (file, None)]:
            described, chunks = await read(source, size)
            assert described == StreamedMessage(len(LETTER))
            assert b"".join(chunks) == LETTER
            assert max(map(len, chunks)) <= CHUNK


async def test_a_file_may_begin_before_and_go_on_behind_the_letter() -> None:
    """Its place when it is given is the beginning, `size` says where the end is."""
    file = io.BytesIO(b"before" + LETTER + b"behind")
    file.seek(6)
    _, chunks = await read(file, len(LETTER))
    assert b"".join(chunks) == LETTER


# (letter, whether it has NUL, whether its header has 8-bit octets)
LOOKED_THROUGH = [
    (b"a: b\r\n\r\nc", False, False),
    (b"a: b\r\n\r\nc\0", True, False),
    ("a: é\r\n\r\nc".encode(), False, True),
    ("a: b\r\n\r\né".encode(), False, False),
    (b"a" * (CHUNK - 2) + "\r\n\r\né".encode(), False, False),
    (b"a" * (CHUNK + 9) + "é\r\n\r\n".encode(), False, True),
    ("é".encode(), False, True),
    (b"", False, False),
]


@pytest.mark.parametrize(("letter", "has_nul", "has_8bit_header"), LOOKED_THROUGH)
async def test_what_can_be_read_twice_is_looked_through(
    letter: bytes,
    has_nul: bool,  # noqa: FBT001 - the case table's column
    has_8bit_header: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """So that the letter is announced in a form that can carry it, wherever a chunk ends."""
    described, chunks = await read(io.BytesIO(letter))
    assert described == StreamedMessage(len(letter), has_nul=has_nul, has_8bit_header=has_8bit_header)
    assert described == StreamedMessage.describing(letter)
    assert b"".join(chunks) == letter


@pytest.mark.parametrize("source", [pieces(b"x"), Pipe(b"x")])
async def test_a_size_that_cannot_be_found_out_has_to_be_given(source: Source) -> None:
    """IMAP announces it."""
    with pytest.raises(LocalProtocolError, match="has to be given"):
        await read(source)


@pytest.mark.parametrize("octets", [b"1234", b"123456"])
async def test_a_source_of_another_size_never_gives_its_last_chunk(octets: bytes) -> None:
    """With it the server would take a part for the letter."""
    given = []
    with pytest.raises(LocalProtocolError) as caught:
        async with opened(pieces(octets[:2], octets[2:4], octets[4:]), 5) as letter:
            given += [octets async for octets in letter.chunks()]
    assert caught.value.code == "source-differs"
    assert sum(map(len, given)) < 5


async def test_a_file_shorter_than_said_is_refused_before() -> None:
    """Nothing is announced."""
    with pytest.raises(LocalProtocolError) as caught:
        await read(io.BytesIO(b"123"), 5)
    assert (caught.value.code, caught.value.values["given"]) == ("source-differs", 3)


async def test_a_file_that_grows_is_noticed() -> None:
    """Between the look and the reading."""
    file = io.BytesIO(b"123")
    async with opened(file, None) as letter:
        file.seek(3)
        file.write(b"456")
        file.seek(0)
        with pytest.raises(LocalProtocolError, match="at least 6"):
            await anext(letter.chunks())


async def test_a_nul_that_nobody_announced_is_not_sent() -> None:
    """From a source that can be read once only."""
    with pytest.raises(LocalProtocolError, match="NUL"):
        await read(pieces(b"a\0"), 2)


async def test_a_file_that_is_not_there_is_an_error_of_the_file(tmp_path: Path) -> None:
    """And what was opened here is closed here, but not what somebody else has opened."""
    with pytest.raises(FileNotFoundError):
        await read(tmp_path / "none.eml")
    file = cast("BinaryIO", io.BytesIO(b"1"))
    await read(file)
    assert not file.closed
