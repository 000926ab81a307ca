# SPDX-License-Identifier: MIT
"""The watch over silence, on a clock that jumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest

from mailproto.async_client.silence import SilenceWatch
from tests.support.fake_clock import FakeClockLoop, run

if TYPE_CHECKING:
    from collections.abc import Callable


class Watched:
    """A watch and what it has told: the second, what was expected, and for how long."""

    def __init__(self, least: int = 10) -> None:
        self.loop = cast("FakeClockLoop", asyncio.get_running_loop())
        self.told: list[tuple[float, str, float]] = []
        self.watch = SilenceWatch(least, self.tell)

    def tell(self, what: str, seconds: float) -> None:
        """Take note."""
        self.told.append((self.loop.time(), what, seconds))


def test_silence_is_told_when_it_has_lasted() -> None:
    """After the seconds, and once only, the watch tells what was expected."""

    async def main() -> None:
        watched = Watched()
        watched.watch.expect("an answer", 60)
        await asyncio.sleep(200)
        assert watched.told == [(60, "an answer", 60)]

    run(main())


def test_what_comes_in_time_starts_the_wait_afresh() -> None:
    """The deadline counts from what was heard last, however long all of it takes."""

    async def main() -> None:
        watched = Watched()
        watched.watch.expect("an answer", 60)
        for _ in range(10):
            await asyncio.sleep(50)
            watched.watch.heard(1000)
        await asyncio.sleep(100)
        assert watched.told == [(560, "an answer", 60)]

    run(main())


def test_a_trickle_is_silence() -> None:
    """Fewer octets than the least within the deadline count as nothing."""

    async def main() -> None:
        watched = Watched(least=100)
        watched.watch.expect("an answer", 60)
        for _ in range(100):
            await asyncio.sleep(1)
            watched.watch.heard(1)
        assert watched.told == [(60, "an answer", 60)]

    run(main())


@pytest.mark.parametrize("stop", [SilenceWatch.rest, SilenceWatch.stop])
def test_who_expects_nothing_hears_of_nothing(stop: Callable[[SilenceWatch], None]) -> None:
    """A watch at rest lets its timer pass; a stopped one has none."""

    async def main() -> None:
        watched = Watched()
        stop(watched.watch)
        watched.watch.expect("an answer", 60)
        stop(watched.watch)
        await asyncio.sleep(100)
        assert watched.told == []
        watched.watch.expect("another", 60)
        await asyncio.sleep(100)
        assert watched.told == [(160, "another", 60)]

    run(main())


def test_a_shorter_allowance_holds_from_what_was_heard_last() -> None:
    """When something else is expected meanwhile, its seconds count, and its name is told."""

    async def main() -> None:
        watched = Watched()
        watched.watch.expect("an answer", 60)
        await asyncio.sleep(2)
        watched.watch.expect("the farewell", 5)
        await asyncio.sleep(100)
        assert watched.told == [(5, "the farewell", 5)]

    run(main())


def test_a_loop_that_stood_still_is_not_the_servers_silence() -> None:
    """Time in which nothing could be received is not counted, as between two calls of a script."""

    async def main() -> None:
        watched = Watched()
        watched.watch.expect("an answer", 60)
        await asyncio.sleep(10)
        watched.loop.stand_still(1000)
        await asyncio.sleep(0)
        assert watched.told == []
        await asyncio.sleep(200)
        assert watched.told == [(1070, "an answer", 60)]

    run(main())
