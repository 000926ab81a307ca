# SPDX-License-Identifier: MIT
"""Mailboxes, the server, its quotas, rights and annotations, judged by a Dovecot that has all its plugins for them."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailproto import (
    AsyncClient,
    CapabilityMissing,
    CommandInvalid,
    CommandRejected,
    ListData,
    MailboxName,
)
from mailproto.commands import (
    AclAction,
    Append,
    Create,
    Delete,
    DeleteAcl,
    Depth,
    GetAcl,
    GetMetadata,
    GetQuota,
    GetQuotaRoot,
    Id,
    List,
    ListDetails,
    ListReturn,
    ListRights,
    ListSelection,
    MyRights,
    Namespace,
    Notify,
    NotifyEvent,
    Rename,
    Select,
    Selector,
    SetAcl,
    SetMetadata,
    SetQuota,
    Status,
    StatusItem,
    Subscribe,
    Unsubscribe,
    Watch,
    rights_known,
)
from mailproto.events import UntaggedReceived
from mailproto.procedures import (
    list_folders,
    list_subscribed,
    quotas_of,
    server_information,
    sign_in,
    special_folders,
)
from mailproto.responses import ResponseCode
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from mailproto.vocabulary import MailboxAttribute, Right
from tests.support.requirements import requires

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.support.dovecot import Dovecot, DovecotAccount

PATIENCE = 20  # seconds
PLUGINS = """
protocol imap {
  mail_plugins = zlib imap_zlib acl imap_acl quota imap_quota
  imap_metadata = yes
}
mail_attribute_dict = file:%h/attributes
plugin {
  acl = vfile
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=1024:messages=5
}
namespace archive {
  prefix = "#archive/"
  separator = /
  location = maildir:~/archive
}
namespace others {
  type = shared
  prefix = users/%%u/
  separator = /
  location = maildir:%%h/Maildir
}
namespace public {
  type = public
  prefix = Public/
  separator = /
  location = maildir:~/public
}
"""
HAS_CHILDREN, HAS_NO_CHILDREN = MailboxAttribute(r"\HasChildren"), MailboxAttribute(r"\HasNoChildren")
IS_SUBSCRIBED = MailboxAttribute(r"\Subscribed")
ALL_RIGHTS = frozenset("lrwstipekxacd")
LETTER = b"Subject: one\r\n\r\n1\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """Run a Dovecot with the plugins for this module."""
    requires("dovecot")
    from tests.support.dovecot import Dovecot  # noqa: PLC0415 (needs cryptography, which the tests for Qt's TLS lack)

    with tempfile.TemporaryDirectory(prefix="konvert-dovecot-") as folder, Dovecot(Path(folder), PLUGINS) as running:
        yield running


@pytest.fixture
def account(server: Dovecot) -> DovecotAccount:
    """Give an account of one's own."""
    return server.account()


async def visitor(server: Dovecot, account: DovecotAccount) -> AsyncClient:
    """Connect and sign in."""
    transport = TlsTransport(server.host, server.port, trust=AuthorityFile(server.ca_file))
    client = await AsyncClient.connect(transport)
    await client.run(sign_in(account.user, account.password))
    return client


@pytest.fixture
async def client(server: Dovecot, account: DovecotAccount) -> AsyncIterator[AsyncClient]:
    """Sign in, and out at the end."""
    visiting = await visitor(server, account)
    async with visiting:
        yield visiting


def names(found: tuple[ListData, ...]) -> set[str]:
    """Give the names of mailboxes."""
    return {each.mailbox.text for each in found}


class TestListing:
    """RFC 5258, 5819 and 6154."""

    async def test_what_is_asked_for_is_told(self, client: AsyncClient) -> None:
        """Children, subscriptions, uses; several patterns; names in other scripts, spaces and quotation marks."""
        for name in ("a", "a/b", "Вх", 'odd "name"', "R&D", "*"):
            await client.execute(Create(name))
        await client.execute(Subscribe("a/b"))
        found = await client.execute(
            List("", ("a", "a/%", "Вх", 'odd "name"', "R&D", "Sent"), returning=tuple(ListReturn))
        )
        attributes = {each.mailbox.text: each.attributes for each in found}
        assert attributes == {
            "a": {HAS_CHILDREN},
            "a/b": {HAS_NO_CHILDREN, IS_SUBSCRIBED},
            "Вх": {HAS_NO_CHILDREN},
            'odd "name"': {HAS_NO_CHILDREN},
            "R&D": {HAS_NO_CHILDREN},
            "Sent": {HAS_NO_CHILDREN, IS_SUBSCRIBED, MailboxAttribute(r"\Sent")},
        }
        assert found[0].levels in {("a",), ("a", "b"), ("Вх",), ("Sent",), ('odd "name"',), ("R&D",)}
        assert {each.delimiter for each in found} == {"/"}

    async def test_a_selection_is_obeyed(self, client: AsyncClient) -> None:
        """Of the subscribed ones, of those above such, of those that are for something."""
        for name in ("a", "a/b"):
            await client.execute(Create(name))
        await client.execute(Subscribe("a/b"))
        subscribed = await client.execute(List(select=(ListSelection.SUBSCRIBED,)))
        assert names(subscribed) == {"a/b", "Sent", "Trash"}
        above = await client.execute(List("", "%", (ListSelection.SUBSCRIBED, ListSelection.RECURSIVEMATCH)))
        (parent,) = [each for each in above if each.mailbox.text == "a"]
        assert parent.child_info == {"SUBSCRIBED"}
        used = await client.execute(List(select=(ListSelection.SPECIAL_USE,)))
        assert names(used) == {"Sent", "Trash"}
        await client.execute(Unsubscribe("a/b"))
        assert names(await client.run(list_subscribed())) == {"Sent", "Trash"}
        assert {use: names(listed) for use, listed in (await client.run(special_folders())).items()} == {
            r"\Sent": {"Sent"},
            r"\Trash": {"Trash"},
        }

    async def test_numbers_come_along(self, client: AsyncClient) -> None:
        """RFC 5819: for mailboxes that can be selected."""
        await client.execute(Create("a/b"))
        await client.execute(Append("a/b", LETTER))
        items = (StatusItem.MESSAGES, StatusItem.SIZE, StatusItem.UIDNEXT, StatusItem.HIGHESTMODSEQ)
        found = await client.execute(ListDetails("", "a*", returning=(ListReturn.CHILDREN,), status=items))
        told = {each.listed.mailbox.text: each.status for each in found}
        assert told["a"] is None
        status = told["a/b"]
        assert status is not None
        assert (status.messages, status.size, status.uid_next) == (1, len(LETTER), 2)
        assert status.highest_mod_seq
        folders = {listed.mailbox.text: numbers for listed, numbers in await client.run(list_folders())}
        numbers = folders["a/b"]
        assert numbers is not None
        assert (numbers.messages, numbers.unseen) == (1, 1)
        assert folders["a"] is None
        assert folders["INBOX"] is not None

    async def test_every_item_that_it_offers_is_told(self, client: AsyncClient) -> None:
        """And none that it does not offer is asked for."""
        offered = (*StatusItem,)
        needy = {
            StatusItem.DELETED, StatusItem.DELETED_STORAGE, StatusItem.APPENDLIMIT, StatusItem.MAILBOXID
        }  # fmt: skip
        status = await client.execute(Status("INBOX", tuple(each for each in offered if each not in needy)))
        assert (status.messages, status.recent, status.unseen, status.size, status.uid_next) == (0, 0, 0, 0, 1)
        assert status.uid_validity
        for item in needy:
            with pytest.raises(CapabilityMissing):
                await client.execute(Status("INBOX", (item,)))
            with pytest.raises(CommandInvalid):  # so would it have been refused
                await client.execute(Status("INBOX", (str(item).lower(),)))

    async def test_rights_are_not_asked_for_in_vain(self, client: AsyncClient) -> None:
        """This Dovecot has neither RFC 8440 nor RFC 9590 nor CREATE with USE."""
        for command in (
            ListDetails(rights=True),
            ListDetails(metadata=("/shared/comment",)),
            Create("a", (r"\Archive",)),
        ):
            with pytest.raises(CapabilityMissing):
                await client.execute(command)


class TestServer:
    """RFC 2971 and RFC 2342."""

    async def test_it_introduces_itself(self, client: AsyncClient) -> None:
        """And hears who we are, with None for what we do not say."""
        told = await client.execute(Id({"name": "Konvert", "version": None, "vendor": 'with "quotes" and \\'}))
        assert told.fields["name"] == "Dovecot"
        information = await client.run(server_information({"name": "Konvert"}))
        assert information.identity["name"] == "Dovecot"
        assert information.namespaces == await client.execute(Namespace())

    async def test_mailboxes_are_made_in_each_namespace(self, client: AsyncClient) -> None:
        """By the name that the namespace gives them."""
        namespaces = await client.execute(Namespace())
        assert [each.prefix.text for each in namespaces.personal] == ["", "#archive/"]
        assert [each.prefix.text for each in namespaces.other_users] == ["users/"]
        assert [each.prefix.text for each in namespaces.shared] == ["Public/"]
        archive = namespaces.personal[1]
        made = archive.name("2024", "Вх")
        await client.execute(Create(made))
        found = await client.execute(List(archive.prefix, "*"))
        assert made in {each.mailbox for each in found}
        assert namespaces.of(made) is archive
        await client.execute(Delete(made))


class TestQuotas:
    """RFC 9208, by a server of RFC 2087."""

    async def test_usage_and_limits_are_told(self, client: AsyncClient) -> None:
        """Of the root by its name, which has a space in it, and of a mailbox."""
        await client.execute(Append("INBOX", LETTER))
        (quota,) = await client.execute(GetQuotaRoot("INBOX"))
        assert quota.root == "User quota"
        assert (quota.resources["STORAGE"].limit, quota.resources["MESSAGE"].limit) == (1024, 5)
        assert quota.resources["MESSAGE"].usage == 1
        assert await client.execute(GetQuota("User quota")) == quota
        assert await client.run(quotas_of("INBOX")) == (quota,)

    async def test_more_than_the_limit_is_refused(self, client: AsyncClient) -> None:
        """With the code OVERQUOTA; only an administrator may change the limit."""
        for _ in range(5):
            await client.execute(Append("INBOX", LETTER))
        with pytest.raises(CommandRejected) as caught:
            await client.execute(Append("INBOX", LETTER))
        assert caught.value.status.code == ResponseCode("OVERQUOTA", None, b"OVERQUOTA")
        with pytest.raises(CommandRejected, match="admin"):
            await client.execute(SetQuota("User quota", {"STORAGE": 2048}))
        with pytest.raises(CommandRejected):
            await client.execute(GetQuota("another"))


class TestRights:
    """RFC 4314."""

    async def test_rights_are_given_and_taken(self, client: AsyncClient, account: DovecotAccount) -> None:
        """Replaced, added, removed, and the identifier taken out."""
        await client.execute(Create("Вх"))
        assert (await client.execute(MyRights("Вх"))).rights == ALL_RIGHTS
        assert rights_known(client.capabilities or ()) | set("cd") == ALL_RIGHTS
        await client.execute(SetAcl("Вх", "bob", (Right.LOOKUP, Right.READ)))
        await client.execute(SetAcl("Вх", "bob", (Right.WRITE_FLAGS, Right.KEEP_SEEN), AclAction.ADD))
        await client.execute(SetAcl("Вх", "bob", "s", AclAction.REMOVE))
        acl = await client.execute(GetAcl("Вх"))
        assert acl.mailbox == MailboxName("Вх")
        assert acl.rights == {account.user: ALL_RIGHTS, "bob": frozenset("lrw")}
        possible = await client.execute(ListRights("Вх", "bob"))
        assert possible.required == frozenset()
        assert frozenset().union(*possible.optional) == ALL_RIGHTS
        await client.execute(DeleteAcl("Вх", "bob"))
        assert set((await client.execute(GetAcl("Вх"))).rights) == {account.user}

    async def test_rights_that_were_given_are_had(
        self, server: Dovecot, client: AsyncClient, account: DovecotAccount
    ) -> None:
        """By somebody else, in the namespace of others: to read, and not to write."""
        other = server.account()
        await client.execute(Create("Вх"))
        await client.execute(Append("Вх", LETTER))
        await client.execute(SetAcl("Вх", other.user, (Right.LOOKUP, Right.READ)))
        visiting = await visitor(server, other)
        async with visiting:
            (others,) = (await visiting.execute(Namespace())).other_users
            shared = others.name(account.user, "Вх")
            assert (await visiting.execute(MyRights(shared))).rights == {Right.LOOKUP, Right.READ}
            assert (await visiting.execute(Status(shared, ("MESSAGES",)))).messages == 1
            with pytest.raises(CommandRejected) as caught:
                await visiting.execute(Append(shared, LETTER))
            assert getattr(caught.value.status.code, "name", "") == "NOPERM"

    async def test_what_it_does_not_take_is_told(self, client: AsyncClient) -> None:
        """A right that it does not have, and mailboxes that are not there."""
        with pytest.raises(CommandInvalid):
            await client.execute(SetAcl("INBOX", "bob", "q"))
        for command in (GetAcl("none"), SetAcl("none", "bob", "l"), DeleteAcl("none", "bob")):
            with pytest.raises(CommandRejected):
                await client.execute(command)


class TestAnnotations:
    """RFC 5464."""

    async def test_values_come_back_as_they_went(self, client: AsyncClient) -> None:
        """Text, lines, other scripts, nothing at all, and large ones; NIL takes away."""
        values: dict[str, bytes | None] = {
            "/private/comment": b"short",
            "/shared/comment": 'Вх\r\n"quoted" \\'.encode(),
            "/private/vendor/konvert/empty": b"",
            "/private/vendor/konvert/large": bytes(range(1, 256)) * 200,
        }
        await client.execute(Create("a"))
        await client.execute(SetMetadata("a", values))
        found = await client.execute(GetMetadata("a", tuple(values)))
        assert found.values == values
        assert found.longest_left_out is None
        await client.execute(SetMetadata("a", {"/private/comment": None}))
        assert (await client.execute(GetMetadata("a", ("/private/comment",)))).values == {"/private/comment": None}

    async def test_depth_and_size_are_obeyed(self, client: AsyncClient) -> None:
        """The longest that was left out is told by its size."""
        values: dict[str, bytes | None] = {
            "/private/vendor/konvert": b"1",
            "/private/vendor/konvert/a": b"22",
            "/private/vendor/konvert/a/b": b"333",
        }
        await client.execute(SetMetadata("INBOX", values))
        for depth, count in ((Depth.NONE, 1), (Depth.CHILDREN, 2), (Depth.ALL, 3)):
            found = await client.execute(GetMetadata("INBOX", ("/private/vendor/konvert",), depth))
            assert found.values == dict(list(values.items())[:count])
        found = await client.execute(GetMetadata("INBOX", ("/private/vendor/konvert",), Depth.ALL, max_size=2))
        assert set(found.values.values()) == {b"1", b"22"}
        assert found.longest_left_out == 3

    async def test_the_server_has_annotations_too(self, client: AsyncClient) -> None:
        """Under the empty name; what cannot be set is refused."""
        found = await client.execute(GetMetadata("", ("/shared/comment", "/shared/admin")))
        assert set(found.values) == {"/shared/comment", "/shared/admin"}
        with pytest.raises(CommandRejected):
            await client.execute(SetMetadata("", {"/shared/comment": b"by everybody"}))
        with pytest.raises(CommandRejected):
            await client.execute(GetMetadata("none", ("/shared/comment",)))


class TestNews:
    """RFC 5465: what is told of mailboxes that nobody has selected."""

    async def test_names_and_subscriptions_are_told(
        self, server: Dovecot, account: DovecotAccount, client: AsyncClient
    ) -> None:
        """Made, renamed and removed by somebody else, while no command is in progress.

        This Dovecot spells names in UTF-8 here, and only here, though nobody has enabled that: they are read all the
        same.
        """
        events = (NotifyEvent.MAILBOX_NAME, NotifyEvent.SUBSCRIPTION_CHANGE)
        await client.execute(Notify((Watch(Selector.PERSONAL, events),)))
        other = await visitor(server, account)
        async with other, asyncio.timeout(PATIENCE):
            await other.execute(Create("Вх"))
            assert (await told(client, "Вх")).attributes.isdisjoint({MailboxAttribute(r"\NonExistent")})
            await other.execute(Subscribe("Вх"))
            assert IS_SUBSCRIBED in (await told(client, "Вх")).attributes
            await other.execute(Rename("Вх", "b"))
            renamed = await told(client, "b")
            assert renamed.old_name == MailboxName("Вх")
            await other.execute(Delete("b"))
            assert MailboxAttribute(r"\NonExistent") in (await told(client, "b")).attributes

    @pytest.mark.parametrize(
        "selector", [Selector.INBOXES, Selector.PERSONAL, Selector.SUBSCRIBED, Selector.SUBTREE, Selector.MAILBOXES]
    )
    async def test_every_way_to_name_mailboxes_is_understood(self, client: AsyncClient, selector: Selector) -> None:
        """With the numbers of each beforehand."""
        letters = (NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE, NotifyEvent.FLAG_CHANGE)
        mailboxes = ("Work",) if selector in {Selector.SUBTREE, Selector.MAILBOXES} else ()
        await client.execute(Create("Work"))
        await client.execute(Subscribe("Work"))
        statuses = await client.execute(Notify((Watch(selector, letters, mailboxes),), status=True))
        assert "Work" in {each.mailbox.text for each in statuses}
        assert all(each.messages == 0 for each in statuses)
        await client.execute(Select("INBOX"))
        await client.execute(Notify((Watch(Selector.SELECTED), Watch(selector, letters, mailboxes))))
        await client.execute(Notify())


async def told(client: AsyncClient, name: str) -> ListData:
    """Wait until a mailbox is told of."""
    async for event in client.events():
        response = event.response if isinstance(event, UntaggedReceived) else None
        if isinstance(response, ListData) and response.mailbox.text == name:
            return response
    message = "the connection ended"
    raise AssertionError(message)
