# SPDX-License-Identifier: MIT
"""The engine as the window sees it, against the test server: intents in, updates out, the store in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.engine import Engine
from mailapp.engine.environment import Timing
from mailapp.engine.intents import (
    AddAccount,
    CancelTransfer,
    GivePassword,
    MarkFlagged,
    MarkSeen,
    OpenFolder,
    OpenLetter,
    Reconnect,
    RemoveAccount,
    SaveAttachment,
    TransferId,
    TrustCertificate,
    TryAccount,
)
from mailapp.engine.updates import (
    AccountsChanged,
    AccountTried,
    CertificateNeeded,
    ChangeRefused,
    FolderFailed,
    IntentFailed,
    LetterFailed,
    LettersChanged,
    LetterStored,
    LinkChanged,
    LinkState,
    PasswordNeeded,
    ServerSaid,
    SynchronizationProgress,
    TransferProgress,
    TransferState,
)
from mailapp.errors import AppError, StoreError
from mailapp.secrets import SecretsFile
from mailapp.store.reader import Reader
from mailapp.store.records import AccountId, FolderId, LetterId
from mailapp.trust import Pins
from tests.mailapp.engine.conftest import PATIENCE, Person, account_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mailapp.settings import Profile
    from testserver.server import Server

FIRST_ACCOUNT = AccountId(1)
PLAIN = b"Subject: hello\r\nFrom: boris@example.org\r\n\r\nhello\r\n"


class TestAccounts:
    """Accounts are tried, added, refused and removed."""

    def test_added_account_is_received(self, reading: Person) -> None:
        """An account that was added appears with its folders, and the letters of INBOX."""
        assert len(reading.rows()) == 24
        reading.wait_synchronized("Учёба/Лабораторные")
        with Reader(reading.profile.store_file) as reader:
            roles = [folder.role for folder in reader.folders(FIRST_ACCOUNT)]
        assert roles[:4] == ["inbox", "drafts", "sent", "archive"]
        online = reading.wait_for(LinkChanged, state=LinkState.ONLINE)
        assert online.security
        assert online.security.protocol == "TLSv1.3"
        reading.wait_for(SynchronizationProgress, folder_id=reading.folder().id, done=24, total=24)

    def test_tried_account_is_not_kept(self, person: Person, imap_server: Server) -> None:
        """A trial tells how the connection is encrypted, and leaves nothing in the store."""
        person.submit(TryAccount(1, account_at(imap_server), imap_server.password))
        tried = person.wait_for(AccountTried, attempt=1)
        assert tried.problem is None
        assert tried.security
        with Reader(person.profile.store_file) as reader:
            assert reader.accounts() == []

    def test_tried_password_is_refused(self, person: Person, imap_server: Server) -> None:
        """A wrong password is told with the server's words, and appears in no update."""
        person.submit(TryAccount(2, account_at(imap_server), "hunter2"))
        tried = person.wait_for(AccountTried, attempt=2)
        assert tried.problem
        assert tried.problem.code == "authentication-failed"
        assert "hunter2" not in repr(person.updates)

    def test_unknown_authority_is_shown_and_trusted(self, person: Person, imap_server: Server) -> None:
        """A certificate that nobody vouches for is shown in full; trusting exactly it lets the trial pass."""
        account = account_at(imap_server, ca_file="")
        person.submit(TryAccount(3, account, imap_server.password))
        certificate = person.wait_for(AccountTried, attempt=3).certificate
        assert certificate
        assert (certificate.host, certificate.port, certificate.changed) == (imap_server.host, imap_server.port, False)
        assert "127.0.0.1" in certificate.names
        assert len(certificate.fingerprint) == 64
        assert certificate.not_before < certificate.not_after
        person.submit(TryAccount(4, account, imap_server.password, trust=certificate.fingerprint))
        tried = person.wait_for(AccountTried, attempt=4)
        assert tried.security
        assert tried.security.pinned
        person.submit(AddAccount(account, imap_server.password, trust=certificate.fingerprint))
        person.wait_synchronized()

    def test_unusable_authority_file_is_told(self, person: Person, imap_server: Server, tmp_path: Path) -> None:
        """What is wrong on this side is told as well."""
        person.submit(TryAccount(5, account_at(imap_server, ca_file=str(tmp_path / "none")), "secret"))
        problem = person.wait_for(AccountTried, attempt=5).problem
        assert problem
        assert problem.code == "bad-argument"

    def test_removed_account_leaves_nothing(self, reading: Person, imap_server: Server) -> None:
        """A removed account goes with its letters and its password, and its connections end."""
        reading.submit(RemoveAccount(FIRST_ACCOUNT))
        reading.wait_for(AccountsChanged)
        with Reader(reading.profile.store_file) as reader:
            assert reader.accounts() == []
        assert not SecretsFile(reading.profile.secrets_file).get(f"alice@127.0.0.1:{imap_server.port}")
        reading.submit(RemoveAccount(FIRST_ACCOUNT))
        reading.submit(TryAccount(1, account_at(imap_server), imap_server.password))
        reading.wait_for(AccountTried)

    def test_account_is_received_after_a_restart(self, reading: Person) -> None:
        """The next start signs in with the remembered password and finds what was stored."""
        assert reading.engine.stop(PATIENCE)
        again = Person(reading.profile)
        again.engine.start()
        again.wait_for(LinkChanged, state=LinkState.ONLINE)
        assert len(again.rows()) == 24
        assert again.engine.stop(PATIENCE)


class TestWaitingForThePerson:
    """Where only the person can help, the account waits for them and for nobody else."""

    def test_wrong_password_is_asked_for_again(self, person: Person, imap_server: Server) -> None:
        """A refused password is asked for, with the reason, until it is right."""
        person.submit(AddAccount(account_at(imap_server), "wrong"))
        needed = person.wait_for(PasswordNeeded, account_id=FIRST_ACCOUNT)
        assert needed.problem
        assert needed.problem.code == "authentication-failed"
        person.wait_for(LinkChanged, state=LinkState.WAITING)
        person.submit(GivePassword(FIRST_ACCOUNT, "wrong again"))
        person.wait_for(PasswordNeeded)
        person.submit(GivePassword(FIRST_ACCOUNT, imap_server.password))
        person.wait_synchronized()

    def test_password_not_to_be_remembered_is_asked_for_next_time(self, person: Person, imap_server: Server) -> None:
        """A password that was not to be kept lasts as long as the program."""
        person.submit(AddAccount(account_at(imap_server), imap_server.password, remember_password=False))
        person.wait_synchronized()
        assert not person.profile.secrets_file.exists()
        assert person.engine.stop(PATIENCE)
        again = Person(person.profile)
        again.engine.start()
        assert again.wait_for(PasswordNeeded).problem is None
        letter = again.rows()[0].id
        again.submit(OpenLetter(letter))
        assert again.wait_for(LetterFailed).problem.code == "app-no-password"
        assert again.engine.stop(PATIENCE)

    def test_certificate_is_asked_about(self, person: Person, imap_server: Server) -> None:
        """A certificate that is not trusted stops the account until exactly it is trusted."""
        person.submit(AddAccount(account_at(imap_server, ca_file=""), imap_server.password))
        certificate = person.wait_for(CertificateNeeded).certificate
        person.submit(TrustCertificate(FIRST_ACCOUNT, certificate.fingerprint))
        person.wait_synchronized()
        assert Pins(person.profile.pins_file).get(imap_server.host, imap_server.port) == certificate.fingerprint

    def test_changed_certificate_is_asked_about(self, person: Person, imap_server: Server) -> None:
        """Another certificate than the trusted one is never taken silently, whoever signed it."""
        Pins(person.profile.pins_file).put(imap_server.host, imap_server.port, "ab" * 32)
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(CertificateNeeded).certificate.changed

    def test_server_that_is_away_is_tried_again(self, profile: Profile, imap_server: Server) -> None:
        """Where nothing answers, the reason and the next attempt are told; the person may hasten it."""
        person = Person(profile, Timing(first_retry=600.0, longest_retry=900.0))
        person.engine.start()
        person.submit(AddAccount(account_at(imap_server, port=1), imap_server.password))
        failed = person.wait_for(LinkChanged, state=LinkState.FAILED)
        assert failed.problem
        assert (failed.problem.code, failed.retry_in) == ("connection-refused", 600.0)
        person.submit(Reconnect(FIRST_ACCOUNT))
        person.wait_for(LinkChanged, state=LinkState.CONNECTING)
        assert person.wait_for(LinkChanged, state=LinkState.FAILED).retry_in == 900.0
        assert person.engine.stop(PATIENCE)

    def test_sign_in_that_is_unavailable_is_tried_again(self, person: Person, imap_server: Server) -> None:
        """A server that cannot sign anybody in just now is not taken for a wrong password."""
        imap_server.fault("no,command=AUTHENTICATE,code=UNAVAILABLE")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        person.wait_synchronized()
        assert not any(isinstance(update, PasswordNeeded) for update in person.updates)

    def test_damaged_pins_stop_the_account(self, person: Person, imap_server: Server) -> None:
        """A file of pins that cannot be read is told; it is not taken for an empty one."""
        person.profile.pins_file.write_text("nonsense")
        person.submit(AddAccount(account_at(imap_server), imap_server.password, trust="ab" * 32))
        assert person.wait_for(IntentFailed).problem.code == "app-file-damaged"
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        failed = person.wait_for(LinkChanged, state=LinkState.FAILED)
        assert failed.problem
        assert failed.problem.code == "app-file-damaged"

    def test_answers_for_nobody_are_left_alone(self, reading: Person) -> None:
        """Intents about accounts, folders, letters and transfers that are gone do no harm."""
        for intent in (
            GivePassword(AccountId(99), "secret"),
            TrustCertificate(AccountId(99), "ab" * 32),
            Reconnect(AccountId(99)),
            OpenFolder(FolderId(99)),
            MarkSeen((LetterId(99),), seen=True),
            CancelTransfer(TransferId(99)),
        ):
            reading.submit(intent)
        reading.submit(OpenLetter(LetterId(99)))
        assert reading.wait_for(LetterFailed).problem.code == "app-letter-gone"


class TestFollowingTheServer:
    """The store becomes what the server holds, whatever happens there meanwhile."""

    def test_new_letter_arrives(self, reading: Person, imap_server: Server) -> None:
        """A letter delivered while the program runs appears, and is told as arrived."""
        uid = imap_server.deliver(PLAIN)
        reading.wait_until(lambda: any(row.uid == uid for row in reading.rows()))
        assert reading.row(uid).subject == "hello"
        reading.wait_for(LettersChanged, arrived=1)
        reading.wait_until(lambda: reading.folder().total == 25)

    def test_expunged_letter_vanishes(self, reading: Person, imap_server: Server) -> None:
        """A letter that somebody else removed is gone."""
        uid = reading.rows()[3].uid
        imap_server.expunge(uid)
        reading.wait_until(lambda: all(row.uid != uid for row in reading.rows()))

    def test_foreign_flags_show(self, reading: Person, imap_server: Server) -> None:
        """A letter that somebody else marked shows so, in both directions."""
        uid = next(row.uid for row in reading.rows() if not row.seen and not row.flagged)
        imap_server.flag(uid, r"\Seen", r"\Flagged")
        reading.wait_until(lambda: reading.row(uid).seen and reading.row(uid).flagged)
        imap_server.unflag(uid, r"\Seen")
        reading.wait_until(lambda: not reading.row(uid).seen)

    def test_other_folders_follow(self, reading: Person, imap_server: Server) -> None:
        """Letters that come into a folder nobody looks at are noticed."""
        reading.wait_synchronized("Archive")
        before = len(reading.rows("Archive"))
        imap_server.deliver(PLAIN, mailbox="Archive")
        reading.wait_until(lambda: len(reading.rows("Archive")) == before + 1)

    def test_new_uidvalidity_starts_afresh(self, reading: Person, imap_server: Server) -> None:
        """When the server gives all letters new UIDs, the folder is received afresh and the reason kept."""
        reading.wait_synchronized("Archive")
        imap_server.change_uidvalidity(mailbox="Archive")
        imap_server.deliver(PLAIN, mailbox="Archive")
        folder = reading.folder("Archive")

        def notes() -> list[tuple[int, str]]:
            with Reader(reading.profile.store_file) as reader:
                return reader.synchronization_notes(folder.id)

        reading.wait_until(notes)
        assert notes()[0][1].startswith("UIDVALIDITY changed")
        reading.wait_synchronized("Archive")

    def test_folders_come_and_go(self, reading: Person, imap_server: Server) -> None:
        """Folders made, renamed and removed elsewhere are followed; one that was emptied is empty."""

        def names() -> set[str]:
            with Reader(reading.profile.store_file) as reader:
                return {folder.name for folder in reader.folders(FIRST_ACCOUNT)}

        imap_server.create("Новая")
        reading.wait_until(lambda: "Новая" in names())
        reading.wait_synchronized("Новая")
        imap_server.rename("Новая", "Старая")
        reading.wait_until(lambda: "Старая" in names() and "Новая" not in names())
        uid = imap_server.deliver(PLAIN, mailbox="Старая")
        reading.wait_until(lambda: len(reading.rows("Старая")) == 1)
        imap_server.expunge(uid, mailbox="Старая")
        reading.wait_until(lambda: reading.rows("Старая") == [])
        imap_server.delete("Старая")
        reading.wait_until(lambda: "Старая" not in names())

    def test_folder_that_is_looked_at_comes_first(
        self, person: Person, imap_server_factory: Callable[..., Server]
    ) -> None:
        """Opening a folder interrupts what goes on in the background, which goes on afterwards."""
        server = imap_server_factory(generate=3000)
        server.create("Looked at")
        server.deliver(PLAIN, mailbox="Looked at")
        person.submit(AddAccount(account_at(server), server.password))
        person.wait_for(SynchronizationProgress)
        person.submit(OpenFolder(person.folder("Looked at").id))
        person.wait_until(lambda: len(person.rows("Looked at")) == 1)
        person.wait_synchronized()
        assert len(person.rows()) == 3000

    def test_first_screen_is_one_round_trip_after_select(
        self, person: Person, imap_server_factory: Callable[..., Server]
    ) -> None:
        """After SELECT one command brings the newest letters, all of what the list shows of them."""
        server = imap_server_factory(generate=200)
        person.submit(AddAccount(account_at(server), server.password))
        person.wait_synchronized()
        commands = [str(entry) for entry in server.transcript() if " C: " in str(entry)]
        select = next(index for index, line in enumerate(commands) if "EXAMINE" in line or "SELECT" in line)
        assert "FETCH 151:200 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)" in commands[select + 1]

    def test_lost_connection_is_made_again(self, reading: Person, imap_server: Server) -> None:
        """When the connection is cut, what was lost is told, and the account comes back by itself."""
        imap_server.fault("drop,command=NOOP")
        reading.wait_for(LinkChanged, state=LinkState.FAILED)
        uid = imap_server.deliver(PLAIN)
        reading.wait_until(lambda: any(row.uid == uid for row in reading.rows()))

    def test_folder_that_cannot_be_opened_is_told(self, person: Person, imap_server: Server) -> None:
        """A folder that the server refuses to open is named; the others are received."""
        imap_server.fault("no,command=EXAMINE,mailbox=Sent,times=always")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(FolderFailed).problem.code == "rejected"
        person.wait_synchronized("Archive")

    def test_alert_is_told(self, person: Person, imap_server: Server) -> None:
        """What the server wants the person to read reaches them."""
        imap_server.fault("no,command=NOOP,code=ALERT,text=Quota is nearly full")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(ServerSaid).text == "Quota is nearly full"


class TestLetters:
    """What the person does with letters."""

    def test_small_letter_is_received_whole(self, reading: Person, imap_server: Server) -> None:
        """A letter opened is stored with headers and all parts, marked as read here and on the server."""
        row = next(row for row in reading.rows() if not row.seen and row.has_attachments and row.size < 200_000)
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored, letter_id=row.id)
        with Reader(reading.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        assert letter.received
        assert all(part.content is not None for part in letter.parts)
        assert letter.row.preview
        assert letter.row.seen
        assert "Subject" in dict(letter.headers)
        imap_server.wait_for("UID STORE")
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored, letter_id=row.id)

    def test_large_letter_is_received_in_parts(self, reading: Person) -> None:
        """Of a large letter only what is shown is received; its attachment stays on the server."""
        row = max(reading.rows(), key=lambda row: row.size)
        reading.submit(OpenLetter(row.id, mark_seen=False))
        reading.wait_for(LetterStored, letter_id=row.id)
        with Reader(reading.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        texts = [part for part in letter.parts if part.role in {"text", "html"}]
        files = [part for part in letter.parts if part.role == "attachment"]
        assert texts
        assert files
        assert all(part.content for part in texts)
        assert all(part.content is None for part in files)
        assert letter.row.preview

    def test_refused_letter_is_told(self, reading: Person, imap_server: Server) -> None:
        """A letter that the server would not give is told, and can be asked for again."""
        row = reading.rows()[0]
        imap_server.fault(f"no,command=FETCH,uid={row.uid}")
        reading.submit(OpenLetter(row.id))
        reading.wait_until(lambda: any(isinstance(update, LetterFailed | LetterStored) for update in reading.updates))
        reading.submit(OpenLetter(row.id))
        reading.wait_for(LetterStored)

    def test_marks_show_at_once_and_reach_the_server(self, reading: Person, imap_server: Server) -> None:
        """A mark shows before the server has answered; the server has it afterwards."""
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        reading.wait_until(lambda: reading.row(row.uid).flagged)
        imap_server.wait_for("UID STORE")
        reading.submit(MarkFlagged((row.id,), flagged=False))
        imap_server.wait_for("UID STORE", times=2)
        reading.wait_until(lambda: not reading.row(row.uid).flagged)

    def test_refused_mark_is_put_back(self, reading: Person, imap_server: Server) -> None:
        """Where the server refuses, the letter looks as before and the reason is told."""
        imap_server.fault("no,command=STORE")
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        refused = reading.wait_for(ChangeRefused)
        assert refused.problem.code == "rejected"
        assert not reading.row(row.uid).flagged

    def test_mark_made_while_the_link_breaks_is_told_later(self, reading: Person, imap_server: Server) -> None:
        """A mark that could not be told because the connection broke reaches the server afterwards, once."""
        imap_server.fault("drop,command=STORE")
        row = next(row for row in reading.rows() if not row.flagged)
        reading.submit(MarkFlagged((row.id,), flagged=True))
        imap_server.wait_for("UID STORE")
        assert _pending(reading) == 1
        imap_server.fault("drop,command=NOOP")
        reading.wait_until(lambda: _pending(reading) == 0)
        assert reading.row(row.uid).flagged


def _pending(person: Person) -> int:
    with Reader(person.profile.store_file) as reader:
        count: int = reader._connection.execute("SELECT count(*) FROM pending_flag").fetchone()[0]
    return count


class TestAttachments:
    """Attachments are saved whole, or not at all."""

    def attachment(self, person: Person, *, large: bool) -> tuple[LetterId, str]:
        """Open a letter with an attachment; give the letter and the part."""
        rows = [row for row in person.rows() if row.has_attachments]
        row = max(rows, key=lambda row: row.size) if large else next(row for row in rows if row.size < 200_000)
        person.submit(OpenLetter(row.id))
        person.wait_for(LetterStored)
        with Reader(person.profile.store_file) as reader:
            letter = reader.letter(row.id)
        assert letter
        return row.id, next(part.section for part in letter.parts if part.is_attachment)

    def test_large_attachment_streams_to_the_disk(self, reading: Person, tmp_path: Path) -> None:
        """25 MB arrive decoded, with progress on the way that never goes back."""
        letter, section = self.attachment(reading, large=True)
        target = tmp_path / "saved.zip"
        reading.submit(SaveAttachment(TransferId(1), letter, section, target))
        done = reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert done.done == done.total == target.stat().st_size > 20_000_000
        told = [update.done for update in reading.updates if isinstance(update, TransferProgress)]
        assert told == sorted(told)
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["saved.zip"]

    def test_small_attachment_comes_from_the_store(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """What is here already is saved without asking the server."""
        letter, section = self.attachment(reading, large=False)
        before = len([entry for entry in imap_server.transcript() if "BODY.PEEK" in str(entry)])
        reading.submit(SaveAttachment(TransferId(1), letter, section, tmp_path / "saved"))
        reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert (tmp_path / "saved").stat().st_size > 0
        assert len([entry for entry in imap_server.transcript() if "BODY.PEEK" in str(entry)]) == before

    def test_cancelled_transfer_leaves_nothing(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """A transfer that is cancelled on its way leaves no file, and the connection serves on."""
        letter, section = self.attachment(reading, large=True)
        folder = tmp_path / "target"
        folder.mkdir()
        imap_server.fault("no_answer,command=FETCH,nth=1")
        reading.submit(SaveAttachment(TransferId(7), letter, section, folder / "saved"))
        reading.wait_for(TransferProgress, state=TransferState.RUNNING)
        reading.submit(CancelTransfer(TransferId(7)))
        reading.wait_for(TransferProgress, transfer_id=TransferId(7), state=TransferState.CANCELLED)
        assert list(folder.iterdir()) == []

    def test_existing_file_is_replaced_only_where_asked(self, reading: Person, tmp_path: Path) -> None:
        """A file that exists stays as it is unless the person was asked."""
        letter, section = self.attachment(reading, large=False)
        target = tmp_path / "saved"
        target.write_bytes(b"mine")
        reading.submit(SaveAttachment(TransferId(1), letter, section, target))
        failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
        assert failed.problem
        assert failed.problem.code == "app-file-exists"
        assert target.read_bytes() == b"mine"
        reading.submit(SaveAttachment(TransferId(2), letter, section, target, overwrite=True))
        reading.wait_for(TransferProgress, state=TransferState.DONE)
        assert target.read_bytes() != b"mine"

    def test_unwritable_folder_is_told(self, reading: Person, tmp_path: Path) -> None:
        """A folder that is not there is named, whether the part is here or on the server."""
        for large in (False, True):
            letter, section = self.attachment(reading, large=large)
            reading.submit(SaveAttachment(TransferId(1), letter, section, tmp_path / "none" / "saved"))
            failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
            assert failed.problem
            assert failed.problem.code == "app-disk"

    def test_lost_connection_leaves_nothing(self, reading: Person, imap_server: Server, tmp_path: Path) -> None:
        """When the server goes in the middle of an attachment there is a reason and no file."""
        letter, section = self.attachment(reading, large=True)
        folder = tmp_path / "target"
        folder.mkdir()
        imap_server.fault("cut,command=FETCH,byte=100000,times=always")
        reading.submit(SaveAttachment(TransferId(1), letter, section, folder / "saved"))
        failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
        assert failed.problem
        assert list(folder.iterdir()) == []

    def test_what_is_gone_is_told(self, reading: Person, tmp_path: Path) -> None:
        """A part that the letter has not, and a letter that is gone, are told as such."""
        letter, _ = self.attachment(reading, large=True)
        for letter_id, section, code in ((letter, "9.9", "app-part-gone"), (LetterId(999), "1", "app-letter-gone")):
            reading.submit(SaveAttachment(TransferId(1), letter_id, section, tmp_path / "saved"))
            failed = reading.wait_for(TransferProgress, state=TransferState.FAILED)
            assert failed.problem
            assert failed.problem.code == code


class TestBeginningAndEnd:
    """The engine's thread begins with a usable store and ends in time."""

    def test_unusable_store_is_raised_to_who_starts(self, profile: Profile) -> None:
        """A store that cannot be opened is told at once."""
        profile.store_file.write_bytes(b"this is no store " * 1000)
        engine = Engine(profile, lambda _: None)
        with pytest.raises(StoreError):
            engine.start()
        engine.submit(Reconnect(FIRST_ACCOUNT))
        assert engine.stop()

    def test_damaged_settings_are_raised_to_who_starts(self, profile: Profile) -> None:
        """Settings that cannot be read are told at once."""
        profile.settings_file.write_text("nonsense")
        engine = Engine(profile, lambda _: None)
        with pytest.raises(AppError):
            engine.start()
        assert engine.stop()

    def test_stopping_twice_is_harmless(self, profile: Profile) -> None:
        """An engine that never started, or has ended, ends at once; what is asked of it afterwards is dropped."""
        engine = Engine(profile, lambda _: None)
        assert engine.stop()
        engine.start()
        assert engine.stop(PATIENCE)
        assert engine.stop()
        engine.submit(Reconnect(FIRST_ACCOUNT))

    def test_thread_ends_though_the_server_is_silent(self, person: Person, imap_server: Server) -> None:
        """A server that never answers does not keep the program from ending."""
        imap_server.fault("no_answer,command=LIST,times=always")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        imap_server.wait_for("LIST")
