# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a folder as people write it: `imaps://USER@HOST[:PORT]/MAILBOX` (RFC 5092, 3). Knows no connection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import unquote

from mailapp.errors import AppError
from mailapp.store.records import Security

_SCHEMES: Final = {"imaps": (Security.TLS, 993), "imap": (Security.STARTTLS, 143)}
_HOST_AND_PORT: Final = re.compile(r"(?:\[(?P<literal>[0-9A-Fa-f:.%]+)\]|(?P<host>[^\[\]:]+))(?::(?P<port>[0-9]*))?")
_LARGEST_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class FolderAddress:
    """A folder of somebody's account on a server."""

    user: str
    host: str
    port: int
    security: Security
    mailbox: str

    @classmethod
    def parse(cls, url: str) -> FolderAddress:
        """Read an address, percent-encoded or with raw UTF-8; the last `@` before the host ends the user's name.

        `imaps:` is TLS from the first octet, `imap:` is STARTTLS, required. No mailbox means INBOX.
        Raises AppError "app-bad-address"; a password in the address is refused, and not repeated.
        """
        scheme, separator, rest = url.partition("://")
        security, usual_port = _SCHEMES.get(scheme.lower(), (None, 0))
        if not separator or security is None:
            _refuse(url, "it begins neither with imaps:// nor with imap://")
        authority, _, path = rest.partition("/")
        user, at, place = authority.rpartition("@")
        user = re.sub(r";AUTH=.*", "", user, flags=re.IGNORECASE)  # RFC 5092, 3: how to sign in is found out anyway
        if not at or not user:
            _refuse(url, "it does not say whose letters: USER@ is missing")
        if ":" in user:
            _refuse(f"{scheme}://…@{place}", "a password has no place in it; use --password-file or --password-env")
        found = _HOST_AND_PORT.fullmatch(place)
        if not found:
            _refuse(url, "the host cannot be read")
        port = int(found["port"] or usual_port)
        if not 0 < port <= _LARGEST_PORT:
            _refuse(url, f"{port} is no port")
        mailbox = _decoded(url, path) or "INBOX"
        return cls(_decoded(url, user), found["literal"] or _decoded(url, found["host"]), port, security, mailbox)


def _decoded(url: str, text: str) -> str:
    try:
        decoded = unquote(text, errors="strict")
    except UnicodeDecodeError:
        _refuse(url, "what is percent-encoded is not UTF-8")
    if any(character in decoded for character in "\r\n\0"):
        _refuse(url, "it holds a character that IMAP cannot carry")
    return decoded


def _refuse(url: str, reason: str) -> NoReturn:
    raise AppError(code="app-bad-address", address=url, reason=reason)
