# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps an account connected: tries again after failures, waits for the person where only they can help.

Knows what can go wrong with a connection; what goes on over it `background` knows.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final, NoReturn

from mailapp.engine.account_connection import AccountConnection, PasswordMissingError
from mailapp.engine.problems import certificate_problem, problem_of, security_of
from mailapp.engine.updates import CertificateNeeded, LinkChanged, LinkState, PasswordNeeded
from mailapp.errors import AppError
from mailapp.socket_events import MOST_EVENTS
from mailproto.errors import AuthenticationFailed, CertificateError, ImapError
from mailproto.responses import ResponseCode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mailapp.engine.environment import Environment
    from mailapp.engine.updates import ConnectionSecurity, Problem
    from mailapp.socket_events import SocketEvent
    from mailproto.async_client import AsyncClient

_TRY_LATER: Final = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"})
"""Response codes by which a refused sign-in says nothing against the password (RFC 5530, 3)."""


class AccountLink:
    """One account's connection for what goes on by itself; `work` is done on it for as long as it lasts."""

    def __init__(
        self,
        environment: Environment,
        connection: AccountConnection,
        work: Callable[[AsyncClient], Awaitable[NoReturn]],
    ) -> None:
        self._environment = environment
        self._tell = environment.tell
        self._account_id = connection.account.id
        self._connection = connection
        self._work = work
        self._woken = asyncio.Event()
        self._was_online = False
        self._events: deque[SocketEvent] = deque(maxlen=MOST_EVENTS)

    def wake(self) -> None:
        """Try again now: the person has answered, or asks for it."""
        self._woken.set()

    async def run(self) -> None:
        """Connect, work, and connect again, until cancelled."""
        timing = self._environment.timing
        delay = timing.first_retry
        while True:
            self._woken.clear()
            self._events.clear()
            self._tell_state(LinkState.CONNECTING)
            try:
                await self._work_once()
            except (ImapError, AppError, OSError) as error:
                failure = error
            if self._was_online:
                delay = timing.first_retry
                self._woken.clear()  # what was answered or asked before has brought us there
            if not await self._ask_person(failure):
                self._tell_state(LinkState.FAILED, problem=problem_of(failure), retry_in=delay)
                await self._wait(delay)
                delay = min(2 * delay, timing.longest_retry)

    async def _work_once(self) -> NoReturn:
        self._was_online = False
        client = await self._connection.open(self._events.append)
        try:
            self._was_online = True
            self._tell_state(LinkState.ONLINE, security=security_of(client.peer))
            await self._work(client)
        finally:
            await client.close()

    async def _ask_person(self, failure: Exception) -> bool:
        """Wait for the person where only they can help; tells whether that is so."""
        if isinstance(failure, PasswordMissingError):
            await self._ask_for_password(None)
        elif isinstance(failure, AuthenticationFailed) and not _says_try_later(failure):
            await self._ask_for_password(problem_of(failure))
        elif isinstance(failure, CertificateError) and failure.certificate:
            self._tell_state(LinkState.WAITING, problem=problem_of(failure))
            self._tell(CertificateNeeded(self._account_id, certificate_problem(failure)))
            await self._woken.wait()
        else:
            return False
        return True

    async def _ask_for_password(self, problem: Problem | None) -> None:
        self._tell_state(LinkState.WAITING, problem=problem)
        self._tell(PasswordNeeded(self._account_id, problem))
        await self._woken.wait()

    def _tell_state(
        self,
        state: LinkState,
        *,
        problem: Problem | None = None,
        security: ConnectionSecurity | None = None,
        retry_in: float | None = None,
    ) -> None:
        self._tell(LinkChanged(self._account_id, state, problem, security, retry_in, tuple(self._events)))

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return


def _says_try_later(error: AuthenticationFailed) -> bool:
    code = error.status.code
    return isinstance(code, ResponseCode) and code.name in _TRY_LATER
