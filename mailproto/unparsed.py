# SPDX-License-Identifier: MIT
"""The value that stands for what could not be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unparsed:
    """The smallest thing that could not be read: its bytes and why; its neighbours are not affected."""

    raw: bytes
    reason: str
