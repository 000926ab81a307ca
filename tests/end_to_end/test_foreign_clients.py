# SPDX-License-Identifier: MIT
"""Other people's programs do their normal work on the test server: curl, mbsync, mutt, fetchmail, imap-tools.

They come from Debian's packages, as Dovecot does: where `KONVERT_REQUIRE` promises that, a missing one fails.
"""

from __future__ import annotations

import mailbox
import os
import pty
import select
import shutil
import ssl
import subprocess
import time
from typing import TYPE_CHECKING, Final

import pytest
from imap_tools import AND, MailBox, MailMessageFlags

from testserver import Server, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LETTERS: Final = tuple(
    b"Date: Tue, 3 Feb 2026 04:05:%02d +0000\r\nFrom: Anna <anna@example.org>\r\nTo: alice@example.org\r\n"
    b"Message-ID: <%d@example.org>\r\nSubject: letter %d\r\n\r\nbody %d\r\n" % (number, number, number, number)
    for number in range(1, 6)
)
DEADLINE: Final = 30  # seconds a program may take


def program(name: str) -> str:
    """Return where a program is; skip the test without it, or fail where it was promised."""
    found = shutil.which(name)
    if found is None:
        reason = f"{name} is missing: install the packages that .ci/run names"
        if "dovecot" in os.environ.get("KONVERT_REQUIRE", "").split(","):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Return a server with five letters."""
    with Server(Settings(letters=LETTERS, ca_file=tmp_path / "ca.pem")) as server:
        yield server


def run(*command: str, home: Path, expect: tuple[int, ...] = (0,)) -> bytes:
    """Run a program to its end and return what it says."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "USER": "alice"}
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, timeout=DEADLINE, check=False)
    assert done.returncode in expect, (command, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def subjects(server: Server, folder: str = "INBOX") -> list[str]:
    """Return the subjects of a mailbox, as imap-tools reads them."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with MailBox(server.host, server.port, ssl_context=context).login("alice", "secret", folder) as box:
        return [message.subject for message in box.fetch(mark_seen=False)]


def test_imap_tools(server: Server) -> None:
    """It searches, receives, flags, copies, moves, appends and deletes."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with MailBox(server.host, server.port, ssl_context=context).login("alice", "secret") as box:
        (found,) = box.fetch(AND(subject="letter 3"), mark_seen=True)
        assert (found.text, found.from_) == ("body 3\r\n", "anna@example.org")
        assert found.uid is not None
        box.flag([found.uid], MailMessageFlags.FLAGGED, value=True)
        box.folder.create("Kept")
        box.copy([found.uid], "Kept")
        box.move(["1"], "Kept")
        box.delete(["2"])
        box.append(LETTERS[0], "Drafts")
        assert {info.name for info in box.folder.list()} >= {"INBOX", "Kept", "Drafts"}
        assert box.folder.status("Kept")["MESSAGES"] == 2
    assert subjects(server) == ["letter 3", "letter 4", "letter 5"]
    assert subjects(server, "Drafts") == ["letter 1"]


def test_curl(server: Server, tmp_path: Path) -> None:
    """It lists, searches, receives a letter byte for byte and puts one in."""
    url = f"imaps://127.0.0.1:{server.port}"
    common = (program("curl"), "--silent", "--show-error", "--cacert", str(server.ca_file), "-u", "alice:secret")
    assert b'"INBOX"' in run(*common, f"{url}/", home=tmp_path).replace(b" INBOX", b' "INBOX"')
    assert run(*common, f"{url}/INBOX;UID=2", home=tmp_path) == LETTERS[1]
    assert run(*common, f"{url}/INBOX?SUBJECT%20%22letter%204%22", home=tmp_path) == b"* SEARCH 4\r\n"
    (tmp_path / "new.eml").write_bytes(LETTERS[0])
    run(*common, "-T", str(tmp_path / "new.eml"), f"{url}/Drafts", home=tmp_path)
    assert subjects(server, "Drafts") == ["letter 1"]


def test_mbsync_in_both_directions(server: Server, tmp_path: Path) -> None:
    """A Maildir and the server become equal: letters, flags and deletions, whichever side they come from."""
    near = tmp_path / "mail"
    near.mkdir()
    (tmp_path / "rc").write_text(
        f"IMAPAccount a\nHost localhost\nPort {server.port}\nUser alice\nPass secret\nSSLType IMAPS\n"
        f"CertificateFile {server.ca_file}\n\nIMAPStore far\nAccount a\n\n"
        f"MaildirStore near\nPath {near}/\nInbox {near}/INBOX\nSubFolders Verbatim\n\n"
        "Channel c\nFar :far:\nNear :near:\nPatterns INBOX Sent\nCreate Both\nExpunge Both\nSync All\nSyncState *\n",
        encoding="utf-8",
    )
    command = (program("mbsync"), "-q", "-c", str(tmp_path / "rc"), "-a")
    run(*command, home=tmp_path)
    inbox = mailbox.Maildir(near / "INBOX", create=False)
    assert sorted(message["Subject"] for message in inbox) == [f"letter {number}" for number in range(1, 6)]
    inbox.add(b"Subject: from the Maildir\n\nhello\n")
    read = next(key for key, message in inbox.items() if message["Subject"] == "letter 2")
    message = inbox[read]
    message.set_flags("S")
    message.set_subdir("cur")
    inbox[read] = message
    server.expunge(1)
    server.deliver(b"Subject: from the server\r\n\r\nhello\r\n")
    run(*command, home=tmp_path)
    expected = ["from the Maildir", "from the server", "letter 2", "letter 3", "letter 4", "letter 5"]
    assert sorted(subjects(server)) == expected
    assert sorted(one["Subject"] for one in mailbox.Maildir(near / "INBOX", create=False)) == expected
    context = ssl.create_default_context(cafile=server.ca_file)
    with MailBox(server.host, server.port, ssl_context=context).login("alice", "secret") as box:
        assert [one.subject for one in box.fetch(AND(seen=True), mark_seen=False)] == ["letter 2"]


def test_fetchmail(server: Server, tmp_path: Path) -> None:
    """It hands every letter on and deletes them from the server."""
    rc = tmp_path / "rc"
    rc.touch(0o600)
    rc.write_text(
        f'poll localhost protocol IMAP port {server.port} user "alice" password "secret" ssl sslcertck '
        f'sslcertfile "{server.ca_file}" fetchall mda "cat >> {tmp_path}/received"\n',
        encoding="utf-8",
    )
    run(program("fetchmail"), "-f", str(rc), "--nosyslog", "--pidfile", str(tmp_path / "pid"), home=tmp_path)
    received = (tmp_path / "received").read_bytes()
    assert [received.count(b"Subject: letter %d" % number) for number in range(1, 6)] == [1] * 5
    assert subjects(server) == []


def test_mutt(server: Server, tmp_path: Path) -> None:
    """At a terminal it opens the mailbox and copies a letter into an mbox."""
    (tmp_path / "muttrc").write_text(
        f'set imap_user=alice imap_pass=secret ssl_ca_certificates_file="{server.ca_file}" ssl_force_tls=yes\n'
        "set confirmcreate=no confirmappend=no mail_check=0 quit=yes delete=no header_cache= wait_key=no\n",
        encoding="utf-8",
    )
    keys = f"<tag-pattern>~A<enter><tag-prefix><copy-message>{tmp_path}/copied<enter><exit>"
    url = f"imaps://alice@127.0.0.1:{server.port}/INBOX"
    command = [program("mutt"), "-n", "-F", str(tmp_path / "muttrc"), "-f", url, "-e", f'push "{keys}"']
    said = _at_a_terminal(command, tmp_path)
    copied = tmp_path / "copied"
    assert copied.exists(), (said[-2000:], server.transcript()[-10:])
    box = mailbox.mbox(copied)
    assert [str(message["Subject"]) for message in box] == ["letter 1"]
    box.close()


def _at_a_terminal(command: list[str], home: Path) -> bytes:
    """Run a program at a terminal of its own until it ends; return what it showed."""
    ours, theirs = pty.openpty()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "vt100", "LC_ALL": "C.UTF-8"}
    shown = b""
    with subprocess.Popen(command, cwd=home, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # the terminal is closed: the program has ended
                    break
            elif process.poll() is not None:
                break
        process.kill()
    os.close(ours)
    return shown
