# SPDX-License-Identifier: MIT
"""The stage between responses and octets, where faults act.

    responses -> faults -> quirks -> octets -> faults -> steps for whoever owns the transport

`FaultBox` holds what is armed, over all connections; an `Answer` is the stage for one command's answer, a `Link` the
one for everything that a connection sends. Has no clock: a wait is a step that the transport's owner takes.
"""

import random
from collections.abc import Iterator

from testserver.answers import Fetched, Response, encode
from testserver.effects import Hangup, Pause, Send, Vanish, WireStep
from testserver.fault_actions import ENDS, MAKERS, Action, Occasion
from testserver.faults import ANSWER, CONNECT, CONTINUATION, GREETING, RECEIVED, SENT, Fault, parse_fault
from testserver.profiles import Profile
from testserver.quirks import quirked
from testserver.session import Session

_UNASKED = frozenset({GREETING, CONNECT, CONTINUATION})  # no command: only a fault that names them concerns them


class _Armed:
    """A fault that waits. Chances are drawn from its own seed, so that the same meetings give the same faults."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._met = 0
        self._chance = random.Random(fault.seed)  # noqa: S311 - reproducible, not secret

    def fires(self) -> bool:
        """Count one more meeting of the trigger and tell whether the fault begins."""
        if self.fault.chance < 1 and self._chance.random() >= self.fault.chance:
            return False
        self._met += 1
        last = None if self.fault.times is None else self.fault.nth + self.fault.times
        return self._met >= self.fault.nth and (last is None or self._met < last)


class FaultBox:
    """The faults that are armed."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []
        self._standing: dict[str, list[_Armed]] = {}  # those of each profile's quirks

    def arm(self, fault: Fault) -> None:
        """Let a fault wait for its trigger."""
        self._armed.append(_Armed(fault))

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()

    def answer(self, occasion: Occasion, session: Session) -> "Answer":
        """Return the stage for the answer to one command."""
        everything = [*self._armed, *self._of_profile(session.profile)]
        waiting = [armed for armed in everything if armed.fault.on == ANSWER and _concerns(armed.fault, occasion)]
        begun = [armed.fault for armed in waiting if armed.fault.uid is None and armed.fires()]
        return Answer(occasion, session, begun, [armed for armed in waiting if armed.fault.uid is not None])

    def _of_profile(self, profile: Profile) -> list[_Armed]:
        if profile.name not in self._standing:
            faults = [fault for quirk in profile.quirks for fault in quirk.faults]
            self._standing[profile.name] = [_Armed(parse_fault(fault)) for fault in faults]
        return self._standing[profile.name]

    def connecting(self) -> Fault | None:
        """Return the fault, if any, that begins before the first octet of a new connection, TLS included."""
        return next((armed.fault for armed in self._armed if armed.fault.command == CONNECT and armed.fires()), None)

    def link(self, session: Session) -> "Link":
        """Return the stage for all octets of a new connection."""
        begun = [armed.fault for armed in self._armed if armed.fault.on != ANSWER and armed.fires()]
        return Link(begun, session)


def _concerns(fault: Fault, occasion: Occasion) -> bool:
    if fault.command is None:
        named = occasion.command not in _UNASKED
    else:
        named = fault.command in {occasion.command, occasion.command.removeprefix("UID ")}
    return named and fault.mailbox in {None, occasion.mailbox}


_NOT_EXECUTED = frozenset({"no", "bad", "bye"})


def _replaces(fault: Fault) -> bool:
    return fault.action in _NOT_EXECUTED or (fault.action == "drop" and fault.byte == 0)


class Answer:
    """The way of one command's answer to the wire."""

    def __init__(self, occasion: Occasion, session: Session, begun: list[Fault], waiting: list[_Armed]) -> None:
        self._occasion = occasion
        self._session = session
        self._begun = begun
        self._waiting = waiting
        self._actions: list[Action] = []

    @property
    def replaces_command(self) -> bool:
        """Tell whether a fault answers instead of the command."""
        return any(map(_replaces, self._begun))

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
        action = MAKERS[fault.action](fault, self._occasion, self._session)
        for said in action.begin():
            if isinstance(said, Send | Pause | Vanish | Hangup):
                yield said
            else:
                yield from self._after(self._actions, said)
        self._actions.append(action)

    def _after(self, actions: list[Action], response: Response) -> Iterator[WireStep]:
        if not actions:
            yield from map(Send, self._octets(response))
            return
        responses: list[Response] = [response]
        for action in actions:
            responses = [changed for one in responses for changed in action.responses(one)]
        for one in responses:
            for data in self._octets(one):
                yield from _filtered(actions, Send(data))

    def _octets(self, response: Response) -> Iterator[bytes]:
        quirks = self._session.profile.quirks
        return quirked(quirks, response) if quirks else encode(response)


def _filtered(actions: list[Action], step: WireStep) -> Iterator[WireStep]:
    """Lead octets through every action in turn; other steps pass."""
    if not actions or not isinstance(step, Send):
        yield step
        return
    for changed in actions[0].steps(step.data):
        yield from _filtered(actions[1:], changed)


class Link:
    """The octets of one connection, both ways: where faults count them from the first one on."""

    def __init__(self, begun: list[Fault], session: Session) -> None:
        everything = Occasion("")
        self._sent = [MAKERS[fault.action](fault, everything, session) for fault in begun if fault.on == SENT]
        self._received = next((fault for fault in begun if fault.on == RECEIVED), None)
        self._left = 0 if self._received is None else self._received.byte
        self._end: WireStep | None = None

    @property
    def sends_all(self) -> bool:
        """Tell whether nothing is done to what is sent."""
        return not self._sent

    def sent(self, step: WireStep) -> Iterator[WireStep]:
        """Return what becomes of one step."""
        return _filtered(self._sent, step)

    def received(self, data: bytes) -> bytes:
        """Return those of the client's octets that are heard."""
        if self._received is None:
            return data
        heard, self._left = data[: self._left], max(0, self._left - len(data))
        if self._left == 0:
            self._end = ENDS[self._received.action]
        return heard

    def end(self) -> WireStep | None:
        """Return, once, what ends the connection when everything heard has been answered; None: it goes on."""
        end, self._end = self._end, None
        return end
