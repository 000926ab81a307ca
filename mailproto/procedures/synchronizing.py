# SPDX-License-Identifier: MIT
"""From what a client has kept of a mailbox to what the server holds, in as few round trips as it can (RFC 7162).

With QRESYNC that is one, with CONDSTORE two at most, and without either the flags of all letters are asked for. Knows
nothing of where letters are kept.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from mailproto.commands import (
    Capability,
    Changes,
    Enable,
    Examine,
    FlagSets,
    KnownMailbox,
    Select,
    SelectedMailbox,
    UidFetchChanges,
)
from mailproto.errors import CommandFailed, LocalProtocolError
from mailproto.procedures.steps import Procedure, ask
from mailproto.sequences import UidSet
from mailproto.vocabulary import MailboxName, ModSeq, UidValidity


class ResyncReason(enum.Enum):
    """Why more had to be asked for than what has changed."""

    NOTHING_KEPT = "nothing was kept of the mailbox"
    UID_VALIDITY_CHANGED = "the mailbox's UIDs have become others"
    UIDS_DO_NOT_HOLD = "the mailbox's UIDs are others each time"
    NO_MOD_SEQUENCES = "the server keeps no mod-sequences of this mailbox, or none was kept here"
    MOD_SEQUENCE_FELL = "the mailbox's mod-sequence is less than it was"
    COUNT_DIFFERS = "there are more or fewer letters than the changes account for"


_AFRESH = frozenset({ResyncReason.NOTHING_KEPT, ResyncReason.UID_VALIDITY_CHANGED, ResyncReason.UIDS_DO_NOT_HOLD})


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """What a client has kept of a mailbox: the UIDs of its letters, and the mod-sequence that their flags are of."""

    uid_validity: UidValidity | None = None
    mod_seq: ModSeq | None = None
    uids: UidSet = field(default_factory=UidSet)


@dataclass(frozen=True, slots=True)
class Synchronized:
    """What makes that equal to what the server holds.

    `vanished` of the letters kept are gone; where `afresh`, none of them holds. `flags` are those of letters that may
    have changed, and of new ones where they were told. `new` are letters that were not kept. `reason` is None where
    changes alone were asked for. `point` is what holds once all this has been taken over.
    """

    selected: SelectedMailbox
    vanished: UidSet
    flags: FlagSets
    new: UidSet
    point: SyncPoint
    reason: ResyncReason | None = None

    @property
    def afresh(self) -> bool:
        """Whether nothing that was kept holds any more."""
        return self.reason in _AFRESH


def synchronize(mailbox: MailboxName | str, kept: SyncPoint, *, read_only: bool = False) -> Procedure[Synchronized]:
    """Select a mailbox, or examine it where `read_only`, and find out what has changed since it was kept.

    ENABLE is only possible before a mailbox is selected; who has one open gets less for more (`enable_qresync`).
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    known = None
    if kept.uid_validity and kept.mod_seq and (yield from enable_qresync()):
        known = KnownMailbox(kept.uid_validity, kept.mod_seq)
    condstore = known is None and bool(capabilities & {"CONDSTORE", "QRESYNC"})
    command = Examine if read_only else Select
    selected = yield from ask(command(mailbox, condstore=condstore, known=known))
    reason = _reason(kept, selected)
    if reason is None and known is not None and selected.changes is not None:
        changes = selected.changes
    elif reason is None and selected.highest_mod_seq == kept.mod_seq:
        changes = Changes()
    elif reason is None:
        changes = yield from ask(UidFetchChanges(UidSet.range(1), kept.mod_seq))
    else:
        return (yield from _compared(selected, kept, reason))
    told = changes.changed
    held = (kept.uids - changes.vanished) | told
    if len(held) != selected.exists:
        return (yield from _compared(selected, kept, ResyncReason.COUNT_DIFFERS))
    point = SyncPoint(selected.uid_validity, selected.highest_mod_seq, held)
    return Synchronized(selected, kept.uids & changes.vanished, changes.flags, told - kept.uids, point)


def enable_qresync() -> Procedure[bool]:
    """Have the server tell what vanished by UID, where it can; gives whether it now does (RFC 7162, 3.2.3).

    Best done after signing in: while a mailbox is selected it is not allowed, and gives False.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if "QRESYNC" not in capabilities:
        return False
    try:
        return "QRESYNC" in (yield from ask(Enable(("QRESYNC",), if_needed=True)))
    except (LocalProtocolError, CommandFailed):
        return False


def _reason(kept: SyncPoint, selected: SelectedMailbox) -> ResyncReason | None:
    if not selected.uids_hold or selected.uid_validity is None:
        return ResyncReason.UIDS_DO_NOT_HOLD
    if kept.uid_validity is None:
        return ResyncReason.NOTHING_KEPT
    if kept.uid_validity != selected.uid_validity:
        return ResyncReason.UID_VALIDITY_CHANGED
    if not kept.mod_seq or not selected.highest_mod_seq or not selected.has_mod_seqs:
        return ResyncReason.NO_MOD_SEQUENCES
    return ResyncReason.MOD_SEQUENCE_FELL if selected.highest_mod_seq < kept.mod_seq else None


def _compared(selected: SelectedMailbox, kept: SyncPoint, reason: ResyncReason) -> Procedure[Synchronized]:
    """Ask for the flags of all letters."""
    everything = Changes()
    if selected.exists:
        everything = yield from ask(UidFetchChanges(UidSet.range(1)))
    there = everything.changed
    before = UidSet() if reason in _AFRESH else kept.uids
    mod_seq = selected.highest_mod_seq if selected.has_mod_seqs else None
    point = SyncPoint(selected.uid_validity, mod_seq, there)
    return Synchronized(selected, before - there, everything.flags, there - before, point, reason)
