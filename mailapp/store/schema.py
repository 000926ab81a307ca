# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the store, their versions, and how a connection to them is opened. Knows nothing of mail or windows."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from mailapp.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_VERSION_1: Final = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    address TEXT NOT NULL,
    user TEXT NOT NULL,
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    security TEXT NOT NULL,
    ca_file TEXT NOT NULL
);

-- total and unread are what is shown: told by the server while the list of letters is not yet complete.
-- stored counts the rows of letter, so that the length of a list of a million letters is known at once.
CREATE TABLE folder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    name TEXT NOT NULL,
    raw_name BLOB NOT NULL,
    path TEXT NOT NULL,
    role TEXT NOT NULL,
    selectable INTEGER NOT NULL,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    stored INTEGER NOT NULL DEFAULT 0,
    uid_validity INTEGER NOT NULL DEFAULT 0,
    uid_next INTEGER NOT NULL DEFAULT 0,
    synchronized INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, raw_name)
);

-- flags is mailapp.store.records.LetterFlag; sort_* and search_text are made by mailapp.store.text_keys.
CREATE TABLE letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
    uid INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    date INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sort_subject TEXT NOT NULL,
    sort_sender TEXT NOT NULL,
    has_attachments INTEGER NOT NULL,
    received INTEGER NOT NULL DEFAULT 0,
    subject TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    recipients TEXT NOT NULL,
    preview TEXT NOT NULL DEFAULT '',
    search_text TEXT NOT NULL
);
CREATE UNIQUE INDEX letter_uid ON letter (folder_id, uid);
CREATE INDEX letter_date ON letter (folder_id, date, id);
CREATE INDEX letter_sender ON letter (folder_id, sort_sender, date, id);
CREATE INDEX letter_subject ON letter (folder_id, sort_subject, date, id);
CREATE INDEX letter_size ON letter (folder_id, size, date, id);
CREATE INDEX letter_unread ON letter (folder_id, date, id) WHERE flags & 1 = 0;

CREATE TRIGGER letter_added AFTER INSERT ON letter BEGIN
    UPDATE folder SET stored = stored + 1 WHERE id = new.folder_id;
END;
CREATE TRIGGER letter_removed AFTER DELETE ON letter BEGIN
    UPDATE folder SET stored = stored - 1 WHERE id = old.folder_id;
END;
CREATE TRIGGER letter_seen AFTER UPDATE OF flags ON letter WHEN (new.flags & 1) <> (old.flags & 1) BEGIN
    UPDATE folder SET unread = max(0, unread + (old.flags & 1) - (new.flags & 1)) WHERE id = new.folder_id;
END;

CREATE TABLE header (
    letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

CREATE TABLE part (
    letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
    position INTEGER NOT NULL,
    section TEXT NOT NULL,
    media_type TEXT NOT NULL,
    charset TEXT NOT NULL,
    encoding TEXT NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    exact INTEGER NOT NULL,
    disposition TEXT NOT NULL,
    content_id TEXT NOT NULL,
    is_attachment INTEGER NOT NULL,
    role TEXT NOT NULL,
    content BLOB,
    PRIMARY KEY (letter_id, position)
);

CREATE TABLE letter_problem (
    letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
    position INTEGER NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (letter_id, position)
) WITHOUT ROWID;

-- What the person changed and the server has not confirmed yet; one line a letter and flag.
CREATE TABLE pending_flag (
    letter_id INTEGER NOT NULL REFERENCES letter ON DELETE CASCADE,
    flag INTEGER NOT NULL,
    is_set INTEGER NOT NULL,
    PRIMARY KEY (letter_id, flag)
) WITHOUT ROWID;

-- Why a folder had to be received afresh; moment in seconds since 1970.
CREATE TABLE synchronization_note (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
    moment INTEGER NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX synchronization_note_folder ON synchronization_note (folder_id, id);
"""

_VERSION_2: Final = """
ALTER TABLE account ADD COLUMN transport TEXT NOT NULL DEFAULT 'python';
ALTER TABLE account ADD COLUMN tls_version TEXT NOT NULL DEFAULT 'automatic';
"""

MIGRATIONS: Final[Sequence[str]] = (_VERSION_1, _VERSION_2)
"""The n-th script leads from version n to version n + 1; a script that was published is never changed."""

_BUSY_SECONDS: Final = 10.0
_WRITER_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # with WAL a crash loses the last moments at most: the server still has them
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",  # KiB; with the default of 2 MiB a million letters take four times as long to store
)


@contextmanager
def _worded(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a StoreError that names the file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(code="app-store-unusable", file=path, reason=error) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(code="app-store-damaged", file=path, reason=error) from error


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open the store, made or brought to the newest version where needed; raises StoreError.

    After a crash (SQLite's write-ahead log was left behind) the whole file is checked first.
    """
    left_behind = path.with_name(path.name + "-wal").exists()
    with _worded(path):
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            for pragma in _WRITER_PRAGMAS:
                connection.execute(pragma)
            if left_behind:
                _check(connection, path)
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a store that exists, to read only; raises StoreError where it is missing or of another version."""
    with _worded(path):
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=_BUSY_SECONDS, uri=True)
        try:
            _refuse_other_version(_version(connection), path, oldest=len(MIGRATIONS))
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Do everything inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_other_version(version: int, path: Path, *, oldest: int) -> None:
    if version > len(MIGRATIONS):
        raise StoreError(code="app-store-newer", file=path, version=version)
    if version < oldest:
        raise StoreError(code="app-store-unusable", file=path, reason=f"it has format {version}, not {oldest}")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    first = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if first != "ok":
        raise StoreError(code="app-store-damaged", file=path, reason=first)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    _refuse_other_version(version, path, oldest=0)
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        # executescript ends a transaction that is open, so the script carries its own
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
