# SPDX-License-Identifier: MIT
"""The examples of what LIST can do beyond its oldest form: RFC 5258, 5819, 6154, 8440 and 9590."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    Create,
    GetMetadata,
    List,
    ListDetails,
    ListReturn,
    ListSelection,
    MailboxDetails,
    Metadata,
    SetMetadata,
    StatusItem,
)
from mailproto.responses import ListData, MailboxStatus, MetadataData, ResponseCode, StatusResponse
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxAttribute, MailboxName, Status
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
SUBSCRIBED, REMOTE = ListSelection.SUBSCRIBED, ListSelection.REMOTE
RECURSIVEMATCH, SPECIAL_USE = ListSelection.RECURSIVEMATCH, ListSelection.SPECIAL_USE
EXTENDED = "IMAP4rev1 LIST-EXTENDED"


def mailbox(name: str, *attributes: str, delimiter: str = "/", child_info: bool = False) -> ListData:
    """Make what LIST tells of a mailbox, with subscribed ones below it or without."""
    return ListData(
        frozenset(MailboxAttribute(f"\\{each}") for each in attributes),
        delimiter,
        MailboxName(name),
        child_info=frozenset({"SUBSCRIBED"}) if child_info else frozenset(),
        extended={"CHILDINFO": b'("SUBSCRIBED")'} if child_info else {},
    )


def status(name: str, **items: int) -> MailboxStatus:
    """Make the numbers of a mailbox."""
    return MailboxStatus(MailboxName(name), items)


INBOX = mailbox("INBOX", "Marked", "NoInferiors")
INBOX_TOO = mailbox("INBOX", "Marked", "NoInferiors", "Subscribed")

EXAMPLES = [
    Example(
        "5 LIST (SUBSCRIBED)",
        AFTER,
        r"""
        C: A02 LIST (SUBSCRIBED) "" "*"
        S: * LIST (\Marked \NoInferiors \Subscribed) "/" "inbox"
        S: * LIST (\Subscribed) "/" "Fruit/Banana"
        S: * LIST (\Subscribed \NonExistent) "/" "Fruit/Peach"
        S: A02 OK done
        """,
        (List(select=(SUBSCRIBED,)),),
        ((INBOX_TOO, mailbox("Fruit/Banana", "Subscribed"), mailbox("Fruit/Peach", "Subscribed", "NonExistent")),),
        capabilities=EXTENDED,
    ),
    Example(
        "5 LIST (REMOTE)",
        AFTER,
        r"""
        C: A04 LIST (REMOTE) "" "%" RETURN (CHILDREN)
        S: * LIST (\Marked \NoInferiors) "/" "inbox"
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Tofu"
        S: * LIST (\Remote) "/" "Bread"
        S: * LIST (\HasChildren \Remote) "/" "Meat"
        S: A04 OK done
        C: A05 LIST (REMOTE SUBSCRIBED) "" "*"
        S: * LIST (\Remote \Subscribed) "/" "Bread"
        S: A05 OK done
        C: A06 LIST (REMOTE) "" "*" RETURN (SUBSCRIBED)
        S: * LIST () "/" "Fruit"
        S: * LIST (\Remote) "/" "Meat"
        S: A06 OK done
        """,
        (
            List("", "%", (REMOTE,), (ListReturn.CHILDREN,)),
            List("", "*", (REMOTE, SUBSCRIBED)),
            List("", "*", (REMOTE,), (ListReturn.SUBSCRIBED,)),
        ),
        (
            (
                INBOX,
                mailbox("Fruit", "HasChildren"),
                mailbox("Tofu", "HasNoChildren"),
                mailbox("Bread", "Remote"),
                mailbox("Meat", "HasChildren", "Remote"),
            ),
            (mailbox("Bread", "Remote", "Subscribed"),),
            (mailbox("Fruit"), mailbox("Meat", "Remote")),
        ),
        capabilities=EXTENDED,
    ),
    Example(
        "5 LIST with several patterns",
        AFTER,
        r"""
        C: BBB LIST "" ("INBOX" "Drafts" "Sent/%")
        S: * LIST () "/" "INBOX"
        S: * LIST (\NoInferiors) "/" "Drafts"
        S: * LIST () "/" "Sent/March2004"
        S: * LIST (\Marked) "/" "Sent/December2003"
        S: * LIST () "/" "Sent/August2004"
        S: BBB OK done
        C: a3.1 LIST "" (% music/rock)
        S: * LIST () "/" music/rock
        S: a3.1 OK done
        """,
        (List("", ("INBOX", "Drafts", "Sent/%")), List("", ("%", "music/rock"))),
        (
            (
                mailbox("INBOX"),
                mailbox("Drafts", "NoInferiors"),
                mailbox("Sent/March2004"),
                mailbox("Sent/December2003", "Marked"),
                mailbox("Sent/August2004"),
            ),
            (mailbox("music/rock"),),
        ),
        capabilities=EXTENDED,
    ),
    Example(
        "5 LIST (SUBSCRIBED RECURSIVEMATCH)",
        AFTER,
        r"""
        C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST () "/" "Foo" ("CHILDINFO" ("SUBSCRIBED"))
        S: C04 OK done
        C: C05 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\Subscribed \HasChildren) "/" "Foo" ("CHILDINFO" ("SUBSCRIBED"))
        S: C05 OK done
        C: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN)
        S: * LIST (\HasChildren \Subscribed) "/" "Foo"
        S: * LIST (\HasNoChildren \Subscribed) "/" "Moo"
        S: C06 OK done
        C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
        S: * LIST () "/" "foo2" ("CHILDINFO" ("SUBSCRIBED"))
        S: * LIST (\Subscribed) "/" "foo2/bar2"
        S: * LIST (\Subscribed) "/" "eps2" ("CHILDINFO" ("SUBSCRIBED"))
        S: D03 OK done
        """,
        (
            List("", "%", (SUBSCRIBED, RECURSIVEMATCH)),
            List("", "%", (SUBSCRIBED, RECURSIVEMATCH)),
            List("", "%", (SUBSCRIBED, RECURSIVEMATCH), (ListReturn.CHILDREN,)),
            List("", "*2", (RECURSIVEMATCH, SUBSCRIBED)),
        ),
        (
            (mailbox("Foo", child_info=True),),
            (mailbox("Foo", "Subscribed", "HasChildren", child_info=True),),
            (mailbox("Foo", "HasChildren", "Subscribed"), mailbox("Moo", "HasNoChildren", "Subscribed")),
            (
                mailbox("foo2", child_info=True),
                mailbox("foo2/bar2", "Subscribed"),
                mailbox("eps2", "Subscribed", child_info=True),
            ),
        ),
        capabilities=EXTENDED,
    ),
    Example(
        "RFC 5819, 3 LIST with STATUS",
        AFTER,
        r"""
        C: A01 LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
        S: * LIST () "."  "INBOX"
        S: * STATUS "INBOX" (MESSAGES 17 UNSEEN 16)
        S: * LIST () "." "foo"
        S: * STATUS "foo" (MESSAGES 30 UNSEEN 29)
        S: * LIST (\NoSelect) "." "bar"
        S: A01 OK List completed.
        C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS (MESSAGES))
        S: * LIST (\Subscribed) "."  "INBOX"
        S: * STATUS "INBOX" (MESSAGES 17)
        S: * LIST () "." "foo" (CHILDINFO ("SUBSCRIBED"))
        S: A02 OK List completed.
        """,
        (
            ListDetails("", "%", status=(StatusItem.MESSAGES, StatusItem.UNSEEN)),
            ListDetails("", "%", (SUBSCRIBED, RECURSIVEMATCH), status=(StatusItem.MESSAGES,)),
        ),
        (
            (
                MailboxDetails(mailbox("INBOX", delimiter="."), status("INBOX", MESSAGES=17, UNSEEN=16)),
                MailboxDetails(mailbox("foo", delimiter="."), status("foo", MESSAGES=30, UNSEEN=29)),
                MailboxDetails(mailbox("bar", "NoSelect", delimiter=".")),
            ),
            (
                MailboxDetails(mailbox("INBOX", "Subscribed", delimiter="."), status("INBOX", MESSAGES=17)),
                MailboxDetails(mailbox("foo", delimiter=".", child_info=True)),
            ),
        ),
        capabilities=EXTENDED + " LIST-STATUS",
    ),
    Example(
        "RFC 6154, 5.2 LIST with SPECIAL-USE",
        AFTER,
        r"""
        C: t2 LIST "" "%" RETURN (SPECIAL-USE)
        S: * LIST (\Marked) "/" Inbox
        S: * LIST () "/" ToDo
        S: * LIST (\Sent) "/" SentMail
        S: * LIST (\Marked \Drafts) "/" MyDrafts
        S: t2 OK done
        C: t3 LIST (SPECIAL-USE) "" "*"
        S: * LIST (\Sent) "/" SentMail
        S: * LIST (\Marked \Drafts) "/" MyDrafts
        S: * LIST (\Trash) "/" Trash
        S: t3 OK done
        """,
        (List("", "%", returning=(ListReturn.SPECIAL_USE,)), List("", "*", (SPECIAL_USE,))),
        (
            (
                mailbox("INBOX", "Marked"),
                mailbox("ToDo"),
                mailbox("SentMail", "Sent"),
                mailbox("MyDrafts", "Marked", "Drafts"),
            ),
            (mailbox("SentMail", "Sent"), mailbox("MyDrafts", "Marked", "Drafts"), mailbox("Trash", "Trash")),
        ),
        capabilities="IMAP4rev1 SPECIAL-USE",
    ),
    Example(
        "RFC 6154, 5.3 CREATE with USE",
        AFTER,
        r"""
        C: t2 CREATE MySpecial (USE (\Drafts \Sent))
        S: t2 OK MySpecial created
        C: t3 CREATE Everything (USE (\All))
        S: t3 NO [USEATTR] \All not supported
        """,
        (Create("MySpecial", (r"\Drafts", r"\Sent")), Create("Everything", (r"\All",))),
        (
            None,
            StatusResponse(None, Status.NO, r"\All not supported", ResponseCode("USEATTR", None, b"USEATTR")),
        ),
        capabilities="IMAP4rev1 CREATE-SPECIAL-USE",
    ),
    Example(
        "RFC 6154, 5.4 special uses as annotations",
        AFTER,
        r"""
        C: t2 GETMETADATA "MyDrafts" /private/specialuse
        S: * METADATA "MyDrafts" (/private/specialuse "\\Drafts")
        S: t2 OK done
        C: t3 SETMETADATA "SavedDrafts" (/private/specialuse "\\Drafts")
        S: * METADATA "MyDrafts" (/private/specialuse NIL)
        S: t3 OK SETMETADATA complete
        C: t4 SETMETADATA "SentMail" (/private/specialuse NIL)
        S: t4 OK SETMETADATA complete
        """,
        (
            GetMetadata("MyDrafts", ("/private/specialuse",)),
            SetMetadata("SavedDrafts", {"/private/specialuse": rb"\Drafts"}),
            SetMetadata("SentMail", {"/private/specialuse": None}),
        ),
        (Metadata({"/private/specialuse": rb"\Drafts"}), None, None),
        (MetadataData(MailboxName("MyDrafts"), {"/private/specialuse": None}),),
        capabilities="IMAP4rev1 SPECIAL-USE METADATA",
    ),
    Example(
        "RFC 8440, 4 LIST with MYRIGHTS",
        AFTER,
        r"""
        C: A01 LIST "" % RETURN (MYRIGHTS)
        S: * LIST () "." "INBOX"
        S: * MYRIGHTS "INBOX" lrswipkxtecda
        S: * LIST () "." "foo"
        S: * MYRIGHTS "foo" lrs
        S: * LIST (\NonExistent) "." "bar"
        S: A01 OK List completed.
        C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (MYRIGHTS)
        S: * LIST (\Subscribed) "." "INBOX"
        S: * MYRIGHTS "INBOX" lrswipkxtecda
        S: * LIST () "." "foo" (CHILDINFO ("SUBSCRIBED"))
        S: A02 OK List completed.
        """,
        (ListDetails("", "%", rights=True), ListDetails("", "%", (SUBSCRIBED, RECURSIVEMATCH), rights=True)),
        (
            (
                MailboxDetails(mailbox("INBOX", delimiter="."), rights=frozenset("lrswipkxtecda")),
                MailboxDetails(mailbox("foo", delimiter="."), rights=frozenset("lrs")),
                MailboxDetails(mailbox("bar", "NonExistent", delimiter=".")),
            ),
            (
                MailboxDetails(mailbox("INBOX", "Subscribed", delimiter="."), rights=frozenset("lrswipkxtecda")),
                MailboxDetails(mailbox("foo", delimiter=".", child_info=True)),
            ),
        ),
        capabilities=EXTENDED + " LIST-MYRIGHTS",
    ),
    Example(
        "RFC 9590, 3 LIST with METADATA, in words of ours",
        AFTER,
        r"""
        C: A00 LIST "" % RETURN (METADATA (/shared/vendor/cmu/cyrus-imapd/color))
        S: * LIST () "." "INBOX"
        S: * METADATA "INBOX" (/shared/vendor/cmu/cyrus-imapd/color "#b71c1c")
        S: * LIST () "." "foo"
        S: * METADATA "foo" (/shared/vendor/cmu/cyrus-imapd/color NIL)
        S: * LIST (\NonExistent) "." "bar"
        S: A00 OK List completed.
        """,
        (ListDetails("", "%", metadata=("/shared/vendor/cmu/cyrus-imapd/color",)),),
        (
            (
                MailboxDetails(
                    mailbox("INBOX", delimiter="."), metadata={"/shared/vendor/cmu/cyrus-imapd/color": b"#b71c1c"}
                ),
                MailboxDetails(mailbox("foo", delimiter="."), metadata={"/shared/vendor/cmu/cyrus-imapd/color": None}),
                MailboxDetails(mailbox("bar", "NonExistent", delimiter=".")),
            ),
        ),
        capabilities=EXTENDED + " LIST-METADATA METADATA",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
