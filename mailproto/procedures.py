# SPDX-License-Identifier: MIT
"""What takes several commands, written once for every driver: a procedure is a generator of commands.

It yields a command and is sent its result; or it yields a tuple of commands, which are sent without waiting for one
another, and is sent a tuple of their outcomes. A single command's error is thrown into the generator where it was
yielded. In a tuple, what the server refused (CommandRejected, CommandInvalid) stands as a value at its command's
place; any other error is thrown, once all are done. What the generator returns is the procedure's result.

Nothing here knows a connection: what the session knows already it is asked by `Capability(if_unknown=True)`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, TypeVar

from mailproto import vocabulary
from mailproto.authentication import Credentials, LoginMechanism, Password, mechanisms_for
from mailproto.commands import (
    Authenticate,
    Capability,
    Command,
    Compress,
    Examine,
    List,
    Login,
    Select,
    SelectedMailbox,
    StartTls,
    Status,
)
from mailproto.errors import AuthenticationFailed, CapabilityMissing, CommandFailed, RemoteProtocolError
from mailproto.responses import ListData, MailboxStatus
from mailproto.vocabulary import MailboxAttribute, MailboxName

R = TypeVar("R")

Procedure = Generator[Command[object] | tuple[Command[object], ...], Any, R]

_CANNOT_BE_OPENED: Final = frozenset({MailboxAttribute(r"\Noselect"), MailboxAttribute(r"\NonExistent")})


def ask(command: Command[R]) -> Procedure[R]:
    """Do with one command, and give its result with its type."""
    result: R = yield command
    return result


def together(*commands: Command[R]) -> Procedure[tuple[R | CommandFailed, ...]]:
    """Send commands without waiting for one another, and give their outcomes in the same order."""
    outcomes: tuple[R | CommandFailed, ...] = yield commands
    return outcomes


def start_tls() -> Procedure[None]:
    """Have the connection encrypted. Raises RemoteProtocolError, "starttls-unavailable".

    The handshake is the driver's (`mailproto.events.TlsNeeded`).
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if "STARTTLS" not in capabilities:
        raise RemoteProtocolError("starttls-unavailable")
    yield from ask(StartTls())


def sign_in(
    user: str, password: str, *, certificate: bytes = b"", weakest: str = LoginMechanism.name
) -> Procedure[frozenset[vocabulary.Capability]]:
    """Sign in with a password, by the strongest way that the server offers; gives the capabilities after that.

    `certificate` is the server's (`client.peer.certificate`), to which SCRAM binds the sign-in where the server can.
    `weakest` is the name of the weakest mechanism that may do (`mailproto.authentication.STRENGTHS`), such as the one
    that did the last time: somebody in between can take the others out of the offer. LOGIN includes the command.

    A refused password is not tried a second way: some servers lock the account. A mechanism that is refused before the
    password was tested gives way to the next. Raises AuthenticationFailed, CapabilityMissing where there is no way in.
    """
    return (yield from sign_in_with(Password(user, password, certificate=certificate, weakest=weakest)))


def sign_in_with(credentials: Credentials) -> Procedure[frozenset[vocabulary.Capability]]:
    """Sign in with a password, a token or a certificate; see `sign_in`."""
    capabilities = yield from ask(Capability(if_unknown=True))
    ways: list[Command[None]] = [Authenticate(each) for each in mechanisms_for(credentials, capabilities)]
    may_be_command = credentials.weakest == LoginMechanism.name and not credentials.authorization
    if isinstance(credentials, Password) and may_be_command and not ("LOGINDISABLED" in capabilities and ways):
        ways.append(Login(credentials.user, credentials.password))
    if not ways:
        needed = f"AUTH={credentials.weakest}"
        raise CapabilityMissing("capability-missing", command="the sign-in", capability=needed)
    yield from _first_that_tests(ways)
    return (yield from ask(Capability(if_unknown=True)))


def _first_that_tests(ways: list[Command[None]]) -> Procedure[None]:
    """Sign in by the first way whose refusal would be one of the person, and not of the way."""
    *earlier, last = ways
    for way in earlier:
        try:
            return (yield from ask(way))
        except AuthenticationFailed as refused:
            if refused.proof_sent:
                raise
    return (yield from ask(last))


def compress() -> Procedure[bool]:
    """Have the connection compressed where the server offers that; gives whether it now is (RFC 4978).

    Worth it before much is fetched. The driver does the compressing (`mailproto.events.CompressionNeeded`).
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if "COMPRESS=DEFLATE" not in capabilities:
        return False
    try:
        yield from ask(Compress())
    except CommandFailed:  # as where TLS compresses already
        return False
    return True


def open_mailbox(mailbox: MailboxName | str, *, read_only: bool = False) -> Procedure[SelectedMailbox]:
    """Select a mailbox, or examine it where `read_only`."""
    return (yield from ask(Examine(mailbox) if read_only else Select(mailbox)))


def list_folders() -> Procedure[tuple[tuple[ListData, MailboxStatus | None], ...]]:
    """List all mailboxes with their numbers; None for those that have none or whose STATUS is refused."""
    folders = yield from ask(List())
    openable = [folder for folder in folders if not folder.attributes & _CANNOT_BE_OPENED]
    outcomes = yield from together(*(Status(folder.mailbox) for folder in openable))
    numbers = {
        folder.mailbox: outcome
        for folder, outcome in zip(openable, outcomes, strict=True)
        if isinstance(outcome, MailboxStatus)
    }
    return tuple((folder, numbers.get(folder.mailbox)) for folder in folders)
