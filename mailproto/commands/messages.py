# SPDX-License-Identifier: MIT
"""Asking for data of letters (RFC 9051, 6.4.5 and 6.4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.fetch_items import Items, Wanted, write_items
from mailproto.commands.topics import Topic, letter_topics
from mailproto.message_data import MessageData
from mailproto.printer import Writer
from mailproto.responses import Response, StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import ModSeq


class MessageGatherer(Collector[tuple[MessageData, ...]]):
    """Gathers what is told of the letters of a set; several responses about one letter become one."""

    def __init__(self, numbers: SequenceSet | UidSet, wanted: Wanted, *, by_uid: bool) -> None:
        self._numbers = numbers
        self._by_uid = by_uid
        self._wanted = wanted
        self._messages: dict[int, MessageData] = {}

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Give those of the set."""
        return letter_topics(self._numbers)

    def interest(self, response: Response) -> Interest:
        """Want what was asked for of these letters, surely where it is all of it."""
        if not isinstance(response, MessageData):
            return Interest.NONE
        found, whole = self._wanted.found_in(response)
        if not found and not response.problems:
            return Interest.NONE
        number = response.uid if self._by_uid else response.sequence_number
        if number is None:  # RFC 9051, 6.4.9, wants the UID; only octets of a letter are never told unasked
            return Interest.POSSIBLE if response.sections else Interest.NONE
        if number in self._numbers:
            return Interest.CERTAIN if whole else Interest.POSSIBLE
        # "500:*" means at least the last letter, whatever its number (RFC 9051, 9: seq-range).
        return Interest.POSSIBLE if self._numbers.is_open else Interest.NONE

    def receive(self, response: Response) -> None:
        """Join it with what was told of the letter before."""
        if isinstance(response, MessageData):
            # Letters without a UID are kept apart from those that have one, whose numbers may shift meanwhile.
            key = -response.sequence_number if response.uid is None else response.uid
            known = self._messages.get(key)
            self._messages[key] = response if known is None else _merged(known, response)

    def finish(self, status: StatusResponse) -> tuple[MessageData, ...]:  # noqa: ARG002 - the data came before
        """Give one value a letter, in the order in which they were first told."""
        return tuple(self._messages.values())


def _merged(earlier: MessageData, later: MessageData) -> MessageData:
    """Join two responses about one letter; the later word holds."""
    news: dict[str, Any] = {}
    for each in fields(MessageData):
        old, new = getattr(earlier, each.name), getattr(later, each.name)
        if isinstance(new, Mapping):
            news[each.name] = {**old, **new}
        elif isinstance(new, tuple):
            news[each.name] = old + new
        elif new is not None:
            news[each.name] = new
    return replace(earlier, **news)


def _write_fetch(writer: Writer, numbers: SequenceSet | UidSet, command: Fetch | UidFetch) -> None:
    writer.word(command.name.encode("ascii"))
    writer.numbers(numbers)
    write_items(writer, command.items)
    if command.changed_since is not None:
        writer.word(b"(CHANGEDSINCE %d)" % command.changed_since)


def _needs(command: Fetch | UidFetch) -> Mapping[str, tuple[str, ...]]:
    is_conditional = command.changed_since is not None
    return {f"{command.name} with CHANGEDSINCE": ("CONDSTORE", "QRESYNC")} if is_conditional else {}


@dataclass(frozen=True, slots=True)
class Fetch(Command[tuple[MessageData, ...]]):
    """Ask for data of letters by sequence number (RFC 9051, 6.4.5).

    With `changed_since`, only those are told whose mod-sequence is greater, and it comes unasked (RFC 7162, 3.1.4.1).
    """

    numbers: SequenceSet
    items: Items
    changed_since: ModSeq | None = None

    name = "FETCH"
    streams = True
    divided_by = "numbers"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """CHANGEDSINCE does."""
        return _needs(self)

    def write(self, writer: Writer) -> None:
        """Write the set, the items and the condition."""
        _write_fetch(writer, self.numbers, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take what is told of these letters."""
        return MessageGatherer(self.numbers, Wanted(self.items), by_uid=False)


@dataclass(frozen=True, slots=True)
class UidFetch(Command[tuple[MessageData, ...]]):
    """Ask for data of letters by UID (RFC 9051, 6.4.9); the UID comes with them unasked. See `Fetch`."""

    uids: UidSet
    items: Items
    changed_since: ModSeq | None = None

    name = "UID FETCH"
    streams = True
    divided_by = "uids"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """CHANGEDSINCE does."""
        return _needs(self)

    def write(self, writer: Writer) -> None:
        """Write the set, the items and the condition."""
        _write_fetch(writer, self.uids, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take what is told of these letters."""
        return MessageGatherer(self.uids, Wanted(self.items), by_uid=True)
