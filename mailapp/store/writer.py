# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the store: accounts, folders, letters in batches, parts, what the person changed. One `Writer` at a time.

Each verb is one transaction. Knows nothing of connections; the engine's thread alone calls it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final, Self

from mailapp.store.records import (
    Account,
    AccountId,
    FolderFound,
    FolderId,
    FolderState,
    LetterFlag,
    LetterFound,
    LetterId,
    LetterPlace,
    Part,
    PendingFlag,
)
from mailapp.store.rows import named_values, with_truths
from mailapp.store.schema import open_for_writing, transaction
from mailapp.store.text_keys import search_text, sort_subject, sort_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_LARGEST_UID: Final = 2**32 - 1  # RFC 9051, 9: nz-number

_ADD_ACCOUNT = """
INSERT INTO account (address, user, host, port, security, ca_file, transport, tls_version)
VALUES (:address, :user, :host, :port, :security, :ca_file, :transport, :tls_version)
"""

_STORE_FOLDER = """
INSERT INTO folder (account_id, name, raw_name, path, role, selectable) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (account_id, raw_name) DO UPDATE SET
    name = excluded.name, path = excluded.path, role = excluded.role, selectable = excluded.selectable
"""

_STORE_LETTER = """
INSERT INTO letter (folder_id, uid, flags, date, size, sort_subject, sort_sender, has_attachments,
                    subject, sender_name, sender_address, recipients, search_text)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (folder_id, uid) DO UPDATE SET flags = excluded.flags
WHERE id NOT IN (SELECT letter_id FROM pending_flag)
"""

_STORE_FLAGS = """
UPDATE letter SET flags = :flags
WHERE folder_id = :folder_id AND uid = :uid AND flags <> :flags
  AND id NOT IN (SELECT letter_id FROM pending_flag)
"""

_FOLDER_STATE = """
SELECT id AS folder_id, name, raw_name, uid_validity, uid_next, stored, synchronized,
       (SELECT coalesce(min(uid), 0) FROM letter WHERE folder_id = folder.id) AS lowest_uid,
       (SELECT coalesce(max(uid), 0) FROM letter WHERE folder_id = folder.id) AS highest_uid
FROM folder WHERE id = ?
"""

_LETTER_PLACE = """
SELECT letter.id AS letter_id, folder_id, account_id, raw_name, uid_validity, uid, size, received
FROM letter JOIN folder ON folder.id = folder_id WHERE letter.id = ?
"""

_PENDING_FLAGS = """
SELECT letter_id, folder_id, uid, flag, is_set
FROM pending_flag JOIN letter ON letter.id = letter_id JOIN folder ON folder.id = folder_id
WHERE account_id = ? ORDER BY folder_id, flag, is_set, uid
"""


class Writer:
    """The only one who changes the store; made or migrated by opening. Raises StoreError where that fails."""

    def __init__(self, path: Path) -> None:
        self._connection = open_for_writing(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # accounts and folders

    def accounts(self) -> list[AccountId]:
        """Give the ids of all accounts."""
        return [row[0] for row in self._connection.execute("SELECT id FROM account ORDER BY id")]

    def add_account(self, account: Account) -> AccountId:
        """Keep an account; its `id` is ignored, the new one is given back."""
        with transaction(self._connection):
            cursor = self._connection.execute(
                _ADD_ACCOUNT,
                asdict(account)
                | {
                    "security": account.security.value,
                    "transport": account.transport.value,
                    "tls_version": account.tls_version.value,
                },
            )
        return AccountId(cursor.lastrowid or 0)

    def remove_account(self, account_id: AccountId) -> None:
        """Forget an account with its folders and letters."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM account WHERE id = ?", (account_id,))

    def store_folders(self, account_id: AccountId, folders: Sequence[FolderFound]) -> bool:
        """Make the account's folders those that the server lists; folders that are gone go with their letters.

        Tells whether anything changed.
        """
        known = self._connection.execute(
            "SELECT name, raw_name, path, role, selectable FROM folder WHERE account_id = ?", (account_id,)
        ).fetchall()
        listed = {
            (found.name, found.raw_name, json.dumps(found.path), found.role, int(found.selectable)) for found in folders
        }
        if set(known) == listed:
            return False
        gone = {raw_name for _, raw_name, *_ in known} - {found.raw_name for found in folders}
        with transaction(self._connection):
            self._connection.executemany(
                _STORE_FOLDER,
                (
                    (account_id, found.name, found.raw_name, json.dumps(found.path), found.role, found.selectable)
                    for found in folders
                ),
            )
            self._connection.executemany(
                "DELETE FROM folder WHERE account_id = ? AND raw_name = ?", [(account_id, name) for name in gone]
            )
        return True

    def store_counts(self, counts: Mapping[FolderId, tuple[int, int]]) -> None:
        """Store how many letters there are and how many are unread, as the server tells it."""
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE folder SET total = ?, unread = ? WHERE id = ?",
                ((total, unread, folder_id) for folder_id, (total, unread) in counts.items()),
            )

    def folder_ids(self, account_id: AccountId) -> dict[bytes, FolderId]:
        """Give the account's folders that hold letters, by their names on the wire."""
        return dict(
            self._connection.execute(
                "SELECT raw_name, id FROM folder WHERE account_id = ? AND selectable ORDER BY id", (account_id,)
            )
        )

    # the letters of a folder

    def folder_state(self, folder_id: FolderId) -> FolderState | None:
        """Tell what is stored of a folder, None where it is gone."""
        rows = named_values(self._connection.execute(_FOLDER_STATE, (folder_id,)))
        return next((FolderState(**with_truths(values, "synchronized")) for values in rows), None)

    def start_afresh(self, folder_id: FolderId, uid_validity: int, reason: str, moment: int) -> None:
        """Forget the folder's letters because their UIDs hold no more; `reason` is kept for the person to read.

        An empty reason is not kept: there was nothing before. `moment` is in seconds since 1970.
        """
        with transaction(self._connection):
            self._connection.execute("DELETE FROM letter WHERE folder_id = ?", (folder_id,))
            self._connection.execute(
                "UPDATE folder SET uid_validity = ?, uid_next = 0, synchronized = 0 WHERE id = ?",
                (uid_validity, folder_id),
            )
            if reason:
                self._connection.execute(
                    "INSERT INTO synchronization_note (folder_id, moment, reason) VALUES (?, ?, ?)",
                    (folder_id, moment, reason),
                )

    def store_letters(self, folder_id: FolderId, letters: Iterable[LetterFound]) -> int:
        """Store letters of a folder; of those known already only the flags are renewed. Gives how many are new."""
        with transaction(self._connection):
            before = self._stored(folder_id)
            self._connection.executemany(
                _STORE_LETTER,
                (
                    (
                        folder_id,
                        found.uid,
                        found.flags,
                        found.date,
                        found.size,
                        sort_subject(found.subject),
                        sort_text(found.sender_name or found.sender_address),
                        found.has_attachments,
                        found.subject,
                        found.sender_name,
                        found.sender_address,
                        found.recipients,
                        search_text(found.subject, found.sender_name, found.sender_address, found.recipients),
                    )
                    for found in letters
                ),
            )
            return self._stored(folder_id) - before

    def flags(self, folder_id: FolderId, first: int, last: int) -> dict[int, LetterFlag]:
        """Give the flags of the letters stored whose UIDs lie between `first` and `last`, by UID."""
        rows = self._connection.execute(
            "SELECT uid, flags FROM letter WHERE folder_id = ? AND uid BETWEEN ? AND ?", (folder_id, first, last)
        )
        return {uid: LetterFlag(flags) for uid, flags in rows}

    def uids(self, folder_id: FolderId, last: int | None = None) -> list[int]:
        """Give the UIDs of the letters stored, up to `last` where that is given, in ascending order."""
        rows = self._connection.execute(
            "SELECT uid FROM letter WHERE folder_id = ? AND uid <= ? ORDER BY uid",
            (folder_id, _LARGEST_UID if last is None else last),
        )
        return [row[0] for row in rows]

    def store_flags(self, folder_id: FolderId, flags: Mapping[int, LetterFlag]) -> int:
        """Store flags by UID as the server tells them; gives how many letters changed.

        A letter that the person has changed meanwhile keeps its flags until the server has answered that.
        """
        with transaction(self._connection):
            return self._connection.executemany(
                _STORE_FLAGS,
                ({"folder_id": folder_id, "uid": uid, "flags": value} for uid, value in flags.items()),
            ).rowcount

    def remove_letters(self, folder_id: FolderId, uids: Iterable[int]) -> int:
        """Remove letters that are no longer on the server; gives how many there were."""
        with transaction(self._connection):
            before = self._stored(folder_id)
            self._connection.executemany(
                "DELETE FROM letter WHERE folder_id = ? AND uid = ?", ((folder_id, uid) for uid in uids)
            )
            return before - self._stored(folder_id)

    def store_synchronized(self, folder_id: FolderId, uid_next: int) -> None:
        """Note that the list is complete up to `uid_next`: from now on the counts are those of the letters stored."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE folder SET uid_next = ?, synchronized = 1, total = stored, unread = "
                "(SELECT count(*) FROM letter WHERE folder_id = folder.id AND flags & 1 = 0) WHERE id = ?",
                (uid_next, folder_id),
            )

    # letters opened

    def letter_place(self, letter_id: LetterId) -> LetterPlace | None:
        """Tell where a letter lies on the server, None where it is gone."""
        rows = named_values(self._connection.execute(_LETTER_PLACE, (letter_id,)))
        return next((LetterPlace(**with_truths(values, "received")) for values in rows), None)

    def store_letter(  # noqa: PLR0913 - everything that belongs to a letter, at once
        self,
        letter_id: LetterId,
        headers: Sequence[tuple[str, str]],
        parts: Sequence[Part],
        problems: Sequence[str],
        preview: str,
        *,
        has_files: bool | None = None,
    ) -> None:
        """Store everything needed to show a letter, instead of what was stored of it before.

        `has_files` is whether the list shows a paper clip; None where that stays as it was.
        """
        connection = self._connection
        with transaction(connection):
            for table in ("header", "part", "letter_problem"):
                connection.execute(f"DELETE FROM {table} WHERE letter_id = ?", (letter_id,))  # noqa: S608 - names above
            connection.executemany(
                "INSERT INTO header VALUES (?, ?, ?, ?)",
                ((letter_id, position, *header) for position, header in enumerate(headers)),
            )
            connection.executemany(
                "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((letter_id, position, *_part_row(part)) for position, part in enumerate(parts)),
            )
            connection.executemany(
                "INSERT INTO letter_problem VALUES (?, ?, ?)",
                ((letter_id, position, problem) for position, problem in enumerate(problems)),
            )
            connection.execute(
                "UPDATE letter SET received = 1, preview = ?, has_attachments = coalesce(?, has_attachments) "
                "WHERE id = ?",
                (preview, has_files, letter_id),
            )

    # what the person changed

    def change_flag(self, letter_ids: Iterable[LetterId], flag: LetterFlag, *, is_set: bool) -> list[PendingFlag]:
        """Set or remove a flag at once, to be told to the server; gives the letters that it changes."""
        value = int(flag) if is_set else 0
        changed = []
        with transaction(self._connection):
            for letter_id in letter_ids:
                row = self._connection.execute(
                    "UPDATE letter SET flags = (flags & ~:flag) | :value WHERE id = :id AND flags & :flag <> :value "
                    "RETURNING folder_id, uid",
                    {"flag": int(flag), "value": value, "id": letter_id},
                ).fetchone()
                if row:
                    self._connection.execute(
                        "INSERT INTO pending_flag VALUES (?, ?, ?) "
                        "ON CONFLICT (letter_id, flag) DO UPDATE SET is_set = excluded.is_set",
                        (letter_id, int(flag), is_set),
                    )
                    changed.append(PendingFlag(letter_id, row[0], row[1], flag, is_set))
        return changed

    def pending_flags(self, account_id: AccountId) -> list[PendingFlag]:
        """Give what the person changed and the server has not confirmed, grouped by folder, flag and direction."""
        return [
            PendingFlag(**with_truths(values, "is_set") | {"flag": LetterFlag(values["flag"])})
            for values in named_values(self._connection.execute(_PENDING_FLAGS, (account_id,)))
        ]

    def settle_flags(self, pending: Iterable[PendingFlag], *, accepted: bool) -> None:
        """Forget changes that the server has answered; those it refused are put back."""
        with transaction(self._connection):
            for change in pending:
                settled = self._connection.execute(
                    "DELETE FROM pending_flag WHERE letter_id = ? AND flag = ? AND is_set = ?",
                    (change.letter_id, int(change.flag), change.is_set),
                ).rowcount
                if settled and not accepted:  # not settled: the person has changed their mind since
                    self._connection.execute(
                        "UPDATE letter SET flags = (flags & ~:flag) | :value WHERE id = :id",
                        {
                            "flag": int(change.flag),
                            "value": 0 if change.is_set else int(change.flag),
                            "id": change.letter_id,
                        },
                    )

    def _stored(self, folder_id: FolderId) -> int:
        row = self._connection.execute("SELECT stored FROM folder WHERE id = ?", (folder_id,)).fetchone()
        return row[0] if row else 0


def _part_row(part: Part) -> tuple[object, ...]:
    return (
        part.section,
        part.media_type,
        part.charset,
        part.encoding,
        part.name,
        part.size,
        part.exact,
        part.disposition,
        part.content_id,
        part.is_attachment,
        part.role,
        part.content,
    )
