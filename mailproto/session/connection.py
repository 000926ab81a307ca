# SPDX-License-Identifier: MIT
"""`Session`: what a connection is, whatever carries it.

Has no clock, no socket and no thread. It raises only for what its caller asked wrongly; what the server did wrong is
an event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from mailproto import vocabulary
from mailproto.commands import Authenticate, Command, Compress, InFlight, SelectedMailbox, StartTls
from mailproto.errors import ConnectionClosed, ImapError, LocalProtocolError, RemoteProtocolError
from mailproto.events import (
    AlertReceived,
    CommandCompleted,
    CompressionNeeded,
    ConnectionEnded,
    Event,
    Greeted,
    IdleStarted,
    ItemReceived,
    LiteralFinished,
    LiteralReceived,
    OctetsNeeded,
    ProgressReceived,
    TlsNeeded,
    UnexpectedReceived,
    UnparsedReceived,
    UntaggedReceived,
)
from mailproto.framing import Frame, Framed, Framer, Limits, LiteralChunk, LiteralStart
from mailproto.message_data import MessageData
from mailproto.parser import parse
from mailproto.printer import MASK, Piece
from mailproto.responses import (
    ContinuationRequest,
    ExpungeData,
    Progress,
    Response,
    ResponseCode,
    StatusResponse,
    VanishedData,
)
from mailproto.session.answers import greeting_in, never_answered, refusal, state_greeted_into, unexpected
from mailproto.session.in_progress import Entry, InProgress
from mailproto.session.knowledge import Knowledge
from mailproto.session.literals import LiteralRouter
from mailproto.session.outbox import Direction, Outbox
from mailproto.session.sending import Sender
from mailproto.states import ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Status, Tag

R = TypeVar("R")

STREAM_THRESHOLD: Final = 65_536
"""Octets from which on a literal of a streaming command is not gathered."""

_GIVE_UP: Final = b"*"


class Session:
    """One connection, seen from the client.

    `encrypted` says whether the transport is, from the start. Where `starttls_required`, nobody is taken for signed in
    before it is. `allow_unencrypted_password` is for connections that do not leave this machine. `stream_threshold`
    is in octets. `on_wire` is told what goes over the wire, in order, with secrets masked.
    """

    def __init__(  # noqa: PLR0913 - each is one independent promise of the transport or the caller
        self,
        limits: Limits | None = None,
        *,
        encrypted: bool,
        starttls_required: bool = False,
        allow_unencrypted_password: bool = False,
        stream_threshold: int = STREAM_THRESHOLD,
        on_wire: Callable[[Direction, bytes], None] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._starttls_required = starttls_required
        self._stream_threshold = stream_threshold
        self._on_wire = on_wire
        self._tls_needed = False
        self._compression_needed = False
        self._ended = False
        self._knowledge = Knowledge(encrypted=encrypted)
        self._framer = Framer(self._limits)
        self._in_progress = InProgress()
        self._literals = LiteralRouter(self._in_progress, self._limits)
        self._events: list[Event] = []
        self._outbox: Outbox[Entry] = Outbox(
            lambda entry, size: self._events.append(OctetsNeeded(entry.in_flight, size)), on_wire
        )
        self._sender = Sender(
            self._knowledge,
            self._in_progress,
            self._outbox,
            self._tell,
            allow_unencrypted_password=allow_unencrypted_password,
        )

    @property
    def state(self) -> ConnectionState:
        """Where in Fig. 8.1 the connection is."""
        return self._knowledge.state

    @property
    def capabilities(self) -> frozenset[vocabulary.Capability] | None:
        """What the server said it can do; None where that is not known, as before it was told and after signing in."""
        return self._knowledge.capabilities

    @property
    def encrypted(self) -> bool:
        """Whether the connection is encrypted."""
        return self._knowledge.encrypted

    @property
    def selected(self) -> SelectedMailbox | None:
        """The selected mailbox as the server's latest words describe it."""
        return self._knowledge.selected

    @property
    def tags_in_flight(self) -> tuple[Tag, ...]:
        """The tags of commands that have no answer yet, those that still wait to be sent included, in their order."""
        return tuple(self._in_progress)

    @property
    def is_idling(self) -> bool:
        """Whether the server has agreed to IDLE and was not told DONE."""
        entry = self._in_progress.unconcluded()
        return entry is not None and self._outbox.holder is None

    def submit(self, command: Command[R], *, stream: bool = False) -> InFlight[R]:
        """Send a command, or let it wait for those that it may not share the connection with (RFC 9051, 5.5).

        With `stream`, its data are told by `ItemReceived`, its large literals by `LiteralStarted` and the two after it,
        and its result is empty. Raises LocalProtocolError or CapabilityMissing, and then nothing was sent. A command
        that waited and has become impossible meanwhile fails with the same errors.
        """
        return self._sender.submit(command, stream=stream)

    def conclude(self, in_flight: InFlight[Any]) -> None:
        """End a command that goes on until it is ended, as IDLE does; any other is left alone."""
        self._sender.conclude(in_flight)

    def abandon(self, in_flight: InFlight[Any]) -> None:
        """Forget a command: one that still waits is never sent, of one that was sent the answers are swallowed.

        A literal that was announced is sent all the same, for the server counts on it; where its octets come from
        elsewhere, `OctetsNeeded` still asks for them, and who cannot give them has to end the connection. Signing in is
        cut short, and what goes on until it is ended is ended.
        """
        self._sender.abandon(in_flight)

    def give_octets(self, in_flight: InFlight[Any], octets: bytes) -> None:
        """Send octets of a letter, as `OctetsNeeded` asked for them, or some of them; then ask for `data_to_send`.

        With the last of them the command goes on, and so may others. Raises LocalProtocolError where they are not
        wanted, or not as many: a server reads as many as were announced, and no more.
        """
        debtor = self._outbox.debtor
        if debtor is None or debtor.in_flight is not in_flight:
            raise LocalProtocolError("bad-argument", what="give_octets", reason="it is not this letter's turn")
        if len(octets) > self._outbox.owed:
            raise LocalProtocolError("bad-argument", what="give_octets", reason="they are more than announced")
        self._outbox.give(octets)
        self._send_waiting()

    def octets_owed(self, in_flight: InFlight[Any]) -> int:
        """How many octets of a command's letter the server waits for; 0 where it is not its turn."""
        debtor = self._outbox.debtor
        return self._outbox.owed if debtor is not None and debtor.in_flight is in_flight else 0

    def receive_data(self, data: bytes) -> None:
        """Take bytes from the server, divided however they are; after the connection's end they are nobody's."""
        if self._ended:
            return
        self._framer.receive(data)
        self._set_threshold()
        rest = b""
        try:
            rest = self._take_frames()
        except RemoteProtocolError as error:
            self._end(error)
        if self._on_wire is not None:
            self._on_wire(Direction.SERVER, data[: len(data) - len(rest)])

    def receive_eof(self) -> None:
        """Take it that the server, or the network, ended the connection."""
        if self._ended:
            return
        logout = self._in_progress.sent_to_reach(ConnectionState.LOGOUT)
        if logout is not None:
            self._finish_logout(logout)
        else:
            during = " in the middle of a response" if self._framer.incomplete() else ""
            self._end(ConnectionClosed("closed", during=during))

    def data_to_send(self) -> bytes:
        """Take the bytes that must be written now; ask again after `submit` and after `receive_data`."""
        return self._outbox.take()

    def events(self) -> list[Event]:
        """Take the events since the last call, in the order of the wire; ask after every call of the other methods."""
        events, self._events = self._events, []
        return events

    def tls_started(self) -> None:
        """Take it that the handshake asked for by `TlsNeeded` is done; what was known before it is forgotten."""
        if not self._tls_needed:
            raise LocalProtocolError("bad-argument", what="tls_started", reason="no handshake was asked for")
        self._tls_needed = False
        self._knowledge.encrypted = True
        self._sender.resume()

    def compression_started(self) -> None:
        """Take it that what `CompressionNeeded` asked for is in place."""
        if not self._compression_needed:
            raise LocalProtocolError("bad-argument", what="compression_started", reason="it was not asked for")
        self._compression_needed = False
        self._sender.resume()

    def _tell(self, event: Event) -> None:
        self._events.append(event)

    # Receiving

    def _set_threshold(self) -> None:
        self._framer.stream_threshold = self._stream_threshold if self._in_progress.streaming() else None

    def _take_frames(self) -> bytes:
        """Take what is complete; gives what is not for us to read, because it came through another layer."""
        if self._tls_needed:
            raise RemoteProtocolError("data-before-tls")
        for framed in self._framer.frames():
            self._take(framed)
            if self._ended:
                break
            if self._tls_needed:
                if self._framer.take_rest():
                    raise RemoteProtocolError("data-before-tls")
                break
            if self._compression_needed:
                rest = self._framer.take_rest()
                self._events.append(CompressionNeeded(rest))
                return rest
        return b""

    def _take(self, framed: Framed) -> None:
        if isinstance(framed, Frame):
            response = parse(framed, self._limits, utf8=self._knowledge.utf8)
            self._take_response(response, framed, self._literals.end_response() if framed.literals else None)
            return
        event: Event
        if isinstance(framed, LiteralStart):
            event = self._literals.start(framed)
        elif isinstance(framed, LiteralChunk):
            event = LiteralReceived(framed.data)
        else:
            event = LiteralFinished()
        if self._literals.wanted:
            self._events.append(event)

    def _take_response(self, response: Response | Unparsed, frame: Frame, owner: Entry | None) -> None:
        if self._knowledge.state is ConnectionState.GREETING:
            self._take_greeting(response)
        elif isinstance(response, MessageData):  # asked first, for nearly all are; it says nothing of the connection
            self._hand_on(response, frame, owner or self._in_progress.taker(response))
        elif isinstance(response, StatusResponse):
            self._take_status(response, frame)
        elif isinstance(response, ContinuationRequest):
            self._take_continuation(response)
        elif isinstance(response, Unparsed):
            self._take_unparsed(response)
        else:
            self._take_data(response, frame, owner)

    def _take_greeting(self, response: Response | Unparsed) -> None:
        status = greeting_in(response)
        state = state_greeted_into(status, may_be_signed_in=self.encrypted or not self._starttls_required)
        self._tell_alert(status)
        if state is ConnectionState.LOGOUT:
            self._end(ConnectionClosed("bye", text=status.text))
            return
        self._events.append(Greeted(status))
        self._events += self._knowledge.heard(status, about_next_mailbox=False)
        self._events += self._knowledge.move_to(state)

    def _take_status(self, status: StatusResponse, frame: Frame) -> None:
        self._tell_alert(status)
        if status.tag is not None:
            if self._in_progress.is_overtaken(status.tag):
                raise unexpected(status)  # not in the order given (RFC 9051, 5.5): nobody knows what is open now
            entry = self._in_progress.answered(status.tag)
            if entry is None:
                self._events.append(UnexpectedReceived(status))
            else:
                self._complete(entry, status)
        elif status.status is Status.BYE:
            self._events.append(UntaggedReceived(status))
            if self._in_progress.sent_to_reach(ConnectionState.LOGOUT) is None:
                self._end(ConnectionClosed("bye", text=status.text))
            else:
                self._events += self._knowledge.move_to(ConnectionState.LOGOUT)
        else:
            self._take_data(status, frame, None)

    def _tell_alert(self, status: StatusResponse) -> None:
        code = status.code
        if isinstance(code, ResponseCode) and code.name == "ALERT":
            self._events.append(AlertReceived(status.text))
        elif isinstance(code, ResponseCode) and isinstance(code.value, Progress):
            progress = code.value
            entry = self._in_progress.sent_as(progress.tag) if progress.tag is not None else None
            in_flight = None if entry is None else entry.in_flight
            self._events.append(ProgressReceived(in_flight, progress.progress, progress.goal))

    def _take_data(self, response: Response, frame: Frame, owner: Entry | None) -> None:
        entry = owner or self._in_progress.taker(response)
        selecting = entry is not None and entry.rule.leads_to is ConnectionState.SELECTED
        self._events += self._knowledge.heard(response, about_next_mailbox=selecting)
        self._hand_on(response, frame, entry)

    def _hand_on(self, response: Response, frame: Frame, entry: Entry | None) -> None:
        if entry is not None and not entry.in_flight.abandoned:
            if entry.in_flight.stream:
                self._events.append(ItemReceived(entry.in_flight, response))
            else:
                entry.gather(response, frame.octets, self._limits)
        if entry is None or _renumbers(response):
            self._events.append(UntaggedReceived(response))

    def _take_unparsed(self, unparsed: Unparsed) -> None:
        """A command whose answer cannot be read is over all the same, or its submitter would wait for ever."""
        tag = Tag(unparsed.raw.partition(b" ")[0].decode("latin-1"))
        entry = self._in_progress.answered(tag)
        self._events.append(UnparsedReceived(unparsed))
        if entry is not None:
            entry.error = unexpected(unparsed)
            self._complete(entry, StatusResponse(tag, Status.BAD))

    def _take_continuation(self, request: ContinuationRequest) -> None:
        holder = self._outbox.holder
        if holder is not None:
            self._outbox.release(holder)
            if self.is_idling:
                self._events.append(IdleStarted(holder.in_flight))
            self._send_waiting()
            return
        entry = self._in_progress.first_sent  # who converses is alone
        if entry is None or not self._converse(entry, request.data):
            self._events.append(UnexpectedReceived(request))

    def _converse(self, entry: Entry, challenge: bytes) -> bool:
        """Answer a challenge for a command that converses; `*` gives up (RFC 9051, 6.2.2)."""
        try:
            response = entry.collector.respond(challenge)
        except ImapError as error:
            entry.error = error
            response = _GIVE_UP
        if response is None:
            return False
        if entry.in_flight.abandoned:
            response = _GIVE_UP
        shown = _GIVE_UP if response == _GIVE_UP else MASK
        self._outbox.put((Piece(response + b"\r\n", shown + b"\r\n"),), entry)
        return True

    # Ending

    def _complete(self, entry: Entry, status: StatusResponse) -> None:
        """Give a command its result or its error."""
        in_flight, command = entry.in_flight, entry.in_flight.command
        in_flight.status = status
        self._outbox.answered(entry)
        agreed = status.status is Status.OK
        if agreed and entry.rule.leads_to is ConnectionState.LOGOUT:
            self._finish_logout(entry)
            return
        result: object = None
        error = entry.error
        if error is None and not agreed:
            error = refusal(command, entry.collector, status)
        elif error is None:
            try:
                result = entry.collector.finish(status)
            except RemoteProtocolError as missing:
                error = missing
        self._events += self._knowledge.answered(command, status, result)
        if error is not None:
            self._sender.fail(in_flight, error)
        else:
            in_flight.succeed(result)
            self._events.append(CommandCompleted(in_flight))
        if agreed and error is not None and isinstance(command, Authenticate):
            # It welcomes whom it could not know, or did not prove itself: it must not be trusted with anything.
            self._end(error)
            return
        if agreed and isinstance(command, StartTls):
            self._tls_needed = self._sender.paused = True
            self._events.append(TlsNeeded())
        if agreed and isinstance(command, Compress):
            self._compression_needed = self._sender.paused = True
        self._send_waiting()

    def _send_waiting(self) -> None:
        self._sender.send_waiting()
        self._set_threshold()

    def _finish_logout(self, entry: Entry) -> None:
        """LOGOUT has what it wants as soon as the connection is over, with or without the tagged OK."""
        self._in_progress.answered(entry.in_flight.tag)
        self._events += self._knowledge.move_to(ConnectionState.LOGOUT)
        entry.in_flight.succeed(None)
        self._events.append(CommandCompleted(entry.in_flight))
        self._end(None)

    def _end(self, error: ImapError | None) -> None:
        """Tell everybody who waits that there will be no answer."""
        self._ended = True
        self._outbox.clear()
        self._events += self._knowledge.move_to(ConnectionState.LOGOUT)
        for entry in self._in_progress.take_all():
            self._sender.fail(entry.in_flight, error or never_answered(entry.in_flight.command))
        self._events.append(ConnectionEnded(error))


def _renumbers(response: Response) -> bool:
    """Whether it takes letters out of the selected mailbox, which everybody who counts them has to hear of."""
    return isinstance(response, ExpungeData) or (isinstance(response, VanishedData) and not response.earlier)
