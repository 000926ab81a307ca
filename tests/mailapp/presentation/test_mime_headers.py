# SPDX-License-Identifier: MIT
"""Headers of letters and parts, right and wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.mime_headers import last_value, read_disposition, read_fields, read_media_type


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        (b"", []),
        (b"A: b\r\nC:d\r\n\r\n", [("A", b"b"), ("C", b"d")]),
        (b"A: b\r\n\tc\n d\nE: f", [("A", b"b\tc d"), ("E", b"f")]),
        (b"A : b\n", [("A", b"b")]),
        (b"no field\nA: b\n:\n=\n", [("A", b"b")]),
        (b"From x Mon 10:00:00\nA: b\n", [("A", b"b")]),
        (b"A: b\nA: c\n", [("A", b"b"), ("A", b"c")]),
    ],
)
def test_fields(block: bytes, fields: list[tuple[str, bytes]]) -> None:
    """Fields are unfolded; lines that are none are skipped."""
    assert [tuple(field) for field in read_fields(block, 100)] == fields


def test_fields_are_limited() -> None:
    """No more fields are read than asked for."""
    assert len(read_fields(b"A: b\n" * 500, 10)) == 10


def test_the_last_field_counts() -> None:
    """Of fields with the same name, in any case, the last one tells."""
    fields = read_fields(b"Content-Type: a/b\ncontent-type: c/d\n", 10)
    assert (last_value(fields, "content-type"), last_value(fields, "x")) == (b"c/d", b"")


@pytest.mark.parametrize(
    ("value", "media_type", "parameters"),
    [
        ("text/plain", "text/plain", {}),
        ("TEXT / Plain; Charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
        ("text/plain; charset=us-ascii (comment)", "text/plain", {"charset": "us-ascii"}),
        ('a/b; name="x; y"; z=1', "a/b", {"name": "x; y", "z": "1"}),
        ("a/b; name=my file.pdf; z=1", "a/b", {"name": "my file.pdf", "z": "1"}),
        ('a/b boundary="x"', "a/b", {"boundary": "x"}),
        ("a/b; x=1 y=2", "a/b", {"x": "1", "y": "2"}),
        ('a/b; name="open', "a/b", {"name": "open"}),
        ('a/b; name="\\"q\\""', "a/b", {"name": '"q"'}),
        ("a/b; x=1; x=2", "a/b", {"x": "1"}),
        ("a/b; name==?utf-8?Q?=D0=9F?=", "a/b", {"name": "П"}),
        ("a/b; name*=utf-8'ru'%D0%9F", "a/b", {"name": "П"}),
        ("a/b; name*0*=utf-8''%D0; name*1*=%9F; name*2=.txt", "a/b", {"name": "П.txt"}),
        ("a/b; name*1=b; name*0=a", "a/b", {"name": "ab"}),
        ("a/b; name*0=a; name*2=c", "a/b", {"name": "a"}),
        ("a/b; name=plain; name*=utf-8''star", "a/b", {"name": "star"}),
        ("a/b; name*=no-quotes", "a/b", {"name": "no-quotes"}),
        ("a/b; name*1=lost", "a/b", {"name": ""}),
        ("text", "", {}),
        ("", "", {}),
        ("; x=1", "", {"x": "1"}),
    ],
)
def test_media_types(value: str, media_type: str, parameters: dict[str, str]) -> None:
    """A media type is in lower case; parameters are read as RFC 2231 and careless senders write them."""
    assert read_media_type(value.encode()) == (media_type, parameters)


@pytest.mark.parametrize(
    ("value", "disposition", "parameters"),
    [
        ("Attachment; filename=a.txt", "attachment", {"filename": "a.txt"}),
        ("inline", "inline", {}),
        ("; filename=a", "", {"filename": "a"}),
        ("filename=a", "", {"filename": "a"}),
        ("", "", {}),
    ],
)
def test_dispositions(value: str, disposition: str, parameters: dict[str, str]) -> None:
    """A disposition may be missing before its file name."""
    assert read_disposition(value.encode()) == (disposition, parameters)


def test_raw_names() -> None:
    """A file name in raw bytes is read in the charset it is probably in; a boundary keeps its bytes."""
    assert read_media_type("a/b; name=отчёт.pdf".encode("cp1251")).parameters["name"] == "отчёт.pdf"
    assert read_media_type(b"a/b; boundary=\xff").parameters["boundary"].encode("latin-1") == b"\xff"


@given(
    st.one_of(
        st.binary(max_size=200), st.text(st.sampled_from(list("a/b;= *'\"\\01%()")), max_size=100).map(str.encode)
    )
)
def test_any_value_is_read(value: bytes) -> None:
    """Nothing is raised for any bytes."""
    read_media_type(value)
    read_disposition(value)
    read_fields(value, 10)
