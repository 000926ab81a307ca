# SPDX-License-Identifier: GPL-3.0-or-later
"""Decides what has to be asked of the server so that a folder's list equals the server's. A pure function of values.

This is the decision for a server without extensions (RFC 4549, 4.3 and 6): new letters by UID, then UID and FLAGS of
those known. CONDSTORE and QRESYNC will be further branches of `decide`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailapp.store.records import FolderState

FIRST_SCREEN: Final = 50
"""Letters received first into an empty folder, in one round trip, so that there is something to see."""

WINDOW: Final = 500
"""Letters described by one command after that."""


@dataclass(frozen=True, slots=True)
class ServerState:
    """What SELECT told of a mailbox (RFC 9051, 6.3.2); None for what it did not tell."""

    exists: int
    uid_validity: int | None
    uid_next: int | None


@dataclass(frozen=True, slots=True)
class StartAfresh:
    """Forget what is stored: its UIDs hold no more. `reason` is for the person to read, empty for an empty store."""

    uid_validity: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiveAll:
    """Receive all letters by sequence number, the newest first, in windows `(first, last)`.

    Sequence numbers leave no gaps, so that the first window is a full screen; they hold still because no EXPUNGE may
    be sent in answer to FETCH (RFC 9051, 7.5.1). Afterwards the list is compared all the same.
    """

    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ReceiveFrom:
    """Receive the letters from this UID on."""

    first_uid: int


@dataclass(frozen=True, slots=True)
class Compare:
    """Ask for UID and FLAGS of the letters up to this UID; change, remove and receive what differs."""

    last_uid: int


@dataclass(frozen=True, slots=True)
class RemoveAll:
    """The mailbox is empty."""


Step = StartAfresh | ReceiveAll | ReceiveFrom | Compare | RemoveAll


def decide(stored: FolderState, server: ServerState) -> tuple[Step, ...]:
    """Give the steps, in their order, that make what is stored equal to what the server holds."""
    validity = server.uid_validity or 0
    if stored.uid_validity != validity:
        reason = f"UIDVALIDITY changed from {stored.uid_validity} to {validity}" if stored.uid_validity else ""
        return (StartAfresh(validity, reason), *_receive_all(server.exists))
    if server.uid_next is not None and stored.highest_uid >= server.uid_next:
        reason = f"UIDNEXT fell to {server.uid_next}, yet there was a letter with UID {stored.highest_uid}"
        return (StartAfresh(validity, reason), *_receive_all(server.exists))
    if stored.stored == 0:
        return _receive_all(server.exists)
    if server.exists == 0:
        return (RemoveAll(),)
    nothing_new = server.uid_next == stored.highest_uid + 1
    return (
        *(() if nothing_new else (ReceiveFrom(stored.highest_uid + 1),)),
        Compare(stored.highest_uid),
    )


def _receive_all(exists: int) -> tuple[Step, ...]:
    return (ReceiveAll(windows(exists)),) if exists else ()


def windows(exists: int) -> tuple[tuple[int, int], ...]:
    """Divide the sequence numbers 1 to `exists` into windows, the newest first, the first one a screenful."""
    found = []
    last, size = exists, FIRST_SCREEN
    while last > 0:
        first = max(1, last - size + 1)
        found.append((first, last))
        last, size = first - 1, WINDOW
    return tuple(found)


def is_up_to_date(stored: FolderState, numbers: Mapping[str, int]) -> bool:
    """Tell by the numbers of STATUS whether a folder needs no look: flags may differ, letters do not."""
    return stored.synchronized and (stored.stored, stored.uid_next, stored.uid_validity) == (
        numbers.get("MESSAGES"),
        numbers.get("UIDNEXT"),
        numbers.get("UIDVALIDITY"),
    )


def is_complete(stored: FolderState, exists: int) -> bool:
    """Tell whether the store holds as many letters as the server; else it is compared once more."""
    return stored.stored == exists
