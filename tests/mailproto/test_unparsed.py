# SPDX-License-Identifier: MIT
"""What stands for the unreadable keeps the bytes and the reason."""

from __future__ import annotations

from mailproto.unparsed import Unparsed


def test_unparsed_is_a_value() -> None:
    """Two of the same bytes and reason are equal, and differ from those of another reason."""
    assert Unparsed(b"x", "why") == Unparsed(b"x", "why") != Unparsed(b"x", "why not")
