# SPDX-License-Identifier: MIT
"""Tests that the architecture is what docs/architecture.md says, and that each contract catches who breaks it.

A violation is seeded into a copy of the packages; the tool that CI runs must then refuse it.
"""

from __future__ import annotations

import ast
import fnmatch
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("mailproto", "mailapp", "testserver")
LONGEST_FILE: Final = 500  # lines
LICENCES: Final = {"mailapp": "GPL-3.0-or-later"}  # of a top-level folder; all others are MIT
TOP_LEVEL: Final = frozenset(
    {".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSES", "README.md", "README.ru.md", "SECURITY.md"}
    | {"benchmarks", "docs", "mailapp", "mailproto", "pyproject.toml", "run.py", "testserver", "tests", "tox.ini"}
)

# contract, file, what is added to it: what somebody in a hurry might write
VIOLATIONS: Final = (
    ("library-alone", "mailproto/responses.py", "import mailapp.texts"),
    ("library-alone", "mailproto/transports/tls.py", "import testserver"),
    ("server-alone", "testserver/session.py", "import mailproto.errors"),
    ("server-alone", "testserver/session.py", "def late():\n    import mailapp"),
    ("reader-on-library", "mailapp/settings.py", "import testserver"),
    ("core-without-io", "mailproto/framing.py", "import socket"),
    ("core-without-io", "mailproto/newcomer.py", "import asyncio"),
    ("core-without-io", "mailproto/commands/base.py", "from time import monotonic"),
    ("library-layers", "mailproto/responses.py", "import mailproto.commands"),
    ("library-layers", "mailproto/newcomer.py", "X = 1"),
    ("qt-at-the-edge", "mailapp/engine/engine.py", "import PyQt5.QtCore"),
    ("qt-at-the-edge", "mailapp/newcomer.py", "from PyQt5 import QtWidgets"),
    ("receiving-without-window", "mailapp/fetch/receiving.py", "import mailapp.windows.theme"),
    ("receiving-without-window", "mailapp/texts.py", "import mailapp.bridge"),
    ("reader-layers", "mailapp/store/records.py", "import mailapp.engine.intents"),
    ("reader-layers", "mailapp/newcomer.py", "X = 1"),
    ("one-bridge", "mailapp/windows/theme.py", "import mailapp.engine.engine"),
    ("one-bridge", "mailapp/models/letters.py", "from mailproto import commands"),
)


def sources() -> list[Path]:
    """Return every Python file of the project."""
    folders = [ROOT / name for name in (*PACKAGES, "tests", "benchmarks", "docs")]
    return [ROOT / "run.py", *(path for folder in folders for path in sorted(folder.rglob("*.py")))]


def contracts() -> set[str]:
    """Return the ids of the import contracts."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return {contract["id"] for contract in tomllib.load(file)["tool"]["importlinter"]["contracts"]}


def lint_imports(folder: Path, cache: Path, contract: str) -> subprocess.CompletedProcess[str]:
    """Check one contract on the packages in `folder`, as CI does."""
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    command = [sys.executable, "-c", code, "--no-logo", "--cache-dir", str(cache), "--contract", contract]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where the graphs of imports are kept between the checks."""
    return tmp_path_factory.mktemp("graphs")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a folder with a copy of the packages and their contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=lambda folder, names: _not_python(Path(folder), names))
    return tmp_path


def _not_python(folder: Path, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__" or ((folder / name).is_file() and not name.endswith(".py"))]


@pytest.mark.parametrize("contract", sorted(contracts()))
def test_the_packages_keep_each_contract(contract: str, copied: Path, cache: Path) -> None:
    """The imports are those of the architecture."""
    answer = lint_imports(copied, cache, contract)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(("contract", "file", "addition"), VIOLATIONS)
def test_each_contract_catches_who_breaks_it(
    contract: str, file: str, addition: str, copied: Path, cache: Path
) -> None:
    """One import in the wrong place is refused, in a module that is there or in a new one."""
    with (copied / file).open("a", encoding="utf-8") as source:
        source.write(f"\n{addition}\n")
    answer = lint_imports(copied, cache, contract)
    assert answer.returncode == 1
    assert "BROKEN" in answer.stdout, answer.stdout + answer.stderr


def test_every_contract_is_tried() -> None:
    """No contract stands unproved."""
    assert {contract for contract, _, _ in VIOLATIONS} == contracts()


def test_the_library_imports_nothing_but_the_standard_library() -> None:
    """`pip install konvert` brings mailproto no dependency."""
    foreign = {}
    for path in sorted((ROOT / "mailproto").rglob("*.py")):
        names = {name.split(".")[0] for name in _imported(ast.parse(path.read_bytes()))}
        if unknown := names - sys.stdlib_module_names - {"mailproto"}:
            foreign[path.name] = unknown
    assert not foreign


def _imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("mailproto" if node.level else node.module or "")
    return names


def test_every_file_states_its_licence_and_its_purpose() -> None:
    """The first line is the SPDX line of its folder's licence; a docstring says what the module is for."""
    wrong = []
    for path in sources():
        text = path.read_text("utf-8").removeprefix("#!/usr/bin/env python3\n")
        licence = LICENCES.get(path.relative_to(ROOT).parts[0], "MIT")
        if not text.startswith(f"# SPDX-License-Identifier: {licence}\n") or not ast.get_docstring(ast.parse(text)):
            wrong.append(str(path.relative_to(ROOT)))
    assert not wrong


def test_no_file_is_too_long_to_hold_one_thing() -> None:
    """A file that grows beyond the limit holds two things."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_bytes().splitlines()) for path in sources()}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_the_top_level_holds_what_a_newcomer_expects() -> None:
    """Nothing lies there that the design does not name, but for what .gitignore lets tools leave."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines()] + [".git"]
    there = {path.name for path in ROOT.iterdir()}
    assert {name for name in there if not any(fnmatch.fnmatch(name, each) for each in ignored)} == TOP_LEVEL


@pytest.mark.parametrize("package", PACKAGES)
def test_the_architecture_page_names_every_module(package: str) -> None:
    """Each module and folder of a package has its place on the page."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    children = [path for path in (ROOT / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    missing = [path.stem for path in children if path.stem != "__init__" and f"`{path.stem}`" not in page]
    assert not missing
