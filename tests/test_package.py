# SPDX-License-Identifier: MIT
"""Tests of what `pip install konvert` brings: the wheel is built as a packager would, and looked into."""

from __future__ import annotations

import configparser
import email
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("mailproto", "mailapp", "testserver")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """Return the root of the project's wheel, built from a copy so that nothing is left in the tree."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    for name in (*PACKAGES, "LICENSES"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "--disable-pip-version-check", "--wheel-dir", str(folder), str(folder)], check=True)
    return zipfile.Path(next(folder.glob("*.whl")))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_of_a_package_is_in_the_wheel(package: str, wheel: zipfile.Path) -> None:
    """Modules, type marker, icons and translations are installed; nothing is forgotten and nothing added."""
    paths = (path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    expected = {path.relative_to(ROOT).as_posix() for path in paths}
    assert {name for name in wheel.root.namelist() if name.startswith(f"{package}/") and name[-1] != "/"} == expected


def test_the_wheel_holds_the_packages_and_no_tests(wheel: zipfile.Path) -> None:
    """Nothing else of the project lands in somebody's site-packages."""
    assert {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("package", ["mailproto", "testserver"])
def test_the_libraries_bring_their_types(package: str, wheel: zipfile.Path) -> None:
    """Type checkers of those who use them find the marker of PEP 561."""
    assert (wheel / package / "py.typed").exists()


def test_installing_without_extras_needs_nothing_else(wheel: zipfile.Path) -> None:
    """The library is usable on the standard library alone; each use beyond is an extra."""
    info = next(path for path in wheel.iterdir() if path.name.endswith(".dist-info"))
    metadata = email.message_from_string((info / "METADATA").read_text("utf-8"))
    assert all("extra ==" in each for each in metadata.get_all("Requires-Dist", []))
    assert set(metadata.get_all("Provides-Extra", [])) == {"fetch", "gui", "testserver"}
    assert metadata["License-Expression"] == "MIT AND GPL-3.0-or-later"
    assert len(list((info / "licenses" / "LICENSES").iterdir())) == 2


def test_the_scripts_and_the_pytest_plugin_are_announced(wheel: zipfile.Path) -> None:
    """`konvert`, `konvert-testserver` and pytest's plugin `konvert` come with the installation."""
    info = next(path for path in wheel.iterdir() if path.name.endswith(".dist-info"))
    parser = configparser.ConfigParser()
    parser.read_string((info / "entry_points.txt").read_text("utf-8"))
    assert dict(parser["console_scripts"]) == {
        "konvert": "mailapp.__main__:main",
        "konvert-testserver": "testserver.__main__:main",
    }
    assert dict(parser["pytest11"]) == {"konvert": "testserver.pytest_plugin"}
