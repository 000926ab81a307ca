# SPDX-License-Identifier: MIT
"""Mail for tests of the window: a real store filled by hand, and an engine that notes intents and answers as told.

No server, no thread: what the engine would do is done by the test or by an answer it sets.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from PyQt5.QtCore import QTimer

from mailapp.engine.intents import MarkFlagged, MarkSeen, OpenLetter
from mailapp.engine.letter_parts import has_files, parts_of_letter
from mailapp.engine.updates import FoldersChanged, LettersChanged, LetterStored, Update
from mailapp.presentation.letter import read_letter
from mailapp.presentation.message_summary import subject_line
from mailapp.presentation.plain_text import html_to_text
from mailapp.presentation.problems import PROBLEM_SENTENCES
from mailapp.store.reader import Reader
from mailapp.store.records import (
    Account,
    AccountId,
    FolderFound,
    FolderId,
    LetterFlag,
    LetterFound,
    LetterId,
    Security,
)
from mailapp.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailapp.engine.intents import Intent
    from mailapp.presentation.letter import Letter as ReadLetter
    from mailapp.settings import Profile

_I = TypeVar("_I")

FOLDERS = (
    (("INBOX",), "inbox"),
    (("Drafts",), "drafts"),
    (("Sent",), "sent"),
    (("Archive",), "archive"),
    (("Junk",), "junk"),
    (("Trash",), "trash"),
    (("Работа",), ""),
    (("Работа", "Отчёты"), ""),
    (("Путешествия",), ""),
)


@dataclass
class FakeEngine:
    """Notes what it is asked. `answers`: class of an intent -> what to do, a turn of the event loop later."""

    profile: Profile
    deliver: Callable[[Sequence[Update]], None]
    intents: list[Intent] = field(default_factory=list)
    answers: dict[type, Callable[[Any], Sequence[Update]]] = field(default_factory=dict)
    stopped: bool = False

    def start(self) -> None:
        """Make the store where the test did not."""
        Writer(self.profile.store_file).close()

    def submit(self, intent: Intent) -> None:
        """Note it, and answer it if the test has said how."""
        self.intents.append(intent)
        answer = self.answers.get(type(intent))
        if answer is not None:
            QTimer.singleShot(0, lambda: self.deliver(answer(intent)))

    def stop(self, _deadline: float = 3.0) -> bool:
        """Note it."""
        self.stopped = True
        return True

    def of(self, kind: type[_I]) -> list[_I]:
        """Give the intents of one kind."""
        return [intent for intent in self.intents if isinstance(intent, kind)]


class Mail:
    """The store of a profile, filled as a test needs it."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.writer = Writer(profile.store_file)
        self.raw: dict[tuple[FolderId, int], bytes] = {}

    def close(self) -> None:
        """Let go of the store."""
        self.writer.close()

    def add_account(self, address: str = "anna@example.org") -> AccountId:
        """Add an account with the usual folders."""
        account_id = self.writer.add_account(
            Account(AccountId(0), address, address, "imap.example.org", 993, Security.TLS)
        )
        found = [
            FolderFound("/".join(path), "/".join(path).encode(), path, role, selectable=True) for path, role in FOLDERS
        ]
        self.writer.store_folders(account_id, found)
        return account_id

    def folder(self, name: str = "INBOX", account_number: int = 1) -> FolderId:
        """Give the id of a folder."""
        return self.writer.folder_ids(AccountId(account_number))[name.encode()]

    def add_letters(
        self,
        folder_id: FolderId,
        letters: Sequence[bytes],
        *,
        seen: Sequence[int] = (),
        flagged: Sequence[int] = (),
        answered: Sequence[int] = (),
    ) -> None:
        """Add letters as a server would describe them; UIDs count from 1."""
        found = []
        for uid, raw in enumerate(letters, 1):
            self.raw[folder_id, uid] = raw
            flags = LetterFlag(0)
            for chosen, flag in (
                (seen, LetterFlag.SEEN),
                (flagged, LetterFlag.FLAGGED),
                (answered, LetterFlag.ANSWERED),
            ):
                flags |= flag if uid in chosen else LetterFlag(0)
            found.append(_describe(uid, read_letter(raw), len(raw), flags))
        self.writer.store_letters(folder_id, found)
        self.writer.store_synchronized(folder_id, len(letters) + 1)

    def add_many(self, folder_id: FolderId, count: int, *, seen: bool = True) -> None:
        """Add `count` letters without contents; number n has UID n and date n minutes after the first."""
        self.writer.store_letters(
            folder_id,
            (
                LetterFound(
                    uid,
                    LetterFlag.SEEN if seen else LetterFlag(0),
                    1_700_000_000 + 60 * uid,
                    1000 + uid,
                    f"Letter number {uid}",
                    f"Sender {uid % 97}",
                    f"sender{uid % 97}@example.org",
                    "anna@example.org",
                    has_attachments=uid % 5 == 0,
                )
                for uid in range(1, count + 1)
            ),
        )
        self.writer.store_synchronized(folder_id, count + 1)

    def letter_id(self, folder_id: FolderId, uid: int) -> LetterId:
        """Give the id of a letter."""
        with sqlite3.connect(self.profile.store_file) as connection:
            row = connection.execute(
                "SELECT id FROM letter WHERE folder_id = ? AND uid = ?", (folder_id, uid)
            ).fetchone()
        connection.close()
        return LetterId(row[0])

    def receive(self, letter_id: LetterId) -> Sequence[Update]:
        """Store a letter's contents as the engine would after `OpenLetter`."""
        with Reader(self.profile.store_file) as reader:
            row = reader.letter_row(letter_id)
        assert row is not None
        raw = self.raw.get((row.folder_id, row.uid))
        if raw is None:
            return []
        letter = read_letter(raw)
        parts = [replace(part, content=None) if part.role == "attachment" else part for part in parts_of_letter(letter)]
        texts = [part for part in parts if part.role in {"text", "html"} and part.content]
        text = (texts[0].content or b"").decode(texts[0].charset or "utf-8", "replace") if texts else ""
        preview = subject_line(html_to_text(text) if texts and texts[0].media_type == "text/html" else text)[:120]
        problems = tuple(sorted(PROBLEM_SENTENCES[problem] for problem in letter.problems))
        self.writer.store_letter(letter_id, letter.headers, parts, problems, preview)
        self.writer.change_flag([letter_id], LetterFlag.SEEN, is_set=True)
        self.writer.store_synchronized(row.folder_id, 1000)
        return [LetterStored(letter_id), LettersChanged(row.folder_id), FoldersChanged(AccountId(1))]

    def answer(self, engine: FakeEngine) -> None:
        """Let the engine answer what concerns letters out of this store."""

        def mark(flag: LetterFlag, ids: Sequence[LetterId], *, is_set: bool) -> Sequence[Update]:
            changed = self.writer.change_flag(ids, flag, is_set=is_set)
            for folder_id in {change.folder_id for change in changed}:
                self.writer.store_synchronized(folder_id, 1000)
            return [*(LettersChanged(change.folder_id) for change in changed), FoldersChanged(AccountId(1))]

        engine.answers[OpenLetter] = lambda intent: self.receive(intent.letter_id)
        engine.answers[MarkSeen] = lambda intent: mark(LetterFlag.SEEN, intent.letter_ids, is_set=intent.seen)
        engine.answers[MarkFlagged] = lambda intent: mark(LetterFlag.FLAGGED, intent.letter_ids, is_set=intent.flagged)


def _describe(uid: int, letter: ReadLetter, size: int, flags: LetterFlag) -> LetterFound:
    sender = letter.from_addresses[0] if letter.from_addresses else None
    return LetterFound(
        uid,
        flags,
        int(letter.date.timestamp()) if letter.date else 0,
        size,
        letter.subject,
        sender.name if sender else "",
        sender.address if sender else "",
        ", ".join(to.name or to.address for to in letter.to),
        has_attachments=has_files(parts_of_letter(letter)),
    )
