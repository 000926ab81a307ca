# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the store: accounts, folders, pages of the list of letters, letters opened. Never writes and never waits.

Each thread opens a `Reader` of its own. Knows neither Qt nor the engine.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from mailapp.store.pages import SORT_COLUMNS, ListOrder, ListPages
from mailapp.store.records import (
    Account,
    AccountId,
    Folder,
    FolderId,
    Letter,
    LetterFlag,
    LetterId,
    LetterRow,
    Part,
    Security,
    SortKey,
    TlsVersion,
    TransportKind,
)
from mailapp.store.rows import named_values, with_truths
from mailapp.store.schema import open_for_reading
from mailapp.store.text_keys import search_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ROLE_ORDER: Final = ("inbox", "flagged", "important", "drafts", "sent", "archive", "all", "junk", "trash", "")
"""In which order folders stand beside each other; those without a special use come last, by name."""

_ACCOUNT = "SELECT id, address, user, host, port, security, ca_file, transport, tls_version FROM account"
_FOLDER = "SELECT id, account_id, name, path, role, selectable, total, unread, synchronized FROM folder"
_ROW = (
    "SELECT id, folder_id, uid, subject, sender_name, sender_address, recipients, date, size, flags, has_attachments, "
    "preview FROM letter"
)
_PART = (
    "SELECT section, media_type, charset, encoding, name, size, exact, disposition, content_id, is_attachment, role, "
    "content FROM part"
)
_NEWEST_UNREAD = "SELECT id FROM letter WHERE folder_id = ? AND flags & 1 = 0 ORDER BY date DESC, id DESC LIMIT 1"
_NEXT_UNREAD = """
SELECT id FROM letter
WHERE folder_id = ? AND flags & 1 = 0 AND (date, id) < (SELECT date, id FROM letter WHERE id = ?)
ORDER BY date DESC, id DESC LIMIT 1
"""
_ROWS_AT_ONCE: Final = 500


@dataclass(slots=True)
class _FilteredList:
    """The ids of the letters of one list that match a filter."""

    order: ListOrder
    filter_text: str
    ids: array[int]


class Reader:
    """A read-only view of the store, always of what was last committed.

    Raises `mailapp.errors.StoreError` where the file is missing, damaged or of another version.
    """

    def __init__(self, path: Path) -> None:
        self._connection = open_for_reading(path)
        self._version = 0
        self._pages: ListPages | None = None
        self._filtered: _FilteredList | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # accounts and folders

    def accounts(self) -> list[Account]:
        """Give all accounts in the order in which they were added."""
        return [_account(values) for values in named_values(self._connection.execute(f"{_ACCOUNT} ORDER BY id"))]

    def account(self, account_id: AccountId) -> Account | None:
        """Give one account, None where it is gone."""
        rows = named_values(self._connection.execute(f"{_ACCOUNT} WHERE id = ?", (account_id,)))
        return next((_account(values) for values in rows), None)

    def folders(self, account_id: AccountId) -> list[Folder]:
        """Give the folders of an account: those with a special use first (`ROLE_ORDER`), then by path."""
        rows = named_values(self._connection.execute(f"{_FOLDER} WHERE account_id = ?", (account_id,)))
        return sorted((_folder(values) for values in rows), key=_folder_order)

    def folder(self, folder_id: FolderId) -> Folder | None:
        """Give one folder, None where it is gone."""
        rows = named_values(self._connection.execute(f"{_FOLDER} WHERE id = ?", (folder_id,)))
        return next((_folder(values) for values in rows), None)

    def synchronization_notes(self, folder_id: FolderId) -> list[tuple[int, str]]:
        """Give when (seconds since 1970) and why the folder had to be received afresh, newest first."""
        return self._connection.execute(
            "SELECT moment, reason FROM synchronization_note WHERE folder_id = ? ORDER BY id DESC", (folder_id,)
        ).fetchall()

    # the list of letters

    def letter_count(self, folder_id: FolderId, filter_text: str = "") -> int:
        """Count the folder's letters; with a filter, those with all its words in subject, sender or recipients."""
        if filter_text.strip():
            return len(self._filter(ListOrder(folder_id, SortKey.DATE, descending=True), filter_text))
        row = self._connection.execute("SELECT stored FROM folder WHERE id = ?", (folder_id,)).fetchone()
        return row[0] if row else 0

    def letter_rows(  # noqa: PLR0913 - a page is folder, place and order
        self,
        folder_id: FolderId,
        offset: int,
        limit: int,
        sort: SortKey = SortKey.DATE,
        *,
        descending: bool = True,
        filter_text: str = "",
    ) -> list[LetterRow]:
        """Give a page of the list: `limit` rows from the `offset`-th on, in the order of `sort`, then of date."""
        order = ListOrder(folder_id, sort, descending)
        if filter_text.strip():
            ids: Iterable[int] = self._filter(order, filter_text)[offset : offset + limit]
        else:
            ids = self._list(order).ids(self._connection, offset, limit)
        return self._rows(list(ids))

    def letter_row(self, letter_id: LetterId) -> LetterRow | None:
        """Give one line of the list, None where the letter is gone."""
        rows = self._rows([letter_id])
        return rows[0] if rows else None

    def position(
        self, letter_id: LetterId, sort: SortKey = SortKey.DATE, *, descending: bool = True, filter_text: str = ""
    ) -> int | None:
        """Tell at which offset of its folder's list the letter stands, None where it is gone or filtered out."""
        columns = ", ".join(SORT_COLUMNS[sort])
        row = self._connection.execute(
            f"SELECT folder_id, {columns} FROM letter WHERE id = ?",  # noqa: S608 - columns named in SORT_COLUMNS
            (letter_id,),
        ).fetchone()
        if row is None:
            return None
        folder_id, *key = row
        if filter_text.strip():
            ids = self._filter(ListOrder(folder_id, sort, descending), filter_text)
            return ids.index(letter_id) if letter_id in ids else None
        before: int = self._connection.execute(
            f"SELECT count(*) FROM letter WHERE folder_id = ? AND ({columns}) {'>' if descending else '<'} "  # noqa: S608
            f"({', '.join('?' * len(key))})",  # columns named in SORT_COLUMNS
            (folder_id, *key),
        ).fetchone()[0]
        return before

    def next_unread(self, folder_id: FolderId, after: LetterId | None = None) -> LetterId | None:
        """Give the next older unread letter of the folder, going on from its newest one; None where all are read."""
        older = self._connection.execute(_NEXT_UNREAD, (folder_id, after)).fetchone()
        found = older or self._connection.execute(_NEWEST_UNREAD, (folder_id,)).fetchone()
        return LetterId(found[0]) if found and found[0] != after else None

    # letters opened

    def letter(self, letter_id: LetterId) -> Letter | None:
        """Give a letter with headers and parts as far as received, None where it is gone."""
        row = self.letter_row(letter_id)
        if row is None:
            return None
        ask = self._connection.execute
        received = ask("SELECT received FROM letter WHERE id = ?", (letter_id,)).fetchone()
        return Letter(
            row=row,
            headers=tuple(
                ask("SELECT name, value FROM header WHERE letter_id = ? ORDER BY position", (letter_id,)).fetchall()
            ),
            parts=tuple(
                _part(values)
                for values in named_values(ask(f"{_PART} WHERE letter_id = ? ORDER BY position", (letter_id,)))
            ),
            received=bool(received and received[0]),
            problems=tuple(
                problem
                for (problem,) in ask(
                    "SELECT problem FROM letter_problem WHERE letter_id = ? ORDER BY position", (letter_id,)
                )
            ),
        )

    def _list(self, order: ListOrder) -> ListPages:
        self._forget_what_changed()
        if self._pages is None or self._pages.order != order:
            self._pages = ListPages(order, self.letter_count(order.folder_id))
        return self._pages

    def _filter(self, order: ListOrder, filter_text: str) -> array[int]:
        self._forget_what_changed()
        kept = self._filtered
        if kept is None or kept.order != order or kept.filter_text != filter_text:
            kept = self._filtered = _FilteredList(order, filter_text, self._matching(order, filter_text))
        return kept.ids

    def _matching(self, order: ListOrder, filter_text: str) -> array[int]:
        words = search_words(filter_text)
        direction = "DESC" if order.descending else "ASC"
        columns = ", ".join(f"{column} {direction}" for column in SORT_COLUMNS[order.sort])
        holds = " AND instr(search_text, ?)" * len(words)
        rows = self._connection.execute(
            f"SELECT id FROM letter WHERE folder_id = ?{holds} "  # noqa: S608 - columns named in SORT_COLUMNS
            f"ORDER BY {columns}",
            (order.folder_id, *words),
        )
        return array("q", (row[0] for row in rows))

    def _forget_what_changed(self) -> None:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version, self._pages, self._filtered = version, None, None

    def _rows(self, ids: list[int]) -> list[LetterRow]:
        found: dict[int, LetterRow] = {}
        for start in range(0, len(ids), _ROWS_AT_ONCE):
            some = ids[start : start + _ROWS_AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = named_values(self._connection.execute(f"{_ROW} WHERE id IN ({marks})", some))
            found |= {values["id"]: _letter_row(values) for values in rows}
        return [found[letter_id] for letter_id in ids if letter_id in found]


def _account(values: dict[str, Any]) -> Account:
    choices = {
        "security": Security(values["security"]),
        "transport": TransportKind(values["transport"]),
        "tls_version": TlsVersion(values["tls_version"]),
    }
    return Account(**values | choices)


def _folder(values: dict[str, Any]) -> Folder:
    return Folder(**with_truths(values, "selectable", "synchronized") | {"path": tuple(json.loads(values["path"]))})


def _folder_order(folder: Folder) -> tuple[int, list[str]]:
    special = ROLE_ORDER.index(folder.role) if folder.role in ROLE_ORDER else len(ROLE_ORDER)
    return special, [level.casefold() for level in folder.path]


def _letter_row(values: dict[str, Any]) -> LetterRow:
    flags = values.pop("flags")
    return LetterRow(
        **with_truths(values, "has_attachments"),
        seen=bool(flags & LetterFlag.SEEN),
        answered=bool(flags & LetterFlag.ANSWERED),
        flagged=bool(flags & LetterFlag.FLAGGED),
        forwarded=bool(flags & LetterFlag.FORWARDED),
        draft=bool(flags & LetterFlag.DRAFT),
    )


def _part(values: dict[str, Any]) -> Part:
    return Part(**with_truths(values, "exact", "is_attachment"))
