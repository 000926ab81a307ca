# SPDX-License-Identifier: MIT
"""Tests of the promise that a required thing which is missing fails instead of being skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import requirements

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def moon(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a requirement that no machine meets."""
    monkeypatch.setitem(requirements.REQUIREMENTS, "moon", (lambda: False, "fly there"))
    return "moon"


def test_a_missing_thing_skips_the_test_and_says_what_to_do(moon: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a promise the test is skipped."""
    monkeypatch.delenv("KONVERT_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="moon is missing: fly there"):
        requirements.requires(moon)


@pytest.mark.parametrize("promised", ["moon", "display,moon", "moon,corpus"])
def test_a_missing_thing_that_was_promised_fails(moon: str, promised: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """KONVERT_REQUIRE turns the skip into a failure."""
    monkeypatch.setenv("KONVERT_REQUIRE", promised)
    with pytest.raises(pytest.fail.Exception, match="KONVERT_REQUIRE names it"):
        requirements.requires(moon)


def test_the_corpus_lies_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """KONVERT_CORPUS names the folder of letters."""
    monkeypatch.setenv("KONVERT_CORPUS", str(tmp_path))
    assert requirements.corpus_folder() == tmp_path
    requirements.requires("corpus")
    monkeypatch.setenv("KONVERT_CORPUS", str(tmp_path / "nowhere"))
    monkeypatch.delenv("KONVERT_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception):
        requirements.requires("corpus")
