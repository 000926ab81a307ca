# SPDX-License-Identifier: MIT
"""The queue of events that nobody asked for."""

from __future__ import annotations

import asyncio

import pytest

from mailproto.async_client.unsolicited import EventsDropped, UnsolicitedEvents
from mailproto.errors import LocalProtocolError
from mailproto.events import AlertReceived, ConnectionEnded
from tests.support import fake_clock


def alert(number: int) -> AlertReceived:
    """Make an event."""
    return AlertReceived(str(number))


def test_events_are_taken_in_their_order() -> None:
    """What was put first is taken first, and once."""
    events = UnsolicitedEvents(limit=10)
    events.put(alert(1))
    events.put(alert(2))
    assert events.take() == [alert(1), alert(2)]
    assert events.take() == []


def test_what_is_dropped_is_told_in_its_place() -> None:
    """Of more than the limit the oldest go, and one marker says how many, before what came after them."""
    events = UnsolicitedEvents(limit=2)
    for number in range(5):
        events.put(alert(number))
    assert events.take() == [EventsDropped(3), alert(3), alert(4)]
    events.put(alert(5))
    assert events.take() == [alert(5)]


def test_a_watcher_gets_events_until_the_connection_ends() -> None:
    """The iterator waits for events and ends after the connection's end."""

    async def main() -> None:
        events = UnsolicitedEvents(limit=10)
        asyncio.get_running_loop().call_later(1, events.put, alert(1))
        asyncio.get_running_loop().call_later(2, events.put, ConnectionEnded(None))
        assert [event async for event in events.watch()] == [alert(1), ConnectionEnded(None)]
        assert [event async for event in events.watch()] == []

    fake_clock.run(main())


def test_a_watcher_who_leaves_early_leaves_the_rest_to_the_next() -> None:
    """Events that a loop did not come to are still there for another loop."""

    async def main() -> None:
        events = UnsolicitedEvents(limit=10)
        events.put(alert(1))
        events.put(ConnectionEnded(None))
        watch = events.watch()
        assert await anext(watch) == alert(1)
        await watch.aclose()
        assert [event async for event in events.watch()] == [ConnectionEnded(None)]

    fake_clock.run(main())


def test_there_is_one_watcher_at_a_time() -> None:
    """Two loops would each get half of the events, so the second is refused."""

    async def main() -> None:
        events = UnsolicitedEvents(limit=10)
        events.put(alert(1))
        watch = events.watch()
        await anext(watch)
        with pytest.raises(LocalProtocolError) as caught:
            await anext(events.watch())
        assert caught.value.code == "one-at-a-time"
        await watch.aclose()

    fake_clock.run(main())
