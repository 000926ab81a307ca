# SPDX-License-Identifier: MIT
"""COMPRESS on a real Dovecot: letters arrive as they are, over fewer octets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailproto import AsyncClient, CommandFailed
from mailproto.commands import Body, Compress, FetchItem, Noop, Select, UidFetch
from mailproto.procedures import compress, sign_in
from mailproto.sequences import UidSet
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from tests.support.dovecot import as_served

if TYPE_CHECKING:
    from tests.conftest import CorpusLetter
    from tests.support.dovecot import Dovecot


class Counting(TlsTransport):
    """A transport that counts what it receives."""

    octets = 0

    async def receive(self) -> bytes:
        """Receive and count."""
        data = await super().receive()
        self.octets += len(data)
        return data


async def test_the_corpus_comes_through_unchanged(dovecot: Dovecot, corpus: list[CorpusLetter]) -> None:
    """Every octet of every letter; plain text costs less than half, and the wire tells it readable."""
    account = dovecot.account()
    account.deliver(letter.raw for letter in corpus)
    letters = UidSet.range(1, len(corpus))
    costs = []
    for wants_compression in (False, True):
        transport = Counting(dovecot.host, dovecot.port, trust=AuthorityFile(dovecot.ca_file))
        async with AsyncClient(transport) as client:
            await client.run(sign_in(account.user, account.password))
            if wants_compression:
                assert await client.run(compress())
            await client.execute(Select("INBOX"))
            async for message in client.stream(UidFetch(letters, (FetchItem.UID, Body()))):
                assert message.uid is not None
                assert list(message.sections.values()) == [as_served(corpus[message.uid - 1].raw)]
        costs.append(transport.octets)
    assert costs[1] < costs[0] * 0.6


async def test_it_is_refused_a_second_time(dovecot: Dovecot) -> None:
    """RFC 4978, 3; the connection goes on, compressed as it was."""
    account = dovecot.account()
    transport = TlsTransport(dovecot.host, dovecot.port, trust=AuthorityFile(dovecot.ca_file))
    async with AsyncClient(transport) as client:
        await client.run(sign_in(account.user, account.password))
        await client.execute(Compress())
        with pytest.raises(CommandFailed):
            await client.execute(Compress())
        await client.execute(Noop())
