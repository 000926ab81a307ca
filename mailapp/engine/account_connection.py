# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens connections for one account: its password, its trusted certificate, its server. Knows no folder."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from mailapp.connecting import Server, choose_trust, connect, ignore
from mailapp.errors import AppError
from mailapp.secrets import PassingSecrets, account_name

if TYPE_CHECKING:
    from mailapp.engine.environment import Environment
    from mailapp.engine.intents import TryAccount
    from mailapp.socket_events import Listener
    from mailapp.store.records import Account
    from mailproto.async_client import AsyncClient


class PasswordMissingError(AppError):
    """Nobody has told the password yet."""

    def __init__(self, account: Account) -> None:
        super().__init__("app-no-password", user=account.user, host=account.host, reason="nobody has told it yet")


class AccountConnection:
    """The way to an account's server, for as many connections as are asked for."""

    def __init__(self, environment: Environment, account: Account) -> None:
        self.account = account
        self._environment = environment
        self._passing = PassingSecrets()
        self._name = account_name(account.user, account.host, account.port)

    async def open(self, listen: Listener = ignore) -> AsyncClient:
        """Connect and sign in; `listen` is told what the socket tells of itself.

        Raises PasswordMissingError, ImapError of every kind, and AppError where the profile's files are damaged.
        """
        password = self._passing.get(self._name)
        if password is None:  # the key ring may ask the person: not in the loop's thread
            password = await asyncio.to_thread(self._environment.secrets.get, self._name)
        if password is None:
            raise PasswordMissingError(self.account)
        pin = self._environment.pins.get(self.account.host, self.account.port)
        server = server_of(self.account, pin)
        return await connect(server, self.account.user, password, self._environment.transport_factory, listen)

    async def keep_password(self, password: str, *, remember: bool) -> None:
        """Use this password from now on; `remember` it beyond the end of the program where that is possible."""
        self._passing.put(self._name, password)
        if remember:
            await asyncio.to_thread(self._environment.secrets.put, self._name, password)

    async def forget_password(self) -> None:
        """Keep the password nowhere any more."""
        self._passing.remove(self._name)
        await asyncio.to_thread(self._environment.secrets.remove, self._name)


def server_of(account: Account, pin: str | None) -> Server:
    """Say where an account's server is and what is trusted there; raises LocalProtocolError."""
    trust = choose_trust(pin, Path(account.ca_file) if account.ca_file else None)
    return Server(account.host, account.port, account.security, trust, account.transport, account.tls_version)


async def try_account(environment: Environment, intent: TryAccount, listen: Listener) -> AsyncClient:
    """Connect and sign in with settings that are not kept; see `AccountConnection.open`."""
    account = intent.account
    pin = intent.trust or environment.pins.get(account.host, account.port)
    server = server_of(account, pin)
    return await connect(server, account.user, intent.password, environment.transport_factory, listen)
