# SPDX-License-Identifier: MIT
"""Which tests there are, for tables that name them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

TESTS: Final = Path(__file__).parents[1]


def collected(named: Iterable[str]) -> set[str]:
    """Give all tests in the files of `named`, such as "mailproto/test_x.py::test_y", with and without the case."""
    files = sorted({test.partition("::")[0] for test in named})
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
    )
    tests = {line.removeprefix("tests/") for line in found.stdout.splitlines() if "::" in line}
    assert tests, found.stdout + found.stderr
    return tests | {test.partition("[")[0] for test in tests}
