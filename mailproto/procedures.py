# SPDX-License-Identifier: MIT
"""What takes several commands, written once for every driver: a procedure is a generator of commands.

It yields a command and is sent its result; or it yields a tuple of commands, which are sent without waiting for one
another, and is sent a tuple of their outcomes. A single command's error is thrown into the generator where it was
yielded. In a tuple, what the server refused (CommandRejected, CommandInvalid) stands as a value at its command's
place; any other error is thrown, once all are done. What the generator returns is the procedure's result.

Nothing here knows a connection: what depends on the server's capabilities is told them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator
from typing import Any, TypeVar

from mailproto.commands import Command, SelectedMailbox
from mailproto.message_data import BodySection
from mailproto.responses import ListData, MailboxStatus
from mailproto.vocabulary import Capability, MailboxName, Uid

R = TypeVar("R")

Procedure = Generator[Command[object] | tuple[Command[object], ...], Any, R]


def start_tls(capabilities: Collection[Capability] | None = None) -> Procedure[None]:
    """Have the connection encrypted; ask for the capabilities where they are None, that is, unknown.

    The handshake is the driver's (`mailproto.events.TlsNeeded`). Raises RemoteProtocolError, "starttls-unavailable".
    """
    raise NotImplementedError


def sign_in(user: str, password: str, capabilities: Collection[Capability] | None = None) -> Procedure[None]:
    """Sign in by AUTHENTICATE PLAIN where the server offers it, else by LOGIN; ask for the capabilities if unknown."""
    raise NotImplementedError


def open_mailbox(mailbox: MailboxName | str, *, read_only: bool = False) -> Procedure[SelectedMailbox]:
    """Select a mailbox, or examine it where `read_only`."""
    raise NotImplementedError


def list_folders() -> Procedure[tuple[tuple[ListData, MailboxStatus | None], ...]]:
    """List all mailboxes with their numbers; None for those that have none or whose STATUS is refused."""
    raise NotImplementedError


def download(
    uid: Uid,
    section: BodySection,
    size: int,
    deliver: Callable[[bytes], object],
    *,
    window: int = 262_144,
    ahead: int = 8,
    offset: int = 0,
) -> Procedure[int]:
    """Fetch a section of `size` octets from `offset` on, and give the octets to `deliver` in their order.

    They are asked for in windows of `window` octets, `ahead` of them at once. Ends early where the section does; gives
    the number of octets delivered. Not closed before its end, it can be stopped at any step and resumed at `offset`.
    """
    raise NotImplementedError
