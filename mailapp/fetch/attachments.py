# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves the attachments of a letter that lies on the disk, in memory that does not grow with them.

Which parts are attachments, and what they are called, `mailapp.presentation` says (RFC 8621, 4.1.4). Knows no
connection and no manifest.
"""

from __future__ import annotations

import mmap
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from mailapp.manifest import AttachmentEntry
from mailapp.presentation.attachment_names import FolderNames
from mailapp.presentation.letter import Part, read_letter
from mailproto.sinks import FileSink, HashSink, LiteralSink, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

INCOMING: Final = ".incoming-"
"""How the names begin of what is not whole yet; what a run that was ended left behind is found by it."""

_SMALL: Final = 4 << 20  # octets; what is smaller is decoded in memory, together with all its repairs
_CHUNK: Final = 1 << 20  # octets


class _MappedLetter(mmap.mmap):
    """A letter's file as bytes that are not in memory; has what reading a letter asks of bytes beside mmap's own."""

    def startswith(self, prefix: bytes, start: int) -> bool:
        return self[start : start + len(prefix)] == prefix

    def rindex(self, sought: bytes) -> int:
        return self.rfind(sought)


def extract_attachments(letter: Path, folder: Path, root: Path) -> tuple[AttachmentEntry, ...]:
    """Save the attachments of `letter` into `folder`, replacing what it held; files are told relative to `root`.

    The folder appears under its name only when everything is in it, and only where there are attachments.
    Raises OSError.
    """
    with letter.open("rb") as file:
        if letter.stat().st_size == 0:
            return ()
        source = _MappedLetter(file.fileno(), 0, access=mmap.ACCESS_READ)
        beside = Path(tempfile.mkdtemp(prefix=INCOMING, dir=folder.parent))
        try:
            entries = tuple(_save_all(cast("bytes", source), beside, folder.relative_to(root)))
            if folder.exists():
                shutil.rmtree(folder)
            if entries:
                beside.chmod(0o755)
                beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            # parts of the letter still look into the file: it is closed when they are gone
            del source
    return entries


def _save_all(source: bytes, beside: Path, final: Path) -> Iterator[AttachmentEntry]:
    names = FolderNames()
    for part in read_letter(source).attachments:
        name = names.take(part.name, part.media_type)
        size, digest = _save(part, beside / name)
        yield AttachmentEntry(part.name, (final / name).as_posix(), part.media_type, size, digest)


def _save(part: Part, path: Path) -> tuple[int, str]:
    sink = HashSink(FileSink(path))
    if len(part.source) > _SMALL:
        decoding = decoded(sink, part.encoding)
        _pass_through(decoding, part.source)
        if not decoding.problems:
            return sink.size, sink.digest.hex()
        sink = HashSink(FileSink(path))  # what is broken needs the repairs that look at the whole
    _pass_through(sink, memoryview(part.content()))
    return sink.size, sink.digest.hex()


def _pass_through(sink: LiteralSink, content: memoryview) -> None:
    sink.begin(None, None, None)
    try:
        for start in range(0, len(content), _CHUNK):
            sink.write(bytes(content[start : start + _CHUNK]))
        sink.end()
    finally:
        sink.abort()  # after the end it does nothing
