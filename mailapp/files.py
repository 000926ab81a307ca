# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes small files so that they are never seen half-written, and reads JSON that a person may have edited.

Knows nothing of what the files are for.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mailapp.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says of `path` into an AppError "app-disk" that names it."""
    try:
        yield
    except OSError as error:
        raise AppError(code="app-disk", file=path, reason=error.strerror or error) from error


def write_whole(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file beside its place and rename it when it is safe on the disk; raises AppError "app-disk".

    Whoever reads `path` finds the former content or the new one, also after a crash. A link is followed.
    """
    with disk_errors(path):
        place = path.resolve()
        descriptor, name = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                part.chmod(mode)
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            part.replace(place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON that people can read; see `write_whole`."""
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def read_json_object(path: Path) -> dict[str, object]:
    """Read a JSON object, empty where the file does not exist.

    Raises AppError "app-file-damaged" where it cannot be read or is something else: nothing is guessed or overwritten.
    """
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise AppError(code="app-file-damaged", file=path, reason=error) from error
    if not isinstance(value, dict):
        raise AppError(code="app-file-damaged", file=path, reason="it holds no JSON object")
    return value
