# SPDX-License-Identifier: MIT
"""The stage between responses and octets, where faults act.

    responses -> faults -> octets -> faults -> steps for whoever owns the transport

`FaultBox` holds what is armed, over all connections; an `Answer` is the stage for one command's answer. Has no clock:
a wait is a step that the transport's owner takes.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from testserver.answers import Condition, Fetched, Literal, Response, Status, Value, encode
from testserver.effects import Hangup
from testserver.faults import GREETING, Fault
from testserver.session import Session

NEVER = math.inf  # seconds


@dataclass(frozen=True, slots=True)
class Send:
    """Write these octets."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Take no further step for so many seconds; 0: let what was sent leave first; `NEVER`: stay silent."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Vanish:
    """Reset the connection without farewell."""


WireStep: TypeAlias = Send | Pause | Vanish | Hangup


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a fault may wait for: a command (or the greeting) with its tag and the mailbox it is about."""

    command: str
    tag: bytes | None = None
    mailbox: str | None = None


@dataclass(slots=True)
class _Armed:
    fault: Fault
    met: int = 0

    def fires(self) -> bool:
        """Count one more meeting of the trigger and tell whether the fault begins."""
        self.met += 1
        last = None if self.fault.times is None else self.fault.nth + self.fault.times
        return self.met >= self.fault.nth and (last is None or self.met < last)


class FaultBox:
    """The faults that are armed."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def arm(self, fault: Fault) -> None:
        """Let a fault wait for its trigger."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()

    def answer(self, occasion: Occasion, session: Session) -> "Answer":
        """Return the stage for the answer to one command."""
        waiting = [armed for armed in self._armed if _concerns(armed.fault, occasion)]
        begun = [armed.fault for armed in waiting if armed.fault.uid is None and armed.fires()]
        return Answer(occasion, session, begun, [armed for armed in waiting if armed.fault.uid is not None])


def _concerns(fault: Fault, occasion: Occasion) -> bool:
    if fault.command is None:
        named = occasion.command != GREETING
    else:
        named = fault.command in {occasion.command, occasion.command.removeprefix("UID ")}
    return named and fault.mailbox in {None, occasion.mailbox}


@dataclass
class _Action:
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
class _AtByte(_Action):
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
            noise = random.Random(octets).randbytes(octets)  # noqa: S311 - reproducible, not secret
            yield Send(noise.replace(b"\n", b"\0").replace(b"\r", b"\0") + b"\r\n")
        yield Send(data)


class _Drop(_Action):
    def begin(self) -> Iterator[Response | WireStep]:
        yield Vanish()


class _NoAnswer(_Action):
    def responses(self, response: Response) -> Iterable[Response]:
        del response
        return ()


class _Instead(_Action):
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


class _WrongLiteral(_Action):
    def responses(self, response: Response) -> Iterable[Response]:
        if isinstance(response, Fetched):
            items = tuple((name, self._announce(value)) for name, value in response.items)
            return (replace(response, items=items),)
        return (response,)

    def _announce(self, value: Value) -> Value:
        if isinstance(value, Literal):
            return Literal(value.data, max(0, len(value.data) + self.fault.number("by")))
        return value


class _Duplicate(_Action):
    def responses(self, response: Response) -> Iterable[Response]:
        return (response,) if _is_tagged(response) else (response, response)


@dataclass
class _Reorder(_Action):
    held: list[Response] = field(default_factory=list, init=False)

    def responses(self, response: Response) -> Iterable[Response]:
        self.held.insert(0, response)
        if not _is_tagged(response):
            return ()
        tagged, *others = self.held
        self.held = []
        return (*others, tagged)


class _Expunge(_Action):
    def begin(self) -> Iterator[Response | WireStep]:
        view = self.session.view
        number = self.fault.number("number")
        if view is not None and 1 <= number <= len(view):
            message = view.at(number)
            if not view.is_expunged(message.uid):
                view.mailbox.expunge(message.uid)
            yield from view.expunges()


class _UidValidity(_Action):
    def begin(self) -> Iterator[Response | WireStep]:
        account = self.session.account
        view = self.session.view
        name = self.occasion.mailbox
        if account is not None and name in account.mailboxes:
            account.change_uidvalidity(name)
            if view is not None:
                yield from view.updates(expunges=False)


_MAKERS: dict[str, Callable[[Fault, Occasion, Session], _Action]] = {
    "delay": _Delay,
    "drip": _Drip,
    "slice": _Drip,
    "cut": _Cut,
    "drop": _Drop,
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
_NOT_EXECUTED = frozenset({"no", "bad", "bye", "drop"})


def _is_tagged(response: Response) -> bool:
    return isinstance(response, Status) and response.tag is not None


class Answer:
    """The way of one command's answer to the wire."""

    def __init__(self, occasion: Occasion, session: Session, begun: list[Fault], waiting: list[_Armed]) -> None:
        self._occasion = occasion
        self._session = session
        self._begun = begun
        self._waiting = waiting
        self._actions: list[_Action] = []

    @property
    def replaces_command(self) -> bool:
        """Tell whether a fault answers instead of the command."""
        return any(fault.action in _NOT_EXECUTED for fault in self._begun)

    def begin(self) -> Iterator[WireStep]:
        """Let the faults begin that wait for no response."""
        for fault in self._begun:
            yield from self._begin(fault)

    def steps(self, response: Response) -> Iterator[WireStep]:
        """Return what one response becomes on the wire."""
        if isinstance(response, Fetched):
            for armed in self._waiting:
                if armed.fault.uid == response.uid and armed.fires():
                    yield from self._begin(armed.fault)
        yield from self._after(self._actions, response)

    def _begin(self, fault: Fault) -> Iterator[WireStep]:
        action = _MAKERS[fault.action](fault, self._occasion, self._session)
        for said in action.begin():
            if isinstance(said, Send | Pause | Vanish | Hangup):
                yield said
            else:
                yield from self._after(self._actions, said)
        self._actions.append(action)

    def _after(self, actions: list[_Action], response: Response) -> Iterator[WireStep]:
        if not actions:
            yield from map(Send, encode(response))
            return
        responses: list[Response] = [response]
        for action in actions:
            responses = [changed for one in responses for changed in action.responses(one)]
        for one in responses:
            for data in encode(one):
                yield from _filtered(actions, Send(data))


def _filtered(actions: list[_Action], step: WireStep) -> Iterator[WireStep]:
    """Lead octets through every action in turn; other steps pass."""
    if not actions or not isinstance(step, Send):
        yield step
        return
    for changed in actions[0].steps(step.data):
        yield from _filtered(actions[1:], changed)
