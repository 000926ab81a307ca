# SPDX-License-Identifier: MIT
"""The examples about quotas and rights: RFC 9208 and RFC 4314."""

from __future__ import annotations

import pytest

from mailproto.commands import (
    AclAction,
    DeleteAcl,
    GetAcl,
    GetQuota,
    GetQuotaRoot,
    ListRights,
    MyRights,
    SetAcl,
    SetQuota,
    Status,
    StatusItem,
)
from mailproto.responses import (
    AclData,
    ListRightsData,
    MailboxStatus,
    MyRightsData,
    QuotaData,
    QuotaResource,
    StatusResponse,
)
from mailproto.states import ConnectionState
from mailproto.vocabulary import MailboxName
from mailproto.vocabulary import Status as Word
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
INBOX = MailboxName("INBOX")
DRAFTS = MailboxName("INBOX/Drafts")


def quota(root: str, **resources: tuple[int, int]) -> QuotaData:
    """Make a quota, each resource with its usage and limit."""
    return QuotaData(root, {name: QuotaResource(*each) for name, each in resources.items()})


def refused(text: str, *, word: Word = Word.NO) -> StatusResponse:
    """Make a refusal, without its tag."""
    return StatusResponse(None, word, text)


EXAMPLES = [
    Example(
        "RFC 9208, 4.1.1 GETQUOTA",
        AFTER,
        """
        C: G0001 GETQUOTA "!partition/sda4"
        S: * QUOTA "!partition/sda4" (STORAGE 104 10923847)
        S: G0001 OK Getquota complete
        """,
        (GetQuota("!partition/sda4"),),
        (quota("!partition/sda4", STORAGE=(104, 10923847)),),
        capabilities="IMAP4rev1 QUOTA QUOTA=RES-STORAGE",
    ),
    Example(
        "RFC 9208, 4.1.2 GETQUOTAROOT",
        AFTER,
        """
        C: G0002 GETQUOTAROOT INBOX
        S: * QUOTAROOT INBOX "#user/alice" "!partition/sda4"
        S: * QUOTA "#user/alice" (MESSAGE 42 1000)
        S: * QUOTA "!partition/sda4" (STORAGE 104 10923847)
        S: G0002 OK Getquotaroot complete
        C: G0003 GETQUOTAROOT comp.mail.mime
        S: * QUOTAROOT comp.mail.mime
        S: G0003 OK Getquotaroot complete
        """,
        (GetQuotaRoot("INBOX"), GetQuotaRoot("comp.mail.mime")),
        ((quota("#user/alice", MESSAGE=(42, 1000)), quota("!partition/sda4", STORAGE=(104, 10923847))), ()),
        capabilities="IMAP4rev1 QUOTA=RES-STORAGE QUOTA=RES-MESSAGE",
    ),
    Example(
        "RFC 9208, 4.1.3 SETQUOTA",
        AFTER,
        """
        C: S0000 GETQUOTA "#user/alice"
        S: * QUOTA "#user/alice" (STORAGE 54 111 MESSAGE 42 1000)
        S: S0000 OK Getquota completed
        C: S0001 SETQUOTA "#user/alice" (STORAGE 510)
        S: * QUOTA "#user/alice" (STORAGE 58 512)
        S: S0001 OK Rounded quota
        C: S0002 SETQUOTA "!partition/sda4" (STORAGE 99999999)
        S: * QUOTA "!partition/sda4" (STORAGE 104 10923847)
        S: S0002 NO Cannot change system limit
        """,
        (
            GetQuota("#user/alice"),
            SetQuota("#user/alice", {"STORAGE": 510}),
            SetQuota("!partition/sda4", {"STORAGE": 99999999}),
        ),
        (
            quota("#user/alice", STORAGE=(54, 111), MESSAGE=(42, 1000)),
            quota("#user/alice", STORAGE=(58, 512)),
            refused("Cannot change system limit"),
        ),
        capabilities="IMAP4rev1 QUOTA QUOTASET QUOTA=RES-STORAGE QUOTA=RES-MESSAGE",
    ),
    Example(
        "RFC 9208, 4.1.4 STATUS with DELETED-STORAGE",
        AFTER,
        """
        C: S0003 STATUS INBOX (MESSAGES DELETED DELETED-STORAGE)
        S: * STATUS INBOX (MESSAGES 12 DELETED 4 DELETED-STORAGE 8)
        S: S0003 OK Status complete.
        """,
        (Status("INBOX", (StatusItem.MESSAGES, StatusItem.DELETED, StatusItem.DELETED_STORAGE)),),
        (MailboxStatus(INBOX, {"MESSAGES": 12, "DELETED": 4, "DELETED-STORAGE": 8}),),
        capabilities="IMAP4rev1 QUOTA QUOTA=RES-STORAGE QUOTA=RES-MESSAGE",
    ),
    Example(
        "RFC 4314, 3.1 SETACL",
        AFTER,
        """
        C: A001 GETACL INBOX/Drafts
        S: * ACL INBOX/Drafts Fred rwipslxetad Chris lrswi
        S: A001 OK Getacl complete
        C: A002 SETACL INBOX/Drafts Chris +cda
        S: A002 OK Setacl complete
        C: A003 GETACL INBOX/Drafts
        S: * ACL INBOX/Drafts Fred rwipslxetad Chris lrswicdakxet
        S: A003 OK Getacl complete
        C: A036 SETACL INBOX/Drafts John lrqswicda
        S: A036 BAD The q right is not supported
        """,
        (
            GetAcl("INBOX/Drafts"),
            SetAcl("INBOX/Drafts", "Chris", "cda", AclAction.ADD),
            GetAcl("INBOX/Drafts"),
            SetAcl("INBOX/Drafts", "John", "lrqswicda"),
        ),
        (
            AclData(DRAFTS, {"Fred": frozenset("rwipslxetad"), "Chris": frozenset("lrswi")}),
            None,
            AclData(DRAFTS, {"Fred": frozenset("rwipslxetad"), "Chris": frozenset("lrswicdakxet")}),
            refused("The q right is not supported", word=Word.BAD),
        ),
        capabilities="IMAP4rev1 ACL RIGHTS=texk",
    ),
    Example(
        "RFC 4314, 3.2 DELETEACL",
        AFTER,
        """
        C: B001 getacl INBOX
        S: * ACL INBOX Fred rwipslxetad -Fred wetd $team w
        S: B001 OK Getacl complete
        C: B002 DeleteAcl INBOX Fred
        S: B002 OK Deleteacl complete
        C: B003 GETACL INBOX
        S: * ACL INBOX -Fred wetd $team w
        S: B003 OK Getacl complete
        """,
        (GetAcl("INBOX"), DeleteAcl("INBOX", "Fred"), GetAcl("INBOX")),
        (
            AclData(INBOX, {"Fred": frozenset("rwipslxetad"), "-Fred": frozenset("wetd"), "$team": frozenset("w")}),
            None,
            AclData(INBOX, {"-Fred": frozenset("wetd"), "$team": frozenset("w")}),
        ),
        capabilities="IMAP4rev1 ACL",
    ),
    Example(
        "RFC 4314, 3.4 LISTRIGHTS",
        AFTER,
        """
        C: a001 LISTRIGHTS ~/Mail/saved smith
        S: * LISTRIGHTS ~/Mail/saved smith la r swicdkxte
        S: a001 OK Listrights completed
        C: a005 listrights archive/imap anyone
        S: * LISTRIGHTS archive.imap anyone "" l r s w i p k x t e c d a 0 1 2 3 4 5 6 7 8 9
        S: a005 OK Listrights successful
        """,
        (ListRights("~/Mail/saved", "smith"), ListRights("archive/imap", "anyone")),
        (
            ListRightsData(
                MailboxName("~/Mail/saved"), "smith", frozenset("la"), (frozenset("r"), frozenset("swicdkxte"))
            ),
            ListRightsData(
                MailboxName("archive.imap"), "anyone", frozenset(), tuple(map(frozenset, "lrswipkxtecda0123456789"))
            ),
        ),
        capabilities="IMAP4rev1 ACL",
    ),
    Example(
        "RFC 4314, 3.5 MYRIGHTS",
        AFTER,
        """
        C: A003 MYRIGHTS INBOX
        S: * MYRIGHTS INBOX rwiptsldaex
        S: A003 OK Myrights complete
        """,
        (MyRights("INBOX"),),
        (MyRightsData(INBOX, frozenset("rwiptsldaex")),),
        capabilities="IMAP4rev1 ACL",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
