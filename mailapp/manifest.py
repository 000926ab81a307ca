# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the letters received into a folder: `manifest.jsonl`, one line a letter, each written when all is there.

What it lists is not received again. Knows no connection and no letter's inside.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mailapp.errors import AppError
from mailapp.files import disk_errors, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE_NAME: Final = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class AttachmentEntry:
    """An attachment on the disk: the name its sender gave it, and its file relative to the manifest's folder."""

    name: str
    file: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """A letter on the disk; `file` is relative to the manifest's folder, `size` in octets, `sha256` in hexadecimal."""

    mailbox: str
    uidvalidity: int
    uid: int
    file: str
    size: int
    sha256: str
    attachments: tuple[AttachmentEntry, ...] = ()

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells letters apart (RFC 9051, 2.3.1.1)."""
        return self.mailbox, self.uidvalidity, self.uid

    def in_folder(self, old: str, new: str) -> LetterEntry:
        """Give the entry after its folder `old` was renamed to `new`; unchanged where it lies elsewhere."""

        def moved(file: str) -> str:
            return new + file.removeprefix(old) if file.startswith(f"{old}/") else file

        attachments = tuple(replace(each, file=moved(each.file)) for each in self.attachments)
        return replace(self, file=moved(self.file), attachments=attachments)


class Manifest:
    """The manifest of one folder of the disk, read when opened; a last line that was never finished is dropped.

    Raises AppError "app-file-damaged" for a line that cannot be read, "app-disk" where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self.folder = folder
        self.entries: dict[tuple[str, int, int], LetterEntry] = {}
        data = self._read()
        self._length = data.rfind(b"\n") + 1
        for number, line in enumerate(data[: self._length].splitlines(), 1):
            entry = self._parse(number, line)
            self.entries[entry.key] = entry

    def add(self, entry: LetterEntry) -> None:
        """Append a letter's line; where the disk is full nothing of it stays."""
        line = json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
        with disk_errors(self._path):
            self._path.touch()
            with self._path.open("r+b") as file:
                file.truncate(self._length)
                file.seek(self._length)
                try:
                    file.write(line)
                    file.flush()
                except OSError:
                    os.truncate(self._path, self._length)
                    raise
        self._length += len(line)
        self.entries[entry.key] = entry

    def change(self, change: Callable[[LetterEntry], LetterEntry | None]) -> None:
        """Rewrite the manifest with each entry changed, None to drop it; nothing is written where nothing changes."""
        changed = [new for entry in self.entries.values() if (new := change(entry)) is not None]
        entries = {entry.key: entry for entry in changed}
        if entries == self.entries:
            return
        data = b"".join(json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n" for entry in changed)
        write_whole(self._path, data, mode=0o644)
        self._length = len(data)
        self.entries = entries

    def holds(self, entry: LetterEntry) -> bool:
        """Tell whether all files of an entry are there in the sizes it says."""
        files = {entry.file: entry.size} | {each.file: each.size for each in entry.attachments}
        return all(_size(self.folder / file) == size for file, size in files.items())

    def _read(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise AppError(code="app-file-damaged", file=self._path, reason=error.strerror) from error

    def _parse(self, number: int, line: bytes) -> LetterEntry:
        try:
            values: dict[str, Any] = json.loads(line)
            attachments = tuple(AttachmentEntry(**each) for each in values.pop("attachments"))
            return LetterEntry(**values, attachments=attachments)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            reason = f"line {number}: {error}"
            raise AppError(code="app-file-damaged", file=self._path, reason=reason) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
