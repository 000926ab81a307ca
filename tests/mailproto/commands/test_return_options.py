# SPDX-License-Identifier: MIT
"""What SEARCH and SORT are to return: how it is written, what it needs, and what no server takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailproto.commands.return_options import Partial, ReturnOption, Returns, needs_of_returns, write_returns
from mailproto.errors import LocalProtocolError
from mailproto.printer import WireStyle, Writer

MIN, MAX, ALL, COUNT, SAVE = ReturnOption


def written(returns: Returns) -> bytes:
    """Give the words."""
    writer = Writer(WireStyle())
    write_returns(writer, returns)
    return b"".join(piece.data for piece in writer.pieces()).removesuffix(b"\r\n")


@pytest.mark.parametrize(
    ("returns", "wire"),
    [
        ((), b"RETURN ()"),
        ((ALL,), b"RETURN (ALL)"),
        ((MIN, MAX, COUNT, SAVE), b"RETURN (MIN MAX COUNT SAVE)"),
        ((Partial(1, 500), COUNT), b"RETURN (PARTIAL 1:500 COUNT)"),
        ((Partial(-1, -100),), b"RETURN (PARTIAL -1:-100)"),
    ],
)
def test_options_are_written(returns: Returns, wire: bytes) -> None:
    """RFC 9051, 9: search-return-opts; RFC 9394, 4."""
    assert written(returns) == wire


@pytest.mark.parametrize("returns", [(ALL, ALL), (ALL, Partial(1, 2)), (Partial(1, 2), Partial(3, 4))])
def test_one_window_or_everything(returns: Returns) -> None:
    """RFC 9394, 3.1."""
    with pytest.raises(LocalProtocolError, match="ALL and PARTIAL"):
        written(returns)


@pytest.mark.parametrize("ends", [(0, 1), (1, 0), (-1, 1), (1, -1), (1, 2**32), (-(2**32), -1)])
def test_a_window_has_two_ends_on_one_side(ends: tuple[int, int]) -> None:
    """RFC 9394, 4: partial-range."""
    with pytest.raises(LocalProtocolError) as caught:
        Partial(*ends)
    assert caught.value.code == "bad-argument"


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, -1]), st.integers(0, 12))
def test_a_window_chooses_among_results(first: int, last: int, side: int, count: int) -> None:
    """RFC 9394, 3.1: from the first or from the last on, both ends included, in either order, as far as there are."""
    results = list(range(1, count + 1))
    near, far = sorted((first, last))
    expected = results[near - 1 : far] if side > 0 else results[::-1][near - 1 : far][::-1]
    start, stop = Partial(side * first, side * last).bounds(count)
    assert results[start:stop] == expected


def test_options_say_what_they_need() -> None:
    """RFC 4731, RFC 5182 and RFC 9394 each have their capability."""
    plain = needs_of_returns("SEARCH", ("ESEARCH",), "CONTEXT=SEARCH", (MIN,))
    assert plain == {"SEARCH RETURN": ("ESEARCH",)}
    assert needs_of_returns("SORT", ("ESORT",), "CONTEXT=SORT", (SAVE, Partial(1, 2))) == {
        "SORT RETURN": ("ESORT",),
        "SORT RETURN (SAVE)": ("SEARCHRES", "IMAP4REV2"),
        "SORT RETURN (PARTIAL)": ("PARTIAL", "CONTEXT=SORT"),
    }
