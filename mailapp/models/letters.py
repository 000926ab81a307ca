# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of letters of one folder as a Qt model: any number of rows, of which only a few pages are ever in memory.

Opening a folder costs one count and one page. Knows the store's reader, no widget and no engine.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal

from mailapp.store.records import FolderId, LetterId, LetterRow, SortKey
from mailapp.texts import tr

if TYPE_CHECKING:
    from mailapp.store.reader import Reader

PAGE_ROWS: Final = 100
"""Rows read at once: some screenfuls."""

PAGES_KEPT: Final = 20
"""Pages kept in memory; those not looked at for longest go first."""

LETTER_ROLE: Final = int(Qt.ItemDataRole.UserRole)
"""The `LetterRow` of an index, or None where the store no longer has it."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which letters are listed and in what order."""

    folder_id: FolderId | None = None
    sort: SortKey = SortKey.DATE
    descending: bool = True
    filter_text: str = ""


def describe(row: LetterRow) -> str:
    """Say one line of the list in words, for those who hear it."""
    states = [
        said
        for holds, said in (
            (not row.seen, tr("unread")),
            (row.flagged, tr("flagged")),
            (row.answered, tr("answered")),
            (row.has_attachments, tr("with attachments")),
        )
        if holds
    ]
    sender = row.sender_name or row.sender_address or tr("(unknown sender)")
    return ", ".join([sender, row.subject or tr("(no subject)"), *states])


class LetterModel(QAbstractTableModel):
    """Pages through `Reader.letter_rows`. One column; `LETTER_ROLE` gives the row as a value.

    When the store has changed, `refresh` is called: rows that only changed are announced as changed; anything else is
    announced as a reset, after which the view finds its place again by `position`.
    """

    counted = pyqtSignal()
    """The number of letters was read anew."""

    def __init__(self, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._query = ListQuery()
        self._count = 0
        self._pages: OrderedDict[int, list[LetterRow]] = OrderedDict()

    @property
    def query(self) -> ListQuery:
        """What is listed now."""
        return self._query

    def show_query(self, query: ListQuery) -> None:
        """List something else, from its beginning."""
        self.beginResetModel()
        self._query = query
        self._pages.clear()
        self._count = self._read_count()
        self.endResetModel()
        self.counted.emit()

    def refresh(self) -> None:
        """Read anew what is in memory, because the store has changed."""
        count = self._read_count()
        fresh = {number: self._read_page(number) for number in list(self._pages)[-2:]}
        same = count == self._count and all(
            [row.id for row in page] == [row.id for row in self._pages[number]] for number, page in fresh.items()
        )
        if not same:
            self.beginResetModel()
        self._pages = OrderedDict(fresh)
        self._count = count
        if not same:
            self.endResetModel()
        elif count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, 0))
        self.counted.emit()

    def letter(self, row: int) -> LetterRow | None:
        """Give the letter at `row`, None outside of the list and where the store no longer has it."""
        if not 0 <= row < self._count:
            return None
        number, offset = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read_page(number)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def letter_in_memory(self, row: int) -> LetterRow | None:
        """Give the letter at `row` as it was read, None where its page is not in memory."""
        number, offset = divmod(row, PAGE_ROWS)
        page = self._pages.get(number, [])
        return page[offset] if 0 <= offset < len(page) else None

    def position(self, letter_id: LetterId) -> int | None:
        """Tell in which row a letter stands now, None where it is not listed."""
        query = self._query
        found = self._reader.position(letter_id, query.sort, descending=query.descending, filter_text=query.filter_text)
        return found if found is not None and found < self._count else None

    def _read_count(self) -> int:
        folder_id = self._query.folder_id
        return 0 if folder_id is None else self._reader.letter_count(folder_id, self._query.filter_text)

    def _read_page(self, number: int) -> list[LetterRow]:
        query = self._query
        if query.folder_id is None:
            return []
        return self._reader.letter_rows(
            query.folder_id,
            number * PAGE_ROWS,
            PAGE_ROWS,
            query.sort,
            descending=query.descending,
            filter_text=query.filter_text,
        )

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 Qt's signature; an invalid index has no state
        """Give the number of letters."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 as above
        """Give one column: the delegate arranges what it shows."""
        return 0 if parent.isValid() else 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a row's value, or its words."""
        if role == LETTER_ROLE:
            return self.letter(index.row())
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            row = self.letter(index.row())
            return None if row is None else describe(row)
        return None
