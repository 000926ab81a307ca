# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates the person trusts: for a host and port exactly one, compared for equality. Knows no connection.

A pin stands for nothing else than itself: not for another port, not for another certificate of the same authority.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from mailapp.errors import AppError
from mailapp.files import read_json_object, write_json

if TYPE_CHECKING:
    from pathlib import Path

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


def fingerprint(certificate: bytes) -> str:
    """Give the SHA-256 of a certificate in DER, as 64 hexadecimal digits."""
    return hashlib.sha256(certificate).hexdigest()


def read_fingerprint(text: str) -> str:
    """Read a fingerprint as people write it: digits in either case, with or without colons and `sha256:` before it.

    Raises AppError "app-bad-pin".
    """
    digits = re.sub(r"[:\s]", "", text.strip().lower().removeprefix("sha256:"))
    if not _FINGERPRINT.fullmatch(digits):
        raise AppError(code="app-bad-pin", pin=text)
    return digits


class Pins:
    """The certificates trusted in one profile; each change is on the disk when the method returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, host: str, port: int) -> str | None:
        """Give the fingerprint trusted for this host and port, None where there is none.

        Raises AppError "app-file-damaged": a pin that cannot be read is not the same as no pin.
        """
        pinned = read_json_object(self._path).get(_place(host, port))
        return None if pinned is None else read_fingerprint(str(pinned))

    def put(self, host: str, port: int, trusted: str) -> None:
        """Trust this fingerprint, and no other, for this host and port; raises AppError."""
        write_json(self._path, read_json_object(self._path) | {_place(host, port): read_fingerprint(trusted)})

    def remove(self, host: str, port: int) -> None:
        """Forget what was trusted for this host and port; harmless where nothing was."""
        pins = read_json_object(self._path)
        if pins.pop(_place(host, port), None) is not None:
            write_json(self._path, pins)


def _place(host: str, port: int) -> str:
    return f"{host.lower().rstrip('.')}:{port}"
