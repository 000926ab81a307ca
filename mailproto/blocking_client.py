# SPDX-License-Identifier: MIT
"""The client for scripts: the asyncio client, run a call at a time.

There is no thread behind it. Between two calls nothing runs, so nothing is received and no connection is kept alive:
a program that pauses for long should sign out first.
"""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeVar

from mailproto.async_client import AsyncClient
from mailproto.errors import ImapError, LocalProtocolError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from types import TracebackType

    from mailproto.async_client import EventsDropped
    from mailproto.async_client.sources import Source
    from mailproto.commands import Command, SelectedMailbox
    from mailproto.events import Event
    from mailproto.message_data import BodySection
    from mailproto.procedures import Procedure
    from mailproto.responses import AppendUid
    from mailproto.sinks import LiteralSink
    from mailproto.states import ConnectionState
    from mailproto.transports import PeerInformation, Transport
    from mailproto.vocabulary import Capability, MailboxName, Uid

R = TypeVar("R")
T = TypeVar("T")


class BlockingClient:
    """A client for one connection over `transport`; making it connects. Options and errors are `AsyncClient`'s.

    Inside a running event loop it cannot be used: `LocalProtocolError` event-loop-running.
    """

    def __init__(self, transport: Transport, **options: Any) -> None:  # noqa: ANN401 - AsyncClient's
        self._client = AsyncClient(transport, **options)
        self._runner = asyncio.Runner()
        self._listening = contextlib.AsyncExitStack()
        self._is_closed = False
        try:
            self._run(self._client.open)
        except BaseException:
            self._runner.close()
            raise

    @property
    def state(self) -> ConnectionState:
        """Where in Fig. 8.1 the connection is."""
        return self._client.state

    @property
    def capabilities(self) -> frozenset[Capability] | None:
        """What the server can do, None where it has not said."""
        return self._client.capabilities

    @property
    def selected(self) -> SelectedMailbox | None:
        """The selected mailbox as the server's latest words describe it."""
        return self._client.selected

    @property
    def peer(self) -> PeerInformation:
        """Whom the client talks to, and how well that is protected."""
        return self._client.peer

    def execute(self, command: Command[R]) -> R:
        """Send a command and give its result."""
        return self._run(lambda: self._client.execute(command))

    def run(self, procedure: Procedure[R]) -> R:
        """Run a procedure and give its result."""
        return self._run(lambda: self._client.run(procedure))

    def stream(self, command: Command[tuple[T, ...]], sink: LiteralSink | None = None) -> Iterator[T]:
        """Send a command and give its items as they come; see `AsyncClient.stream`."""
        batches = self._client.batches(command, sink)
        try:
            while batch := self._run(lambda: _next(batches)):
                yield from batch
        finally:
            if not self._is_closed:
                self._run(batches.aclose)

    def download(self, uid: Uid, section: BodySection, sink: LiteralSink, **options: Any) -> int:  # noqa: ANN401
        """Fetch a part of a letter into `sink`; options as for `AsyncClient.download`."""
        return self._run(lambda: self._client.download(uid, section, sink, **options))

    def append(self, mailbox: MailboxName | str, source: Source, **options: Any) -> AppendUid | None:  # noqa: ANN401
        """Put a letter of any size into a mailbox; options as for `AsyncClient.append`."""
        return self._run(lambda: self._client.append(mailbox, source, **options))

    def events(self, timeout: float = 0.1) -> list[Event | EventsDropped]:
        """Give what the server has told unasked since the last call; wait at most `timeout` seconds for the first."""
        return self._run(lambda: self._client.take_events(timeout))

    def idle(self, timeout: float) -> Iterator[Event | EventsDropped]:
        """Give what the server tells, when it happens, for `timeout` seconds; see `AsyncClient.idle`.

        Other commands may be sent between two events.
        """
        self._run(partial(self._listening.enter_async_context, self._client.idle()))
        loop = self._runner.get_loop()
        until = loop.time() + timeout
        try:
            while not self._client.is_closed and (left := until - loop.time()) > 0:
                yield from self._run(partial(self._client.take_events, left))
        finally:
            if not self._is_closed:
                self._run(self._listening.aclose)

    def logout(self) -> None:
        """Say goodbye and close; see `AsyncClient.logout`."""
        self._run(self._client.logout)
        self.close()

    def close(self) -> None:
        """End the connection without a word, and give the event loop back; a second call does nothing."""
        if not self._is_closed:
            with contextlib.suppress(ImapError):
                self._run(self._listening.aclose)
            self._run(self._client.close)
            self._is_closed = True
            self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None and not self._is_closed:
                self.logout()
        finally:
            self.close()

    def _run(self, start: Callable[[], Coroutine[Any, Any, R]]) -> R:
        if _is_loop_running():
            raise LocalProtocolError("event-loop-running")
        if self._is_closed:
            raise LocalProtocolError("connection-is-closed", command="anything")
        return self._runner.run(start())


async def _next(batches: AsyncIterator[list[T]]) -> list[T]:
    return await anext(batches, [])


def _is_loop_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
