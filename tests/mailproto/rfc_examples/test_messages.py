# SPDX-License-Identifier: MIT
"""The examples of RFC 9051, 6.3.12 and 6.4: letters, as far as every server has it."""

from __future__ import annotations

from datetime import date

import pytest

from mailproto.commands import (
    Append,
    Close,
    Copy,
    Expunge,
    Expunged,
    Store,
    StoreAction,
    Stored,
    UidCopy,
    UidFetch,
    UidSearch,
    UidStore,
    Unselect,
)
from mailproto.commands import search_keys as keys
from mailproto.message_data import MessageData
from mailproto.responses import AppendUid, CopyUid, ExpungeData
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, FLAGGED, SEEN, SequenceNumber, Uid, UidValidity
from tests.support.rfc_examples import Example, play

AFTER = ConnectionState.AUTHENTICATED
INSIDE = ConnectionState.SELECTED
LETTER = """\
Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
From: Fred Foobar <foobar@Blurdybloop.example>
Subject: afternoon meeting
To: mooch@owatagu.siam.edu.example
Message-Id: <B27397-0100000@Blurdybloop.example>
MIME-Version: 1.0
Content-Type: TEXT/PLAIN; CHARSET=US-ASCII

Hello Joe, do you think we can meet at 3:30 tomorrow?
""".replace("\n", "\r\n").encode()
SHORTER = (
    LETTER.replace(b"Blurdybloop.example", b"example.com")
    .replace(b"owatagu.siam.edu.example", b"example.com")
)  # fmt: skip
COPIED = CopyUid(
    UidValidity(38505),
    ((Uid(304), Uid(304)), (Uid(319), Uid(320))),
    ((Uid(3956), Uid(3958)),),
)
TWO_TO_FOUR = SequenceSet.range(2, 4)
EXPUNGED = (3, 3, 5, 8)

EXAMPLES = [
    Example(
        "6.3.12 APPEND",
        AFTER,
        r"""
        C: A003 APPEND saved-messages (\Seen) {326}
        S: + Ready for literal data
        C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C: From: Fred Foobar <foobar@Blurdybloop.example>
        C: Subject: afternoon meeting
        C: To: mooch@owatagu.siam.edu.example
        C: Message-Id: <B27397-0100000@Blurdybloop.example>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Hello Joe, do you think we can meet at 3:30 tomorrow?
        C:
        S: A003 OK APPEND completed
        """,
        (Append("saved-messages", LETTER, (SEEN,)),),
        (None,),
    ),
    Example(
        "6.3.12 APPEND and COPY that tell UIDs",
        INSIDE,
        r"""
        C: A003 APPEND saved-messages (\Seen) {297+}
        C: Date: Mon, 7 Feb 1994 21:52:25 -0800 (PST)
        C: From: Fred Foobar <foobar@example.com>
        C: Subject: afternoon meeting
        C: To: mooch@example.com
        C: Message-Id: <B27397-0100000@example.com>
        C: MIME-Version: 1.0
        C: Content-Type: TEXT/PLAIN; CHARSET=US-ASCII
        C:
        C: Hello Joe, do you think we can meet at 3:30 tomorrow?
        C:
        S: A003 OK [APPENDUID 38505 3955] APPEND completed
        C: A004 COPY 2:4 meeting
        S: A004 OK [COPYUID 38505 304,319:320 3956:3958] Done
        C: A005 UID COPY 305:310 meeting
        S: A005 OK No matching messages, so nothing copied
        C: A006 COPY 2 funny
        S: A006 OK Done
        """,
        (
            Append("saved-messages", SHORTER, (SEEN,)),
            Copy(TWO_TO_FOUR, "meeting"),
            UidCopy(UidSet.range(305, 310), "meeting"),
            Copy(SequenceSet.of([2]), "funny"),
        ),
        (AppendUid(UidValidity(38505), UidSet.of([3955])), COPIED, None, None),
        capabilities="IMAP4rev2",
    ),
    Example(
        "6.4.1 CLOSE",
        INSIDE,
        r"""
        C: A341 CLOSE
        S: A341 OK CLOSE completed
        """,
        (Close(),),
        (None,),
    ),
    Example(
        "6.4.2 UNSELECT",
        INSIDE,
        r"""
        C: A342 UNSELECT
        S: A342 OK Unselect completed
        """,
        (Unselect(),),
        (None,),
        capabilities="IMAP4rev2",
    ),
    Example(
        "6.4.3 EXPUNGE",
        INSIDE,
        r"""
        C: A202 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 5 EXPUNGE
        S: * 8 EXPUNGE
        S: A202 OK EXPUNGE completed
        """,
        (Expunge(),),
        (Expunged(tuple(map(SequenceNumber, EXPUNGED))),),
        tuple(ExpungeData(SequenceNumber(number)) for number in EXPUNGED),
    ),
    Example(
        "6.4.6 STORE",
        INSIDE,
        r"""
        C: A003 STORE 2:4 +FLAGS (\Deleted)
        S: * 2 FETCH (FLAGS (\Deleted \Seen))
        S: * 3 FETCH (FLAGS (\Deleted))
        S: * 4 FETCH (FLAGS (\Deleted \Flagged \Seen))
        S: A003 OK STORE completed
        """,
        (Store(TWO_TO_FOUR, StoreAction.ADD, (DELETED,)),),
        (
            Stored(
                (
                    MessageData(SequenceNumber(2), flags=frozenset({DELETED, SEEN})),
                    MessageData(SequenceNumber(3), flags=frozenset({DELETED})),
                    MessageData(SequenceNumber(4), flags=frozenset({DELETED, FLAGGED, SEEN})),
                ),
                SequenceSet(),
            ),
        ),
    ),
    Example(
        "6.4.7 COPY",
        INSIDE,
        r"""
        C: A003 COPY 2:4 MEETING
        S: A003 OK [COPYUID 38505 304,319:320 3956:3958] COPY completed
        """,
        (Copy(TWO_TO_FOUR, "MEETING"),),
        (COPIED,),
    ),
    Example(
        "6.4.9 UID FETCH",
        INSIDE,
        r"""
        C: A999 UID FETCH 4827313:4828442 FLAGS
        S: * 23 FETCH (FLAGS (\Seen) UID 4827313)
        S: * 24 FETCH (FLAGS (\Seen) UID 4827943)
        S: * 25 FETCH (FLAGS (\Seen) UID 4828442)
        S: A999 OK UID FETCH completed
        """,
        (UidFetch(UidSet.range(4827313, 4828442), "FLAGS"),),
        (
            tuple(
                MessageData(SequenceNumber(number), uid=Uid(uid), flags=frozenset({SEEN}))
                for number, uid in ((23, 4827313), (24, 4827943), (25, 4828442))
            ),
        ),
    ),
    Example(
        "6.4.9 UID STORE",  # the RFC prints none: its example of STORE, by UID
        INSIDE,
        r"""
        C: A003 UID STORE 2:4 +FLAGS (\Deleted)
        S: * 2 FETCH (FLAGS (\Deleted \Seen) UID 2)
        S: * 3 FETCH (FLAGS (\Deleted) UID 3)
        S: * 4 FETCH (FLAGS (\Deleted \Flagged \Seen) UID 4)
        S: A003 OK STORE completed
        """,
        (UidStore(UidSet.range(2, 4), StoreAction.ADD, (DELETED,)),),
        (
            Stored(
                (
                    MessageData(SequenceNumber(2), uid=Uid(2), flags=frozenset({DELETED, SEEN})),
                    MessageData(SequenceNumber(3), uid=Uid(3), flags=frozenset({DELETED})),
                    MessageData(SequenceNumber(4), uid=Uid(4), flags=frozenset({DELETED, FLAGGED, SEEN})),
                ),
                UidSet(),
            ),
        ),
    ),
    Example(
        "6.4.9 UID SEARCH",  # RFC 3501 prints none: its example of SEARCH, by UID
        INSIDE,
        r"""
        C: A283 UID SEARCH TEXT "string not in mailbox"
        S: * SEARCH
        S: A283 OK SEARCH completed
        C: A282 UID SEARCH FLAGGED SINCE 1-Feb-1994
        S: * SEARCH 2 84 882
        S: A282 OK SEARCH completed
        """,
        (
            UidSearch(keys.Text("string not in mailbox")),
            UidSearch(keys.FLAGGED & keys.Since(date(1994, 2, 1))),
        ),
        (UidSet(), UidSet.of([2, 84, 882])),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
