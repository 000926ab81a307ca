# SPDX-License-Identifier: MIT
"""What SEARCH and SORT give, whether the server answers with ESEARCH, SEARCH or SORT (RFC 9051, 7.3.4; RFC 5267, 3).

Knows no command.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Generic, TypeVar, cast

from mailproto.commands.base import Collector, Interest, missing_data
from mailproto.commands.return_options import Partial, ReturnOption, Returns
from mailproto.commands.topics import Topic
from mailproto.orderings import NumberList
from mailproto.responses import EsearchData, Response, SearchData, SortData, StatusResponse
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import ModSeq

N = TypeVar("N", bound=int)
C = TypeVar("C")
Kind = TypeVar("Kind", bound=SequenceSet | UidSet | NumberList[Any])


@dataclass(frozen=True, slots=True)
class SearchResult(Generic[N, C]):
    """What was found; None for what was not asked for and, of `minimum` and `maximum`, where nothing was found.

    `all` and `partial`, the window that was asked for, are sets of the letters found or, after SORT, lists in its
    order; `minimum` and `maximum` are then the first and the last of it. `mod_seq` is the highest mod-sequence of
    those found, where the search was for mod-sequences (RFC 7162, 3.1.5 and 3.1.10).
    """

    minimum: N | None = None
    maximum: N | None = None
    count: int | None = None
    all: C | None = None
    partial: C | None = None
    mod_seq: ModSeq | None = None


def result_of(found: Kind, returns: Returns, mod_seq: ModSeq | None = None) -> SearchResult[Any, Kind]:
    """Make of everything found what was asked for."""
    wanted = set(returns or (ReturnOption.ALL,))
    first, last = _ends(found)
    return SearchResult(
        minimum=first if ReturnOption.MIN in wanted else None,
        maximum=last if ReturnOption.MAX in wanted else None,
        count=len(found) if ReturnOption.COUNT in wanted else None,
        all=found if ReturnOption.ALL in wanted else None,
        partial=next((_window(found, each) for each in wanted if isinstance(each, Partial)), None),
        mod_seq=mod_seq,
    )


def _ends(found: SequenceSet | UidSet | NumberList[Any]) -> tuple[int | None, int | None]:
    if not found:
        return None, None
    if isinstance(found, NumberList):
        return found[0], found[-1]
    ranges = list(found.ranges())
    return ranges[0][0], ranges[-1][1]


def _window(found: Kind, partial: Partial) -> Kind:
    start, stop = partial.bounds(len(found))
    return cast("Kind", type(found).of(islice(found, start, stop)))


def _joined(earlier: Kind, later: Kind) -> Kind:
    if isinstance(earlier, NumberList):
        return cast("Kind", NumberList(chain(earlier.runs(), cast("NumberList[Any]", later).runs())))
    return cast("Kind", cast("UidSet", earlier) | cast("UidSet", later))


class ResultCollector(Collector[SearchResult[Any, Kind]]):
    """Gathers what was asked for by `returns`; a server that ignores RETURN answers as if it had not been there."""

    def __init__(self, kind: type[Kind], returns: Returns, *, by_uid: bool) -> None:
        self._kind: type[Kind] = kind
        self._returns = returns
        self._by_uid = by_uid
        self._plain = SortData if issubclass(kind, NumberList) else SearchData
        self._result: SearchResult[Any, Kind] | None = None
        self._found: Kind | None = None
        self._mod_seq: ModSeq | None = None

    @property
    def is_answered(self) -> bool:
        """Whether anything was told."""
        return self._result is not None or self._found is not None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Both forms of the answer."""
        return (EsearchData, self._plain)

    def interest(self, response: Response) -> Interest:
        """Take what is about numbers of the kind that was asked for: UIDs taken for numbers are other letters."""
        if isinstance(response, EsearchData):
            ours = response.by_uid == self._by_uid or not response.names_letters
            return Interest.CERTAIN if ours else Interest.NONE
        return Interest.CERTAIN if isinstance(response, self._plain) else Interest.NONE

    def receive(self, response: Response) -> None:
        """Read it; of several ESEARCH the last word holds, several others are parts of one answer."""
        if isinstance(response, EsearchData):
            self._result = self._read(response)
        elif isinstance(response, SearchData | SortData):
            numbers = self._made_of(response.numbers)
            self._found = numbers if self._found is None else _joined(self._found, numbers)
            self._mod_seq = response.mod_seq

    def finish(self, status: StatusResponse) -> SearchResult[Any, Kind]:  # noqa: ARG002 - the data came before
        """Give it; to SAVE alone there is no answer (RFC 9051, 6.4.4)."""
        if self._result is not None:
            return self._result
        if self._found is not None:
            return result_of(self._found, self._returns, self._mod_seq)
        if set(self._returns) == {ReturnOption.SAVE}:
            return SearchResult()
        raise missing_data(("UID " if self._by_uid else "") + ("SORT" if self._plain is SortData else "SEARCH"))

    def _read(self, data: EsearchData) -> SearchResult[Any, Kind]:
        asked_all = ReturnOption.ALL in self._returns or not self._returns
        window = any(isinstance(each, Partial) for each in self._returns)
        in_order = self._plain is SortData
        everything = data.all_in_order if in_order else data.all
        partial = data.partial_in_order if in_order else data.partial
        return SearchResult(
            minimum=data.minimum,
            maximum=data.maximum,
            count=data.count,
            all=self._made_of(everything) if asked_all else None,
            partial=self._made_of(partial) if window else None,
            mod_seq=data.mod_seq,
        )

    def _made_of(self, numbers: object) -> Kind:
        """Give numbers, None where nothing was found, as what was asked for."""
        if isinstance(numbers, NumberSet):
            return self._kind(numbers)
        return self._kind() if numbers is None else cast("Kind", numbers)


class FoundCollector(Collector[Kind]):
    """Gathers all that was found, by a command that asks for nothing else; no answer means nothing."""

    def __init__(self, kind: type[Kind], *, by_uid: bool) -> None:
        self._kind: type[Kind] = kind
        self._results = ResultCollector(kind, (ReturnOption.ALL,), by_uid=by_uid)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Those of any search."""
        return self._results.topics

    def interest(self, response: Response) -> Interest:
        """Take what answers a search."""
        return self._results.interest(response)

    def receive(self, response: Response) -> None:
        """Read it."""
        self._results.receive(response)

    def finish(self, status: StatusResponse) -> Kind:
        """Give it."""
        return (self._results.finish(status).all if self._results.is_answered else None) or self._kind()
