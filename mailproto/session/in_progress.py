# SPDX-License-Identifier: MIT
"""The commands that have no answer yet: which may be sent, and which of them a response is meant for.

Knows the rules of RFC 9051, 5.5, from `mailproto.states`; knows neither bytes nor the connection's state. What is asked
at every submission and every answer is counted, not looked for, so that it costs the same however many there are.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain, count
from operator import attrgetter
from typing import Any

from mailproto.commands import Collector, Enable, InFlight, Interest
from mailproto.commands.topics import Topic, topics_of
from mailproto.errors import ImapError, LimitExceeded
from mailproto.framing import Limits
from mailproto.responses import Response
from mailproto.states import BESIDE, CommandRule, ConnectionState, Pipelining
from mailproto.vocabulary import Tag


@dataclass(slots=True, eq=False)
class Entry:
    """A command, its rule, what gathers its answer, and the error by which we gave it up in the middle, if we did.

    `place` is its place among all that were sent. `responses` and `octets` are what was gathered of the answer.
    """

    in_flight: InFlight[Any]
    rule: CommandRule
    collector: Collector[Any]
    error: ImapError | None = None
    place: int = 0
    topics: tuple[Topic, ...] = ()
    responses: int = 0
    octets: int = 0

    def gather(self, response: Response, octets: int, limits: Limits) -> None:
        """Give the collector a response that takes `octets` in memory. Raises LimitExceeded."""
        self.responses += 1
        self.octets += octets
        if self.responses > limits.answer_responses:
            what = f"the number of responses to {self.rule.name}"
            raise LimitExceeded("limit-exceeded", what=what, actual=self.responses, limit=limits.answer_responses)
        if self.octets > limits.answer:
            what = f"the answer to {self.rule.name}"
            raise LimitExceeded("limit-exceeded", what=what, actual=self.octets, limit=limits.answer)
        self.collector.receive(response)


class _Row:
    """Entries in their order, those that lead to another state once more, and how many renew the capabilities."""

    def __init__(self) -> None:
        # Ordered dictionaries: taking the first out of a plain one costs the more, the more were taken out before.
        self.entries: OrderedDict[Tag, Entry] = OrderedDict()
        self.leading: OrderedDict[Tag, Entry] = OrderedDict()
        self.renewing = 0
        self.first: Entry | None = None  # the one that has been there for longest

    @property
    def first_leading(self) -> Entry | None:
        """The one of those that lead to another state that has been there for longest."""
        return next(iter(self.leading.values()), None)

    def add(self, entry: Entry) -> None:
        """Put at the end."""
        tag = entry.in_flight.tag
        self.entries[tag] = entry
        self.first = self.first or entry
        if entry.rule.leads_to is not None:
            self.leading[tag] = entry
        self.renewing += entry.rule.renews

    def remove(self, tag: Tag) -> Entry | None:
        """Take out, None where there is no such thing."""
        entry = self.entries.pop(tag, None)
        if entry is not None:
            self.leading.pop(tag, None)
            self.renewing -= entry.rule.renews
            if entry is self.first:
                self.first = next(iter(self.entries.values()), None)
        return entry


class _Sent(_Row):
    """Those that were sent, counted by what decides who may join them, and by the topics of their answers."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Counter[Pipelining] = Counter()
        self.families: Counter[str] = Counter()
        self.ways: Counter[bool] = Counter()
        self._places = count()
        self._awaiting: dict[Topic, OrderedDict[Tag, Entry]] = {}

    def add(self, entry: Entry) -> None:
        """Put at the end, and count."""
        super().add(entry)
        self._count(entry, 1)
        entry.place = next(self._places)
        entry.topics = entry.collector.topics
        for topic in entry.topics:
            self._awaiting.setdefault(topic, OrderedDict())[entry.in_flight.tag] = entry

    def remove(self, tag: Tag) -> Entry | None:
        """Take out, and count no longer."""
        entry = super().remove(tag)
        if entry is not None:
            self._count(entry, -1)
            for topic in entry.topics:
                del self._awaiting[topic][tag]
                if not self._awaiting[topic]:
                    del self._awaiting[topic]
        return entry

    def _count(self, entry: Entry, by: int) -> None:
        command = entry.in_flight.command
        self.kinds[command.pipelining] += by
        if entry.rule.answers:
            self.families[entry.rule.answers] += by
        if command.streams:
            self.ways[entry.in_flight.stream] += by

    def awaiting(self, response: Response) -> Iterable[Entry]:
        """Give those whose answer a response may be, in the order in which they were sent."""
        found = [self._awaiting[topic].values() for topic in topics_of(response) if topic in self._awaiting]
        return found[0] if len(found) == 1 else merge(*found, key=attrgetter("place"))


class InProgress:
    """Commands in the order of their submission: first those that were sent, then those that wait their turn.

    It is also the collection of their tags.
    """

    def __init__(self) -> None:
        self._sent = _Sent()
        self._waiting = _Row()

    def __iter__(self) -> Iterator[Tag]:
        return chain(self._sent.entries, self._waiting.entries)

    def __len__(self) -> int:
        return len(self._sent.entries) + len(self._waiting.entries)

    def __contains__(self, tag: object) -> bool:
        return tag in self._sent.entries or tag in self._waiting.entries

    @property
    def first_sent(self) -> Entry | None:
        """The first of those that were sent; where it may share the connection with no other, the only one."""
        return self._sent.first

    @property
    def enabling(self) -> bool:
        """Whether ENABLE was sent and not answered; it shares the connection with no other."""
        entry = self.first_sent
        return entry is not None and isinstance(entry.in_flight.command, Enable)

    def sent_as(self, tag: Tag) -> Entry | None:
        """Give what was sent with `tag`, None where nothing was."""
        return self._sent.entries.get(tag)

    def sent_to_reach(self, state: ConnectionState) -> Entry | None:
        """Give what was sent and leads to `state`; what leads to another is not on its way at the same time."""
        entry = self._sent.first_leading
        return entry if entry is not None and entry.rule.leads_to is state else None

    def is_overtaken(self, tag: Tag) -> bool:
        """Whether a command sent with `tag` leads to another state and one before it does so, too."""
        first = self._sent.first_leading
        return tag in self._sent.leading and first is not None and first.in_flight.tag != tag

    def expected_state(self, now: ConnectionState) -> ConnectionState:
        """The state once all of them will have been answered OK."""
        leading = self._waiting.leading or self._sent.leading
        last = next(reversed(leading.values()), None)
        return now if last is None else last.rule.leads_to or now

    def renewal_expected(self) -> bool:
        """Whether the capabilities known now will not hold for a command submitted now."""
        return self._sent.renewing + self._waiting.renewing > 0

    def unconcluded(self) -> Entry | None:
        """Give the one that was sent and goes on until it is ended, and was not."""
        entry = self.first_sent  # it shares the connection with no other
        goes_on = entry is not None and entry.in_flight.command.conclusion and not entry.in_flight.concluded
        return entry if goes_on else None

    def wait(self, entry: Entry) -> None:
        """Put at the end of those that wait."""
        self._waiting.add(entry)

    @property
    def has_waiting(self) -> bool:
        """Whether any wait."""
        return bool(self._waiting.entries)

    def next_waiting(self) -> Entry | None:
        """Take out the first that waits if it may be sent now; nothing overtakes it."""
        entry = self._waiting.first
        if entry is None or not self._may_join(entry.in_flight):
            return None
        return self._waiting.remove(entry.in_flight.tag)

    def may_send(self, new: InFlight[Any]) -> bool:
        """Say whether it is a new command's turn, and whether it may share the connection with all that were sent."""
        return not self.has_waiting and self._may_join(new)

    def _may_join(self, new: InFlight[Any]) -> bool:
        """Literals are gathered or streamed, so letters are fetched in one of these ways at a time."""
        command, sent = new.command, self._sent
        beside = BESIDE[command.pipelining]
        if any(number and kind not in beside for kind, number in sent.kinds.items()):
            return False
        if command.streams and sent.ways[not new.stream]:
            return False
        return not sent.families[command.rule.answers]

    def add_sent(self, entry: Entry) -> None:
        """Put among those that were sent."""
        self._sent.add(entry)

    def answered(self, tag: Tag) -> Entry | None:
        """Take out what was sent with `tag`, None where nothing was."""
        return self._sent.remove(tag)

    def withdraw(self, in_flight: InFlight[Any]) -> bool:
        """Take out what was not sent yet; False where there is no such thing."""
        entry = self._waiting.entries.get(in_flight.tag)
        if entry is None or entry.in_flight is not in_flight:
            return False
        self._waiting.remove(in_flight.tag)
        return True

    def take_all(self) -> list[Entry]:
        """Take out all of them."""
        entries = [*self._sent.entries.values(), *self._waiting.entries.values()]
        self._sent, self._waiting = _Sent(), _Row()
        return entries

    def streaming(self) -> bool:
        """Whether one that was sent has its data told item by item."""
        return self._sent.ways[True] > 0

    def taker(self, response: Response) -> Entry | None:
        """Give the command that untagged data are meant for: the most interested one, of equals the first sent."""
        first = self._sent.first
        if first is not None and first.collector.interest(response) is Interest.CERTAIN:
            return first  # so it nearly always is, and nobody has to be looked for
        best, taker = Interest.NONE, None
        for entry in self._sent.awaiting(response):
            interest = entry.collector.interest(response)
            if interest is Interest.CERTAIN:
                return entry
            if interest > best:
                best, taker = interest, entry
        return taker
