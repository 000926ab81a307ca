# SPDX-License-Identifier: MIT
"""An event loop whose clock jumps: a deadline of a minute passes at once, and who waits for ever is found out.

Only for what lives in memory: a loop without anything to do but wait for a socket counts as hanging.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

R = TypeVar("R")


class Hang(AssertionError):
    """Everybody waits, and nothing is left that could wake anybody."""


class _Selector(selectors.DefaultSelector):
    """Instead of waiting, moves the clock by what would have been waited."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise Hang
        if not ready:
            self.now += max(timeout or 0.0, 0.0)
        return ready


class FakeClockLoop(asyncio.SelectorEventLoop):
    """A loop that starts at second 0."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        """Give the jumping clock's time, in seconds."""
        return self._clock.now

    def stand_still(self, seconds: float) -> None:
        """Let time pass without letting anything happen."""
        self._clock.now += seconds


def run(main: Coroutine[Any, Any, R]) -> R:
    """Run `main` on a clock that jumps."""
    with asyncio.Runner(loop_factory=FakeClockLoop) as runner:
        return runner.run(main)
