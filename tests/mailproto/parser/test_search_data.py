# SPDX-License-Identifier: MIT
"""SEARCH, ESEARCH, SORT and THREAD, rule by rule (RFC 9051, 7.3.4; RFC 3501, 7.2.5; RFC 5256, 4; RFC 9394, 4)."""

from __future__ import annotations

import sys

import pytest

from mailproto.framing import Frame
from mailproto.orderings import MessageThread, NumberList
from mailproto.parser import parse
from mailproto.responses import EsearchData, Response, SearchData, SortData, ThreadData, UnknownData
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import ModSeq, Tag
from tests.support.reading import read, read_line


def found(*numbers: int) -> NumberSet[int]:
    """Give a set of numbers of no kind."""
    return NumberSet[int].of(numbers)


def in_order(*numbers: int) -> NumberList[int]:
    """Give a list of numbers of no kind."""
    return NumberList[int].of(numbers)


def thread(*rows: tuple[int, int | None]) -> MessageThread[int]:
    """Give a conversation of numbers of no kind."""
    return MessageThread(rows)


DATA: list[tuple[bytes, Response]] = [
    (b"* SEARCH", SearchData(NumberSet())),
    (b"* SEARCH ", SearchData(NumberSet())),
    (b"* search 2 3 6", SearchData(found(2, 3, 6))),
    (b"* SEARCH 6 3  2 ", SearchData(found(2, 3, 6))),
    (b"* SEARCH 2 (MODSEQ 917162500)", SearchData(found(2), ModSeq(917162500))),
    (b"* SEARCH (modseq 1 ) ", SearchData(NumberSet(), ModSeq(1))),
    (b"* SEARCHED 1", UnknownData("SEARCHED", None, b"* SEARCHED 1")),
    (b"* ESEARCH", EsearchData()),
    (b'* ESEARCH (TAG "a567") UID COUNT 17 ALL 4:18,21,28',
     EsearchData(Tag("a567"), by_uid=True, count=17, all=UidSet.parse(b"4:18,21,28"))),
    (b"* ESEARCH (TAG a1) MIN 1 MAX 9 COUNT 2 ALL 1,9 MODSEQ 5 X (a b)",
     EsearchData(Tag("a1"), minimum=1, maximum=9, count=2, all=SequenceSet.parse(b"1,9"), mod_seq=ModSeq(5),
                 others={"X": b"(a b)"})),
    (b'* ESEARCH (TAG "a") UID', EsearchData(Tag("a"), by_uid=True)),
    (b'* ESEARCH (TAG "A01") UID PARTIAL (-1:-100 3,5:7) COUNT 4',
     EsearchData(Tag("A01"), by_uid=True, count=4, window=(-1, -100), partial=UidSet.parse(b"3,5:7"))),
    (b"* ESEARCH PARTIAL (24000:24500 NIL)", EsearchData(window=(24000, 24500))),
    (b"* SORT", SortData(NumberList())),
    (b"* SORT 5 3 4 1 2", SortData(in_order(5, 3, 4, 1, 2))),
    (b"* SORT 2 84 882 (MODSEQ 7)", SortData(in_order(2, 84, 882), ModSeq(7))),
    (b"* THREAD", ThreadData(())),
    (b"* THREAD (2)(3 6 (4 23)(44 7 96))",
     ThreadData((thread((0, 2)), thread((0, 3), (1, 6), (2, 4), (3, 23), (2, 44), (3, 7), (4, 96))))),
    (b"* THREAD ((3)(5))", ThreadData((thread((0, None), (1, 3), (1, 5)),))),
    (b"* thread (1 ((2)(3)))  (4) ",
     ThreadData((thread((0, 1), (1, None), (2, 2), (2, 3)), thread((0, 4))))),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "value"), DATA, ids=lambda each: repr(each)[:50])
def test_what_was_found(raw: bytes, value: Response) -> None:
    """Each has a class of its own, however the line is divided and whatever follows it."""
    assert read_line(raw) == value


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"* SEARCH x", "not a list of numbers"),
        (b"* SEARCH 8 *", "not a list of numbers"),
        (b"* SEARCH 1 (MODSEQ)", "not a list of numbers"),
        (b"* SEARCH 0", "0 is not between 1 and"),
        (b"* SEARCH 4294967296", "4294967296 is not between 1 and"),
        (b"* SORT 2 x", "not a list of numbers"),
        (b"* SORT 0", "0 is not between 1 and"),
        (b"* ESEARCH COUNT x", "not a number: b'x'"),
        (b"* ESEARCH COUNT", "the end where a value should be"),
        (b"* ESEARCH ALL x", "not a set of numbers"),
        (b"* ESEARCH ALL 1:*", "an open set where letters are named"),
        (b"* ESEARCH PARTIAL 1:5", "not a window of results"),
        (b"* ESEARCH PARTIAL (1:5)", "not a window of results"),
        (b"* ESEARCH PARTIAL (1:5 0)", "0 is not between 1 and"),
        (b"* ESEARCH PARTIAL (1:5 7:*)", "not a window of results"),
        (b"* THREAD 1", "not conversations: b'1'"),
        (b"* THREAD ()", "not conversations: b')'"),
        (b"* THREAD (1 ())", "not conversations: b'))'"),
        (b"* THREAD (1 2", "not conversations: b' 2'"),
        (b"* THREAD (1))", "not conversations: b')'"),
        (b"* THREAD (1 (2)(3) 4)", "not conversations: b' 4)'"),
        (b"* THREAD (1)x", "not conversations: b'x'"),
        (b"* THREAD (1 x)", "not conversations: b' x)'"),
        (b"* THREAD (0)", "not conversations: b'0)'"),
        (b"* THREAD (4294967296)", "not conversations: b'4294967296)'"),
        (b"* THREAD (12345678901)", "not conversations: b'12345678901)'"),
    ],
    ids=repr,
)
def test_what_cannot_be_read(raw: bytes, reason: str) -> None:
    """It is Unparsed as a whole, for which letters it means nobody knows; the next response is read."""
    unparsed, after = read(raw + b"\r\n* SEARCH 1\r\n")
    assert isinstance(unparsed, Unparsed)
    assert unparsed.raw == raw
    assert unparsed.reason.startswith(reason)
    assert after == SearchData(found(1))


def test_the_order_of_an_answer_is_kept() -> None:
    """RFC 5267, 3.1: after SORT it means something, in all that was found and in a window of it."""
    sorted_ = read_line(b"* ESEARCH (TAG x) UID ALL 23765,23764,1:3 PARTIAL (1:3 9,1,5)")
    assert isinstance(sorted_, EsearchData)
    assert list(sorted_.all_in_order) == [23765, 23764, 1, 2, 3]
    assert list(sorted_.partial_in_order) == [9, 1, 5]
    assert sorted_.names_letters
    nothing = EsearchData(count=0)
    assert list(nothing.all_in_order) == list(nothing.partial_in_order) == []
    assert not nothing.names_letters


@pytest.mark.parametrize("form", ["replies", "nested"])
def test_a_conversation_may_be_as_deep_as_it_likes(form: str) -> None:
    """Ten thousand replies, each to the one before it, however they are written; no recursion, no limit of nesting."""
    depth = 10 * sys.getrecursionlimit()
    numbers = range(1, depth + 1)
    text = " ".join(map(str, numbers)) if form == "replies" else " (".join(map(str, numbers)) + ")" * (depth - 1)
    data = parse(Frame(b"* THREAD (%b)" % text.encode()))
    assert isinstance(data, ThreadData)
    assert data.threads == (MessageThread((level, level + 1) for level in range(depth)),)
