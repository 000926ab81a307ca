# SPDX-License-Identifier: MIT
"""IDLE on a real Dovecot: a letter that arrives is told at once, and commands may be sent in between."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mailproto import AsyncClient, BlockingClient, Deadlines, ExistsData
from mailproto.commands import Noop, Select
from mailproto.events import UntaggedReceived
from mailproto.procedures import sign_in
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mailproto.async_client import EventsDropped
    from mailproto.events import Event
    from tests.support.dovecot import Dovecot

LETTER = b"Subject: one\n\n1\n"
PATIENCE = 20  # seconds


def transport(server: Dovecot) -> TlsTransport:
    """Reach the server with its certificate checked."""
    return TlsTransport(server.host, server.port, trust=AuthorityFile(server.ca_file))


async def exists(events: AsyncIterator[Event | EventsDropped], wanted: int) -> None:
    """Read until the mailbox has that many letters."""
    async with asyncio.timeout(PATIENCE):
        async for event in events:
            if isinstance(event, UntaggedReceived) and event.response == ExistsData(wanted):
                return


async def test_a_letter_is_told_when_it_arrives(dovecot: Dovecot) -> None:
    """Before and after a renewal, and after another command took its turn; then the connection goes on."""
    account = dovecot.account()
    async with AsyncClient(transport(dovecot), deadlines=Deadlines(idle=0.2)) as client:
        await client.run(sign_in(account.user, account.password))
        await client.execute(Select("INBOX"))
        async with client.idle() as events:
            account.deliver([LETTER])
            await exists(events, 1)
            await client.execute(Noop())
            account.deliver([LETTER, LETTER])
            await exists(events, 3)
        assert client.selected is not None
        assert client.selected.exists == 3
        await client.execute(Noop())


def test_a_script_listens(dovecot: Dovecot) -> None:
    """The same in a plain loop."""
    account = dovecot.account()
    with BlockingClient(transport(dovecot)) as client:
        client.run(sign_in(account.user, account.password))
        client.execute(Select("INBOX"))
        account.deliver([LETTER])
        told = (event.response for event in client.idle(PATIENCE) if isinstance(event, UntaggedReceived))
        assert ExistsData(1) in told
        client.execute(Noop())
