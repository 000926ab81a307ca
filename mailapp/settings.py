# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a profile's files lie, and the person's settings in it. Passwords are never here: see `mailapp.secrets`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs


@dataclass(frozen=True, slots=True)
class Profile:
    """A folder that holds everything the program keeps for one person.

    `isolated` says that the person named the folder (`--profile`): then nothing outside it is touched, the system's
    key ring included.
    """

    folder: Path
    isolated: bool

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Give the profile in `folder`, or the person's own; the folder is made where it is missing (mode 700)."""
        chosen = folder.absolute() if folder else Path(platformdirs.user_data_dir("konvert", appauthor=False))
        chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(chosen, isolated=folder is not None)

    @property
    def store_file(self) -> Path:
        """The database of `mailapp.store`."""
        return self.folder / "store.sqlite3"

    @property
    def pins_file(self) -> Path:
        """The certificates that the person trusts: `mailapp.trust`."""
        return self.folder / "pins.json"

    @property
    def secrets_file(self) -> Path:
        """The passwords of an isolated profile: `mailapp.secrets`."""
        return self.folder / "secrets.json"

    @property
    def settings_file(self) -> Path:
        """The person's choices, such as the language."""
        return self.folder / "settings.json"

    @property
    def window_file(self) -> Path:
        """Size and place of the window, written by Qt."""
        return self.folder / "window.ini"
