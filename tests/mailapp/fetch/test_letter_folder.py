# SPDX-License-Identifier: MIT
"""The files of a mailbox: named safely, whole or absent, kept when the server starts afresh."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from mailapp.errors import AppError
from mailapp.fetch.letter_folder import LetterFolder

PLAIN = b"Subject: hello\r\n\r\nhello\r\n"
WITH_ATTACHMENTS = (
    b"Subject: files\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\n\r\ntext\r\n"
    b'--b\r\nContent-Type: text/csv; name="../../a.csv"\r\nContent-Disposition: attachment\r\n\r\n1,2\r\n'
    b'--b\r\nContent-Type: text/csv; name="A.csv"\r\nContent-Disposition: attachment\r\n\r\n3,4\r\n'
    b"--b--\r\n"
)


def open_folder(root: Path, mailbox: str = "INBOX", uid_validity: int = 77, delimiter: str = "/") -> LetterFolder:
    """Open the folder of a mailbox."""
    return LetterFolder(root, mailbox, mailbox.split(delimiter), uid_validity)


def keep(folder: LetterFolder, uid: int, data: bytes = PLAIN) -> None:
    """Let a letter arrive."""
    incoming = folder.new_incoming()
    incoming.write_bytes(data)
    folder.keep(uid, incoming)


def files_under(root: Path) -> set[str]:
    """Give all files as paths relative to `root`."""
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_letter_and_attachments_have_their_places(tmp_path: Path) -> None:
    """Letters lie under their UIDs, attachments beside them under safe names, all of it in the manifest."""
    folder = open_folder(tmp_path / "new", "Учёба/Лаб")
    keep(folder, 5, WITH_ATTACHMENTS)
    base = "Учёба/Лаб/letters"
    assert files_under(tmp_path / "new") == {
        f"{base}/5.eml",
        f"{base}/5/a.csv",
        f"{base}/5/A (2).csv",
        "manifest.jsonl",
    }
    entry = json.loads((tmp_path / "new/manifest.jsonl").read_text())
    assert (entry["mailbox"], entry["uidvalidity"], entry["uid"]) == ("Учёба/Лаб", 77, 5)
    assert (entry["size"], entry["sha256"]) == (len(WITH_ATTACHMENTS), hashlib.sha256(WITH_ATTACHMENTS).hexdigest())
    assert [(each["name"], each["file"], each["size"]) for each in entry["attachments"]] == [
        ("../../a.csv", f"{base}/5/a.csv", 3),
        ("A.csv", f"{base}/5/A (2).csv", 3),
    ]
    assert (tmp_path / "new" / base / "5/a.csv").read_bytes() == b"1,2"
    assert folder.holds(5)
    assert not folder.holds(6)


def test_what_is_here_is_known_the_next_time(tmp_path: Path) -> None:
    """A later run holds what is listed and there; what somebody removed or cut is wanted again."""
    folder = open_folder(tmp_path)
    for uid in (1, 2, 3, 4):
        keep(folder, uid, WITH_ATTACHMENTS)
    keep(open_folder(tmp_path, "Other"), 1)
    (folder.path / "2.eml").unlink()
    (folder.path / "3" / "a.csv").unlink()
    (folder.path / "4.eml").write_bytes(b"cut")
    again = open_folder(tmp_path)
    assert [uid for uid in range(1, 6) if again.holds(uid)] == [1]
    keep(again, 3, PLAIN)
    assert not (again.path / "3").exists()
    assert open_folder(tmp_path).holds(3)
    assert open_folder(tmp_path, "Other").holds(1)


def test_what_an_interrupted_run_left_is_removed(tmp_path: Path) -> None:
    """Letters and attachments half-written are gone when the folder is opened again."""
    folder = open_folder(tmp_path)
    keep(folder, 1)
    folder.new_incoming().write_bytes(b"half")
    (folder.path / ".incoming-attachments").mkdir()
    (folder.path / ".incoming-attachments" / "a.csv").write_bytes(b"half")
    open_folder(tmp_path)
    assert files_under(tmp_path) == {"INBOX/letters/1.eml", "manifest.jsonl"}


def test_former_letters_move_aside_when_uids_change(tmp_path: Path) -> None:
    """A new UIDVALIDITY starts afresh, however often; the old letters stay, under their own."""
    keep(open_folder(tmp_path), 1, WITH_ATTACHMENTS)
    keep(open_folder(tmp_path, uid_validity=78), 1)
    third = open_folder(tmp_path, uid_validity=79)
    assert not third.holds(1)
    assert files_under(tmp_path) == {
        "INBOX/letters-77/1.eml",
        "INBOX/letters-77/1/a.csv",
        "INBOX/letters-77/1/A (2).csv",
        "INBOX/letters-78/1.eml",
        "manifest.jsonl",
    }
    entries = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [entry["file"] for entry in entries] == ["INBOX/letters-77/1.eml", "INBOX/letters-78/1.eml"]
    assert entries[0]["attachments"][0]["file"] == "INBOX/letters-77/1/a.csv"


def test_interrupted_move_goes_on(tmp_path: Path) -> None:
    """A run killed between moving the letters and listing them anew harms nothing."""
    folder = open_folder(tmp_path)
    keep(folder, 1)
    folder.path.rename(folder.path.with_name("letters-77"))
    keep(open_folder(tmp_path, uid_validity=78), 1)
    entries = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text().splitlines()]
    assert [entry["file"] for entry in entries] == ["INBOX/letters-77/1.eml", "INBOX/letters/1.eml"]


def test_mailboxes_that_differ_in_case_have_folders_of_their_own(tmp_path: Path) -> None:
    """Two mailboxes are never mixed on a disk that does not tell their names apart, in any order of runs."""
    keep(open_folder(tmp_path, "Work"), 1)
    keep(open_folder(tmp_path, "WORK"), 1)
    keep(open_folder(tmp_path, "work"), 1)
    keep(open_folder(tmp_path, "WORK"), 2)
    assert files_under(tmp_path) == {
        "Work/letters/1.eml",
        "WORK (2)/letters/1.eml",
        "WORK (2)/letters/2.eml",
        "work (3)/letters/1.eml",
        "manifest.jsonl",
    }


@pytest.mark.parametrize("mailbox", ["../../etc", "..", "/etc/passwd", "letters", "a\\b", "CON", "x" * 300])
def test_folder_stays_inside(tmp_path: Path, mailbox: str) -> None:
    """Whatever the server calls a mailbox, its letters lie inside the folder that the person named."""
    folder = open_folder(tmp_path, mailbox)
    keep(folder, 1)
    assert tmp_path in folder.path.resolve().parents
    assert open_folder(tmp_path, mailbox).holds(1)


def test_letter_without_octets(tmp_path: Path) -> None:
    """A letter of no octets is a letter."""
    folder = open_folder(tmp_path)
    keep(folder, 1, b"")
    assert open_folder(tmp_path).holds(1)


def test_unusable_folder_is_named(tmp_path: Path) -> None:
    """Where the disk refuses, the error names the place."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AppError, match="file") as raised:
        open_folder(tmp_path / "file")
    assert raised.value.code == "app-disk"


def test_failing_attachments_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fills up while attachments are saved, the letter is neither named nor listed."""
    folder = open_folder(tmp_path)
    incoming = folder.new_incoming()
    incoming.write_bytes(WITH_ATTACHMENTS)

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(AppError, match="No space left"):
        folder.keep(1, incoming)
    monkeypatch.undo()
    assert not folder.holds(1)
    open_folder(tmp_path)
    assert files_under(tmp_path) == set()
