# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong in the program itself, beside what `mailproto.errors` names: a stable code and its values.

The English wording stands once, in `MESSAGES`; `mailapp.presentation` words the codes in the person's language.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Final[Mapping[str, str]] = MappingProxyType({
    "app-store-damaged": "the mail kept in {file} is damaged: {reason}",
    "app-store-newer": "the mail kept in {file} was written by a newer version of the program (format {version})",
    "app-store-unusable": "the mail kept in {file} cannot be opened: {reason}",
    "app-file-damaged": "{file} cannot be read: {reason}",
    "app-file-exists": "{file} exists already",
    "app-disk": "{file} cannot be written: {reason}",
    "app-no-such-folder": "there is no folder {folder} on the server: {reason}",
    "app-letter-gone": "the letter is no longer on the server",
    "app-part-gone": "the letter has no part {section}",
    "app-letter-incomplete": "the server sent {received} of {expected} octets of the letter",
    "app-bad-address": "{address} is not an address such as imaps://user@host/folder: {reason}",
    "app-no-password": "there is no password for {user} at {host}: {reason}",
    "app-bad-pin": "{pin} is not a fingerprint: sha256: and 64 hexadecimal digits",
    "app-qt-without-tls": "Qt cannot encrypt here: it was built for {built}, which this computer does not have",
    "app-internal": "the program made a mistake: {reason}",
})  # fmt: skip


class AppError(Exception):
    """Something went wrong outside the protocol; `code` is a key of `MESSAGES`, `values` its placeholders.

    Neither ever holds a secret.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = MappingProxyType(values)
        super().__init__(MESSAGES[code].format(**values))


class StoreError(AppError):
    """The store cannot be used: it is damaged, of a newer version, or its file cannot be opened."""
