# SPDX-License-Identifier: MIT
"""The list of letters costs what is looked at, not what there is; and says exactly what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QModelIndex, Qt
from PyQt5.QtWidgets import QApplication

from mailapp.models.letters import LETTER_ROLE, PAGE_ROWS, PAGES_KEPT, LetterModel, ListQuery, describe
from mailapp.store.reader import Reader
from mailapp.store.records import FolderId, LetterId, LetterRow, SortKey
from mailapp.texts import set_language
from mailapp.windows.letter_list import SELECTION_KEPT, LetterTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

MILLION = 1_000_000
FOLDER = FolderId(1)


def make_row(number: int, *, seen: bool = True, subject: str = "Subject", sender: str = "Anna") -> LetterRow:
    """Make the line of a letter."""
    return LetterRow(
        LetterId(number), FOLDER, number, subject, sender, "anna@example.org", "bob@example.org", number, 100,
        seen=seen, answered=False, flagged=False, forwarded=False, draft=False, has_attachments=False, preview="",
    )  # fmt: skip


class CountingReader(Reader):
    """A store of numbered letters, the newest first, that counts the rows it is asked for."""

    def __init__(self, count: int) -> None:
        """Hold letters `count` to 1."""
        self.numbers: range | list[int] = range(count, 0, -1)
        self.unseen: set[int] = set()
        self.rows_read = 0
        self.queries: list[ListQuery] = []

    def letter_count(self, _folder_id: FolderId, _filter_text: str = "") -> int:
        """Count without looking."""
        return len(self.numbers)

    def letter_rows(
        self,
        folder_id: FolderId,
        offset: int,
        limit: int,
        sort: SortKey = SortKey.DATE,
        *,
        descending: bool = True,
        filter_text: str = "",
    ) -> list[LetterRow]:
        """Make the rows asked for."""
        self.queries.append(ListQuery(folder_id, sort, descending, filter_text))
        found = [make_row(number, seen=number not in self.unseen) for number in self.numbers[offset : offset + limit]]
        self.rows_read += len(found)
        return found

    def position(
        self,
        letter_id: LetterId,
        _sort: SortKey = SortKey.DATE,
        *,
        descending: bool = True,
        filter_text: str = "",
    ) -> int | None:
        """Tell where a letter stands."""
        assert descending
        assert not filter_text
        return self.numbers.index(letter_id) if letter_id in self.numbers else None


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    assert qapp is not None
    set_language("en")
    yield
    set_language("en")


def listed(count: int) -> tuple[LetterModel, CountingReader]:
    """Give a model that lists `count` letters."""
    reader = CountingReader(count)
    model = LetterModel(reader)
    model.show_query(ListQuery(FOLDER))
    return model, reader


def test_a_million_letters_open_without_reading_one(qtbot: QtBot) -> None:
    """Opening a folder is a count; a screenful is one page; the far end is one more."""
    model, reader = listed(MILLION)
    assert (model.rowCount(), reader.rows_read) == (MILLION, 0)
    table = LetterTable(model)
    qtbot.addWidget(table)
    table.resize(400, 700)
    with qtbot.waitExposed(table):
        table.show()
    table.grab()
    assert reader.rows_read == PAGE_ROWS
    table.go_to_row(MILLION - 1)
    table.grab()
    assert reader.rows_read <= 3 * PAGE_ROWS
    assert table.current_letter() == make_row(1)


def test_memory_is_bounded_however_far_one_scrolls() -> None:
    """Pages not looked at for longest are forgotten, and read again when needed."""
    model, reader = listed(MILLION)
    for row in range(0, (PAGES_KEPT + 5) * PAGE_ROWS, PAGE_ROWS // 2):
        assert model.letter(row) == make_row(MILLION - row)
    assert len(model._pages) == PAGES_KEPT
    read = reader.rows_read
    model.letter((PAGES_KEPT + 4) * PAGE_ROWS)
    assert reader.rows_read == read
    model.letter(0)
    assert reader.rows_read == read + PAGE_ROWS


def test_a_changed_flag_is_a_change_and_no_reset() -> None:
    """Scroll and selection stay untouched."""
    model, reader = listed(300)
    model.letter(0)
    changes: list[tuple[int, int]] = []
    resets: list[None] = []
    model.dataChanged.connect(lambda first, last: changes.append((first.row(), last.row())))
    model.modelReset.connect(lambda: resets.append(None))
    reader.unseen.add(300)
    model.refresh()
    assert (changes, resets) == ([(0, 299)], [])
    letter = model.letter(0)
    assert letter is not None
    assert not letter.seen


@pytest.mark.parametrize("numbers", [list(range(301, 0, -1)), [*range(301, 200, -1), *range(199, 0, -1)]])
def test_letters_that_come_or_go_are_a_reset(numbers: list[int]) -> None:
    """Also where as many came as went."""
    model, reader = listed(300)
    model.letter(0)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    reader.numbers = numbers
    model.refresh()
    assert len(resets) == 1
    letter = model.letter(0)
    assert letter is not None
    assert letter.id == 301


def test_the_view_keeps_its_letter_and_its_place_through_a_reset(qtbot: QtBot) -> None:
    """Fifty new letters on top move neither the selection nor what is in sight."""
    model, reader = listed(1000)
    table = LetterTable(model)
    qtbot.addWidget(table)
    table.resize(400, 700)
    with qtbot.waitExposed(table):
        table.show()
    table.go_to_row(500)
    table.scrollTo(model.index(500, 0), LetterTable.ScrollHint.PositionAtTop)
    reader.numbers = range(1050, 0, -1)
    model.refresh()
    assert [letter.id for letter in table.selected_letters()] == [500]
    assert table.currentIndex().row() == 550
    assert table.rowAt(1) == 550


def test_a_selection_of_a_million_is_counted_without_looking_at_each(qtbot: QtBot) -> None:
    """Select all, and only what is asked for is read."""
    model, reader = listed(MILLION)
    table = LetterTable(model)
    qtbot.addWidget(table)
    table.selectAll()
    assert table.selected_count() == MILLION
    assert len(table.selected_letters(5)) == 5
    assert reader.rows_read <= SELECTION_KEPT + PAGE_ROWS


def test_order_and_filter_are_the_readers_business() -> None:
    """The model hands them on."""
    model, reader = listed(10)
    query = ListQuery(FOLDER, SortKey.SIZE, descending=False, filter_text="report")
    model.show_query(query)
    model.letter(0)
    assert reader.queries == [query]


def test_without_a_folder_there_is_nothing() -> None:
    """No folder, no rows, no reading."""
    model, reader = listed(10)
    model.show_query(ListQuery())
    assert model.rowCount() == 0
    assert model.letter(0) is None
    model.refresh()
    assert reader.rows_read == 0


def test_a_letter_that_has_just_gone_is_none() -> None:
    """Between the count and the page the store may have changed."""
    model, reader = listed(150)
    reader.numbers = range(120, 0, -1)
    assert model.letter(130) is None
    assert model.data(model.index(130, 0), LETTER_ROLE) is None
    assert model.data(model.index(130, 0)) is None


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    """Qt's own check of models finds nothing."""
    model, _ = listed(30)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.columnCount() == 1
    assert model.data(QModelIndex(), int(Qt.ItemDataRole.ToolTipRole)) is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (make_row(1), "Anna, Subject"),
        (make_row(1, seen=False), "Anna, Subject, unread"),
        (make_row(1, subject="", sender=""), "anna@example.org, (no subject)"),
    ],
)
def test_a_row_can_be_heard(row: LetterRow, words: str) -> None:
    """What the eye sees by boldness and marks is said in words."""
    assert describe(row) == words
