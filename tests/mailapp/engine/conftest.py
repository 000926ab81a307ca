# SPDX-License-Identifier: MIT
"""An engine with a profile of its own, and a person who hands in intents and reads the updates."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from mailapp.engine.engine import Engine
from mailapp.engine.environment import Timing
from mailapp.engine.intents import AddAccount
from mailapp.settings import Profile, Settings, save_settings
from mailapp.store.reader import Reader
from mailapp.store.records import Account, AccountId, Folder, LetterRow, Security

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

    def __init__(self, profile: Profile, timing: Timing = QUICK) -> None:
        self.profile = profile
        self.updates: list[Update] = []
        self._changed = threading.Condition()
        self.engine = Engine(profile, self._deliver, timing=timing)

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
