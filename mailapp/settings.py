# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a profile's files lie, and the person's settings in it. Passwords are never here: see `mailapp.secrets`."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

import platformdirs

from mailapp.errors import AppError
from mailapp.files import read_json_object, write_json
from mailapp.texts import LANGUAGES, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping


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


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's choices; what is not in the file has its default."""

    language: str = ""
    """A code of `mailapp.texts.LANGUAGES`; empty for that of the system."""
    poll_seconds: int = 60
    """How often the server is asked for what is new."""


def choose_language(wanted: str = "", environment: Mapping[str, str] = os.environ) -> str:
    """Give the language to speak: the one wanted, else the system's where the program has it, else English."""
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")  # in this order, by POSIX
    system = next((value for name in variables if (value := environment.get(name))), "")
    for candidate in (wanted, system[:2]):
        if candidate in LANGUAGES:
            return candidate
    return SOURCE_LANGUAGE


def load_settings(profile: Profile) -> Settings:
    """Read the settings; unknown ones, of a newer version, are left alone. Raises AppError "app-file-damaged"."""
    found = read_json_object(profile.settings_file)
    known = {each.name: type(each.default) for each in fields(Settings)}
    for name, kind in known.items():
        if name in found and not isinstance(found[name], kind):
            raise AppError(code="app-file-damaged", file=profile.settings_file, reason=f"{name} is no {kind.__name__}")
    return Settings(**{name: found[name] for name in known if name in found})  # type: ignore[arg-type]  # checked above


def save_settings(profile: Profile, settings: Settings) -> None:
    """Write the settings, keeping those that a newer version wrote; raises AppError."""
    write_json(profile.settings_file, read_json_object(profile.settings_file) | asdict(settings))
