# SPDX-License-Identifier: MIT
"""What all tests share: the tiers, what the machine must have, a real Dovecot and the corpus of letters."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.support.requirements import corpus_folder, requires

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.dovecot import Dovecot

FULL = os.environ.get("KONVERT_TESTS") == "full"

# the same examples in every run: what fails on one machine fails on all
hypothesis.settings.register_profile("seeded", derandomize=True, deadline=None, database=None, max_examples=100)
hypothesis.settings.register_profile("full", hypothesis.settings.get_profile("seeded"), max_examples=2000)
hypothesis.settings.load_profile("full" if FULL else "seeded")


@dataclass(frozen=True)
class CorpusLetter:
    """A letter of the corpus, and what a good parser found in it."""

    path: Path

    @property
    def raw(self) -> bytes:
        """The letter's bytes."""
        return self.path.read_bytes()

    @property
    def found(self) -> dict[str, Any]:
        """What the parser found: `parts`, `attachments` (indexes into parts) and more."""
        found: dict[str, Any] = json.loads(self.path.with_suffix(".json").read_text("utf-8"))
        return found

    def __str__(self) -> str:
        """Name it by its folder and number: legacy/000."""
        return f"{self.path.parent.name}/{self.path.stem}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the long proofs unless KONVERT_TESTS=full."""
    for item in items:
        if item.get_closest_marker("full") and not FULL:
            item.add_marker(pytest.mark.skip(reason="a whole proof: set KONVERT_TESTS=full"))


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether the whole proofs are wanted; a test may choose its sample's size by it."""
    return FULL


@pytest.fixture(scope="session")
def corpus() -> list[CorpusLetter]:
    """Return every letter of the corpus, in the order of their names."""
    requires("corpus")
    return [CorpusLetter(path) for path in sorted(corpus_folder().glob("*/*.eml"))]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Run one private Dovecot for the session; take `dovecot.account()` for mail that no other test sees."""
    requires("dovecot")
    from tests.support.dovecot import Dovecot  # noqa: PLC0415 (needs cryptography, which the tests for Qt's TLS lack)

    # not below pytest's own folder: only its owner may enter that one, and Dovecot is somebody else
    with tempfile.TemporaryDirectory(prefix="konvert-dovecot-") as folder, Dovecot(Path(folder)) as server:
        yield server
