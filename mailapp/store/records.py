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


class TransportKind(enum.Enum):
    """By what the connection is made: Python's ssl module, or Qt's QSslSocket."""

    PYTHON = "python"
    QT = "qt"


class TlsVersion(enum.Enum):
    """The version of TLS that the person wants: the newest that both sides have, or exactly one."""

    AUTOMATIC = "automatic"
    TLS_1_2 = "1.2"
    TLS_1_3 = "1.3"


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
    transport: TransportKind = TransportKind.PYTHON
    tls_version: TlsVersion = TlsVersion.AUTOMATIC


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
    """A part of a letter that can be shown or saved. `section` is IMAP's part number, "1.2".

    `size` is in octets when decoded, an estimate where `exact` is False (the server tells the encoded size only).
    `content` is None until received. `role` is "html" for what a reader of HTML shows, plain text beside it included,
    "text" for the plain form of that, "related" for a picture inside, else "attachment".
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
    role: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter opened: its row, header lines for display, parts, and whether everything needed to show it is here."""

    row: LetterRow
    headers: tuple[tuple[str, str], ...]  # decoded, in the letter's order: From, To, Cc, Date, Subject ...
    parts: tuple[Part, ...]
    received: bool  # text parts and pictures inside are in the store
    problems: tuple[str, ...] = ()


class LetterFlag(enum.IntFlag):
    """The flags that a line of the list shows, as the store keeps them (RFC 9051, 2.3.2)."""

    SEEN = 1
    ANSWERED = 2
    FLAGGED = 4
    FORWARDED = 8
    DRAFT = 16


@dataclass(frozen=True, slots=True)
class FolderFound:
    """A mailbox as the server lists it, to be stored; `raw_name` is its name on the wire."""

    name: str
    raw_name: bytes
    path: tuple[str, ...]
    role: str
    selectable: bool


@dataclass(frozen=True, slots=True)
class FolderState:
    """What the store knows of a folder's letters: by this the next synchronisation is decided (RFC 9051, 2.3.1.1).

    `uid_validity` is 0 while nothing was received. `highest_uid` is that of the letters stored, 0 where there are none.
    """

    folder_id: FolderId
    name: str
    raw_name: bytes
    uid_validity: int
    uid_next: int
    stored: int
    lowest_uid: int
    highest_uid: int
    synchronized: bool


@dataclass(frozen=True, slots=True)
class LetterFound:
    """A letter as the server describes it, to be stored; see `LetterRow` for the units."""

    uid: int
    flags: LetterFlag
    date: int
    size: int
    subject: str
    sender_name: str
    sender_address: str
    recipients: str
    has_attachments: bool


@dataclass(frozen=True, slots=True)
class LetterPlace:
    """Where a letter lies on the server, and its size there in octets."""

    letter_id: LetterId
    folder_id: FolderId
    account_id: AccountId
    raw_name: bytes
    uid_validity: int
    uid: int
    size: int
    received: bool


@dataclass(frozen=True, slots=True)
class PendingFlag:
    """A flag that the person set or removed and that the server has not confirmed yet."""

    letter_id: LetterId
    folder_id: FolderId
    uid: int
    flag: LetterFlag
    is_set: bool


class SortKey(enum.Enum):
    """By what the list of letters may be sorted."""

    DATE = "date"
    SENDER = "sender"
    SUBJECT = "subject"
    SIZE = "size"
