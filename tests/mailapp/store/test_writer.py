# SPDX-License-Identifier: MIT
"""What the engine stores comes back as it was, and only what changed is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailapp.store.reader import Reader
from mailapp.store.records import FolderFound, FolderId, LetterFlag, LetterId, Part, TlsVersion, TransportKind
from tests.mailapp.store.conftest import ACCOUNT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailapp.store.records import AccountId, LetterFound
    from mailapp.store.writer import Writer

SEEN, FLAGGED = LetterFlag.SEEN, LetterFlag.FLAGGED

INBOX = FolderFound("INBOX", b"INBOX", ("INBOX",), "inbox", selectable=True)
LABS = FolderFound("Учёба/Лабораторные", b"&BCMERwRRBDEEMA-/1", ("Учёба", "Лабораторные"), "", selectable=True)
PARENT = FolderFound("Учёба", b"&BCMERwRRBDEEMA-", ("Учёба",), "", selectable=False)

TEXT = Part(
    "1", "text/plain", "utf-8", "7bit", "", 5, exact=True, disposition="", content_id="", is_attachment=False,
    role="text", content=b"hello",
)  # fmt: skip
PICTURE = Part(
    "2", "image/png", "", "base64", "лес.png", 900, exact=False, disposition="attachment", content_id="<a@b>",
    is_attachment=True, role="attachment", content=None,
)  # fmt: skip


def test_accounts_come_and_go(writer: Writer, store_file: Path, account_id: AccountId, inbox: FolderId) -> None:
    """A removed account takes its folders and letters along."""
    with Reader(store_file) as reader:
        assert writer.accounts() == [account_id]
        assert [account.id for account in reader.accounts()] == [account_id]
        writer.remove_account(account_id)
        assert reader.accounts() == []
        assert reader.folder(inbox) is None
    assert writer.accounts() == []


def test_an_account_keeps_how_it_connects(writer: Writer, store_file: Path) -> None:
    """Every choice of the person is read as it was made."""
    chosen = replace(ACCOUNT, ca_file="/roots.pem", transport=TransportKind.QT, tls_version=TlsVersion.TLS_1_2)
    kept = writer.add_account(chosen)
    with Reader(store_file) as reader:
        assert reader.account(kept) == replace(chosen, id=kept)


def test_folders_follow_the_server(
    writer: Writer,
    store_file: Path,
    account_id: AccountId,
    inbox: FolderId,
    letter_found: Callable[..., LetterFound],
) -> None:
    """Folders listed anew keep their letters; those no longer listed vanish with theirs; new ones appear."""
    writer.store_letters(inbox, [letter_found(1)])
    assert writer.store_folders(account_id, [INBOX, LABS, PARENT])
    assert not writer.store_folders(account_id, [PARENT, INBOX, LABS])
    with Reader(store_file) as reader:
        assert [(folder.path, folder.selectable) for folder in reader.folders(account_id)] == [
            (("INBOX",), True),
            (("Учёба",), False),
            (("Учёба", "Лабораторные"), True),
        ]
        assert reader.letter_count(inbox) == 1
    assert list(writer.folder_ids(account_id)) == [b"INBOX", LABS.raw_name]


def test_counts_are_the_servers_until_synchronized(
    writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """While the list is incomplete the server's counts are shown, afterwards those of the letters stored."""
    writer.store_counts({inbox: (500, 20)})
    writer.store_letters(inbox, [letter_found(1), letter_found(2, flags=SEEN)])
    with Reader(store_file) as reader:
        folder = reader.folder(inbox)
        assert folder
        assert (folder.total, folder.unread, folder.synchronized) == (500, 20, False)
        writer.store_synchronized(inbox, 3)
        folder = reader.folder(inbox)
        assert folder
        assert (folder.total, folder.unread, folder.synchronized) == (2, 1, True)


def test_state_tells_what_is_stored(writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]) -> None:
    """The state of a folder is what the next synchronisation is decided by."""
    writer.start_afresh(inbox, 77, "", 0)
    writer.store_letters(inbox, [letter_found(5), letter_found(9)])
    writer.store_synchronized(inbox, 10)
    state = writer.folder_state(inbox)
    assert state
    assert (state.uid_validity, state.uid_next, state.stored) == (77, 10, 2)
    assert (state.lowest_uid, state.highest_uid, state.synchronized) == (5, 9, True)
    assert (state.name, state.raw_name) == ("INBOX", b"INBOX")
    assert writer.folder_state(FolderId(999)) is None


def test_starting_afresh_forgets_letters_and_keeps_the_reason(
    writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """When UIDs hold no more, the letters go, the folder stays, and why is there to read."""
    writer.store_letters(inbox, [letter_found(5)])
    writer.start_afresh(inbox, 78, "UIDVALIDITY changed from 77 to 78", 1_700_000_000)
    state = writer.folder_state(inbox)
    assert state
    assert (state.uid_validity, state.stored, state.highest_uid, state.synchronized) == (78, 0, 0, False)
    with Reader(store_file) as reader:
        assert reader.synchronization_notes(inbox) == [(1_700_000_000, "UIDVALIDITY changed from 77 to 78")]


def test_letters_known_already_only_renew_their_flags(
    writer: Writer, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """The same letter told twice is one letter, with the newer flags."""
    assert writer.store_letters(inbox, [letter_found(5), letter_found(6)]) == 2
    assert writer.store_letters(inbox, [letter_found(6, flags=FLAGGED), letter_found(7)]) == 1
    assert writer.flags(inbox, 5, 6) == {5: LetterFlag(0), 6: FLAGGED}
    assert writer.uids(inbox) == [5, 6, 7]
    assert writer.uids(inbox, 6) == [5, 6]


def test_flags_and_removals_count_what_they_changed(
    writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """Flags equal to those stored and letters never stored change nothing; the unread count follows."""
    writer.store_letters(inbox, [letter_found(uid) for uid in (5, 6, 7)])
    writer.store_synchronized(inbox, 8)
    assert writer.store_flags(inbox, {5: SEEN, 6: LetterFlag(0), 99: SEEN}) == 1
    assert writer.remove_letters(inbox, [7, 99]) == 1
    with Reader(store_file) as reader:
        folder = reader.folder(inbox)
        assert folder
        assert folder.unread == 2
        assert reader.letter_count(inbox) == 2
    assert writer.remove_letters(FolderId(999), [1]) == 0


def test_opened_letter_is_stored_whole(
    writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
) -> None:
    """Headers, parts and problems of a letter come back in their order; storing again replaces them."""
    writer.start_afresh(inbox, 77, "", 0)
    writer.store_letters(inbox, [letter_found(5, size=4000)])
    headers = [("From", "Boris"), ("Subject", "Отчёт")]
    with Reader(store_file) as reader:
        letter_id = reader.letter_rows(inbox, 0, 1)[0].id
        for _ in range(2):
            writer.store_letter(letter_id, headers, [TEXT, PICTURE], ["one line is too long"], "hello", has_files=True)
        letter = reader.letter(letter_id)
    assert letter
    assert letter.headers == tuple(headers)
    assert letter.parts == (TEXT, PICTURE)
    assert letter.problems == ("one line is too long",)
    assert letter.received
    assert (letter.row.preview, letter.row.has_attachments) == ("hello", True)
    place = writer.letter_place(letter_id)
    assert place
    assert (place.raw_name, place.uid_validity, place.uid, place.size, place.received) == (b"INBOX", 77, 5, 4000, True)
    assert writer.letter_place(LetterId(999)) is None


class TestWhatThePersonChanged:
    """Flags set by the person show at once, survive until the server answers, and are put back where it refuses."""

    def letters(
        self, writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
    ) -> list[LetterId]:
        """Two letters, the second one read."""
        writer.store_letters(inbox, [letter_found(1), letter_found(2, flags=SEEN)])
        with Reader(store_file) as reader:
            return [row.id for row in reader.letter_rows(inbox, 0, 2, descending=False)]

    def test_only_letters_that_differ_are_changed(
        self,
        writer: Writer,
        store_file: Path,
        account_id: AccountId,
        inbox: FolderId,
        letter_found: Callable[..., LetterFound],
    ) -> None:
        """Marking as read what is read already asks nothing of the server."""
        letter_ids = self.letters(writer, store_file, inbox, letter_found)
        changed = writer.change_flag([*letter_ids, LetterId(999)], SEEN, is_set=True)
        assert [(change.uid, change.flag, change.is_set) for change in changed] == [(1, SEEN, True)]
        assert writer.pending_flags(account_id) == changed
        writer.settle_flags(changed, accepted=True)
        assert writer.pending_flags(account_id) == []
        assert writer.flags(inbox, 1, 2) == {1: SEEN, 2: SEEN}

    def test_refused_change_is_put_back(
        self, writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
    ) -> None:
        """Where the server refuses, the letter shows its former flags again, in both directions."""
        first, second = self.letters(writer, store_file, inbox, letter_found)
        for letter_id, is_set in ((first, True), (second, False)):
            writer.settle_flags(writer.change_flag([letter_id], SEEN, is_set=is_set), accepted=False)
        assert writer.flags(inbox, 1, 2) == {1: LetterFlag(0), 2: SEEN}

    def test_answer_to_an_older_change_is_not_taken_for_the_newer_one(
        self,
        writer: Writer,
        store_file: Path,
        account_id: AccountId,
        inbox: FolderId,
        letter_found: Callable[..., LetterFound],
    ) -> None:
        """A person who changes their mind before the server answers gets their way."""
        first, _ = self.letters(writer, store_file, inbox, letter_found)
        older = writer.change_flag([first], FLAGGED, is_set=True)
        newer = writer.change_flag([first], FLAGGED, is_set=False)
        writer.settle_flags(older, accepted=False)
        assert writer.flags(inbox, 1, 1) == {1: LetterFlag(0)}
        assert writer.pending_flags(account_id) == newer

    def test_synchronising_does_not_undo_it(
        self, writer: Writer, store_file: Path, inbox: FolderId, letter_found: Callable[..., LetterFound]
    ) -> None:
        """Flags that the server told before it heard of the change do not show."""
        first, _ = self.letters(writer, store_file, inbox, letter_found)
        pending = writer.change_flag([first], SEEN, is_set=True)
        writer.store_flags(inbox, {1: LetterFlag(0)})
        writer.store_letters(inbox, [letter_found(1)])
        assert writer.flags(inbox, 1, 1) == {1: SEEN}
        writer.settle_flags(pending, accepted=True)
        writer.store_flags(inbox, {1: FLAGGED})
        assert writer.flags(inbox, 1, 1) == {1: FLAGGED}
