# SPDX-License-Identifier: MIT
"""Tokens: strings, atoms, NIL and lists, also as some servers spell them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto import scanner
from mailproto.scanner import (
    UnreadableError,
    Value,
    end_of_value,
    number,
    quantity,
    quote,
    read_value,
    unescape,
    unquote,
)

if TYPE_CHECKING:
    from collections.abc import Callable

VALUES: list[tuple[bytes, Value]] = [
    (b"atom", b"atom"),
    (b"NIL", None),
    (b"nil", None),
    (b'"NIL"', b"NIL"),
    (b'""', b""),
    (b'"a b"', b"a b"),
    (b'"a\\"b\\\\"', b'a"b\\'),
    (b'"\\("', b"("),  # GroupWise
    (b'"<"3"@x>"', b'<"3"@x>'),  # marks that nobody escaped
    (b'""""', b'""'),
    (b'"a\r\nb"', b"a\r\nb"),  # once a literal
    (b"  12", b"12"),
    (b"\\Seen", b"\\Seen"),
    (b"()", []),
    (b"( )", []),
    (b"(a NIL (b)( c ) )", [b"a", None, [b"b"], [b"c"]]),
    (b'("a""b")', [b'a""b']),
    (b'("a"(b)"c")', [b"a", [b"b"], b"c"]),
]


@pytest.mark.parametrize(("text", "value"), VALUES, ids=lambda each: ascii(each)[:30])
@pytest.mark.parametrize("after", [b"", b" more", b")", b" \r\n"])
def test_values_are_read(text: bytes, value: Value, after: bytes) -> None:
    """A value ends where its grammar ends, whatever follows."""
    assert read_value(text + after) == (value, len(text))
    assert end_of_value(text + after, 0) == len(text)


@pytest.mark.parametrize("text", [b"", b"  ", b")", b"(a", b"((a)", b'"a', b'("a', b'"a"b'])
def test_what_is_no_value_is_refused(text: bytes) -> None:
    """Lists and strings without an end are refused with what stands there."""
    for reader in (lambda: read_value(text), lambda: end_of_value(text, 0)):
        with pytest.raises(UnreadableError, match=r"not a value: b'|the end where a value should be"):
            reader()


def test_nesting_is_limited_and_without_limit_does_not_recurse() -> None:
    """Lists as deep as the limit are read, deeper ones refused; without a limit no depth exhausts the stack."""
    assert read_value(b"((a))", nesting=2) == ([[b"a"]], 5)
    assert end_of_value(b"((a))", 0, nesting=2) == 5
    with pytest.raises(UnreadableError, match="nesting of 3 is over the limit of 2"):
        read_value(b"(((a)))", nesting=2)
    with pytest.raises(UnreadableError, match="nesting of 3 is over the limit of 2"):
        end_of_value(b"(((a)))", 0, nesting=2)
    depth = 100_000
    value, end = read_value(b"(" * depth + b")" * depth)
    assert end == 2 * depth == end_of_value(b"(" * depth + b")" * depth, 0)
    while value:
        assert isinstance(value, list)
        value = value[0]


def test_a_string_of_escapes_without_end_is_refused() -> None:
    """More escapes than any letter has are not read, so that no string takes memory many times its length."""
    assert read_value(quote(b'"' * 10_000)) == (b'"' * 10_000, 20_002)
    with pytest.raises(UnreadableError, match="not a value"):
        read_value(quote(b'"' * 10_001))


def test_numbers() -> None:
    """A number has digits only, and not too many; a quantity may be written as a float."""
    assert number(b"0012") == 12
    assert quantity(b"12") == 12
    assert quantity(b"9.3736e+06") == 9_373_600
    refused: list[Value] = [b"", b"-1", b"1.5", b"9" * 21, None, []]
    for bad in refused:
        with pytest.raises(UnreadableError, match="not a number"):
            number(bad)
    with pytest.raises(UnreadableError, match="not a number"):
        quantity(b"1e5")


@given(st.binary())
def test_quoting_keeps_every_octet(octets: bytes) -> None:
    """Any octets come back from their quoted string."""
    quoted = quote(octets)
    assert unquote(quoted) == octets
    assert unescape(quoted[1:-1]) == octets
    assert read_value(quoted + b" ") == (octets, len(quoted))


@given(st.binary(max_size=50))
def test_both_readers_agree_on_any_bytes(text: bytes) -> None:
    """`end_of_value` ends where `read_value` does, and refuses what it refuses."""

    def outcome(reader: Callable[[], int]) -> int | str:
        try:
            return reader()
        except UnreadableError as error:
            return str(error)

    assert outcome(lambda: end_of_value(text, 0)) == outcome(lambda: read_value(text)[1])


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python 3.11.2, Debian 12's, matches a possessively repeated group wrongly: `(?>(?:...)*)` is written instead."""
    package = Path(scanner.__file__).parent
    guilty = [path.name for path in package.rglob("*.py") if re.search(r"\)[*+?]\+", path.read_text("utf-8"))]
    assert not guilty
