# SPDX-License-Identifier: MIT
"""The demonstration's profile opens signed in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mailapp import demo
from mailapp.errors import AppError
from mailapp.secrets import SecretsFile
from mailapp.settings import Profile
from mailapp.store.reader import Reader
from mailapp.store.records import Account, Security

if TYPE_CHECKING:
    from pathlib import Path

READY = {"host": "127.0.0.1", "port": 9930, "user": "alice", "password": "secret", "ca_file": "/tmp/ca.pem", "pid": 1}  # noqa: S108 - never opened


def accounts(folder: Path) -> list[Account]:
    """Read the accounts of a profile."""
    with Reader(Profile.open(folder).store_file) as reader:
        return reader.accounts()


def test_profile_has_the_servers_account(tmp_path: Path) -> None:
    """Account and password of the ready file are in the profile, the password in its secrets alone."""
    demo.prepare(tmp_path, READY)
    (account,) = accounts(tmp_path)
    assert (account.user, account.host, account.port, account.security) == ("alice", "127.0.0.1", 9930, Security.TLS)
    assert (account.address, account.ca_file) == ("alice@example.org", "/tmp/ca.pem")  # noqa: S108 - never opened
    profile = Profile.open(tmp_path)
    assert SecretsFile(profile.secrets_file).get("alice@127.0.0.1:9930") == "secret"
    others = [path for path in tmp_path.iterdir() if path != profile.secrets_file]
    assert not any(b"secret" in path.read_bytes() for path in others)


def test_second_start_is_no_change(tmp_path: Path) -> None:
    """The same server is the same account; another port is another one, and the former goes."""
    demo.prepare(tmp_path, READY)
    before = accounts(tmp_path)
    demo.prepare(tmp_path, READY)
    assert accounts(tmp_path) == before
    demo.prepare(tmp_path, READY | {"port": 9931})
    assert [account.port for account in accounts(tmp_path)] == [9931]


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line takes the profile and the ready file, and says what is wrong with them."""
    ready = tmp_path / "ready.json"
    ready.write_text(json.dumps(READY))
    assert demo.main([str(tmp_path / "profile"), str(ready)]) == 0
    assert len(accounts(tmp_path / "profile")) == 1
    assert demo.main([]) == 2
    ready.write_text("{}")
    assert demo.main([str(tmp_path / "other"), str(ready)]) == 1
    told = capsys.readouterr().err
    assert "usage:" in told
    assert "host" in told or "user" in told


@pytest.mark.parametrize("lacking", ["host", "port", "user", "password", "ca_file"])
def test_incomplete_ready_file_is_told(tmp_path: Path, lacking: str) -> None:
    """A ready file that lacks something changes nothing."""
    ready = {name: value for name, value in READY.items() if name != lacking}
    with pytest.raises(AppError, match=lacking):
        demo.prepare(tmp_path, ready)
