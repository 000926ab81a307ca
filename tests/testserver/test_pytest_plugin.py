# SPDX-License-Identifier: MIT
"""The pytest plugin, as a user's tests see it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

TESTS = """
import imaplib, ssl

def connect(server):
    return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=ssl.create_default_context(cafile=server.ca_file))

def test_first(imap_server):
    with connect(imap_server) as client:
        client.login(imap_server.user, imap_server.password)
        client.select()
        client.expunge()
    imap_server.expunge(1, 2)

def test_second(imap_server):
    assert imap_server.deliver(b"x") == 25, "the letters expunged by the first test are back"
    with connect(imap_server) as client:
        client.login(imap_server.user, imap_server.password)
        assert client.select()[1] == [b"25"]

def test_factory(imap_server_factory):
    with connect(imap_server_factory(password="other", letters=())) as client:
        client.login("alice", "other")

def test_failing(imap_server):
    with connect(imap_server) as client:
        client.login(imap_server.user, imap_server.password)
        client.select("Nowhere")
    assert False
"""


def test_the_fixtures_in_a_project_of_their_own(tmp_path: Path) -> None:
    """Each test has a fresh server; the report of one that fails shows the transcript, without the password."""
    (tmp_path / "test_mail.py").write_text(TESTS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "testserver.pytest_plugin"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "1 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    assert "IMAP transcript of imaps://alice@127.0.0.1:" in done.stdout
    assert "NO [NONEXISTENT] No mailbox Nowhere" in done.stdout
    assert "LOGIN ***" in done.stdout
