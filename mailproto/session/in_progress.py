# SPDX-License-Identifier: MIT
"""The commands that have no answer yet: which may be sent, and which of them a response is meant for.

Knows the rules of RFC 9051, 5.5, from `mailproto.states`; knows neither bytes nor the connection's state.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from mailproto.commands import Collector, InFlight, Interest
from mailproto.errors import ImapError
from mailproto.responses import Response
from mailproto.states import BESIDE, CommandRule, ConnectionState
from mailproto.vocabulary import Tag


@dataclass(slots=True, eq=False)
class Entry:
    """A command, its rule, what gathers its answer, and the error by which we gave it up in the middle, if we did."""

    in_flight: InFlight[Any]
    rule: CommandRule
    collector: Collector[Any]
    error: ImapError | None = None


class InProgress:
    """Commands in the order of their submission: first those that were sent, then those that wait their turn."""

    def __init__(self) -> None:
        self._sent: dict[Tag, Entry] = {}
        self._waiting: deque[Entry] = deque()

    def __iter__(self) -> Iterator[Entry]:
        return chain(self._sent.values(), self._waiting)

    @property
    def sent(self) -> tuple[Entry, ...]:
        """Those that were sent."""
        return tuple(self._sent.values())

    def tags(self) -> dict[Tag, None]:
        """The tags of all of them, in order."""
        return dict.fromkeys(entry.in_flight.tag for entry in self)

    def sent_to_reach(self, state: ConnectionState) -> Entry | None:
        """Give the first that was sent and leads to `state`."""
        return next((entry for entry in self._sent.values() if entry.rule.leads_to is state), None)

    def expected_state(self, now: ConnectionState) -> ConnectionState:
        """The state once all of them will have been answered OK."""
        state = now
        for entry in self:
            state = entry.rule.leads_to or state
        return state

    def renewal_expected(self) -> bool:
        """Whether the capabilities known now will not hold for a command submitted now."""
        return any(entry.rule.renews for entry in self)

    def unconcluded(self) -> Entry | None:
        """Give the one that was sent and goes on until it is ended, and was not."""
        entry = next(iter(self._sent.values()), None)  # it shares the connection with no other
        goes_on = entry is not None and entry.in_flight.command.conclusion and not entry.in_flight.concluded
        return entry if goes_on else None

    def wait(self, entry: Entry) -> None:
        """Put at the end of those that wait."""
        self._waiting.append(entry)

    @property
    def has_waiting(self) -> bool:
        """Whether any wait."""
        return bool(self._waiting)

    def next_waiting(self) -> Entry | None:
        """Take out the first that waits if it may be sent now; nothing overtakes it."""
        if not self._waiting or not self._may_join(self._waiting[0].in_flight):
            return None
        return self._waiting.popleft()

    def may_send(self, new: InFlight[Any]) -> bool:
        """Say whether it is a new command's turn, and whether it may share the connection with all that were sent."""
        return not self._waiting and self._may_join(new)

    def _may_join(self, new: InFlight[Any]) -> bool:
        return all(_may_share(new, entry.in_flight) for entry in self._sent.values())

    def add_sent(self, entry: Entry) -> None:
        """Put among those that were sent."""
        self._sent[entry.in_flight.tag] = entry

    def answered(self, tag: Tag) -> Entry | None:
        """Take out what was sent with `tag`, None where nothing was."""
        return self._sent.pop(tag, None)

    def withdraw(self, in_flight: InFlight[Any]) -> bool:
        """Take out what was not sent yet; False where there is no such thing."""
        for entry in self._waiting:
            if entry.in_flight is in_flight:
                self._waiting.remove(entry)
                return True
        return False

    def take_all(self) -> list[Entry]:
        """Take out all of them."""
        entries = list(self)
        self._sent.clear()
        self._waiting.clear()
        return entries

    def streaming(self) -> bool:
        """Whether one that was sent has its data told item by item."""
        return any(entry.in_flight.stream for entry in self._sent.values())

    def taker(self, response: Response) -> Entry | None:
        """Give the command that untagged data are meant for: the most interested one, of equals the first sent."""
        best, taker = Interest.NONE, None
        for entry in self._sent.values():
            interest = entry.collector.interest(response)
            if interest is Interest.CERTAIN:
                return entry
            if interest > best:
                best, taker = interest, entry
        return taker


def _may_share(new: InFlight[Any], sent: InFlight[Any]) -> bool:
    """Decide for a pair. Literals are gathered or streamed, so letters are fetched in one of these ways at a time."""
    if sent.command.pipelining not in BESIDE[new.command.pipelining]:
        return False
    if new.stream != sent.stream and new.command.streams and sent.command.streams:
        return False
    family = new.command.rule.answers
    return not family or family != sent.command.rule.answers
