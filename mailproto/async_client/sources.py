# SPDX-License-Identifier: MIT
"""Where the octets of a letter that is put into a mailbox come from: bytes, a file, or somebody, piece by piece.

A source knows its size before its first octet is sent, because IMAP announces it. Knows nothing of the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from mailproto.errors import LocalProtocolError
from mailproto.printer import StreamedMessage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

Source = bytes | Path | BinaryIO | AsyncIterable[bytes]
"""The letter's octets with the line ends that it is to have, CRLF: nothing is changed on the way."""

CHUNK: Final = 64 * 1024
"""The most octets of a letter that are held at once."""

_BOUNDARY: Final = 3  # octets of the end of a header that may lie in the chunk before


class OpenedSource:
    """A letter that can be read from its first octet on; `described` says how large it is, and what is in it."""

    def __init__(self, described: StreamedMessage, octets: AsyncIterable[bytes]) -> None:
        self.described = described
        self._octets = octets

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Give the octets, at most `CHUNK` at once, and the last of them only once the source has ended there.

        Raises LocalProtocolError "source-differs" where they are fewer or more than announced, and
        "forbidden-character" for a NUL that nobody had announced. What was given until then is a part of a letter.
        """
        left = self.described.size
        held = b""
        async for octets in self._octets:
            if not self.described.has_nul and b"\0" in octets:
                raise LocalProtocolError("forbidden-character", what="the letter", character="NUL")
            for start in range(0, len(octets), CHUNK):
                if held:
                    yield held
                held = octets[start : start + CHUNK]
                left -= len(held)
                if left < 0:
                    raise self._differs(left)
        if left:
            raise self._differs(left)
        if held:
            yield held

    def _differs(self, left: int) -> LocalProtocolError:
        size = self.described.size
        given = f"{size - left}" if left > 0 else f"at least {size - left}"
        return LocalProtocolError("source-differs", given=given, announced=size)


@contextlib.asynccontextmanager
async def opened(source: Source, size: int | None) -> AsyncGenerator[OpenedSource]:
    """Open a source, look through what can be read twice, and close what was opened here.

    `size` has to be given for octets that come from somebody, and may be for a file that goes on behind the letter.
    Raises LocalProtocolError "bad-argument", and OSError of a file.
    """
    if isinstance(source, bytes):
        yield OpenedSource(_of_size(StreamedMessage.describing(source), size), _at_once(source))
    elif isinstance(source, Path):
        file = await asyncio.to_thread(source.open, "rb")
        try:
            yield await _of_file(file, size)
        finally:
            await asyncio.to_thread(file.close)
    elif hasattr(source, "read"):
        yield await _of_file(cast("BinaryIO", source), size)
    elif size is None:
        raise LocalProtocolError("bad-argument", what="the letter's size", reason="it has to be given for this source")
    else:
        yield OpenedSource(StreamedMessage(size), source)


async def _of_file(file: BinaryIO, size: int | None) -> OpenedSource:
    if not file.seekable():
        if size is None:
            raise LocalProtocolError("bad-argument", what="the letter's size", reason="it has to be given for a pipe")
        return OpenedSource(StreamedMessage(size), _reading(file, size))
    start = file.tell()
    described = _of_size(await _described(file, size), size)
    file.seek(start)
    return OpenedSource(described, _reading(file, size))


def _of_size(described: StreamedMessage, size: int | None) -> StreamedMessage:
    if size is not None and described.size != size:
        raise LocalProtocolError("source-differs", given=described.size, announced=size)
    return described


async def _at_once(octets: bytes) -> AsyncGenerator[bytes]:
    yield octets


async def _reading(file: BinaryIO, size: int | None) -> AsyncGenerator[bytes]:
    """Read to the end, or `size` octets, off the loop's thread."""
    left = size
    while octets := await asyncio.to_thread(file.read, CHUNK if left is None else min(CHUNK, left)):
        yield octets
        if left is not None:
            left -= len(octets)


async def _described(file: BinaryIO, size: int | None) -> StreamedMessage:
    """Look through a letter: how large it is, whether it has NUL, and whether its header is ASCII."""
    octets_seen = 0
    has_nul = has_8bit_header = False
    in_header, before = True, b""
    async with contextlib.aclosing(_reading(file, size)) as reading:
        async for octets in reading:
            octets_seen += len(octets)
            has_nul = has_nul or b"\0" in octets
            if in_header:
                seen = before + octets
                header = StreamedMessage.header_of(seen)
                has_8bit_header = has_8bit_header or not header.isascii()
                in_header, before = header is seen, seen[-_BOUNDARY:]
    return StreamedMessage(octets_seen, has_nul=has_nul, has_8bit_header=has_8bit_header)
