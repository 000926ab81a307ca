# SPDX-License-Identifier: MIT
"""Mailboxes: opening one, and listing all with their numbers. Knows nothing of the letters in them."""

from __future__ import annotations

from typing import Final

from mailproto.commands import Examine, List, Select, SelectedMailbox, Status
from mailproto.procedures.steps import Procedure, ask, together
from mailproto.responses import ListData, MailboxStatus
from mailproto.vocabulary import MailboxAttribute, MailboxName

_CANNOT_BE_OPENED: Final = frozenset({MailboxAttribute(r"\Noselect"), MailboxAttribute(r"\NonExistent")})


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
