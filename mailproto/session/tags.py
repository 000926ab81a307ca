# SPDX-License-Identifier: MIT
"""The names of commands on the wire: a capital letter and three digits (8.3.2 of the exercise; RFC 9051, 2.2.1)."""

from __future__ import annotations

from collections.abc import Collection
from itertools import cycle
from string import ascii_uppercase
from typing import Final

from mailproto.errors import LocalProtocolError
from mailproto.vocabulary import Tag

_NUMBERS: Final = 999
COUNT: Final = len(ascii_uppercase) * _NUMBERS
"""How many tags there are, and so how many commands can be in progress."""


class Tags:
    """Gives A001 to A999, B001 to Z999, and then begins again."""

    def __init__(self) -> None:
        numbers = range(1, _NUMBERS + 1)
        self._tags = cycle(Tag(f"{letter}{number:03}") for letter in ascii_uppercase for number in numbers)

    def next(self, in_use: Collection[Tag]) -> Tag:
        """Give the next tag that is not in use. Raises LocalProtocolError where there is none."""
        if len(in_use) >= COUNT:
            raise LocalProtocolError("bad-argument", what="the command", reason=f"{COUNT} others are in progress")
        return next(tag for tag in self._tags if tag not in in_use)
