# SPDX-License-Identifier: MIT
"""The commands about letters, and those that end the work in a mailbox (RFC 9051, 6.3.12 and 6.4)."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from mailproto.commands.base import CodeValue, Collector, Command, Interest, Nothing
from mailproto.commands.dates import wire_date_time
from mailproto.commands.fetch_items import FetchItem, Items, Wanted, write_items
from mailproto.commands.topics import Topic, letter_topics
from mailproto.message_data import MessageData
from mailproto.printer import LINE_LIMIT, WireStyle, Writer
from mailproto.responses import AppendUid, CopyUid, ExpungeData, Response, StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import MailboxName, SequenceNumber


class _OfSelected(Command[None]):
    """A command about the selected mailbox, without arguments or data."""

    __slots__ = ()

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class Check(_OfSelected):
    """Let the server do its housekeeping (RFC 3501, 6.4.1)."""

    name = "CHECK"


@dataclass(frozen=True, slots=True)
class Close(_OfSelected):
    r"""Leave the mailbox; letters that are \Deleted go for good (RFC 9051, 6.4.1)."""

    name = "CLOSE"


@dataclass(frozen=True, slots=True)
class Unselect(_OfSelected):
    """Leave the mailbox; nothing is removed (RFC 9051, 6.4.2)."""

    name = "UNSELECT"


@dataclass(frozen=True, slots=True)
class Expunge(Command[tuple[SequenceNumber, ...]]):
    r"""Remove the letters that are \Deleted (RFC 9051, 6.4.3); gives their numbers, each as it was at its moment."""

    name = "EXPUNGE"

    def collector(self) -> Collector[tuple[SequenceNumber, ...]]:
        """Take the numbers."""
        return _Expunged()


class _Expunged(Collector[tuple[SequenceNumber, ...]]):
    def __init__(self) -> None:
        self._numbers: list[SequenceNumber] = []

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ExpungeData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, ExpungeData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, ExpungeData):
            self._numbers.append(response.sequence_number)

    def finish(self, status: StatusResponse) -> tuple[SequenceNumber, ...]:  # noqa: ARG002 - the data came before
        return tuple(self._numbers)


class _Messages(Collector[tuple[MessageData, ...]]):
    """Gathers what is told of the letters of a set; several responses about one letter become one."""

    def __init__(self, numbers: SequenceSet | UidSet, wanted: Wanted, *, by_uid: bool) -> None:
        self._numbers = numbers
        self._by_uid = by_uid
        self._wanted = wanted
        self._messages: dict[int, MessageData] = {}

    @property
    def topics(self) -> tuple[Topic, ...]:
        return letter_topics(self._numbers)

    def interest(self, response: Response) -> Interest:
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
        if isinstance(response, MessageData):
            # Letters without a UID are kept apart from those that have one, whose numbers may shift meanwhile.
            key = -response.sequence_number if response.uid is None else response.uid
            known = self._messages.get(key)
            self._messages[key] = response if known is None else _merged(known, response)

    def finish(self, status: StatusResponse) -> tuple[MessageData, ...]:  # noqa: ARG002 - the data came before
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


@dataclass(frozen=True, slots=True)
class Fetch(Command[tuple[MessageData, ...]]):
    """Ask for data of letters by sequence number (RFC 9051, 6.4.5)."""

    numbers: SequenceSet
    items: Items

    name = "FETCH"
    streams = True

    def write(self, writer: Writer) -> None:
        """Write the set and the items."""
        writer.word(b"FETCH")
        writer.numbers(self.numbers)
        write_items(writer, self.items)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take what is told of these letters."""
        return _Messages(self.numbers, Wanted(self.items), by_uid=False)


@dataclass(frozen=True, slots=True)
class UidFetch(Command[tuple[MessageData, ...]]):
    """Ask for data of letters by UID (RFC 9051, 6.4.9); the UID comes with them unasked."""

    uids: UidSet
    items: Items

    name = "UID FETCH"
    streams = True

    def write(self, writer: Writer) -> None:
        """Write the set and the items."""
        writer.word(b"UID FETCH")
        writer.numbers(self.uids)
        write_items(writer, self.items)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take what is told of these letters."""
        return _Messages(self.uids, Wanted(self.items), by_uid=True)


class StoreAction(enum.Enum):
    """What STORE does with the flags that it names; the values are the wire's."""

    ADD = b"+FLAGS"
    REMOVE = b"-FLAGS"
    REPLACE = b"FLAGS"


_FLAGS_OF_LETTERS: Final = Wanted(FetchItem.FLAGS)


def _write_store(writer: Writer, numbers: SequenceSet | UidSet, command: Store | UidStore) -> None:
    writer.word(command.name.encode("ascii"))
    writer.numbers(numbers)
    writer.word(command.action.value + (b".SILENT" if command.silent else b""))
    writer.flags(command.flags)


class _Silent(_Messages):
    """STORE ... .SILENT asks for no data; what comes is about somebody else's change."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        return ()

    def interest(self, response: Response) -> Interest:  # noqa: ARG002 - whatever it is
        return Interest.NONE


@dataclass(frozen=True, slots=True)
class Store(Command[tuple[MessageData, ...]]):
    """Change flags of letters by sequence number (RFC 9051, 6.4.6); gives their flags, nothing where `silent`."""

    numbers: SequenceSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False

    name = "STORE"

    def write(self, writer: Writer) -> None:
        """Write the set, the action and the flags."""
        _write_store(writer, self.numbers, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take the new flags."""
        return (_Silent if self.silent else _Messages)(self.numbers, _FLAGS_OF_LETTERS, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidStore(Command[tuple[MessageData, ...]]):
    """Change flags of letters by UID (RFC 9051, 6.4.9)."""

    uids: UidSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False

    name = "UID STORE"

    def write(self, writer: Writer) -> None:
        """Write the set, the action and the flags."""
        _write_store(writer, self.uids, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take the new flags."""
        return (_Silent if self.silent else _Messages)(self.uids, _FLAGS_OF_LETTERS, by_uid=True)


@dataclass(frozen=True, slots=True)
class Copy(Command[CopyUid | None]):
    """Copy letters by sequence number into another mailbox (RFC 9051, 6.4.7); gives their new UIDs where it may."""

    numbers: SequenceSet
    mailbox: MailboxName | str

    name = "COPY"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(b"COPY")
        writer.numbers(self.numbers)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: COPYUID)."""
        return CodeValue(CopyUid)


@dataclass(frozen=True, slots=True)
class UidCopy(Command[CopyUid | None]):
    """Copy letters by UID into another mailbox (RFC 9051, 6.4.9); gives their new UIDs where it may."""

    uids: UidSet
    mailbox: MailboxName | str

    name = "UID COPY"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(b"UID COPY")
        writer.numbers(self.uids)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: COPYUID)."""
        return CodeValue(CopyUid)


@dataclass(frozen=True, slots=True)
class Append(Command[AppendUid | None]):
    """Put a letter into a mailbox (RFC 9051, 6.3.12); gives its UID where the server tells it.

    `received` is an aware date and time; without it, the server takes its own.
    """

    mailbox: MailboxName | str
    message: bytes = field(repr=False)
    flags: tuple[str, ...] = ()
    received: datetime | None = None

    name = "APPEND"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name, what is given of flags and date, and the letter as a literal."""
        writer.word(b"APPEND")
        writer.mailbox(self.mailbox)
        if self.flags:
            writer.flags(self.flags)
        if self.received is not None:
            writer.word(wire_date_time(self.received))
        writer.literal(self.message, "the letter")

    def collector(self) -> Collector[AppendUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: APPENDUID)."""
        return CodeValue(AppendUid)


_Divisible = TypeVar("_Divisible", Fetch, UidFetch, Store, UidStore, Copy, UidCopy)
_TAG_OCTETS: Final = 5  # with its space
_RANGE_OCTETS: Final = len("4294967295:4294967295")


def split_by_line(command: _Divisible, limit: int = LINE_LIMIT) -> tuple[_Divisible, ...]:
    """Divide a command about many letters into commands whose lines are at most `limit` octets long.

    Raises LocalProtocolError for a command that could not be sent at all.
    """
    attribute = "uids" if isinstance(command, UidFetch | UidStore | UidCopy) else "numbers"
    numbers: SequenceSet | UidSet = getattr(command, attribute)
    writer = Writer(WireStyle())
    command.write(writer)
    others = _TAG_OCTETS + sum(len(piece.data) for piece in writer.pieces()) - len(bytes(numbers))
    parts = numbers.split(max(limit - others, _RANGE_OCTETS))
    news: Iterator[dict[str, Any]] = ({attribute: part} for part in parts)
    return tuple(replace(command, **each) for each in news)
