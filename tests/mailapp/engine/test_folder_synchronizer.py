# SPDX-License-Identifier: MIT
"""What is said to the server to bring one folder up to date, as dialogues, and what the store holds afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.folder_synchronizer import InterruptedByPersonError, News, Synchronizer
from mailapp.engine.updates import LettersChanged
from mailapp.store.records import FolderId, LetterFlag
from mailproto.commands import Examine
from tests.mailapp.store.conftest import make_letter
from tests.support.visits import SIGNED_IN, play

if TYPE_CHECKING:
    from mailapp.engine.environment import Environment
    from mailapp.store.records import AccountId
    from mailproto.async_client import AsyncClient
    from tests.mailapp.engine.conftest import Told

ROW = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)"
ENVELOPE = '(NIL "hello" NIL NIL NIL NIL NIL NIL NIL NIL)'
TEXT = '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 10 1)'
GONE = FolderId(99)


def examine(exists: int, uid_next: int | None = None) -> str:
    """Write down how INBOX is opened."""
    told = f"S: * OK [UIDNEXT {uid_next}] next\n" if uid_next else ""
    opened = f"S: * {exists} EXISTS\nS: * OK [UIDVALIDITY 7] valid\n{told}S: A001 OK [READ-ONLY] done\n"
    return f"{SIGNED_IN}C: A001 EXAMINE INBOX\n{opened}"


def row(number: int, uid: int) -> str:
    """Write down how the server describes a letter for the list."""
    date = '"01-Jan-2025 10:00:00 +0000"'
    return (
        f"S: * {number} FETCH (UID {uid} FLAGS () INTERNALDATE {date} RFC822.SIZE 100 "
        f"ENVELOPE {ENVELOPE} BODYSTRUCTURE {TEXT})\n"
    )


def flags(*uids: int, flag: str = "") -> str:
    """Write down how the server tells flags."""
    return "".join(f"S: * {number} FETCH (UID {uid} FLAGS ({flag}))\n" for number, uid in enumerate(uids, start=1))


def synchronizer(environment: Environment, account_id: AccountId, *, is_urgent: bool = False) -> Synchronizer:
    """Make what is tested."""
    return Synchronizer(environment, account_id, lambda: is_urgent)


def test_folder_that_is_gone_is_not_asked_for(environment: Environment, account_id: AccountId, told: Told) -> None:
    """A folder that was removed while it waited its turn is left alone, selected or not."""
    tested = synchronizer(environment, account_id)

    async def act(client: AsyncClient) -> None:
        selected = await client.execute(Examine("INBOX"))
        await tested.refresh(client, GONE, selected, News(more=True))
        await tested.synchronize(client, GONE)

    play(examine(3), act)
    assert told.updates == []


def test_last_letter_told_again_has_not_arrived(
    environment: Environment, account_id: AccountId, inbox: FolderId, told: Told
) -> None:
    """Asked for letters from a UID on, a server always gives the last one; known already, it is not told as new."""
    dialogue = (
        examine(3)
        + f"C: A002 UID FETCH 4:* {ROW}\n{row(3, 3)}S: A002 OK done\n"
        + f"C: A003 UID FETCH 1:3 (UID FLAGS)\n{flags(1, 2, 3)}S: A003 OK done\n"
    )
    tested = synchronizer(environment, account_id)
    play(dialogue, lambda client: tested.synchronize(client, inbox))
    assert [update for update in told.updates if isinstance(update, LettersChanged) and update.arrived] == []
    assert environment.writer.uids(inbox) == [1, 2, 3]


def test_letters_are_compared_once_more_where_counts_disagree(
    environment: Environment, account_id: AccountId, inbox: FolderId
) -> None:
    """Where the store ends with another number of letters than the server has, the whole list is compared."""
    dialogue = (
        examine(3, 4)
        + f"C: A002 UID FETCH 1:3 (UID FLAGS)\n{flags(1, 3)}S: A002 OK done\n"
        + f"C: A003 UID FETCH 1:* (UID FLAGS)\n{flags(1, 3, 9)}S: A003 OK done\n"
        + f"C: A004 UID FETCH 9 {ROW}\n{row(3, 9)}S: A004 OK done\n"
    )
    tested = synchronizer(environment, account_id)
    play(dialogue, lambda client: tested.synchronize(client, inbox))
    assert environment.writer.uids(inbox) == [1, 3, 9]
    state = environment.writer.folder_state(inbox)
    assert state
    assert (state.synchronized, state.uid_next) == (True, 10)


def test_flags_told_without_a_uid_are_nobodys(environment: Environment, account_id: AccountId, inbox: FolderId) -> None:
    """Flags that a server tells of a sequence number alone, among those asked for by UID, change no letter."""
    dialogue = (
        examine(3, 4)
        + f"C: A002 UID FETCH 1:3 (UID FLAGS)\nS: * 2 FETCH (FLAGS (\\Flagged))\n{flags(1, 2, 3)}S: A002 OK done\n"
    )
    tested = synchronizer(environment, account_id)
    play(dialogue, lambda client: tested.synchronize(client, inbox))
    assert environment.writer.flags(inbox, 1, 3) == dict.fromkeys((1, 2, 3), LetterFlag(0))


def test_comparing_makes_way_for_the_person(environment: Environment, account_id: AccountId, inbox: FolderId) -> None:
    """A long comparison is interrupted between two batches; what was stored stays."""
    uids = range(1, 2001)
    environment.writer.store_letters(inbox, [make_letter(uid) for uid in uids])
    dialogue = (
        examine(2000, 2001)
        + f"C: A002 UID FETCH 1:2000 (UID FLAGS)\n{flags(*uids, flag=chr(92) + 'Seen')}S: A002 OK done\n"
    )
    tested = synchronizer(environment, account_id, is_urgent=True)

    async def act(client: AsyncClient) -> None:
        with pytest.raises(InterruptedByPersonError):
            await tested.synchronize(client, inbox)

    play(dialogue, act)
    assert environment.writer.flags(inbox, 1, 2000) == dict.fromkeys(uids, LetterFlag.SEEN)
