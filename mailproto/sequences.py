# SPDX-License-Identifier: MIT
"""Sets of sequence numbers and of UIDs as ranges, never expanded (RFC 9051, 9: sequence-set).

Knows nothing of commands: what `$`, the result of the last search, stands for is the server's to know.
"""

from __future__ import annotations

import operator
from array import array
from bisect import bisect_right
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, cast

from mailproto.vocabulary import SequenceNumber, Uid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST: Final = 2**32 - 1  # RFC 9051, 9: nz-number

N = TypeVar("N", bound=int)

# Larger than any bound, so that an exhausted side of a merge never comes first.
_BEYOND: Final = LARGEST + 2


class NumberSet(Generic[N]):
    """Numbers from 1 to 2**32-1 as sorted ranges that neither touch nor overlap. Immutable.

    A set may be open: `10:*` holds everything from 10 on. What `*` stands for is the server's to know; it is kept as
    the open end, and a lone `*` is a set that is open from the largest number on. An open set has neither a length
    nor an end to iterate to.
    """

    # The points where membership changes, ascending: first, last + 1, first, last + 1 ... An odd count means open.
    # One array of four octets a point, eight where one is 2**32, holds a million ranges in 8 MB, where pairs of ints
    # would take 150.
    __slots__ = ("_bounds", "is_saved")

    _bounds: array[int]
    is_saved: bool
    """Whether it stands for what a search has saved: see `saved`."""

    def __init__(self, same: NumberSet[Any] | None = None) -> None:
        """Make the empty set, or one of the `same` numbers: `UidSet(found)` says that what was found are UIDs."""
        self._bounds = array("I") if same is None else same._bounds  # noqa: SLF001 - immutable, so shared
        self.is_saved = same is not None and same.is_saved

    @classmethod
    def _from_bounds(cls, bounds: array[int]) -> Self:
        made = cls()
        made._bounds = array("I", bounds) if not bounds or bounds[-1] <= LARGEST else bounds
        return made

    @classmethod
    def _from_ranges(cls, ranges: Iterable[tuple[int, int]]) -> Self:
        """Take half-open ranges in any order."""
        bounds = array("Q")
        for first, end in sorted(ranges):
            if bounds and first <= bounds[-1]:
                bounds[-1] = max(end, bounds[-1])
            else:
                bounds.extend((first, end))
        if bounds and bounds[-1] == _BEYOND:
            bounds.pop()
        return cls._from_bounds(bounds)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        """Take numbers in any order, repeated or not. Raises ValueError for what is no nz-number."""
        ordered = sorted(numbers)
        if not ordered:
            return cls()
        if ordered[0] < 1 or ordered[-1] > LARGEST:
            raise out_of_range(ordered[0] if ordered[0] < 1 else ordered[-1])
        if ordered == list(range(ordered[0], ordered[0] + len(ordered))):  # in a third of the time, and often so
            return cls._from_bounds(array("Q", (ordered[0], ordered[-1] + 1)))
        gaps = [(before + 1, after) for before, after in pairwise(ordered) if after - before > 1]
        return cls._from_bounds(array("Q", (ordered[0], *chain.from_iterable(gaps), ordered[-1] + 1)))

    @classmethod
    def range(cls, first: int, last: int | None = None) -> Self:
        """Everything from `first` to `last`, both included, in either order; without `last`, to the open end."""
        return cls.of_ranges([(first, last)])

    @classmethod
    def of_ranges(cls, ranges: Iterable[tuple[int, int | None]]) -> Self:
        """Take ranges in any order, each as `range` takes it."""
        return cls._from_ranges(_half_open(first, last) for first, last in ranges)

    @classmethod
    def saved(cls) -> Self:
        """Make `$`: the letters that the last search with SAVE has found, as the server knows (RFC 9051, 6.4.4.1).

        It forgets them when a mailbox is selected or left, and when a search with SAVE is answered NO; letters that are
        expunged leave the result. It is then empty, and a command about it does nothing, without an error. Such a
        command need not wait for the search, and whether that was for UIDs makes no difference. Here it is open.
        """
        made = cls.range(1)
        made.is_saved = True
        return made

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a sequence-set, such as `1:3,7,10:*` (RFC 9051, 9). Raises ValueError for anything else."""
        return cls._joined(cls.of_ranges(parse_ranges(piece)) for piece in pieces_of_list(raw, b","))

    @classmethod
    def parse_list(cls, raw: bytes, start: int = 0, end: int = LARGEST) -> Self:
        """Read numbers with white space between them, in any order, from a part of `raw`. Raises ValueError.

        They are read piece by piece, so that two millions of them never exist as objects together.
        """
        return cls._joined(cls.of(map(int, piece.split())) for piece in pieces_of_list(raw, b" ", start, end))

    @classmethod
    def _joined(cls, pieces: Iterable[Self]) -> Self:
        """Join sets that nobody else has, at best one behind the other."""
        runs: list[Self] = []
        for run in pieces:
            if run and not (runs and runs[-1]._has_taken(run)):  # noqa: SLF001 - nobody else has them yet
                runs.append(run)
        while len(runs) > 1:  # in pairs, so that each number is looked at a few times only
            runs = [left | right for left, right in zip_longest(runs[::2], runs[1::2], fillvalue=cls())]
        return runs[0] if runs else cls()

    def ranges(self) -> Iterator[tuple[N, N | None]]:
        """Give the ranges in ascending order, first and last both included; the last of an open set is None."""
        bounds = self._bounds
        for index in range(0, len(bounds) - 1, 2):
            yield cast("tuple[N, N]", (bounds[index], bounds[index + 1] - 1))
        if self.is_open:
            yield cast("N", bounds[-1]), None

    @property
    def is_open(self) -> bool:
        """Whether the set goes on without an end, as `10:*` does."""
        return len(self._bounds) % 2 == 1

    def split(self, max_octets: int) -> Iterator[Self]:
        """Divide into sets that are at most `max_octets` long on the wire, in ascending order.

        One range always goes whole, so the limit should leave room for `4294967295:4294967295`.
        """
        if self.is_saved:
            yield self
            return
        part: list[tuple[int, int]] = []
        octets = -1  # one separator fewer than there are ranges
        for first, last in self.ranges():
            needed = len(_range_text(first, last)) + 1
            if part and octets + needed > max_octets:
                yield self._from_ranges(part)
                part, octets = [], -1
            part.append(_half_open(first, last))
            octets += needed
        if part:
            yield self._from_ranges(part)

    def __bytes__(self) -> bytes:
        """Give the wire's form; empty for the empty set, which no command can carry."""
        if self.is_saved:
            return b"$"
        return ",".join(_range_text(first, last) for first, last in self.ranges()).encode("ascii")

    def __str__(self) -> str:
        return bytes(self).decode("ascii")

    def __repr__(self) -> str:
        name = type(self).__name__
        if self.is_saved:
            return f"{name}.saved()"
        return f"{name}.parse({bytes(self)!r})" if self else f"{name}()"

    def __len__(self) -> int:
        """How many numbers; ValueError for an open set."""
        if self.is_open:
            message = "an open set has no length"
            raise ValueError(message)
        return sum(self._bounds[1::2]) - sum(self._bounds[::2])

    def __bool__(self) -> bool:
        return bool(self._bounds)

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and bisect_right(self._bounds, number) % 2 == 1

    def __iter__(self) -> Iterator[N]:
        """Give the numbers in ascending order; ValueError for an open set."""
        if self.is_open:
            message = "an open set has no last number to iterate to"
            raise ValueError(message)
        return cast("Iterator[N]", chain.from_iterable(map(range, self._bounds[::2], self._bounds[1::2])))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._bounds == other._bounds and self.is_saved == other.is_saved

    def __hash__(self) -> int:
        return hash((type(self), self.is_saved, self._bounds.tobytes()))

    def __or__(self, other: Self) -> Self:
        return self._combined(other, operator.or_)

    def __and__(self, other: Self) -> Self:
        return self._combined(other, operator.and_)

    def __sub__(self, other: Self) -> Self:
        return self._combined(other, operator.gt)

    def _has_taken(self, later: Self) -> bool:
        """Add a set that lies behind this one, which nobody else has yet; False where it lies otherwise."""
        ours, theirs = self._bounds, later._bounds
        if self.is_open or ours[-1] > theirs[0] or ours.itemsize != theirs.itemsize:
            return False
        if ours[-1] == theirs[0]:
            ours.pop()
            ours += theirs[1:]
        else:
            ours += theirs
        return True

    def _combined(self, other: Self, keep: Callable[[bool, bool], bool]) -> Self:
        """Walk along both sets' points once; `keep` says whether being in the one and in the other is being in."""
        if type(other) is not type(self):
            message = f"a {type(self).__name__} cannot be combined with a {type(other).__name__}"
            raise TypeError(message)
        ours, theirs = self._bounds, other._bounds
        merged = array("Q")
        inside = False
        here = there = 0
        while here < len(ours) or there < len(theirs):
            our_point = ours[here] if here < len(ours) else _BEYOND
            their_point = theirs[there] if there < len(theirs) else _BEYOND
            here += our_point <= their_point
            there += their_point <= our_point
            kept = keep(here % 2 == 1, there % 2 == 1)
            if kept != inside:
                merged.append(min(our_point, their_point))
                inside = kept
        return self._from_bounds(merged)


class SequenceSet(NumberSet[SequenceNumber]):
    """A set of sequence numbers."""

    __slots__ = ()


class UidSet(NumberSet[Uid]):
    """A set of UIDs."""

    __slots__ = ()


_PIECE: Final = 16_384  # octets


def pieces_of_list(raw: bytes, separator: bytes, start: int = 0, end: int = LARGEST) -> Iterator[bytes]:
    """Divide a part of a list of numbers at separators, so that it is read piece by piece."""
    end = min(end, len(raw))
    while (stop := raw.find(separator, start + _PIECE, end)) >= 0:
        yield raw[start:stop]
        start = stop + 1
    yield raw[start:end]


def parse_ranges(raw: bytes) -> list[tuple[int, int | None]]:
    """Read a sequence-set's ranges in the order and direction they are written in; None stands for `*`.

    COPYUID needs the order, which a set does not keep (RFC 9051, 7.1). Raises ValueError.
    """
    if raw.translate(None, b"0123456789:,*"):
        message = f"not a set of numbers: {raw[:40]!r}"
        raise ValueError(message)
    ranges = []
    for item in raw.split(b","):
        first, colon, last = item.partition(b":")
        start = _number(first)
        ranges.append((start, _number(last) if colon else start))
    return [(first, last) if first is not None else (LARGEST if last is None else last, None) for first, last in ranges]


def _number(digits: bytes) -> int | None:
    if digits == b"*":
        return None
    number = int(digits)
    if not 1 <= number <= LARGEST:
        raise out_of_range(number)
    return number


def _half_open(first: int, last: int | None) -> tuple[int, int]:
    if not 1 <= first <= LARGEST:
        raise out_of_range(first)
    if last is None:
        return first, _BEYOND
    if not 1 <= last <= LARGEST:
        raise out_of_range(last)
    return (first, last + 1) if first <= last else (last, first + 1)


def out_of_range(number: int) -> ValueError:
    """Make the error for what is no nz-number."""
    return ValueError(f"{number} is not between 1 and {LARGEST}")


def _range_text(first: int, last: int | None) -> str:
    if last is None:
        return "*" if first == LARGEST else f"{first}:*"
    return str(first) if first == last else f"{first}:{last}"
