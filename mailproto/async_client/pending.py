# SPDX-License-Identifier: MIT
"""Commands whose answers somebody waits for: whole, or item by item with large literals going to a sink.

Knows what events mean for one command; nothing of other commands or of the transport.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from mailproto.events import LiteralFinished, LiteralReceived, LiteralStarted
from mailproto.message_data import MessageData
from mailproto.sinks import MemorySink

if TYPE_CHECKING:
    from mailproto.commands import InFlight
    from mailproto.message_data import BodySection
    from mailproto.responses import Response
    from mailproto.sinks import LiteralSink
    from mailproto.vocabulary import SequenceNumber

LARGEST_GATHERED: Final = 128 * 1024 * 1024
"""Octets of one literal that are kept in memory where there is no sink to take them."""


class Pending:
    """One command on its way; `error` is why it failed on our side, whatever the server answers."""

    def __init__(self, in_flight: InFlight[Any]) -> None:
        self.in_flight = in_flight
        self.error: BaseException | None = None
        self._changed: asyncio.Future[None] | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come for who waits."""
        return self.in_flight.done or self.error is not None

    def wake(self) -> None:
        """Let who waits look again."""
        if self._changed is not None and not self._changed.done():
            self._changed.set_result(None)

    def fail(self, error: BaseException) -> None:
        """Give up on our side."""
        self.error = self.error or error
        self.wake()

    def leave(self) -> int:
        """Want nothing more; give how many octets of a literal that had begun are missing."""
        return 0

    async def wait(self) -> None:
        """Return when something has changed, or soon after."""
        self._changed = asyncio.get_running_loop().create_future()
        await self._changed

    def result(self) -> Any:  # noqa: ANN401 - the command's own type, which its submitter knows
        """Give the command's result, or raise its error."""
        if self.error is not None:
            raise self.error
        return self.in_flight.result


class PendingStream(Pending):
    """A command whose items are taken as they come."""

    def __init__(self, in_flight: InFlight[Any], sink: LiteralSink | None) -> None:
        super().__init__(in_flight)
        self._left = 0
        self._items: deque[Response] = deque()
        self._sink = sink
        self._gathered: dict[tuple[SequenceNumber | None, BodySection | None], bytes] = {}
        self._gathering: tuple[SequenceNumber | None, BodySection | None]
        self._memory = MemorySink(LARGEST_GATHERED)
        self._is_writing = False

    @property
    def has_unread(self) -> bool:
        """Whether items lie here."""
        return bool(self._items)

    def take(self) -> list[Response]:
        """Take out the items that have come."""
        items = list(self._items)
        self._items.clear()
        return items

    def item(self, item: Response) -> None:
        """Take in an item; what was gathered of it in memory stands in its place again."""
        if self._gathered and isinstance(item, MessageData):
            item = self._filled(item)
        self._items.append(item)
        self.wake()

    def literal(self, event: LiteralStarted | LiteralReceived | LiteralFinished) -> None:
        """Pass a literal's beginning, octets or end on; what a sink raises ends this command, and no other."""
        try:
            self._pass_on(event, self._sink or self._memory)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's sink raises, who waits is to hear of it
            self.fail(error)

    def leave(self) -> int:
        """Tell the sink that a literal in progress will not become whole; give how many octets of it are missing."""
        if not self._is_writing:
            return 0
        self._is_writing = False
        (self._sink or self._memory).abort()
        return self._left

    def _pass_on(self, event: LiteralStarted | LiteralReceived | LiteralFinished, sink: LiteralSink) -> None:
        if isinstance(event, LiteralReceived):
            self._left -= len(event.data)
            sink.write(event.data)
        elif isinstance(event, LiteralStarted):
            self._left = event.size
            self._is_writing = True
            self._gathering = event.sequence_number, event.section
            sink.begin(event.sequence_number, event.section, event.size)
        else:
            sink.end()
            self._is_writing = False
            if self._sink is None:
                self._gathered[self._gathering] = self._memory.data

    def _filled(self, message: MessageData) -> MessageData:
        sections = {
            section: self._gathered.get((message.sequence_number, section), octets)
            for section, octets in message.sections.items()
        }
        self._gathered.clear()
        return replace(message, sections=sections)
