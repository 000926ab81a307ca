# SPDX-License-Identifier: GPL-3.0-or-later
"""Gathers updates and delivers them in batches, in their order. Knows nothing of what they say or who reads them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailapp.engine.updates import Update


class Telling:
    """Delivers what was told during one turn of the event loop as one batch at the turn's end."""

    def __init__(self, deliver: Callable[[Sequence[Update]], None]) -> None:
        self._deliver = deliver
        self._waiting: list[Update] = []

    def __call__(self, *updates: Update) -> None:
        """Tell updates; equal ones that wait already, such as "this folder has changed", are told once."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        self._waiting += [update for update in updates if update not in self._waiting]

    def flush(self) -> None:
        """Deliver what waits."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._deliver(waiting)
