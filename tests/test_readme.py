# SPDX-License-Identifier: MIT
"""Tests that the README tells the truth: its Python runs, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from testserver import Server

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ("README.md", "README.ru.md")
ALL_PAGES: Final = (*PAGES, "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md")


def python_of(page: str) -> list[str]:
    """Return the Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


def examples(*, with_tests: bool) -> list[str]:
    """Return the README's programs, or its tests."""
    return [each for each in python_of("README.md") if ("def test_" in each) is with_tests]


@pytest.mark.parametrize("program", examples(with_tests=False))
def test_the_programs_of_the_readme_run(program: str, imap_server: Server, tmp_path: Path) -> None:
    """A program copied from the README works against the server that the README starts."""
    (tmp_path / "authority.pem").write_bytes(Path(imap_server.ca_file).read_bytes())
    program = program.replace("9993", str(imap_server.port))
    command = [sys.executable, "-W", "error", "-c", program]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


@pytest.mark.parametrize("tests", examples(with_tests=True))
def test_the_tests_of_the_readme_pass(tests: str, tmp_path: Path) -> None:
    """A test file copied from the README passes with the plugin that the package announces."""
    (tmp_path / "test_example.py").write_text(tests, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"{tests.count('def test_')} passed" in answer.stdout


def test_both_languages_show_the_same_programs_and_commands() -> None:
    """The Russian page has the English page's code, to the letter."""
    assert python_of("README.ru.md") == python_of("README.md")
    commands = [
        re.findall(r"^    (\S.*?)(?:  #.*)?$", (ROOT / page).read_text("utf-8"), re.MULTILINE) for page in PAGES
    ]
    assert [each.rstrip() for each in commands[0]] == [each.rstrip() for each in commands[1]]


@pytest.mark.parametrize("page", ALL_PAGES)
def test_links_lead_to_files_that_are_there(page: str) -> None:
    """Every link within the project has its file."""
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", (ROOT / page).read_text("utf-8"))
    assert not [link for link in links if not ((ROOT / page).parent / link).exists()]


@pytest.mark.parametrize("page", PAGES)
def test_the_modules_that_the_readme_starts_exist(page: str) -> None:
    """`python -m` is followed by a module of ours."""
    modules = set(re.findall(r"python -m (\w+)", (ROOT / page).read_text("utf-8")))
    assert modules == {"mailapp", "testserver"}
    assert not [name for name in modules if not (ROOT / name / "__main__.py").is_file()]
