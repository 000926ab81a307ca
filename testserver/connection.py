# SPDX-License-Identifier: MIT
"""One client's connection without its transport: octets in, steps out.

    octets -> reader -> dispatcher -> session -> responses -> fault stage -> steps

Whoever owns the transport feeds `receive_data` and takes `next_step` until there is none. Has no clock and no socket.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from testserver.answers import Condition, Continuation, Response, Status
from testserver.command_reader import CommandReader, CommandText, LiteralWanted, Refusal
from testserver.commands.connection import greeting, is_signed_in
from testserver.compression import Compression, CompressionError
from testserver.dispatcher import Command, perform, read_command
from testserver.effects import Effect, Hangup, ReadLine, Send, StartCompression, StartTls, WireStep
from testserver.fault_actions import Occasion
from testserver.fault_stage import Answer, FaultBox
from testserver.faults import CONTINUATION, GREETING
from testserver.grammar import CommandSyntaxError
from testserver.quirks import refusal, reread
from testserver.session import PostOffice, Session
from testserver.transcript import Side, Transcript

Step: TypeAlias = WireStep | StartTls
_Steps: TypeAlias = Iterator[Step | None]  # None: nothing more before the client speaks or something changes


@dataclass
class Shared:
    """What every connection of a server has in common."""

    post_office: PostOffice
    faults: FaultBox = field(default_factory=FaultBox)
    transcript: Transcript = field(default_factory=Transcript)


class ServerConnection:
    """One client, from the greeting to the end."""

    def __init__(self, shared: Shared, session: Session, number: int = 1) -> None:
        self.shared = shared
        self.session = session
        self.number = number
        self.reader = CommandReader(shared.post_office.limits)
        self.closed = False
        self._compression: Compression | None = None
        self._bad_in_a_row = 0
        self._came: set[str] = set()  # commands
        self._link = shared.faults.link(session)
        self._steps: _Steps | None = self._linked(self._greet())

    def receive_data(self, data: bytes) -> None:
        """Take octets from the client."""
        self._receive(self._link.received(data))

    def _receive(self, data: bytes) -> None:
        if self._compression is None:
            self.reader.receive(data)
        else:
            self._compression.receive(data)
            try:
                self._inflate()
            except CompressionError as error:
                self._steps = self._refuse(Refusal(str(error), fatal=True))

    def _inflate(self) -> None:
        """Read on in what came compressed, no further than others' commands may wait."""
        compression = self._compression
        while compression is not None and self.reader.waiting() <= self.reader.limits.waiting_commands:
            data = compression.inflate()
            if not data:
                return
            self.reader.receive(data)

    def _compress(self) -> None:
        """Compress from here on; what came in behind the command is compressed already."""
        self._compression = Compression()
        self._receive(self.reader.take_rest())

    def encrypted(self) -> None:
        """Hear that TLS begins; what came before it is forgotten, unless the profile has that flaw."""
        self.session.encrypted = True
        if not self.session.profile.remembers_plaintext:
            self.reader.forget()

    def lost(self) -> None:
        """Hear that the client is gone."""
        self.closed = True
        self.session.end()

    def next_step(self) -> Step | None:
        """Return what the transport should do next, or None when there is nothing to do now."""
        while not self.closed:
            if self._steps is None:
                following = self._next_input()
                if following is None:
                    return self._link.end()
                self._steps = self._linked(following)
            for step in self._steps:
                if isinstance(step, Send):
                    self.shared.transcript.record(self.number, Side.SERVER, step.data)
                    return Send(self._compression.deflate(step.data)) if self._compression is not None else step
                return self._link.end() if step is None else step
            self._steps = None
        return None

    def _linked(self, steps: _Steps) -> _Steps:
        """Lead what is sent through the faults that hold for the whole connection."""
        return steps if self._link.sends_all else self._through_link(steps)

    def _through_link(self, steps: _Steps) -> _Steps:
        for step in steps:
            if isinstance(step, Send):
                yield from self._link.sent(step)
            else:
                yield step

    def _next_input(self) -> _Steps | None:
        self.reader.signed_in = is_signed_in(self.session)
        self.reader.longest_unasked = self.session.longest_unasked_literal
        try:
            self._inflate()
        except CompressionError as error:
            return self._refuse(Refusal(str(error), fatal=True))
        match self.reader.command():
            case None:
                return None
            case LiteralWanted():
                return self._invite()
            case Refusal() as refusal:
                self.shared.transcript.record(self.number, Side.CLIENT, refusal.line)
                return self._refuse(refusal)
            case CommandText(data):
                self.shared.transcript.record(self.number, Side.CLIENT, data)
                return self._answer(data)

    def _greet(self) -> _Steps:
        answer = self.shared.faults.answer(Occasion(GREETING), self.session)
        yield from answer.begin()
        yield from answer.steps(greeting(self.session))

    def _invite(self) -> _Steps:
        answer = self.shared.faults.answer(Occasion(CONTINUATION), self.session)
        yield from answer.begin()
        yield from answer.steps(Continuation("Ready for the literal"))

    def _say(self, *responses: Response) -> _Steps:
        for response in responses:
            yield from self._no_faults().steps(response)

    def _no_faults(self) -> Answer:
        return Answer(Occasion(""), self.session, [], [])

    def _refuse(self, refusal: Refusal) -> _Steps:
        if refusal.fatal:
            yield from self._say(Status(Condition.BYE, refusal.reason))
            yield Hangup()
            return
        word = refusal.line.split(b" ", 1)[0]
        try:
            tag = read_command(word + b" NOOP", self.reader.limits).tag
        except CommandSyntaxError:
            tag = None
        if refusal.too_big:
            yield from self._say(Status(Condition.NO, refusal.reason, b"TOOBIG", tag))
            return
        yield from self._say(Status(Condition.BAD, refusal.reason, tag=tag))
        yield from self._count_bad()

    def _count_bad(self) -> _Steps:
        self._bad_in_a_row += 1
        if self._bad_in_a_row >= self.reader.limits.bad_commands:
            yield from self._say(Status(Condition.BYE, "Too many commands that are none"))
            yield Hangup()

    def _answer(self, data: bytes) -> _Steps:
        quirks = self.session.profile.quirks
        data = reread(quirks, data)
        try:
            command = read_command(data, self.reader.limits)
        except CommandSyntaxError as error:
            yield from self._refuse(Refusal(str(error), data))
            return
        refused = refusal(quirks, data, self._came)
        self._came.add(command.name)
        if refused is not None:
            yield from self._say(replace(refused, tag=command.tag))
            return
        self.shared.transcript.count(command.name)
        mailbox = command.mailbox()
        if mailbox is None and self.session.view is not None:
            mailbox = self.session.view.mailbox.name
        answer = self.shared.faults.answer(Occasion(command.name, command.tag, mailbox), self.session)
        yield from answer.begin()
        if not answer.replaces_command:
            yield from self._perform(command, answer)

    def _perform(self, command: Command, answer: Answer) -> _Steps:
        handling = perform(self.session, command)
        effect: Effect | None = next(handling, None)
        while effect is not None:
            match effect:
                case ReadLine():
                    line = yield from self._read_line(effect, answer, secret=command.name == "AUTHENTICATE")
                    effect = None if line is None else _resumed(handling, line)
                    continue
                case StartTls() | Hangup():
                    yield effect
                case StartCompression():
                    self._compress()
                case Status(condition=Condition.BAD, tag=bytes()):
                    yield from answer.steps(effect)
                    yield from self._count_bad()
                case _:
                    yield from answer.steps(effect)
                    self._bad_in_a_row = 0
            effect = next(handling, None)

    def _read_line(self, wish: ReadLine, answer: Answer, *, secret: bool) -> Generator[Step | None, None, bytes | None]:
        """Wait for the client's line, telling it of changes meanwhile if it idles; None: the connection ends."""
        while (line := self.reader.line()) is None:
            if self.reader.waiting() > self.reader.limits.line:
                yield from self._refuse(Refusal("Line too long", fatal=True))
                return None
            if wish.idle:
                for response in self.session.updates(expunges=True):
                    yield from answer.steps(response)
                if self.session.view is not None and self.session.view.gone:
                    yield from self._refuse(Refusal("The selected mailbox was deleted", fatal=True))
                    return None
            yield None
        if secret:
            self.shared.transcript.record_secret(self.number)
        else:
            self.shared.transcript.record(self.number, Side.CLIENT, line)
        return line


def _resumed(handling: Generator[Effect, bytes, None], line: bytes) -> Effect | None:
    try:
        return handling.send(line)
    except StopIteration:
        return None
