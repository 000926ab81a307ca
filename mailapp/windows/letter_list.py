# SPDX-License-Identifier: GPL-3.0-or-later
"""The middle pane: the letters of a folder, with quick filter and order, and what to do where there are none.

Keeps the person's place and selection when the store changes. Knows the model of letters, no engine.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QKeyEvent, QPalette
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QStackedLayout, QTableView, QVBoxLayout, QWidget

from mailapp.models.folders import folder_title
from mailapp.models.letters import LetterModel, ListQuery
from mailapp.texts import tr, tr_n
from mailapp.windows.icons import icon
from mailapp.windows.letter_delegate import LetterDelegate
from mailapp.windows.widgets import Placeholder, Retranslator, label, name_widget, row, tool_button

if TYPE_CHECKING:
    from mailapp.store.reader import Reader
    from mailapp.store.records import Folder, LetterId, LetterRow, SortKey

FILTER_DELAY: Final = 200
"""Milliseconds of rest after a key before the list is filtered."""

SELECTION_KEPT: Final = 200
"""How many selected letters are found again after the list has changed."""

_RECIPIENT_ROLES: Final = {"sent", "drafts"}


class LetterTable(QTableView):
    """The rows. Says when others are selected and when the person wants to read it."""

    selection_changed = pyqtSignal()
    opened = pyqtSignal()

    def __init__(self, model: LetterModel) -> None:
        super().__init__()
        self.letters = model
        self.setModel(model)
        self.painter_of_rows = LetterDelegate(self)
        self.setItemDelegate(self.painter_of_rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(LetterDelegate.row_height(self.font()))
        self._kept_selection: list[LetterId] = []
        self._kept_top: LetterId | None = None
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)

    def current_letter(self) -> LetterRow | None:
        """Give the letter at the cursor."""
        return self.letters.letter(self.currentIndex().row())

    def _spans(self) -> list[tuple[int, int]]:
        selection = self.selectionModel().selection()
        chosen = (selection[number] for number in range(len(selection)))
        return sorted((span.top(), span.bottom() + 1) for span in chosen)

    def selected_count(self) -> int:
        """Give how many letters are selected, without looking at each."""
        return sum(last - first for first, last in self._spans())

    def selected_letters(self, most: int | None = None) -> list[LetterRow]:
        """Give the letters selected, from the top, as far as they are still there; at most `most` of them."""
        rows = islice(chain.from_iterable(range(*span) for span in self._spans()), most)
        return [letter for letter in map(self.letters.letter, rows) if letter is not None]

    def go_to_row(self, row: int) -> None:
        """Make a row the only one chosen, and bring it into sight."""
        index = self.letters.index(row, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other letters are selected, and remember them: after the store has changed, rows tell nothing."""
        super().selectionChanged(selected, deselected)
        self._kept_selection = [letter.id for letter in self.selected_letters(SELECTION_KEPT)]
        self.selection_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by Home and End as in a list; open by Enter."""
        moves = {
            Qt.Key.Key_Home: QAbstractItemView.CursorAction.MoveHome,
            Qt.Key.Key_End: QAbstractItemView.CursorAction.MoveEnd,
        }
        plain = int(event.modifiers()) in {int(Qt.KeyboardModifier.NoModifier), int(Qt.KeyboardModifier.KeypadModifier)}
        if plain and event.key() in moves:
            self.go_to_row(0 if event.key() == Qt.Key.Key_Home else self.letters.rowCount() - 1)
        elif plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def _before_reset(self) -> None:
        top = self.letters.letter_in_memory(self.rowAt(1))
        self._kept_top = top.id if top and self.verticalScrollBar().value() else None

    def _after_reset(self) -> None:
        position = self.letters.position
        found = [place for place in map(position, self._kept_selection) if place is not None]
        chosen = QItemSelection()
        for place in found:
            chosen.select(self.letters.index(place, 0), self.letters.index(place, 0))
        if found:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(self.letters.index(found[-1], 0), flags.NoUpdate)
            self.selectionModel().select(chosen, flags.ClearAndSelect)
        else:
            self._kept_selection = []
        top = position(self._kept_top) if self._kept_top is not None else None
        if top is not None:
            self.scrollTo(self.letters.index(top, 0), QAbstractItemView.ScrollHint.PositionAtTop)


class FilterBox(QLineEdit):
    """Where the filter is written. Escape shows all again, Down and Enter go to the list."""

    left = pyqtSignal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by key."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class LetterList(QWidget):
    """The pane: name of the folder, order, filter, and the letters or a word why there are none."""

    menu_wanted = pyqtSignal(QPoint)
    star_clicked = pyqtSignal(object)
    sort_menu_wanted = pyqtSignal(QPoint)

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.setObjectName("listPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.letters = LetterModel(reader, self)
        self._folder: Folder | None = None
        self.title = label(bold=True, scale=1.25)
        self.count = label(mark="muted")
        self.sort_button = tool_button("sort")
        self.sort_button.clicked.connect(
            lambda: self.sort_menu_wanted.emit(self.sort_button.mapToGlobal(self.sort_button.rect().bottomLeft()))
        )
        self.filter_box = FilterBox()
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.addAction(
            icon("search", QPalette.ColorRole.PlaceholderText), QLineEdit.ActionPosition.LeadingPosition
        )
        self.table = LetterTable(self.letters)
        self.placeholder = Placeholder()
        self._lay_out()
        self._filter_timer = QTimer(self)
        self._filter_timer.setSingleShot(True)
        self._filter_timer.setInterval(FILTER_DELAY)
        self._filter_timer.timeout.connect(self.apply_filter)
        self.filter_box.textChanged.connect(lambda _: self._filter_timer.start())
        self.filter_box.left.connect(self._filter_left)
        self.placeholder.acted.connect(self.filter_box.clear)
        self.table.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.table.viewport().mapToGlobal(place))
        )
        self.table.painter_of_rows.star_clicked.connect(
            lambda index: self.star_clicked.emit(self.letters.letter(index.row()))
        )
        self.letters.counted.connect(self._show_state)
        Retranslator(self, self.retranslate)
        self.retranslate()

    def _lay_out(self) -> None:
        header = QWidget()
        header.setObjectName("listHeader")
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(header)
        inside.setContentsMargins(18, 12, 12, 12)
        inside.setSpacing(8)
        inside.addLayout(row(self.title, self.count, None, self.sort_button))
        inside.addWidget(self.filter_box)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.placeholder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(header)
        layout.addLayout(self._stack, 1)

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        name_widget(self.table, tr("Letters"))
        name_widget(self.filter_box, tr("Filter letters"))
        self.filter_box.setPlaceholderText(tr("Filter by subject, sender or recipient"))
        name_widget(self.sort_button, tr("Order of letters"), tooltip=True)
        self._show_state()
        self.table.viewport().update()

    def show_folder(self, folder: Folder | None) -> None:
        """List a folder; the same one again only renews its name and numbers."""
        other = (folder and folder.id) != (self._folder and self._folder.id)
        self._folder = folder
        self.table.painter_of_rows.shows_recipients = folder is not None and folder.role in _RECIPIENT_ROLES
        if other:
            self.filter_box.blockSignals(True)  # noqa: FBT003 Qt's own signature
            self.filter_box.clear()
            self.filter_box.blockSignals(False)  # noqa: FBT003 Qt's own signature
            self._show_query(replace(self.letters.query, folder_id=folder.id if folder else None, filter_text=""))
        self._show_state()

    def sort_by(self, sort: SortKey, *, descending: bool) -> None:
        """List in another order; the chosen letter stays chosen."""
        self.letters.show_query(replace(self.letters.query, sort=sort, descending=descending))

    def apply_filter(self) -> None:
        """List what the filter box says."""
        self._filter_timer.stop()
        text = self.filter_box.text().strip()
        if text != self.letters.query.filter_text:
            self.letters.show_query(replace(self.letters.query, filter_text=text))

    def _filter_left(self) -> None:
        self.apply_filter()
        self.table.setFocus()
        if self.table.current_letter() is None:
            self.table.go_to_row(0)

    def _show_query(self, query: ListQuery) -> None:
        self.letters.show_query(replace(query, folder_id=None))  # the place in the old list is not kept in the new one
        self.letters.show_query(query)
        self.table.scrollToTop()

    def _show_state(self) -> None:
        folder = self._folder
        count = self.letters.rowCount()
        self.title.setText(folder_title(folder) if folder else "")
        self.count.setText(tr_n("{count} letter", "{count} letters", count) if count else "")
        self.sort_button.setEnabled(folder is not None)
        self.filter_box.setEnabled(folder is not None)
        self._stack.setCurrentWidget(self.table if count else self.placeholder)
        if count:
            return
        if folder is None:
            self.placeholder.say("folder", tr("No folder chosen"), tr("Choose a folder on the left."))
        elif self.letters.query.filter_text:
            text = tr("No letter here holds these words in its subject, sender or recipients.")
            self.placeholder.say("search", tr("Nothing found"), text, button=tr("Show all letters"))
        elif folder.synchronized or not folder.total:
            self.placeholder.say("inbox", tr("No letters here"), tr("New letters will appear by themselves."))
        else:
            self.placeholder.say("inbox", tr("Receiving the list of letters…"), busy=True)
