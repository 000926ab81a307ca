# SPDX-License-Identifier: MIT
"""The manifest lists what is on the disk, line by line, and survives being interrupted anywhere."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from mailapp.errors import AppError
from mailapp.manifest import AttachmentEntry, LetterEntry, Manifest

PICTURE = AttachmentEntry("лес.png", "INBOX/letters/5/лес.png", "image/png", 3, "0" * 64)
LETTER = LetterEntry("INBOX", 77, 5, "INBOX/letters/5.eml", 4, "1" * 64, (PICTURE,))
OTHER = LetterEntry("Учёба", 3, 9, "Учёба/letters/9.eml", 4, "2" * 64)


def test_lines_are_the_letters(tmp_path: Path) -> None:
    """Each letter is one line of JSON with the names that scripts rely on."""
    manifest = Manifest(tmp_path)
    manifest.add(LETTER)
    manifest.add(OTHER)
    lines = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert list(lines[0]) == ["mailbox", "uidvalidity", "uid", "file", "size", "sha256", "attachments"]
    assert list(lines[0]["attachments"][0]) == ["name", "file", "type", "size", "sha256"]
    assert Manifest(tmp_path).entries == {LETTER.key: LETTER, OTHER.key: OTHER}


@pytest.mark.parametrize("cut", range(1, 40))
def test_unfinished_line_is_dropped(tmp_path: Path, cut: int) -> None:
    """A line that an interrupted run began is as though it had never been, and is written over."""
    manifest = Manifest(tmp_path)
    manifest.add(LETTER)
    manifest.add(OTHER)
    file = tmp_path / "manifest.jsonl"
    file.write_bytes(file.read_bytes()[:-cut])
    manifest = Manifest(tmp_path)
    assert list(manifest.entries) == [LETTER.key]
    manifest.add(OTHER)
    assert list(Manifest(tmp_path).entries) == [LETTER.key, OTHER.key]


@pytest.mark.parametrize("line", [b"nonsense\n", b"{}\n", b"[]\n", b'{"attachments": [1]}\n', b"\xff\n", b"\n"])
def test_damaged_manifest_is_told(tmp_path: Path, line: bytes) -> None:
    """A line that somebody damaged is named by its number, and the file is left as it is."""
    manifest = Manifest(tmp_path)
    manifest.add(LETTER)
    file = tmp_path / "manifest.jsonl"
    content = file.read_bytes() + line
    file.write_bytes(content)
    with pytest.raises(AppError, match="line 2"):
        Manifest(tmp_path)
    assert file.read_bytes() == content


def test_unreadable_manifest_is_told(tmp_path: Path) -> None:
    """A manifest that cannot be opened is not taken for an empty one."""
    (tmp_path / "manifest.jsonl").mkdir()
    with pytest.raises(AppError) as raised:
        Manifest(tmp_path)
    assert raised.value.code == "app-file-damaged"


def test_full_disk_leaves_the_former_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for which there is no room leaves nothing of it behind."""
    manifest = Manifest(tmp_path)
    manifest.add(LETTER)
    file = tmp_path / "manifest.jsonl"
    before = file.read_bytes()

    class FullDisk(io.FileIO):
        def write(self, data: object) -> int:
            super().write(bytes(data)[:10])  # type: ignore[call-overload]  # the manifest writes bytes
            raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda path, _mode: FullDisk(path, "r+"))
        with pytest.raises(AppError, match="No space left"):
            manifest.add(OTHER)
    assert file.read_bytes() == before
    assert OTHER.key not in manifest.entries


def test_change_rewrites_what_differs(tmp_path: Path) -> None:
    """Entries are moved or dropped in one step; an unchanged manifest is not written again."""
    manifest = Manifest(tmp_path)
    manifest.add(LETTER)
    manifest.add(OTHER)
    file = tmp_path / "manifest.jsonl"
    stamp = file.stat().st_ino
    manifest.change(lambda entry: entry)
    assert file.stat().st_ino == stamp
    manifest.change(lambda entry: entry.in_folder("INBOX/letters", "INBOX/letters-77"))
    moved = Manifest(tmp_path).entries[LETTER.key]
    assert moved.file == "INBOX/letters-77/5.eml"
    assert moved.attachments[0].file == "INBOX/letters-77/5/лес.png"
    assert Manifest(tmp_path).entries[OTHER.key] == OTHER
    manifest.change(lambda entry: None if entry.key == LETTER.key else entry)
    manifest.add(LETTER)
    assert list(Manifest(tmp_path).entries) == [OTHER.key, LETTER.key]


def test_letter_is_held_when_all_its_files_are_there(tmp_path: Path) -> None:
    """A letter whose file or attachment is missing, or of another size, is not held."""
    manifest = Manifest(tmp_path)
    assert not manifest.holds(LETTER)
    (tmp_path / "INBOX/letters/5").mkdir(parents=True)
    (tmp_path / LETTER.file).write_bytes(b"1234")
    assert not manifest.holds(LETTER)
    (tmp_path / PICTURE.file).write_bytes(b"12")
    assert not manifest.holds(LETTER)
    (tmp_path / PICTURE.file).write_bytes(b"123")
    assert manifest.holds(LETTER)
