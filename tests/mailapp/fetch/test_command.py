# SPDX-License-Identifier: MIT
"""`konvert fetch` as people and scripts call it: files, manifest, summary, exit status."""

from __future__ import annotations

import getpass
import hashlib
import io
import json
import signal
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailapp.__main__ import main
from mailapp.fetch import letter_folder
from mailapp.secrets import SecretsFile
from mailapp.trust import Pins, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from testserver.server import Server

PLAIN = b"Subject: hello\r\n\r\nhello\r\n"


class Script:
    """Calls the command as a script does."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.to = folder / "to"
        self.profile = folder / "profile"
        self.said = ""
        self.summary: dict[str, Any] = {}
        self._capsys = capsys
        monkeypatch.setenv("KONVERT_TEST_PASSWORD", "secret")
        monkeypatch.setenv("LC_ALL", "C")

    def fetch(self, server: Server, *options: str, mailbox: str = "INBOX", trust: bool = True, env: bool = True) -> int:
        """Fetch a mailbox; gives the exit status."""
        arguments = ["fetch", f"imaps://alice@{server.host}:{server.port}/{mailbox}", "--to", str(self.to)]
        arguments += ["--profile", str(self.profile), "--json"]
        arguments += ["--ca-file", str(server.ca_file)] if trust else []
        arguments += ["--password-env", "KONVERT_TEST_PASSWORD"] if env else []
        status = main([*arguments, *options])
        output = self._capsys.readouterr()
        self.said = output.err
        self.summary = json.loads(output.out)
        return status

    def entries(self) -> list[dict[str, Any]]:
        """Read the manifest."""
        return [json.loads(line) for line in (self.to / "manifest.jsonl").read_text("utf-8").splitlines()]

    def half_written(self) -> list[Path]:
        """Give what lies about under no final name."""
        return [path for path in self.to.rglob("*") if path.name.startswith(".") or path.suffix == ".part"]


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Script:
    """Make a script with a folder and a profile of its own."""
    return Script(tmp_path, capsys, monkeypatch)


def leaf_fingerprint(server: Server) -> str:
    """Give the fingerprint of a server's own certificate."""
    pem = ssl.get_server_certificate((server.host, server.port))
    return fingerprint(ssl.PEM_cert_to_DER_cert(pem))


class TestReceiving:
    """Letters come back byte for byte, once."""

    def test_letters_and_attachments_are_received(
        self, script: Script, imap_server_factory: Callable[..., Server]
    ) -> None:
        """Each letter is a file with the server's octets, its attachments beside it, all of it in the manifest."""
        letters = (PLAIN, b"", b"Subject: lone line feed\n\nab\n", PLAIN * 20_000)
        server = imap_server_factory(letters=letters)
        assert script.fetch(server) == 0
        entries = script.entries()
        assert [(script.to / entry["file"]).read_bytes() for entry in entries] == list(letters)
        assert [entry["sha256"] for entry in entries] == [hashlib.sha256(letter).hexdigest() for letter in letters]
        assert (script.summary["received"], script.summary["bytes"]) == (4, sum(map(len, letters)))
        assert script.half_written() == []

    def test_sample_letters(self, script: Script, imap_server: Server) -> None:
        """The bundled server's two dozen letters arrive with their attachments, 25 MB among them."""
        assert script.fetch(imap_server) == 0
        sizes = [each["size"] for entry in script.entries() for each in entry["attachments"]]
        assert len(script.entries()) == 24
        assert script.summary["attachments"] == len(sizes)
        assert max(sizes) > 20_000_000

    def test_second_run_receives_what_is_missing(self, script: Script, imap_server: Server) -> None:
        """What is here is not asked for again; what is new, or was removed, is."""
        script.fetch(imap_server)
        imap_server.deliver(PLAIN)
        (script.to / script.entries()[0]["file"]).unlink()
        assert script.fetch(imap_server) == 0
        assert (script.summary["received"], script.summary["skipped"]) == (2, 23)
        assert script.fetch(imap_server) == 0
        assert (script.summary["received"], script.summary["skipped"]) == (0, 25)

    def test_new_uidvalidity_keeps_the_old_letters(self, script: Script, imap_server: Server) -> None:
        """When all UIDs change, the old letters stay aside and the new ones start afresh."""
        script.fetch(imap_server, mailbox="Archive")
        former = script.summary
        imap_server.change_uidvalidity(mailbox="Archive")
        assert script.fetch(imap_server, mailbox="Archive") == 0
        assert script.summary["received"] == former["received"]
        assert (script.to / "Archive" / f"letters-{former['uidvalidity']}").is_dir()
        assert all((script.to / entry["file"]).is_file() for entry in script.entries())

    def test_levels_are_folders(self, script: Script, imap_server: Server) -> None:
        """The server's hierarchy becomes folders; the true name is in the manifest."""
        assert script.fetch(imap_server, mailbox="Учёба/Лабораторные") == 0
        assert (script.to / "Учёба" / "Лабораторные" / "letters").is_dir()
        assert {entry["mailbox"] for entry in script.entries()} == {"Учёба/Лабораторные"}

    def test_empty_mailbox(self, script: Script, imap_server_factory: Callable[..., Server]) -> None:
        """A mailbox without letters is received at once."""
        assert script.fetch(imap_server_factory(letters=())) == 0
        assert script.summary["received"] == 0

    def test_long_way_costs_few_round_trips(self, script: Script, imap_server_factory: Callable[..., Server]) -> None:
        """Three hundred letters cost as many commands as three: none of them costs a round trip of its own."""
        commands = {}
        for count in (3, 300):
            server = imap_server_factory(generate=count)
            script.to = script.to.with_name(f"to-{count}")
            assert script.fetch(server) == 0
            assert script.summary["received"] == count
            commands[count] = sum(" C: " in str(entry) for entry in server.transcript())
        assert commands[300] == commands[3]

    def test_letter_that_is_refused_is_named(self, script: Script, imap_server_factory: Callable[..., Server]) -> None:
        """A letter that the server would not give is named with the reason; the others are kept; status 1."""
        server = imap_server_factory(letters=(PLAIN, PLAIN + b"2", PLAIN + b"3"))
        server.fault("no,command=FETCH,nth=2,times=2,text=Letter is locked")
        assert script.fetch(server) == 1
        (failed,) = script.summary["failed"]
        assert failed["uid"] == 1
        assert "Letter is locked" in failed["reason"]
        assert script.summary["received"] == 2
        assert "Letter 1 could not be received" in script.said


class TestRefusals:
    """Whatever goes wrong has a status of its own, a clear message, and costs nothing that is here."""

    def test_wrong_password(self, script: Script, imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A refused sign-in is status 3; the password is repeated nowhere."""
        monkeypatch.setenv("KONVERT_TEST_PASSWORD", "hunter2")
        assert script.fetch(imap_server) == 3
        assert "Sign-in was refused" in script.said
        assert "hunter2" not in script.said + json.dumps(script.summary)
        assert script.summary["error"]["code"] == "authentication-failed"

    def test_unknown_authority(self, script: Script, imap_server: Server) -> None:
        """A certificate that nobody vouches for is status 4."""
        assert script.fetch(imap_server, trust=False) == 4
        assert "certificate" in script.said
        assert not script.to.exists()

    @pytest.mark.parametrize("certificate", ["wrong-host", "expired", "self-signed"])
    def test_bad_certificates(
        self, script: Script, imap_server_factory: Callable[..., Server], certificate: str
    ) -> None:
        """A certificate of another host, an expired one and one that signs itself are status 4."""
        assert script.fetch(imap_server_factory(certificate=certificate)) == 4

    def test_pin_is_exactly_one_certificate(self, script: Script, imap_server: Server) -> None:
        """With --pin exactly this certificate is trusted, and no other; a pin of the profile counts likewise."""
        pin = leaf_fingerprint(imap_server)
        assert script.fetch(imap_server, "--pin", f"sha256:{pin}", trust=False) == 0
        assert script.fetch(imap_server, "--pin", "sha256:" + "ab" * 32, trust=False) == 4
        Pins(script.profile / "pins.json").put(imap_server.host, imap_server.port, pin)
        assert script.fetch(imap_server, trust=False) == 0

    def test_nobody_answers(self, script: Script, imap_server: Server) -> None:
        """A port at which nothing answers is status 5."""
        gone = f"imaps://alice@{imap_server.host}:1/INBOX"
        assert main(["fetch", gone, "--to", str(script.to), "--password-env", "KONVERT_TEST_PASSWORD", "--quiet"]) == 5

    @pytest.mark.parametrize("octets", [1, 100, 5_000, 200_000, 5_000_000])
    def test_server_gone_in_the_middle(self, script: Script, imap_server: Server, octets: int) -> None:
        """When the server goes in the middle of a letter, what was whole is kept and the rest is received next time."""
        imap_server.fault(f"cut,command=FETCH,nth=2,byte={octets}")
        assert script.fetch(imap_server) == 5
        assert script.half_written() == []
        kept = script.summary["received"]
        assert kept == (len(script.entries()) if (script.to / "manifest.jsonl").exists() else 0)
        assert script.fetch(imap_server) == 0
        assert (script.summary["received"], script.summary["skipped"]) == (24 - kept, kept)

    def test_no_such_folder(self, script: Script, imap_server: Server) -> None:
        """A mailbox that the server has not is status 6."""
        assert script.fetch(imap_server, mailbox="Nowhere") == 6
        assert "Nowhere" in script.said
        assert not script.to.exists()

    def test_full_disk(self, script: Script, imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A full disk is status 7, and leaves nothing half-written."""

        def full(_self: Path, _target: Path) -> Path:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", full)
            assert script.fetch(imap_server) == 7
        assert "No space left on device" in script.said
        assert script.half_written() == []
        assert script.fetch(imap_server) == 0

    def test_unusable_target(self, script: Script, imap_server: Server) -> None:
        """A target that is no folder is status 7."""
        script.to.write_bytes(b"")
        assert script.fetch(imap_server) == 7

    def test_interrupted(self, script: Script, imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Interrupted by the person, it ends with 130, says how to go on, and goes on there."""
        keep = letter_folder.LetterFolder.keep
        calls = []

        def interrupt(self: letter_folder.LetterFolder, uid: int, incoming: Path) -> object:
            calls.append(uid)
            if len(calls) == 2:
                signal.raise_signal(signal.SIGINT)
            return keep(self, uid, incoming)

        imap_server.fault("stall,command=UID FETCH,nth=2,uid=12")  # so that it cannot have ended
        with monkeypatch.context() as patched:
            patched.setattr(letter_folder.LetterFolder, "keep", interrupt)
            assert script.fetch(imap_server) == 130
        assert 2 <= script.summary["received"] < 24
        assert script.half_written() == []
        kept = script.summary["received"]
        assert script.fetch(imap_server) == 0
        assert (script.summary["skipped"], script.summary["received"]) == (kept, 24 - kept)


class TestPasswords:
    """The password comes from a file, the environment, the key ring or the person, in this order."""

    def test_file(self, script: Script, imap_server: Server, tmp_path: Path) -> None:
        """One newline at the end of the file is no part of the password."""
        file = tmp_path / "password"
        for content in (b"secret", b"secret\n", b"secret\r\n"):
            file.write_bytes(content)
            assert script.fetch(imap_server, "--password-file", str(file), env=False) == 0
        file.write_bytes(b"secret\n\n")
        assert script.fetch(imap_server, "--password-file", str(file), env=False) == 2  # no sign-in can carry it

    def test_unusable_sources(self, script: Script, imap_server: Server, tmp_path: Path) -> None:
        """A file that is missing or no text, and a variable that is not set, are wrong usage, and named."""
        assert script.fetch(imap_server, "--password-file", str(tmp_path / "none"), env=False) == 2
        (tmp_path / "binary").write_bytes(b"\xff\xfe")
        assert script.fetch(imap_server, "--password-file", str(tmp_path / "binary"), env=False) == 2
        assert script.fetch(imap_server, "--password-env", "KONVERT_UNSET", env=False) == 2
        assert "KONVERT_UNSET" in script.said

    def test_profile(self, script: Script, imap_server: Server) -> None:
        """A password kept in the named profile is used without asking."""
        script.profile.mkdir()
        name = f"alice@{imap_server.host}:{imap_server.port}"
        SecretsFile(script.profile / "secrets.json").put(name, "secret")
        assert script.fetch(imap_server, env=False) == 0

    def test_person(self, script: Script, imap_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """A person at a terminal is asked; where there is none, the message says what to use instead."""

        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        assert script.fetch(imap_server, env=False) == 2
        assert "--password-file" in script.said
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr(getpass, "getpass", lambda _: "secret")
        assert script.fetch(imap_server, env=False) == 0


class TestWords:
    """What is said goes where it belongs."""

    def test_quiet(self, script: Script, imap_server: Server) -> None:
        """With --quiet nothing is said but what goes wrong."""
        assert script.fetch(imap_server, "--quiet", mailbox="Archive") == 0
        assert script.said == ""
        assert script.fetch(imap_server, "--quiet", mailbox="Nowhere") == 6
        assert script.said

    @pytest.mark.parametrize("option", [["--pin", "abc"], ["--pin", "sha256:" + "a" * 63]])
    def test_bad_pin(self, script: Script, imap_server: Server, option: list[str]) -> None:
        """Half a fingerprint is wrong usage."""
        assert script.fetch(imap_server, *option, trust=False) == 2

    def test_bad_usage(self, script: Script, imap_server: Server, tmp_path: Path) -> None:
        """An unusable file of authorities and an address that cannot be read are wrong usage."""
        none = str(tmp_path / "none.pem")
        assert script.fetch(imap_server, "--ca-file", none, trust=False) == 2
        assert main(["fetch", "http://example.org", "--to", str(script.to)]) == 2

    def test_usage_errors_of_the_command_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Missing options are told with status 2; --help names what is there, and not what is not there yet."""
        with pytest.raises(SystemExit) as ended:
            main(["fetch", "imaps://alice@host"])
        assert ended.value.code == 2
        with pytest.raises(SystemExit) as ended:
            main(["--help"])
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert "fetch" in said
        assert "sync" not in said
        assert "screenshot" not in said
