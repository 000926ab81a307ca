# SPDX-License-Identifier: MIT
"""`AsyncClient`: commands, procedures, streams and downloads for people who write `await`.

Knows what may be asked of a connection; the connection itself is `mailproto.async_client.link`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar, cast

from mailproto.async_client.appending import send_letter
from mailproto.async_client.downloading import Download
from mailproto.async_client.idling import begin_idling, keep_listening
from mailproto.async_client.link import Link
from mailproto.async_client.sources import opened
from mailproto.commands import Append, Command, Logout
from mailproto.commands.appending import check_append
from mailproto.deadlines import Deadlines
from mailproto.errors import CommandFailed, DeadlineExceeded, ImapError, LocalProtocolError
from mailproto.procedures import append_limit, start_tls
from mailproto.session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from datetime import datetime
    from types import TracebackType

    from mailproto.async_client.sources import Source
    from mailproto.async_client.unsolicited import EventsDropped
    from mailproto.commands import SelectedMailbox
    from mailproto.events import Event
    from mailproto.framing import Limits
    from mailproto.message_data import BodySection
    from mailproto.procedures import Procedure
    from mailproto.responses import AppendUid
    from mailproto.session import Direction
    from mailproto.sinks import LiteralSink
    from mailproto.states import ConnectionState
    from mailproto.transports import PeerInformation, Transport
    from mailproto.transports.compressed import InflationLimits
    from mailproto.vocabulary import Capability, MailboxName, Uid

R = TypeVar("R")
T = TypeVar("T")

EVENT_LIMIT: Final = 10_000
"""How many events wait for somebody to look at them; see `EventsDropped`."""

WINDOW: Final = 512 * 1024
"""Octets of a part that are asked for at once."""


class AsyncClient:
    """A client for one connection over `transport`.

    `async with AsyncClient(transport) as client` connects, and signs out at the end; `connect` and `close` do it by
    hand. Several tasks may use one client: what the protocol allows to be on its way together is (RFC 9051, 5.5).

    `limits` is what the server may send, `inflation` what that may become where it is compressed, `deadlines` how long
    it may be silent. `on_wire` is told every octet in both directions, with secrets masked. Over an unencrypted
    transport a password is sent only to this machine itself.

    Errors: what was asked wrongly raises `LocalProtocolError`, and nothing was sent. What the server refuses raises
    `CommandFailed`. Whatever ends the connection - `TransportError`, `ConnectionClosed`, `DeadlineExceeded`,
    `RemoteProtocolError` - is raised by every call that waits, and by all later ones.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        limits: Limits | None = None,
        inflation: InflationLimits | None = None,
        deadlines: Deadlines | None = None,
        on_wire: Callable[[Direction, bytes], None] | None = None,
    ) -> None:
        self._transport = transport
        self._limits = limits
        self._inflation = inflation
        self._deadlines = deadlines or Deadlines()
        self._on_wire = on_wire
        self._opened: Link | None = None

    @classmethod
    async def connect(cls, transport: Transport, **options: Any) -> Self:  # noqa: ANN401 - those of the class
        """Make a client with the options of the class, and connect it."""
        client = cls(transport, **options)
        await client.open()
        return client

    async def open(self) -> None:
        """Connect, be greeted and, where the transport says STARTTLS, be encrypted; done once for a client."""
        if self._opened is not None:
            raise LocalProtocolError("one-at-a-time", what="the client")
        seconds = self._deadlines.connect
        transport = self._transport
        try:
            async with asyncio.timeout(seconds):
                await transport.connect()
        except TimeoutError:
            await transport.close()
            raise DeadlineExceeded("deadline-exceeded", what="the attempt to connect", seconds=seconds) from None
        session = Session(
            self._limits,
            encrypted=transport.peer.encrypted,
            starttls_required=transport.starttls,
            allow_unencrypted_password=_is_this_machine(transport.peer.host),
            on_wire=self._on_wire,
        )
        self._opened = link = Link(transport, session, self._deadlines, EVENT_LIMIT, self._inflation)
        try:
            await link.greeted()
            if transport.starttls:
                await self.run(start_tls())
                await link.encrypted()
        except BaseException:
            await link.close()
            raise

    @property
    def state(self) -> ConnectionState:
        """Where in Fig. 8.1 the connection is."""
        return self._link.session.state

    @property
    def capabilities(self) -> frozenset[Capability] | None:
        """What the server can do, None where it has not said."""
        return self._link.session.capabilities

    @property
    def selected(self) -> SelectedMailbox | None:
        """The selected mailbox as the server's latest words describe it."""
        return self._link.session.selected

    @property
    def peer(self) -> PeerInformation:
        """Whom the client talks to, and how well that is protected."""
        return self._transport.peer

    @property
    def is_closed(self) -> bool:
        """Whether the connection has ended."""
        return self._opened is not None and self._opened.is_over

    async def execute(self, command: Command[R]) -> R:
        """Send a command and give its result. Cancelled, it leaves its answer to nobody else."""
        link = self._link
        return cast("R", await link.answer(link.submit(command)))

    async def run(self, procedure: Procedure[R]) -> R:
        """Run a procedure, such as those of `mailproto.procedures`, and give its result."""
        try:
            request = next(procedure)
            while True:
                try:
                    outcome = await self._outcome(request)
                except ImapError as error:
                    request = procedure.throw(error)
                else:
                    request = procedure.send(outcome)
        except StopIteration as end:
            return cast("R", end.value)
        finally:
            procedure.close()

    async def stream(self, command: Command[tuple[T, ...]], sink: LiteralSink | None = None) -> AsyncGenerator[T]:
        """Send a command and give its items as they come, so that memory stays flat.

        Large literals go to `sink`, and a `StreamedLiteral` stands in the item for them; without a sink they are in
        the item. While items lie unread and nobody waits for anything else, no more is received. Leaving the loop
        early gives the answer up; if much of it was still to come, the connection is closed.
        """
        async with contextlib.aclosing(self.batches(command, sink)) as batches:
            async for batch in batches:
                for item in batch:
                    yield item

    async def batches(
        self, command: Command[tuple[T, ...]], sink: LiteralSink | None = None
    ) -> AsyncGenerator[list[T]]:
        """Do as `stream` does, but give at each step all items that have come; quicker for many small ones."""
        link = self._link
        stream = link.submit_stream(command, sink)
        try:
            while items := await link.items(stream):
                yield cast("list[T]", items)
        finally:
            link.abandon(stream)

    async def download(  # noqa: PLR0913 - what to fetch, where to put it, and how
        self,
        uid: Uid,
        section: BodySection,
        sink: LiteralSink,
        *,
        encoding: str | None = None,
        size: int | None = None,
        window: int = WINDOW,
        progress: Callable[[int], None] | None = None,
        offset: int = 0,
    ) -> int:
        """Fetch a part of a letter into `sink`, in windows of which several are on their way, and give its octets.

        `size` is what BODYSTRUCTURE says, which need not be true; sizes and `offset`, where an earlier attempt is
        gone on with, count octets as they travel. `encoding` is the transfer encoding to take off on the way
        (`mailproto.sinks.decoded`). `progress` is told the octets that have come, after each window. Cancelled, it
        stops within a window and tells the sink to abort. Errors besides: `RemoteProtocolError` missing-data where
        there is no such letter, and what the sink raises.
        """
        download = Download(self._link, uid, section, size=size, offset=offset)
        return await download.run(sink, encoding, progress, window=window)

    async def append(  # noqa: PLR0913 - what to put where, and how
        self,
        mailbox: MailboxName | str,
        source: Source,
        *,
        flags: tuple[str, ...] = (),
        received: datetime | None = None,
        size: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> AppendUid | None:
        """Put a letter of any size into a mailbox, in the memory of a few chunks; give its UID where the server does.

        `source` is a path, a file that is open for reading octets, or an asynchronous iterable of octets whose `size`
        is given. Its line ends have to be CRLF already. `received` is an aware date and time. `progress` is told how
        many octets have been sent. A letter over the server's limit is refused here, and one that the server refuses
        costs none of its octets. Once the server has agreed it reads as many as were announced: to be cancelled then,
        or a source that fails or has another size, costs the connection. Errors besides: OSError of the file.
        """
        limit = await self.run(append_limit(mailbox))
        async with opened(source, size) as letter:
            command = Append(mailbox, letter.described, flags, received)
            check_append(letter.described.size, limit)
            return await send_letter(self._link, command, letter, progress)

    def events(self) -> AsyncGenerator[Event | EventsDropped]:
        """Give what the server tells unasked, from the greeting to the connection's end; one loop at a time."""
        return self._link.events.watch()

    @contextlib.asynccontextmanager
    async def idle(self) -> AsyncGenerator[AsyncGenerator[Event | EventsDropped]]:
        """Listen: in the block, what is new is told when it happens; what it gives is `events()`.

        By IDLE, renewed at intervals; where the server has none, or refuses it, by asking at intervals (`Deadlines`).
        Other commands may be sent meanwhile. Where the connection ends, so does the iteration, and the block raises
        why. Errors besides: `LocalProtocolError` wrong-state where nobody is signed in.
        """
        link = self._link
        listening = asyncio.create_task(keep_listening(link, begin_idling(link), self._deadlines.poll))
        try:
            async with contextlib.aclosing(link.events.watch()) as events:
                yield events
        finally:
            listening.cancel()
            await asyncio.wait({listening})
            failure = link.failure or (None if listening.cancelled() else listening.exception())
        if failure is not None:
            raise failure

    async def take_events(self, timeout: float) -> list[Event | EventsDropped]:  # noqa: ASYNC109 - it is no failure
        """Give the events since the last look; wait at most `timeout` seconds for the first of them."""
        events = self._link.events
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await events.wait()
        return events.take()

    async def logout(self) -> None:
        """Say goodbye and close; a server that does not answer in time, or is gone already, is not waited for.

        What a listener on the wire raised meanwhile, and nobody was told, is raised here.
        """
        link = self._link
        failure = link.failure
        if failure is None and not link.is_over:
            await self.execute(Logout())
        await self.close()
        if not isinstance(failure, ImapError | None):
            raise failure

    async def close(self) -> None:
        """End the connection without a word; a second call does nothing."""
        if self._opened is not None:
            await self._opened.close()

    async def __aenter__(self) -> Self:
        if self._opened is None:
            await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                await self.logout()
        finally:
            await self.close()

    @property
    def _link(self) -> Link:
        if self._opened is None:
            raise LocalProtocolError("bad-argument", what="the client", reason="it is not connected")
        return self._opened

    async def _outcome(self, request: Command[object] | tuple[Command[object], ...]) -> object:
        if isinstance(request, tuple):
            return await self._outcomes(request)
        return await self.execute(request)

    async def _outcomes(self, commands: tuple[Command[object], ...]) -> tuple[object, ...]:
        """Send all at once; a refusal stands in its place, any other error is raised when all are done."""
        link = self._link
        pending = []
        outcomes = []
        failure: ImapError | None = None
        try:
            for command in commands:
                pending.append(link.submit(command))  # noqa: PERF401 - those before the one that raises are sent
        except ImapError as error:
            failure = error
        try:
            while pending:
                try:
                    outcomes.append(await link.answer(pending.pop(0)))
                except CommandFailed as refused:
                    outcomes.append(refused)
                except ImapError as error:
                    failure = failure or error
        finally:
            for each in pending:
                link.abandon(each)
        if failure is not None:
            raise failure
        return tuple(outcomes)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
