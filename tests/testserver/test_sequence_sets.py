# SPDX-License-Identifier: MIT
"""Sets of numbers."""

import pytest

from testserver.sequence_sets import format_uids, parse_sequence_set


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        (b"1", ((1, 1),)),
        (b"2:4", ((2, 4),)),
        (b"4:2", ((2, 4),)),
        (b"*", ((9, 9),)),
        (b"7:*", ((7, 9),)),
        (b"*:7", ((7, 9),)),
        (b"12:*", ((9, 12),)),
        (b"5,1:2,3,9:7", ((1, 3), (5, 5), (7, 9))),
        (b"1:5,2:3", ((1, 5),)),
        (b"4294967295", ((4294967295, 4294967295),)),
    ],
)
def test_sets_resolve_to_ascending_ranges(text: bytes, ranges: tuple[tuple[int, int], ...]) -> None:
    """`*` is the largest number, order and overlap do not matter (RFC 9051 section 9)."""
    numbers = parse_sequence_set(text)
    assert numbers is not None
    assert numbers.resolved(9) == ranges


@pytest.mark.parametrize("text", [b"0", b"", b"1,", b",1", b"1:", b":1", b"01", b"4294967296", b"1:2:3", b"a"])
def test_other_texts_are_no_sets(text: bytes) -> None:
    """Zero, empty items and numbers above 2**32-1 are refused."""
    assert parse_sequence_set(text) is None


@pytest.mark.parametrize(
    ("uids", "text"), [([], b""), ([3], b"3"), ([1, 2, 3], b"1:3"), ([1, 3, 4, 9], b"1,3:4,9"), ([5, 2], b"5,2")]
)
def test_uids_are_written_as_runs(uids: list[int], text: bytes) -> None:
    """Runs become ranges and the order stays (RFC 4315 section 3)."""
    assert format_uids(uids) == text
