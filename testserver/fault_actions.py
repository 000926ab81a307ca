# SPDX-License-Identifier: MIT
"""What each fault does once it has begun: to response objects, and to octets.

The stage says when; an action says something before the answer, changes a response, or changes octets. Has no clock.
"""

import base64
import binascii
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from testserver.answers import (
    Atom,
    Condition,
    Continuation,
    Fetched,
    Literal,
    Raw,
    Response,
    Status,
    Untagged,
    Value,
    encode,
)
from testserver.effects import NEVER, Hangup, Pause, Send, Vanish, WireStep
from testserver.faults import FALLING, Fault
from testserver.session import Session

FALLING_FROM = 1_000_000  # a lie that falls begins below this number


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a fault may wait for: a command (or the greeting) with its tag and the mailbox it is about."""

    command: str
    tag: bytes | None = None
    mailbox: str | None = None


def _is_tagged(response: Response) -> bool:
    return isinstance(response, Status) and response.tag is not None


@dataclass
class Action:
    """What a fault does once it has begun. This one does nothing; the others override what they change."""

    fault: Fault
    occasion: Occasion
    session: Session

    def begin(self) -> Iterator[Response | WireStep]:
        """Say something before everything else."""
        return iter(())

    def responses(self, response: Response) -> Iterable[Response]:
        """Change one response."""
        return (response,)

    def steps(self, data: bytes) -> Iterator[WireStep]:
        """Change octets."""
        yield Send(data)


@dataclass
class _AtByte(Action):
    """Finds the octet where the fault begins."""

    left: int = field(default=0, init=False)
    begun: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.left = self.fault.byte

    def steps(self, data: bytes) -> Iterator[WireStep]:
        before, after = data[: self.left], data[self.left :]
        self.left -= len(before)
        if before:
            yield Send(before)
        if self.left == 0 and (after or self.begun):
            yield from self.from_there(after, first=not self.begun)
            self.begun = True

    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        """Change the octets that follow the place; `first` the first time."""
        raise NotImplementedError


class _Delay(_AtByte):
    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        if first:
            yield Pause(self.fault.seconds("seconds"))
        yield Send(data)


class _Drip(_AtByte):
    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        octets = self.fault.number("octets")
        for start in range(0, len(data), octets):
            if start or not first:
                yield Pause(self.fault.seconds("interval"))
            yield Send(data[start : start + octets])


class _Cut(_AtByte):
    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        del data, first
        yield Hangup()


class _Garbage(_AtByte):
    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        if first:
            octets = self.fault.number("octets")
            noise = random.Random(self.fault.seed).randbytes(octets)  # noqa: S311 - reproducible, not secret
            yield Send(noise.replace(b"\n", b"\0").replace(b"\r", b"\0") + b"\r\n")
        yield Send(data)


class _Stall(_AtByte):
    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        del data, first
        yield Pause(NEVER)


class _Drop(_AtByte):
    def begin(self) -> Iterator[Response | WireStep]:
        if self.fault.byte == 0:
            yield Vanish()

    def from_there(self, data: bytes, *, first: bool) -> Iterator[WireStep]:
        del data, first
        yield Vanish()


class _Say(Action):
    def begin(self) -> Iterator[Response | WireStep]:
        line = self.fault.text("text").encode().replace(b"{tag}", self.occasion.tag or b"*") + b"\r\n"
        interval, count = self.fault.seconds("interval"), self.fault.number("count")
        said = 0
        while count == 0 or said < count:
            if said and interval:
                yield Pause(interval)
            yield Raw(line)
            said += 1


class _NoAnswer(Action):
    def responses(self, response: Response) -> Iterable[Response]:
        del response
        return ()


class _Instead(Action):
    """Says one status and lets nothing else through."""

    def begin(self) -> Iterator[Response | WireStep]:
        condition = Condition(self.fault.action.upper())
        code = str(self.fault.parameters.get("code", "")).encode() or None
        tag = None if condition is Condition.BYE else self.occasion.tag
        yield from map(Send, encode(Status(condition, self.fault.text("text"), code, tag)))
        if condition is Condition.BYE:
            yield Hangup()

    def responses(self, response: Response) -> Iterable[Response]:
        del response
        return ()


class _WrongLiteral(Action):
    def responses(self, response: Response) -> Iterable[Response]:
        if isinstance(response, Fetched):
            items = tuple((name, self._announce(value)) for name, value in response.items)
            return (replace(response, items=items),)
        return (response,)

    def _announce(self, value: Value) -> Value:
        if isinstance(value, Literal):
            return Literal(value.data, max(0, len(value.data) + self.fault.number("by")))
        return value


class _WrongTag(Action):
    def responses(self, response: Response) -> Iterable[Response]:
        if isinstance(response, Status) and response.tag is not None:
            return (replace(response, tag=self.fault.text("tag").encode()),)
        return (response,)


@dataclass
class _Lie(Action):
    """Tells another number than the true one, wherever the name stands that it is about."""

    next_number: int = field(default=FALLING_FROM, init=False)

    def responses(self, response: Response) -> Iterable[Response]:
        about = self.fault.text("about").encode().upper()
        match response:
            case Fetched(items=items) if any(name == about for name, _ in items):
                lie = self._lie()
                told: Value = Atom(b"(" + lie + b")") if about == b"MODSEQ" else Atom(lie)
                items = tuple((name, told if name == about else value) for name, value in items)
                return (replace(response, items=items),)
            case Untagged(values=(int(), Atom(word), *rest)) if word == about:
                return (Untagged((Atom(self._lie()), Atom(word), *rest)),)
            case Untagged(values=(Atom(b"STATUS"), name, tuple() as items)):
                return (Untagged((Atom(b"STATUS"), name, self._pairs(items, about))),)
            case Status(code=bytes() as code):
                return (replace(response, code=self._code(code, about)),)
        return (response,)

    def _pairs(self, items: tuple[Value, ...], about: bytes) -> tuple[Value, ...]:
        names = (None, *items)  # each number follows its name
        pairs = zip(names, items, strict=False)
        return tuple(Atom(self._lie()) if name == Atom(about) else item for name, item in pairs)

    def _code(self, code: bytes, about: bytes) -> bytes:
        word, _, _ = code.partition(b" ")
        return word + b" " + self._lie() if word == about else code

    def _lie(self) -> bytes:
        value = self.fault.text("value")
        if value != FALLING:
            return value.encode()
        self.next_number -= 1
        return b"%d" % self.next_number


class _Iterations(Action):
    def responses(self, response: Response) -> Iterable[Response]:
        if isinstance(response, Continuation):
            try:
                challenge = base64.b64decode(response.text, validate=True)
            except binascii.Error:
                return (response,)
            heavier = re.sub(rb",i=\d+", b",i=%d" % self.fault.number("count"), challenge)
            return (Continuation(base64.b64encode(heavier).decode("ascii")),)
        return (response,)


class _Duplicate(Action):
    def responses(self, response: Response) -> Iterable[Response]:
        return (response,) if _is_tagged(response) else (response, response)


@dataclass
class _Reorder(Action):
    held: list[Response] = field(default_factory=list, init=False)

    def responses(self, response: Response) -> Iterable[Response]:
        self.held.insert(0, response)
        if not _is_tagged(response):
            return ()
        tagged, *others = self.held
        self.held = []
        return (*others, tagged)


class _Expunge(Action):
    def begin(self) -> Iterator[Response | WireStep]:
        view = self.session.view
        number = self.fault.number("number")
        if view is not None and 1 <= number <= len(view):
            message = view.at(number)
            if not view.is_expunged(message.uid):
                view.mailbox.expunge(message.uid)
            yield from view.expunges()


class _UidValidity(Action):
    def begin(self) -> Iterator[Response | WireStep]:
        account = self.session.account
        view = self.session.view
        name = self.occasion.mailbox
        if account is not None and name in account.mailboxes:
            account.change_uidvalidity(name)
            if view is not None:
                yield from view.updates(expunges=False)


MAKERS: dict[str, Callable[[Fault, Occasion, Session], Action]] = {
    "delay": _Delay,
    "drip": _Drip,
    "slice": _Drip,
    "cut": _Cut,
    "drop": _Drop,
    "stall": _Stall,
    "say": _Say,
    "wrong_tag": _WrongTag,
    "lie": _Lie,
    "iterations": _Iterations,
    "no_answer": _NoAnswer,
    "no": _Instead,
    "bad": _Instead,
    "bye": _Instead,
    "garbage": _Garbage,
    "wrong_literal": _WrongLiteral,
    "duplicate": _Duplicate,
    "reorder": _Reorder,
    "expunge": _Expunge,
    "uidvalidity": _UidValidity,
}
# How a connection ends whose client's octets are heard only up to some place.
ENDS: dict[str, WireStep] = {"cut": Hangup(), "drop": Vanish(), "stall": Pause(NEVER)}
