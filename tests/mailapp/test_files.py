# SPDX-License-Identifier: MIT
"""Small files are whole or as they were before."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from mailapp import files
from mailapp.errors import AppError

if TYPE_CHECKING:
    from pathlib import Path


def test_file_is_written_for_its_owner_only(tmp_path: Path) -> None:
    """What is written can be read by its owner alone, and nothing else is left in the folder."""
    place = tmp_path / "pins.json"
    files.write_json(place, {"Учёба": 1})
    assert files.read_json_object(place) == {"Учёба": 1}
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [place]


def test_link_is_followed(tmp_path: Path) -> None:
    """A file that is a link to elsewhere stays one."""
    (tmp_path / "elsewhere").write_text("{}")
    link = tmp_path / "pins.json"
    link.symlink_to(tmp_path / "elsewhere")
    files.write_json(link, {"a": 1})
    assert link.is_symlink()
    assert files.read_json_object(tmp_path / "elsewhere") == {"a": 1}


def test_failure_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full the former content stays, nothing half-written, and the error names the file."""
    place = tmp_path / "pins.json"
    place.write_text("{}")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AppError, match=r"pins\.json cannot be written: No space left on device"):
        files.write_json(place, {"a": 1})
    assert place.read_text() == "{}"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[]"])
def test_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """What is no JSON object is told and left as it is."""
    place = tmp_path / "pins.json"
    place.write_bytes(content)
    with pytest.raises(AppError) as raised:
        files.read_json_object(place)
    assert raised.value.code == "app-file-damaged"
    assert place.read_bytes() == content


def test_missing_file_is_empty(tmp_path: Path) -> None:
    """A file that was never written holds nothing."""
    assert files.read_json_object(tmp_path / "pins.json") == {}
