# SPDX-License-Identifier: GPL-3.0-or-later
"""How the person arranged the window, kept in the profile until the next start. No mail and no secret is in it.

The language is among the settings that other parts of the program read too; all else Qt writes into a file of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt5.QtCore import QByteArray, QSettings

from mailapp.settings import choose_language, load_settings, save_settings
from mailapp.store.records import SortKey
from mailapp.windows.theme import Appearance

if TYPE_CHECKING:
    from mailapp.settings import Profile


class WindowSettings:
    """Typed access to the settings; what the window's file holds wrongly counts as not there."""

    def __init__(self, profile: Profile) -> None:
        """Read both files; raises AppError where that of the person's choices is damaged."""
        self._profile = profile
        self._choices = load_settings(profile)
        self._file = QSettings(str(profile.window_file), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write to the disk now."""
        self._file.sync()

    def _text(self, key: str) -> str:
        value = self._file.value(key)
        return value if isinstance(value, str) else ""

    def _number(self, key: str) -> int | None:
        text = self._text(key)
        return int(text) if text.removeprefix("-").isdecimal() else None

    def bytes_of(self, key: str) -> QByteArray | None:
        """Give what a widget saved of its state."""
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else None

    def set_bytes(self, key: str, value: QByteArray) -> None:
        """Keep a widget's state."""
        self._file.setValue(key, value)

    @property
    def language(self) -> str:
        """The language chosen, else the system's where there are texts in it, else English."""
        return choose_language(self._choices.language)

    @language.setter
    def language(self, code: str) -> None:
        self._choices = replace(self._choices, language=code)
        save_settings(self._profile, self._choices)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system."""
        known = {appearance.value: appearance for appearance in Appearance}
        return known.get(self._text("appearance"), Appearance.SYSTEM)

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._file.setValue("appearance", appearance.value)

    @property
    def sort(self) -> tuple[SortKey, bool]:
        """By what letters are sorted, and whether the last comes first."""
        known = {key.value: key for key in SortKey}
        return known.get(self._text("sort"), SortKey.DATE), self._text("ascending") != "yes"

    @sort.setter
    def sort(self, order: tuple[SortKey, bool]) -> None:
        key, descending = order
        self._file.setValue("sort", key.value)
        self._file.setValue("ascending", "no" if descending else "yes")

    @property
    def folder(self) -> int | None:
        """The folder looked at last."""
        return self._number("folder")

    @folder.setter
    def folder(self, folder_id: int) -> None:
        self._file.setValue("folder", str(folder_id))

    @property
    def zoom(self) -> int:
        """Steps by which letters are larger than usual."""
        return self._number("zoom") or 0

    @zoom.setter
    def zoom(self, steps: int) -> None:
        self._file.setValue("zoom", str(steps))

    @property
    def save_folder(self) -> Path | None:
        """The folder in which something was saved last."""
        text = self._text("save-folder")
        return Path(text) if text else None

    @save_folder.setter
    def save_folder(self, folder: Path) -> None:
        self._file.setValue("save-folder", str(folder))
