# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the store: accounts, folders, pages of the list of letters, letters opened. Never writes and never waits.

Each thread opens a `Reader` of its own. Knows neither Qt nor the engine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from mailapp.store.records import Account, AccountId, Folder, FolderId, Letter, LetterId, LetterRow, SortKey


class Reader:
    """A read-only view of the store, always of what was last committed.

    Raises `mailapp.store.schema.StoreError` where the file is missing, damaged or of a newer version.
    """

    def __init__(self, path: Path) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        raise NotImplementedError

    def accounts(self) -> list[Account]:
        """Give all accounts in the order in which they were added."""
        raise NotImplementedError

    def account(self, account_id: AccountId) -> Account | None:
        """Give one account, None where it is gone."""
        raise NotImplementedError

    def folders(self, account_id: AccountId) -> list[Folder]:
        """Give the folders of an account: INBOX first, then by special use, then by path."""
        raise NotImplementedError

    def folder(self, folder_id: FolderId) -> Folder | None:
        """Give one folder, None where it is gone."""
        raise NotImplementedError

    def letter_count(self, folder_id: FolderId, filter_text: str = "") -> int:
        """Count the letters stored of a folder that hold all words of `filter_text` in subject, sender or recipients."""
        raise NotImplementedError

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
        """Give a page of the list: `limit` rows from the `offset`-th on, in the order of `sort`, then of date."""
        raise NotImplementedError

    def letter_row(self, letter_id: LetterId) -> LetterRow | None:
        """Give one line of the list, None where the letter is gone."""
        raise NotImplementedError

    def position(
        self, letter_id: LetterId, sort: SortKey = SortKey.DATE, *, descending: bool = True, filter_text: str = ""
    ) -> int | None:
        """Tell at which offset of its folder's list the letter stands, None where it is gone or filtered out."""
        raise NotImplementedError

    def next_unread(self, folder_id: FolderId, after: LetterId | None = None) -> LetterId | None:
        """Give the next older unread letter of the folder, going on from its newest one; None where all are read."""
        raise NotImplementedError

    def letter(self, letter_id: LetterId) -> Letter | None:
        """Give a letter with headers and parts as far as received, None where it is gone."""
        raise NotImplementedError
