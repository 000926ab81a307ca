# SPDX-License-Identifier: MIT
"""A private Dovecot for the tests: a server that others wrote, on loopback ports, with an authority of its own.

Everything lies in one folder and ends with the session. Every user name exists, with one password, so that a test that
changes mail takes a fresh account and no test sees another's letters. Started as root it runs as an unprivileged user.
Knows nothing of mailproto; letters are put into its Maildirs as files.
"""

from __future__ import annotations

import datetime as dt
import grp
import itertools
import os
import pwd
import re
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from tests.support.requirements import DOVECOT
from testserver.certificates import LEAF_KINDS, make_authority, make_leaf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PASSWORD = "secret"
START_WITHIN = 10.0  # seconds
END_WITHIN = 10.0  # seconds
ATTEMPTS = 5  # another program may take a port between our choice and Dovecot's start

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
instance_name = konvert-tests
protocols = imap
mail_plugins = zlib
protocol imap {{
  mail_plugins = $mail_plugins imap_zlib
}}
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
ssl_min_protocol = TLSv1.2
auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
auth_username_chars =
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
first_valid_uid = {uid}
first_valid_gid = {gid}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
mailbox_idle_check_interval = 1 secs
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {starttls_port}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # else one wrong password slows every later sign-in from this address
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


def as_served(letter: bytes) -> bytes:
    r"""Return the bytes that Dovecot serves for a letter kept in a Maildir: LF alone becomes CRLF, NUL becomes \x80.

    A Maildir file has the line ends of its system; IMAP wants CRLF and forbids NUL (RFC 9051 section 4.3.1). Everything
    else, a CR alone too, is kept. So `BODY[]` equals `as_served(file)`, byte for byte.
    """
    return re.sub(rb"(?<!\r)\n", b"\r\n", letter).replace(b"\0", b"\x80")


@dataclass(frozen=True)
class DovecotAccount:
    """Somebody with mailboxes on the private Dovecot."""

    user: str
    maildir: Path
    password: str = field(default=PASSWORD, repr=False)
    _numbers: itertools.count[int] = field(default_factory=itertools.count, repr=False, compare=False)

    def deliver(self, letters: Iterable[bytes], mailbox: str = "INBOX") -> None:
        """Put letters into a mailbox, made if missing, in this order. Its name is ASCII, levels divided by '/'."""
        folder = self.maildir if mailbox == "INBOX" else self.maildir / ("." + mailbox.replace("/", "."))
        for part in ("tmp", "new", "cur"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        owner = self.maildir.parent.parent.stat()
        for letter in letters:
            # Dovecot gives UIDs in the order of the names; a time far in the past keeps them before its own letters
            name = f"{100_000_000 + next(self._numbers)}.M1P1.tests"
            (folder / "tmp" / name).write_bytes(letter)
            (folder / "tmp" / name).rename(folder / "new" / name)
        if os.geteuid() == 0:
            for path in (self.maildir.parent, *self.maildir.parent.rglob("*")):
                os.chown(path, owner.st_uid, owner.st_gid)


class Dovecot:
    """The private Dovecot, running inside a `with` block: host, port (TLS), starttls_port, ca_file.

    `further` are settings beside `CONFIGURATION`, in Dovecot's own words.
    """

    host = "127.0.0.1"

    def __init__(self, folder: Path, further: str = "") -> None:
        self.further = further
        self.ca_file = folder / "authority.pem"
        self.port = self.starttls_port = 0
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)

    def account(self, user: str = "") -> DovecotAccount:
        """Return the account of `user`, else a fresh one that no other test has."""
        user = user or f"user{next(self._numbers)}"
        return DovecotAccount(user, self._folder / "mail" / user / "Maildir")

    def __enter__(self) -> Self:
        """Start the server and wait until it answers; raises RuntimeError with its log if it does not."""
        self._write_certificates()
        (self._folder / "mail").mkdir()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            for path in (self._folder, *self._folder.rglob("*")):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        for _ in range(ATTEMPTS):
            self.port, self.starttls_port = _free_ports(2)
            self._process = self._launch()
            if self._answers():
                return self
            self.__exit__()
        log = self._folder / "log"
        said = log.read_text("utf-8", "replace") if log.exists() else "it logged nothing"
        message = f"Dovecot does not start: {said}"
        raise RuntimeError(message)

    def __exit__(self, *_: object) -> None:
        """End the server and wait for it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(END_WITHIN)
            self._process = None

    def _write_certificates(self) -> None:
        now = dt.datetime.now(dt.UTC)
        authority = make_authority(now)
        leaf = make_leaf(authority, LEAF_KINDS["trusted"], now)
        self.ca_file.write_bytes(authority.pem())
        (self._folder / "certificate.pem").write_bytes(leaf.pem())
        (self._folder / "key.pem").touch(0o600)
        (self._folder / "key.pem").write_bytes(leaf.key_pem())

    def _launch(self) -> subprocess.Popen[bytes]:
        assert DOVECOT, "Dovecot is not installed"
        is_root = os.geteuid() == 0
        person = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        owner = {"uid": person.pw_uid, "gid": person.pw_gid, "user": person.pw_name}
        values = {"port": self.port, "starttls_port": self.starttls_port, "password": PASSWORD, "folder": self._folder}
        file = self._folder / "dovecot.conf"
        file.write_text(
            CONFIGURATION.format(**values, **owner, group=grp.getgrgid(person.pw_gid).gr_name) + self.further,
            encoding="utf-8",
        )
        command = [DOVECOT, "-F", "-c", str(file)]
        if not is_root:
            return subprocess.Popen(command, cwd=self._folder)
        return subprocess.Popen(command, cwd=self._folder, user=person.pw_uid, group=person.pw_gid, extra_groups=[])

    def _answers(self) -> bool:
        context = ssl.create_default_context(cafile=self.ca_file)
        deadline = time.monotonic() + START_WITHIN
        while time.monotonic() < deadline and self._process is not None and self._process.poll() is None:
            try:
                with (
                    socket.create_connection((self.host, self.port), timeout=1) as plain,
                    context.wrap_socket(plain, server_hostname=self.host) as secured,
                ):
                    return secured.recv(5).startswith(b"* OK")
            except OSError:
                time.sleep(0.02)
        return False


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
