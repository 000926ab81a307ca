# SPDX-License-Identifier: MIT
"""DEFLATE between a transport and whoever talks through it (RFC 4978), with limits against bombs.

Put in place by the client once the server has agreed to COMPRESS, and never before. Knows nothing of IMAP; whatever
carries the compressed octets encrypts them.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mailproto.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError
from mailproto.transports import MAXIMUM_RECEIVE

if TYPE_CHECKING:
    from mailproto.transports import PeerInformation, Transport

_RAW: Final = -15  # zlib's window bits for DEFLATE without a header (RFC 4978, 4)
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class InflationLimits:
    """How far a server may blow its data up; what goes over it raises LimitExceeded.

    `read`: the octets that one read of at most `MAXIMUM_RECEIVE` compressed octets may become. `ratio`: how many octets
    may come of one, on the average of the connection; counted once more than `unlimited` octets have come, because a
    large letter may well consist of one sign only. DEFLATE could do 1032.
    """

    read: int = 64 * _MIB
    ratio: int = 250
    unlimited: int = 64 * _MIB


class CompressedTransport:
    """A transport that compresses what is sent by `transport`, which is connected, and decompresses what it receives.

    `received` is what the transport gave already and is compressed. `level` is zlib's, 0 to 9 (RFC 4978, 4: both sides
    are free). What lies unread is kept compressed: however far it can be blown up, a call of `receive` gives at most
    `MAXIMUM_RECEIVE` octets.
    """

    starttls = False

    def __init__(
        self,
        transport: Transport,
        received: bytes = b"",
        limits: InflationLimits | None = None,
        level: int = zlib.Z_DEFAULT_COMPRESSION,
    ) -> None:
        self._transport = transport
        self._limits = limits or InflationLimits()
        self._compressor = zlib.compressobj(level, wbits=_RAW)
        self._decompressor = zlib.decompressobj(wbits=_RAW)
        self._compressed = received
        self._is_more_inside = False  # zlib may hold octets that had no room in what it gave last
        self._octets_in = len(received)
        self._octets_out = 0
        self._octets_of_read = 0
        self._is_closed = False

    @property
    def peer(self) -> PeerInformation:
        """What is known of the peer; see `Transport.peer`."""
        return self._transport.peer

    async def connect(self) -> None:
        """Do nothing: the transport below is connected."""

    async def send(self, data: bytes) -> None:
        """Send `data` whole, compressed so that the peer can read all of it now; see `Transport.send`."""
        compressed = self._compressor.compress(data) + self._compressor.flush(zlib.Z_SYNC_FLUSH)
        await self._transport.send(compressed)

    async def receive(self) -> bytes:
        """Give what has arrived; see `Transport.receive`.

        Errors besides: `LimitExceeded`, and `RemoteProtocolError` framing-lost for what cannot be decompressed.
        """
        while not self._is_closed:
            data = self._decompressed()
            if data:
                return data
            self._compressed = await self._transport.receive()
            if not self._compressed:
                break
            self._octets_in += len(self._compressed)
            self._octets_of_read = 0
        return b""

    async def start_tls(self) -> None:
        """Refuse with `LocalProtocolError`: encryption comes first (RFC 4978, 3)."""
        raise LocalProtocolError("bad-argument", what="start_tls", reason="the connection is compressed already")

    async def close(self) -> None:
        """End the connection."""
        self._is_closed = True
        await self._transport.close()

    def _decompressed(self) -> bytes:
        """Give the next octets of what was received, b"" where there are none."""
        if not self._compressed and not self._is_more_inside:
            return b""
        try:
            data = self._decompressor.decompress(self._compressed, MAXIMUM_RECEIVE)
        except zlib.error as error:
            raise RemoteProtocolError("framing-lost", reason="it cannot be decompressed") from error
        self._compressed = self._decompressor.unconsumed_tail
        self._is_more_inside = len(data) == MAXIMUM_RECEIVE
        if self._decompressor.unused_data:
            raise RemoteProtocolError("framing-lost", reason="it goes on after the end of the compression")
        self._count(len(data))
        return data

    def _count(self, octets: int) -> None:
        limits = self._limits
        self._octets_of_read += octets
        self._octets_out += octets
        if self._octets_of_read > limits.read:
            what = "the decompressed size of one read"
            raise LimitExceeded("limit-exceeded", what=what, actual=self._octets_of_read, limit=limits.read)
        ratio = self._octets_out // self._octets_in
        if self._octets_out > limits.unlimited and ratio > limits.ratio:
            raise LimitExceeded("limit-exceeded", what="the ratio of compression", actual=ratio, limit=limits.ratio)
