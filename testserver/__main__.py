# SPDX-License-Identifier: MIT
"""`python -m testserver`, `konvert-testserver`: the server from the command line, until SIGTERM or SIGINT."""

import argparse
import errno
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from testserver.faults import FaultSyntaxError, parse_fault
from testserver.profiles import PROFILES, find_profile
from testserver.settings import TLS_MODES, Settings

if TYPE_CHECKING:
    from testserver.server import Server

# Named here so that --help needs no cryptography.
NEWEST_TLS = ("1.2", "1.3")
CERTIFICATES = ("trusted", "self-signed", "expired", "not-yet-valid", "wrong-host")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve; return the exit code: 0 after a signal, 1 when it could not start, 2 for a wrong command line."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        settings = _settings(options)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    try:
        from testserver.server import Server  # noqa: PLC0415 - --help and errors need no Twisted
    except ImportError as error:
        print(f"{error}. The server needs Twisted: pip install 'konvert[testserver]'", file=sys.stderr)  # noqa: T201
        return 1
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        server = Server(settings)
        server.start()
    except (OSError, ValueError) as error:
        print(f"The server could not start: {_reason(error)}", file=sys.stderr)  # noqa: T201
        return 1
    try:
        _announce(server, options.ready_file)
        ended.wait()
    finally:
        server.stop()
        if options.ready_file is not None:
            options.ready_file.unlink(missing_ok=True)
    return 0


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "another program has the port. Choose another one with --port, or 0 for any that is free"
    if isinstance(error, PermissionError):
        return f"{error}. Ports below 1024 are the administrator's; choose one above with --port"
    return str(error)


def _announce(server: "Server", ready_file: Path | None) -> None:
    facts = {
        "host": server.host,
        "port": server.port,
        "starttls_port": server.starttls_port,
        "user": server.user,
        "password": server.password,
        "ca_file": str(server.ca_file),
        "control_port": server.control_port,
        "pid": os.getpid(),
    }
    if ready_file is not None:
        unfinished = ready_file.with_name(f".{ready_file.name}.{os.getpid()}")
        unfinished.touch(mode=0o600)  # it holds the password
        unfinished.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(ready_file)
    print(f"{server.url} (authority: {server.ca_file})", flush=True)  # noqa: T201 - for the person at the terminal


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("konvert-testserver", description="An IMAP server for tests.")
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    add("--port", type=int, default=0, help="port; 0: any that is free (%(default)s)")
    add("--starttls-port", type=int, default=0, help="port for STARTTLS with --tls both; 0: any (%(default)s)")
    add("--user", default="alice", help="who may sign in (%(default)s)")
    add("--password", default="secret", help="with which password (%(default)s)")
    add("--users", type=Path, metavar="FILE", help="more users: a line USER:PASSWORD each")
    add(
        "--letters",
        type=Path,
        action="append",
        metavar="PATH",
        help=".eml, folder of them, mbox or Maildir; repeatable",
    )
    add("--generate", type=_count, default=0, metavar="N", help="fill INBOX with N letters made to order")
    add("--tls", choices=TLS_MODES, default="implicit", help="how TLS begins (%(default)s)")
    add("--highest-tls", choices=NEWEST_TLS, default="1.3", help="newest TLS version spoken (%(default)s)")
    add("--ca-file", type=Path, metavar="PATH", help="where the authority's certificate is written")
    add("--certificate", choices=CERTIFICATES, default="trusted", help="the server's certificate (%(default)s)")
    add("--profile", default="default", metavar="NAME", help=f"NAME[+QUIRK]...: one of {', '.join(PROFILES)}")
    add("--fault", action="append", default=[], metavar="SPEC", help="ACTION[,KEY=VALUE]..., see docs/testserver.md")
    add("--latency", type=_count, default=0, metavar="MS", help="milliseconds that a round trip takes")
    add("--control", type=int, metavar="PORT", help="take the verbs as lines of JSON on this loopback port; 0: any")
    add("--ready-file", type=Path, metavar="PATH", help="appears when the server can be connected to: JSON")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _settings(options: argparse.Namespace) -> Settings:
    find_profile(options.profile)
    for specification in options.fault:
        try:
            parse_fault(specification)
        except FaultSyntaxError as error:
            reason = f"--fault {specification}: {error}"
            raise ValueError(reason) from None
    return Settings(
        host=options.host,
        port=options.port,
        starttls_port=options.starttls_port,
        user=options.user,
        password=options.password,
        users=_read_users(options.users) if options.users else {},
        letters=tuple(options.letters) if options.letters else None,
        generate=options.generate,
        tls=options.tls,
        highest_tls=options.highest_tls,
        ca_file=options.ca_file,
        certificate=options.certificate,
        profile=options.profile,
        faults=tuple(options.fault),
        latency=options.latency / 1000,
        control=options.control,
    )


def _read_users(path: Path) -> dict[str, str]:
    users = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        user, colon, password = line.partition(":")
        if line.strip() and not line.startswith("#"):
            if not colon or not user:
                reason = f"{path}, line {number}: not USER:PASSWORD"
                raise ValueError(reason)
            users[user] = password
    return users


if __name__ == "__main__":
    sys.exit(main())
