# SPDX-License-Identifier: MIT
"""What the window reads: pages of any list in any order, at a cost that does not grow with the list."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from mailapp.store import reader as reader_module
from mailapp.store.pages import PLACES_KEPT, SORT_COLUMNS, ListOrder, ListPages
from mailapp.store.reader import Reader
from mailapp.store.records import AccountId, FolderFound, FolderId, LetterFlag, LetterId, LetterRow, Security, SortKey
from mailapp.store.schema import open_for_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mailapp.store.records import LetterFound
    from mailapp.store.writer import Writer

SUBJECTS = ("Отчёт", "Re: Invoice", "invoice", "Ёлка", "Meeting", "Re: Meeting")
SENDERS = ("Boris", "Анна", "anton", "Ёжик")


@pytest.fixture
def reader(store_file: Path, writer: Writer) -> Iterator[Reader]:
    """Open a reader of the test's store, which `writer` has made."""
    assert writer.accounts() is not None
    with Reader(store_file) as opened:
        yield opened


@pytest.fixture
def many(writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]) -> FolderId:
    """INBOX with 300 letters, many of equal subjects, senders, sizes and dates."""
    chance = random.Random(2)  # noqa: S311 - letters, not secrets
    writer.store_letters(
        inbox,
        [
            letter_found(
                uid,
                chance.choice(SUBJECTS),
                chance.choice(SENDERS),
                date=chance.randrange(40),
                size=chance.randrange(20),
                flags=chance.choice((LetterFlag(0), LetterFlag.SEEN)),
            )
            for uid in range(1, 301)
        ],
    )
    return inbox


def uids(rows: list[LetterRow]) -> list[int]:
    """Give the UIDs of rows, by which the tests know letters."""
    return [row.uid for row in rows]


def test_account_is_given_back(reader: Reader, account_id: AccountId) -> None:
    """An account is read as it was added."""
    account = reader.account(account_id)
    assert account
    assert (account.address, account.port, account.security) == ("alice@example.org", 993, Security.TLS)
    assert reader.accounts() == [account]
    assert reader.account(AccountId(99)) is None


def test_folders_stand_in_the_order_people_expect(reader: Reader, writer: Writer, account_id: AccountId) -> None:
    """INBOX first, then the special uses, then the others by name without regard to case."""
    names = [("zoo", ""), ("Trash", "trash"), ("Alpha", ""), ("INBOX", "inbox"), ("Sent", "sent"), ("Odd", "new-use")]
    writer.store_folders(
        account_id,
        [FolderFound(name, name.encode(), (name,), role, selectable=True) for name, role in names],
    )
    assert [folder.name for folder in reader.folders(account_id)] == ["INBOX", "Sent", "Trash", "Alpha", "zoo", "Odd"]


@pytest.mark.parametrize("sort", SortKey)
@pytest.mark.parametrize("descending", [True, False])
def test_every_page_of_every_order(reader: Reader, many: FolderId, sort: SortKey, *, descending: bool) -> None:
    """Pages visited in any order, of any size, are the slices of the whole list."""
    whole = reader.letter_rows(many, 0, 1000, sort, descending=descending)
    assert len(whole) == reader.letter_count(many) == 300
    chance = random.Random(3)  # noqa: S311 - places to look at, not secrets
    for _ in range(200):
        offset, limit = chance.randrange(310), chance.randrange(40)
        page = reader.letter_rows(many, offset, limit, sort, descending=descending)
        assert page == whole[offset : offset + limit]
    assert [reader.position(row.id, sort, descending=descending) for row in whole[::17]] == list(range(0, 300, 17))


def test_orders_are_those_of_their_keys(
    reader: Reader, writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """Letters are sorted by date, by sender's name or address, by subject without "Re:", by size; newest first."""
    writer.store_letters(
        inbox,
        [
            letter_found(1, "Re: Beta", "Ёжик", size=30, date=10),
            letter_found(2, "alpha", "", size=20, date=40, sender_address="zed@example.org"),
            letter_found(3, "beta", "anna", size=10, date=30),
        ],
    )
    assert uids(reader.letter_rows(inbox, 0, 9)) == [2, 3, 1]
    assert uids(reader.letter_rows(inbox, 0, 9, SortKey.SENDER, descending=False)) == [3, 2, 1]
    assert uids(reader.letter_rows(inbox, 0, 9, SortKey.SUBJECT, descending=False)) == [2, 1, 3]
    assert uids(reader.letter_rows(inbox, 0, 9, SortKey.SIZE)) == [1, 2, 3]


def test_list_follows_the_store(
    reader: Reader, writer: Writer, many: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """Places remembered are forgotten as soon as the store has changed."""
    before = uids(reader.letter_rows(many, 100, 50))
    writer.store_letters(many, [letter_found(1000, date=10**9)])
    assert uids(reader.letter_rows(many, 101, 50)) == before
    assert uids(reader.letter_rows(many, 0, 1)) == [1000]


def test_filter_wants_all_words(
    reader: Reader, writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """A filter finds all its words in subject, sender or recipients, in any case and order, and nothing else."""
    writer.store_letters(
        inbox, [letter_found(1, "Отчёт 2026", "Анна"), letter_found(2, "отчет", "Boris"), letter_found(3, "x%_y")]
    )
    found = {
        text: uids(reader.letter_rows(inbox, 0, 9, filter_text=text))
        for text in ("ОТЧЕТ", "анна отчёт", "%_", "nothing", " ")
    }
    assert found == {"ОТЧЕТ": [2, 1], "анна отчёт": [1], "%_": [3], "nothing": [], " ": [3, 2, 1]}
    assert reader.letter_count(inbox, "отчёт") == 2
    assert uids(reader.letter_rows(inbox, 1, 1, descending=False, filter_text="отчёт")) == [2]
    rows = reader.letter_rows(inbox, 0, 9)
    assert [reader.position(row.id, filter_text="отчёт") for row in rows] == [None, 0, 1]


def test_next_unread_goes_round(reader: Reader, many: FolderId) -> None:
    """From letter to letter every unread one is met once, then the newest again."""
    unread = [row.id for row in reader.letter_rows(many, 0, 1000) if not row.seen]
    met: list[LetterId] = []
    current = reader.next_unread(many)
    for _ in unread:
        assert current is not None
        met.append(current)
        current = reader.next_unread(many, current)
    assert met == unread
    assert current == unread[0]


def test_no_next_unread(
    reader: Reader, writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """Where nothing else is unread there is nothing to go to."""
    assert reader.next_unread(inbox) is None
    writer.store_letters(inbox, [letter_found(1)])
    only = reader.letter_rows(inbox, 0, 1)[0].id
    assert reader.next_unread(inbox) == only
    assert reader.next_unread(inbox, only) is None


def test_what_is_gone_is_none(reader: Reader, inbox: FolderId) -> None:
    """Asking for what is not there, or no longer, is no error."""
    gone = LetterId(99)
    assert reader.letter(gone) is None
    assert reader.letter_row(gone) is None
    assert reader.position(gone) is None
    assert reader.folder(FolderId(99)) is None
    assert reader.letter_count(FolderId(99)) == 0
    assert reader.letter_rows(inbox, 0, 50) == []


def test_letter_not_yet_opened(
    reader: Reader, writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """A letter of which only the line of the list was received says so."""
    writer.store_letters(inbox, [letter_found(1, flags=LetterFlag.ANSWERED | LetterFlag.DRAFT)])
    row = reader.letter_rows(inbox, 0, 1)[0]
    assert (row.seen, row.answered, row.flagged, row.forwarded, row.draft) == (False, True, False, False, True)
    letter = reader.letter(row.id)
    assert letter
    assert (letter.row, letter.parts, letter.received) == (row, (), False)


@pytest.mark.parametrize("sort", SortKey)
def test_pages_are_read_from_an_index_alone(store_file: Path, many: FolderId, sort: SortKey) -> None:
    """A page at any depth is found in the order's own index, without sorting and without touching the table."""
    connection = open_for_reading(store_file)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    pages = ListPages(ListOrder(many, sort, descending=True), 300)
    for offset in (0, 150, 140, 250):
        pages.ids(connection, offset, 20)
    connection.set_trace_callback(None)
    assert len(statements) == 4
    for statement in statements:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert len(plan) == 1
        assert f"COVERING INDEX letter_{sort.value} " in plan[0]
    connection.close()


def test_scrolling_steps_over_nothing(store_file: Path, many: FolderId) -> None:
    """Scrolling on, back, or near a page seen before skips at most a page's length, however deep the place is."""
    connection = open_for_reading(store_file)
    skipped: list[int] = []
    connection.set_trace_callback(lambda statement: skipped.append(int(statement.rsplit("OFFSET ", 1)[1])))
    pages = ListPages(ListOrder(many, SortKey.DATE, descending=True), 300)
    pages.ids(connection, 140, 20)
    del skipped[:]
    for offset in (160, 180, 120, 130, 150, 280):
        pages.ids(connection, offset, 20)
    connection.set_trace_callback(None)
    connection.close()
    assert max(skipped) <= 20
    assert len(skipped) == 6


def test_places_remembered_are_bounded(store_file: Path, many: FolderId) -> None:
    """However long a person scrolls, memory does not grow."""
    connection = open_for_reading(store_file)
    pages = ListPages(ListOrder(many, SortKey.DATE, descending=True), 300)
    pages._keys.update({-number: (0, 0) for number in range(1, PLACES_KEPT + 1)})
    pages.ids(connection, 10, 10)
    connection.close()
    assert len(pages._keys) == PLACES_KEPT


def test_unread_and_rows_use_indexes(store_file: Path, many: FolderId) -> None:
    """The next unread letter and the length of a list cost no scan of the folder."""
    connection = open_for_reading(store_file)
    for statement, index in (
        (reader_module._NEWEST_UNREAD, "letter_unread"),
        (reader_module._NEXT_UNREAD, "letter_unread"),
    ):
        marks = (many, 1)[: statement.count("?")]
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", marks))
        assert index in plan
        assert "TEMP B-TREE" not in plan
    connection.close()


def test_every_order_ends_in_the_id() -> None:
    """Places are unique because every order ends in the letter's id."""
    assert all(columns[-1] == "id" for columns in SORT_COLUMNS.values())
