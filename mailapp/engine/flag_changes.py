# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells the server what the person marked. The store shows it already; what the server refuses is put back.

What could not be told because the connection failed stays in the store and is told the next time.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mailapp.engine.message_rows import FLAGS
from mailapp.engine.problems import problem_of
from mailapp.engine.updates import ChangeRefused, FoldersChanged, LettersChanged
from mailapp.errors import AppError
from mailproto.commands import StoreAction, UidStore
from mailproto.errors import CommandFailed
from mailproto.sequences import UidSet
from mailproto.vocabulary import MailboxName, Uid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailapp.engine.environment import Environment
    from mailapp.engine.mailbox_pool import MailboxPool
    from mailapp.store.records import AccountId, PendingFlag
    from mailproto.async_client import AsyncClient

_WIRE_FLAGS = {shown: flag for flag, shown in FLAGS.items()}

AT_ONCE = 500
"""Letters changed by one command, so that no command line is too long for a server."""


async def tell_server(environment: Environment, account_id: AccountId, pool: MailboxPool) -> None:
    """Tell the server every change that it has not confirmed; raises ImapError where the connection fails."""
    pending = environment.writer.pending_flags(account_id)
    for _, group in groupby(pending, key=lambda change: (change.folder_id, change.flag, change.is_set)):
        changes = list(group)
        for start in range(0, len(changes), AT_ONCE):
            await _tell(environment, account_id, pool, changes[start : start + AT_ONCE])


async def _tell(
    environment: Environment, account_id: AccountId, pool: MailboxPool, changes: Sequence[PendingFlag]
) -> None:
    first = changes[0]
    folder = environment.writer.folder_state(first.folder_id)
    if folder is None:
        return  # the folder went, and its letters with it
    command = UidStore(
        UidSet.of([Uid(change.uid) for change in changes]),
        StoreAction.ADD if first.is_set else StoreAction.REMOVE,
        (_WIRE_FLAGS[first.flag],),
        silent=True,
    )

    async def store(client: AsyncClient) -> None:
        await client.execute(command)

    try:
        await pool.run(MailboxName(folder.name, folder.raw_name), folder.uid_validity, store)
    except (CommandFailed, AppError) as error:
        environment.writer.settle_flags(changes, accepted=False)
        environment.tell(
            ChangeRefused(first.folder_id, problem_of(error)),
            LettersChanged(first.folder_id),
            FoldersChanged(account_id),
        )
    else:
        environment.writer.settle_flags(changes, accepted=True)
