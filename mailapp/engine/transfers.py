# SPDX-License-Identifier: GPL-3.0-or-later
"""Saves attachments: streamed to the disk, decoded on the way, cancelled without a trace. Knows one part at a time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mailapp.engine.letter_opening import part_section
from mailapp.engine.letter_parts import DescribedPart, described_parts
from mailapp.engine.updates import TransferProgress, TransferState
from mailapp.errors import AppError
from mailapp.files import disk_errors
from mailproto.commands import FetchItem, UidFetch
from mailproto.sequences import UidSet
from mailproto.sinks import FileSink
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Uid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailapp.engine.intents import TransferId
    from mailapp.engine.telling import Telling
    from mailapp.engine.updates import Problem
    from mailproto.async_client import AsyncClient
    from mailproto.message_data import BodySection
    from mailproto.vocabulary import SequenceNumber


class CountingFile:
    """A sink that writes `target` beside its place and tells how many decoded octets there are.

    Raises AppError "app-disk" and "app-file-exists".
    """

    def __init__(self, target: Path, *, overwrite: bool, progress: Callable[[int], None]) -> None:
        self._target = target
        self._overwrite = overwrite
        self._progress = progress
        self._file = FileSink(target)
        self.size = 0

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Refuse to replace a file that the person was not asked about, and open the part."""
        self._refuse_existing()
        with disk_errors(self._target):
            self._file.begin(sequence_number, section, size)

    def write(self, data: bytes) -> None:
        """Write and count."""
        with disk_errors(self._target):
            self._file.write(data)
        self.size += len(data)
        self._progress(self.size)

    def end(self) -> None:
        """Give the file its name, unless another one has taken it meanwhile."""
        self._refuse_existing()
        with disk_errors(self._target):
            self._file.end()

    def abort(self) -> None:
        """Leave nothing behind."""
        self._file.abort()

    def _refuse_existing(self) -> None:
        if not self._overwrite and self._target.exists():
            raise AppError(code="app-file-exists", file=self._target)


class TransferTelling:
    """Tells how far a transfer is, at most once in `interval` seconds, and its end at once."""

    def __init__(self, transfer_id: TransferId, tell: Telling, interval: float, total: int) -> None:
        self._transfer_id = transfer_id
        self._tell = tell
        self._interval = interval
        self._clock = asyncio.get_running_loop().time
        self._last = self._clock()
        self.done = 0
        self.total = total

    def begin(self) -> None:
        """Tell that it has begun."""
        self._tell(TransferProgress(self._transfer_id, TransferState.RUNNING, 0, self.total))

    def advance(self, done: int) -> None:
        """Take note of the octets that are there; told where the last time is long enough ago."""
        self.done = done
        now = self._clock()
        if now - self._last >= self._interval:
            self._last = now
            self._tell(TransferProgress(self._transfer_id, TransferState.RUNNING, done, max(done, self.total)))

    def fail(self, problem: Problem) -> None:
        """Tell why there will be no file."""
        self._tell(TransferProgress(self._transfer_id, TransferState.FAILED, self.done, self.total, problem))

    def finish(self) -> None:
        """Tell that the file is whole."""
        self._tell(TransferProgress(self._transfer_id, TransferState.DONE, self.done, self.done))


def save_content(content: bytes, file: CountingFile) -> None:
    """Save a part that is in the store; raises AppError."""
    try:
        file.begin(None, None, len(content))
        file.write(content)
        file.end()
    finally:
        file.abort()  # after the end it does nothing


async def save_part(client: AsyncClient, uid: int, section: str, file: CountingFile) -> None:
    """Stream a part to the disk; raises AppError "app-letter-gone", "app-part-gone", "app-disk", and ImapError."""
    part = await _described(client, uid, section)
    await client.download(Uid(uid), part_section(section), file, encoding=part.encoding, size=part.size or None)


async def _described(client: AsyncClient, uid: int, section: str) -> DescribedPart:
    """Ask for the part's encoding and size as it travels: the store knows it decoded only."""
    messages = await client.execute(UidFetch(UidSet.of([Uid(uid)]), (FetchItem.UID, FetchItem.BODYSTRUCTURE)))
    message = next((message for message in messages if message.uid == uid), None)
    if message is None:
        raise AppError(code="app-letter-gone")
    structure = message.body_structure
    parts = [] if structure is None or isinstance(structure, Unparsed) else described_parts(structure)
    for part in parts:
        if part.section == section and not part.is_multipart:
            return part
    raise AppError(code="app-part-gone", section=section)
