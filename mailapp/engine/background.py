# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes on by itself on an account's connection for synchronising: folders, lists of letters, what is new.

The folder that the person looks at comes first, then INBOX, then the others. Knows one connection while it lasts.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final, NoReturn

from mailapp.engine.folder_synchronizer import InterruptedByPersonError, News, Synchronizer
from mailapp.engine.folders import folder_found, wire_name
from mailapp.engine.problems import problem_of
from mailapp.engine.synchronization import is_up_to_date
from mailapp.engine.updates import FolderFailed, FoldersChanged, ServerSaid
from mailapp.presentation.safe_text import one_line
from mailproto.async_client import AsyncClient, EventsDropped
from mailproto.commands import Noop
from mailproto.errors import CommandFailed
from mailproto.events import AlertReceived, Event, UntaggedReceived
from mailproto.message_data import MessageData
from mailproto.procedures import list_folders
from mailproto.responses import ExistsData, ExpungeData

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from mailapp.engine.environment import Environment
    from mailapp.store.records import AccountId, FolderId

_INBOX: Final = b"INBOX"


class Background:
    """Keeps one account's store equal to the server. `between` is called before each look for news."""

    def __init__(self, environment: Environment, account_id: AccountId, between: Callable[[], Awaitable[None]]) -> None:
        self._environment = environment
        self._account_id = account_id
        self._between = between
        self._synchronizer = Synchronizer(environment, account_id, self._is_urgent)
        self._waiting: dict[FolderId, None] = {}
        self._numbers_seen: dict[FolderId, Mapping[str, int]] = {}
        self._urgent: FolderId | None = None
        self._busy_with: FolderId | None = None
        self._selected: FolderId | None = None
        self._news = News()
        self._woken = asyncio.Event()

    def want(self, folder_id: FolderId) -> None:
        """Take this folder next: the person looks at it."""
        if folder_id != self._busy_with:
            self._urgent = folder_id
            self._woken.set()

    async def run(self, client: AsyncClient) -> NoReturn:
        """Work until the connection ends; raises ImapError."""
        self._selected = None
        self._numbers_seen = {}
        watching = asyncio.create_task(self._watch(client))
        try:
            await self._look_at_folders(client)
            while True:
                await self._work_off(client)
                await self._rest(client)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    def _is_urgent(self) -> bool:
        return self._urgent is not None

    async def _look_at_folders(self, client: AsyncClient) -> None:
        """Store which folders there are, and have those received whose numbers have changed; INBOX first."""
        listed = await client.run(list_folders())
        writer = self._environment.writer
        is_new = writer.store_folders(self._account_id, [folder_found(folder) for folder, _ in listed])
        ids = writer.folder_ids(self._account_id)
        numbers = {
            ids[name]: status.items
            for folder, status in listed
            if status is not None and (name := wire_name(folder.mailbox)) in ids
        }
        changed = [folder for folder, items in numbers.items() if items != self._numbers_seen.get(folder)]
        self._numbers_seen = numbers
        states = {folder: writer.folder_state(folder) for folder in changed}
        writer.store_counts({
            folder: (numbers[folder].get("MESSAGES", 0), numbers[folder].get("UNSEEN", 0))
            for folder, state in states.items()
            if state is not None and not state.synchronized
        })  # fmt: skip
        for folder in sorted(changed, key=lambda folder: folder != ids.get(_INBOX)):
            state = states[folder]
            is_known = state is not None and is_up_to_date(state, numbers[folder])
            if folder != self._selected and (not is_known or folder == ids.get(_INBOX)):
                self._waiting.setdefault(folder)
        if is_new or changed:
            self._environment.tell(FoldersChanged(self._account_id))

    async def _work_off(self, client: AsyncClient) -> None:
        """Receive what waits, the most urgent first."""
        while (folder_id := self._next()) is not None:
            self._busy_with = folder_id
            try:
                await self._receive(client, folder_id)
            except InterruptedByPersonError:
                self._waiting = {folder_id: None} | self._waiting
            except CommandFailed as error:  # this folder cannot be opened; the others can
                self._environment.tell(FolderFailed(folder_id, problem_of(error)))
            finally:
                self._busy_with = None

    async def _receive(self, client: AsyncClient, folder_id: FolderId) -> None:
        news, self._news = self._news, News()
        selected = client.selected
        if folder_id == self._selected and selected is not None and news:
            await self._synchronizer.refresh(client, folder_id, selected, news)
        else:
            self._selected = None
            await self._synchronizer.synchronize(client, folder_id)
            self._selected = folder_id

    def _next(self) -> FolderId | None:
        """Give the folder that is looked at, then the one selected where there is news of it, then what waits."""
        if self._urgent is not None:
            urgent, self._urgent = self._urgent, None
            self._waiting.pop(urgent, None)
            return urgent
        if self._news and self._selected is not None:
            return self._selected
        for folder_id in self._waiting:
            del self._waiting[folder_id]
            return folder_id
        return None

    async def _rest(self, client: AsyncClient) -> None:
        """Wait until something is wanted; where nothing is for long enough, ask what is new."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._environment.settings.poll_seconds):
                await self._woken.wait()
                self._woken.clear()
                return
        await self._between()
        await client.execute(Noop())
        await self._look_at_folders(client)

    async def _watch(self, client: AsyncClient) -> None:
        """Take note of what the server tells unasked."""
        async for event in client.events():
            self._note(event)

    def _note(self, event: Event | EventsDropped) -> None:
        news = self._news
        match event:
            case UntaggedReceived(ExistsData()):
                news.more = True
            case UntaggedReceived(ExpungeData()) | EventsDropped():
                news.fewer = True
            case UntaggedReceived(MessageData(sequence_number=number)):
                news.numbers.add(number)
            case AlertReceived(text):
                self._environment.tell(ServerSaid(self._account_id, one_line(text)))
            case _:
                pass
        if news:
            self._woken.set()
