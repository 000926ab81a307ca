# SPDX-License-Identifier: MIT
"""Letters that move, arrive and are kept in step, judged by Dovecot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailproto import FLAGGED, AsyncClient, UidSet
from mailproto.commands import Append, Create, Noop, Select, Status, StoreAction, UidFetchChanges, UidStore
from mailproto.procedures import SyncPoint, enable_qresync, expunge, move, sign_in, synchronize
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.dovecot import Dovecot, DovecotAccount

LETTERS = [b"Subject: %d\r\n\r\nletter %d\r\n" % (number, number) for number in range(1, 7)]
LARGE = 50 * 1024 * 1024


async def visitor(server: Dovecot, account: DovecotAccount) -> AsyncClient:
    """Connect and sign in."""
    client = await AsyncClient.connect(TlsTransport(server.host, server.port, trust=AuthorityFile(server.ca_file)))
    await client.run(sign_in(account.user, account.password))
    return client


async def test_letters_move_and_go(dovecot: Dovecot) -> None:
    """MOVE tells the new UIDs; UID EXPUNGE removes what it names."""
    account = dovecot.account()
    account.deliver(LETTERS)
    async with await visitor(dovecot, account) as client:
        await client.execute(Create("Other"))
        await client.execute(Select("INBOX"))
        moved = await client.run(move(UidSet.range(1, 2), "Other"))
        assert [pair for copied in moved.copies for pair in copied.pairs()] == [(1, 1), (2, 2)]
        assert await client.run(expunge(UidSet.of([4]))) == UidSet()
        left = await client.execute(UidFetchChanges(UidSet.range(1)))
        assert left.changed == UidSet.of([3, 5, 6])
        assert client.selected is not None
        assert client.selected.exists == 3


async def test_a_letter_of_50_mb_arrives_whole(dovecot: Dovecot, tmp_path: Path) -> None:
    """Streamed from a file; its size is what was sent."""
    line = b"0123456789" * 7 + b"\r\n"
    path = tmp_path / "large.eml"
    with path.open("wb") as file:
        file.write(b"Subject: large\r\n\r\n")
        for _ in range(LARGE // (1024 * len(line)) + 1):
            file.write(line * 1024)
    told: list[int] = []
    async with await visitor(dovecot, dovecot.account()) as client:
        appended = await client.append("INBOX", path, progress=told.append)
        assert appended is not None
        status = await client.execute(Status("INBOX", ("MESSAGES", "SIZE")))
        assert (status.items["MESSAGES"], status.items["SIZE"]) == (1, path.stat().st_size)
    assert told[-1] == path.stat().st_size


async def test_what_another_client_changes_is_found_by_qresync(dovecot: Dovecot) -> None:
    """One is flagged, one goes and one comes: the changes make what was kept equal to the truth."""
    account = dovecot.account()
    account.deliver(LETTERS)
    async with await visitor(dovecot, account) as ours, await visitor(dovecot, account) as theirs:
        await ours.run(enable_qresync())
        kept = (await ours.run(synchronize("INBOX", SyncPoint()))).point
        assert kept.uids == UidSet.range(1, 6)
        await theirs.execute(Select("INBOX"))
        await theirs.execute(UidStore(UidSet.of([2]), StoreAction.ADD, (FLAGGED,)))
        await theirs.run(expunge(UidSet.of([5])))
        await theirs.execute(Append("INBOX", LETTERS[0]))
        await ours.execute(Noop())
        found = await ours.run(synchronize("INBOX", kept))
        assert found.reason is None
        assert (found.vanished, found.new) == (UidSet.of([5]), UidSet.of([7]))
        assert [2 in uids for flags, uids in found.flags.items() if FLAGGED in flags] == [True]
        truth = await ours.execute(UidFetchChanges(UidSet.range(1)))
        assert truth.changed == found.point.uids
