# SPDX-License-Identifier: MIT
"""What fuzzing found once is found no more, and what it begins with passes: all without atheris."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import fuzz_parser, fuzz_printer, fuzz_session, fuzz_testserver
from tests.fuzz.beginnings import beginnings, words
from tests.fuzz.seeds import FOLDER, TARGETS, seeds_of

CHECKS: Final[dict[str, Callable[[bytes], None]]] = {
    "parser": fuzz_parser.check,
    "printer": fuzz_printer.check,
    "session": fuzz_session.check,
    "testserver": fuzz_testserver.check,
}
SEEDS: Final = [
    pytest.param(target, path, id=f"{target}/{path.name}") for target in TARGETS for path in seeds_of(target)
]
EVERY_FEW: Final = 8  # of what the tests say on the wire, so that replaying it takes a few seconds


@pytest.mark.parametrize(("target", "path"), SEEDS)
def test_what_was_found_once_is_mended(target: str, path: Path) -> None:
    """Each seed is an input that broke something."""
    CHECKS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_what_fuzzing_begins_with_passes(target: str) -> None:
    """A seeded sample of what all tests say on the wire."""
    for data in islice(beginnings(target), 0, None, EVERY_FEW):
        CHECKS[target](data)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60)
@given(data=st.data())
def test_words_in_any_order_pass(target: str, data: st.DataObject) -> None:
    """A seeded sample of what fuzzing tries."""
    pieces = st.sampled_from(words(target)) | st.binary(max_size=4)
    CHECKS[target](b"".join(data.draw(st.lists(pieces, max_size=20))))


def test_every_target_has_its_check() -> None:
    """Who adds a target adds it here, too; a folder of seeds belongs to a target."""
    assert set(CHECKS) == set(TARGETS) >= {path.name for path in FOLDER.iterdir()}
