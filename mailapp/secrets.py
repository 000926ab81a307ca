# SPDX-License-Identifier: GPL-3.0-or-later
"""Where passwords are kept, which is never the settings and never the store.

The person's own profile uses the system's key ring. Where that does not work (no desktop, no D-Bus), passwords are
remembered until the program ends and asked for again the next time.

A profile that was named on the command line (`--profile`: the demonstration, tests) must not touch the key ring, so its
passwords lie in a file of the profile that only its owner may read (mode 600). That file is not encrypted: whoever can
read the owner's files can read it. What the demonstration's password protects are made-up letters on this machine.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from mailapp.errors import AppError
from mailapp.files import read_json_object, write_json

if TYPE_CHECKING:
    from pathlib import Path

    from mailapp.settings import Profile

_SERVICE = "konvert"
_OTHERS_MAY = 0o077


class Secrets(Protocol):
    """Keeps passwords by account name, which is `user@host:port`. Its methods may wait: not for the engine's loop."""

    @property
    def is_lasting(self) -> bool:
        """Whether a password survives the end of the program."""

    def get(self, name: str) -> str | None:
        """Give a password, None where there is none or the key ring stays locked."""

    def put(self, name: str, password: str) -> bool:
        """Keep a password; tells whether it will be there the next time the program starts."""

    def remove(self, name: str) -> None:
        """Forget a password; harmless where there is none."""


class PassingSecrets:
    """Remembers passwords until the program ends."""

    is_lasting = False

    def __init__(self) -> None:
        self._passwords: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """Give a password, None where there is none."""
        return self._passwords.get(name)

    def put(self, name: str, password: str) -> bool:
        """Remember a password; it will not be there the next time."""
        self._passwords[name] = password
        return False

    def remove(self, name: str) -> None:
        """Forget a password."""
        self._passwords.pop(name, None)


class SecretsFile:
    """Keeps passwords in a file that only its owner may read; see the module's docstring for what that is worth."""

    is_lasting = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, name: str) -> str | None:
        """Give a password; raises AppError "app-file-damaged", also where others may read the file."""
        password = self._read().get(name)
        return None if password is None else str(password)

    def put(self, name: str, password: str) -> bool:
        """Keep a password; raises AppError."""
        write_json(self._path, self._read() | {name: password})
        return True

    def remove(self, name: str) -> None:
        """Forget a password; raises AppError."""
        passwords = self._read()
        if passwords.pop(name, None) is not None:
            write_json(self._path, passwords)

    def _read(self) -> dict[str, object]:
        if os.name == "posix" and self._path.exists() and self._path.stat().st_mode & _OTHERS_MAY:
            raise AppError(code="app-file-damaged", file=self._path, reason="others may read it; its mode must be 600")
        return read_json_object(self._path)


class KeyRing:
    """Keeps passwords in the system's key ring; what that refuses is remembered until the program ends."""

    is_lasting = True

    def __init__(self) -> None:
        self._passing = PassingSecrets()

    def get(self, name: str) -> str | None:
        """Ask the key ring, which may ask the person to unlock it."""
        import keyring  # noqa: PLC0415 - slow to import, and not installed with the library alone
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            return self._passing.get(name) or keyring.get_password(_SERVICE, name)
        except KeyringError:  # locked, or gone: the person is asked for the password instead
            return None

    def put(self, name: str, password: str) -> bool:
        """Give the password to the key ring."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(_SERVICE, name, password)
        except KeyringError:
            return self._passing.put(name, password)
        self._passing.remove(name)
        return True

    def remove(self, name: str) -> None:
        """Take the password out of the key ring."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        self._passing.remove(name)
        try:
            keyring.delete_password(_SERVICE, name)
        except KeyringError:  # it was not there: that is what was wanted
            return


def account_name(user: str, host: str, port: int) -> str:
    """Give the name under which an account's password is kept."""
    return f"{user}@{host.lower()}:{port}"


def open_secrets(profile: Profile) -> Secrets:
    """Choose where the passwords of a profile are kept."""
    if profile.isolated:
        return SecretsFile(profile.secrets_file)
    return KeyRing() if _has_key_ring() else PassingSecrets()


def _has_key_ring() -> bool:
    try:
        import keyring  # noqa: PLC0415
        from keyring.backends import fail  # noqa: PLC0415
    except ImportError:
        return False
    return not isinstance(keyring.get_keyring(), fail.Keyring)
