# SPDX-License-Identifier: GPL-3.0-or-later
"""`konvert fetch URL --to DIR`: its options, where the password comes from, and what its exit status says.

Knows the console, not the protocol.
"""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailapp.connecting import Server, TransportFactory, choose_trust, connect, tls_transport
from mailapp.errors import AppError
from mailapp.fetch.address import FolderAddress
from mailapp.fetch.console import Console, summary_as_json
from mailapp.fetch.receiving import Summary, receive_mailbox
from mailapp.secrets import account_name, open_secrets
from mailapp.settings import Profile
from mailapp.texts import explain, tr
from mailapp.trust import Pins, read_fingerprint
from mailproto.errors import AuthenticationFailed, CertificateError, ImapError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

ALL_RECEIVED: Final = 0
SOME_FAILED: Final = 1
USAGE: Final = 2
SIGN_IN_REFUSED: Final = 3
NOT_ENCRYPTED: Final = 4
CONNECTION: Final = 5
NO_SUCH_FOLDER: Final = 6
DISK: Final = 7
INTERRUPTED: Final = 130

_STATUS_OF_CODE: Final[Mapping[str, int]] = MappingProxyType({
    "bad-argument": USAGE,
    "forbidden-character": USAGE,
    "app-bad-address": USAGE,
    "app-bad-pin": USAGE,
    "app-no-password": USAGE,
    "tls-failed": NOT_ENCRYPTED,
    "starttls-unavailable": NOT_ENCRYPTED,
    "data-before-tls": NOT_ENCRYPTED,
    "preauthenticated-before-tls": NOT_ENCRYPTED,
    "unencrypted-password": NOT_ENCRYPTED,
    "app-no-such-folder": NO_SUCH_FOLDER,
    "app-disk": DISK,
    "app-file-damaged": DISK,
})  # fmt: skip
"""What is not here, nor a certificate or a sign-in refused, is the connection's fault."""


def exit_status(error: AppError | ImapError) -> int:
    """Give the exit status that tells a script what went wrong."""
    if isinstance(error, AuthenticationFailed):
        return SIGN_IN_REFUSED
    if isinstance(error, CertificateError):
        return NOT_ENCRYPTED
    return _STATUS_OF_CODE.get(error.code, CONNECTION)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `konvert fetch`."""
    parser.add_argument("url", metavar="URL", help=tr("the folder: imaps://USER@HOST[:PORT]/MAILBOX"))
    parser.add_argument("--to", metavar="DIR", type=Path, required=True, help=tr("where the letters are written"))
    password = parser.add_mutually_exclusive_group()
    password.add_argument("--password-file", metavar="FILE", type=Path, help=tr("read the password from this file"))
    password.add_argument("--password-env", metavar="VAR", help=tr("read the password from this environment variable"))
    trust = parser.add_mutually_exclusive_group()
    trust.add_argument("--ca-file", metavar="PEM", type=Path, help=tr("trust these authorities, not the system's"))
    trust.add_argument("--pin", metavar="sha256:HEX", help=tr("trust exactly the certificate with this fingerprint"))
    parser.add_argument("--json", action="store_true", help=tr("write a summary as JSON to standard output"))
    parser.add_argument("--quiet", action="store_true", help=tr("say nothing but what goes wrong"))


def run_fetch(
    options: argparse.Namespace, profile_folder: Path | None, transport_factory: TransportFactory = tls_transport
) -> int:
    """Receive what the options ask for; gives the exit status."""
    console = Console(sys.stderr, quiet=options.quiet)
    summary = Summary(mailbox="")
    error: AppError | ImapError | KeyboardInterrupt | None = None
    try:
        asyncio.run(_fetch(options, profile_folder, transport_factory, console, summary))
    except (AppError, ImapError) as failure:
        error, status = failure, exit_status(failure)
        told = explain(failure)
        console.problem(" ".join(filter(None, (f"{told.title}.", told.what_happened, told.what_to_do))))
    except KeyboardInterrupt as interrupt:
        error, status = interrupt, INTERRUPTED
        console.problem(tr("Interrupted. Run the same command again to receive what is missing."))
    else:
        status = SOME_FAILED if summary.failed else ALL_RECEIVED
        console.finish(summary)
    if options.json:
        print(summary_as_json(summary, error), flush=True)  # noqa: T201 - the summary is what --json asks for
    return status


async def _fetch(
    options: argparse.Namespace,
    profile_folder: Path | None,
    transport_factory: TransportFactory,
    console: Console,
    summary: Summary,
) -> None:
    address = FolderAddress.parse(options.url)
    summary.mailbox = address.mailbox
    profile = Profile.open(profile_folder)
    pin = read_fingerprint(options.pin) if options.pin else None
    if pin is None and options.ca_file is None:
        pin = Pins(profile.pins_file).get(address.host, address.port)
    server = Server(address.host, address.port, address.security, choose_trust(pin, options.ca_file))
    password = _password(options, address, profile)
    client = await connect(server, address.user, password, transport_factory)
    async with client:
        await receive_mailbox(client, address.mailbox, options.to.absolute(), console, summary)


def _password(options: argparse.Namespace, address: FolderAddress, profile: Profile) -> str:
    """Find the password: file, environment, key ring, the person. Raises AppError "app-no-password"."""
    if options.password_file is not None:
        return _password_in(options.password_file, address)
    if options.password_env is not None:
        if options.password_env not in os.environ:
            raise _no_password(address, tr("the environment has no {variable}", variable=options.password_env))
        return os.environ[options.password_env]
    kept = open_secrets(profile).get(account_name(address.user, address.host, address.port))
    if kept is not None:
        return kept
    if not sys.stdin.isatty():
        raise _no_password(address, tr("use --password-file or --password-env where nobody can be asked"))
    return getpass.getpass(tr("Password of {user} at {host}: ", user=address.user, host=address.host))


def _password_in(file: Path, address: FolderAddress) -> str:
    try:
        text = file.read_bytes().decode()
    except OSError as error:
        raise _no_password(address, tr("{file}: {reason}", file=file, reason=error.strerror)) from error
    except UnicodeDecodeError as error:
        raise _no_password(address, tr("{file} is not UTF-8", file=file)) from error
    return text.removesuffix("\n").removesuffix("\r")


def _no_password(address: FolderAddress, reason: str) -> AppError:
    return AppError(code="app-no-password", user=address.user, host=address.host, reason=reason)
