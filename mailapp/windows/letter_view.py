# SPDX-License-Identifier: GPL-3.0-or-later
"""The right pane: one letter with its header, text and attachments, or a word why there is none.

Asks the engine for what is not in the store yet. Knows intents, the loader, and no IMAP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QPoint, QRect, Qt, QUrl, pyqtSignal
from PyQt5.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt5.QtWidgets import QGridLayout, QStackedLayout, QVBoxLayout, QWidget

from mailapp.engine.intents import OpenLetter
from mailapp.presentation.attachment_names import safe_name
from mailapp.presentation.links import read_link, safe_target
from mailapp.texts import explain, tr, tr_n
from mailapp.windows.attachments import AttachmentsPanel
from mailapp.windows.letter_body import LetterBody
from mailapp.windows.letter_delegate import paint_circle
from mailapp.windows.letter_preparation import LetterLoader
from mailapp.windows.notices import Notice
from mailapp.windows.widgets import ElidedLabel, Placeholder, Retranslator, label, selectable
from mailapp.windows.wording import initials, long_date

if TYPE_CHECKING:
    from mailapp.bridge import Bridge
    from mailapp.engine.updates import Problem
    from mailapp.presentation.links import Link
    from mailapp.store.records import LetterId, LetterRow
    from mailapp.windows.file_prompts import FilePrompts
    from mailapp.windows.letter_preparation import PreparedLetter
    from mailapp.windows.transfers import Transfers


_SUBJECT_LINES: Final = 3


class SenderCircle(QWidget):
    """The sender's initials in their colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(44, 44)
        self._key = self._name = ""

    def show_sender(self, key: str, name: str) -> None:
        """Show this sender."""
        self._key, self._name = key, name
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the circle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_circle(painter, QRect(0, 0, 44, 44), self._key, initials(self._name), self.font())
        painter.end()


class LetterHeader(QWidget):
    """Subject, sender with address, recipients, date in full."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("letterHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._subject = ""
        self.subject = selectable(label(bold=True, scale=1.35, wrap=True))
        self._circle = SenderCircle()
        self.sender_name = ElidedLabel(bold=True, tight=True)
        self.address = ElidedLabel(muted=True)
        self.recipients = ElidedLabel(muted=True)
        self.date = ElidedLabel(muted=True)
        names = QGridLayout()
        names.setContentsMargins(0, 0, 0, 0)
        names.setHorizontalSpacing(8)
        names.setVerticalSpacing(3)
        names.addWidget(self._circle, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        names.addWidget(self.sender_name, 0, 1)
        names.addWidget(self.address, 0, 2)
        names.addWidget(self.recipients, 1, 1, 1, 2)
        names.addWidget(self.date, 2, 1, 1, 2)
        names.setColumnMinimumWidth(0, 52)
        names.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(self.subject)
        layout.addLayout(names)

    def _fit_subject(self) -> None:
        """Shorten the subject to three lines; the tooltip holds the whole."""
        room = round(_SUBJECT_LINES * 0.9 * (self.width() - 48))
        shown = self.subject.fontMetrics().elidedText(self._subject, Qt.TextElideMode.ElideRight, max(room, 0))
        self.subject.setText(shown)
        self.subject.setToolTip(self._subject if shown != self._subject else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the subject to the new width."""
        super().resizeEvent(event)
        self._fit_subject()

    def show_row(self, row: LetterRow, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Show what the list knows of a letter, and its header lines where they were received."""
        fields: dict[str, list[str]] = {}
        for name, value in headers:
            fields.setdefault(name.casefold(), []).append(value)
        name = row.sender_name or row.sender_address or tr("(unknown sender)")
        self._subject = row.subject or tr("(no subject)")
        self.subject.setAccessibleName(tr("Subject: {subject}", subject=self._subject))
        self._fit_subject()
        self._circle.show_sender(row.sender_address or name, name)
        self.sender_name.set_whole_text(name)
        self.address.set_whole_text(row.sender_address if row.sender_name else "")
        self.date.set_whole_text(long_date(row.date))
        lines = [tr("To: {people}", people=", ".join(fields.get("to", [])) or row.recipients)]
        if fields.get("cc"):
            lines.append(tr("Copy: {people}", people=", ".join(fields["cc"])))
        self.recipients.set_whole_text("   ".join(lines) if row.recipients or fields else "")


class LetterView(QWidget):
    """The pane of one letter."""

    link_hovered = pyqtSignal(str)
    link_clicked = pyqtSignal(QUrl)
    shown = pyqtSignal(object)
    """The `LetterId` of a letter that is on screen with its text."""

    menu_wanted = pyqtSignal(QPoint)

    def __init__(self, bridge: Bridge, transfers: Transfers, prompts: FilePrompts) -> None:
        super().__init__()
        self.setObjectName("letterPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._row: LetterRow | None = None
        self._prepared: PreparedLetter | None = None
        self._problem: Problem | None = None
        self._trouble = ""
        self.loader = LetterLoader(bridge.open_reader, self)
        self.header = LetterHeader()
        self.remote_bar = Notice("info", icon_name="picture-blocked", can_close=False)
        self.notes_bar = Notice("warning", can_close=False)
        self.body = LetterBody()
        self.waiting = Placeholder()
        self.nothing = Placeholder()
        self.attachments = AttachmentsPanel(transfers, prompts)
        self._lay_out()
        self.loader.ready.connect(self._ready)
        self.loader.gone.connect(lambda _: self.show_row(None))
        self.loader.failed.connect(self._unreadable)
        self.waiting.acted.connect(self.retry)
        self.body.link_hovered.connect(self.link_hovered)
        self.body.link_clicked.connect(self.link_clicked)
        self.body.picture_wanted.connect(self._save_picture)
        Retranslator(self, self.retranslate)
        self.show_row(None)

    def _lay_out(self) -> None:
        self._middle = QStackedLayout()
        self._middle.addWidget(self.body)
        self._middle.addWidget(self.waiting)
        page = QWidget()
        inside = QVBoxLayout(page)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for widget in (self.header, self.remote_bar, self.notes_bar):
            inside.addWidget(widget)
        inside.addLayout(self._middle, 1)
        inside.addWidget(self.attachments)
        self._page = page
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(page)

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.nothing.say("letter-open", tr("No letter chosen"), tr("Choose a letter in the list to read it here."))
        if self._row is None:
            return
        self.header.show_row(self._row, self._prepared.letter.headers if self._prepared else ())
        self._say_bars()
        self._say_waiting()

    @property
    def letter_id(self) -> LetterId | None:
        """The letter shown or awaited."""
        return self._row.id if self._row else None

    @property
    def is_complete(self) -> bool:
        """Whether the letter's text is on screen."""
        return self._prepared is not None and self._prepared.letter.received

    def link(self, clicked: QUrl) -> Link | None:
        """Tell about a link that was clicked, None where it may lead nowhere.

        Of several that lead to the same place it is the most suspicious: nobody can tell which of them was clicked.
        """
        links = self._prepared.links if self._prepared else ()
        known = [link for link in links if QUrl(link.target) == clicked]
        if known:
            return max(known, key=lambda link: len(link.warnings))
        target = safe_target(bytes(clicked.toEncoded()).decode("ascii"))
        return None if target is None else read_link(target, "")

    def show_many(self, count: int) -> None:
        """Say that several letters are chosen."""
        self.show_row(None)
        self.nothing.say("all", tr_n("{count} letter chosen", "{count} letters chosen", count))

    def redraw(self) -> None:
        """Draw the letter anew: the colours have changed."""
        if self._prepared is not None and self._prepared.letter.received:
            self.body.show_blocks(self._prepared.blocks, self._prepared.pictures)

    def show_row(self, row: LetterRow | None) -> None:
        """Show this letter; the same one again only renews its header."""
        same = row is not None and self._row is not None and row.id == self._row.id
        self._row = row
        if same:
            self.retranslate()
            return
        self._prepared = self._problem = None
        self._trouble = ""
        self.attachments.show_files(None)
        if row is None:
            self.loader.forget()
            self._stack.setCurrentWidget(self.nothing)
            self.retranslate()
            return
        self._stack.setCurrentWidget(self._page)
        self._middle.setCurrentWidget(self.waiting)
        self.retranslate()
        self.retry()

    def retry(self) -> None:
        """Ask for the letter, from the store and where it is not there from the engine."""
        if self._row is None:
            return
        self._problem = None
        self._trouble = ""
        self._say_waiting()
        self._bridge.submit(OpenLetter(self._row.id))
        self.loader.load(self._row.id)

    def letter_stored(self, letter_id: LetterId) -> None:
        """Show what has come into the store."""
        if letter_id == self.letter_id and not self.is_complete:
            self.loader.load(letter_id)

    def letter_failed(self, letter_id: LetterId, problem: Problem) -> None:
        """Say why the letter does not come, unless it is here already."""
        if letter_id == self.letter_id and not self.is_complete:
            self._problem = problem
            self._say_waiting()

    def _ready(self, prepared: PreparedLetter) -> None:
        if prepared.letter.row.id != self.letter_id or self.is_complete:
            return
        self._prepared = prepared
        self._row = prepared.letter.row
        self.header.show_row(prepared.letter.row, prepared.letter.headers)
        self.attachments.show_files(prepared.letter.row.id, prepared.files)
        self._say_bars()
        if prepared.letter.received:
            self.body.show_blocks(prepared.blocks, prepared.pictures)
            self._middle.setCurrentWidget(self.body)
            self.shown.emit(prepared.letter.row.id)

    def _save_picture(self, content_id: str) -> None:
        parts = self._prepared.letter.parts if self._prepared else ()
        for part in parts:
            if part.content_id == content_id:
                self.attachments.save(part, safe_name(part.name, set()))
                return

    def _unreadable(self, letter_id: LetterId, trouble: str) -> None:
        if letter_id == self.letter_id:
            self._trouble = trouble
            self._say_waiting()

    def _say_bars(self) -> None:
        prepared = self._prepared
        remote = prepared.remote_pictures if prepared else 0
        notes = prepared.notes if prepared else ()
        self.remote_bar.setVisible(bool(remote))
        self.remote_bar.say(
            tr_n("{count} remote picture was not loaded.", "{count} remote pictures were not loaded.", remote)
        )
        self.notes_bar.setVisible(bool(notes))
        self.notes_bar.say("\n".join(map(tr, notes)))

    def _say_waiting(self) -> None:
        if self._trouble:
            text = tr("Konvert could not read this letter: {trouble}", trouble=self._trouble)
            self.waiting.say("error", tr("The letter cannot be shown"), text, button=tr("Try again"))
        elif self._problem is not None:
            explained = explain(self._problem)
            text = f"{explained.what_happened}\n{explained.what_to_do}".strip()
            self.waiting.say("offline", explained.title, text, button=tr("Try again"))
        else:
            self.waiting.say("letter", tr("Receiving the letter…"), busy=True)
