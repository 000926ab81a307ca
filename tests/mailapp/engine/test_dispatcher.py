# SPDX-License-Identifier: MIT
"""Intents about accounts, as the window hands them in: accounts are tried, added, refused and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from mailapp.engine.intents import (
    AddAccount,
    OpenLetter,
    RemoveAccount,
    TryAccount,
)
from mailapp.engine.updates import (
    AccountsChanged,
    AccountTried,
    IntentFailed,
    LinkChanged,
    LinkState,
    SynchronizationProgress,
)
from mailapp.secrets import SecretsFile
from mailapp.store.reader import Reader
from mailapp.store.records import AccountId
from tests.mailapp.engine.conftest import PATIENCE, Person, account_at

if TYPE_CHECKING:
    from pathlib import Path

    from mailapp.store.records import LetterId
    from testserver.server import Server

FIRST_ACCOUNT = AccountId(1)


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


def test_own_mistake_does_not_end_the_engine(person: Person, imap_server: Server) -> None:
    """An intent with which something goes wrong that nobody foresaw is told; the next one is done."""
    person.submit(OpenLetter(cast("LetterId", object())))
    assert person.wait_for(IntentFailed).problem.code == "app-internal"
    person.submit(TryAccount(1, account_at(imap_server), imap_server.password))
    assert person.wait_for(AccountTried).problem is None


def test_trial_ends_with_the_engine(person: Person, imap_server: Server) -> None:
    """A trial at which the server is silent does not hold up the end, and is never answered."""
    imap_server.fault("no_answer,command=AUTHENTICATE,times=always")
    person.submit(TryAccount(1, account_at(imap_server), imap_server.password))
    imap_server.wait_for("AUTHENTICATE")
    assert person.engine.stop(PATIENCE)
    assert person.updates == []
