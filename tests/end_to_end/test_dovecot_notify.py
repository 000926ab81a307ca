# SPDX-License-Identifier: MIT
"""NOTIFY on a real Dovecot: it accepts what is asked for, and tells of other mailboxes by itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mailproto import AsyncClient, CommandRejected, MailboxStatus
from mailproto.commands import Create, FetchItem, Notify, NotifyEvent, Select, Selector, Watch
from mailproto.events import UntaggedReceived
from mailproto.procedures import sign_in
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from tests.support.dovecot import Dovecot

PATIENCE = 20  # seconds
LETTERS = (NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE)


async def test_another_mailbox_is_told_of(dovecot: Dovecot) -> None:
    """How it is, then that a letter came, while no command is in progress."""
    account = dovecot.account()
    transport = TlsTransport(dovecot.host, dovecot.port, trust=AuthorityFile(dovecot.ca_file))
    async with AsyncClient(transport) as client:
        await client.run(sign_in(account.user, account.password))
        await client.execute(Create("Work"))
        await client.execute(Select("INBOX"))
        selected = Watch(Selector.SELECTED_DELAYED, (*LETTERS, NotifyEvent.FLAG_CHANGE), items=FetchItem.UID)
        other = Watch(Selector.MAILBOXES, LETTERS, ("Work",))
        (status,) = await client.execute(Notify((selected, other), status=True))
        assert status.items["MESSAGES"] == 0
        account.deliver([b"Subject: one\n\n1\n"], "Work")
        async with asyncio.timeout(PATIENCE):
            async for event in client.events():
                told = event.response if isinstance(event, UntaggedReceived) else None
                if isinstance(told, MailboxStatus) and told.items.get("MESSAGES") == 1:
                    break
        await client.execute(Notify())


async def test_what_it_does_not_know_it_names(dovecot: Dovecot) -> None:
    """RFC 5465, 3.1: BADEVENT; Dovecot names what it lacks rather than what it has."""
    account = dovecot.account()
    transport = TlsTransport(dovecot.host, dovecot.port, trust=AuthorityFile(dovecot.ca_file))
    async with AsyncClient(transport) as client:
        await client.run(sign_in(account.user, account.password))
        with pytest.raises(CommandRejected) as caught:
            await client.execute(Notify((Watch(Selector.PERSONAL, (NotifyEvent.SERVER_METADATA_CHANGE,)),)))
        assert getattr(caught.value.status.code, "value", None) == ("ServerMetadataChange",)
