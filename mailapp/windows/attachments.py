# SPDX-License-Identifier: GPL-3.0-or-later
"""The attachments of a letter as cards: what each is, how large, saving it with progress, and where it went.

Knows transfers and the prompts for files, no engine.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QStandardPaths, Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QGridLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from mailapp.engine.updates import TransferState
from mailapp.presentation.attachment_names import safe_name
from mailapp.texts import explain, tr, tr_n
from mailapp.windows.widgets import (
    ElidedLabel,
    IconLabel,
    Retranslator,
    label,
    name_widget,
    push_button,
    row,
    set_mark,
    tool_button,
)
from mailapp.windows.wording import size_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PyQt5.QtGui import QResizeEvent

    from mailapp.store.records import LetterId, Part
    from mailapp.windows.file_prompts import FilePrompts
    from mailapp.windows.transfers import Transfer, Transfers

TYPE_ICONS: Final = (
    ("message/rfc822", "file-letter"),
    ("application/pdf", "file-pdf"),
    ("text/calendar", "file-calendar"),
    ("text/vcard", "file-contact"),
    ("text/x-vcard", "file-contact"),
    ("text/csv", "file-table"),
    ("text/html", "file-code"),
    ("text/", "file-text"),
    ("image/", "file-image"),
    ("audio/", "file-audio"),
    ("video/", "file-video"),
    ("application/zip", "file-archive"),
    ("application/gzip", "file-archive"),
    ("application/x-", "file-archive"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "file-table"),
    ("application/vnd.ms-excel", "file-table"),
    ("application/vnd.oasis.opendocument.spreadsheet", "file-table"),
    ("application/vnd.openxmlformats-officedocument.presentationml", "file-slides"),
    ("application/vnd.ms-powerpoint", "file-slides"),
    ("application/vnd.oasis.opendocument.presentation", "file-slides"),
    ("application/msword", "file-text"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "file-text"),
    ("application/vnd.oasis.opendocument.text", "file-text"),
    ("application/json", "file-code"),
    ("application/xml", "file-code"),
)
"""Beginning of a media type -> icon; the first that fits."""

_CARD_WIDTH: Final = 272
_PER_MILLE: Final = 1000


def type_icon(media_type: str) -> str:
    """Give the icon for a media type."""
    return next((name for start, name in TYPE_ICONS if media_type.startswith(start)), "file")


class AttachmentCard(QFrame):
    """One attachment."""

    save_wanted = pyqtSignal()
    cancel_wanted = pyqtSignal()
    folder_wanted = pyqtSignal()

    def __init__(self, part: Part, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.part = part
        self._transfer: Transfer | None = None
        self._icon = IconLabel(type_icon(part.media_type))
        self._name = ElidedLabel()
        self._name.set_whole_text(name)
        self._state = ElidedLabel(muted=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, _PER_MILLE)
        self.progress.setTextVisible(False)
        self.save_button = push_button(flat=True)
        self.cancel_button = tool_button("close")
        self.folder_button = push_button(flat=True)
        self.save_button.clicked.connect(self.save_wanted)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.folder_button.clicked.connect(self.folder_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._state)
        words.addWidget(self.progress)
        line = row(self._icon, spacing=10)
        line.addLayout(words, 1)
        for button in (self.save_button, self.cancel_button, self.folder_button):
            line.addWidget(button)
        line.setContentsMargins(12, 8, 6, 8)
        self.setLayout(line)
        self.setMinimumWidth(_CARD_WIDTH)
        Retranslator(self, self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        name = self._name.whole_text()
        self.save_button.setText(tr("Save"))
        self.folder_button.setText(tr("Open folder"))
        name_widget(self, tr("Attachment {name}", name=name))
        name_widget(self.save_button, tr("Save {name}", name=name))
        name_widget(self.cancel_button, tr("Cancel saving {name}", name=name))
        name_widget(self.folder_button, tr("Open the folder of {name}", name=name))
        name_widget(self.progress, tr("Progress of {name}", name=name))
        self.cancel_button.setToolTip(tr("Cancel"))
        self.show_transfer(self._transfer)

    def show_transfer(self, transfer: Transfer | None) -> None:
        """Draw how far saving is; None where it was not begun."""
        self._transfer = transfer
        state = transfer.progress.state if transfer else None
        self.progress.setVisible(state is TransferState.RUNNING)
        self.cancel_button.setVisible(state is TransferState.RUNNING)
        self.folder_button.setVisible(state is TransferState.DONE)
        self.save_button.setVisible(state not in {TransferState.RUNNING, TransferState.DONE})
        set_mark(self._state, "danger", value=state is TransferState.FAILED)
        set_mark(self._state, "good", value=state is TransferState.DONE)
        size = size_text(self.part.size, exact=self.part.exact)
        if transfer is None:
            self._state.set_whole_text(size)
            return
        done, total = transfer.progress.done, max(transfer.progress.total, 1)
        self.progress.setValue(min(_PER_MILLE, _PER_MILLE * done // total))
        if state is TransferState.RUNNING:
            self._state.set_whole_text(tr("{done} of {total}", done=size_text(done), total=size))
        elif state is TransferState.DONE:
            self._state.set_whole_text(tr("Saved"))
        elif state is TransferState.CANCELLED:
            self._state.set_whole_text(tr("Cancelled"))
        elif transfer.progress.problem is not None:
            self._state.set_whole_text(explain(transfer.progress.problem).title)


class AttachmentsPanel(QWidget):
    """All attachments of a letter, and the way to save them."""

    question = pyqtSignal(object, object)
    """A `Path` that exists already, and what to do if it may be replaced."""

    shown = pyqtSignal()
    """Other attachments are shown."""

    def __init__(self, transfers: Transfers, prompts: FilePrompts) -> None:
        super().__init__()
        self.setObjectName("attachments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._transfers = transfers
        self._prompts = prompts
        self._letter_id: LetterId | None = None
        self.last_folder: Path | None = None
        """Where something was saved last, in an earlier run of the program perhaps."""
        self.cards: list[AttachmentCard] = []
        self._summary = label(mark="muted")
        self.save_all_button = push_button(flat=True, icon_name="save")
        self.save_all_button.clicked.connect(self.save_all)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._inside = QWidget()
        self._inside.setObjectName("cards")
        self._inside.setLayout(self._grid)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._inside)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 8, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(row(IconLabel("attachment"), self._summary, None, self.save_all_button))
        layout.addWidget(self._scroll)
        transfers.changed.connect(self._transfer_changed)
        Retranslator(self, self.retranslate)
        self.show_files(None)

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        count = len(self.cards)
        total = sum(card.part.size for card in self.cards)
        exact = all(card.part.exact for card in self.cards)
        attachments = tr_n("{count} attachment", "{count} attachments", count)
        self._summary.setText(f"{attachments}, {size_text(total, exact=exact)}")
        self.save_all_button.setText(f" {tr('Save all…')}")  # Qt leaves no room between icon and words
        name_widget(self._scroll, tr("Attachments"))

    def show_files(self, letter_id: LetterId | None, parts: Sequence[Part] = ()) -> None:
        """Show these attachments of a letter; hidden where there are none."""
        if letter_id is not None and letter_id == self._letter_id and list(parts) == [card.part for card in self.cards]:
            return
        self._letter_id = letter_id
        for card in self.cards:
            card.deleteLater()
        self.cards = []
        names: set[str] = set()
        for part in parts:
            name = safe_name(part.name, names)
            names.add(name)
            self.cards.append(self._card(part, name))
        self.save_all_button.setVisible(len(parts) > 1)
        self.setVisible(bool(parts))
        self._arrange()
        self.retranslate()
        self.shown.emit()

    def _card(self, part: Part, name: str) -> AttachmentCard:
        card = AttachmentCard(part, name)
        card.save_wanted.connect(lambda: self.save(part, name))
        card.cancel_wanted.connect(lambda: self._cancel(card))
        card.folder_wanted.connect(lambda: self._open_folder(card))
        card.show_transfer(self._transfer_of(card))
        return card

    def _arrange(self) -> None:
        columns = max(1, (self.width() - 36) // (_CARD_WIDTH + 8))
        for number, card in enumerate(self.cards):
            self._grid.addWidget(card, number // columns, number % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        if self.cards:
            height = self.cards[0].sizeHint().height() + 8
            rows = -(-len(self.cards) // columns)
            self._scroll.setFixedHeight(round(height * min(rows, 2.4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards side by side as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _start_folder(self) -> Path:
        """Give where the question for a place begins: Qt would take the current directory for a folder that is gone."""
        downloads = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        wished = (self.last_folder, Path(downloads) if downloads else None)
        return next((folder for folder in wished if folder is not None and folder.is_dir()), Path.home())

    def save(self, part: Part, name: str) -> None:
        """Ask where to save one part of the letter and begin; `name` is the one suggested."""
        letter_id = self._letter_id
        target = self._prompts.save_target(self, self._start_folder() / name)
        if target is None or letter_id is None:
            return
        self.last_folder = target.parent
        if target.exists():
            self.question.emit(target, lambda: self._transfers.save(letter_id, part, target, overwrite=True))
        else:
            self._transfers.save(letter_id, part, target, overwrite=False)

    def save_all(self) -> None:
        """Ask for a folder and save everything into it; what is there already stays, and the new gets a number."""
        folder = self._prompts.folder(self, self._start_folder())
        if folder is None or self._letter_id is None:
            return
        self.last_folder = folder
        taken = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
        for card in self.cards:
            name = safe_name(card.part.name, taken)
            taken.add(name)
            self._transfers.save(self._letter_id, card.part, folder / name, overwrite=False)

    def _transfer_of(self, card: AttachmentCard) -> Transfer | None:
        return None if self._letter_id is None else self._transfers.of(self._letter_id, card.part.section)

    def _cancel(self, card: AttachmentCard) -> None:
        transfer = self._transfer_of(card)
        if transfer is not None:
            self._transfers.cancel(transfer.id)

    def _open_folder(self, card: AttachmentCard) -> None:
        transfer = self._transfer_of(card)
        if transfer is not None:
            self._prompts.open_folder(transfer.target.parent)

    def _transfer_changed(self, transfer: Transfer) -> None:
        for card in self.cards:
            if transfer.letter_id == self._letter_id and transfer.part.section == card.part.section:
                card.show_transfer(transfer)
