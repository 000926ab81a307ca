# SPDX-License-Identifier: MIT
"""What the server tells unasked, kept until somebody looks. Knows nothing of connections."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailproto.errors import LocalProtocolError
from mailproto.events import ConnectionEnded, Event

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


@dataclass(frozen=True, slots=True)
class EventsDropped:
    """In this place `count` events were dropped, because nobody took them in time.

    An EXPUNGE may have been among them: what is known of sequence numbers no longer holds.
    """

    count: int


class UnsolicitedEvents:
    """A queue of at most `limit` events; of more, the oldest make way for one `EventsDropped`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._events: deque[Event] = deque()
        self._dropped = 0
        self._has_ended = False
        self._is_watched = False
        self._changed = asyncio.Event()

    def put(self, event: Event) -> None:
        """Queue an event."""
        if len(self._events) >= self._limit:
            self._events.popleft()
            self._dropped += 1
        self._events.append(event)
        self._has_ended = self._has_ended or isinstance(event, ConnectionEnded)
        self._changed.set()

    def take(self) -> list[Event | EventsDropped]:
        """Take out all that there are."""
        return [self._next() for _ in range(len(self))]

    async def wait(self) -> None:
        """Return once there are some, or once there will never be any."""
        while not self and not self._has_ended:
            self._changed.clear()
            await self._changed.wait()

    async def watch(self) -> AsyncGenerator[Event | EventsDropped]:
        """Give them as they come, the connection's end last. One watcher at a time: `LocalProtocolError`."""
        if self._is_watched:
            raise LocalProtocolError("one-at-a-time", what="the iterator of events")
        self._is_watched = True
        try:
            await self.wait()
            while self:
                yield self._next()
                await self.wait()
        finally:
            self._is_watched = False

    def __len__(self) -> int:
        return len(self._events) + bool(self._dropped)

    def _next(self) -> Event | EventsDropped:
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            return EventsDropped(dropped)
        return self._events.popleft()
