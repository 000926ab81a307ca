# SPDX-License-Identifier: MIT
"""The commands that every server has, judged by Dovecot: what they do is there afterwards, what it refuses is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from mailproto import (
    DELETED,
    FLAGGED,
    SEEN,
    AsyncClient,
    AuthenticationFailed,
    BodySection,
    CommandFailed,
    CommandRejected,
    ConnectionState,
    ExistsData,
    SequenceSet,
    UidSet,
)
from mailproto.commands import (
    Append,
    Body,
    Capability,
    Check,
    Close,
    Copy,
    Create,
    Delete,
    Enable,
    Examine,
    Expunge,
    Fetch,
    FetchItem,
    List,
    Login,
    Logout,
    Lsub,
    Noop,
    Rename,
    Search,
    Select,
    Status,
    Store,
    StoreAction,
    Subscribe,
    UidCopy,
    UidFetch,
    UidSearch,
    UidStore,
    Unselect,
    Unsubscribe,
)
from mailproto.commands import search_keys as keys
from mailproto.events import UntaggedReceived
from mailproto.procedures import sign_in
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from mailproto.commands import Command
    from tests.support.dovecot import Dovecot, DovecotAccount

LETTERS = [b"Subject: %d\r\nFrom: a@b\r\n\r\nletter %d\r\n" % (number, number) for number in (1, 2, 3)]
WHOLE = BodySection()


def transport(server: Dovecot, *, starttls: bool = False) -> TlsTransport:
    """Reach the server with its certificate checked."""
    port = server.starttls_port if starttls else server.port
    return TlsTransport(server.host, port, starttls=starttls, trust=AuthorityFile(server.ca_file))


async def visitor(server: Dovecot, account: DovecotAccount, mailbox: str = "") -> AsyncClient:
    """Connect, sign in and select a mailbox, if one is named."""
    client = await AsyncClient.connect(transport(server))
    await client.run(sign_in(account.user, account.password))
    if mailbox:
        await client.execute(Select(mailbox))
    return client


@pytest.mark.parametrize("starttls", [False, True], ids=["TLS", "STARTTLS"])
async def test_from_the_greeting_to_the_farewell(dovecot: Dovecot, *, starttls: bool) -> None:
    """CAPABILITY, STARTTLS, LOGIN, ENABLE, NOOP and LOGOUT; each state is the server's, too."""
    account = dovecot.account()
    async with AsyncClient(transport(dovecot, starttls=starttls)) as client:
        assert "IMAP4REV1" in await client.execute(Capability())
        with pytest.raises(AuthenticationFailed) as caught:
            await client.execute(Login(account.user, "wrong"))
        assert getattr(caught.value.status.code, "name", "") == "AUTHENTICATIONFAILED"
        await client.execute(Login(account.user, account.password))
        assert await client.execute(Enable(("CONDSTORE", "X-NONE"))) == {"CONDSTORE"}
        await client.execute(Noop())
        await client.execute(Logout())
        assert client.state is ConnectionState.LOGOUT


async def test_mailboxes_are_made_and_go(dovecot: Dovecot) -> None:
    """CREATE, RENAME, SUBSCRIBE, UNSUBSCRIBE, DELETE; LIST, LSUB and STATUS tell what they did, in any alphabet."""
    async with await visitor(dovecot, dovecot.account()) as client:
        for name in ("Письма", "Письма/2026", "a&b", 'quo"te', "100%"):
            await client.execute(Create(name))
        await client.execute(Rename("Письма/2026", "Архив"))
        await client.execute(Subscribe("Архив"))
        await client.execute(Subscribe("a&b"))
        await client.execute(Unsubscribe("a&b"))
        await client.execute(Delete("a&b"))
        names = {str(found.mailbox) for found in await client.execute(List())}
        assert {"INBOX", "Письма", "Архив", 'quo"te', "100%"} <= names
        assert not {"Письма/2026", "a&b"} & names
        below = await client.execute(List(pattern="%"))
        assert {found.delimiter for found in below} == {"/"}
        subscribed = await client.execute(Lsub())
        assert "Архив" in {str(found.mailbox) for found in subscribed}
        assert all(found.subscribed_only for found in subscribed)
        status = await client.execute(Status("Архив", ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "RECENT")))
        assert (status.items["MESSAGES"], status.items["UIDNEXT"], status.items["UNSEEN"]) == (0, 1, 0)


async def test_letters_come_and_go(dovecot: Dovecot) -> None:
    """APPEND, COPY, STORE, EXPUNGE and their UID forms; FETCH and SEARCH tell what they did."""
    account = dovecot.account()
    async with await visitor(dovecot, account) as client:
        await client.execute(Create("Copies"))
        received = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
        for letter in LETTERS:
            appended = await client.execute(Append("INBOX", letter, (FLAGGED,), received))
        assert appended is not None
        assert bytes(appended.uids) == b"3"
        selected = await client.execute(Select("INBOX"))
        assert (selected.exists, selected.uid_next, selected.read_only) == (3, 4, False)
        assert appended.uid_validity == selected.uid_validity
        found = await client.execute(Fetch(SequenceSet.range(1), (FetchItem.FLAGS, FetchItem.INTERNALDATE, Body())))
        assert [letter.sections[WHOLE] for letter in found] == LETTERS
        assert {letter.internal_date for letter in found} == {received}
        assert all(FLAGGED in (letter.flags or ()) for letter in found)
        await client.execute(Store(SequenceSet.of([1]), StoreAction.ADD, (DELETED,), silent=True))
        stored = await client.execute(UidStore(UidSet.of([2]), StoreAction.REPLACE, (SEEN,)))
        assert (stored.messages[0].flags or frozenset()) - {r"\Recent"} == {SEEN}
        assert await client.execute(Search(keys.DELETED)) == SequenceSet.of([1])
        assert await client.execute(UidSearch(keys.SEEN)) == UidSet.of([2])
        copied = await client.execute(Copy(SequenceSet.range(1, 2), "Copies"))
        assert copied is not None
        assert list(copied.pairs()) == [(1, 1), (2, 2)]
        again = await client.execute(UidCopy(UidSet.of([3]), "Copies"))
        assert again is not None
        assert list(again.pairs()) == [(3, 3)]
        assert (await client.execute(Expunge())).numbers == (1,)
        await client.execute(Check())
        left = await client.execute(UidFetch(UidSet.range(1), FetchItem.FLAGS))
        assert [letter.uid for letter in left] == [2, 3]
        assert (await client.execute(Status("Copies", ("MESSAGES",)))).items["MESSAGES"] == 3


async def test_a_mailbox_is_left_in_each_way(dovecot: Dovecot) -> None:
    """UNSELECT keeps the letters that are flagged as deleted, CLOSE does not, EXAMINE changes nothing."""
    account = dovecot.account()
    account.deliver(LETTERS)
    async with await visitor(dovecot, account) as client:
        assert (await client.execute(Examine("INBOX"))).read_only
        await client.execute(Store(SequenceSet.of([1]), StoreAction.ADD, (DELETED,)))  # agreed to, and not done
        assert await client.execute(Search(keys.DELETED)) == SequenceSet()
        for leave, left in ((Unselect(), 3), (Close(), 2)):
            await client.execute(Select("INBOX"))
            await client.execute(Store(SequenceSet.of([1]), StoreAction.ADD, (DELETED,)))
            await client.execute(leave)
            assert client.state is ConnectionState.AUTHENTICATED
            assert (await client.execute(Examine("INBOX"))).exists == left


async def test_news_come_with_any_answer(dovecot: Dovecot) -> None:
    """NOOP tells what others did: the letters that came are counted."""
    account = dovecot.account()
    account.deliver(LETTERS[:1])
    async with await visitor(dovecot, account, "INBOX") as client:
        account.deliver(LETTERS[1:])
        await client.take_events(0)
        await client.execute(Noop())
        news = [each.response for each in await client.take_events(0) if isinstance(each, UntaggedReceived)]
        assert ExistsData(3) in news
        assert client.selected is not None
        assert client.selected.exists == 3


NOWHERE: list[tuple[Command[Any], str]] = [
    (Select("None"), ""),  # Dovecot has words only
    (Examine("None"), ""),
    (Create("INBOX"), "ALREADYEXISTS"),
    (Delete("None"), "NONEXISTENT"),
    (Rename("None", "Other"), "NONEXISTENT"),
    (Status("None"), ""),
    (Append("None", LETTERS[0]), "TRYCREATE"),
    (Copy(SequenceSet.of([1]), "None"), "TRYCREATE"),
    (UidCopy(UidSet.of([1]), "None"), "TRYCREATE"),
]


@pytest.mark.parametrize(("command", "code"), NOWHERE, ids=lambda each: getattr(each, "name", ""))
async def test_a_refusal_has_its_code(dovecot: Dovecot, command: Command[Any], code: str) -> None:
    """NO with the code of RFC 5530 reaches who asked, and the connection goes on."""
    account = dovecot.account()
    account.deliver(LETTERS)
    async with await visitor(dovecot, account, "INBOX") as client:
        with pytest.raises(CommandRejected) as caught:
            await client.execute(command)
        assert getattr(caught.value.status.code, "name", "") == code
        assert caught.value.status.text
        await client.execute(Noop())


SENSELESS: list[Command[Any]] = [
    Fetch(SequenceSet.of([1]), "X-NOTHING"),
    UidFetch(UidSet.of([1]), "X-NOTHING"),
    Store(SequenceSet.of([1]), StoreAction.ADD, (r"\Nonsense",)),
    Status("INBOX", ("X-NOTHING",)),
]


@pytest.mark.parametrize("command", SENSELESS, ids=lambda each: each.name)
async def test_what_it_does_not_understand_is_told(dovecot: Dovecot, command: Command[Any]) -> None:
    """BAD reaches who asked, and the connection goes on."""
    account = dovecot.account()
    account.deliver(LETTERS)
    async with await visitor(dovecot, account, "INBOX") as client:
        with pytest.raises(CommandFailed) as caught:
            await client.execute(command)
        assert caught.value.code == "invalid"
        await client.execute(Noop())
