# SPDX-License-Identifier: MIT
"""The command line."""

import imaplib
import json
import os
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from testserver import __main__ as command
from testserver.certificates import LEAF_KINDS, TLS_VERSIONS
from testserver.server import Server

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    """The ready file appears whole when clients can connect; a signal ends the server cleanly, file and all."""
    ready, users = tmp_path / "ready.json", tmp_path / "users"
    users.write_text("# more\nbob:hunter2\n\n", encoding="utf-8")
    arguments = ["--ready-file", ready, "--ca-file", tmp_path / "ca.pem", "--users", users, "--generate", "3"]
    arguments += ["--tls", "both", "--control", "0", "--latency", "1", "--fault", "no,command=NOOP"]
    with (
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "testserver", *map(str, arguments)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
        ExitStack() as stack,
    ):
        stack.callback(process.kill)  # does nothing once it has ended
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("imaps://alice@127.0.0.1:")
        facts = json.loads(ready.read_text(encoding="utf-8"))
        assert facts["pid"] == process.pid
        assert stat.S_IMODE(ready.stat().st_mode) == 0o600
        context = ssl.create_default_context(cafile=facts["ca_file"])
        with imaplib.IMAP4_SSL(facts["host"], facts["port"], ssl_context=context, timeout=10) as client:
            client.login("bob", "hunter2")
            assert client.select()[1] == [b"3"]
            assert client.noop()[0] == "NO"
        assert facts["starttls_port"]
        assert facts["control_port"]
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == ""
    assert not ready.exists()


def test_a_second_start_is_no_change(tmp_path: Path, imap_server_factory: Callable[..., Server]) -> None:
    """The same settings give the same certificates, letters, UIDs and UIDVALIDITY."""

    def look() -> tuple[bytes | None, list[object]]:
        server = imap_server_factory(ca_file=tmp_path / "ca.pem")
        context = ssl.create_default_context(cafile=server.ca_file)
        with imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context, timeout=10) as client:
            connection = client.socket()
            assert isinstance(connection, ssl.SSLSocket)
            leaf = connection.getpeercert(binary_form=True)
            client.login("alice", "secret")
            client.select()
            letters = client.fetch("1:5", "(UID RFC822.SIZE BODY.PEEK[])")[1]
            return leaf, [client.response("UIDVALIDITY"), letters]

    assert look() == look()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fault", "explode"], "--fault explode: No action"),
        (["--users", "missing"], "No such file"),
        (["--users", __file__], "line 2: not USER:PASSWORD"),
        (["--tls", "none"], "invalid choice"),
        (["--profile", "x"], "No profile 'x'; there are"),
        (["--profile", "default+x"], "No quirk 'x'; there are"),
        (["--port", "x"], "invalid int"),
        (["--generate", "-1"], "--generate"),
        (["--latency", "-1"], "--latency"),
    ],
)
def test_a_wrong_command_line_is_explained(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and a line that says what is wrong."""
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """Put the signal handlers back afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def test_letters_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 when the server can't start, with the reason."""
    with _handlers_kept():
        assert command.main(["--letters", str(tmp_path)]) == 1
        assert command.main(["--letters", str(tmp_path / "missing")]) == 1
    assert "could not start" in capsys.readouterr().err


def test_a_taken_port_is_told_in_words(imap_server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Who has the port is another program; what to do is said."""
    with _handlers_kept():
        assert command.main(["--port", str(imap_server.port), "--generate", "1"]) == 1
    assert "another program has the port. Choose another one with --port" in capsys.readouterr().err


def test_an_error_without_words_of_its_own() -> None:
    """A port that only the administrator may open is told, too; everything else as it is."""
    assert "administrator" in command._reason(PermissionError(13, "Permission denied"))
    assert command._reason(ValueError("x")) == "x"


def test_main_serves_in_this_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a ready file the address is only printed."""
    announce = command._announce

    def announce_and_end(server: Server, ready_file: Path | None) -> None:
        announce(server, ready_file)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(command, "_announce", announce_and_end)
    with _handlers_kept():
        assert command.main(["--generate", "1", "--ca-file", str(tmp_path / "ca.pem")]) == 0
    assert capsys.readouterr().out.startswith("imaps://alice@")


def test_without_twisted_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The package installs without Twisted; the server then says how to get it."""
    monkeypatch.setitem(sys.modules, "testserver.server", None)
    assert command.main([]) == 1
    assert "pip install 'konvert[testserver]'" in capsys.readouterr().err


def test_the_choices_are_those_of_the_tables() -> None:
    """The command line names certificates and TLS versions without importing cryptography; the names agree."""
    assert set(command.CERTIFICATES) == set(LEAF_KINDS)
    assert set(command.NEWEST_TLS) == set(TLS_VERSIONS)
