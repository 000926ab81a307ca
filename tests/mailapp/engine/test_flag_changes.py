# SPDX-License-Identifier: MIT
"""Which marks the server is told of, as a dialogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailapp.engine.flag_changes import tell_server
from mailapp.engine.mailbox_pool import MailboxPool
from mailapp.store.records import LetterFlag
from mailproto.async_client import AsyncClient
from mailproto.transports.memory import MemoryTransport
from tests.mailapp.store.conftest import INBOX, make_letter
from tests.support.visits import SIGNED_IN

if TYPE_CHECKING:
    from mailapp.engine.environment import Environment
    from mailapp.store.records import AccountId, FolderId

STORE = f"""{SIGNED_IN}
C: A001 SELECT INBOX
S: * 3 EXISTS
S: * OK [UIDVALIDITY 7] valid
S: A001 OK [READ-WRITE] done
C: A002 UID STORE 1:3 +FLAGS.SILENT (\\Flagged)
S: A002 OK done
"""


async def test_marks_in_a_folder_that_goes_meanwhile_are_dropped(
    environment: Environment, account_id: AccountId, inbox: FolderId
) -> None:
    """Letters of one folder are marked by one command; a folder that goes while others are told of is left alone."""
    writer, reader = environment.writer, environment.reader
    sent = writer.folder_ids(account_id)[b"Sent"]
    writer.store_letters(sent, [make_letter(1)])
    letters = [row.id for folder in (inbox, sent) for row in reader.letter_rows(folder, 0, 10)]
    writer.change_flag(letters, LetterFlag.FLAGGED, is_set=True)
    transport = MemoryTransport(STORE, closes=False)

    async def open_client() -> AsyncClient:
        writer.store_folders(account_id, [INBOX])
        return await AsyncClient.connect(transport)

    pool = MailboxPool(open_client)
    try:
        await tell_server(environment, account_id, pool)
    finally:
        await pool.close()
    assert transport.is_played
    assert writer.pending_flags(account_id) == []
