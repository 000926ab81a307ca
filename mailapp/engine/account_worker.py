# SPDX-License-Identifier: GPL-3.0-or-later
"""One account at work: its link that comes and goes, and what the person does with its letters.

Knows which part of the engine does what; of the protocol it knows only what can go wrong.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, NoReturn

from mailapp.engine.account_connection import AccountConnection
from mailapp.engine.account_link import AccountLink
from mailapp.engine.background import Background
from mailapp.engine.flag_changes import tell_server
from mailapp.engine.letter_opening import receive_letter
from mailapp.engine.mailbox_pool import MailboxPool
from mailapp.engine.problems import problem_of
from mailapp.engine.transfers import CountingFile, TransferTelling, save_content, save_part
from mailapp.engine.updates import (
    FoldersChanged,
    IntentFailed,
    LetterFailed,
    LettersChanged,
    LetterStored,
    LinkChanged,
    LinkState,
    TransferProgress,
    TransferState,
)
from mailapp.errors import AppError
from mailproto.errors import ImapError
from mailproto.mailbox_names import decode
from mailproto.vocabulary import MailboxName

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from mailapp.engine.environment import Environment
    from mailapp.engine.intents import SaveAttachment, TransferId
    from mailapp.engine.letter_opening import OpenedLetter
    from mailapp.store.records import Account, FolderId, LetterFlag, LetterId, LetterPlace, Part
    from mailproto.async_client import AsyncClient

_logger: Final = logging.getLogger(__name__)

_TROUBLES: Final = (ImapError, AppError, OSError)
"""What the world does to us; anything else is our own mistake, told as such and logged."""


class AccountWorker:
    """Receives one account's mail from `start` to `stop`."""

    def __init__(self, environment: Environment, account: Account) -> None:
        self.account = account
        self._environment = environment
        self._tell = environment.tell
        self._connection = AccountConnection(environment, account)
        self._pool = MailboxPool(self._connection.open)
        self._background = Background(environment, account.id, self._between)
        self._link = AccountLink(environment, self._connection, self._work)
        self._tasks: set[asyncio.Task[None]] = set()
        self._transfers: dict[TransferId, asyncio.Task[None]] = {}
        self._telling_server = asyncio.Lock()

    def start(self) -> None:
        """Begin to receive."""
        self._spawn(self._link.run())

    async def stop(self) -> None:
        """End everything; transfers leave nothing half-written."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pool.close()
        self._tell(LinkChanged(self.account.id, LinkState.OFFLINE))

    # what the person answers and asks

    async def take_password(self, password: str, *, remember: bool) -> None:
        """Use this password from now on."""
        await self._connection.keep_password(password, remember=remember)
        self._link.wake()

    async def forget_password(self) -> None:
        """Keep the password nowhere any more."""
        await self._connection.forget_password()

    def reconnect(self) -> None:
        """Try again now, where the connection is down."""
        self._link.wake()

    def open_folder(self, folder_id: FolderId) -> None:
        """Bring this folder up to date before others."""
        self._background.want(folder_id)

    def open_letter(self, place: LetterPlace) -> None:
        """Receive what is needed to show a letter, unless it is here."""
        if place.received:
            self._tell(LetterStored(place.letter_id))
        else:
            self._spawn(self._open_letter(place))

    def save_attachment(self, place: LetterPlace, intent: SaveAttachment) -> None:
        """Save a part, from the store where it is there, else from the server; told by `TransferProgress`."""
        task = self._spawn(self._save_attachment(place, intent))
        self._transfers[intent.transfer_id] = task
        task.add_done_callback(lambda task: self._end_transfer(task, intent.transfer_id))

    def cancel_transfer(self, transfer_id: TransferId) -> None:
        """Stop a transfer; one that has ended is left alone."""
        task = self._transfers.get(transfer_id)
        if task is not None:
            task.cancel()

    def change_flag(self, letter_ids: Sequence[LetterId], flag: LetterFlag, *, is_set: bool) -> None:
        """Show a flag at once, and tell the server."""
        changed = self._environment.writer.change_flag(letter_ids, flag, is_set=is_set)
        if changed:
            folders = dict.fromkeys(change.folder_id for change in changed)
            self._tell(*(LettersChanged(folder) for folder in folders), FoldersChanged(self.account.id))
            self._spawn(self._tell_server())

    # work

    async def _work(self, client: AsyncClient) -> NoReturn:
        self._spawn(self._tell_server())  # what could not be told while there was no connection
        await self._background.run(client)

    async def _between(self) -> None:
        await self._pool.keep_alive()

    async def _tell_server(self) -> None:
        async with self._telling_server:
            try:
                await tell_server(self._environment, self.account.id, self._pool)
            except _TROUBLES as error:  # the store remembers; it is told when there is a connection again
                _logger.info("flags wait for the next connection: %s", error)

    async def _open_letter(self, place: LetterPlace) -> None:
        async def receive(client: AsyncClient) -> OpenedLetter:
            return await receive_letter(client, place)

        try:
            letter = await self._pool.run(_mailbox(place), place.uid_validity, receive)
        except _TROUBLES as error:
            self._tell(LetterFailed(place.letter_id, problem_of(error)))
            return
        self._environment.writer.store_letter(
            place.letter_id, letter.headers, letter.parts, letter.problems, letter.preview, has_files=letter.has_files
        )
        self._tell(LetterStored(place.letter_id), LettersChanged(place.folder_id))

    async def _save_attachment(self, place: LetterPlace, intent: SaveAttachment) -> None:
        part = self._stored_part(place, intent.section)
        telling = TransferTelling(
            intent.transfer_id, self._tell, self._environment.timing.progress, part.size if part else 0
        )
        telling.begin()

        async def save(client: AsyncClient) -> None:
            file = CountingFile(intent.target, overwrite=intent.overwrite, progress=telling.advance)
            await save_part(client, place.uid, intent.section, file)

        try:
            if part is not None and part.content is not None:
                file = CountingFile(intent.target, overwrite=intent.overwrite, progress=telling.advance)
                save_content(part.content, file)
            else:
                await self._pool.run(_mailbox(place), place.uid_validity, save)
        except _TROUBLES as error:
            telling.fail(problem_of(error))
        else:
            telling.finish()

    def _stored_part(self, place: LetterPlace, section: str) -> Part | None:
        letter = self._environment.reader.letter(place.letter_id)
        return next((part for part in letter.parts if part.section == section), None) if letter else None

    def _end_transfer(self, task: asyncio.Task[None], transfer_id: TransferId) -> None:
        del self._transfers[transfer_id]
        if task.cancelled():
            self._tell(TransferProgress(transfer_id, TransferState.CANCELLED, 0, 0))

    def _spawn(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._note_end)
        return task

    def _note_end(self, task: asyncio.Task[None]) -> None:
        """Tell of a mistake of our own instead of hiding it."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _logger.error("the engine made a mistake", exc_info=error)
            self._tell(IntentFailed(problem_of(error)))
            self._tell(LinkChanged(self.account.id, LinkState.FAILED, problem_of(error)))


def _mailbox(place: LetterPlace) -> MailboxName:
    return MailboxName(decode(place.raw_name), place.raw_name)
