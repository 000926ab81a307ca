# SPDX-License-Identifier: MIT
"""Tests of how the checks are run: their commands, the display they get and how their results are added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from run import ROOT
from tests import checks

if TYPE_CHECKING:
    from pathlib import Path


def test_reads_the_commands_of_tox() -> None:
    """tox.ini is the one place where the commands of the checks stand; arguments take the place of {posargs}."""
    text = "[testenv:tests]\ncommands =\n    python -m first\n    python -m pytest --cov {posargs}\n"
    first = ["python", "-m", "first"]
    assert checks.tox_commands(text, "tests", ()) == [first, ["python", "-m", "pytest", "--cov"]]
    assert checks.tox_commands(text, "tests", ("-k", "a b")) == [
        first,
        ["python", "-m", "pytest", "--cov", "-k", "a b"],
    ]


@pytest.mark.parametrize("name", ["lint", "types", "layers", "tests", "coverage"])
def test_every_check_has_its_commands(name: str) -> None:
    """The checks that run.py runs by name exist in tox.ini."""
    assert checks.tox_commands((ROOT / "tox.ini").read_text("utf-8"), name, ())


def test_counts_what_pytest_reported(tmp_path: Path) -> None:
    """The counts of several reports are added."""
    reports = [tmp_path / "a.xml", tmp_path / "b.xml"]
    reports[0].write_text('<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>')
    reports[1].write_text('<testsuites><testsuite tests="2" failures="0" errors="0" skipped="0"/></testsuites>')
    assert checks.counted(reports) == "4 passed, 2 failed, 1 skipped"
    assert checks.counted([]) == "0 passed, 0 failed, 0 skipped"


def test_without_a_display_and_xvfb_qt_draws_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests with windows then run on Qt's platform without a screen."""
    monkeypatch.setattr("tests.checks.shutil.which", lambda _: None)
    monkeypatch.setattr("tests.checks.sys.platform", "linux")
    with checks.screen({"HOME": "/"}) as environ:
        assert environ == {"HOME": "/", "QT_QPA_PLATFORM": "offscreen"}


def test_a_virtual_display_that_does_not_start_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its number there is no display to show windows on."""
    monkeypatch.setattr("tests.checks.shutil.which", lambda name: "/bin/true" if name == "Xvfb" else None)
    monkeypatch.setattr("tests.checks.sys.platform", "linux")
    with checks.screen({}) as environ:
        assert environ == {"QT_QPA_PLATFORM": "offscreen"}


def test_a_display_that_is_there_is_used() -> None:
    """Nothing is started beside it."""
    with checks.screen({"DISPLAY": ":7"}) as environ:
        assert environ == {"DISPLAY": ":7"}
