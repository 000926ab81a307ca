# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes names that strangers chose into names of files and folders that stay where they are put.

Whatever the name, the result is one level of a path: never `..`, never absolute, never a device, on any system that
Konvert runs on. Touches no disk: the caller says which names are taken.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from mailapp.presentation.safe_text import one_line

LONGEST_NAME: Final = 200
"""Bytes in UTF-8; file systems take 255, and a number or `.part` may be put behind."""
_LONGEST_EXTENSION: Final = 20  # bytes
_LONGEST_READ: Final = 4_000  # characters of a name that are looked at

_SEPARATORS: Final = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")  # what looks like one counts as one
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_FIRST_CHARACTERS: Final = (".", "~", "-")  # hidden files, home folders, options of commands
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)
# What `konvert fetch` puts into the same folders itself.
_OWN_FOLDERS: Final = re.compile(r"letters(-\d+)?|manifest\.jsonl(\..*)?", re.IGNORECASE)

_EXTENSIONS: Final = {
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "application/pgp-signature": ".asc",
}
"""For parts without a name."""

# fmt: off
_RISKY_EXTENSIONS: Final = frozenset({
    "app", "apk", "bat", "chm", "cmd", "com", "cpl", "deb", "desktop", "dll", "dmg", "docm", "dotm", "exe",
    "hta", "htm", "html", "inf", "iqy", "iso", "img", "jar", "js", "jse", "lnk", "mht", "mhtml", "msc", "msi",
    "msix", "mshta", "one", "pif", "pkg", "potm", "ppam", "ppsm", "pptm", "ps1", "py", "rb", "reg", "rpm",
    "scf", "scr", "sct", "sh", "svg", "url", "vb", "vbe", "vbs", "vhd", "wsc", "wsf", "wsh", "xht", "xhtml",
    "xlam", "xll", "xlsm", "xltm", "xml", "xps",
})
# fmt: on


def is_risky(name: str) -> bool:
    """Tell whether opening a file of this name may run a program: the person is warned first."""
    return name.rstrip(" .").rpartition(".")[2].lower() in _RISKY_EXTENSIONS


def safe_name(name: str, taken: Iterable[str] = (), media_type: str = "") -> str:
    """Give a file name for `name` that no name in `taken` equals, whatever the case of its letters.

    At most LONGEST_NAME bytes. A part without a name becomes `attachment` with the extension of its media type.
    """
    return FolderNames(taken).take(name, media_type)


class FolderNames:
    """The names given out for one folder. Giving out a name costs the same however many are taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_key(name) for name in taken}
        self._next_number: dict[str, int] = {}

    def take(self, name: str, media_type: str = "") -> str:
        """Give a safe name, and take it: the next equal one gets a number."""
        return self._number(_clean(name) or "attachment" + _EXTENSIONS.get(media_type, ""))

    def take_folder(self, name: str) -> str:
        """Give a safe name for one level of a mailbox's path, and take it."""
        clean = _clean(_SEPARATORS.sub("_", name)) or "_"
        return self._number(f"_{clean}" if _OWN_FOLDERS.fullmatch(clean) else clean)

    def _number(self, clean: str) -> str:
        stem, extension = _split(clean)
        number = self._next_number.get(_key(clean), 1)
        while True:
            suffix = f" ({number})" if number > 1 else ""
            numbered = _shorten(stem, LONGEST_NAME - len((suffix + extension).encode())) + suffix + extension
            number += 1
            if _key(numbered) not in self._taken:
                break
        self._next_number[_key(clean)] = number
        self._taken.add(_key(numbered))
        return numbered


class FolderPaths:
    """The paths given out for the mailboxes of one account; the same mailbox has the same path as before.

    Mailboxes whose names differ in case only get numbers in the order in which they are asked for.
    """

    def __init__(self) -> None:
        self._names: dict[PurePosixPath, FolderNames] = {}
        self._paths: dict[tuple[str, ...], PurePosixPath] = {(): PurePosixPath()}

    def path(self, levels: Sequence[str]) -> PurePosixPath:
        """Give a relative path with one directory for each level of the mailbox's name."""
        for count in range(1, len(levels) + 1):
            known = tuple(levels[:count])
            if known not in self._paths:
                parent = self._paths[known[:-1]]
                names = self._names.setdefault(parent, FolderNames())
                self._paths[known] = parent / names.take_folder(known[-1])
        return self._paths[tuple(levels)]


def safe_folder_path(levels: Sequence[str]) -> PurePosixPath:
    """Give a relative path for one mailbox; for several of an account use FolderPaths, which tells equal ones apart."""
    return FolderPaths().path(levels)


def _key(name: str) -> str:
    """Names with the same key are one file on some system."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _clean(name: str) -> str:
    line = unicodedata.normalize("NFC", one_line(name, _LONGEST_READ))
    last = next((level for level in reversed(_SEPARATORS.split(line)) if level.strip(" .")), "")
    clean = _FORBIDDEN.sub("_", last).strip().rstrip(" .")
    stem, extension = _split(clean)
    clean = _shorten(stem, LONGEST_NAME - len(extension.encode())) + extension
    device = unicodedata.normalize("NFKC", clean).partition(".")[0].strip().lower()
    superscript = clean.partition(".")[0].strip().lower()
    if clean.startswith(_FIRST_CHARACTERS) or device in _DEVICES or superscript in _DEVICES:
        clean = _shorten(f"_{stem}", LONGEST_NAME - len(extension.encode())) + extension
    return clean


def _split(name: str) -> tuple[str, str]:
    stem, dot, extension = name.rpartition(".")
    if not stem or " " in extension or len(extension.encode()) > _LONGEST_EXTENSION:
        return name, ""
    return stem, dot + extension


def _shorten(text: str, most: int) -> str:
    """Cut `text` to `most` bytes of UTF-8 at a character's border."""
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(" .") if len(text.encode()) > most else text
