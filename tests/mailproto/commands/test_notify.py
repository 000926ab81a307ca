# SPDX-License-Identifier: MIT
"""NOTIFY (RFC 5465): its line, what may not be asked for, and what the server tells then."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    Body,
    Fetch,
    FetchItem,
    Noop,
    Notify,
    NotifyEvent,
    Selector,
    Store,
    StoreAction,
    UidStore,
    Watch,
)
from mailproto.errors import CapabilityMissing, CommandInvalid, CommandRejected, LocalProtocolError
from mailproto.events import UntaggedReceived
from mailproto.message_data import BodySection, MessageData
from mailproto.printer import WireStyle
from mailproto.responses import ExistsData, ListData, MailboxStatus, ResponseCode, StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import SEEN, MailboxName
from tests.support.sessions import session_in

NEW, GONE, FLAGS = NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE, NotifyEvent.FLAG_CHANGE
HEADERS = Body(BodySection(text="HEADER.FIELDS", fields=("from", "to", "subject")))

LINES: list[tuple[Notify, bytes]] = [
    (Notify(), b"NOTIFY NONE"),
    (Notify((Watch(Selector.SELECTED),)), b"NOTIFY SET (SELECTED NONE)"),
    (
        # RFC 5465, 3.1: the example, with the MessageExpunge that section 5 demands
        Notify(
            (
                Watch(Selector.SELECTED, (NEW, GONE), items=(FetchItem.UID, HEADERS)),
                Watch(Selector.SUBTREE, (NEW, GONE), ("Lists",)),
            ),
            status=True,
        ),
        (
            b"NOTIFY SET STATUS (SELECTED (MessageNew (UID BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)]) MessageExpunge))"
            b" (SUBTREE (Lists) (MessageNew MessageExpunge))"
        ),
    ),
    (
        # RFC 5465, 6
        Notify(
            (
                Watch(Selector.MAILBOXES, (NEW, GONE), ("INBOX", "a b", MailboxName("Вх"))),
                Watch(Selector.PERSONAL, (NotifyEvent.SUBSCRIPTION_CHANGE,)),
            )
        ),
        b'NOTIFY SET (MAILBOXES (INBOX "a b" &BBIERQ-) (MessageNew MessageExpunge)) (PERSONAL (SubscriptionChange))',
    ),
    (
        Notify((Watch(Selector.SELECTED_DELAYED, (NEW, FLAGS, GONE), items=FetchItem.UID),)),
        b"NOTIFY SET (SELECTED-DELAYED (MessageNew (UID) FlagChange MessageExpunge))",
    ),
]


@pytest.mark.parametrize(("command", "line"), LINES)
def test_lines(command: Notify, line: bytes) -> None:
    """RFC 5465, 8."""
    pieces, _ = command.begin(WireStyle())
    assert b"".join(piece.data for piece in pieces) == line + b"\r\n"


def test_a_name_may_be_a_literal_within_the_list() -> None:
    """RFC 9051, 4.3: where it cannot be quoted."""
    pieces, _ = Notify((Watch(Selector.MAILBOXES, (), (MailboxName("ÿ", raw=b"\xff"), "b")),)).begin(WireStyle())
    assert [piece.data for piece in pieces] == [b"NOTIFY SET (MAILBOXES (", b"{1}\r\n", b"\xff", b" b) NONE)\r\n"]


@pytest.mark.parametrize(
    ("selector", "events", "mailboxes", "items"),
    [
        (Selector.PERSONAL, (NEW,), (), ()),
        (Selector.PERSONAL, (GONE,), (), ()),
        (Selector.PERSONAL, (FLAGS,), (), ()),
        (Selector.SELECTED, (NEW, GONE, NotifyEvent.MAILBOX_NAME), (), ()),
        (Selector.SELECTED, (), (), FetchItem.UID),
        (Selector.INBOXES, (NEW, GONE), (), FetchItem.UID),
        (Selector.INBOXES, (NEW, GONE), ("a",), ()),
        (Selector.MAILBOXES, (NEW, GONE), (), ()),
    ],
)
def test_what_the_server_would_refuse_is_not_asked_for(
    selector: Selector, events: tuple[NotifyEvent, ...], mailboxes: tuple[str, ...], items: tuple[FetchItem, ...]
) -> None:
    """RFC 5465, 5, 6.1 and 8."""
    with pytest.raises(LocalProtocolError, match="NOTIFY of"):
        Watch(selector, events, mailboxes, items)


def test_the_selected_mailbox_is_named_once() -> None:
    """RFC 5465, 6.1."""
    with pytest.raises(LocalProtocolError, match="twice"):
        Notify((Watch(Selector.SELECTED), Watch(Selector.SELECTED_DELAYED)))


@pytest.mark.parametrize(
    "watch",
    [Watch("X\r\nA002 NOOP"), Watch(Selector.PERSONAL, ("X\r\nA002 NOOP",))],  # type: ignore[arg-type]
)
def test_a_word_ends_no_line(watch: Watch) -> None:
    """What is no word of the protocol is refused, also where only a few words are meant."""
    with pytest.raises(LocalProtocolError, match="cannot carry: CR"):
        Notify((watch,)).begin(WireStyle())


def test_what_the_server_tells_then() -> None:
    """RFC 5465, 3.1 and 5: how watched mailboxes are, then what happens, with no command in progress."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 NOTIFY")
    in_flight = session.submit(Notify((Watch(Selector.SUBTREE, (NEW, GONE), ("Lists",)),), status=True))
    session.receive_data(
        b"* STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)\r\n"
        b"* STATUS Lists/Im2000 (UIDVALIDITY 901 UIDNEXT 1 MESSAGES 0)\r\nA002 OK done\r\n"
    )
    assert [each.mailbox.text for each in in_flight.result] == ["Lists/Lemonade", "Lists/Im2000"]
    session.events()
    session.receive_data(
        b"* STATUS Lists/Lemonade (UIDNEXT 10002 MESSAGES 503)\r\n* 444 EXISTS\r\n* 444 FETCH (UID 9999)\r\n"
        b'* LIST () "/" "NewMailbox" ("OLDNAME" ("OldMailbox"))\r\n* OK [NOTIFICATIONOVERFLOW] too much\r\n'
    )
    told = [event.response for event in session.events() if isinstance(event, UntaggedReceived)]
    assert [type(each) for each in told] == [MailboxStatus, ExistsData, MessageData, ListData, StatusResponse]
    assert isinstance(told[3], ListData)
    assert told[3].extended["OLDNAME"] == b'("OldMailbox")'


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (b"[BADEVENT (MessageNew MessageExpunge)]", ("MessageNew", "MessageExpunge")),
        (b"[BADEVENT ServerMetadataChange]", ("ServerMetadataChange",)),
        (b"[BADEVENT]", ()),
        (b"[NOTIFICATIONOVERFLOW]", None),
    ],
)
def test_a_refusal_says_what_could_be_had(code: bytes, value: object) -> None:
    """RFC 5465, 3.1."""
    session = session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1 NOTIFY")
    in_flight = session.submit(Notify())
    session.receive_data(b"A001 NO %b no\r\n" % code)
    assert isinstance(in_flight.error, CommandRejected)
    assert in_flight.status is not None
    assert isinstance(in_flight.status.code, ResponseCode)
    assert in_flight.status.code.value == value


@pytest.mark.parametrize("answer", [b"BAD what", b"NO [BADEVENT (] malformed", b"MAYBE"])
def test_any_other_answer_is_an_answer(answer: bytes) -> None:
    """Malformed or not, the command is over, and the next one goes."""
    session = session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1 NOTIFY")
    in_flight = session.submit(Notify())
    noop = session.submit(Noop())
    session.receive_data(b"* STATUS broken\r\nA001 %b\r\n" % answer)
    assert in_flight.error is not None
    assert isinstance(in_flight.error, CommandInvalid) == answer.startswith(b"BAD")
    assert session.data_to_send().endswith(b"A002 NOOP\r\n")
    assert not noop.done


@pytest.mark.parametrize(
    ("watch", "shift"),
    [
        (Watch(Selector.SELECTED, (NEW, GONE)), True),
        (Watch(Selector.SELECTED), False),
        (Watch(Selector.SELECTED_DELAYED, (NEW, GONE)), False),
        (Watch(Selector.PERSONAL, (NEW, GONE)), False),
    ],
)
def test_sequence_numbers_cannot_be_used_where_they_may_shift_at_any_moment(watch: Watch, shift: bool) -> None:  # noqa: FBT001 - the case's outcome
    """RFC 5465, 5.3 and 6.1.2: from the OK on, until the next NOTIFY; UIDs can always be used."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 NOTIFY")
    session.submit(Notify((watch,)))
    early = session.submit(Fetch(SequenceSet.of([1]), FetchItem.FLAGS))
    session.receive_data(b"A002 OK done\r\n")
    assert (early.error is not None) == shift
    session.receive_data(b"A003 OK done\r\n")
    if shift:
        with pytest.raises(LocalProtocolError, match="lets sequence numbers shift"):
            session.submit(Store(SequenceSet.of([1]), StoreAction.ADD, (SEEN,)))
    session.submit(UidStore(UidSet.of([1]), StoreAction.ADD, (SEEN,)))
    session.submit(Notify())
    for tag in session.tags_in_flight:
        session.receive_data(f"{tag} OK done\r\n".encode())
    session.submit(Store(SequenceSet.of([1]), StoreAction.ADD, (SEEN,)))


def test_sequence_numbers_can_be_used_again_when_the_server_gives_up() -> None:
    """RFC 5465, 5.8: NOTIFICATIONOVERFLOW is as NOTIFY NONE."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 NOTIFY")
    session.submit(Notify((Watch(Selector.SELECTED, (NEW, GONE)),)))
    session.receive_data(b"A002 OK done\r\n* OK [NOTIFICATIONOVERFLOW] too much\r\n")
    session.submit(Fetch(SequenceSet.of([1]), FetchItem.FLAGS))


def test_it_needs_the_capability() -> None:
    """RFC 5465, 3."""
    with pytest.raises(CapabilityMissing):
        session_in(ConnectionState.AUTHENTICATED, "IMAP4rev1").submit(Notify())
