# SPDX-License-Identifier: MIT
"""Sets of numbers: what they hold, how they are written, and that they never grow with what they hold."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.sequences import LARGEST, NumberSet, SequenceSet, UidSet, parse_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIRE = [
    (b"1", b"1"),
    (b"1:3", b"1:3"),
    (b"3:1", b"1:3"),
    (b"1,2,3", b"1:3"),
    (b"3,1:2,2:2,9", b"1:3,9"),
    (b"1:5,2:3", b"1:5"),
    (b"10:*", b"10:*"),
    (b"*:10", b"10:*"),
    (b"*", b"*"),
    (b"*:*", b"*"),
    (b"1,*", b"1,*"),
    (b"5:*,7,9:12", b"5:*"),
    (b"5:*,4", b"4:*"),
    (b"4294967295", b"4294967295"),
    (b"4294967294:4294967295", b"4294967294:4294967295"),
]


@pytest.mark.parametrize(("raw", "written"), WIRE, ids=lambda raw: raw.decode())
def test_a_set_is_written_in_order_and_without_overlaps(raw: bytes, written: bytes) -> None:
    """Whatever the order and the overlaps of a sequence-set, it is written sorted and as short as ranges allow."""
    found = UidSet.parse(raw)
    assert bytes(found) == written
    assert str(found) == written.decode()
    assert UidSet.parse(written) == found
    assert repr(found) == f"UidSet.parse({written!r})"


@pytest.mark.parametrize(
    "raw",
    [b"", b",", b"1,", b"1:", b":1", b"1:2:3", b"0", b"0:3", b"4294967296", b"-1", b"+1", b"1_0", b" 1", b"a", b"$"],
)
def test_what_is_no_set_is_refused(raw: bytes) -> None:
    """Anything but a sequence-set is a ValueError."""
    with pytest.raises(ValueError, match=r"."):
        UidSet.parse(raw)


@pytest.mark.parametrize(
    "make",
    [
        lambda: UidSet.of([0]),
        lambda: UidSet.of([5, LARGEST + 1]),
        lambda: UidSet.range(0, 5),
        lambda: UidSet.range(5, LARGEST + 1),
        lambda: UidSet.range(LARGEST + 1),
    ],
)
def test_numbers_that_cannot_be_are_refused(make: Callable[[], UidSet]) -> None:
    """A number outside 1 to 2**32-1 is a ValueError that names it."""
    with pytest.raises(ValueError, match="is not between 1 and 4294967295"):
        make()


def test_the_empty_set() -> None:
    """The empty set holds nothing and is false."""
    empty = UidSet()
    assert not empty
    assert len(empty) == 0
    assert list(empty) == []
    assert empty == UidSet.of([])
    assert bytes(empty) == b""
    assert repr(empty) == "UidSet()"
    assert 1 not in empty
    assert list(empty.split(100)) == []


def test_an_open_set() -> None:
    """An open set holds everything from its last beginning on, and has neither a length nor an end."""
    found = UidSet.range(10) | UidSet.of([3])
    assert found.is_open
    assert 9 not in found
    assert LARGEST in found
    assert list(found.ranges()) == [(3, 3), (10, None)]
    with pytest.raises(ValueError, match="no length"):
        len(found)
    with pytest.raises(ValueError, match="no last number"):
        iter(found)
    assert found & UidSet.range(1, 12) == UidSet.of([3, 10, 11, 12])
    assert found - UidSet.range(11) == UidSet.of([3, 10])


def test_uids_and_sequence_numbers_are_not_compared() -> None:
    """Sets of different types are different and are not combined; one is made of the other by name only."""
    uids, numbers = UidSet.of([1, 2]), SequenceSet.of([1, 2])
    assert uids != numbers
    assert UidSet(numbers) == uids
    assert hash(uids) != hash(numbers)
    assert hash(uids) == hash(UidSet.range(1, 2))
    with pytest.raises(TypeError, match="a UidSet cannot be combined with a SequenceSet"):
        uids | numbers  # type: ignore[operator]
    assert "1" not in uids


def test_ranges_keep_their_order_where_that_matters() -> None:
    """`parse_ranges` gives what is written, as COPYUID needs it."""
    assert parse_ranges(b"304,319:317,5:*") == [(304, 304), (319, 317), (5, None)]


def test_two_million_numbers_are_one_range() -> None:
    """A set costs what its ranges cost, however many numbers they hold."""
    whole = UidSet.range(1, 2_000_000)
    assert len(whole) == 2_000_000
    assert whole._bounds.buffer_info()[1] == 2
    halves = whole - UidSet.of([1_000_000])
    assert halves._bounds.buffer_info()[1] == 4
    assert list(halves.ranges()) == [(1, 999_999), (1_000_001, 2_000_000)]


def test_a_set_is_split_by_its_length_on_the_wire() -> None:
    """`split` fills each part up to the limit and loses nothing."""
    whole = UidSet.of(range(1, 2000, 2))
    parts = list(whole.split(100))
    assert all(len(bytes(part)) <= 100 for part in parts)
    assert all(len(bytes(part)) > 90 for part in parts[:-1])
    joined = UidSet()
    for part in parts:
        joined |= part
    assert joined == whole
    assert list(UidSet.parse(b"1,5:*").split(3)) == [UidSet.parse(b"1"), UidSet.parse(b"5:*")]


SETS = st.frozensets(st.integers(1, 60))


@given(SETS, SETS)
def test_sets_behave_as_sets(one: frozenset[int], other: frozenset[int]) -> None:
    """Union, intersection and difference are those of sets of numbers."""
    a, b = UidSet.of(one), UidSet.of(other)
    assert set(a) == one
    assert set(a | b) == one | other
    assert set(a & b) == one & other
    assert set(a - b) == one - other
    assert len(a) == len(one)
    assert all((number in a) == (number in one) for number in range(1, 62))
    assert (a == b) == (one == other)
    assert (a | b) - b == a - b


@given(st.lists(st.tuples(st.integers(1, LARGEST), st.one_of(st.none(), st.integers(1, LARGEST))), min_size=1))
def test_every_set_is_read_as_it_was_written(ranges: list[tuple[int, int | None]]) -> None:
    """Writing and reading give the same set, and of an open one every part but the last is closed."""
    found = NumberSet[int].of_ranges(ranges)
    assert NumberSet[int].parse(bytes(found)) == found
    parts = list(found.split(30))
    assert [part.is_open for part in parts[:-1]] == [False] * (len(parts) - 1)
    assert b",".join(map(bytes, parts)) == bytes(found)


@given(st.lists(st.integers(1, 100) | st.integers(1, LARGEST), max_size=50), st.sampled_from([b" ", b"  ", b"\t "]))
def test_numbers_in_any_order_are_one_set(numbers: list[int], between: bytes) -> None:
    """As SEARCH tells them, and from a part of a line."""
    raw = between.join(b"%d" % number for number in numbers)
    assert UidSet.parse_list(raw) == UidSet.of(numbers)
    assert UidSet.parse_list(b"* SEARCH " + raw + b" (MODSEQ 1)", 9, 9 + len(raw)) == UidSet.of(numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        range(1, 60_000),
        range(1, 60_000, 2),
        range(60_000, 0, -1),
        [*range(30_000, 60_000, 2), *range(1, 30_000, 3)],
        [*range(1, 40_000, 2), *range(LARGEST - 30_000, LARGEST + 1, 2)],
        [*range(LARGEST - 30_000, LARGEST + 1, 2), *range(1, 40_000, 2)],
    ],
    ids=["without gaps", "with gaps", "descending", "in two parts", "to the largest", "the largest first"],
)
def test_a_long_list_is_read_piece_by_piece(numbers: Sequence[int]) -> None:
    """And gives the set that it would give whole, whether the pieces follow each other or not."""
    assert UidSet.parse_list(" ".join(map(str, numbers)).encode()) == UidSet.of(numbers)
    assert UidSet.parse(",".join(map(str, numbers)).encode()) == UidSet.of(numbers)


def test_a_long_set_may_be_open() -> None:
    """Wherever its open range stands."""
    raw = ",".join(map(str, range(2, 60_000, 2)))
    assert bytes(UidSet.parse(f"50001:*,{raw}".encode())) == bytes(UidSet.parse(f"{raw},50001:*".encode()))
    assert UidSet.parse(f"{raw},50001:*".encode()).is_open


@pytest.mark.parametrize("end", [b",", b",x", b",0"])
def test_what_is_wrong_behind_many_numbers_is_refused(end: bytes) -> None:
    """The last piece is looked at as the first is."""
    raw = b",".join(b"%d" % number for number in range(100_001, 200_000))
    with pytest.raises(ValueError, match=r"."):
        UidSet.parse(raw + end)


def test_many_numbers_are_read_in_little_memory() -> None:
    """Fifteen octets each beside the line, also where none follows another: two million take less than 30 MB."""
    raw = " ".join(map(str, range(1_000_000, 1_400_000, 2))).encode()
    tracemalloc.start()
    try:
        held = UidSet.parse_list(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(held) == 200_000
    assert peak < 200_000 * 15


@pytest.mark.parametrize("kind", [SequenceSet, UidSet])
def test_the_saved_result_is_a_set_that_only_the_server_knows(kind: type[SequenceSet | UidSet]) -> None:
    """RFC 9051, 6.4.4.1: a dollar sign; anything may be in it, and it cannot be divided."""
    saved = kind.saved()
    assert bytes(saved) == b"$"
    assert repr(saved) == f"{kind.__name__}.saved()"
    assert saved.is_open
    assert saved.is_saved
    assert 5 in saved
    assert list(saved.split(1)) == [saved]
    assert saved == kind.saved() == kind(saved)
    assert hash(saved) == hash(kind.saved())
    assert saved != kind.range(1)
    assert not kind.range(1).is_saved
