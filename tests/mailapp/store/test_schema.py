# SPDX-License-Identifier: MIT
"""The store's file: made, migrated, checked, refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from mailapp.errors import StoreError
from mailapp.store import schema
from mailapp.store.reader import Reader
from mailapp.store.records import TlsVersion, TransportKind
from mailapp.store.writer import Writer

if TYPE_CHECKING:
    from pathlib import Path

ADD_ACCOUNT = """
INSERT INTO account (id, address, user, host, port, security, ca_file) VALUES (?, 'a@b', 'a', 'b', 993, 'tls', '')
"""


def code_of(raised: pytest.ExceptionInfo[StoreError]) -> str:
    """Give the stable code of the error that was raised."""
    return raised.value.code


def test_new_store_has_newest_version(store_file: Path) -> None:
    """A store that did not exist is made in the newest version."""
    with closing(schema.open_for_writing(store_file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(schema.MIGRATIONS)


def test_migrations_run_once(store_file: Path) -> None:
    """What is stored survives opening the store again."""
    with closing(schema.open_for_writing(store_file)) as connection:
        connection.execute(ADD_ACCOUNT, (7,))
    with closing(schema.open_for_writing(store_file)) as connection:
        assert connection.execute("SELECT id FROM account").fetchall() == [(7,)]


def test_accounts_of_the_first_version_connect_as_before(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an account could not choose yet is the default: Python, and the newest TLS."""
    with monkeypatch.context() as past:
        past.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        with closing(schema.open_for_writing(store_file)) as connection:
            connection.execute(ADD_ACCOUNT, (7,))
    Writer(store_file).close()
    with Reader(store_file) as reader:
        account = reader.accounts()[0]
    assert (account.transport, account.tls_version) == (TransportKind.PYTHON, TlsVersion.AUTOMATIC)


def test_store_of_newer_version_is_refused(store_file: Path) -> None:
    """A store that a newer version of the program wrote is left as it is, and said to be so."""
    with closing(sqlite3.connect(store_file)) as connection:
        connection.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    with pytest.raises(StoreError) as raised:
        Writer(store_file)
    assert code_of(raised) == "app-store-newer"
    with pytest.raises(StoreError) as raised:
        Reader(store_file)
    assert code_of(raised) == "app-store-newer"


def test_missing_store_cannot_be_read(store_file: Path) -> None:
    """Reading makes no store."""
    with pytest.raises(StoreError) as raised:
        Reader(store_file)
    assert code_of(raised) == "app-store-unusable"
    assert not store_file.exists()


def test_empty_store_cannot_be_read(store_file: Path) -> None:
    """A store that the writer has not made ready yet is refused by readers."""
    with closing(sqlite3.connect(store_file)) as connection:
        connection.execute("CREATE TABLE something (id)")
    with pytest.raises(StoreError) as raised:
        Reader(store_file)
    assert code_of(raised) == "app-store-unusable"


def test_file_that_is_no_store_is_refused(store_file: Path) -> None:
    """A file of something else is neither read nor written over."""
    content = b"this is a letter to my grandmother " * 100
    store_file.write_bytes(content)
    with pytest.raises(StoreError) as raised:
        Writer(store_file)
    assert code_of(raised) == "app-store-damaged"
    assert store_file.read_bytes() == content


def test_folder_instead_of_file_is_refused(store_file: Path) -> None:
    """A store that cannot be opened is named."""
    store_file.mkdir()
    with pytest.raises(StoreError, match=r"store\.sqlite3") as raised:
        Writer(store_file)
    assert code_of(raised) == "app-store-unusable"


def test_store_is_checked_after_a_crash(store_file: Path) -> None:
    """Where the write-ahead log was left behind, the whole store is checked before it is used."""
    with closing(schema.open_for_writing(store_file)) as connection:
        connection.execute(ADD_ACCOUNT, (1,))
        left_behind = store_file.with_name("crashed.sqlite3")
        for suffix in ("", "-wal"):
            source = store_file.with_name(store_file.name + suffix)
            left_behind.with_name(left_behind.name + suffix).write_bytes(source.read_bytes())
    with closing(schema.open_for_writing(left_behind)) as connection:
        assert connection.execute("SELECT count(*) FROM account").fetchone()[0] == 1


def test_damage_found_after_a_crash_is_told(store_file: Path) -> None:
    """A store that the check finds damaged is refused with what was found."""
    with closing(schema.open_for_writing(store_file)) as connection:
        root: int = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'letter_uid'").fetchone()[0]
        page: int = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(store_file.read_bytes())
    content[(root - 1) * page : root * page] = b"\xff" * page
    store_file.write_bytes(content)
    store_file.with_name(store_file.name + "-wal").touch()
    with pytest.raises(StoreError) as raised:
        Writer(store_file)
    assert code_of(raised) == "app-store-damaged"


def test_failed_transaction_changes_nothing(store_file: Path) -> None:
    """A transaction that fails half-way leaves the store as it was."""
    with closing(schema.open_for_writing(store_file)) as connection:

        def half_a_job() -> None:
            with schema.transaction(connection):
                connection.execute(ADD_ACCOUNT, (1,))
                connection.execute(ADD_ACCOUNT, (1,))

        with pytest.raises(sqlite3.IntegrityError):
            half_a_job()
        assert connection.execute("SELECT count(*) FROM account").fetchone()[0] == 0
