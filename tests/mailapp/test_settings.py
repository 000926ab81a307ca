# SPDX-License-Identifier: MIT
"""A profile's folder and the person's choices in it."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from mailapp.errors import AppError
from mailapp.settings import Profile, Settings, choose_language, load_settings, save_settings

if TYPE_CHECKING:
    from pathlib import Path


def test_named_profile_is_made_for_its_owner(tmp_path: Path) -> None:
    """A folder named on the command line is made, and all files of the profile lie in it."""
    profile = Profile.open(tmp_path / "one" / "two")
    assert profile.isolated
    assert stat.S_IMODE(profile.folder.stat().st_mode) == 0o700
    files = (profile.store_file, profile.pins_file, profile.secrets_file, profile.settings_file, profile.window_file)
    assert {file.parent for file in files} == {profile.folder}
    assert len(set(files)) == 5


def test_own_profile_lies_where_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, the profile lies in the person's data folder and may use the key ring."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert Profile.open() == Profile(tmp_path / "konvert", isolated=False)


def test_settings_are_kept(tmp_path: Path) -> None:
    """What was chosen is there the next time; what a newer version wrote stays."""
    profile = Profile.open(tmp_path)
    assert load_settings(profile) == Settings()
    profile.settings_file.write_text('{"from_the_future": 1, "poll_seconds": 30}')
    assert load_settings(profile) == Settings(poll_seconds=30)
    save_settings(profile, Settings(language="ru"))
    assert load_settings(profile) == Settings(language="ru")
    assert json.loads(profile.settings_file.read_text())["from_the_future"] == 1


def test_wrong_kind_of_setting_is_told(tmp_path: Path) -> None:
    """A setting that a person mistyped is named."""
    profile = Profile.open(tmp_path)
    profile.settings_file.write_text('{"poll_seconds": "often"}')
    with pytest.raises(AppError, match="poll_seconds is no int"):
        load_settings(profile)


@pytest.mark.parametrize(
    ("wanted", "environment", "language"),
    [
        ("", {}, "en"),
        ("", {"LANG": "ru_RU.UTF-8"}, "ru"),
        ("", {"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ("", {"LC_ALL": "", "LANG": "ru"}, "ru"),
        ("", {"LANG": "fr_FR"}, "en"),
        ("en", {"LANG": "ru_RU"}, "en"),
        ("xx", {"LANG": "ru_RU"}, "ru"),
    ],
)
def test_language_is_the_persons(wanted: str, environment: dict[str, str], language: str) -> None:
    """The language chosen, else the system's, else English."""
    assert choose_language(wanted, environment) == language
