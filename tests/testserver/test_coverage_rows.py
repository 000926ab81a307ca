# SPDX-License-Identifier: MIT
"""The table of what is covered is true: every test that it names is there, and every capability has a row."""

from pathlib import Path

import pytest

from tests.testserver.coverage_rows import ROWS, document
from testserver.capabilities import ALL_EXTENSIONS

TESTS = Path(__file__).parents[1]
# Part of a row about something larger.
WITHOUT_NAME = {
    "IMAP4rev2",
    "CHILDREN",
    "ESEARCH",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "SEARCHRES",
    "STATUS=SIZE",
    "UIDPLUS",
}


def test_the_document_is_drawn_from_the_rows() -> None:
    """docs/testserver-coverage.md holds what the rows say, and nothing else."""
    page = TESTS.parent / "docs" / "testserver-coverage.md"
    assert page.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in row.tests}))
def test_every_test_that_is_named_is_there(name: str) -> None:
    """A row names tests one by one, and none that nobody wrote."""
    file, _, function = name.partition("::")
    path = TESTS / (f"{file}.py" if "/" in file else f"testserver/{file}.py")
    text = path.read_text(encoding="utf-8")
    assert f"\ndef {function}(" in text


def test_every_capability_has_a_row() -> None:
    """What CAPABILITY says is covered."""
    said = " ".join(row.what for row in ROWS)
    missing = {name for name in ALL_EXTENSIONS if name.partition("=")[0] not in said and name not in WITHOUT_NAME}
    assert not missing
