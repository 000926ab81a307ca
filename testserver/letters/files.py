# SPDX-License-Identifier: MIT
"""Letters from disk: .eml files, folders of them, mbox files, Maildirs.

Octets stay as they are (an mbox loses its quoting, RFC 4155). Knows files, not mailboxes.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from testserver.letter import Letter
from testserver.mailboxes import Seed
from testserver.mime import read_message

_WITHOUT_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*(?:\n|\Z)")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_MAILDIR_FLAGS = {"D": r"\Draft", "F": r"\Flagged", "R": r"\Answered", "S": r"\Seen", "T": r"\Deleted"}


class NoLettersError(ValueError):
    """A path holds no letters."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no letter, no mbox, no Maildir and no folder of .eml files")


def read_letters(path: Path) -> list[Seed]:
    """Return the letters of a path in a settled order, or raise NoLettersError or OSError."""
    if path.is_dir():
        if (path / "cur").is_dir() and (path / "new").is_dir():
            return _read_maildir(path)
        files = sorted(path.rglob("*.eml"))
        if not files:
            raise NoLettersError(path)
        return [seed_of(file.read_bytes()) for file in files]
    data = path.read_bytes()
    if data.startswith(b"From "):
        return [seed_of(letter) for letter in split_mbox(data)]
    return [seed_of(data)]


def seed_of(data: bytes, flags: frozenset[str] = frozenset()) -> Seed:
    """Return a letter as a mailbox begins with it; its Date is its internal date."""
    return Seed(Letter(data), date_of(data), flags)


def date_of(data: bytes) -> datetime:
    """Return the moment of a letter's Date field, or a fixed one when it has none."""
    end = re.search(rb"\r?\n\r?\n", data)
    value = read_message(data[: end.end()] if end else data).field(b"date")
    try:
        moment = parsedate_to_datetime(value.decode("ascii")) if value else _WITHOUT_DATE
    except ValueError:
        return _WITHOUT_DATE
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def split_mbox(data: bytes) -> list[bytes]:
    """Return the letters of an mbox."""
    separators = list(_SEPARATOR.finditer(data))
    ends = [separator.start() for separator in separators[1:]] + [len(data)]
    letters = []
    for separator, end in zip(separators, ends, strict=True):
        letter = data[separator.end() : end]
        if letter.endswith((b"\n\n", b"\n\r\n")):  # the blank line before the next separator is not the letter's
            letter = letter.removesuffix(b"\n").removesuffix(b"\r")
        letters.append(_QUOTED_FROM.sub(rb"\1", letter))
    return letters


def _read_maildir(path: Path) -> list[Seed]:
    files = sorted(
        (file for folder in ("cur", "new") for file in (path / folder).iterdir() if not file.name.startswith(".")),
        key=lambda file: file.name,
    )
    return [seed_of(file.read_bytes(), _maildir_flags(file.name)) for file in files]


def _maildir_flags(name: str) -> frozenset[str]:
    _, _, letters = name.partition(":2,")
    return frozenset(_MAILDIR_FLAGS[letter] for letter in letters if letter in _MAILDIR_FLAGS)
