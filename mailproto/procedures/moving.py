# SPDX-License-Identifier: MIT
r"""Copying, moving and removing letters, by the best way that the server has (RFC 6851, RFC 4315).

Without UIDPLUS nothing is expunged: EXPUNGE would remove what others have marked \Deleted, too, and to unmark those,
expunge and mark them again, as RFC 4315, 2.1, proposes, loses their marks where the connection ends in between. The
letters stay, marked; who wants them gone whatever it costs has `mailproto.commands.Expunge`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mailproto.commands import Capability, StoreAction, UidCopy, UidExpunge, UidMove, UidStore, split_by_line
from mailproto.errors import CommandFailed
from mailproto.procedures.steps import Procedure, ask
from mailproto.responses import CopyUid
from mailproto.sequences import UidSet
from mailproto.vocabulary import DELETED, MailboxName


@dataclass(frozen=True, slots=True)
class Transfer:
    r"""What became of letters that were to be copied or moved.

    `copies` is what the server told of their new UIDs. `done` are those that it said OK to. `left` have been copied and
    are still here, marked \Deleted. `undone` were not touched, because of `refusal`; after a refused MOVE some of them
    may have gone all the same (RFC 6851, 3.3).
    """

    copies: tuple[CopyUid, ...] = ()
    done: UidSet = field(default_factory=UidSet)
    left: UidSet = field(default_factory=UidSet)
    undone: UidSet = field(default_factory=UidSet)
    refusal: CommandFailed | None = None


def copy(uids: UidSet, mailbox: MailboxName | str) -> Procedure[Transfer]:
    """Copy letters of the selected mailbox into another, in as many commands as their number takes.

    Raises CommandFailed where the first of them is refused; a later refusal stands in the result.
    """
    return (yield from _in_turn(split_by_line(UidCopy(uids, mailbox))))


def move(uids: UidSet, mailbox: MailboxName | str) -> Procedure[Transfer]:
    r"""Move letters of the selected mailbox into another: by MOVE, else by COPY, \Deleted and UID EXPUNGE.

    See `copy`; only what was copied is removed.
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if capabilities & {"MOVE", "IMAP4REV2"}:
        return (yield from _in_turn(split_by_line(UidMove(uids, mailbox))))
    copied = yield from copy(uids, mailbox)
    told = UidSet.of_ranges(each for one in copied.copies for each in one.source_ranges)
    left = yield from expunge(told & copied.done if told else copied.done)
    return Transfer(copied.copies, copied.done - left, left, copied.undone, copied.refusal)


def expunge(uids: UidSet) -> Procedure[UidSet]:
    r"""Mark letters \Deleted and remove them, and no others, for good; give those that stay, marked.

    That is none of them with UIDPLUS, and all without. Raises CommandFailed.
    """
    if not uids:
        return uids
    for store in split_by_line(UidStore(uids, StoreAction.ADD, (DELETED,), silent=True)):
        yield from ask(store)
    capabilities = yield from ask(Capability(if_unknown=True))
    if not capabilities & {"UIDPLUS", "IMAP4REV2"}:
        return uids
    for command in split_by_line(UidExpunge(uids)):
        yield from ask(command)
    return UidSet()


def _in_turn(commands: tuple[UidCopy, ...] | tuple[UidMove, ...]) -> Procedure[Transfer]:
    """Send one after the other, up to one that is refused."""
    copies: list[CopyUid] = []
    done = UidSet()
    for index, command in enumerate(commands):
        try:
            told = yield from ask(command)
        except CommandFailed as refusal:
            if not index:
                raise
            undone = UidSet.of_ranges(each for rest in commands[index:] for each in rest.uids.ranges())
            return Transfer(tuple(copies), done, undone=undone, refusal=refusal)
        done |= command.uids
        if told is not None:
            copies.append(told)
    return Transfer(tuple(copies), done)
