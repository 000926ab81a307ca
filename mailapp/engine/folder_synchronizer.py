# SPDX-License-Identifier: GPL-3.0-or-later
"""Carries out what `synchronization.decide` says: asks the server, stores batches, tells how far it is.

Knows one connection and one folder; which folder is next its caller decides.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from mailapp.engine.message_rows import ROW_ITEMS, flags_of, row_of
from mailapp.engine.synchronization import (
    WINDOW,
    ReceiveAll,
    ReceiveFrom,
    RemoveAll,
    ServerState,
    StartAfresh,
    Step,
    decide,
    is_complete,
)
from mailapp.engine.updates import FoldersChanged, LettersChanged, SynchronizationProgress
from mailproto.commands import Command, Examine, Fetch, FetchItem, SelectedMailbox, UidFetch
from mailproto.message_data import MessageData
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import MailboxName, SequenceNumber, Uid

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from mailapp.engine.environment import Environment
    from mailapp.store.records import AccountId, FolderId, FolderState, LetterFlag
    from mailproto.async_client import AsyncClient

AHEAD: Final = 3
"""Windows on their way at once, so that a long way to the server costs once for all of them."""

COMPARED_AT_ONCE: Final = 2000
"""Letters whose flags are stored in one transaction."""

_FLAGS: Final = (FetchItem.UID, FetchItem.FLAGS)


class InterruptedByPersonError(Exception):
    """Something else is more urgent; what was stored stays, the rest is received later."""


@dataclass(slots=True)
class News:
    """What the server told unasked of the selected mailbox: changed flags, more letters, fewer letters."""

    numbers: set[int] = field(default_factory=set)
    more: bool = False
    fewer: bool = False

    def __bool__(self) -> bool:
        return bool(self.numbers) or self.more or self.fewer


@dataclass(frozen=True, slots=True)
class Synchronizer:
    """Makes an account's folders in the store equal to the server's.

    `is_urgent` is asked between two windows: where something else is more urgent, InterruptedByPersonError is raised.
    """

    environment: Environment
    account_id: AccountId
    is_urgent: Callable[[], bool]

    async def synchronize(self, client: AsyncClient, folder_id: FolderId) -> None:
        """Select the folder and bring its list up to date; a folder that is gone from the store is left alone.

        Raises InterruptedByPersonError and ImapError.
        """
        stored = self.environment.writer.folder_state(folder_id)
        if stored is not None:
            selected = await client.execute(Examine(MailboxName(stored.name, stored.raw_name)))
            server = ServerState(selected.exists, selected.uid_validity, selected.uid_next or None)
            await _Run(self, client, folder_id).perform(decide(stored, server), server)

    async def refresh(self, client: AsyncClient, folder_id: FolderId, selected: SelectedMailbox, news: News) -> None:
        """Bring the folder that `client` has selected up to date with `news`; see `synchronize`."""
        stored = self.environment.writer.folder_state(folder_id)
        if stored is not None:
            server = ServerState(selected.exists, selected.uid_validity, None)
            run = _Run(self, client, folder_id)
            if news.fewer:
                await run.perform(decide(stored, server), server)
            else:
                await run.renew_flags(number for number in news.numbers if number <= selected.exists)
                await run.perform((ReceiveFrom(stored.highest_uid + 1),) if news.more else (), server)


class _Run:
    """One folder while it is being synchronised."""

    def __init__(self, synchronizer: Synchronizer, client: AsyncClient, folder_id: FolderId) -> None:
        self._writer = synchronizer.environment.writer
        self._tell = synchronizer.environment.tell
        self._account_id = synchronizer.account_id
        self._is_urgent = synchronizer.is_urgent
        self._client = client
        self._folder_id = folder_id

    async def perform(self, steps: Sequence[Step], server: ServerState) -> None:
        """Take the steps, compare once more where the counts disagree, and note that the list is complete."""
        for step in steps:
            await self._take(step)
        state = self._state()
        if not is_complete(state, self._exists(server)):
            await self._compare(None)
            state = self._state()
        self._writer.store_synchronized(self._folder_id, max(server.uid_next or 0, state.highest_uid + 1))
        self._tell(LettersChanged(self._folder_id), FoldersChanged(self._account_id))

    async def renew_flags(self, numbers: Iterable[int]) -> None:
        """Ask for the flags of letters that the server named by sequence number only."""
        named = SequenceSet.of([SequenceNumber(number) for number in numbers])
        if named:
            self._store_flags(await self._client.execute(Fetch(named, _FLAGS)))

    async def _take(self, step: Step) -> None:
        match step:
            case StartAfresh(uid_validity, reason):
                self._writer.start_afresh(self._folder_id, uid_validity, reason, int(time.time()))
                self._tell(LettersChanged(self._folder_id))
            case RemoveAll():
                self._remove(self._writer.uids(self._folder_id))
            case ReceiveAll(windows):
                ranges = (SequenceSet.range(SequenceNumber(first), SequenceNumber(last)) for first, last in windows)
                await self._receive([Fetch(numbers, ROW_ITEMS) for numbers in ranges], windows[0][1])
            case ReceiveFrom(first_uid):
                # "n:*" is at least the last letter, known or not (RFC 9051, 9: seq-range)
                command = UidFetch(UidSet.parse(b"%d:*" % first_uid), ROW_ITEMS)
                messages = await self._client.execute(command)
                arrived = self._store(message for message in messages if (message.uid or 0) >= first_uid)
                if arrived:
                    self._tell(LettersChanged(self._folder_id, arrived=arrived))
            case _:
                await self._compare(step.last_uid)

    async def _receive(self, commands: Sequence[Command[tuple[MessageData, ...]]], total: int) -> None:
        """Store what each command gives as soon as it is there; progress counts the letters of this run."""
        done = 0
        async for messages in self._pipelined(commands):
            self._store(messages)
            done += len(messages)
            self._tell(
                LettersChanged(self._folder_id), SynchronizationProgress(self._folder_id, min(done, total), total)
            )
        self._tell(SynchronizationProgress(self._folder_id, total, total))

    async def _pipelined(
        self, commands: Sequence[Command[tuple[MessageData, ...]]]
    ) -> AsyncIterator[tuple[MessageData, ...]]:
        waiting = deque(commands)
        sent: deque[asyncio.Task[tuple[MessageData, ...]]] = deque()
        try:
            while waiting or sent:
                if self._is_urgent():
                    raise InterruptedByPersonError
                while waiting and len(sent) < AHEAD:
                    sent.append(asyncio.create_task(self._client.execute(waiting.popleft())))
                yield await sent.popleft()
        finally:
            for task in sent:
                task.cancel()
            await asyncio.gather(*sent, return_exceptions=True)

    async def _compare(self, last_uid: int | None) -> None:
        """Ask for UID and flags of the letters up to `last_uid`, or of all, and make the store equal to the answer."""
        listed: set[int] = set()
        batch: list[MessageData] = []
        uids = UidSet.parse(b"1:*" if last_uid is None else b"1:%d" % last_uid)
        async for message in self._client.stream(UidFetch(uids, _FLAGS)):
            listed.add(cast("Uid", message.uid))  # what has none is not about letters asked for by UID
            batch.append(message)
            if len(batch) >= COMPARED_AT_ONCE:
                self._store_flags(batch)
                batch.clear()
                if self._is_urgent():
                    raise InterruptedByPersonError
        self._store_flags(batch)
        stored = set(self._writer.uids(self._folder_id, last_uid))
        self._remove(stored - listed)
        missing = sorted(listed - stored, reverse=True)
        if missing:
            windows = (missing[start : start + WINDOW] for start in range(0, len(missing), WINDOW))
            commands = [UidFetch(UidSet.of(map(Uid, window)), ROW_ITEMS) for window in windows]
            await self._receive(commands, len(missing))

    def _store(self, messages: Iterable[MessageData]) -> int:
        rows = (row_of(message) for message in messages)
        return self._writer.store_letters(self._folder_id, [row for row in rows if row is not None])

    def _store_flags(self, messages: Iterable[MessageData]) -> None:
        flags: dict[int, LetterFlag] = {
            message.uid: flags_of(message.flags)
            for message in messages
            if message.uid is not None and message.flags is not None
        }
        if self._writer.store_flags(self._folder_id, flags):
            self._tell(LettersChanged(self._folder_id), FoldersChanged(self._account_id))

    def _remove(self, uids: Iterable[int]) -> None:
        if self._writer.remove_letters(self._folder_id, uids):
            self._tell(LettersChanged(self._folder_id), FoldersChanged(self._account_id))

    def _state(self) -> FolderState:
        # It was there when the run began, and stays: who synchronises an account is the one who removes its folders.
        return cast("FolderState", self._writer.folder_state(self._folder_id))

    def _exists(self, server: ServerState) -> int:
        """Give how many letters there are now: some may have come or gone since the folder was selected."""
        selected = self._client.selected
        return server.exists if selected is None else selected.exists
