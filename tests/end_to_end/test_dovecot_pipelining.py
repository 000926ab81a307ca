# SPDX-License-Identifier: MIT
"""What is on its way together, judged by Dovecot: mailboxes opened one behind the other, with STATUS between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto import AsyncClient, CommandRejected, ConnectionState, MailboxStatus, UidSet
from mailproto.commands import Create, FetchItem, Select, SelectedMailbox, Status, UidFetch
from mailproto.procedures import sign_in, together
from mailproto.session import Direction
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from mailproto.commands import Command
    from tests.support.dovecot import Dovecot

FOLDERS = 12


async def test_each_mailbox_is_told_by_its_own_data(dovecot: Dovecot) -> None:
    """Nothing waits for an answer; the second last is refused, and what is open afterwards is the last."""
    account = dovecot.account()
    said: list[bytes] = []

    def listen(direction: Direction, octets: bytes) -> None:
        if direction is Direction.CLIENT:
            said.append(octets)

    transport = TlsTransport(dovecot.host, dovecot.port, trust=AuthorityFile(dovecot.ca_file))
    async with AsyncClient(transport, on_wire=listen) as client:
        await client.run(sign_in(account.user, account.password))
        for number in range(FOLDERS):
            await client.execute(Create(f"folder {number}"))
            account.deliver([b"Subject: x\r\n\r\nx\r\n"] * number, f"folder {number}")
        names = [f"folder {number}" for number in range(FOLDERS)]
        commands: list[Command[object]] = [each for name in names for each in (Status(name), Select(name))]
        said.clear()
        outcomes = await client.run(together(*commands, Select("none such"), Select("folder 3")))
        assert len(said) == 1, "all of it went out before the first answer"
        counts = [each.items["MESSAGES"] for each in outcomes if isinstance(each, MailboxStatus)]
        opened = [each for each in outcomes if isinstance(each, SelectedMailbox)]
        assert counts == list(range(FOLDERS))
        assert [each.exists for each in opened] == [*range(FOLDERS), 3]
        assert isinstance(outcomes[-2], CommandRejected)
        assert client.state is ConnectionState.SELECTED
        assert client.selected == opened[-1]
        assert len(await client.execute(UidFetch(UidSet.range(1), FetchItem.FLAGS))) == FOLDERS // 4
