# SPDX-License-Identifier: MIT
"""Sinks that keep literals, in memory or in files, or only their digest. Knows nothing of encodings."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

from mailproto.errors import LimitExceeded, LocalProtocolError

if TYPE_CHECKING:
    from io import FileIO
    from pathlib import Path

    from mailproto.message_data import BodySection
    from mailproto.sinks.literal_sink import LiteralSink
    from mailproto.vocabulary import SequenceNumber

CAN_OPEN_DIRECTORIES: Final = os.name == "posix"
"""Whether a directory can be told to reach the disk; where it cannot, a rename needs no such help."""


class MemorySink:
    """Keeps one literal in memory, at most `limit` octets; the last one begun is in `data`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._data = bytearray()

    @property
    def data(self) -> bytes:
        """What has come so far; nothing after `abort`."""
        return bytes(self._data)

    def begin(self, _sequence_number: SequenceNumber | None, _section: BodySection | None, size: int | None) -> None:
        """Forget the literal before. Errors: `LimitExceeded`."""
        self._data.clear()
        self._check(size or 0)

    def write(self, data: bytes) -> None:
        """Keep `data`. Errors: `LimitExceeded`."""
        self._check(len(self._data) + len(data))
        self._data += data

    def end(self) -> None:
        """Do nothing: `data` is whole."""

    def abort(self) -> None:
        """Forget what has come."""
        self._data.clear()

    def _check(self, octets: int) -> None:
        if octets > self.limit:
            raise LimitExceeded("limit-exceeded", what="a literal", actual=octets, limit=self.limit)


class FileSink:
    """Writes one literal beside `path`, as `path` with `.part` after its name, and renames it when it is whole.

    Whatever happens, `path` is either what it was before or the whole new file. `durable` waits until the disk has it.
    With `keep_part`, what `abort` leaves stays beside `path`, and a later sink made with `offset` goes on after that
    many octets of it. Errors: those of the file system (`OSError`).
    """

    def __init__(self, path: Path, *, durable: bool = False, keep_part: bool = False, offset: int = 0) -> None:
        self.path = path
        self.part = path.with_name(f"{path.name}.part")
        self.written = offset
        self._durable = durable
        self._keep_part = keep_part
        self._file: FileIO | None = None
        self._is_used = False

    def begin(self, _sequence_number: SequenceNumber | None, _section: BodySection | None, _size: int | None) -> None:
        """Open the part. Errors besides: `LocalProtocolError` one-at-a-time where it has been used already."""
        if self._is_used:
            raise LocalProtocolError("one-at-a-time", what=f"the sink for {self.path}")
        self._file = self.part.open("r+b" if self.written else "wb", buffering=0)
        self._is_used = True
        if self.written:
            self._file.truncate(self.written)
            self._file.seek(self.written)

    def write(self, data: bytes) -> None:
        """Write `data` whole."""
        file = self._opened()
        rest = memoryview(data)
        while rest:
            written = file.write(rest)
            self.written += written
            rest = rest[written:]

    def end(self) -> None:
        """Close the part and give it its name."""
        file = self._opened()
        if self._durable:
            os.fsync(file.fileno())
        file.close()
        self._file = None
        self.part.replace(self.path)
        if self._durable:
            _synchronise_directory(self.path.parent)

    def abort(self) -> None:
        """Close the part and remove it, unless it is to be kept."""
        if self._file is not None:
            self._file.close()
            self._file = None
            if not self._keep_part:
                self.part.unlink(missing_ok=True)

    def _opened(self) -> FileIO:
        if self._file is None:
            raise LocalProtocolError("bad-argument", what=f"the sink for {self.path}", reason="nothing has begun")
        return self._file


def _synchronise_directory(path: Path) -> None:
    if CAN_OPEN_DIRECTORIES:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class HashSink:
    """Counts and digests what passes on its way to `sink`, or to nowhere; `algorithm` is a name that hashlib knows."""

    def __init__(self, sink: LiteralSink | None = None, algorithm: str = "sha256") -> None:
        self._sink = sink
        self._algorithm = algorithm
        self._hash = hashlib.new(algorithm)
        self.size = 0

    @property
    def digest(self) -> bytes:
        """The digest of the literal begun last, as far as it has come."""
        return self._hash.digest()

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Start the count and the digest afresh."""
        self._hash = hashlib.new(self._algorithm)
        self.size = 0
        if self._sink is not None:
            self._sink.begin(sequence_number, section, size)

    def write(self, data: bytes) -> None:
        """Digest `data` and pass it on."""
        self._hash.update(data)
        self.size += len(data)
        if self._sink is not None:
            self._sink.write(data)

    def end(self) -> None:
        """Pass the end on."""
        if self._sink is not None:
            self._sink.end()

    def abort(self) -> None:
        """Pass the abort on."""
        if self._sink is not None:
            self._sink.abort()
