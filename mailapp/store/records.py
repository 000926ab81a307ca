# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the store as values: what the window reads and the engine writes. Knows neither SQLite nor Qt."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NewType

AccountId = NewType("AccountId", int)
FolderId = NewType("FolderId", int)
LetterId = NewType("LetterId", int)


class Security(enum.Enum):
    """How the connection is encrypted; there is no third way."""

    TLS = "tls"
    STARTTLS = "starttls"


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox account as the person entered it; the password is never here (see `mailapp.secrets`)."""

    id: AccountId
    address: str
    user: str
    host: str
    port: int
    security: Security
    ca_file: str = ""  # PEM used instead of the system's roots; empty for those


@dataclass(frozen=True, slots=True)
class Folder:
    """A mailbox on the server. `path` is its name by levels; `role` its special use ("inbox", "sent", ... or "")."""

    id: FolderId
    account_id: AccountId
    name: str
    path: tuple[str, ...]
    role: str
    selectable: bool
    total: int
    unread: int
    synchronized: bool  # the list of letters has been received at least once


@dataclass(frozen=True, slots=True)
class LetterRow:
    """What one line of the list of letters shows. `date` is seconds since 1970 (UTC), `size` octets."""

    id: LetterId
    folder_id: FolderId
    uid: int
    subject: str
    sender_name: str
    sender_address: str
    recipients: str
    date: int
    size: int
    seen: bool
    answered: bool
    flagged: bool
    forwarded: bool
    draft: bool
    has_attachments: bool
    preview: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a letter that can be shown or saved. `section` is IMAP's part number, "1.2"; `size` octets when decoded.

    `size` is an estimate where `exact` is False (the server tells the encoded size only). `content` is None until received.
    """

    section: str
    media_type: str
    charset: str
    encoding: str
    name: str
    size: int
    exact: bool
    disposition: str
    content_id: str
    is_attachment: bool
    role: str  # "text", "html", "related", "attachment"
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter opened: its row, header lines for display, parts, and whether everything needed to show it is here."""

    row: LetterRow
    headers: tuple[tuple[str, str], ...]  # decoded, in the letter's order: From, To, Cc, Date, Subject ...
    parts: tuple[Part, ...]
    received: bool  # text parts and pictures inside are in the store
    problems: tuple[str, ...] = ()


class SortKey(enum.Enum):
    """By what the list of letters may be sorted."""

    DATE = "date"
    SENDER = "sender"
    SUBJECT = "subject"
    SIZE = "size"
