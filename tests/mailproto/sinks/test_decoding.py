# SPDX-License-Identifier: MIT
"""Decoders that take anything, cut anywhere, and lose nothing."""

from __future__ import annotations

import base64
import quopri
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.sinks import PROBLEMS, DecodedSink, FileSink, MemorySink, decoded
from tests.support.feeding import FIRST, WHOLE, feed

if TYPE_CHECKING:
    from pathlib import Path

    from mailproto.message_data import BodySection
    from mailproto.vocabulary import SequenceNumber


def split(data: bytes, octets: int) -> list[bytes]:
    """Cut `data` into pieces of `octets`."""
    return [data[start : start + octets] for start in range(0, len(data), octets)]


DECODED = [
    # base64: RFC 2045, 6.8
    pytest.param("base64", b"QUJDREVG", b"ABCDEF", set(), id="whole quanta"),
    pytest.param("base64", b"QUJD\r\nREVG\r\n", b"ABCDEF", set(), id="lines"),
    pytest.param("BASE64 ", b" Q U\tJ D \v\f", b"ABC", set(), id="white space anywhere, the name in capitals"),
    pytest.param("base64", b"QQ==", b"A", set(), id="two signs of padding"),
    pytest.param("base64", b"QUI=\r\n", b"AB", set(), id="one sign of padding"),
    pytest.param("base64", b"", b"", set(), id="empty"),
    pytest.param("base64", b"QUI", b"AB", {"missing-padding"}, id="one sign missing"),
    pytest.param("base64", b"QQ", b"A", {"missing-padding"}, id="two signs missing"),
    pytest.param("base64", b"QQ=", b"A", set(), id="one of two signs missing"),
    pytest.param("base64", b"QUJDQ", b"ABC", {"truncated"}, id="cut in the middle of an octet"),
    pytest.param("base64", b"QU*JD", b"ABC", {"foreign-characters"}, id="foreign character"),
    pytest.param("base64", b"QUJDQU*", b"ABCA", {"foreign-characters", "missing-padding"}, id="foreign at the end"),
    pytest.param("base64", b"QQ==QkM=", b"ABC", {"data-after-padding"}, id="two pieces, each with padding"),
    pytest.param("base64", b"QQ==\r\nQkM=\r\nREVG", b"ABCDEF", {"data-after-padding"}, id="three pieces"),
    pytest.param("base64", b"QUJD====", b"ABC", set(), id="padding too long"),
    pytest.param("base64", b"=QUJD", b"ABC", {"data-after-padding"}, id="padding first"),
    pytest.param("base64", b"QQ==\n-\nsent", b"A\xb1\xe9\xed", {"data-after-padding", "foreign-characters"}, id="-"),
    # quoted-printable: RFC 2045, 6.7
    pytest.param("quoted-printable", b"caf=C3=A9", b"caf\xc3\xa9", set(), id="escapes"),
    pytest.param("quoted-printable", b"caf=c3=a9", b"caf\xc3\xa9", set(), id="escapes in lower case"),
    pytest.param("quoted-printable", b"one=\r\n line\r\n", b"one line\r\n", set(), id="soft break"),
    pytest.param("quoted-printable", b"one=\n line\n", b"one line\n", set(), id="soft break with LF alone"),
    pytest.param("quoted-printable", b"one= \t\r\n line", b"one line", set(), id="soft break with white space"),
    pytest.param("quoted-printable", b"one \t\r\ntwo  \nthree \t", b"one\r\ntwo\nthree", set(), id="space at ends"),
    pytest.param("quoted-printable", b"a b\tc =20\r\n", b"a b\tc  \r\n", set(), id="white space inside"),
    pytest.param("quoted-printable", b"one=", b"one", set(), id="soft break at the very end"),
    pytest.param("quoted-printable", b"1=2, x=y", b"1=2, x=y", {"bad-escape"}, id="no escape"),
    pytest.param("quoted-printable", b"one=4", b"one=4", {"bad-escape"}, id="half an escape at the end"),
    pytest.param("quoted-printable", b"caf\xc3\xa9\r\n", b"caf\xc3\xa9\r\n", set(), id="eight bits"),
    pytest.param("quoted-printable", b"", b"", set(), id="nothing"),
    # the others
    pytest.param("7bit", b"QUJD =\r\n", b"QUJD =\r\n", set(), id="7bit"),
    pytest.param("8BIT", b"\xff\r\n", b"\xff\r\n", set(), id="8bit"),
    pytest.param("binary", b"\0\n", b"\0\n", set(), id="binary"),
    pytest.param(None, b"\0\n", b"\0\n", set(), id="no encoding told"),
    pytest.param("x-uue", b"begin", b"begin", {"unknown-encoding"}, id="an encoding not known"),
]  # fmt: skip


class TestDecodedSink:
    """Transfer encodings taken off on the way."""

    @pytest.mark.parametrize(("encoding", "encoded", "plain", "problems"), DECODED)
    def test_a_row_of_the_table(self, encoding: str | None, encoded: bytes, plain: bytes, problems: set[str]) -> None:
        """Octets and problems are those of the table, whole and however the input is cut."""
        for octets in range(1, max(len(encoded), 1) + 1):
            inner = MemorySink(limit=1000)
            sink = decoded(inner, encoding)
            feed(sink, split(encoded, octets))
            assert (inner.data, sink.problems) == (plain, frozenset(problems)), octets
            assert sink.settled == len(encoded)
        assert problems <= PROBLEMS.keys()

    @given(st.binary(max_size=300), st.integers(1, 50), st.sampled_from([b"\r\n", b"\n", b""]))
    def test_base64_comes_back_however_it_is_cut(self, plain: bytes, octets: int, line_end: bytes) -> None:
        """What was encoded is what comes out, without a problem."""
        encoded = base64.encodebytes(plain).replace(b"\n", line_end)
        inner = MemorySink(limit=1000)
        sink = decoded(inner, "base64")
        feed(sink, split(encoded, octets))
        assert (inner.data, sink.problems) == (plain, frozenset())

    @given(st.binary(max_size=300), st.integers(1, 50))
    def test_quoted_printable_comes_back_however_it_is_cut(self, plain: bytes, octets: int) -> None:
        """What was encoded is what comes out, without a problem."""
        plain = plain.replace(b"\r", b"")
        encoded = quopri.encodestring(plain).replace(b"\n", b"\r\n")
        inner = MemorySink(limit=10_000)
        sink = decoded(inner, "quoted-printable")
        feed(sink, split(encoded, octets))
        assert inner.data == plain.replace(b"\n", b"\r\n")
        assert not sink.problems

    @given(st.binary(max_size=200), st.integers(1, 50), st.sampled_from(["base64", "quoted-printable"]))
    def test_no_input_makes_it_fail(self, rubbish: bytes, octets: int, encoding: str) -> None:
        """Any octets are taken, and how they are cut makes no difference to what comes out."""
        results = []
        for size in (octets, len(rubbish) or 1):
            inner = MemorySink(limit=1000)
            sink = decoded(inner, encoding)
            feed(sink, split(rubbish, size))
            results.append((inner.data, sink.problems))
        assert results[0] == results[1]

    @pytest.mark.parametrize(
        ("encoding", "encoded", "plain"),
        [
            ("base64", base64.encodebytes(bytes(range(200))).replace(b"\n", b" \r\n"), bytes(range(200))),
            ("quoted-printable", b"caf=C3=A9=\r\n  and more \t\r\n" * 5, b"caf\xc3\xa9  and more\r\n" * 5),
            ("8bit", bytes(range(200)), bytes(range(200))),
        ],
    )
    def test_an_interrupted_literal_is_gone_on_with_at_any_octet(
        self, tmp_path: Path, encoding: str, encoded: bytes, plain: bytes
    ) -> None:
        """From `settled` on, with a new decoder and the part that was kept, nothing is lost and nothing comes twice."""
        for interrupted in range(len(encoded) + 1):
            path = tmp_path / f"{interrupted}"
            file = FileSink(path, keep_part=True)
            sink = decoded(file, encoding)
            sink.begin(FIRST, WHOLE, None)
            for piece in split(encoded[:interrupted], 7):
                sink.write(piece)
            sink.abort()
            assert sink.settled <= interrupted
            again = decoded(FileSink(path, offset=file.written), encoding, offset=sink.settled)
            feed(again, [encoded[sink.settled :]])
            assert path.read_bytes() == plain
            assert again.settled == len(encoded)

    @pytest.mark.parametrize("endless", [b" ", b"\t", b"\r", b"="])
    @pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
    def test_what_it_holds_back_stays_small(self, encoding: str, endless: bytes) -> None:
        """However long a run of what has no meaning yet, only a little of it waits in memory."""
        sink = decoded(MemorySink(limit=2**24), encoding)
        sink.begin(FIRST, WHOLE, None)
        for _ in range(16):
            sink.write(endless * 65_536)
            assert sink._decoder.pending <= 2 * 65_536
        sink.end()

    def test_the_size_after_decoding_is_not_promised(self) -> None:
        """The sink behind a decoder is not told the encoded size, and gets no empty pieces."""
        seen: list[object] = []

        class Noting(MemorySink):
            def begin(
                self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None
            ) -> None:
                seen.append((sequence_number, section, size))

            def write(self, data: bytes) -> None:
                seen.append(data)

        sink = DecodedSink(Noting(limit=10), "base64", 0)
        feed(sink, [b"Q", b"U", b"J", b"D"], size=4)
        assert seen == [(1, WHOLE, None), b"ABC"]
