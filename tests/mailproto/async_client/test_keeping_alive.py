# SPDX-License-Identifier: MIT
"""A connection at rest is kept alive by a NOOP before the server may end it (RFC 9051, 5.4), on a clock that jumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest

from mailproto.async_client import AsyncClient
from mailproto.async_client.keeping_alive import RestWatch
from mailproto.commands import Noop
from mailproto.deadlines import AUTOLOGOUT, Deadlines
from mailproto.errors import DeadlineExceeded, TransportError
from mailproto.events import ConnectionEnded, UntaggedReceived
from mailproto.responses import ExistsData
from mailproto.transports.memory import MemoryTransport
from tests.support.fake_clock import FakeClockLoop, run
from tests.support.visits import REFUSED, Refusing

if TYPE_CHECKING:
    from collections.abc import Callable

GREETING = "S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\n"


class Watched:
    """A watch, and the seconds at which it called."""

    def __init__(self, seconds: float | None = 60) -> None:
        self.loop = cast("FakeClockLoop", asyncio.get_running_loop())
        self.told: list[float] = []
        self.watch = RestWatch(seconds, self.tell)

    def tell(self) -> None:
        """Take note, and be at rest again."""
        self.told.append(self.loop.time())
        self.watch.rest()


def test_rest_is_told_each_time_that_it_has_lasted() -> None:
    """After the seconds, and again as long as nothing else happens."""

    async def main() -> None:
        watched = Watched()
        watched.watch.rest()
        await asyncio.sleep(130)
        assert watched.told == [60, 120]

    run(main())


def test_work_ends_the_rest() -> None:
    """The seconds count from the end of what was on its way last, however often that was."""

    async def main() -> None:
        watched = Watched()
        for _ in range(100):
            watched.watch.rest()
            await asyncio.sleep(1)
            watched.watch.work()
            await asyncio.sleep(2)
        assert watched.told == []
        watched.watch.rest()
        await asyncio.sleep(100)
        assert watched.told == [360]

    run(main())


def test_a_loop_that_stood_still_says_nothing_late() -> None:
    """Between two calls of a BlockingClient nobody is there who could have said something."""

    async def main() -> None:
        watched = Watched()
        watched.watch.rest()
        await asyncio.sleep(0)
        watched.loop.stand_still(1000)
        await asyncio.sleep(1)
        assert watched.told == []
        await asyncio.sleep(70)
        assert watched.told == [1060]

    run(main())


@pytest.mark.parametrize(("seconds", "stop"), [(None, Watched.tell), (60, lambda watched: watched.watch.stop())])
def test_who_does_not_want_it_is_left_alone(seconds: float | None, stop: Callable[[Watched], None]) -> None:
    """Nothing is told without seconds, nor once the watch was stopped."""

    async def main() -> None:
        watched = Watched(seconds)
        watched.watch.rest()
        stop(watched)
        told = list(watched.told)
        watched.watch.rest()
        await asyncio.sleep(1000)
        assert watched.told == told

    run(main())


def test_a_client_that_asks_nothing_stays_connected() -> None:
    """A NOOP goes out every 25 minutes, whatever is answered; the news that it brings come as all others do."""
    dialogue = "C: A001 NOOP\nS: * 4 EXISTS\nS: A001 OK\nC: A002 NOOP\nS: A002 NO\nC: A003 NOOP\nS: A003 BAD\n"
    said: list[float] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        client = await AsyncClient.connect(
            MemoryTransport(GREETING + dialogue, closes=False),
            on_wire=lambda side, _: said.append(loop.time()) if side.value == "C" else None,
        )
        await asyncio.sleep(3 * 1500 + 60)
        news = [each.response for each in await client.take_events(0) if isinstance(each, UntaggedReceived)]
        assert news == [ExistsData(4)]
        assert not client.is_closed
        await client.close()

    run(main())
    assert said == pytest.approx([1500, 3000, 4500])
    assert Deadlines().keep_alive == 1500 < AUTOLOGOUT


def test_whoever_says_something_puts_it_off() -> None:
    """Commands and IDLE keep the connection alive themselves."""
    dialogue = "C: A001 NOOP\nS: A001 OK\nC: A002 IDLE\nS: + idling\nC: DONE\nS: A002 OK\nC: A003 NOOP\nS: A003 OK\n"

    async def main() -> None:
        transport = MemoryTransport(GREETING + dialogue, closes=False)
        client = await AsyncClient.connect(transport, deadlines=Deadlines(keep_alive=100, idle=1000))
        await asyncio.sleep(90)
        await client.execute(Noop())
        await asyncio.sleep(90)
        async with client.idle():
            await asyncio.sleep(900)
        await asyncio.sleep(110)  # the third
        assert not client.is_closed
        await client.close()

    run(main())


def test_a_link_that_died_meanwhile_is_found_out() -> None:
    """Nobody waits for that NOOP, and yet its deadline ends the connection, and says why."""

    async def main() -> None:
        client = await AsyncClient.connect(MemoryTransport(GREETING + "C: A001 NOOP\n", closes=False))
        await asyncio.sleep(1500 + 121)
        assert client.is_closed
        (ended,) = [each for each in await client.take_events(0) if isinstance(each, ConnectionEnded)]
        assert isinstance(ended.error, DeadlineExceeded)
        assert ended.error.values["what"] == "NOOP"
        with pytest.raises(DeadlineExceeded):
            await client.execute(Noop())
        await client.close()

    run(main())


def test_it_can_be_left_out() -> None:
    """`Deadlines(keep_alive=None)`: nothing is said that nobody asked for."""

    async def main() -> None:
        transport = MemoryTransport(GREETING + "C: A001 LOGOUT\nS: * BYE\nS: A001 OK\n")
        async with AsyncClient(transport, deadlines=Deadlines(keep_alive=None)):
            await asyncio.sleep(10 * AUTOLOGOUT)

    run(main())


def test_where_nothing_can_be_sent_any_more_nothing_is_tried() -> None:
    """A transport that failed to send is left to whoever asks next; nothing is raised where nobody could catch it."""
    uncaught: list[dict[str, Any]] = []

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: uncaught.append(context))
        transport = Refusing(GREETING, send=REFUSED)
        client = await AsyncClient.connect(transport)
        waiting = asyncio.create_task(client.execute(Noop()))
        await asyncio.sleep(1)
        transport._incoming.put(b"A001 OK all the same\r\n")
        await waiting
        await asyncio.sleep(AUTOLOGOUT)
        with pytest.raises(TransportError):
            await client.execute(Noop())
        await client.close()

    run(main())
    assert uncaught == []
