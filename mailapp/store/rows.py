# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns rows of SQLite into the keyword arguments of records. Knows no table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


def named_values(cursor: sqlite3.Cursor) -> Iterator[dict[str, Any]]:
    """Give each row by the names of its columns, which are those of a record's fields."""
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def with_truths(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """Make SQLite's 0 and 1 the truth values that they stand for."""
    return values | {name: bool(values[name]) for name in names}
