# SPDX-License-Identifier: MIT
"""The examples of RFC 9051, 6.3: mailboxes as wholes, as far as every server has it."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    Create,
    Delete,
    Examine,
    List,
    Rename,
    Select,
    SelectedMailbox,
    Status,
    Subscribe,
    Unsubscribe,
)
from mailproto.responses import ListData, MailboxStatus, StatusResponse
from mailproto.states import ConnectionState
from mailproto.vocabulary import (
    ANSWERED,
    DELETED,
    DRAFT,
    FLAGGED,
    SEEN,
    Flag,
    MailboxAttribute,
    MailboxName,
    Uid,
    UidValidity,
)
from mailproto.vocabulary import Status as Word
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
ALL_FLAGS = (ANSWERED, FLAGGED, DELETED, SEEN, DRAFT)
INBOX = SelectedMailbox(
    MailboxName("INBOX"),
    flags=ALL_FLAGS,
    permanent_flags=(DELETED, SEEN, Flag(r"\*")),
    exists=172,
    uid_validity=UidValidity(3857529045),
    uid_next=Uid(4392),
)


def listed(name: str, *attributes: str, delimiter: str = "/") -> ListData:
    """Make what LIST tells of a mailbox."""
    return ListData(frozenset(map(MailboxAttribute, attributes)), delimiter, MailboxName(name))


EXAMPLES = [
    Example(
        "6.3.2 SELECT",
        AFTER,
        r"""
        C: A142 SELECT INBOX
        S: * 172 EXISTS
        S: * OK [UIDVALIDITY 3857529045] UIDs valid
        S: * OK [UIDNEXT 4392] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited
        S: * LIST () "/" INBOX
        S: A142 OK [READ-WRITE] SELECT completed
        C: A143 SELECT Drafts
        S: * OK [CLOSED] Previous mailbox is now closed
        S: * 5 EXISTS
        S: * OK [UIDVALIDITY 9877410381] UIDs valid
        S: * OK [UIDNEXT 102] Predicted next UID
        S: * LIST () "/" Drafts
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \Answered \Flagged \Draft \*)] System flags and keywords allowed
        S: A143 OK [READ-WRITE] SELECT completed
        """,
        (Select("INBOX"), Select("Drafts")),
        (
            INBOX,
            SelectedMailbox(
                MailboxName("Drafts"),
                flags=ALL_FLAGS,
                permanent_flags=(DELETED, SEEN, ANSWERED, FLAGGED, DRAFT, Flag(r"\*")),
                exists=5,
                uid_validity=UidValidity(9877410381),  # over 32 bits, as it is printed there
                uid_next=Uid(102),
            ),
        ),
    ),
    Example(
        "6.3.3 EXAMINE",
        AFTER,
        r"""
        C: A932 EXAMINE blurdybloop
        S: * 17 EXISTS
        S: * OK [UIDVALIDITY 3857529045] UIDs valid
        S: * OK [UIDNEXT 4392] Predicted next UID
        S: * LIST () "/" blurdybloop
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS ()] No permanent flags permitted
        S: A932 OK [READ-ONLY] EXAMINE completed
        """,
        (Examine("blurdybloop"),),
        (
            SelectedMailbox(
                MailboxName("blurdybloop"),
                read_only=True,
                flags=ALL_FLAGS,
                permanent_flags=(),
                exists=17,
                uid_validity=UidValidity(3857529045),
                uid_next=Uid(4392),
            ),
        ),
    ),
    Example(
        "6.3.4 CREATE",
        AFTER,
        r"""
        C: A003 CREATE owatagusiam/
        S: A003 OK CREATE completed
        C: A004 CREATE owatagusiam/blurdybloop
        S: A004 OK CREATE completed
        """,
        (Create("owatagusiam/"), Create("owatagusiam/blurdybloop")),
        (None, None),
    ),
    Example(
        "6.3.5 DELETE",
        AFTER,
        r"""
        C: A682 LIST "" *
        S: * LIST () "/" blurdybloop
        S: * LIST (\Noselect) "/" foo
        S: * LIST () "/" foo/bar
        S: A682 OK LIST completed
        C: A683 DELETE blurdybloop
        S: A683 OK DELETE completed
        C: A684 DELETE foo
        S: A684 NO Name "foo" has inferior hierarchical names
        C: A685 DELETE foo/bar
        S: A685 OK DELETE Completed
        C: A686 LIST "" *
        S: * LIST (\Noselect) "/" foo
        S: A686 OK LIST completed
        C: A687 DELETE foo
        S: A687 OK DELETE Completed
        """,
        (List(), Delete("blurdybloop"), Delete("foo"), Delete("foo/bar"), List(), Delete("foo")),
        (
            (listed("blurdybloop"), listed("foo", r"\Noselect"), listed("foo/bar")),
            None,
            StatusResponse(None, Word.NO, 'Name "foo" has inferior hierarchical names'),
            None,
            (listed("foo", r"\Noselect"),),
            None,
        ),
    ),
    Example(
        "6.3.5 DELETE, a dot between levels",
        AFTER,
        r"""
        C: A82 LIST "" *
        S: * LIST () "." blurdybloop
        S: * LIST () "." foo
        S: * LIST () "." foo.bar
        S: A82 OK LIST completed
        C: A83 DELETE blurdybloop
        S: A83 OK DELETE completed
        C: A84 DELETE foo
        S: A84 OK DELETE Completed
        C: A85 LIST "" *
        S: * LIST () "." foo.bar
        S: A85 OK LIST completed
        C: A86 LIST "" %
        S: * LIST (\Noselect) "." foo
        S: A86 OK LIST completed
        """,
        (List(), Delete("blurdybloop"), Delete("foo"), List(), List(pattern="%")),
        (
            (listed("blurdybloop", delimiter="."), listed("foo", delimiter="."), listed("foo.bar", delimiter=".")),
            None,
            None,
            (listed("foo.bar", delimiter="."),),
            (listed("foo", r"\Noselect", delimiter="."),),
        ),
    ),
    Example(
        "6.3.6 RENAME",
        AFTER,
        r"""
        C: A682 LIST "" *
        S: * LIST () "/" blurdybloop
        S: * LIST (\Noselect) "/" foo
        S: * LIST () "/" foo/bar
        S: A682 OK LIST completed
        C: A683 RENAME blurdybloop sarasoop
        S: A683 OK RENAME completed
        C: A684 RENAME foo zowie
        S: A684 OK RENAME Completed
        C: A685 LIST "" *
        S: * LIST () "/" sarasoop
        S: * LIST (\Noselect) "/" zowie
        S: * LIST () "/" zowie/bar
        S: A685 OK LIST completed
        """,
        (List(), Rename("blurdybloop", "sarasoop"), Rename("foo", "zowie"), List()),
        (
            (listed("blurdybloop"), listed("foo", r"\Noselect"), listed("foo/bar")),
            None,
            None,
            (listed("sarasoop"), listed("zowie", r"\Noselect"), listed("zowie/bar")),
        ),
    ),
    Example(
        "6.3.6 RENAME of INBOX",
        AFTER,
        r"""
        C: Z432 LIST "" *
        S: * LIST () "." INBOX
        S: * LIST () "." INBOX.bar
        S: Z432 OK LIST completed
        C: Z433 RENAME INBOX old-mail
        S: Z433 OK RENAME completed
        C: Z434 LIST "" *
        S: * LIST () "." INBOX
        S: * LIST () "." INBOX.bar
        S: * LIST () "." old-mail
        S: Z434 OK LIST completed
        """,
        (List(), Rename("INBOX", "old-mail"), List()),
        (
            (listed("INBOX", delimiter="."), listed("INBOX.bar", delimiter=".")),
            None,
            (
                listed("INBOX", delimiter="."),
                listed("INBOX.bar", delimiter="."),
                listed("old-mail", delimiter="."),
            ),
        ),
    ),
    Example(
        "6.3.7 SUBSCRIBE",
        AFTER,
        r"""
        C: A002 SUBSCRIBE #news.comp.mail.mime
        S: A002 OK SUBSCRIBE completed
        """,
        (Subscribe("#news.comp.mail.mime"),),
        (None,),
    ),
    Example(
        "6.3.8 UNSUBSCRIBE",
        AFTER,
        r"""
        C: A002 UNSUBSCRIBE #news.comp.mail.mime
        S: A002 OK UNSUBSCRIBE completed
        """,
        (Unsubscribe("#news.comp.mail.mime"),),
        (None,),
    ),
    Example(
        "6.3.9.8 LIST",
        AFTER,
        r"""
        C: A101 LIST "" ""
        S: * LIST (\Noselect) "/" ""
        S: A101 OK LIST Completed
        C: A102 LIST #news.comp.mail.misc ""
        S: * LIST (\Noselect) "." #news.
        S: A102 OK LIST Completed
        C: A103 LIST /usr/staff/jones ""
        S: * LIST (\Noselect) "/" /
        S: A103 OK LIST Completed
        C: A202 LIST ~/Mail/ %
        S: * LIST (\Noselect) "/" ~/Mail/foo
        S: * LIST () "/" ~/Mail/meetings
        S: A202 OK LIST completed
        """,
        (
            List(pattern=""),
            List("#news.comp.mail.misc", ""),
            List("/usr/staff/jones", ""),
            List("~/Mail/", "%"),
        ),
        (
            (listed("", r"\Noselect"),),
            (listed("#news.", r"\Noselect", delimiter="."),),
            (listed("/", r"\Noselect"),),
            (listed("~/Mail/foo", r"\Noselect"), listed("~/Mail/meetings")),
        ),
    ),
    Example(
        "6.3.11 STATUS",
        AFTER,
        r"""
        C: A042 STATUS blurdybloop (UIDNEXT MESSAGES)
        S: * STATUS blurdybloop (MESSAGES 231 UIDNEXT 44292)
        S: A042 OK STATUS completed
        """,
        (Status("blurdybloop", ("UIDNEXT", "MESSAGES")),),
        (MailboxStatus(MailboxName("blurdybloop"), {"MESSAGES": 231, "UIDNEXT": 44292}),),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
