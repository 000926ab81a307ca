# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window may ask of the engine: `engine.submit(intent)`. Values only; answers are `mailapp.engine.updates`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from pathlib import Path

    from mailapp.store.records import Account, AccountId, FolderId, LetterId

TransferId = NewType("TransferId", int)


@dataclass(frozen=True, slots=True)
class TryAccount:
    """Connect and sign in with these settings without keeping them; answered by `AccountTried`.

    `trust` is the SHA-256 (hex) of exactly the certificate the person accepted, or empty.
    """

    attempt: int
    account: Account
    password: str = field(repr=False)
    trust: str = ""


@dataclass(frozen=True, slots=True)
class AddAccount:
    """Keep the account, its password and the certificate trusted for its host and port, and start to receive."""

    account: Account
    password: str = field(repr=False)
    trust: str = ""
    remember_password: bool = True


@dataclass(frozen=True, slots=True)
class RemoveAccount:
    """Forget the account with everything stored for it."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class GivePassword:
    """The person's answer to `PasswordNeeded`."""

    account_id: AccountId
    password: str = field(repr=False)
    remember: bool = True


@dataclass(frozen=True, slots=True)
class TrustCertificate:
    """The person trusts exactly this certificate (SHA-256 of its DER, hex) for the account's host and port."""

    account_id: AccountId
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Try again now."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """The person looks at this folder: bring it up to date before others."""

    folder_id: FolderId


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The person looks at this letter: receive what is needed to show it and mark it as read."""

    letter_id: LetterId
    mark_seen: bool = True


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """Set or remove the flag Seen."""

    letter_ids: tuple[LetterId, ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class MarkFlagged:
    """Set or remove the flag Flagged."""

    letter_ids: tuple[LetterId, ...]
    flagged: bool


@dataclass(frozen=True, slots=True)
class SaveAttachment:
    """Stream one part, decoded, to `target`; written beside it and renamed when whole. Answered by `TransferProgress`.

    An existing `target` is replaced only when `overwrite` (the person was asked).
    """

    transfer_id: TransferId
    letter_id: LetterId
    section: str
    target: Path
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class CancelTransfer:
    """Stop a transfer; nothing is left under its final name."""

    transfer_id: TransferId


Intent = (
    TryAccount
    | AddAccount
    | RemoveAccount
    | GivePassword
    | TrustCertificate
    | Reconnect
    | OpenFolder
    | OpenLetter
    | MarkSeen
    | MarkFlagged
    | SaveAttachment
    | CancelTransfer
)
