# SPDX-License-Identifier: MIT
"""Lists that keep their order, and conversations: what they hold, and that neither length nor depth hurts."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.orderings import MessageThread, NumberList
from mailproto.sequences import LARGEST, UidSet
from mailproto.vocabulary import Uid

numbers = st.lists(st.integers(1, 30) | st.integers(1, LARGEST), max_size=60)


@given(numbers, st.integers(-70, 70), st.integers(-70, 70), st.sampled_from([-3, -1, 1, 2]))
def test_a_list_is_what_a_tuple_would_be(given_: list[int], start: int, stop: int, step: int) -> None:
    """In its order, with what stands in it twice; by index, by slice and by iteration."""
    made = NumberList[Uid].of(given_)
    assert list(made) == given_
    assert len(made) == len(given_)
    assert list(made[start:stop:step]) == given_[start:stop:step]
    assert [made[index] for index in range(-len(given_), len(given_))] == given_ + given_
    assert NumberList[Uid](made.runs()) == made == NumberList[Uid].parse_list(" ".join(map(str, given_)).encode())
    assert hash(NumberList[Uid].of(given_)) == hash(made)
    assert UidSet.of(made) == UidSet.of(given_)
    with pytest.raises(IndexError):
        _ = made[len(given_)]


@pytest.mark.parametrize(
    ("raw", "held"),
    [
        (b"23765,23764,23763,23761", [23765, 23764, 23763, 23761]),
        (b"10:12,9", [10, 11, 12, 9]),
        (b"12:10,9", [10, 11, 12, 9]),
        (b"7", [7]),
    ],
)
def test_a_sequence_set_keeps_its_order(raw: bytes, held: list[int]) -> None:
    """RFC 5267, 3.2: but each range ascends, however it is written."""
    assert list(NumberList[Uid].parse(raw)) == held


def test_a_range_is_not_expanded() -> None:
    """Four thousand million numbers take no more than one."""
    whole = NumberList[Uid].parse(b"9,1:4294967295")
    assert len(whole) == LARGEST + 1
    assert (whole[0], whole[1], whole[-1]) == (9, 1, LARGEST)
    assert list(whole.runs()) == [(9, 9), (1, LARGEST)]


@pytest.mark.parametrize("raw", [b"0", b"4294967296", b"5:*", b"x", b""])
def test_what_is_no_number_is_refused(raw: bytes) -> None:
    """A list names letters, so none of it is open."""
    with pytest.raises(ValueError, match=r"."):
        NumberList[Uid].parse(raw)


def test_a_list_is_no_other_sequence() -> None:
    """Equal only to a list, and shown in short."""
    assert NumberList[Uid].of([1]) != (1,)
    assert repr(NumberList[Uid].of([3, 1])) == "NumberList.of([3, 1])"
    assert repr(NumberList[Uid].of(range(1, 99))).endswith("20, ...])")


def test_a_conversation_has_a_letter_and_replies() -> None:
    """RFC 5256, 4: 3 and 6, then 4 with 23, and 44 with 7 and 96."""
    rows = [(0, 3), (1, 6), (2, 4), (3, 23), (2, 44), (3, 7), (4, 96)]
    thread = MessageThread[Uid](rows)
    assert thread.number == 3
    assert [reply.number for reply in thread.replies] == [6]
    assert [reply.number for reply in thread.replies[0].replies] == [4, 44]
    assert list(thread.rows()) == rows
    assert list(thread.numbers()) == [3, 6, 4, 23, 44, 7, 96]
    assert len(thread) == 7
    assert thread.replies[0].replies[0] == MessageThread[Uid]([(0, 4), (1, 23)])
    assert MessageThread[Uid]([(0, 4)]).replies == ()


def test_a_conversation_may_lack_its_first_letter() -> None:
    """RFC 5256, 4: the replies are siblings below nothing."""
    thread = MessageThread[Uid]([(0, None), (1, 3), (1, 5)])
    assert thread.number is None
    assert [reply.number for reply in thread.replies] == [3, 5]
    assert len(thread) == 2


@pytest.mark.parametrize(
    "rows", [[], [(1, 1)], [(0, 1), (0, 2)], [(0, 1), (2, 2)], [(0, 0)], [(0, LARGEST + 1)]], ids=str
)
def test_rows_that_are_no_tree_are_refused(rows: list[tuple[int, int | None]]) -> None:
    """One root, and nobody replies to nobody."""
    with pytest.raises(ValueError, match=r"."):
        MessageThread[Uid](rows)


def test_no_conversation_is_too_deep() -> None:
    """Not for comparing, showing, hashing or forgetting it."""
    depth = 50 * sys.getrecursionlimit()
    deep = MessageThread[Uid]((level, level + 1) for level in range(depth))
    same = MessageThread[Uid]((level, level + 1) for level in range(depth))
    assert deep == same
    assert hash(deep) == hash(same)
    assert repr(deep).endswith("(19, 20), ...])")
    assert len(deep.replies[0]) == depth - 1
    assert deep != list(deep.rows())
