# SPDX-License-Identifier: MIT
"""Notices that a connection has been at rest for long. Knows a loop's clock, and nothing of what is said then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mailproto.async_client.silence import PUNCTUAL

if TYPE_CHECKING:
    from collections.abc import Callable


class RestWatch:
    """Calls `on_rest` once the connection was at rest for `seconds`, and again each time that it has been; None: never.

    Time in which the loop stood still, as between two calls of a BlockingClient, does not count: what should have been
    said meanwhile comes too late. One timer is armed at most, and not for each command anew.
    """

    def __init__(self, seconds: float | None, on_rest: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._on_rest = on_rest
        self._since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def rest(self) -> None:
        """Take note that nothing is on its way from now on."""
        if self._seconds is None:
            return
        self._since = self._loop.time()
        if self._timer is None:
            self._arm(self._since + self._seconds)

    def work(self) -> None:
        """Take note that something is."""
        self._since = None

    def stop(self) -> None:
        """Disarm the timer for good."""
        self.work()
        self._seconds = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self, due: float) -> None:
        self._timer = self._loop.call_at(due, self._check, due)

    def _check(self, due: float) -> None:
        self._timer = None
        if self._since is None or self._seconds is None:
            return
        now = self._loop.time()
        if now > due + PUNCTUAL:
            self._since = now
        if now < self._since + self._seconds:
            self._arm(self._since + self._seconds)
        else:
            self._on_rest()
