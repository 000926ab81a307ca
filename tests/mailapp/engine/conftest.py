# SPDX-License-Identifier: MIT
"""An engine with a profile of its own, and a person who hands in intents and reads the updates."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from mailapp.connecting import TransportFactory, tls_transport
from mailapp.engine.engine import Engine
from mailapp.engine.environment import Environment, Timing
from mailapp.engine.intents import AddAccount
from mailapp.engine.telling import Telling
from mailapp.secrets import open_secrets
from mailapp.settings import Profile, Settings, load_settings, save_settings
from mailapp.store.reader import Reader
from mailapp.store.records import Account, AccountId, Folder, FolderId, LetterRow, Security
from mailapp.store.writer import Writer
from mailapp.trust import Pins
from tests.mailapp.store.conftest import ACCOUNT, INBOX, SENT, make_letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mailapp.engine.intents import Intent
    from mailapp.engine.updates import Update
    from testserver.server import Server

U = TypeVar("U")

QUICK = Timing(first_retry=0.01, longest_retry=0.05)
PATIENCE = 20.0  # seconds: never waited for unless something is broken


class Person:
    """Uses an engine as the window does."""

    def __init__(
        self, profile: Profile, timing: Timing = QUICK, transport_factory: TransportFactory = tls_transport
    ) -> None:
        self.profile = profile
        self.updates: list[Update] = []
        self._changed = threading.Condition()
        self.engine = Engine(profile, self._deliver, transport_factory, timing)

    def _deliver(self, updates: Sequence[Update]) -> None:
        with self._changed:
            self.updates += updates
            self._changed.notify_all()

    def submit(self, intent: Intent) -> None:
        """Ask for something; what was told before is forgotten."""
        with self._changed:
            self.updates.clear()
        self.engine.submit(intent)

    def wait_until(self, condition: Callable[[], Any]) -> None:
        """Wait until something holds, looking each time something was told."""
        with self._changed:
            assert self._changed.wait_for(condition, PATIENCE), f"in vain; told were: {self.updates}"

    def wait_for(self, kind: type[U], **values: object) -> U:
        """Wait until an update of a kind with these values was told since the last intent; gives it."""

        def found() -> list[U]:
            return [
                update
                for update in self.updates
                if isinstance(update, kind) and all(getattr(update, name) == value for name, value in values.items())
            ]

        self.wait_until(found)
        return found()[0]

    # what the window would read

    def folder(self, name: str = "INBOX") -> Folder:
        """Read a folder."""
        with Reader(self.profile.store_file) as reader:
            account = reader.accounts()[0]
            return next(folder for folder in reader.folders(account.id) if folder.name == name)

    def rows(self, name: str = "INBOX") -> list[LetterRow]:
        """Read a folder's list, newest first."""
        folder = self.folder(name)
        with Reader(self.profile.store_file) as reader:
            return reader.letter_rows(folder.id, 0, 100_000)

    def row(self, uid: int, name: str = "INBOX") -> LetterRow:
        """Read one line of a folder's list."""
        return next(row for row in self.rows(name) if row.uid == uid)

    def wait_synchronized(self, name: str = "INBOX") -> None:
        """Wait until a folder's list is whole."""
        self.wait_until(lambda: self._is_synchronized(name))

    def _is_synchronized(self, name: str) -> bool:
        with Reader(self.profile.store_file) as reader:
            return any(
                folder.name == name and folder.synchronized
                for account in reader.accounts()
                for folder in reader.folders(account.id)
            )


def account_at(server: Server, **changes: object) -> Account:
    """Give the account of the test server's user."""
    values: dict[str, Any] = {
        "id": AccountId(0),
        "address": f"{server.user}@example.org",
        "user": server.user,
        "host": server.host,
        "port": server.port,
        "security": Security.TLS,
        "ca_file": str(server.ca_file),
    }
    return Account(**(values | changes))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """Make a profile whose engine asks for news all the time."""
    made = Profile.open(tmp_path / "profile")
    save_settings(made, Settings(poll_seconds=0))
    return made


class Told(Telling):
    """Keeps what is told; `react` is called with each update at once."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.updates: list[Update] = []
        self.react: Callable[[Update], None] = lambda _: None

    def __call__(self, *updates: Update) -> None:
        """Keep updates."""
        for update in updates:
            self.updates.append(update)
            self.react(update)


@pytest.fixture
def told() -> Told:
    """Give what the parts of an engine told."""
    return Told()


@pytest.fixture
def environment(profile: Profile, told: Told) -> Iterator[Environment]:
    """Give what the parts of an engine share, for tests of one part."""
    with Writer(profile.store_file) as writer, Reader(profile.store_file) as reader:
        yield Environment(
            profile=profile,
            settings=load_settings(profile),
            writer=writer,
            reader=reader,
            secrets=open_secrets(profile),
            pins=Pins(profile.pins_file),
            tell=told,
            transport_factory=tls_transport,
        )


@pytest.fixture
def account_id(environment: Environment) -> AccountId:
    """Add an account with the folders INBOX and Sent to that store."""
    account = environment.writer.add_account(ACCOUNT)
    environment.writer.store_folders(account, [INBOX, SENT])
    return account


@pytest.fixture
def inbox(environment: Environment, account_id: AccountId) -> FolderId:
    """INBOX of that account, with UIDVALIDITY 7 and the letters 1 to 3."""
    folder_id = environment.writer.folder_ids(account_id)[b"INBOX"]
    environment.writer.start_afresh(folder_id, 7, "", 0)
    environment.writer.store_letters(folder_id, [make_letter(uid) for uid in (1, 2, 3)])
    environment.writer.store_synchronized(folder_id, 4)
    return folder_id


@pytest.fixture
def person(
    profile: Profile,
    imap_server: Server,
    imap_server_factory: Callable[..., Server],
) -> Iterator[Person]:
    """Start an engine without accounts; it ends before the servers do, and so in good order."""
    del imap_server, imap_server_factory  # asked for only so that they end later
    person = Person(profile)
    person.engine.start()
    yield person
    assert person.engine.stop(PATIENCE), "the engine did not end in good order"


@pytest.fixture
def reading(person: Person, imap_server: Server) -> Person:
    """Give a person whose INBOX with the sample letters has been received."""
    person.submit(AddAccount(account_at(imap_server), imap_server.password))
    person.wait_synchronized()
    return person
