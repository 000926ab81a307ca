# SPDX-License-Identifier: MIT
"""The examples about the server and what it tells by itself: RFC 2971, 2342, 8474, 5464 and 5465."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    Body,
    Create,
    Depth,
    FetchItem,
    GetMetadata,
    Id,
    List,
    Metadata,
    Namespace,
    Noop,
    Notify,
    NotifyEvent,
    Selector,
    SetMetadata,
    Status,
    StatusItem,
    Watch,
)
from mailproto.message_data import BodySection, MessageData
from mailproto.responses import (
    ExistsData,
    IdData,
    ListData,
    MailboxStatus,
    MetadataData,
    MetadataLimit,
    NamespaceData,
    ResponseCode,
    StatusResponse,
)
from mailproto.responses import Namespace as OneNamespace
from mailproto.states import ConnectionState
from mailproto.vocabulary import Flag, MailboxAttribute, MailboxName, SequenceNumber, Uid
from mailproto.vocabulary import Status as Word
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
INSIDE = ConnectionState.SELECTED
INBOX = MailboxName("INBOX")
SERVER = MailboxName("")
NEW, GONE = NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE
HEADERS = Body(BodySection(text="HEADER.FIELDS", fields=("from", "to", "subject")))


def one(prefix: str, delimiter: str = "/") -> OneNamespace:
    """Make a namespace."""
    return OneNamespace(MailboxName(prefix), delimiter)


def refused(text: str, code: ResponseCode | None = None) -> StatusResponse:
    """Make a refusal, without its tag."""
    return StatusResponse(None, Word.NO, text, code)


def listed(name: str, *attributes: str, delimiter: str = "/", old: str = "") -> ListData:
    """Make what LIST tells of a mailbox, and what it was called before."""
    return ListData(
        frozenset(map(MailboxAttribute, attributes)),
        delimiter,
        MailboxName(name),
        old_name=MailboxName(old) if old else None,
        extended={"OLDNAME": f'("{old}")'.encode()} if old else {},
    )


EXAMPLES = [
    Example(
        "RFC 2971, 3.1 ID",
        AFTER,
        """
        C: a023 ID ("name" "sodr" "version" "19.34" "vendor" "Pink Floyd Music Limited")
        S: * ID NIL
        S: a023 OK ID completed
        C: a042 ID NIL
        S: * ID ("name" "Cyrus" "version" "1.5" "os" "sunos" "os-version" "5.5" "support-url" "mailto:c@d")
        S: a042 OK ID command completed
        """,
        (Id({"name": "sodr", "version": "19.34", "vendor": "Pink Floyd Music Limited"}), Id()),
        (
            IdData({}),
            IdData(
                {"name": "Cyrus", "version": "1.5", "os": "sunos", "os-version": "5.5", "support-url": "mailto:c@d"}
            ),
        ),
        capabilities="IMAP4rev1 ID",
    ),
    Example(
        "6.3.10 NAMESPACE",
        AFTER,
        """
        C: A001 NAMESPACE
        S: * NAMESPACE (("" "/")) NIL NIL
        S: A001 OK NAMESPACE command completed
        C: A002 NAMESPACE
        S: * NAMESPACE NIL NIL (("" "."))
        S: A002 OK NAMESPACE command completed
        C: A003 NAMESPACE
        S: * NAMESPACE (("" "/")) (("~" "/")) (("#shared/" "/") ("#public/" "/")("#ftp/" "/")("#news." "."))
        S: A003 OK NAMESPACE command completed
        C: A004 NAMESPACE
        S: * NAMESPACE (("INBOX." ".")) NIL  NIL
        S: A004 OK NAMESPACE command completed
        C: A005 CREATE "INBOX.Sent Mail"
        S: A005 OK CREATE command completed
        C: A006 NAMESPACE
        S: * NAMESPACE (("" "/")("#mh/" "/" "X-PARAM" ("FLAG1" "FLAG2"))) NIL NIL
        S: A006 OK NAMESPACE command completed
        C: A007 LIST "" "Other Users/%"
        S: * LIST () "/" "Other Users/Mike"
        S: A007 OK LIST command completed
        """,
        (
            Namespace(),
            Namespace(),
            Namespace(),
            Namespace(),
            Create(one("INBOX.", ".").name("Sent Mail")),
            Namespace(),
            List("", "Other Users/%"),
        ),
        (
            NamespaceData((one(""),)),
            NamespaceData(shared=(one("", "."),)),
            NamespaceData(
                (one(""),), (one("~"),), (one("#shared/"), one("#public/"), one("#ftp/"), one("#news.", "."))
            ),
            NamespaceData((one("INBOX.", "."),)),
            None,
            NamespaceData((one(""), OneNamespace(MailboxName("#mh/"), "/", {"X-PARAM": ("FLAG1", "FLAG2")}))),
            (listed("Other Users/Mike"),),
        ),
        capabilities="IMAP4rev2",
    ),
    Example(
        "RFC 8474, 4 MAILBOXID",
        AFTER,
        """
        C: 3 create foo
        S: 3 OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Completed
        C: 5 create foo
        S: 5 NO Mailbox already exists
        C: 6 status foo (mailboxid)
        S: * STATUS foo (MAILBOXID (F2212ea87-6097-4256-9d51-71338625))
        S: 6 OK Completed
        """,
        (Create("foo"), Create("foo"), Status("foo", (StatusItem.MAILBOXID,))),
        (
            "F2212ea87-6097-4256-9d51-71338625",
            refused("Mailbox already exists"),
            MailboxStatus(MailboxName("foo"), {}, {"MAILBOXID": b"(F2212ea87-6097-4256-9d51-71338625)"}),
        ),
        capabilities="IMAP4rev1 OBJECTID",
    ),
    Example(
        "RFC 5464, 4.2 GETMETADATA",
        AFTER,
        r"""
        C: a GETMETADATA "" /shared/comment
        S: * METADATA "" (/shared/comment "Shared comment")
        S: a OK GETMETADATA complete
        C: b GETMETADATA "INBOX" (/shared/comment /private/comment)
        S: * METADATA "INBOX" (/shared/comment "Shared comment" /private/comment "My own comment")
        S: b OK GETMETADATA complete
        C: c GETMETADATA (MAXSIZE 1024) "INBOX" (/shared/comment /private/comment)
        S: * METADATA "INBOX" (/private/comment "My own comment")
        S: c OK [METADATA LONGENTRIES 2199] GETMETADATA complete
        C: d GETMETADATA (DEPTH 1) "INBOX" /private/filters/values
        S: * METADATA "INBOX" (/private/filters/values/small "SMALLER 5000" /private/filters/values/boss "FROM \"b\"")
        S: d OK GETMETADATA complete
        C: e GETMETADATA "INBOX" (/private/comment /shared/comment)
        S: * METADATA "INBOX" (/private/comment "My comment")
        S: * METADATA "INBOX" (/shared/comment "Its sunny outside!")
        S: e OK GETMETADATA complete
        """,
        (
            GetMetadata("", ("/shared/comment",)),
            GetMetadata("INBOX", ("/shared/comment", "/private/comment")),
            GetMetadata("INBOX", ("/shared/comment", "/private/comment"), max_size=1024),
            GetMetadata("INBOX", ("/private/filters/values",), Depth.CHILDREN),
            GetMetadata("INBOX", ("/private/comment", "/shared/comment")),
        ),
        (
            Metadata({"/shared/comment": b"Shared comment"}),
            Metadata({"/shared/comment": b"Shared comment", "/private/comment": b"My own comment"}),
            Metadata({"/private/comment": b"My own comment"}, 2199),
            Metadata({"/private/filters/values/small": b"SMALLER 5000", "/private/filters/values/boss": b'FROM "b"'}),
            Metadata({"/private/comment": b"My comment", "/shared/comment": b"Its sunny outside!"}),
        ),
        capabilities="IMAP4rev1 METADATA",
    ),
    Example(
        "RFC 5464, 4.3 SETMETADATA",
        AFTER,
        """
        C: a SETMETADATA INBOX (/private/comment {33}
        S: + ready for data
        C: My new comment across
        C: two lines.)
        S: a OK SETMETADATA complete
        C: b SETMETADATA INBOX (/private/comment NIL)
        S: b OK SETMETADATA complete
        C: c SETMETADATA INBOX (/private/comment "My new comment" /shared/comment "This one is for you!")
        S: c OK SETMETADATA complete
        C: d SETMETADATA INBOX (/private/comment "My new comment")
        S: d NO [METADATA TOOMANY] SETMETADATA failed
        """,
        (
            SetMetadata("INBOX", {"/private/comment": b"My new comment across\r\ntwo lines."}),
            SetMetadata("INBOX", {"/private/comment": None}),
            SetMetadata("INBOX", {"/private/comment": b"My new comment", "/shared/comment": b"This one is for you!"}),
            SetMetadata("INBOX", {"/private/comment": b"My new comment"}),
        ),
        (
            None,
            None,
            None,
            refused("SETMETADATA failed", ResponseCode("METADATA", MetadataLimit("TOOMANY"), b"METADATA TOOMANY")),
        ),
        capabilities="IMAP4rev1 METADATA",
    ),
    Example(
        "RFC 5464, 4.4.2 METADATA without values",
        AFTER,
        """
        C: a NOOP
        S: * METADATA "" /shared/comment
        S: a OK NOOP complete
        C: b NOOP
        S: * METADATA "INBOX" /shared/comment /private/comment
        S: b OK NOOP complete
        """,
        (Noop(), Noop()),
        (None, None),
        (
            MetadataData(SERVER, changed=("/shared/comment",)),
            MetadataData(INBOX, changed=("/shared/comment", "/private/comment")),
        ),
    ),
    # With the MessageExpunge that section 5 demands and the example forgets
    Example(
        "RFC 5465, 3.1 NOTIFY",
        INSIDE,
        """
        C: b notify set status (selected (MessageNew (uid body.peek[header.fields (from to subject)]) MessageExpunge)) \
(subtree (Lists) (MessageNew MessageExpunge))
        S: * STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)
        S: * STATUS Lists/Im2000 (UIDVALIDITY 901 UIDNEXT 1 MESSAGES 0)
        S: b OK done
        S: * STATUS Lists/Lemonade (UIDVALIDITY 4 UIDNEXT 10000 MESSAGES 501)
        S: * 99 FETCH (UID 9999 FLAGS ($Junk))
        S: * 444 EXISTS
        S: * 444 FETCH (UID 9999)
        S: * STATUS Lists/Lemonade (HIGHESTMODSEQ 65666665 UIDVALIDITY 101)
        """,
        (
            Notify(
                (
                    Watch(Selector.SELECTED, (NEW, GONE), items=(FetchItem.UID, HEADERS)),
                    Watch(Selector.SUBTREE, (NEW, GONE), ("Lists",)),
                ),
                status=True,
            ),
        ),
        (
            (
                MailboxStatus(MailboxName("Lists/Lemonade"), {"UIDVALIDITY": 4, "UIDNEXT": 9999, "MESSAGES": 500}),
                MailboxStatus(MailboxName("Lists/Im2000"), {"UIDVALIDITY": 901, "UIDNEXT": 1, "MESSAGES": 0}),
            ),
        ),
        (
            MailboxStatus(MailboxName("Lists/Lemonade"), {"UIDVALIDITY": 4, "UIDNEXT": 10000, "MESSAGES": 501}),
            MessageData(SequenceNumber(99), uid=Uid(9999), flags=frozenset({Flag("$Junk")})),
            ExistsData(444),
            MessageData(SequenceNumber(444), uid=Uid(9999)),
            MailboxStatus(MailboxName("Lists/Lemonade"), {"HIGHESTMODSEQ": 65666665, "UIDVALIDITY": 101}),
        ),
        capabilities="IMAP4rev1 NOTIFY",
    ),
    Example(
        "RFC 5465, 5.4 MailboxName",
        AFTER,
        r"""
        C: a notify set (personal (MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange))
        S: a OK done
        S: * LIST () "/" "NewMailbox"
        S: * LIST (\NonExistent) "." "INBOX.DeletedMailbox"
        S: * LIST () "/" "NewMailbox" ("OLDNAME" ("OldMailbox"))
        S: * LIST (\Subscribed) "/" "SubscribedMailbox"
        S: * METADATA "INBOX" /shared/comment
        S: * METADATA "" /shared/comment
        S: * OK [NOTIFICATIONOVERFLOW] ...A comment can go here...
        """,
        (
            Notify(
                (
                    Watch(
                        Selector.PERSONAL,
                        (
                            NotifyEvent.MAILBOX_NAME,
                            NotifyEvent.SUBSCRIPTION_CHANGE,
                            NotifyEvent.MAILBOX_METADATA_CHANGE,
                            NotifyEvent.SERVER_METADATA_CHANGE,
                        ),
                    ),
                )
            ),
        ),
        ((),),
        (
            listed("NewMailbox"),
            listed("INBOX.DeletedMailbox", r"\NonExistent", delimiter="."),
            listed("NewMailbox", old="OldMailbox"),
            listed("SubscribedMailbox", r"\Subscribed"),
            MetadataData(INBOX, changed=("/shared/comment",)),
            MetadataData(SERVER, changed=("/shared/comment",)),
            StatusResponse(
                None,
                Word.OK,
                "...A comment can go here...",
                ResponseCode("NOTIFICATIONOVERFLOW", None, b"NOTIFICATIONOVERFLOW"),
            ),
        ),
        capabilities="IMAP4rev1 NOTIFY",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
