# SPDX-License-Identifier: MIT
"""What goes on by itself, against the test server: the store becomes what the server holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.engine.background import Background
from mailapp.engine.intents import (
    AddAccount,
    OpenFolder,
)
from mailapp.engine.updates import (
    FolderFailed,
    LettersChanged,
    LinkChanged,
    LinkState,
    ServerSaid,
    SynchronizationProgress,
)
from mailapp.store.reader import Reader
from mailapp.store.records import AccountId
from tests.mailapp.engine.conftest import Person, account_at
from tests.support.visits import SIGNED_IN, play

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailapp.engine.environment import Environment
    from mailapp.engine.updates import Update
    from mailproto.async_client import AsyncClient
    from tests.mailapp.engine.conftest import Told
    from testserver.server import Server

FIRST_ACCOUNT = AccountId(1)
PLAIN = b"Subject: hello\r\nFrom: boris@example.org\r\n\r\nhello\r\n"


class TestFollowingTheServer:
    """The store becomes what the server holds, whatever happens there meanwhile."""

    def test_new_letter_arrives(self, reading: Person, imap_server: Server) -> None:
        """A letter delivered while the program runs appears, and is told as arrived."""
        uid = imap_server.deliver(PLAIN)
        reading.wait_until(lambda: any(row.uid == uid for row in reading.rows()))
        assert reading.row(uid).subject == "hello"
        reading.wait_for(LettersChanged, arrived=1)
        reading.wait_until(lambda: reading.folder().total == 25)

    def test_expunged_letter_vanishes(self, reading: Person, imap_server: Server) -> None:
        """A letter that somebody else removed is gone."""
        uid = reading.rows()[3].uid
        imap_server.expunge(uid)
        reading.wait_until(lambda: all(row.uid != uid for row in reading.rows()))

    def test_foreign_flags_show(self, reading: Person, imap_server: Server) -> None:
        """A letter that somebody else marked shows so, in both directions."""
        uid = next(row.uid for row in reading.rows() if not row.seen and not row.flagged)
        imap_server.flag(uid, r"\Seen", r"\Flagged")
        reading.wait_until(lambda: reading.row(uid).seen and reading.row(uid).flagged)
        imap_server.unflag(uid, r"\Seen")
        reading.wait_until(lambda: not reading.row(uid).seen)

    def test_other_folders_follow(self, reading: Person, imap_server: Server) -> None:
        """Letters that come into a folder nobody looks at are noticed."""
        reading.wait_synchronized("Archive")
        before = len(reading.rows("Archive"))
        imap_server.deliver(PLAIN, mailbox="Archive")
        reading.wait_until(lambda: len(reading.rows("Archive")) == before + 1)

    def test_new_uidvalidity_starts_afresh(self, reading: Person, imap_server: Server) -> None:
        """When the server gives all letters new UIDs, the folder is received afresh and the reason kept."""
        reading.wait_synchronized("Archive")
        imap_server.change_uidvalidity(mailbox="Archive")
        imap_server.deliver(PLAIN, mailbox="Archive")
        folder = reading.folder("Archive")

        def notes() -> list[tuple[int, str]]:
            with Reader(reading.profile.store_file) as reader:
                return reader.synchronization_notes(folder.id)

        reading.wait_until(notes)
        assert notes()[0][1].startswith("UIDVALIDITY changed")
        reading.wait_synchronized("Archive")

    def test_folders_come_and_go(self, reading: Person, imap_server: Server) -> None:
        """Folders made, renamed and removed elsewhere are followed; one that was emptied is empty."""

        def names() -> set[str]:
            with Reader(reading.profile.store_file) as reader:
                return {folder.name for folder in reader.folders(FIRST_ACCOUNT)}

        imap_server.create("Новая")
        reading.wait_until(lambda: "Новая" in names())
        reading.wait_synchronized("Новая")
        imap_server.rename("Новая", "Старая")
        reading.wait_until(lambda: "Старая" in names() and "Новая" not in names())
        uid = imap_server.deliver(PLAIN, mailbox="Старая")
        reading.wait_until(lambda: len(reading.rows("Старая")) == 1)
        imap_server.expunge(uid, mailbox="Старая")
        reading.wait_until(lambda: reading.rows("Старая") == [])
        imap_server.delete("Старая")
        reading.wait_until(lambda: "Старая" not in names())

    def test_folder_that_is_looked_at_comes_first(
        self, person: Person, imap_server_factory: Callable[..., Server]
    ) -> None:
        """Opening a folder interrupts what goes on in the background, which goes on afterwards."""
        server = imap_server_factory(generate=3000)
        server.create("Looked at")
        server.deliver(PLAIN, mailbox="Looked at")
        person.submit(AddAccount(account_at(server), server.password))
        person.wait_for(SynchronizationProgress)
        person.submit(OpenFolder(person.folder("Looked at").id))
        person.wait_until(lambda: len(person.rows("Looked at")) == 1)
        person.wait_synchronized()
        assert len(person.rows()) == 3000

    def test_first_screen_is_one_round_trip_after_select(
        self, person: Person, imap_server_factory: Callable[..., Server]
    ) -> None:
        """After SELECT one command brings the newest letters, all of what the list shows of them."""
        server = imap_server_factory(generate=200)
        person.submit(AddAccount(account_at(server), server.password))
        person.wait_synchronized()
        commands = [str(entry) for entry in server.transcript() if " C: " in str(entry)]
        select = next(index for index, line in enumerate(commands) if "EXAMINE" in line or "SELECT" in line)
        assert "FETCH 151:200 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)" in commands[select + 1]

    def test_lost_connection_is_made_again(self, reading: Person, imap_server: Server) -> None:
        """When the connection is cut, what was lost is told, and the account comes back by itself."""
        imap_server.fault("drop,command=NOOP")
        reading.wait_for(LinkChanged, state=LinkState.FAILED)
        uid = imap_server.deliver(PLAIN)
        reading.wait_until(lambda: any(row.uid == uid for row in reading.rows()))

    def test_folder_that_cannot_be_opened_is_told(self, person: Person, imap_server: Server) -> None:
        """A folder that the server refuses to open is named; the others are received."""
        imap_server.fault("no,command=EXAMINE,mailbox=Sent,times=always")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(FolderFailed).problem.code == "rejected"
        person.wait_synchronized("Archive")

    def test_alert_is_told(self, person: Person, imap_server: Server) -> None:
        """What the server wants the person to read reaches them."""
        imap_server.fault("no,command=NOOP,code=ALERT,text=Quota is nearly full")
        person.submit(AddAccount(account_at(imap_server), imap_server.password))
        assert person.wait_for(ServerSaid).text == "Quota is nearly full"


class _EnoughError(Exception):
    """Ends what would go on for ever."""


async def _enough() -> None:
    raise _EnoughError


def test_folder_that_is_being_received_is_not_received_twice(
    environment: Environment, account_id: AccountId, told: Told
) -> None:
    """Opening the folder that is just being received changes nothing."""
    background = Background(environment, account_id, _enough)
    ids = environment.writer.folder_ids(account_id)

    def look(update: Update) -> None:
        if update == LettersChanged(ids[b"INBOX"]):
            background.want(ids[b"INBOX"])

    told.react = look
    items = "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"
    opened = "S: * 0 EXISTS\nS: * OK [UIDVALIDITY 7] valid\n"
    dialogue = (
        f'{SIGNED_IN}C: A001 LIST "" *\nS: * LIST () "/" INBOX\nS: * LIST () "/" Sent\nS: A001 OK done\n'
        f"C: A002 STATUS INBOX {items}\nC: A003 STATUS Sent {items}\n"
        f"S: A002 NO no\nS: A003 NO no\nC: A004 EXAMINE INBOX\n{opened}S: A004 OK [READ-ONLY] done\n"
    )

    async def act(client: AsyncClient) -> None:
        with pytest.raises(_EnoughError):
            await background.run(client)

    background.want(ids[b"INBOX"])
    play(dialogue, act)
    assert LettersChanged(ids[b"INBOX"]) in told.updates
