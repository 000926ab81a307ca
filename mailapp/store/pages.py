# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds any page of a long sorted list quickly: goes on from the nearest place known, not from the start.

SQLite finds a row by its key at once but the n-th row only by stepping over those before it. So the ends of pages given
out are remembered as places to go on from, in either direction; the two ends of the list are always known. Knows only
the columns of the table letter, nothing of accounts or windows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from mailapp.store.records import FolderId, SortKey

if TYPE_CHECKING:
    import sqlite3

SORT_COLUMNS: Final = {
    SortKey.DATE: ("date", "id"),
    SortKey.SENDER: ("sort_sender", "date", "id"),
    SortKey.SUBJECT: ("sort_subject", "date", "id"),
    SortKey.SIZE: ("size", "date", "id"),
}
"""Each key's columns, with an index of their own in `mailapp.store.schema`; they end in the id and so are unique."""

PLACES_KEPT: Final = 10_000

_Key: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ListOrder:
    """Which list: a folder's letters in one order."""

    folder_id: FolderId
    sort: SortKey
    descending: bool


@dataclass(slots=True)
class ListPages:
    """The pages of one list for as long as the store does not change; `count` is the list's length."""

    order: ListOrder
    count: int
    _offsets: list[int] = field(default_factory=list)
    _keys: dict[int, _Key] = field(default_factory=dict)

    def ids(self, connection: sqlite3.Connection, offset: int, limit: int) -> list[int]:
        """Give the ids of the letters from `offset` on, at most `limit` of them."""
        last = min(offset + limit, self.count) - 1
        if last < offset:
            return []
        below, above = self._nearest(offset, last)
        if offset - below <= above - last:
            keys = self._walk(connection, below, offset - below, last - offset + 1, forward=True)
        else:
            keys = self._walk(connection, above, above - last, last - offset + 1, forward=False)[::-1]
        for place, key in ((offset, keys[0]), (last, keys[-1])):
            self._remember(place, key)
        return [int(key[-1]) for key in keys]

    def _nearest(self, first: int, last: int) -> tuple[int, int]:
        """Give the last known place not after `first` and the first one not before `last`."""
        before = bisect_right(self._offsets, first)
        after = bisect_left(self._offsets, last)
        return (
            self._offsets[before - 1] if before else 0,
            self._offsets[after] if after < len(self._offsets) else self.count - 1,
        )

    def _walk(self, connection: sqlite3.Connection, place: int, skip: int, limit: int, *, forward: bool) -> list[_Key]:
        columns = SORT_COLUMNS[self.order.sort]
        ascending = forward is not self.order.descending
        key = self._keys.get(place, ())  # no key: one of the list's ends
        bound = f"AND ({', '.join(columns)}) {'>=' if ascending else '<='} ({', '.join('?' * len(key))})" if key else ""
        direction = "ASC" if ascending else "DESC"
        statement = (
            f"SELECT {', '.join(columns)} FROM letter WHERE folder_id = ? {bound} "  # noqa: S608 - columns named above
            f"ORDER BY {', '.join(f'{column} {direction}' for column in columns)} LIMIT ? OFFSET ?"
        )
        return connection.execute(statement, (self.order.folder_id, *key, limit, skip)).fetchall()

    def _remember(self, place: int, key: _Key) -> None:
        if place not in self._keys and len(self._keys) < PLACES_KEPT:
            insort(self._offsets, place)
            self._keys[place] = key
