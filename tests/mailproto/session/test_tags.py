# SPDX-License-Identifier: MIT
"""The tags of commands."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from mailproto.errors import LocalProtocolError
from mailproto.session.tags import COUNT, Tags
from mailproto.vocabulary import Tag


def test_tags_are_a_letter_and_three_digits_in_order() -> None:
    """A001 to A999, B001 to Z999, and from the beginning again (8.3.2 of the exercise)."""
    tags = Tags()
    given = [tags.next(()) for _ in range(COUNT)]
    assert given[:2] == ["A001", "A002"]
    assert given[998:1000] == ["A999", "B001"]
    assert given[-1] == "Z999"
    assert len(set(given)) == COUNT == 26 * 999
    assert all(re.fullmatch(r"[A-Z]\d{3}", tag) for tag in given)
    assert tags.next(()) == "A001"


def test_tags_in_use_are_skipped() -> None:
    """A command that is slow keeps its tag for itself."""
    tags = Tags()
    assert [tags.next({Tag("A001"), Tag("A003")}) for _ in range(2)] == ["A002", "A004"]


def test_more_commands_than_tags_are_refused() -> None:
    """Rather than one tag for two commands."""
    tags = Tags()
    all_of_them = list(islice(iter(lambda: tags.next(()), None), COUNT))
    with pytest.raises(LocalProtocolError, match="25974 others"):
        tags.next(all_of_them)
