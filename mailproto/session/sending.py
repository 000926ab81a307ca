# SPDX-License-Identifier: MIT
"""The client's half of a session: which command is sent when, and which waits (RFC 9051, 5.5).

Knows neither what the server says nor what an answer means; it is told when there may be something to send.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from mailproto.commands import Capability, Command, Enable, InFlight
from mailproto.errors import ImapError, LocalProtocolError
from mailproto.events import CommandCompleted
from mailproto.printer import Piece
from mailproto.session.in_progress import Entry, InProgress
from mailproto.session.knowledge import Knowledge
from mailproto.session.outbox import Outbox
from mailproto.session.rules import Situation, check
from mailproto.session.tags import Tags
from mailproto.states import ConnectionState
from mailproto.vocabulary import Tag

R = TypeVar("R")


class Sender:
    """Puts commands into `outbox` as the rules allow. `paused`, while what carries the connection is being changed."""

    def __init__(
        self,
        knowledge: Knowledge,
        in_progress: InProgress,
        outbox: Outbox[Entry],
        completed: Callable[[CommandCompleted], None],
        *,
        allow_unencrypted_password: bool,
    ) -> None:
        self.paused = False
        self._knowledge = knowledge
        self._in_progress = in_progress
        self._outbox = outbox
        self._completed = completed
        self._allow_unencrypted_password = allow_unencrypted_password
        self._tags = Tags()

    def submit(self, command: Command[R], *, stream: bool) -> InFlight[R]:
        """Send a command or let it wait; see `Session.submit`."""
        in_progress = self._in_progress
        known = not in_progress.renewal_expected()
        settled = not (in_progress.has_waiting or in_progress.enabling)
        state = in_progress.expected_state(self._knowledge.state)
        if settled and state is not ConnectionState.LOGOUT and self._is_enabled(command):
            return self._answered_unasked(command, self._knowledge.enabled)  # also where ENABLE is no longer allowed
        self._check(command, state, known=known, settled=settled)
        if stream and not command.streams:
            raise LocalProtocolError("bad-argument", what=command.name, reason="its data cannot be streamed")
        if known and self._is_known(command):
            return self._answered_unasked(command, self._knowledge.capabilities)
        pieces, collector = command.begin(self._knowledge.style)
        in_flight = InFlight(self._tags.next(in_progress), command, stream=stream)
        entry = Entry(in_flight, command.rule, collector)
        if self._may_speak and in_progress.may_send(in_flight):
            self._send(entry, pieces)
        else:
            in_progress.wait(entry)
            self._make_way()
        return in_flight

    def conclude(self, in_flight: InFlight[Any]) -> None:
        """End a command that goes on until it is ended; see `Session.conclude`."""
        entry = self._in_progress.unconcluded()
        if entry is None or entry.in_flight is not in_flight:
            return
        in_flight.concluded = True
        line = in_flight.command.conclusion
        if self._outbox.holder is entry:
            self._outbox.hold(Piece(line, line))
        else:
            self._outbox.put((Piece(line, line),), entry)

    def abandon(self, in_flight: InFlight[Any]) -> None:
        """Forget a command; see `Session.abandon`."""
        in_flight.abandoned = True
        if self._in_progress.withdraw(in_flight):
            self.fail(in_flight, LocalProtocolError("abandoned", command=in_flight.command.name))
            self.send_waiting()
        else:
            self.conclude(in_flight)

    def resume(self) -> None:
        """Speak again, after a pause."""
        self.paused = False
        self.send_waiting()

    def send_waiting(self) -> None:
        """Send what may be sent by now of the commands that waited."""
        while self._may_speak and (entry := self._in_progress.next_waiting()) is not None:
            command = entry.in_flight.command
            try:
                self._check(command, self._knowledge.state)
                pieces, entry.collector = command.begin(self._knowledge.style)
            except LocalProtocolError as error:
                self.fail(entry.in_flight, error)
            else:
                self._send(entry, pieces)
        self._make_way()

    def fail(self, in_flight: InFlight[Any], error: ImapError) -> None:
        """Tell a command's submitter that it has failed."""
        in_flight.fail(error)
        self._completed(CommandCompleted(in_flight))

    @property
    def _may_speak(self) -> bool:
        return self._outbox.is_free and not self.paused

    def _check(
        self, command: Command[object], state: ConnectionState, *, known: bool = True, settled: bool = True
    ) -> None:
        """Raise for a command that may not be sent in `state`.

        `known`: the capabilities known now will hold then; `settled`: nothing else will be enabled until then.
        """
        knowledge = self._knowledge
        capabilities = knowledge.capabilities if known else None
        situation = Situation(
            state,
            capabilities,
            knowledge.enabled if settled else None,
            encrypted=knowledge.encrypted,
            allow_unencrypted_password=self._allow_unencrypted_password,
            numbers_shift=knowledge.numbers_shift,
        )
        check(command, situation)

    def _send(self, entry: Entry, pieces: tuple[Piece, ...]) -> None:
        tag = entry.in_flight.tag.encode("ascii") + b" "
        self._knowledge.sent(entry.in_flight.command)
        self._in_progress.add_sent(entry)
        self._outbox.put((Piece(tag, tag), *pieces), entry)

    def _make_way(self) -> None:
        """End what goes on until it is ended, where another command waits."""
        entry = self._in_progress.unconcluded()
        if entry is not None and self._in_progress.has_waiting:
            self.conclude(entry.in_flight)

    def _is_known(self, command: Command[object]) -> bool:
        return isinstance(command, Capability) and command.if_unknown and self._knowledge.capabilities is not None

    def _is_enabled(self, command: Command[object]) -> bool:
        if not isinstance(command, Enable) or not command.if_needed:
            return False
        return self._knowledge.enabled.issuperset(map(str.upper, command.capabilities))

    def _answered_unasked(self, command: Command[R], result: object) -> InFlight[R]:
        """Complete a command without the server's help; it has no tag, for it never goes over the wire."""
        in_flight = InFlight(Tag(""), command)
        in_flight.succeed(cast("R", result))
        self._completed(CommandCompleted(in_flight))
        return in_flight
