# SPDX-License-Identifier: GPL-3.0-or-later
"""A few connections for what the person does, each with a mailbox selected, so that nothing waits for the background.

Knows how to select; what is done in the mailbox its callers know.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

from mailapp.engine.problems import CONNECTION_ERRORS
from mailapp.errors import AppError
from mailproto.commands import Noop, Select, SelectedMailbox
from mailproto.errors import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mailproto.async_client import AsyncClient
    from mailproto.vocabulary import MailboxName

R = TypeVar("R")

CONNECTIONS: Final = 2
"""Beside the one that synchronises; a letter can be opened while an attachment is being saved from another folder."""


class _Slot:
    """One connection, made when it is first used."""

    def __init__(self) -> None:
        self.client: AsyncClient | None = None
        self.selected: SelectedMailbox | None = None
        self.wanted: bytes = b""
        self.users = 0
        self.preparing = asyncio.Lock()


class MailboxPool:
    """Lends connections with a mailbox selected. `open_client` connects and signs in."""

    def __init__(self, open_client: Callable[[], Awaitable[AsyncClient]]) -> None:
        self._open_client = open_client
        self._slots: list[_Slot] = []
        self._changed = asyncio.Condition()

    async def run(self, mailbox: MailboxName, uid_validity: int, job: Callable[[AsyncClient], Awaitable[R]]) -> R:
        """Do `job` on a connection that has `mailbox` selected; once more on a fresh one where a used one has died.

        Raises what `job` raises, AppError "app-letter-gone" where UIDs of `uid_validity` hold no more, and the errors
        of connecting.
        """
        while True:
            slot = await self._take(mailbox.raw or mailbox.text.encode())
            was_used = slot.client is not None
            try:
                client = await self._prepare(slot, mailbox, uid_validity)
                return await job(client)
            except CONNECTION_ERRORS:
                await self._drop(slot)
                if not was_used:
                    raise
            finally:
                slot.users -= 1
                await self._notify()

    async def keep_alive(self) -> None:
        """Let idle connections speak, so that no router forgets them; those that died are dropped."""
        idle = [(slot, slot.client) for slot in self._slots if not slot.users and slot.client is not None]
        for slot, client in idle:
            slot.users += 1
            try:
                await client.execute(Noop())
            except (CommandFailed, *CONNECTION_ERRORS):
                await self._drop(slot)
            finally:
                slot.users -= 1
                await self._notify()

    async def close(self) -> None:
        """Sign out of all connections."""
        slots, self._slots = self._slots, []
        await asyncio.gather(*(slot.client.close() for slot in slots if slot.client is not None))

    async def _take(self, mailbox: bytes) -> _Slot:
        async with self._changed:
            while (slot := self._choose(mailbox)) is None:
                await self._changed.wait()
            slot.users += 1
            slot.wanted = mailbox
            return slot

    def _choose(self, mailbox: bytes) -> _Slot | None:
        """Prefer an idle connection in this mailbox, then any idle one, then a new one, then to share."""
        here = [slot for slot in self._slots if slot.wanted == mailbox]
        idle = [slot for slot in self._slots if not slot.users]
        for slot in (*(slot for slot in here if slot in idle), *idle):
            return slot
        if len(self._slots) < CONNECTIONS:
            self._slots.append(_Slot())
            return self._slots[-1]
        return here[0] if here else None

    async def _prepare(self, slot: _Slot, mailbox: MailboxName, uid_validity: int) -> AsyncClient:
        async with slot.preparing:
            if slot.client is None:
                slot.client = await self._open_client()
            if slot.selected is None or slot.selected.mailbox.raw != mailbox.raw:
                slot.selected = None
                slot.selected = await slot.client.execute(Select(mailbox))
            if (slot.selected.uid_validity or 0) != uid_validity:
                slot.selected = None
                raise AppError(code="app-letter-gone")
            return slot.client

    async def _drop(self, slot: _Slot) -> None:
        if slot in self._slots:
            self._slots.remove(slot)
            if slot.client is not None:
                await slot.client.close()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
