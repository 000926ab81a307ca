# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes letters from the connection into files as they come, so that memory does not grow with them.

Knows files and the order of the wire; not which letters are wanted.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from mailapp.files import disk_errors
from mailproto.sinks import FileSink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailproto.message_data import BodySection
    from mailproto.vocabulary import SequenceNumber


class IncomingLetters:
    """A sink for the literals of many letters: each goes into a file of its own, told in the order of the wire.

    `new_file` makes an empty file; `progress` is told the octets of each piece. Raises AppError "app-disk".
    """

    def __init__(self, new_file: Callable[[], Path], progress: Callable[[int], None]) -> None:
        self._new_file = new_file
        self._progress = progress
        self._current: FileSink | None = None
        self._whole: deque[Path] = deque()

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Open a new file."""
        path = self._new_file()
        self._current = FileSink(path)
        with disk_errors(path):
            self._current.begin(sequence_number, section, size)

    def write(self, data: bytes) -> None:
        """Write into the file that is open."""
        if self._current is not None:
            with disk_errors(self._current.path):
                self._current.write(data)
            self._progress(len(data))

    def end(self) -> None:
        """Close the file; it can be taken."""
        if self._current is not None:
            with disk_errors(self._current.path):
                self._current.end()
            self._whole.append(self._current.path)
            self._current = None

    def abort(self) -> None:
        """Remove the file that is open: its letter will not become whole."""
        if self._current is not None:
            self._current.abort()
            self._current.path.unlink(missing_ok=True)
            self._current = None

    def keep(self, data: bytes) -> None:
        """Write a letter that came in one piece; see `take`."""
        path = self._new_file()
        with disk_errors(path):
            path.write_bytes(data)
        self._whole.append(path)
        self._progress(len(data))

    def take(self) -> Path | None:
        """Give the file of the next letter that is whole, None where there is none."""
        return self._whole.popleft() if self._whole else None

    def discard(self) -> None:
        """Remove every file that nobody took."""
        self.abort()
        while path := self.take():
            path.unlink(missing_ok=True)
