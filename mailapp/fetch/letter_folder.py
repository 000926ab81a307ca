# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of one mailbox on the disk: `letters/UID.eml`, `letters/UID/NAME`, and their lines in the manifest.

A file has its final name only when it is whole, and a line in the manifest only when all files of its letter are
there. When UIDVALIDITY changes, the old letters move aside and stay. Knows no connection.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from mailapp.fetch.attachments import INCOMING, extract_attachments
from mailapp.files import disk_errors
from mailapp.manifest import LetterEntry, Manifest
from mailapp.presentation.attachment_names import safe_folder_path

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS: Final = "letters"
_CHUNK: Final = 1 << 20  # octets


class LetterFolder:
    """Where the letters of one mailbox go.

    Opening it makes the folders, moves the letters of another UIDVALIDITY aside and removes what an interrupted run has
    left half-written. Raises AppError "app-disk" and "app-file-damaged".
    """

    def __init__(self, root: Path, mailbox: str, levels: Sequence[str], uid_validity: int) -> None:
        with disk_errors(root):
            root.mkdir(parents=True, exist_ok=True)
        self._manifest = Manifest(root)
        self._mailbox = mailbox
        self._uid_validity = uid_validity
        self._base = self._known_place() or self._new_place(levels)
        self._folder = root / self._base / _LETTERS
        with disk_errors(self._folder):
            self._move_former_letters()
            self._folder.mkdir(parents=True, exist_ok=True)
            for left_behind in self._folder.glob(f"{INCOMING}*"):
                shutil.rmtree(left_behind) if left_behind.is_dir() else left_behind.unlink()
        self._manifest.change(lambda entry: entry if self._is_elsewhere(entry) or self._manifest.holds(entry) else None)

    @property
    def path(self) -> Path:
        """The folder of the letters."""
        return self._folder

    def holds(self, uid: int) -> bool:
        """Tell whether a letter was received with all its attachments, now or in an earlier run."""
        return (self._mailbox, self._uid_validity, uid) in self._manifest.entries

    def new_incoming(self) -> Path:
        """Make an empty file for a letter on its way; raises AppError "app-disk"."""
        with disk_errors(self._folder):
            descriptor, name = tempfile.mkstemp(prefix=INCOMING, suffix=".part", dir=self._folder)
            os.close(descriptor)
        return Path(name)

    def keep(self, uid: int, incoming: Path) -> LetterEntry:
        """Give a letter that has arrived whole its name, save its attachments and list it.

        Raises AppError "app-disk", and then nothing is left of it.
        """
        final = self._folder / f"{uid}.eml"
        try:
            with disk_errors(final):
                size, digest = _size_and_digest(incoming)
                attachments = extract_attachments(incoming, self._folder / str(uid), self._manifest.folder)
                incoming.chmod(0o644)  # temporary files are made for their owner only
                incoming.replace(final)
        finally:
            incoming.unlink(missing_ok=True)  # it has its name by now, or never will
        entry = LetterEntry(
            mailbox=self._mailbox,
            uidvalidity=self._uid_validity,
            uid=uid,
            file=(self._base / _LETTERS / final.name).as_posix(),
            size=size,
            sha256=digest,
            attachments=attachments,
        )
        self._manifest.add(entry)
        return entry

    def _known_place(self) -> PurePosixPath | None:
        for entry in self._manifest.entries.values():
            if entry.mailbox == self._mailbox:
                return PurePosixPath(entry.file).parent.parent
        return None

    def _new_place(self, levels: Sequence[str]) -> PurePosixPath:
        """Choose a folder that no other mailbox uses, also where the disk does not tell upper case from lower."""
        files = (PurePosixPath(entry.file) for entry in self._manifest.entries.values())
        taken = {file.parent.parent.as_posix().casefold() for file in files}
        wanted = safe_folder_path(levels)
        chosen, number = wanted, 1
        while chosen.as_posix().casefold() in taken:
            number += 1
            chosen = wanted.with_name(f"{wanted.name} ({number})")
        return chosen

    def _is_elsewhere(self, entry: LetterEntry) -> bool:
        return (entry.mailbox, entry.uidvalidity) != (self._mailbox, self._uid_validity)

    def _move_former_letters(self) -> None:
        """Rename the folder of letters whose UIDs hold no more; goes on where an earlier run was interrupted."""
        current = f"{self._base.as_posix()}/{_LETTERS}"
        formers = {
            entry.uidvalidity
            for entry in self._manifest.entries.values()
            if entry.mailbox == self._mailbox
            and entry.uidvalidity != self._uid_validity
            and entry.file.startswith(f"{current}/")
        }
        for former in formers:
            aside = self._folder.with_name(f"{_LETTERS}-{former}")
            if self._folder.exists() and not aside.exists():
                self._folder.rename(aside)
            moved = f"{current}-{former}"
            self._manifest.change(
                lambda entry, former=former, moved=moved: (  # type: ignore[misc]  # the defaults bind the loop's values
                    entry.in_folder(current, moved)
                    if (entry.mailbox, entry.uidvalidity) == (self._mailbox, former)
                    else entry
                )
            )


def _size_and_digest(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()
