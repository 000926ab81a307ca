# SPDX-License-Identifier: MIT
"""What takes several commands, written once for every driver: a procedure is a generator of commands.

It yields a command and is sent its result; or it yields a tuple of commands, which are sent without waiting for one
another, and is sent a tuple of their outcomes. A single command's error is thrown into the generator where it was
yielded. In a tuple, what the server refused (CommandRejected, CommandInvalid) stands as a value at its command's
place; any other error is thrown, once all are done. What the generator returns is the procedure's result.

Nothing here knows a connection: what the session knows already it is asked by `Capability(if_unknown=True)`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final, TypeVar

from mailproto import vocabulary
from mailproto.authentication import Credentials, LoginMechanism, Password, mechanisms_for
from mailproto.commands import (
    Authenticate,
    Body,
    Capability,
    Command,
    Compress,
    Examine,
    FetchItem,
    List,
    Login,
    Select,
    SelectedMailbox,
    StartTls,
    Status,
    UidFetch,
)
from mailproto.errors import AuthenticationFailed, CapabilityMissing, CommandFailed, RemoteProtocolError
from mailproto.message_data import BodySection, MessageData
from mailproto.responses import ListData, MailboxStatus
from mailproto.sequences import UidSet
from mailproto.vocabulary import MailboxAttribute, MailboxName, Uid

R = TypeVar("R")

Procedure = Generator[Command[object] | tuple[Command[object], ...], Any, R]

WINDOW: Final = 262_144
"""Octets of a section that are asked for at once."""

AHEAD: Final = 8
"""How many windows are on their way together."""

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


def download(  # noqa: PLR0913 - what to fetch, and how much of it at a time
    uid: Uid,
    section: BodySection,
    size: int,
    deliver: Callable[[bytes], object],
    *,
    window: int = WINDOW,
    ahead: int = AHEAD,
    offset: int = 0,
) -> Procedure[int]:
    """Fetch a section of `size` octets from `offset` on, and give the octets to `deliver` in their order.

    They are asked for in windows of `window` octets, `ahead` of them at once, so that it can be stopped between two
    steps and resumed at `offset`. Ends early where the section does; gives the number of octets delivered.
    """
    begun_at = offset
    while offset < size:
        starts = range(offset, min(size, offset + window * ahead), window)
        counts = [min(window, size - start) for start in starts]
        bodies = [Body(section, partial=partial) for partial in zip(starts, counts, strict=True)]
        outcomes = yield from together(*(UidFetch(UidSet.of([uid]), (FetchItem.UID, body)) for body in bodies))
        for count, outcome in zip(counts, outcomes, strict=True):
            if isinstance(outcome, CommandFailed):
                raise outcome
            octets, whole = _octets_in(outcome)
            wanted = octets[offset:] if whole else octets[:count]
            deliver(wanted)
            offset += len(wanted)
            if whole or len(wanted) < count:
                return offset - begun_at
    return offset - begun_at


def _octets_in(messages: tuple[MessageData, ...]) -> tuple[bytes, bool]:
    """Give a section's octets, and whether they are all of it, as from servers that ignore the partial.

    Raises RemoteProtocolError, "missing-data", for a letter that is not there any more.
    """
    sections = [item for message in messages for item in message.sections.items()]
    if not sections:
        raise RemoteProtocolError("missing-data", command=UidFetch.name)
    section, octets = sections[0]
    return (octets if isinstance(octets, bytes) else b""), section.origin is None
