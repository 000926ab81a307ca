# SPDX-License-Identifier: MIT
"""A foreign project, in an empty folder, with the wheel of this one: unittest, asyncio and several processes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import asyncio, imaplib, ssl, unittest

from testserver import Server, Settings


def look(host, port, ca_file):
    context = ssl.create_default_context(cafile=ca_file)
    with imaplib.IMAP4_SSL(host, port, ssl_context=context) as client:
        client.login("alice", "secret")
        return int(client.select()[1][0])


def test_fixture(imap_server):
    imap_server.deliver(b"Subject: x\\r\\n\\r\\ny")
    assert look(imap_server.host, imap_server.port, imap_server.ca_file) == 25


async def test_beside_a_loop(imap_server):
    looking = asyncio.to_thread(look, imap_server.host, imap_server.port, imap_server.ca_file)
    _, letters = await asyncio.gather(asyncio.to_thread(imap_server.wait_for, "SELECT"), looking)
    assert letters == 24


class Case(unittest.TestCase):
    def test_plain_class(self):
        with Server(Settings(letters=(b"x",))) as server:
            self.assertEqual(look(server.host, server.port, server.ca_file), 1)
"""


@pytest.mark.full
def test_a_foreign_project_uses_the_wheel(tmp_path: Path) -> None:
    """Fixtures, plain class and coroutines work from the installed wheel, with warnings as errors and pytest-xdist."""
    source, target, project = tmp_path / "source", tmp_path / "site", tmp_path / "project"
    project.mkdir()
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, source)
    for name in ("mailproto", "mailapp", "testserver", "LICENSES"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--disable-pip-version-check", "--target", target, source], check=True, timeout=120)
    (project / "test_mail.py").write_text(TESTS, encoding="utf-8")
    plugins = ["-p", "xdist.plugin", "-p", "pytest_asyncio.plugin", "-p", "testserver.pytest_plugin"]
    options = ["-q", "-W", "error", "-n", "2", "-o", "asyncio_mode=auto"]
    options += ["-o", "asyncio_default_fixture_loop_scope=function"]  # pytest-asyncio warns without it
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(target), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr
