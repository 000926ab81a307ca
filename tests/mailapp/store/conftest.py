# SPDX-License-Identifier: MIT
"""A store with an account, INBOX and letters in it, for the tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.store.records import (
    Account,
    AccountId,
    FolderFound,
    FolderId,
    LetterFlag,
    LetterFound,
    Security,
)
from mailapp.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ACCOUNT = Account(AccountId(0), "alice@example.org", "alice", "imap.example.org", 993, Security.TLS)
INBOX = FolderFound("INBOX", b"INBOX", ("INBOX",), "inbox", selectable=True)
SENT = FolderFound("Sent", b"Sent", ("Sent",), "sent", selectable=True)


def make_letter(uid: int, subject: str = "Report", sender: str = "Boris", **changes: object) -> LetterFound:
    """Give a letter with UID and date equal, so that the order of dates is that of UIDs."""
    values: dict[str, object] = {
        "flags": LetterFlag(0),
        "date": uid,
        "size": 1000,
        "sender_address": f"{sender.lower()}@example.org",
        "recipients": "Alice <alice@example.org>",
        "has_attachments": False,
    }
    return LetterFound(uid=uid, subject=subject, sender_name=sender, **(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def letter_found() -> Callable[..., LetterFound]:
    """Make letters as the server describes them."""
    return make_letter


@pytest.fixture
def store_file(tmp_path: Path) -> Path:
    """Where the store of a test lies."""
    return tmp_path / "store.sqlite3"


@pytest.fixture
def writer(store_file: Path) -> Iterator[Writer]:
    """Open a new store."""
    with Writer(store_file) as opened:
        yield opened


@pytest.fixture
def account_id(writer: Writer) -> AccountId:
    """Add an account with the folders INBOX and Sent."""
    account = writer.add_account(ACCOUNT)
    writer.store_folders(account, [INBOX, SENT])
    return account


@pytest.fixture
def inbox(writer: Writer, account_id: AccountId) -> FolderId:
    """INBOX of that account, empty."""
    return writer.folder_ids(account_id)[b"INBOX"]
