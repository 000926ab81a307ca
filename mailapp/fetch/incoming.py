# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes letters from the connection into files as they come, so that memory does not grow with them.

Knows files and the order of the wire; not which letters are wanted.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from mailapp.files import disk_errors
from mailproto.message_data import BodySection, StreamedLiteral
from mailproto.sinks import FileSink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailproto.message_data import MessageData
    from mailproto.vocabulary import SequenceNumber

WHOLE_LETTER: Final = BodySection()


class IncomingLetters:
    """A sink for the literals of many letters: each goes into a file of its own, until its letter's data ask for it.

    Literals run ahead of the data that they stand in, and short ones come inside these: so a file is found by what the
    wire said before it, and never by its turn. `new_file` makes an empty file; `progress` is told the octets of each
    piece. Raises AppError "app-disk".
    """

    def __init__(self, new_file: Callable[[], Path], progress: Callable[[int], None]) -> None:
        self._new_file = new_file
        self._progress = progress
        self._current: FileSink | None = None
        self._belongs_to: tuple[SequenceNumber | None, BodySection | None] = (None, None)
        self._whole: deque[tuple[tuple[SequenceNumber | None, BodySection | None], Path]] = deque()

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Open a new file."""
        path = self._new_file()
        self._current = FileSink(path)
        self._belongs_to = sequence_number, section
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
            self._whole.append((self._belongs_to, self._current.path))
            self._current = None

    def abort(self) -> None:
        """Remove the file that is open: its letter will not become whole."""
        if self._current is not None:
            self._current.abort()
            self._current.path.unlink(missing_ok=True)
            self._current = None

    def take(self, message: MessageData) -> Path | None:
        """Give the file of the letter that `message` is about; None where the server gave NIL or nothing for it.

        Files of earlier messages, which nobody will ask for any more, are removed.
        """
        content = message.sections.get(WHOLE_LETTER)
        if isinstance(content, bytes):
            return self._written(content)
        if isinstance(content, StreamedLiteral):
            while self._whole:
                belongs_to, path = self._whole.popleft()
                if belongs_to == (message.sequence_number, WHOLE_LETTER):
                    return path
                path.unlink(missing_ok=True)
        return None

    def discard(self) -> None:
        """Remove every file that nobody took."""
        self.abort()
        while self._whole:
            _, path = self._whole.popleft()
            path.unlink(missing_ok=True)

    def _written(self, data: bytes) -> Path:
        path = self._new_file()
        with disk_errors(path):
            path.write_bytes(data)
        self._progress(len(data))
        return path
