# SPDX-License-Identifier: MIT
"""The table of what is spoken is true: whole, every test that it names is there, and the page shows it."""

from __future__ import annotations

import pytest

from mailproto.states import COMMANDS
from tests.support.collected_tests import collected
from tests.support.protocol_page import NOBODY, PAGE, page, without_a_row
from tests.support.protocol_rows import ROWS, Row

FOUR = ("example", "refused", "bad", "malformed")


def named() -> set[str]:
    """Give every test of every row, below tests."""
    own = {f"mailproto/{test}" for row in ROWS for test in (getattr(row, each) for each in FOUR) if test}
    return own | {f"end_to_end/{test}" for row in ROWS for test in row.judges}


def test_the_page_shows_the_rows() -> None:
    """docs/mailproto-coverage.md is what the rows draw; `python -m tests.support.protocol_page` makes it so."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_test_that_is_named_is_there() -> None:
    """No row counts by a test that nobody wrote."""
    assert named() - collected(named()) == set()


def test_every_command_has_a_row_or_is_said_to_have_none() -> None:
    """Nothing stands in the table that cannot be sent, and what is missing is named below it."""
    assert {row.rule for row in ROWS if row.rule} <= set(COMMANDS)
    assert all(f" {name}" in page().rpartition("|")[2] for name in without_a_row())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_a_row_counts_by_its_tests(row: Row) -> None:
    """Each has its RFC's example, a command also a NO, a BAD and an answer that cannot be read."""
    assert row.section
    assert row.example
    if row.rule:
        assert all(getattr(row, each) for each in FOUR)


def test_no_row_stands_twice() -> None:
    """One thing has one row, wherever it is told of."""
    things = [(row.section, row.what) for row in ROWS]
    assert sorted(set(things)) == sorted(things)


def test_the_page_says_what_nobody_else_has_judged() -> None:
    """Honestly, row by row."""
    assert page().count(NOBODY) == sum(not row.judges for row in ROWS)
