# SPDX-License-Identifier: MIT
"""Sinks that keep: files that are whole or not there, memory with a limit, digests."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from mailproto.errors import LimitExceeded, LocalProtocolError
from mailproto.sinks import FileSink, HashSink, MemorySink, keeping
from tests.support.feeding import FIRST, WHOLE, feed

if TYPE_CHECKING:
    from pathlib import Path


class TestMemorySink:
    """Literals kept in memory."""

    def test_it_keeps_the_literal_begun_last(self) -> None:
        """Each literal replaces the one before; an aborted one leaves nothing."""
        sink = MemorySink(limit=8)
        feed(sink, [b"first"])
        feed(sink, [b"sec", b"ond"])
        assert sink.data == b"second"
        sink.abort()
        assert sink.data == b""

    def test_what_is_announced_too_large_is_refused_before_it_comes(self) -> None:
        """The limit is checked against the announcement, before any octet is kept."""
        with pytest.raises(LimitExceeded) as caught:
            MemorySink(limit=8).begin(FIRST, WHOLE, 9)
        assert caught.value.values["actual"] == 9

    def test_what_becomes_too_large_is_refused(self) -> None:
        """Without an announcement the limit holds for what comes."""
        with pytest.raises(LimitExceeded):
            feed(MemorySink(limit=8), [b"12345", b"6789"])


class TestFileSink:
    """Literals written into files."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Where the file shall be."""
        return tmp_path / "letter.eml"

    @pytest.mark.parametrize("durable", [False, True])
    def test_the_file_appears_when_it_is_whole(self, path: Path, *, durable: bool) -> None:
        """Until the end the octets are beside the path, then under it, and nothing else is left."""
        sink = FileSink(path, durable=durable)
        sink.begin(FIRST, WHOLE, 6)
        sink.write(b"abc")
        sink.write(b"def")
        assert not path.exists()
        assert sink.part.read_bytes() == b"abcdef"
        sink.end()
        assert path.read_bytes() == b"abcdef"
        assert list(path.parent.iterdir()) == [path]
        assert sink.written == 6

    def test_a_durable_file_needs_no_directory_to_open(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a directory cannot be opened as a file, it is not tried."""
        monkeypatch.setattr(keeping, "CAN_OPEN_DIRECTORIES", False)
        feed(FileSink(path, durable=True), [b"abc"])
        assert path.read_bytes() == b"abc"

    def test_an_aborted_file_leaves_what_was_there(self, path: Path) -> None:
        """An abort removes the part, and the older file of that name stays as it was."""
        path.write_bytes(b"older")
        sink = FileSink(path)
        sink.begin(FIRST, WHOLE, 6)
        sink.write(b"abc")
        sink.abort()
        sink.abort()
        assert path.read_bytes() == b"older"
        assert list(path.parent.iterdir()) == [path]

    def test_a_kept_part_can_be_gone_on_with(self, path: Path) -> None:
        """What an abort kept is completed by a later sink, from the octet that it is told."""
        sink = FileSink(path, keep_part=True)
        sink.begin(FIRST, WHOLE, 6)
        sink.write(b"abcd??")
        sink.abort()
        assert sink.part.exists()
        again = FileSink(path, keep_part=True, offset=4)
        feed(again, [b"ef"])
        assert path.read_bytes() == b"abcdef"
        assert again.written == 6

    def test_one_sink_writes_one_file(self, path: Path) -> None:
        """A second literal is refused, rather than written over the first."""
        sink = FileSink(path)
        feed(sink, [b"abc"])
        with pytest.raises(LocalProtocolError) as caught:
            sink.begin(FIRST, WHOLE, 3)
        assert caught.value.code == "one-at-a-time"
        assert path.read_bytes() == b"abc"

    def test_nothing_is_written_before_it_begins(self, path: Path) -> None:
        """Octets of no literal are the caller's mistake."""
        with pytest.raises(LocalProtocolError):
            FileSink(path).write(b"abc")

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")  # noqa: PTH110
    def test_a_full_disk_is_the_systems_error_and_leaves_nothing(self, path: Path) -> None:
        """Where the disk is full, write says so, and abort then cleans up."""
        sink = FileSink(path)
        sink.part.symlink_to("/dev/full")
        sink.begin(FIRST, WHOLE, 3)
        with pytest.raises(OSError, match="No space left"):
            sink.write(b"abc")
        sink.abort()
        assert not list(path.parent.iterdir())


class TestHashSink:
    """Digests of what passes."""

    def test_it_digests_what_it_passes_on(self) -> None:
        """Size and digest are those of the octets, which reach the next sink unchanged."""
        inner = MemorySink(limit=100)
        sink = HashSink(inner)
        feed(sink, [b"first"])
        feed(sink, [b"sec", b"ond"])
        assert (sink.size, sink.digest) == (6, hashlib.sha256(b"second").digest())
        assert inner.data == b"second"
        sink.abort()
        assert inner.data == b""

    def test_it_can_be_the_last(self) -> None:
        """Without another sink behind it, it only digests; the algorithm can be chosen."""
        sink = HashSink(algorithm="md5")
        feed(sink, [b"octets"])
        sink.abort()
        assert sink.digest == hashlib.md5(b"octets", usedforsecurity=False).digest()
