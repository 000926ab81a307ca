# SPDX-License-Identifier: MIT
"""Who gets which connection, and what becomes of connections that died."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mailapp.engine.mailbox_pool import MailboxPool
from mailapp.errors import AppError
from mailproto.async_client import AsyncClient
from mailproto.errors import TransportError
from mailproto.transports.memory import MemoryTransport
from mailproto.vocabulary import MailboxName
from tests.support.transport_conformance import turn
from tests.support.visits import SIGNED_IN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

A, B, C = (MailboxName(name, name.encode()) for name in "ABC")
LOST = TransportError("connection-lost", host="memory", port=0, reason="it is closed")


def select(tag: str, mailbox: MailboxName) -> str:
    """Write down how a mailbox is selected."""
    return (
        f"C: {tag} SELECT {mailbox.text}\nS: * 1 EXISTS\nS: * OK [UIDVALIDITY 7] valid\nS: {tag} OK [READ-WRITE] done\n"
    )


class Connections:
    """Opens connections to one dialogue after the other; None cannot be connected to."""

    def __init__(self, *dialogues: str | None) -> None:
        self._dialogues = list(dialogues)
        self.transports: list[MemoryTransport] = []

    async def open(self) -> AsyncClient:
        """Connect to the next one."""
        dialogue = self._dialogues.pop(0)
        if dialogue is None:
            raise LOST
        self.transports.append(MemoryTransport(SIGNED_IN + dialogue, closes=False))
        return await AsyncClient.connect(self.transports[-1])

    def assert_played(self) -> None:
        """Make sure that every connection was made, and everything said."""
        assert self._dialogues == []
        assert all(transport.is_played for transport in self.transports)


class Job:
    """Work that begins, and ends when and how the test says."""

    def __init__(self, pool: MailboxPool, mailbox: MailboxName) -> None:
        self.clients: list[AsyncClient] = []
        self.outcome: asyncio.Future[str]
        self.done = asyncio.create_task(pool.run(mailbox, 7, self._run))

    async def _run(self, client: AsyncClient) -> str:
        self.clients.append(client)
        self.outcome = asyncio.get_running_loop().create_future()
        return await self.outcome


async def work(_client: AsyncClient) -> str:
    """Do something short."""
    return "done"


async def with_pool(connections: Connections, act: Callable[[MailboxPool], Awaitable[None]]) -> None:
    """Act on a pool over these connections, all of which have to be used up, and close it."""
    pool = MailboxPool(connections.open)
    try:
        await act(pool)
        connections.assert_played()
    finally:
        await pool.close()


async def test_third_mailbox_waits_for_a_connection() -> None:
    """Where all connections work in other mailboxes a job waits, and takes the first that is free."""

    async def act(pool: MailboxPool) -> None:
        first, second, third = Job(pool, A), Job(pool, B), Job(pool, C)
        await turn()
        assert [len(job.clients) for job in (first, second, third)] == [1, 1, 0]
        second.outcome.set_result("second")
        assert await second.done == "second"
        await turn()
        assert third.clients == second.clients
        for job in (first, third):
            job.outcome.set_result("")
            await job.done

    await with_pool(Connections(select("A001", A), select("A001", B) + select("A002", C)), act)


async def test_jobs_in_one_mailbox_share_where_all_are_busy() -> None:
    """A job for a mailbox in which a connection works does not wait for that to end; both survive its death."""

    async def act(pool: MailboxPool) -> None:
        first, second = Job(pool, A), Job(pool, B)
        await turn()
        sharing = Job(pool, A)
        await turn()
        assert sharing.clients == first.clients
        first.outcome.set_exception(LOST)
        with pytest.raises(TransportError):
            await first.done
        sharing.outcome.set_exception(LOST)
        await turn()
        assert len(sharing.clients) == 2
        assert sharing.clients[1] not in first.clients + second.clients
        for job in (second, sharing):
            job.outcome.set_result("")
            await job.done

    await with_pool(Connections(select("A001", A), select("A001", B), select("A001", A)), act)


async def test_other_uidvalidity_is_a_letter_that_is_gone() -> None:
    """UIDs of another UIDVALIDITY are never used; the mailbox is selected afresh the next time."""

    async def act(pool: MailboxPool) -> None:
        with pytest.raises(AppError) as caught:
            await pool.run(A, 6, work)
        assert caught.value.code == "app-letter-gone"
        assert await pool.run(A, 7, work) == "done"

    await with_pool(Connections(select("A001", A) + select("A002", A)), act)


async def test_server_that_is_away_is_asked_again_the_next_time() -> None:
    """A connection that cannot be made is told, and takes nobody's place."""

    async def act(pool: MailboxPool) -> None:
        for _ in range(3):
            with pytest.raises(TransportError):
                await pool.run(A, 7, work)
        assert await pool.run(A, 7, work) == "done"

    await with_pool(Connections(None, None, None, select("A001", A)), act)


@pytest.mark.parametrize("answer", ["S: A002 NO not now\n", "S: * BYE gone\n"])
async def test_idle_connection_that_does_not_answer_is_replaced(answer: str) -> None:
    """Idle connections are kept alive; one that refuses or has died makes way for a new one."""

    async def act(pool: MailboxPool) -> None:
        await pool.run(A, 7, work)
        await pool.keep_alive()
        await pool.run(A, 7, work)

    await with_pool(Connections(select("A001", A) + "C: A002 NOOP\n" + answer, select("A001", A)), act)


async def test_busy_connection_is_left_alone() -> None:
    """A connection that works needs nothing to be kept alive; an idle one that answers serves on."""

    async def act(pool: MailboxPool) -> None:
        busy = Job(pool, A)
        await turn()
        await pool.run(B, 7, work)
        await pool.keep_alive()
        await pool.run(B, 7, work)
        busy.outcome.set_result("")
        await busy.done

    await with_pool(Connections(select("A001", A), select("A001", B) + "C: A002 NOOP\nS: A002 OK done\n"), act)
