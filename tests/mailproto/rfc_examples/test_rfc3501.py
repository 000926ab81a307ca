# SPDX-License-Identifier: MIT
"""The examples of RFC 3501 that differ from those of RFC 9051: CHECK, LSUB, RECENT, the answer to SEARCH."""

from __future__ import annotations

import pytest

from mailproto.commands import Check, Examine, Lsub, Noop, Search, Select, SelectedMailbox
from mailproto.commands.search_keys import Text
from mailproto.message_data import MessageData
from mailproto.responses import ExistsData, ExpungeData, ListData, RecentData
from mailproto.sequences import SequenceSet
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
    SequenceNumber,
    Uid,
    UidValidity,
)
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
INSIDE = ConnectionState.SELECTED
ALL_FLAGS = (ANSWERED, FLAGGED, DELETED, SEEN, DRAFT)


def subscribed(name: str, *attributes: str) -> ListData:
    """Make what LSUB tells of a mailbox."""
    return ListData(frozenset(map(MailboxAttribute, attributes)), ".", MailboxName(name), subscribed_only=True)


def selected(name: str, exists: int, recent: int, unseen: int, *permanent: str) -> SelectedMailbox:
    """Make what both examples of an opened mailbox tell; who may change nothing for good has it read-only."""
    return SelectedMailbox(
        MailboxName(name),
        read_only=not permanent,
        flags=ALL_FLAGS,
        permanent_flags=tuple(map(Flag, permanent)),
        exists=exists,
        recent=recent,
        uid_validity=UidValidity(3857529045),
        uid_next=Uid(4392),
        unseen=SequenceNumber(unseen),
    )


EXAMPLES = [
    Example(
        "6.1.2 NOOP",
        INSIDE,
        r"""
        C: a002 NOOP
        S: a002 OK NOOP completed
        C: a047 NOOP
        S: * 22 EXPUNGE
        S: * 23 EXISTS
        S: * 3 RECENT
        S: * 14 FETCH (FLAGS (\Seen \Deleted))
        S: a047 OK NOOP completed
        """,
        (Noop(), Noop()),
        (None, None),
        (
            ExpungeData(SequenceNumber(22)),
            ExistsData(23),
            RecentData(3),
            MessageData(SequenceNumber(14), flags=frozenset({SEEN, DELETED})),
        ),
    ),
    Example(
        "6.3.1 SELECT",
        AFTER,
        r"""
        C: A142 SELECT INBOX
        S: * 172 EXISTS
        S: * 1 RECENT
        S: * OK [UNSEEN 12] Message 12 is first unseen
        S: * OK [UIDVALIDITY 3857529045] UIDs valid
        S: * OK [UIDNEXT 4392] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited
        S: A142 OK [READ-WRITE] SELECT completed
        """,
        (Select("INBOX"),),
        (selected("INBOX", 172, 1, 12, r"\Deleted", r"\Seen", r"\*"),),
    ),
    Example(
        "6.3.2 EXAMINE",
        AFTER,
        r"""
        C: A932 EXAMINE blurdybloop
        S: * 17 EXISTS
        S: * 2 RECENT
        S: * OK [UNSEEN 8] Message 8 is first unseen
        S: * OK [UIDVALIDITY 3857529045] UIDs valid
        S: * OK [UIDNEXT 4392] Predicted next UID
        S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
        S: * OK [PERMANENTFLAGS ()] No permanent flags permitted
        S: A932 OK [READ-ONLY] EXAMINE completed
        """,
        (Examine("blurdybloop"),),
        (selected("blurdybloop", 17, 2, 8),),
    ),
    Example(
        "6.3.9 LSUB",
        AFTER,
        r"""
        C: A002 LSUB "#news." "comp.mail.*"
        S: * LSUB () "." #news.comp.mail.mime
        S: * LSUB () "." #news.comp.mail.misc
        S: A002 OK LSUB completed
        C: A003 LSUB "#news." "comp.%"
        S: * LSUB (\NoSelect) "." #news.comp.mail
        S: A003 OK LSUB completed
        """,
        (Lsub("#news.", "comp.mail.*"), Lsub("#news.", "comp.%")),
        (
            (subscribed("#news.comp.mail.mime"), subscribed("#news.comp.mail.misc")),
            (subscribed("#news.comp.mail", r"\Noselect"),),
        ),
    ),
    Example(
        "6.4.1 CHECK",
        INSIDE,
        r"""
        C: FXXZ CHECK
        S: FXXZ OK CHECK Completed
        """,
        (Check(),),
        (None,),
    ),
    Example(
        # where the RFC has XXXXXX, for want of letters beyond ASCII, six octets of them stand
        "6.4.4 SEARCH",
        INSIDE,
        r"""
        C: A283 SEARCH TEXT "string not in mailbox"
        S: * SEARCH
        S: A283 OK SEARCH completed
        C: A284 SEARCH CHARSET UTF-8 TEXT {6}
        S: + go on
        C: тот
        S: * SEARCH 43
        S: A284 OK SEARCH completed
        """,
        (Search(Text("string not in mailbox")), Search(Text("тот"))),
        (SequenceSet(), SequenceSet.of([43])),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
