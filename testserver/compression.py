# SPDX-License-Identifier: MIT
"""DEFLATE on a connection, both ways (RFC 4978): raw streams, each write flushed so that it can be read at once.

What comes in is inflated in bounded pieces, so that a small message can't become a large one at once. Knows no IMAP.
"""

import zlib

_PIECE = 65536  # octets inflated at a time


class CompressionError(Exception):
    """What came in is no DEFLATE stream, or its end."""


class Compression:
    """One connection's two streams."""

    def __init__(self) -> None:
        self._deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        self._inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        self._waiting = b""

    def deflate(self, data: bytes) -> bytes:
        """Return what to send for these octets."""
        return self._deflater.compress(data) + self._deflater.flush(zlib.Z_SYNC_FLUSH)

    def receive(self, data: bytes) -> None:
        """Take octets as they came."""
        self._waiting += data

    def inflate(self) -> bytes:
        """Return the next piece of what they mean; nothing when more must come first."""
        try:
            data = self._inflater.decompress(self._waiting, _PIECE)
        except zlib.error:
            raise CompressionError("What you send is not compressed by DEFLATE") from None
        self._waiting = self._inflater.unconsumed_tail
        if self._inflater.eof:
            raise CompressionError("The compressed stream has ended")
        return data
