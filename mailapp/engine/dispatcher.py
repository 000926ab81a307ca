# SPDX-License-Identifier: GPL-3.0-or-later
"""Does what the person wants: hands each intent to the account that it concerns. Knows no connection itself."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mailapp.engine.account_connection import try_account
from mailapp.engine.account_worker import AccountWorker
from mailapp.engine.intents import (
    AddAccount,
    CancelTransfer,
    GivePassword,
    Intent,
    MarkFlagged,
    MarkSeen,
    OpenFolder,
    OpenLetter,
    Reconnect,
    RemoveAccount,
    SaveAttachment,
    TrustCertificate,
    TryAccount,
)
from mailapp.engine.problems import certificate_problem, problem_of, security_of
from mailapp.engine.updates import (
    AccountsChanged,
    AccountTried,
    IntentFailed,
    LetterFailed,
    TransferProgress,
    TransferState,
)
from mailapp.errors import AppError
from mailapp.socket_events import MOST_EVENTS
from mailapp.store.records import Account, AccountId, LetterFlag, LetterId, LetterPlace
from mailproto.errors import CertificateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailapp.engine.environment import Environment
    from mailapp.socket_events import SocketEvent

_logger: Final = logging.getLogger(__name__)


class Dispatcher:
    """The accounts at work, and who among them an intent is for. What concerns nobody any more is left alone."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._tell = environment.tell
        self._workers: dict[AccountId, AccountWorker] = {}
        self._attempts: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Let all accounts begin to receive."""
        for account in self._environment.reader.accounts():
            self._employ(account)

    async def stop(self) -> None:
        """End everything."""
        for attempt in self._attempts:
            attempt.cancel()
        await asyncio.gather(
            *(worker.stop() for worker in self._workers.values()), *self._attempts, return_exceptions=True
        )

    async def handle(self, intent: Intent) -> None:
        """Do what the person wants; where that fails it is told, and the next intent is taken."""
        try:
            await self._handle(intent)
        except AppError as error:
            self._tell(IntentFailed(problem_of(error)))
        except Exception as error:
            _logger.exception("the engine made a mistake with %s", type(intent).__name__)
            self._tell(IntentFailed(problem_of(error)))

    async def _handle(self, intent: Intent) -> None:
        match intent:
            case TryAccount():
                self._try_account(intent)
            case AddAccount():
                await self._add_account(intent)
            case RemoveAccount(account_id):
                await self._remove_account(account_id)
            case GivePassword(account_id, password, remember):
                if worker := self._workers.get(account_id):
                    await worker.take_password(password, remember=remember)
            case TrustCertificate(account_id, fingerprint):
                self._trust(account_id, fingerprint)
            case Reconnect(account_id):
                if worker := self._workers.get(account_id):
                    worker.reconnect()
            case _:
                self._handle_letters(intent)

    def _handle_letters(
        self, intent: OpenFolder | OpenLetter | MarkSeen | MarkFlagged | SaveAttachment | CancelTransfer
    ) -> None:
        match intent:
            case OpenFolder(folder_id):
                folder = self._environment.reader.folder(folder_id)
                if folder and (worker := self._workers.get(folder.account_id)):
                    worker.open_folder(folder_id)
            case OpenLetter(letter_id, mark_seen):
                self._open_letter(letter_id, mark_seen=mark_seen)
            case MarkSeen(letter_ids, seen):
                self._change_flag(letter_ids, LetterFlag.SEEN, is_set=seen)
            case MarkFlagged(letter_ids, flagged):
                self._change_flag(letter_ids, LetterFlag.FLAGGED, is_set=flagged)
            case SaveAttachment():
                self._save_attachment(intent)
            case _:
                for worker in self._workers.values():
                    worker.cancel_transfer(intent.transfer_id)

    # accounts

    def _employ(self, account: Account) -> None:
        worker = self._workers[account.id] = AccountWorker(self._environment, account)
        worker.start()

    async def _add_account(self, intent: AddAccount) -> None:
        account = intent.account
        if intent.trust:
            self._environment.pins.put(account.host, account.port, intent.trust)
        account = replace(account, id=self._environment.writer.add_account(account))
        self._tell(AccountsChanged())
        self._employ(account)
        await self._workers[account.id].take_password(intent.password, remember=intent.remember_password)

    async def _remove_account(self, account_id: AccountId) -> None:
        worker = self._workers.pop(account_id, None)
        if worker is not None:
            await worker.stop()
            await worker.forget_password()
            self._environment.writer.remove_account(account_id)
            self._tell(AccountsChanged())

    def _trust(self, account_id: AccountId, fingerprint: str) -> None:
        if worker := self._workers.get(account_id):
            self._environment.pins.put(worker.account.host, worker.account.port, fingerprint)
            worker.reconnect()

    def _try_account(self, intent: TryAccount) -> None:
        attempt = asyncio.get_running_loop().create_task(self._attempt(intent))
        self._attempts.add(attempt)
        attempt.add_done_callback(self._attempts.discard)

    async def _attempt(self, intent: TryAccount) -> None:
        events: deque[SocketEvent] = deque(maxlen=MOST_EVENTS)
        try:
            client = await try_account(self._environment, intent, events.append)
        except CertificateError as error:
            certificate = certificate_problem(error) if error.certificate else None
            self._tell(AccountTried(intent.attempt, problem_of(error), certificate, events=tuple(events)))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the person waits for the answer
            self._tell(AccountTried(intent.attempt, problem_of(error), events=tuple(events)))
        else:
            security = security_of(client.peer)
            self._tell(AccountTried(intent.attempt, security=security, events=tuple(events)))
            async with client:
                pass  # signs out, and closes whatever comes between

    # letters

    def _place(self, letter_id: LetterId) -> tuple[AccountWorker, LetterPlace] | None:
        place = self._environment.writer.letter_place(letter_id)
        worker = self._workers.get(place.account_id) if place else None
        return (worker, place) if worker and place else None

    def _open_letter(self, letter_id: LetterId, *, mark_seen: bool) -> None:
        found = self._place(letter_id)
        if found is None:
            self._tell(LetterFailed(letter_id, problem_of(AppError(code="app-letter-gone"))))
            return
        worker, place = found
        if mark_seen:
            worker.change_flag([letter_id], LetterFlag.SEEN, is_set=True)
        worker.open_letter(place)

    def _save_attachment(self, intent: SaveAttachment) -> None:
        found = self._place(intent.letter_id)
        if found is None:
            gone = problem_of(AppError(code="app-letter-gone"))
            self._tell(TransferProgress(intent.transfer_id, TransferState.FAILED, 0, 0, gone))
            return
        worker, place = found
        worker.save_attachment(place, intent)

    def _change_flag(self, letter_ids: Sequence[LetterId], flag: LetterFlag, *, is_set: bool) -> None:
        by_worker: dict[AccountWorker, list[LetterId]] = {}
        for letter_id in letter_ids:
            if found := self._place(letter_id):
                by_worker.setdefault(found[0], []).append(letter_id)
        for worker, ids in by_worker.items():
            worker.change_flag(ids, flag, is_set=is_set)
