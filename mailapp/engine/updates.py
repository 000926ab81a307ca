# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine tells the window, in batches: mostly that the store has changed, and what waits for the person."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailapp.engine.intents import TransferId
    from mailapp.socket_events import SocketEvent
    from mailapp.store.records import AccountId, FolderId, LetterId


class LinkState(enum.Enum):
    """The account's connection as the person sees it."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    ONLINE = "online"
    WAITING = "waiting"  # for the person: password or certificate
    FAILED = "failed"  # tries again by itself


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in a form that texts.explain words: `code` and `values` of mailproto.errors, or "app-..." codes."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CertificateProblem:
    """A certificate that was refused, with everything the person needs to decide. Dates as ISO 8601, UTC."""

    host: str
    port: int
    reason: str
    verify_code: int
    fingerprint: str  # SHA-256 of the DER, hex
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: str
    not_after: str
    changed: bool  # another certificate had been trusted for this host and port


@dataclass(frozen=True, slots=True)
class ConnectionSecurity:
    """What the padlock shows."""

    protocol: str  # "TLSv1.3"
    cipher: str
    bits: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class AccountTried:
    """The answer to `TryAccount`: nothing wrong, a problem, or a certificate to look at; and what the socket told."""

    attempt: int
    problem: Problem | None = None
    certificate: CertificateProblem | None = None
    security: ConnectionSecurity | None = None
    events: tuple[SocketEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountsChanged:
    """The list of accounts in the store has changed."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The state of an account's connection; `retry_in` in seconds where it will try again by itself.

    `events` are what its socket has told so far, where it tells anything.
    """

    account_id: AccountId
    state: LinkState
    problem: Problem | None = None
    security: ConnectionSecurity | None = None
    retry_in: float | None = None
    events: tuple[SocketEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class PasswordNeeded:
    """Nothing goes on for this account until `GivePassword`."""

    account_id: AccountId
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class CertificateNeeded:
    """Nothing goes on for this account until `TrustCertificate`."""

    account_id: AccountId
    certificate: CertificateProblem


@dataclass(frozen=True, slots=True)
class FoldersChanged:
    """Folders or their counts have changed in the store."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class LettersChanged:
    """Letters of this folder were stored, changed or removed."""

    folder_id: FolderId
    arrived: int = 0


@dataclass(frozen=True, slots=True)
class SynchronizationProgress:
    """How far a folder's list has been received; `done == total` at the end."""

    folder_id: FolderId
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LetterStored:
    """What `OpenLetter` asked for is in the store."""

    letter_id: LetterId


@dataclass(frozen=True, slots=True)
class LetterFailed:
    """What `OpenLetter` asked for could not be received."""

    letter_id: LetterId
    problem: Problem


class TransferState(enum.Enum):
    """Where a transfer stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TransferProgress:
    """How far a transfer is, in octets of the decoded file; `total` is an estimate until it is done."""

    transfer_id: TransferId
    state: TransferState
    done: int
    total: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ChangeRefused:
    """The server refused what the person changed in this folder; it was put back."""

    folder_id: FolderId
    problem: Problem


@dataclass(frozen=True, slots=True)
class IntentFailed:
    """What the person asked for could not be done, for a reason on this computer: a full disk, a damaged file."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class FolderFailed:
    """The server would not open this folder; what is stored of it stays."""

    folder_id: FolderId
    problem: Problem


@dataclass(frozen=True, slots=True)
class ServerSaid:
    """The server wants the person to read this (RFC 9051, 7.1: ALERT); the words are the server's."""

    account_id: AccountId
    text: str


Update = (
    AccountTried
    | AccountsChanged
    | LinkChanged
    | PasswordNeeded
    | CertificateNeeded
    | FoldersChanged
    | LettersChanged
    | SynchronizationProgress
    | LetterStored
    | LetterFailed
    | TransferProgress
    | ChangeRefused
    | FolderFailed
    | IntentFailed
    | ServerSaid
)
