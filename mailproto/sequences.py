# SPDX-License-Identifier: MIT
"""Sets of sequence numbers and of UIDs as ranges, never expanded (RFC 9051, 9: sequence-set)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Self, TypeVar

from mailproto.vocabulary import SequenceNumber, Uid

N = TypeVar("N", bound=int)


class NumberSet(Generic[N]):
    """Numbers from 1 to 2**32-1 as sorted ranges that neither touch nor overlap; `*` is kept as an open end.

    To be implemented (signatures hold): parse(b"1:3,7,10:*"), of(*numbers), range(first, last|None), bytes(set),
    len, in, iteration in ascending order, ranges, |, -, &, ==, hash, bool, `split(max_octets)`.
    """

    __slots__ = ("_ranges",)

    @classmethod
    def of(cls, numbers: Iterable[N]) -> Self:
        raise NotImplementedError

    def __iter__(self) -> Iterator[N]:
        raise NotImplementedError


class SequenceSet(NumberSet[SequenceNumber]):
    """A set of sequence numbers."""

    __slots__ = ()


class UidSet(NumberSet[Uid]):
    """A set of UIDs."""

    __slots__ = ()
