# SPDX-License-Identifier: MIT
"""SORT and THREAD: the letters that meet a condition, in an order or as conversations (RFC 5256, 5957 and 5267, 3).

Knows nothing of how the server compares.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar, cast

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.return_options import ReturnOption, Returns, needs_of_returns, write_returns
from mailproto.commands.search import needs_of_criteria, pipelining_of, write_criteria
from mailproto.commands.search_keys import SearchKey
from mailproto.commands.search_results import FoundCollector, ResultCollector, SearchResult
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.orderings import MessageThread, NumberList
from mailproto.printer import Writer
from mailproto.responses import Response, StatusResponse, ThreadData
from mailproto.states import Pipelining
from mailproto.vocabulary import SequenceNumber, Uid

N = TypeVar("N", bound=int)

_UTF8: Final = "UTF-8"


class SortKey(enum.StrEnum):
    """What letters are sorted by (RFC 5256, 3; RFC 5957, 3); equal ones stay in the mailbox's order."""

    ARRIVAL = "ARRIVAL"
    CC = "CC"
    DATE = "DATE"
    DISPLAY_FROM = "DISPLAYFROM"
    DISPLAY_TO = "DISPLAYTO"
    FROM = "FROM"
    SIZE = "SIZE"
    SUBJECT = "SUBJECT"
    TO = "TO"

    @property
    def descending(self) -> SortCriterion:
        """The same, the last first."""
        return SortCriterion(self, descending=True)


@dataclass(frozen=True, slots=True)
class SortCriterion:
    """A key and its direction; `SortKey.DATE.descending` makes one."""

    key: SortKey
    descending: bool = False


Order = tuple[SortKey | SortCriterion, ...]
"""What to sort by: first, among equals second, and so on."""

_DISPLAYED: Final = frozenset({SortKey.DISPLAY_FROM, SortKey.DISPLAY_TO})


def _as_criterion(each: SortKey | SortCriterion) -> SortCriterion:
    return each if isinstance(each, SortCriterion) else SortCriterion(each)


def _needs_of_order(command: str, order: Order) -> dict[str, tuple[str, ...]]:
    displayed = any(_as_criterion(each).key in _DISPLAYED for each in order)
    return {f"{command} by displayed names": ("SORT=DISPLAY",)} if displayed else {}


def _write_sort(writer: Writer, order: Order, criteria: SearchKey, charset: str) -> None:
    if not order:
        raise LocalProtocolError("bad-argument", what="the order", reason="it names no key")
    criterions = [_as_criterion(each) for each in order]
    words = [("REVERSE " if each.descending else "") + each.key for each in criterions]
    writer.word(b"(%b)" % " ".join(words).encode("ascii"))
    _write_criteria_in(writer, criteria, charset)


def _write_criteria_in(writer: Writer, criteria: SearchKey, charset: str) -> None:
    """Write the charset, which here is always named, and the criteria."""
    writer.atom(_UTF8 if writer.style.utf8 else charset, "the charset")
    write_criteria(writer, criteria, charset)


@dataclass(frozen=True, slots=True)
class Sort(Command[NumberList[SequenceNumber]]):
    """Ask which letters meet `criteria`, in an order (RFC 5256, 3); text goes in `charset`."""

    order: Order
    criteria: SearchKey
    charset: str = _UTF8

    name = "SORT"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Some keys do."""
        return {**_needs_of_order(self.name, self.order), **needs_of_criteria(self.criteria)}

    def write(self, writer: Writer) -> None:
        """Write the order, the charset and the criteria."""
        writer.word(b"SORT")
        _write_sort(writer, self.order, self.criteria, self.charset)

    def collector(self) -> Collector[NumberList[SequenceNumber]]:
        """Take the numbers."""
        return FoundCollector(NumberList, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidSort(Command[NumberList[Uid]]):
    """Ask for the UIDs of the letters that meet `criteria`, in an order (RFC 5256, 3); see `Sort`."""

    order: Order
    criteria: SearchKey
    charset: str = _UTF8

    name = "UID SORT"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Some keys do."""
        return {**_needs_of_order(self.name, self.order), **needs_of_criteria(self.criteria)}

    @property
    def pipelining(self) -> Pipelining:
        """It depends on the criteria."""
        return pipelining_of(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write the order, the charset and the criteria."""
        writer.word(b"UID SORT")
        _write_sort(writer, self.order, self.criteria, self.charset)

    def collector(self) -> Collector[NumberList[Uid]]:
        """Take the UIDs."""
        return FoundCollector(NumberList, by_uid=True)


@dataclass(frozen=True, slots=True)
class ExtendedSort(Command[SearchResult[SequenceNumber, NumberList[SequenceNumber]]]):
    """Sort, and get no more than what is asked for, in the order (RFC 5267, 3); see `Sort`."""

    order: Order
    criteria: SearchKey
    returns: Returns = (ReturnOption.ALL,)
    charset: str = _UTF8

    name = "SORT"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """RETURN does, some of its options, and some keys."""
        return _needs_of_extended(self)

    def write(self, writer: Writer) -> None:
        """Write what to return, the order, the charset and the criteria."""
        _write_extended(writer, self)

    def collector(self) -> Collector[SearchResult[SequenceNumber, NumberList[SequenceNumber]]]:
        """Take what is returned."""
        return ResultCollector(NumberList, self.returns, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidExtendedSort(Command[SearchResult[Uid, NumberList[Uid]]]):
    """Sort, and get UIDs and no more than what is asked for, in the order (RFC 5267, 3); see `Sort`."""

    order: Order
    criteria: SearchKey
    returns: Returns = (ReturnOption.ALL,)
    charset: str = _UTF8

    name = "UID SORT"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """RETURN does, some of its options, and some keys."""
        return _needs_of_extended(self)

    @property
    def pipelining(self) -> Pipelining:
        """It depends on the criteria."""
        return pipelining_of(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write what to return, the order, the charset and the criteria."""
        _write_extended(writer, self)

    def collector(self) -> Collector[SearchResult[Uid, NumberList[Uid]]]:
        """Take what is returned."""
        return ResultCollector(NumberList, self.returns, by_uid=True)


def _needs_of_extended(command: ExtendedSort | UidExtendedSort) -> Mapping[str, tuple[str, ...]]:
    returns = needs_of_returns(command.name, ("ESORT",), "CONTEXT=SORT", command.returns)
    return {**returns, **_needs_of_order(command.name, command.order), **needs_of_criteria(command.criteria)}


def _write_extended(writer: Writer, command: ExtendedSort | UidExtendedSort) -> None:
    writer.word(command.name.encode("ascii"))
    write_returns(writer, command.returns)
    _write_sort(writer, command.order, command.criteria, command.charset)


class ThreadAlgorithm(enum.StrEnum):
    """How conversations are found (RFC 5256, 4): by subjects alone, or by who answers whom.

    REFS is REFERENCES without the look at subjects (draft-ietf-morg-inthread), as Dovecot has it.
    """

    ORDERED_SUBJECT = "ORDEREDSUBJECT"
    REFERENCES = "REFERENCES"
    REFS = "REFS"


class _Conversations(Collector[tuple[MessageThread[N], ...]], Generic[N]):
    """Gathers them in the server's order; whether they are of UIDs only the command knows."""

    def __init__(self) -> None:
        self._found: list[MessageThread[int]] = []

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ThreadData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, ThreadData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, ThreadData):
            self._found += response.threads

    def finish(self, status: StatusResponse) -> tuple[MessageThread[N], ...]:  # noqa: ARG002 - the data came before
        return tuple(cast("list[MessageThread[N]]", self._found))


@dataclass(frozen=True, slots=True)
class Thread(Command[tuple[MessageThread[SequenceNumber], ...]]):
    """Ask for the letters that meet `criteria` as conversations (RFC 5256, 3); text goes in `charset`."""

    algorithm: ThreadAlgorithm
    criteria: SearchKey
    charset: str = _UTF8

    name = "THREAD"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The algorithm does, and some keys."""
        return _needs_of_thread(self)

    def write(self, writer: Writer) -> None:
        """Write the algorithm, the charset and the criteria."""
        _write_thread(writer, self)

    def collector(self) -> Collector[tuple[MessageThread[SequenceNumber], ...]]:
        """Take the conversations."""
        return _Conversations()


@dataclass(frozen=True, slots=True)
class UidThread(Command[tuple[MessageThread[Uid], ...]]):
    """Ask for the letters that meet `criteria` as conversations of UIDs (RFC 5256, 3); see `Thread`."""

    algorithm: ThreadAlgorithm
    criteria: SearchKey
    charset: str = _UTF8

    name = "UID THREAD"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The algorithm does, and some keys."""
        return _needs_of_thread(self)

    @property
    def pipelining(self) -> Pipelining:
        """It depends on the criteria."""
        return pipelining_of(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write the algorithm, the charset and the criteria."""
        _write_thread(writer, self)

    def collector(self) -> Collector[tuple[MessageThread[Uid], ...]]:
        """Take the conversations."""
        return _Conversations()


def _needs_of_thread(command: Thread | UidThread) -> Mapping[str, tuple[str, ...]]:
    algorithm = {f"{command.name} {command.algorithm}": (f"THREAD={command.algorithm}",)}
    return {**algorithm, **needs_of_criteria(command.criteria)}


def _write_thread(writer: Writer, command: Thread | UidThread) -> None:
    writer.word(command.name.encode("ascii"))
    writer.atom(command.algorithm, "the algorithm")
    _write_criteria_in(writer, command.criteria, command.charset)
