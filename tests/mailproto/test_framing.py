# SPDX-License-Identifier: MIT
"""The stream's division into responses: literals, limits, streaming, and that work grows with the octets alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.errors import LimitExceeded
from mailproto.framing import Frame, Framer, Limits, LiteralChunk, LiteralEnd, LiteralStart, announces_content
from mailproto.message_data import StreamedLiteral
from tests.support.reading import frames_of, one_by_one

STREAMS = [
    pytest.param(b"* OK hi\r\n", [Frame(b"* OK hi")], id="one line"),
    pytest.param(b"* OK a\n* OK b\n", [Frame(b"* OK a"), Frame(b"* OK b")], id="bare line feeds"),
    pytest.param(b"\n\r\n* OK a\r\n\r\n", [Frame(b"* OK a")], id="blank lines are nothing"),
    pytest.param(b"* OK a\r\r\n\r\r\n", [Frame(b"* OK a\r"), Frame(b"\r")], id="one of several carriage returns"),
    pytest.param(b"\0\0* OK\0 a\r\n\0\r\n", [Frame(b"* OK\x1a a")], id="NULs"),
    pytest.param(
        b"* 1 FETCH (X {5}\r\na\0\r\nb Y {0}\r\n)\r\n",
        [Frame(b"* 1 FETCH (X {5}\0 Y {0}\0)", (b"a\0\r\nb", b""))],
        id="literals",
    ),
    pytest.param(b"* X {1+}\r\na\n", [Frame(b"* X {1+}\0", (b"a",))], id="non-synchronizing"),
    pytest.param(b"* X ~{1}\n\0\n", [Frame(b"* X ~{1}\0", (b"\0",))], id="literal8 after a bare line feed"),
    pytest.param(b"* X {3}\r\n\r\n)\r\n", [Frame(b"* X {3}\0", (b"\r\n)",))], id="line end inside"),
    pytest.param(b"* X {2}\r\nab\0 c\r\n", [Frame(b"* X {2}\0\x1a c", (b"ab",))], id="NUL after a literal"),
    pytest.param(
        b'* X ("a {4}" "b\\" {4}" {2}\r\nab)\r\n', [Frame(b'* X ("a {4}" "b\\" {4}" {2}\0)', (b"ab",))], id="quoted"
    ),
    pytest.param(b'* X ("a {4}\r\n', [Frame(b'* X ("a {4}')], id="inside an open string"),
    pytest.param(b"* LIST () NIL a{4}\r\n", [Frame(b"* LIST () NIL a{4}")], id="end of a name"),
    pytest.param(b"* X {-1}\r\n* X {}\r\n", [Frame(b"* X {-1}"), Frame(b"* X {}")], id="no number"),
    pytest.param(b"* OK see {4}\r\n", [Frame(b"* OK see {4}")], id="text of a status"),
    pytest.param(b"A001 OK see {4}\r\n", [Frame(b"A001 OK see {4}")], id="text of a tagged status"),
    pytest.param(b"A1 NO [X] see {4}\r\n", [Frame(b"A1 NO [X] see {4}")], id="text after a code"),
    pytest.param(b"+ go {4}\r\n", [Frame(b"+ go {4}")], id="text of a continuation"),
    pytest.param(b"free text {4}\r\n", [Frame(b"free text {4}")], id="no response"),
    pytest.param(
        b"A1 NO [BADCHARSET ({1}\r\na {1}\r\nb)] see {4}\r\n",
        [Frame(b"A1 NO [BADCHARSET ({1}\0 {1}\0)] see {4}", (b"a", b"b"))],
        id="literals in a code",
    ),
]


@pytest.mark.parametrize(("data", "expected"), STREAMS)
def test_a_stream_is_divided_into_responses(data: bytes, expected: list[Frame]) -> None:
    """The frames are the same whether the stream comes at once, by octets, or in two pieces cut anywhere."""
    ways = [[data], one_by_one(data), *([data[:cut], data[cut:]] for cut in range(1, len(data)))]
    for pieces in ways:
        framer = Framer()
        assert frames_of(pieces, framer) == expected
        assert framer.incomplete() == b""


def test_a_frame_gives_its_bytes_back() -> None:
    """`raw` is what came, without the last line end and what was streamed."""
    data = b"* 1 FETCH (X {5}\r\na\0\r\nb Y {0}\r\n)"
    (frame,) = frames_of([data + b"\r\n"])
    assert isinstance(frame, Frame)
    assert frame.raw == data
    assert Frame(b"* X[] {5}\0)", (StreamedLiteral(5),)).raw == b"* X[] {5}\r\n)"
    assert Frame(b"* X[] {5}\0 {1}\0)", (StreamedLiteral(5), b"x")).octets == len(b"* X[] {5}\0 {1}\0)") + 1


CONTENT = b"* 1 FETCH (UID 5 BODY[1] {6}\r\nabcdef X {6}\r\nghijkl BODY[2]<0> {2}\r\nmn RFC822 {6}\r\nopqrst)\r\n"
CONTENT_FRAME = Frame(
    b"* 1 FETCH (UID 5 BODY[1] {6}\0 X {6}\0 BODY[2]<0> {2}\0 RFC822 {6}\0)",
    (StreamedLiteral(6), b"ghijkl", b"mn", StreamedLiteral(6)),
)


@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_large_content_is_streamed(size: int) -> None:
    """Content at or over the threshold goes out in chunks, other literals do not, and the frame says what went."""
    pieces = [CONTENT[start : start + size] for start in range(0, len(CONTENT), size)]
    found = frames_of(pieces, Framer(stream_threshold=3))
    assert found[-1] == CONTENT_FRAME
    assert found[0] == LiteralStart(b"* 1 FETCH (UID 5 BODY[1] {6}", 6)
    assert [each for each in found if isinstance(each, LiteralStart)][1] == LiteralStart(
        b" X {6}\0 BODY[2]<0> {2}\0 RFC822 {6}", 6
    )
    assert b"".join(each.data for each in found if isinstance(each, LiteralChunk)) == b"abcdefopqrst"
    assert sum(isinstance(each, LiteralEnd) for each in found) == 2
    assert isinstance(found[-2], LiteralEnd)


def test_empty_content_is_streamed_too() -> None:
    """A threshold of nothing streams a literal of no octets: a start and an end without chunks."""
    found = frames_of([b"* 1 FETCH (BODY[] {0}\r\n", b")\r\n"], Framer(stream_threshold=0))
    assert found == [
        LiteralStart(b"* 1 FETCH (BODY[] {0}", 0),
        LiteralEnd(),
        Frame(b"* 1 FETCH (BODY[] {0}\0)", (StreamedLiteral(0),)),
    ]


def test_only_fetch_streams() -> None:
    """Content-like literals of other responses are gathered."""
    assert frames_of([b"* X[] {2}\r\nab\r\n"], Framer(stream_threshold=1)) == [Frame(b"* X[] {2}\0", (b"ab",))]


def test_the_threshold_may_change_between_responses() -> None:
    """The owner switches streaming on and off as its commands ask for it."""
    framer = Framer()
    letter = b"* 1 FETCH (BODY[] {2}\r\nab)\r\n"
    assert len(frames_of([letter], framer)) == 1
    framer.stream_threshold = 2
    assert len(frames_of([letter], framer)) == 4


@pytest.mark.parametrize(
    ("line", "content"),
    [
        (b"* 1 FETCH (BODY[] {5}", True),
        (b"* 1 FETCH (BODY[]<0>  ~{5}", True),
        (b"* 1 FETCH (rfc822.header {5}", True),
        (b"* 1 FETCH (RFC822.TEXT {5+}", True),
        (b"* 1 FETCH (BODY[HEADER.FIELDS ({5}", False),
        (b'* 1 FETCH (ENVELOPE ("date" {5}', False),
    ],
)
def test_content_is_told_by_what_announces_it(line: bytes, content: bool) -> None:  # noqa: FBT001 - of the table
    """Content is the literal of a section, or of the older items that stand for one."""
    assert announces_content(line) is content


LIMITED = [
    pytest.param(Limits(line=10), b"* 4567890\r\n", b"* 45678901\r\n", "line", id="line"),
    pytest.param(Limits(literal=3), b"* X {3}\r\nabc\r\n", b"* X {4}\r\n", "literal", id="literal"),
    pytest.param(
        Limits(response=24), b"* X {5}\r\nabcde {5}\r\n", b"* X {5}\r\nabcde {8}\r\n", "response", id="response"
    ),
    pytest.param(Limits(response=10), b"* 4567890\r\n", b"* 456789012", "response", id="unfinished response"),
    pytest.param(Limits(response=10), b"* 45678901\n", b"* 456789012\n", "response", id="whole response"),
    pytest.param(
        Limits(literals=2),
        b"* X {1}\r\na {1}\r\na\r\n",
        b"* X {1}\r\na {1}\r\na {1}\r\n",
        "number of literals",
        id="literals",
    ),
    pytest.param(
        Limits(streamed_literal=5),
        b"* 1 FETCH (X[] {5}\r\nabcde)\r\n",
        b"* 1 FETCH (X[] {6}\r\n",
        "streamed literal",
        id="streamed literal",
    ),
    pytest.param(
        Limits(), b"* X {00000000000000000001}\r\na\r\n", b"* X {99999999999999999999}\r\n", "literal", id="number"
    ),
]


@pytest.mark.parametrize(("limits", "allowed", "too_much", "what"), LIMITED)
@pytest.mark.parametrize("split", [lambda data: [data], one_by_one], ids=["at once", "by octets"])
def test_limits_are_checked_before_memory_is_taken(
    limits: Limits, allowed: bytes, too_much: bytes, what: str, split: object
) -> None:
    """What reaches a limit passes, what goes over it is refused as soon as it is announced, and for ever."""
    assert callable(split)
    framer = Framer(limits, stream_threshold=4 if "stream" in what else None)
    frames_of(split(allowed), framer)
    with pytest.raises(LimitExceeded, match=f"{what} of .* is over the limit of") as caught:
        frames_of(split(too_much), framer)
    assert caught.value.code == "limit-exceeded"
    assert framer.incomplete()
    framer.receive(b"* OK more\r\n")
    with pytest.raises(LimitExceeded):
        list(framer.frames())


def test_what_was_received_before_starttls_can_be_taken_out() -> None:
    """`take_rest` gives the octets after the last response, which are then gone."""
    framer = Framer()
    framer.receive(b"A1 OK go ahead\r\n* OK inj")
    framer.receive(b"ected\r\nA2")
    frames = framer.frames()
    assert next(frames) == Frame(b"A1 OK go ahead")
    assert framer.take_rest() == b"* OK injected\r\nA2"
    assert list(frames) == []
    assert framer.take_rest() == b""
    assert frames_of([b"* OK", b" fresh\r\n"], framer) == [Frame(b"* OK fresh")]


def test_the_beginning_of_a_line_is_taken_out_too() -> None:
    """Nothing of a line that had begun is left to stand before what comes encrypted."""
    framer = Framer()
    assert frames_of([b"* OK inj"], framer) == []
    assert framer.take_rest() == b"* OK inj"
    assert frames_of([b"* OK fresh\r\n"], framer) == [Frame(b"* OK fresh")]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_what_is_incomplete_can_be_looked_at(size: int) -> None:
    """`incomplete` gives all octets of a response that has not ended, wherever the stream stops."""
    data = b"* 1 FETCH (X {5}\r\nabcde Y {4}\r\nfghi Z {3}\r\nj"
    for end in range(len(data)):
        framer = Framer()
        frames_of([data[start : min(start + size, end)] for start in range(0, end, size)], framer)
        assert framer.incomplete() == data[:end]


def test_frames_may_be_left_and_taken_up_again() -> None:
    """An iterator that is given up loses nothing and repeats nothing."""
    framer = Framer(stream_threshold=1)
    framer.receive(b"* OK a\r\n" + CONTENT + b"* OK b\r\n")
    found = []
    while True:
        frame = next(framer.frames(), None)
        if frame is None:
            break
        found.append(frame)
    again = Framer(stream_threshold=1)
    again.receive(b"* OK a\r\n" + CONTENT + b"* OK b\r\n")
    assert found == list(again.frames())


class CountedBytes(bytes):
    """Octets that count how many of them are searched and copied."""

    looked_at = 0

    def find(self, *arguments: Any) -> int:  # noqa: ANN401 - as bytes has it
        """Count what lies between the start and the finding."""
        found = super().find(*arguments)
        CountedBytes.looked_at += (len(self) if found < 0 else found + 1) - arguments[1]
        return found

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as bytes has it
        found = super().__getitem__(key)
        CountedBytes.looked_at += len(found) if isinstance(found, bytes) else 1
        return found


@pytest.mark.parametrize("lines", [100, 2000])
@pytest.mark.parametrize("size", [1, 64, 1_000_000])
def test_work_grows_with_the_octets_alone(lines: int, size: int) -> None:
    """However the stream is split and however long a line is, each octet is looked at a few times, not more."""
    data = b"* 1 FETCH (X {5}\r\nabcde)\r\n" * lines + b"* SEARCH" + b" 1234567" * lines + b"\r\n"
    CountedBytes.looked_at = 0
    frames = frames_of(CountedBytes(data[start : start + size]) for start in range(0, len(data), size))
    assert len(frames) == lines + 1
    assert CountedBytes.looked_at <= 6 * len(data)


@pytest.mark.parametrize("literals", [100, 2000])
@pytest.mark.parametrize("size", [1, 64, 1_000_000])
@pytest.mark.parametrize("threshold", [None, 1])
def test_work_grows_with_the_octets_of_one_response(literals: int, size: int, threshold: int | None) -> None:
    """However many literals it has, streamed or not: of what stands before them, each piece is told once."""
    data = b"* 1 FETCH (UID 7" + b" BODY[1] {5}\r\nabcde" * literals + b")\r\n"
    CountedBytes.looked_at = 0
    pieces = (CountedBytes(data[start : start + size]) for start in range(0, len(data), size))
    found = frames_of(pieces, Framer(stream_threshold=threshold))
    assert CountedBytes.looked_at <= 6 * len(data)
    told = [each.prefix for each in found if isinstance(each, LiteralStart)]
    assert len(told) == (0 if threshold is None else literals)
    assert sum(map(len, told)) <= len(data)


def test_a_line_of_quotation_marks_is_looked_at_once() -> None:
    """A hostile line of a million escaped marks before an announcement is divided without rescanning."""
    line = b'* X "' + b'\\"' * 500_000 + b" {3}"
    assert frames_of([line + b"\r\n"]) == [Frame(line)]


@given(st.binary(max_size=60), st.lists(st.integers(1, 10), min_size=1))
def test_any_bytes_are_divided_the_same_way_however_they_come(data: bytes, sizes: list[int]) -> None:
    """Splitting the stream anywhere changes neither the frames nor what is left over."""
    whole, parts = Framer(Limits(literal=1000)), Framer(Limits(literal=1000))
    pieces: list[bytes] = []
    position = 0
    while position < len(data):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(data[position : position + size])
        position += size
    try:
        expected = frames_of([data], whole)
    except LimitExceeded:
        with pytest.raises(LimitExceeded):
            frames_of(pieces, parts)
        return
    assert frames_of(pieces, parts) == expected
    assert parts.incomplete() == whole.incomplete()
