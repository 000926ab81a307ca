# SPDX-License-Identifier: MIT
"""Passwords are kept where the profile says, and nowhere else."""

from __future__ import annotations

import stat
import sys
from typing import TYPE_CHECKING, ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from mailapp.errors import AppError
from mailapp.secrets import KeyRing, PassingSecrets, Secrets, SecretsFile, account_name, open_secrets
from mailapp.settings import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = account_name("alice", "Mail.example.org", 993)


class KeyRingInMemory(KeyringBackend):
    """A key ring that works, or is locked."""

    priority: ClassVar[float] = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.passwords: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        """Give a password."""
        self._check()
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        self._check()
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        self._check()
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _check(self) -> None:
        if self.locked:
            raise KeyringLocked


@pytest.fixture
def key_ring() -> Iterator[KeyRingInMemory]:
    """Put a key ring in memory in the place of the system's."""
    former, ring = keyring.get_keyring(), KeyRingInMemory()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(former)


def keep_and_forget(secrets: Secrets) -> None:
    """Play what every place for passwords has to do."""
    assert secrets.get(NAME) is None
    assert secrets.put(NAME, "пароль") is secrets.is_lasting
    assert secrets.get(NAME) == "пароль"
    assert secrets.get("bob@mail.example.org:993") is None
    secrets.remove(NAME)
    secrets.remove(NAME)
    assert secrets.get(NAME) is None


def test_passing_secrets() -> None:
    """Where there is no key ring a password lives as long as the program."""
    keep_and_forget(PassingSecrets())


def test_secrets_file(tmp_path: Path) -> None:
    """The file of a named profile can be read by its owner only."""
    file = tmp_path / "secrets.json"
    keep_and_forget(SecretsFile(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A file of passwords that others may read is told, not used."""
    file = tmp_path / "secrets.json"
    SecretsFile(file).put(NAME, "secret")
    file.chmod(0o644)
    with pytest.raises(AppError, match="others may read it") as raised:
        SecretsFile(file).get(NAME)
    assert 'secret"' not in str(raised.value)


def test_key_ring(key_ring: KeyRingInMemory) -> None:
    """Passwords of the person's own profile lie in the system's key ring."""
    keep_and_forget(KeyRing())
    KeyRing().put(NAME, "secret")
    assert key_ring.passwords == {("konvert", "alice@mail.example.org:993"): "secret"}


def test_locked_key_ring_means_asking(key_ring: KeyRingInMemory) -> None:
    """Where the key ring stays locked, the password is remembered for this time only."""
    key_ring.locked = True
    secrets = KeyRing()
    assert secrets.get(NAME) is None
    assert secrets.put(NAME, "secret") is False
    assert secrets.get(NAME) == "secret"
    assert key_ring.passwords == {}
    secrets.remove(NAME)
    assert secrets.get(NAME) is None


def test_place_depends_on_the_profile(
    tmp_path: Path, key_ring: KeyRingInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A named profile has a file of its own and leaves the key ring alone; the person's own uses the key ring."""
    assert isinstance(open_secrets(Profile(tmp_path, isolated=True)), SecretsFile)
    assert isinstance(open_secrets(Profile(tmp_path, isolated=False)), KeyRing)
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring has no types here
    assert isinstance(open_secrets(Profile(tmp_path, isolated=False)), PassingSecrets)
    keyring.set_keyring(key_ring)
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert isinstance(open_secrets(Profile(tmp_path, isolated=False)), PassingSecrets)
