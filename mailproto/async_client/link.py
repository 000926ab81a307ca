# SPDX-License-Identifier: MIT
"""A session on a transport: what is received goes in, what is to be sent goes out, events go to whom they concern.

This is where tasks, timers and back-pressure live. Knows nothing of what people want to do: `AsyncClient` does.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final, TypeVar

from mailproto.async_client.keeping_alive import RestWatch
from mailproto.async_client.pending import Pending, PendingStream
from mailproto.async_client.silence import SilenceWatch
from mailproto.async_client.unsolicited import UnsolicitedEvents
from mailproto.commands import Noop
from mailproto.errors import ConnectionClosed, DeadlineExceeded, ImapError, TransportError
from mailproto.events import (
    CommandCompleted,
    CompressionNeeded,
    ConnectionEnded,
    Event,
    Greeted,
    IdleStarted,
    ItemReceived,
    LiteralFinished,
    LiteralReceived,
    LiteralStarted,
    OctetsNeeded,
    TlsNeeded,
)
from mailproto.transports.compressed import CompressedTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailproto.commands import Command, InFlight
    from mailproto.deadlines import Deadlines
    from mailproto.responses import Response
    from mailproto.session import Session
    from mailproto.sinks import LiteralSink
    from mailproto.transports import Transport
    from mailproto.transports.compressed import InflationLimits

P = TypeVar("P", bound=Pending)

SENT_AT_ONCE: Final = 64 * 1024
"""Octets of a long command after which it counts as going forward."""

UNWANTED: Final = 8 * 1024 * 1024
"""Octets of answers that were given up, after which the connection is closed rather than waited for."""

_HALF_SENT: Final = " while a letter was being sent that was given up"
_GIVEN_UP: Final = " in the middle of an answer that was given up"


class Link:
    """One connection while it lasts. Its tasks begin with it, and `close` ends them.

    `failure` is what ended it: None while it lives, and after LOGOUT.
    """

    def __init__(
        self,
        transport: Transport,
        session: Session,
        deadlines: Deadlines,
        event_limit: int,
        inflation: InflationLimits | None = None,
    ) -> None:
        self.session = session
        self.events = UnsolicitedEvents(event_limit)
        self.failure: Exception | None = None
        self.is_over = False
        self.honours_partials = False  # whether the server has given a window of a section when asked for one
        self._transport = transport
        self._deadlines = deadlines
        self._inflation = inflation
        self._watch = SilenceWatch(deadlines.least, self._fall_silent)
        self._rest_watch = RestWatch(deadlines.keep_alive, self._keep_alive)
        self._pending: dict[InFlight[Any], Pending] = {}
        self._streams: dict[InFlight[Any], PendingStream] = {}
        self._given_up: set[InFlight[Any]] = set()
        self._unwanted = 0
        self._waiting = 0  # how many tasks wait for something that has not come
        self._is_greeted = False
        self._is_flushed = True  # whether all that was to be sent has been taken by the transport
        self._is_listening = False
        self._literal: PendingStream | None = None
        self._may_receive = asyncio.Event()
        self._may_send = asyncio.Event()
        self._milestone = asyncio.Event()
        self._renewal: asyncio.TimerHandle | None = None
        self._reader = asyncio.create_task(self._read())
        self._writer = asyncio.create_task(self._write())

    # What the client asks

    def submit(self, command: Command[Any]) -> Pending:
        """Send a command; see `Session.submit`."""
        return self._register(Pending(self._submitted(command, stream=False)))

    def submit_stream(self, command: Command[Any], sink: LiteralSink | None) -> PendingStream:
        """Send a command whose items are to be taken one by one."""
        stream = PendingStream(self._submitted(command, stream=True), sink)
        self._streams[stream.in_flight] = stream
        return self._register(stream)

    async def answer(self, pending: Pending, *, patiently: bool = False) -> Any:  # noqa: ANN401 - the command's own type
        """Wait for a command's end and give its result or raise its error; cancelled, it gives the command up.

        Who waits `patiently` does not make us receive while items of streams lie unread.
        """
        try:
            while not pending.is_over:
                await self._wait(pending, patiently=patiently)
        except asyncio.CancelledError:
            self.abandon(pending)
            raise
        return pending.result()

    async def items(self, stream: PendingStream) -> list[Response]:
        """Wait for items and give all that there are; empty at the end, unless that is an error."""
        while not stream.has_unread and not stream.is_over:
            await self._wait(stream)
        items = stream.take()
        self._may_receive.set()
        if not items:
            stream.result()
        return items

    def abandon(self, pending: Pending) -> None:
        """Want the answer no more: what comes of it is thrown away, or the connection closed if that is too much."""
        in_flight = pending.in_flight
        left = pending.leave()
        self._streams.pop(in_flight, None)
        if not in_flight.done:
            self._given_up.add(in_flight)
            self.session.abandon(in_flight)
            self._dispatch()
            self._may_send.set()
        if left > UNWANTED:
            self._fail(_closed_here(_GIVEN_UP))

    async def turn(self, pending: Pending) -> int:
        """Wait until the octets of a letter are wanted, and give how many; 0 where the command is over before."""
        while not (owed := self.session.octets_owed(pending.in_flight)) and not pending.is_over:
            await self._wait(pending)
        return owed

    async def give(self, pending: Pending, octets: bytes) -> None:
        """Send octets of a letter, and return once the transport has taken them; or raise what ended the connection."""
        self.session.give_octets(pending.in_flight, octets)
        self._dispatch()
        self._is_flushed = False
        self._may_send.set()
        await self._reach(lambda: self._is_flushed)
        self._watch.heard(len(octets))

    def forsake(self, pending: Pending) -> None:
        """Abandon a command also where octets of a letter are owed; that ends the connection: there is no way back."""
        if self.session.octets_owed(pending.in_flight):
            self._fail(_closed_here(_HALF_SENT))
        self.abandon(pending)

    async def greeted(self) -> None:
        """Wait for the greeting, or raise what came instead."""
        await self._reach(lambda: self._is_greeted)

    async def encrypted(self) -> None:
        """Wait for the handshake that STARTTLS has led to, or raise what came instead."""
        await self._reach(lambda: self.session.encrypted)

    async def rest(self) -> None:
        """Wait until no command is on its way, or raise what came instead."""
        await self._reach(lambda: not self._pending)

    async def close(self) -> None:
        """End the connection; whoever waits is told so."""
        self._give_up(_closed_here(""))
        self._reader.cancel()
        self._writer.cancel()
        await asyncio.wait({self._reader, self._writer})
        if not self._reader.cancelled():
            self._reader.result()

    # Tasks

    async def _read(self) -> None:
        try:
            while not self.is_over:
                await self._consumers()
                data = await self._transport.receive()
                self._take(data)
                if self._dispatch():
                    await self._encrypt()
                self._may_send.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to everybody who waits
            self._give_up(error)
        finally:
            self._watch.stop()
            self._writer.cancel()
            await self._transport.close()

    async def _write(self) -> None:
        try:
            while True:
                await self._may_send.wait()
                self._may_send.clear()
                while data := self.session.data_to_send():
                    await self._send(data)
                self._is_flushed = True
                self._milestone.set()
        except TransportError as error:
            # What the server said before it went may still be there to be read, so the reader comes to the end itself.
            self.failure = self.failure or error
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised to everybody who waits
            self._fail(error)

    async def _send(self, data: bytes) -> None:
        for start in range(0, len(data), SENT_AT_ONCE):
            await self._transport.send(data[start : start + SENT_AT_ONCE])
            if start:
                self._watch.heard(SENT_AT_ONCE)

    async def _consumers(self) -> None:
        """Receive no more while items lie unread, unless somebody waits for something else."""
        while not self._waiting and any(stream.has_unread for stream in self._streams.values()):
            self._is_listening = False
            self._watch.rest()
            self._may_receive.clear()
            await self._may_receive.wait()
        self._is_listening = True
        self._expect_answers()

    async def _encrypt(self) -> None:
        self._watch.rest()
        seconds = self._deadlines.tls
        try:
            async with asyncio.timeout(seconds):
                await self._transport.start_tls()
        except TimeoutError:
            raise DeadlineExceeded("deadline-exceeded", what="the TLS handshake", seconds=seconds) from None
        self.session.tls_started()
        self._dispatch()
        self._milestone.set()

    # Events

    def _take(self, data: bytes) -> None:
        self._watch.heard(len(data))
        if not data:
            self.session.receive_eof()
            return
        if self._given_up:
            self._unwanted += len(data)
            if self._unwanted > UNWANTED:
                raise _closed_here(_GIVEN_UP)
        self.session.receive_data(data)

    def _dispatch(self) -> bool:
        """Hand all events to whom they concern; give whether TLS has to be started now."""
        tls_needed = False
        rest: bytes | None = None
        for event in self.session.events():
            if isinstance(event, TlsNeeded):
                tls_needed = True
            elif isinstance(event, CompressionNeeded):
                rest = event.rest
            elif isinstance(event, LiteralStarted | LiteralReceived | LiteralFinished):
                self._pass_literal(event)
            else:
                self._watch.heard(self._deadlines.least)
                self._hand_on(event)
        if rest is not None:
            self._transport = CompressedTransport(self._transport, rest, self._inflation)
            self.session.compression_started()
            return self._dispatch()
        return tls_needed

    def _hand_on(self, event: Event) -> None:
        if isinstance(event, ItemReceived):
            stream = self._streams.get(event.in_flight)
            if stream is not None:
                stream.item(event.item)
        elif isinstance(event, IdleStarted):
            loop = asyncio.get_running_loop()
            self._renewal = loop.call_later(self._deadlines.idle, self._conclude, event.in_flight)
        elif isinstance(event, OctetsNeeded):
            self._ask_for_octets(event.in_flight)
        elif isinstance(event, CommandCompleted):
            self._complete(event.in_flight)
        elif isinstance(event, ConnectionEnded):
            self._end(event.error)
        else:
            if isinstance(event, Greeted):
                self._is_greeted = True
                self._milestone.set()
                self._rest_watch.rest()
            self.events.put(event)

    def _ask_for_octets(self, in_flight: InFlight[Any]) -> None:
        if in_flight.abandoned:
            self._fail(_closed_here(_HALF_SENT))
        else:
            self._pending[in_flight].wake()

    def _pass_literal(self, event: LiteralStarted | LiteralReceived | LiteralFinished) -> None:
        if isinstance(event, LiteralStarted):
            self._literal = None if event.in_flight is None else self._streams.get(event.in_flight)
        stream = self._literal
        if stream is not None:
            stream.literal(event)
            if stream.error is not None:
                self._literal = None
                self.abandon(stream)

    def _complete(self, in_flight: InFlight[Any]) -> None:
        pending = self._pending.pop(in_flight)
        self._streams.pop(in_flight, None)
        self._given_up.discard(in_flight)
        if not self._given_up:
            self._unwanted = 0
        if self.failure is not None and self._says_more_than(in_flight.error):
            pending.fail(self.failure)
        pending.wake()
        if in_flight.command.conclusion:
            self._stop_renewal()
        if not self._pending:
            self._milestone.set()
            self._rest_watch.rest()
        self._expect_answers()

    def _end(self, error: ImapError | None) -> None:
        self.is_over = True
        if not self._says_more_than(error):
            self.failure = error
        told = self.failure if isinstance(self.failure, ImapError) else error
        self.events.put(ConnectionEnded(told))
        self._milestone.set()
        self._watch.stop()
        self._rest_watch.stop()
        self._stop_renewal()

    def _conclude(self, in_flight: InFlight[Any]) -> None:
        self.session.conclude(in_flight)
        self._expect_answers()
        self._may_send.set()

    def _stop_renewal(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            self._renewal = None

    def _says_more_than(self, error: ImapError | None) -> bool:
        """Whether our own failure tells more than the session, which knows only that there is no connection."""
        if isinstance(self.failure, ImapError):
            return error is not None and error.code == "closed"
        return self.failure is not None  # somebody's mistake, which nothing may hide

    # Ending

    def _give_up(self, error: Exception) -> None:
        """End the session for a reason of our own, unless it has ended."""
        if not self.is_over:
            self.failure = self.failure or error
            self.session.receive_eof()
            self._dispatch()

    def _fail(self, error: Exception) -> None:
        self._give_up(error)
        self._reader.cancel()

    def _keep_alive(self) -> None:
        """Say something, so that the server stays; who answers, however, is there."""
        if self.failure is None:
            self.submit(Noop())

    def _fall_silent(self, what: str, seconds: float) -> None:
        self._fail(DeadlineExceeded("deadline-exceeded", what=what, seconds=seconds))

    # Waiting

    def _submitted(self, command: Command[Any], *, stream: bool) -> InFlight[Any]:
        if self.failure is not None:
            raise self.failure
        return self.session.submit(command, stream=stream)

    def _register(self, pending: P) -> P:
        self._pending[pending.in_flight] = pending
        self._rest_watch.work()
        self._dispatch()
        self._expect_answers()
        self._may_send.set()
        return pending

    def _expect_answers(self) -> None:
        if not self._is_listening or self.is_over:
            return
        if not self._is_greeted:
            self._watch.expect("the greeting", self._deadlines.greeting)
        elif self._pending and not self.session.is_idling:
            command = next(iter(self._pending)).command
            self._watch.expect(command.name, self._deadlines.of(command))
        else:
            self._watch.rest()

    async def _wait(self, pending: Pending, *, patiently: bool = False) -> None:
        self._waiting += not patiently
        self._may_receive.set()
        try:
            await pending.wait()
        finally:
            self._waiting -= not patiently

    async def _reach(self, reached: Callable[[], bool]) -> None:
        while not reached() and not self.is_over:
            self._milestone.clear()
            await self._milestone.wait()
        if not reached():
            raise self.failure or _closed_here("")


def _closed_here(during: str) -> ConnectionClosed:
    return ConnectionClosed("closed-here", during=during)
