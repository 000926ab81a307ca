# SPDX-License-Identifier: MIT
"""What SORT and THREAD make of numbers: lists that keep their order, and conversations (RFC 5256).

Knows neither the commands nor how a server writes a THREAD response.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import Final, Generic, Self, TypeVar, cast, overload

from mailproto.sequences import LARGEST, out_of_range, parse_ranges, pieces_of_list

N = TypeVar("N", bound=int)

_SHOWN: Final = 20  # numbers in a repr


class NumberList(Sequence[N]):
    """Numbers in an order that means something, such as that of SORT, kept as runs. Immutable.

    Two million numbers in no order take 24 MB, as they would not as a tuple.
    """

    __slots__ = ("_ends", "_firsts")

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        """Take runs, each from its first number to its last, both included. Raises ValueError for no nz-number."""
        self._firsts = array("I")
        self._ends = array("Q")  # how many numbers there are to the end of each run
        count = 0
        for first, last in runs:
            if not 1 <= first <= last <= LARGEST:
                raise out_of_range(first if first < 1 else last)
            count += last - first + 1
            if self._firsts and self._after_last() == first:
                self._ends[-1] = count
            else:
                self._firsts.append(first)
                self._ends.append(count)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Take numbers one by one."""
        return cls((number, number) for number in numbers)

    @classmethod
    def parse_list(cls, raw: bytes, start: int = 0, end: int = LARGEST) -> Self:
        """Read numbers with white space between them from a part of `raw`. Raises ValueError."""
        return cls.of(int(digits) for piece in pieces_of_list(raw, b" ", start, end) for digits in piece.split())

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a sequence-set that keeps an order (RFC 5267, 3.2): each range ascends. Raises ValueError."""
        ranges = (each for piece in pieces_of_list(raw, b",") for each in parse_ranges(piece))
        return cls((min(first, last or 0), max(first, last or 0)) for first, last in ranges)

    def runs(self) -> Iterator[tuple[N, N]]:
        """Give the runs of consecutive numbers, first and last both included."""
        for first, (before, end) in zip(self._firsts, pairwise(chain((0,), self._ends)), strict=True):
            yield cast("tuple[N, N]", (first, first + end - before - 1))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[N]:
        return cast("Iterator[N]", chain.from_iterable(range(first, last + 1) for first, last in self.runs()))

    @overload
    def __getitem__(self, index: int) -> N: ...

    @overload
    def __getitem__(self, index: slice) -> NumberList[N]: ...

    def __getitem__(self, index: int | slice) -> N | NumberList[N]:
        if isinstance(index, slice):
            return NumberList.of(self._at(each) for each in range(*index.indices(len(self))))
        return self._at(range(len(self))[index])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NumberList):
            return NotImplemented
        return self._firsts == other._firsts and self._ends == other._ends

    def __hash__(self) -> int:
        return hash((self._firsts.tobytes(), self._ends.tobytes()))

    def __repr__(self) -> str:
        shown = ", ".join(map(str, islice(self, _SHOWN)))
        return f"NumberList.of([{shown}{', ...' if len(self) > _SHOWN else ''}])"

    def _at(self, index: int) -> N:
        run = bisect_right(self._ends, index)
        return cast("N", self._firsts[run] + index - (self._ends[run - 1] if run else 0))

    def _after_last(self) -> int:
        before = self._ends[-2] if len(self._ends) > 1 else 0
        return self._firsts[-1] + self._ends[-1] - before


class MessageThread(Generic[N]):
    """A conversation: a letter, the replies to it, the replies to these ... (RFC 5256, 4). Immutable.

    Where the letter that began it is not in the mailbox, `number` is None and the replies stand side by side. It is
    kept as rows, so that one of a million replies each to the one before it is no deeper than any other.
    """

    __slots__ = ("_depths", "_numbers")

    def __init__(self, rows: Iterable[tuple[int, int | None]]) -> None:
        """Take rows as `rows` gives them. Raises ValueError where they are no tree with one root."""
        self._depths = array("I")
        self._numbers = array("I")  # 0 for None
        for depth, number in rows:
            if number is not None and not 1 <= number <= LARGEST:
                raise out_of_range(number)
            deepest = self._depths[-1] + 1 if self._depths else 0
            if not min(deepest, 1) <= depth <= deepest:
                message = "these rows are no tree with one root"
                raise ValueError(message)
            self._depths.append(depth)
            self._numbers.append(number or 0)
        if not self._depths:
            message = "a conversation has at least one letter"
            raise ValueError(message)

    @property
    def number(self) -> N | None:
        """The letter that began the conversation, None where it is not here."""
        return self._number(0)

    @property
    def replies(self) -> tuple[MessageThread[N], ...]:
        """The conversations that its direct replies began."""
        starts = [row for row, depth in enumerate(self._depths) if depth == 1]
        return tuple(self._part(start, end) for start, end in pairwise((*starts, len(self._depths))))

    def rows(self) -> Iterator[tuple[int, N | None]]:
        """Give all letters with how many levels each is below the first, those before their replies."""
        for row, depth in enumerate(self._depths):
            yield depth, self._number(row)

    def numbers(self) -> Iterator[N]:
        """Give all letters that are here, those before their replies."""
        return cast("Iterator[N]", filter(None, self._numbers))

    def __len__(self) -> int:
        """How many letters are here."""
        return len(self._numbers) - self._numbers.count(0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MessageThread):
            return NotImplemented
        return self._depths == other._depths and self._numbers == other._numbers

    def __hash__(self) -> int:
        return hash((self._depths.tobytes(), self._numbers.tobytes()))

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, islice(self.rows(), _SHOWN)))
        return f"MessageThread([{shown}{', ...' if len(self._depths) > _SHOWN else ''}])"

    def _number(self, row: int) -> N | None:
        return cast("N | None", self._numbers[row] or None)

    def _part(self, start: int, end: int) -> MessageThread[N]:
        return MessageThread((self._depths[row] - 1, self._number(row)) for row in range(start, end))
