# SPDX-License-Identifier: MIT
"""Values that are made quickly are the same as those that are made by their class."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, fields

import pytest

from mailproto.message_data import Address
from mailproto.message_data.construction import quick_maker
from mailproto.message_data.envelope import make_address


@dataclass(frozen=True, slots=True)
class _Pair:
    one: int
    two: str


def test_a_quickly_made_value_is_like_any_other() -> None:
    """It has the class, the fields, the equality, the hash and the text of one that the class made."""
    made, usual = quick_maker(_Pair)(1, "b"), _Pair(1, "b")
    assert type(made) is _Pair
    assert made == usual
    assert hash(made) == hash(usual)
    assert repr(made) == repr(usual)
    assert [each.name for each in fields(made)] == ["one", "two"]


def test_a_quickly_made_value_is_frozen() -> None:
    """Nobody can change it, nor add to it."""
    made = make_address(b"n", None, b"m", b"h")
    assert made == Address(b"n", None, b"m", b"h")
    with pytest.raises(FrozenInstanceError):
        made.name = b"x"  # type: ignore[misc]  # what is tried
    with pytest.raises((AttributeError, TypeError)):
        made.more = 1  # type: ignore[attr-defined]  # what is tried
