# SPDX-License-Identifier: MIT
"""LIST: what it needs, what is not asked for, and how several responses about a mailbox become one."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import (
    Command,
    List,
    ListDetails,
    ListReturn,
    ListSelection,
    Lsub,
    MailboxDetails,
    MyRights,
    Status,
    StatusItem,
)
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.events import UntaggedReceived
from mailproto.responses import ExistsData, ListData, MailboxStatus, StatusResponse
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxName
from mailproto.vocabulary import Status as Word
from tests.support.sessions import only, session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED
MESSAGES = (StatusItem.MESSAGES,)

# what is asked, capabilities of which each suffices, others that do not
NEEDS: list[tuple[Command[Any], tuple[str, ...], str]] = [
    (List("", ("a", "b")), ("LIST-EXTENDED", "IMAP4rev2"), "SPECIAL-USE"),
    (List(select=(ListSelection.SUBSCRIBED,)), ("LIST-EXTENDED", "IMAP4rev2"), "SPECIAL-USE"),
    (List(returning=(ListReturn.CHILDREN,)), ("LIST-EXTENDED", "IMAP4rev2"), "CHILDREN"),
    (List(select=(ListSelection.SPECIAL_USE,)), ("SPECIAL-USE",), "LIST-EXTENDED IMAP4rev2"),
    (List(returning=(ListReturn.SPECIAL_USE,)), ("SPECIAL-USE",), "LIST-EXTENDED IMAP4rev2"),
    (ListDetails(status=MESSAGES), ("LIST-STATUS", "IMAP4rev2"), "LIST-EXTENDED"),
    (ListDetails(status=(StatusItem.SIZE,)), ("LIST-STATUS STATUS=SIZE", "IMAP4rev2"), "LIST-STATUS"),
    (ListDetails(rights=True), ("LIST-MYRIGHTS",), "LIST-EXTENDED ACL"),
    (ListDetails(metadata=("/shared/a",)), ("LIST-METADATA",), "LIST-EXTENDED METADATA"),
    (Lsub(), ("IMAP4rev1",), "IMAP4rev2"),
    (Status("a", (StatusItem.RECENT,)), ("IMAP4rev1",), "IMAP4rev2"),
    (Status("a", (StatusItem.DELETED,)), ("QUOTA=RES-MESSAGE", "IMAP4rev2"), "QUOTA"),
    (Status("a", (StatusItem.SIZE,)), ("STATUS=SIZE", "IMAP4rev2"), "IMAP4rev1"),
    (Status("a", (StatusItem.HIGHESTMODSEQ,)), ("CONDSTORE", "QRESYNC"), "IMAP4rev2"),
    (Status("a", (StatusItem.DELETED_STORAGE,)), ("QUOTA=RES-STORAGE",), "IMAP4rev2"),
    (Status("a", (StatusItem.APPENDLIMIT,)), ("APPENDLIMIT",), "APPENDLIMIT=100"),
    (Status("a", (StatusItem.MAILBOXID,)), ("OBJECTID",), "IMAP4rev2"),
]


@pytest.mark.parametrize(("command", "sufficient", "others"), NEEDS, ids=lambda each: str(each)[:60])
def test_what_is_asked_for_needs_its_capability(
    command: Command[Any], sufficient: tuple[str, ...], others: str
) -> None:
    """Refused before a byte leaves, with the form and what it needs; sent where the capabilities are not known."""
    for capabilities in ("", *sufficient):
        session = session_in(AUTHENTICATED, capabilities)
        session.submit(command)
        assert session.data_to_send()
    session = session_in(AUTHENTICATED, others)
    with pytest.raises(CapabilityMissing) as caught:
        session.submit(command)
    assert str(caught.value.values["command"]).startswith(command.name)
    assert session.data_to_send() == b""


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: List("", ()), "there are none"),
        (lambda: ListDetails("", (), rights=True), "there are none"),
        (lambda: List(select=(ListSelection.RECURSIVEMATCH,)), "nothing to match by"),
        (lambda: List(select=(ListSelection.REMOTE, ListSelection.RECURSIVEMATCH)), "nothing to match by"),
        (lambda: ListDetails(select=(ListSelection.RECURSIVEMATCH,), rights=True), "nothing to match by"),
        (ListDetails, "none is asked for"),
        (lambda: Status("a", ()).begin(session_in(AUTHENTICATED)._knowledge.style), "there are none"),
    ],
)
def test_what_the_server_would_refuse_is_not_asked(make: Any, reason: str) -> None:  # noqa: ANN401 - makes any command
    """RFC 5258, 6."""
    with pytest.raises(LocalProtocolError, match=reason):
        make()


def test_several_responses_about_a_mailbox_become_one() -> None:
    """In the order of LIST, each detail with its mailbox, however they are mixed."""
    session = session_in(AUTHENTICATED)
    in_flight = session.submit(ListDetails(status=MESSAGES, rights=True, metadata=("/shared/a", "/shared/b")))
    session.receive_data(
        b'* LIST () "/" a\r\n* LIST () "/" b\r\n* STATUS b (MESSAGES 2)\r\n* METADATA b (/shared/a "x")\r\n'
        b"* MYRIGHTS a lr\r\n* METADATA b (/shared/b NIL)\r\n* STATUS a (MESSAGES 1)\r\nA001 OK done\r\n"
    )
    a, b = (ListData(frozenset(), "/", MailboxName(name)) for name in "ab")
    assert in_flight.result == (
        MailboxDetails(a, MailboxStatus(MailboxName("a"), {"MESSAGES": 1}), frozenset("lr")),
        MailboxDetails(
            b,
            MailboxStatus(MailboxName("b"), {"MESSAGES": 2}),
            metadata={"/shared/a": b"x", "/shared/b": None},
        ),
    )


def test_details_that_were_not_asked_for_are_news() -> None:
    """Of kinds that were not asked for, of mailboxes not listed, a second time, or only names of entries."""
    session = session_in(AUTHENTICATED)
    session.submit(ListDetails(rights=True, metadata=("/shared/a",)))
    session.receive_data(b'* LIST () "/" a\r\n* MYRIGHTS a l\r\n* METADATA a (/shared/a "1")\r\n')
    session.events()
    for line in (
        b"* STATUS a (MESSAGES 1)",
        b"* MYRIGHTS b l",
        b"* MYRIGHTS a lr",
        b"* METADATA a /shared/a",
        b'* METADATA a (/shared/a "2")',
        b"* 1 EXISTS",
    ):
        session.receive_data(line + b"\r\n")
        only(session.events(), UntaggedReceived)


def test_a_mailbox_may_be_listed_twice() -> None:
    """As a server does whose patterns overlap: the later word counts, and what was told besides stays."""
    collector = ListDetails(status=MESSAGES).collector()
    name, status = MailboxName("a"), MailboxStatus(MailboxName("a"), {"MESSAGES": 1})
    first, second = ListData(frozenset(), "/", name), ListData(frozenset(), ".", name)
    for response in (status, first, status, second, ExistsData(1)):
        collector.receive(response)
    assert collector.finish(StatusResponse(None, Word.OK)) == (MailboxDetails(second, status),)


def test_two_commands_share_what_comes_by_whom_it_is_about() -> None:
    """LIST takes the details of mailboxes that it was told; MYRIGHTS of another mailbox gets its own."""
    session = session_in(AUTHENTICATED)
    listing = session.submit(ListDetails(rights=True))
    rights = session.submit(MyRights("b"))
    session.receive_data(b'* LIST () "/" a\r\n* MYRIGHTS a l\r\n* MYRIGHTS b r\r\nA001 OK done\r\nA002 OK done\r\n')
    assert [each.rights for each in listing.result] == [frozenset("l")]
    assert rights.result.rights == frozenset("r")
