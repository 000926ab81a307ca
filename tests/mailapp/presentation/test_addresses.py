# SPDX-License-Identifier: MIT
"""Addresses of a header, right and wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.addresses import read_addresses


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ("", []),
        ("a@b", [("", "a@b")]),
        ("A B <a@b>", [("A B", "a@b")]),
        ('"B, A" <a@b>, c@d', [("B, A", "a@b"), ("", "c@d")]),
        ('"a \\"b\\"" <a@b>', [('a "b"', "a@b")]),
        ("a@b (A (nested) B)", [("A nested B", "a@b")]),
        ("Group: a@b, C <c@d>;, e@f", [("", "a@b"), ("C", "c@d"), ("", "e@f")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?B?0JDQvdC90LA=?= <anna@b>", [("Анна", "anna@b")]),
        ("=?utf-8?Q?a=2C_b?= <a@b>", [("a, b", "a@b")]),
        ('"=?utf-8?Q?evil=40bank?=" <a@b>', [("evil@bank", "a@b")]),
        ("Анна <a@b>", [("Анна", "a@b")]),
        ("Name only", [("Name only", "")]),
        ("<a@b", [("", "a@b")]),
        ("A < a @ b >", [("A", "a@b")]),
        ("a@b <c@d>", [("a@b", "c@d")]),
        (",,;,", []),
        ('"open <a@b>', [('"open', "a@b")]),
        ("x\r\n <a@b>", [("x", "a@b")]),
        ("A\0B <a@b>", [("A\ufffdB", "a@b")]),
        ("<@relay,@other:a@b>", [("", "a@b")]),
    ],
)
def test_addresses(value: str, addresses: list[tuple[str, str]]) -> None:
    """Each address has its name, decoded and harmless; groups give their members."""
    assert [(each.name, each.address) for each in read_addresses(value.encode(), 100, 1000)] == addresses


def test_raw_bytes_in_names() -> None:
    """A name in raw windows-1251 is read."""
    (address,) = read_addresses("Анна Петрова <a@b>".encode("cp1251"), 100, 1000)
    assert address.name == "Анна Петрова"


def test_limits() -> None:
    """No more addresses are read, and no longer names shown, than asked for."""
    assert len(read_addresses(b"a@b," * 500, 10, 1000)) == 10
    assert len(read_addresses(b"x" * 5000 + b" <a@b>", 10, 100)[0].name) == 100


@given(
    st.one_of(st.binary(max_size=200), st.text(st.sampled_from(list('<>,;:()"\\ @ab')), max_size=100).map(str.encode))
)
def test_any_bytes_are_addresses(value: bytes) -> None:
    """Nothing is raised, and no address is empty."""
    assert all(each.name or each.address for each in read_addresses(value, 100, 1000))
