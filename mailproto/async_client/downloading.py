# SPDX-License-Identifier: MIT
"""One part of a letter, fetched in windows that can be given up and gone on with (RFC 9051, 6.4.5.1: partial).

Knows that sizes lie, that servers cut windows short and that some ignore them; knows nothing of files or encodings.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, cast

from mailproto.commands import Body, FetchItem, UidFetch
from mailproto.errors import RemoteProtocolError
from mailproto.message_data import MessageData, StreamedLiteral
from mailproto.sequences import UidSet
from mailproto.sinks import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailproto.async_client.link import Link
    from mailproto.message_data import BodySection
    from mailproto.sinks import LiteralSink
    from mailproto.vocabulary import SequenceNumber, Uid


AHEAD: Final = 4
"""How many windows of a part are on their way together."""


class _Window:
    """One request for `count` octets from `start` on; it is the sink of its own answer.

    A server that ignores partials (row 44 of the deviations) gives everything instead: that is not kept here but goes
    straight on.
    """

    def __init__(self, download: Download, start: int, count: int) -> None:
        self.start = start
        self.count = count
        self.is_answered = False
        self.is_everything = False
        self.is_in_turn = False
        self.number: SequenceNumber | None
        self.pieces: deque[bytes] = deque()
        self.octets = 0
        self._download = download
        item = Body(download.section, partial=(start, count))
        self.stream = download.link.submit_stream(UidFetch(UidSet.of([download.uid]), (FetchItem.UID, item)), self)

    async def answer(self) -> None:
        """Wait for the whole answer."""
        while items := await self._download.link.items(self.stream):
            for item in items:
                self._take(cast("MessageData", item))

    def _take(self, message: MessageData) -> None:
        for section, octets in message.sections.items():
            if not isinstance(octets, StreamedLiteral):
                self.begin(message.sequence_number, section, len(octets or b""))
                self.write(octets or b"")

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Tell a window from everything: it has an origin, or at least begins at the beginning and is no larger."""
        self.is_answered = True
        self.number = sequence_number
        has_origin = section is not None and section.origin is not None
        self.is_everything = not has_origin and (self.start > 0 or (size or 0) > self.count)
        self._download.answered(self, has_origin=has_origin)

    def write(self, data: bytes) -> None:
        """Keep octets of the window; pass on everything, if that is what comes next."""
        if self.is_everything:
            self._download.skip_to_position(self, data)
        else:
            self.pieces.append(data[: self.count - self.octets])
            self.octets += len(self.pieces[-1])

    def end(self) -> None:
        """Do nothing: the answer's end says that it is whole."""

    def abort(self) -> None:
        """Do nothing: whoever gave the window up does not ask for its octets."""


class Download:
    """The fetching of one section; `position` is the next octet to be delivered, counted as it travels.

    The end is where the server has no more: an answer without octets, or one that is short and makes exactly `size`.
    Until a window has come as a window, only one at a time is asked for: a server that ignores partials would send
    everything several times.
    """

    def __init__(self, link: Link, uid: Uid, section: BodySection, *, size: int | None, offset: int) -> None:
        self.link = link
        self.uid = uid
        self.section = section
        self.position = offset
        self._size = size
        self._next = offset
        self._skip = offset
        self._windows: deque[_Window] = deque()
        self._sink: LiteralSink
        self._has_begun = False
        self._progress: Callable[[int], None] | None = None

    async def run(
        self, sink: LiteralSink, encoding: str | None, progress: Callable[[int], None] | None, *, window: int
    ) -> int:
        """Fetch all into `sink`, and give how many octets have come."""
        begun_at = self.position
        self._sink = sink if encoding is None else decoded(sink, encoding, offset=begun_at)
        self._progress = progress
        try:
            self._ask(window)
            while await self._take_first():
                self._ask(window)
            self._sink.end()
        except BaseException:
            self._sink.abort()
            raise
        finally:
            self._give_up_windows()
        return self.position - begun_at

    def answered(self, window: _Window, *, has_origin: bool) -> None:
        """Take note of what a window's answer says of the server."""
        self.link.honours_partials = has_origin or (self.link.honours_partials and not window.is_everything)
        window.is_in_turn = window is self._windows[0]
        if window.is_in_turn:
            self._skip = self.position

    def skip_to_position(self, window: _Window, data: bytes) -> None:
        """Deliver octets of everything, but for those that came before, if it began in its window's turn."""
        if window.is_in_turn:
            self._deliver(window.number, data[self._skip :])
            self._skip = max(0, self._skip - len(data))

    def _ask(self, window: int) -> None:
        """Ask for windows; the last one asks for more than there should be, so that a short answer proves the end."""
        most = AHEAD if self.link.honours_partials else 1
        while not self._windows or (self._size is not None and self._next < self._size and len(self._windows) < most):
            count = window + (self._next + window == self._size)
            self._windows.append(_Window(self, self._next, count))
            self._next += count

    async def _take_first(self) -> bool:
        """Deliver the first window; give whether more is to be asked for."""
        window = self._windows[0]
        await window.answer()
        self._windows.popleft()
        if window.is_everything:
            return self._take_everything(came_in_turn=window.is_in_turn)
        if not window.is_answered and not (self._has_begun and self._is_as_long_as_told):
            raise RemoteProtocolError("missing-data", command=UidFetch.name)
        while window.pieces:  # given away one by one, so that no more than a window is held however long it lives on
            self._deliver(window.number, window.pieces.popleft())
        if not window.octets:
            return False
        if window.octets == window.count:
            return True
        self._give_up_windows()  # they were asked for from where this one should have ended
        return not self._is_as_long_as_told

    def _take_everything(self, *, came_in_turn: bool) -> bool:
        """Be content, unless it came while another window was the first, and has to be asked for again."""
        if not came_in_turn:
            self._give_up_windows()
        elif self._skip:
            raise RemoteProtocolError("missing-data", command=UidFetch.name)
        return not came_in_turn

    @property
    def _is_as_long_as_told(self) -> bool:
        return self.position == self._size

    def _deliver(self, number: SequenceNumber | None, data: bytes) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._sink.begin(number, self.section, self._size)
        if data:
            self._sink.write(data)
            self.position += len(data)
            if self._progress is not None:
                self._progress(self.position)

    def _give_up_windows(self) -> None:
        for window in self._windows:
            self.link.abandon(window.stream)
            window.pieces.clear()
        self._windows.clear()
        self._next = self.position
