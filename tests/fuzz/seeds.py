# SPDX-License-Identifier: MIT
"""Where the seeds are: what was found once, one file each, in a folder of its target's name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

TARGETS: Final = ("parser", "printer", "session", "testserver")
FOLDER: Final = Path(__file__).with_name("seeds")


def seeds_of(target: str) -> list[Path]:
    """Give the seeds of a target."""
    return sorted(FOLDER.joinpath(target).glob("*"))
