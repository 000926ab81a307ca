# SPDX-License-Identifier: MIT
"""Mailboxes, quotas and annotations on the test server: a second reading of the RFCs, also of what Dovecot has not."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mailproto import AsyncClient, CommandRejected, ListData, MailboxName
from mailproto.commands import (
    Append,
    Create,
    Delete,
    Depth,
    GetMetadata,
    GetQuotaRoot,
    Id,
    List,
    ListDetails,
    ListReturn,
    Namespace,
    Rename,
    Select,
    SetMetadata,
    SetQuota,
    Status,
    StatusItem,
    Subscribe,
)
from mailproto.procedures import (
    enable_utf8,
    list_folders,
    list_subscribed,
    open_mailbox,
    quotas_of,
    server_information,
    sign_in,
    special_folders,
)
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from testserver.server import Server

LETTER = b"Subject: one\r\n\r\n1\r\n"
PROFILES = ("default", "gmail", "yandex", "exchange", "coremail", "yahoo", "dovecot", "minimal")


@contextlib.asynccontextmanager
async def signed_in(server: Server) -> AsyncIterator[AsyncClient]:
    """Sign in, and out at the end."""
    trust = AuthorityFile(Path(server.ca_file))
    async with AsyncClient(TlsTransport(server.host, server.port, trust=trust)) as visiting:
        await visiting.run(sign_in(server.user, server.password))
        yield visiting


@pytest.fixture
async def client(imap_server: Server) -> AsyncIterator[AsyncClient]:
    """Sign in to a server that can all that the test server can."""
    async with signed_in(imap_server) as visiting:
        yield visiting


def names(found: tuple[ListData, ...]) -> set[str]:
    """Give the names of mailboxes."""
    return {each.mailbox.text for each in found}


async def test_names_are_utf8_from_the_moment_that_it_is_enabled(client: AsyncClient) -> None:
    """RFC 6855: one mailbox, learnt before and after, made, counted, renamed and removed."""
    await client.execute(Create("Вх&"))
    (before,) = await client.execute(List("", "В*"))
    assert before.mailbox.raw == b"&BBIERQ-&-"
    assert await client.run(enable_utf8())
    (after,) = await client.execute(List("", "В*"))
    assert after.mailbox == before.mailbox == MailboxName("Вх&")
    assert after.mailbox.raw == "Вх&".encode()
    assert (await client.execute(Status(before.mailbox, ("MESSAGES",)))).messages == 0
    await client.execute(Create("&BBIERQ-"))
    assert names(await client.execute(List("", ("&*", "В*")))) == {"&BBIERQ-", "Вх&"}
    await client.execute(Rename(after.mailbox, "é"))
    await client.execute(Delete("é"))
    await client.execute(Delete("&BBIERQ-"))


async def test_folders_come_in_one_round_trip(client: AsyncClient, imap_server: Server) -> None:
    """With what they are for, whether they are subscribed, and how many letters are in them."""
    await client.execute(Create("a/b"))
    await client.execute(Append("a/b", LETTER))
    await client.execute(Subscribe("a/b"))
    before = len(_asked(imap_server))
    folders = {listed.mailbox.text: (listed, numbers) for listed, numbers in await client.run(list_folders())}
    (asked,) = _asked(imap_server)[before:]
    assert b" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (" in asked
    listed, numbers = folders["a/b"]
    assert r"\Subscribed" in listed.attributes
    assert numbers is not None
    assert (numbers.messages, numbers.unseen) == (1, 1)
    assert "a/b" in names(await client.run(list_subscribed()))
    assert r"\Sent" in await client.run(special_folders())


async def test_a_mailbox_keeps_its_id(client: AsyncClient) -> None:
    """RFC 8474, 4: told when it is made, and the same after it was renamed."""
    made = await client.execute(Create("a"))
    assert made
    assert (await client.execute(Status("a", (StatusItem.MAILBOXID,)))).mailbox_id == made
    await client.execute(Rename("a", "b"))
    assert (await client.execute(Status("b", (StatusItem.MAILBOXID,)))).mailbox_id == made
    assert (await client.execute(Select("b"))).mailbox_id == made


async def test_a_use_is_given_when_a_mailbox_is_made(client: AsyncClient) -> None:
    """RFC 6154, 3; a use that does not exist makes no mailbox."""
    await client.execute(Create("old", (r"\Archive",)))
    (found,) = await client.execute(List("", "old", returning=(ListReturn.SPECIAL_USE,)))
    assert r"\Archive" in found.attributes
    with pytest.raises(CommandRejected) as caught:
        await client.execute(Create("odd", (r"\Odd",)))
    assert getattr(caught.value.status.code, "name", "") == "USEATTR"
    assert not await client.execute(List("", "odd"))


async def test_quotas_are_told_and_set(client: AsyncClient) -> None:
    """RFC 9208: DELETED and DELETED-STORAGE of STATUS too."""
    (quota,) = await client.run(quotas_of("INBOX"))
    changed = await client.execute(SetQuota(quota.root, {"STORAGE": 1024, "MESSAGE": 100}))
    assert changed is None or changed.resources["STORAGE"].limit == 1024
    (quota,) = await client.execute(GetQuotaRoot("INBOX"))
    assert {name: each.limit for name, each in quota.resources.items()} == {"STORAGE": 1024, "MESSAGE": 100}
    status = await client.execute(Status("INBOX", (StatusItem.DELETED, StatusItem.DELETED_STORAGE)))
    assert (status.deleted, status.deleted_storage) == (0, 0)


async def test_annotations_come_back_as_they_went(client: AsyncClient) -> None:
    """RFC 5464: octets of every kind, NUL among them, by depth and up to a size."""
    values: dict[str, bytes | None] = {
        "/private/a": bytes(range(256)),
        "/private/a/b": b"line\r\nline",
        "/shared/a": b'"\\',
    }
    await client.execute(SetMetadata("INBOX", values))
    found = await client.execute(GetMetadata("INBOX", ("/private/a", "/shared/a"), Depth.ALL))
    assert found.values == values
    found = await client.execute(GetMetadata("INBOX", ("/private/a",), Depth.ALL, max_size=100))
    assert found.values == {"/private/a/b": b"line\r\nline"}
    assert found.longest_left_out == 256


async def test_both_introduce_themselves(client: AsyncClient) -> None:
    """RFC 2971 and RFC 9051, 6.3.10."""
    information = await client.run(server_information({"name": "Konvert", "version": None}))
    assert information.identity
    assert information.namespaces == await client.execute(Namespace())
    assert (await client.execute(Id())).fields == information.identity


async def test_nobody_selects_before_the_introduction_where_that_is_demanded(
    imap_server_factory: Callable[..., Server],
) -> None:
    """Deviation 22: 163.com."""
    async with signed_in(imap_server_factory(profile="coremail")) as client:
        with pytest.raises(CommandRejected, match="Unsafe Login"):
            await client.run(open_mailbox("INBOX"))
        await client.run(server_information({"name": "Konvert"}))
        assert (await client.run(open_mailbox("INBOX"))).exists


@pytest.mark.parametrize("profile", PROFILES)
async def test_folders_are_listed_whatever_the_server_can(
    imap_server_factory: Callable[..., Server], profile: str
) -> None:
    """With their numbers, as far as it tells any; what is subscribed and what is for something too."""
    async with signed_in(imap_server_factory(profile=profile)) as client:
        await client.run(server_information())
        folders = {listed.mailbox.text: numbers for listed, numbers in await client.run(list_folders())}
        inbox = folders["INBOX"]
        assert inbox is not None
        assert inbox.messages == (None if profile == "coremail" else 24)
        await client.run(list_subscribed())
        await client.run(special_folders())
        await client.run(quotas_of("INBOX"))


async def test_details_come_along(client: AsyncClient) -> None:
    """RFC 5819, with a size for each."""
    await client.execute(Create("a"))
    await client.execute(Append("a", LETTER))
    (found,) = await client.execute(ListDetails("", "a", status=(StatusItem.SIZE, StatusItem.UIDVALIDITY)))
    assert found.status is not None
    assert found.status.size == len(LETTER)
    assert found.status.uid_validity


def _asked(server: Server) -> list[bytes]:
    """Give the lines by which mailboxes and their numbers were asked for."""
    lines = [entry.data for entry in server.transcript() if entry.side == "C"]
    return [line for line in lines if b" LIST " in line or b" STATUS " in line]
