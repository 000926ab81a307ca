# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments being saved: which, where to, how far. Outlives the letter view, so that one may read on meanwhile.

Knows intents and updates, no widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject, pyqtSignal

from mailapp.engine.intents import CancelTransfer, SaveAttachment, TransferId
from mailapp.engine.updates import TransferProgress, TransferState

if TYPE_CHECKING:
    from pathlib import Path

    from mailapp.bridge import Bridge
    from mailapp.store.records import LetterId, Part


@dataclass(frozen=True, slots=True)
class Transfer:
    """One attachment on its way to a file."""

    id: TransferId
    letter_id: LetterId
    part: Part
    target: Path
    overwrite: bool
    progress: TransferProgress


class Transfers(QObject):
    """Starts, cancels and remembers transfers; the last one of each attachment is kept."""

    changed = pyqtSignal(object)
    """The `Transfer` as it is now."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._numbers = count(1)
        self._transfers: dict[TransferId, Transfer] = {}

    def save(self, letter_id: LetterId, part: Part, target: Path, *, overwrite: bool) -> None:
        """Begin to save an attachment as `target`."""
        transfer_id = TransferId(next(self._numbers))
        for old in [old for old in self._transfers.values() if old.letter_id == letter_id and old.part == part]:
            if old.progress.state is not TransferState.RUNNING:
                del self._transfers[old.id]
        started = TransferProgress(transfer_id, TransferState.RUNNING, 0, part.size)
        self._keep(Transfer(transfer_id, letter_id, part, target, overwrite, started))
        self._bridge.submit(SaveAttachment(transfer_id, letter_id, part.section, target, overwrite))

    def cancel(self, transfer_id: TransferId) -> None:
        """Ask to stop; the engine answers when nothing is left of it."""
        self._bridge.submit(CancelTransfer(transfer_id))

    def take(self, update: TransferProgress) -> None:
        """Note how far a transfer is."""
        known = self._transfers.get(update.transfer_id)
        if known is not None:
            self._keep(Transfer(known.id, known.letter_id, known.part, known.target, known.overwrite, update))

    def of(self, letter_id: LetterId, section: str) -> Transfer | None:
        """Give the last transfer of an attachment, if there was one."""
        for transfer in reversed(self._transfers.values()):
            if transfer.letter_id == letter_id and transfer.part.section == section:
                return transfer
        return None

    def _keep(self, transfer: Transfer) -> None:
        self._transfers[transfer.id] = transfer
        self.changed.emit(transfer)
