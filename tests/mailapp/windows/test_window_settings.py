# SPDX-License-Identifier: MIT
"""What the person arranged is there at the next start; a damaged file costs the arrangement, not the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import QByteArray

from mailapp.store.records import SortKey
from mailapp.windows.theme import Appearance
from mailapp.windows.window_settings import WindowSettings

if TYPE_CHECKING:
    from mailapp.settings import Profile


def test_everything_is_kept(profile: Profile) -> None:
    """In the profile's own files."""
    settings = WindowSettings(profile)
    settings.language = "ru"
    settings.appearance = Appearance.DARK
    settings.sort = (SortKey.SIZE, False)
    settings.folder = 7
    settings.zoom = -2
    settings.set_bytes("geometry", QByteArray(b"\x00\xff"))
    settings.save()
    again = WindowSettings(profile)
    assert (again.language, again.appearance, again.sort) == ("ru", Appearance.DARK, (SortKey.SIZE, False))
    assert (again.folder, again.zoom, again.bytes_of("geometry")) == (7, -2, QByteArray(b"\x00\xff"))


def test_a_new_profile_has_the_usual(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's language and look, newest letters first."""
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    settings = WindowSettings(profile)
    assert (settings.language, settings.appearance) == ("ru", Appearance.SYSTEM)
    assert (settings.sort, settings.folder, settings.zoom) == ((SortKey.DATE, True), None, 0)
    assert settings.bytes_of("geometry") is None


def test_nonsense_in_the_file_counts_as_not_there(profile: Profile) -> None:
    """Somebody has edited it."""
    profile.window_file.write_text("[General]\nfolder=abc\nzoom=x\nsort=smell\nappearance=pink\ngeometry=1\n")
    settings = WindowSettings(profile)
    assert (settings.folder, settings.zoom, settings.sort) == (None, 0, (SortKey.DATE, True))
    assert settings.appearance is Appearance.SYSTEM
    assert settings.bytes_of("geometry") is None
