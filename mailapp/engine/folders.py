# SPDX-License-Identifier: GPL-3.0-or-later
"""What LIST tells of a mailbox, as a folder of the store: its levels and its special use (RFC 9051, 7.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mailapp.presentation.safe_text import one_line
from mailapp.store.records import FolderFound
from mailproto.mailbox_names import encode
from mailproto.vocabulary import MailboxAttribute, MailboxName

if TYPE_CHECKING:
    from mailproto.responses import ListData

_ROLES: Final = {
    MailboxAttribute(rf"\{use}"): use.lower()
    for use in ("Drafts", "Sent", "Archive", "All", "Flagged", "Junk", "Trash", "Important")
}
_CANNOT_BE_OPENED: Final = frozenset({MailboxAttribute(r"\Noselect"), MailboxAttribute(r"\NonExistent")})
_LONGEST_LEVEL: Final = 200  # characters that are shown
_MOST_LEVELS: Final = 100


def folder_found(listed: ListData) -> FolderFound:
    """Make a folder; its name on the wire is kept as the server spelt it, also where it makes no sense."""
    name = listed.mailbox.text
    levels = name.split(listed.delimiter, _MOST_LEVELS) if listed.delimiter else [name]
    return FolderFound(
        name=name,
        raw_name=wire_name(listed.mailbox),
        path=tuple(one_line(level, _LONGEST_LEVEL) for level in levels),
        role=_role(listed),
        selectable=not listed.attributes & _CANNOT_BE_OPENED,
    )


def wire_name(mailbox: MailboxName) -> bytes:
    """Give the mailbox's name on the wire; INBOX has one spelling."""
    if mailbox.text == "INBOX":
        return b"INBOX"
    return encode(mailbox.text) if mailbox.raw is None else mailbox.raw


def _role(listed: ListData) -> str:
    if listed.mailbox.text == "INBOX":
        return "inbox"
    return next((role for attribute, role in _ROLES.items() if attribute in listed.attributes), "")
