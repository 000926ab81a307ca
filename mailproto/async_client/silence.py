# SPDX-License-Identifier: MIT
"""Notices that a server has been silent for too long. Knows a loop's clock, and nothing of what is being waited for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PUNCTUAL: Final = 1.0
"""Seconds by which a timer may be late before the loop counts as having stood still."""


class SilenceWatch:
    """Calls `on_silence` with what was expected and the seconds, once that long nothing has come.

    `least` is how many octets count as something. Time in which the loop stood still, as between two calls of a
    BlockingClient, is not the server's silence: the wait then begins anew. One timer is armed at most.
    """

    def __init__(self, least: int, on_silence: Callable[[str, float], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._least = least
        self._on_silence = on_silence
        self._expected: str | None = None
        self._seconds = 0.0
        self._since = 0.0
        self._octets = 0
        self._timer: asyncio.TimerHandle | None = None

    def expect(self, what: str, seconds: float) -> None:
        """Begin to wait for `what`, or go on with another allowance where something is expected already."""
        if self._expected is None:
            self._restart()
        self._expected, self._seconds = what, seconds
        self._arm()

    def heard(self, octets: int) -> None:
        """Take note that something came."""
        self._octets += octets
        if self._octets >= self._least:
            self._restart()

    def rest(self) -> None:
        """Expect nothing: the answers are there, or we are not listening."""
        self._expected = None

    def stop(self) -> None:
        """Disarm the timer for good."""
        self.rest()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _restart(self) -> None:
        self._since = self._loop.time()
        self._octets = 0

    def _arm(self) -> None:
        due = self._since + self._seconds
        if self._timer is not None:
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(due, self._check, due)

    def _check(self, due: float) -> None:
        self._timer = None
        if self._expected is None:
            return
        if self._loop.time() > due + PUNCTUAL:
            self._restart()
        if self._loop.time() < self._since + self._seconds:
            self._arm()
        else:
            self._on_silence(self._expected, self._seconds)
