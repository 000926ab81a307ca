# SPDX-License-Identifier: MIT
"""The examples of the extensions about letters that move and change: RFC 6851, 7162, 4315."""

from __future__ import annotations

import pytest

from mailproto.commands import Expunge, Expunged, StoreAction, Stored, UidExpunge, UidMove, UidStore
from mailproto.message_data import MessageData
from mailproto.responses import CopyUid, ExpungeData, VanishedData
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, ModSeq, SequenceNumber, Uid, UidValidity
from tests.support.rfc_examples import Example, play

INSIDE = ConnectionState.SELECTED
THIRD = SequenceNumber(3)
GONE = UidSet.of([405, 407, 410, 425])
HIGHEST = ModSeq(20010715194045319)

EXAMPLES = [
    Example(
        "6851, 3.3 UID MOVE",
        INSIDE,
        r"""
        C: a UID MOVE 42:69 foo
        S: * OK [COPYUID 432432 42:69 1202:1229]
        S: * 22 EXPUNGE
        S: a OK Done
        """,
        (UidMove(UidSet.range(42, 69), "foo"),),
        (CopyUid(UidValidity(432432), ((Uid(42), Uid(69)),), ((Uid(1202), Uid(1229)),)),),
        (ExpungeData(SequenceNumber(22)),),
    ),
    Example(
        "4315, 2.1 UID EXPUNGE",
        INSIDE,
        r"""
        C: A003 UID EXPUNGE 3000:3002
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: * 3 EXPUNGE
        S: A003 OK UID EXPUNGE completed
        """,
        (UidExpunge(UidSet.range(3000, 3002)),),
        (Expunged((THIRD, THIRD, THIRD)),),
        (ExpungeData(THIRD),) * 3,
    ),
    Example(
        "7162, 3.2.7 EXPUNGE",
        INSIDE,
        r"""
        C: B202 EXPUNGE
        S: * VANISHED 405,407,410,425
        S: B202 OK [HIGHESTMODSEQ 20010715194045319] expunged
        """,
        (Expunge(),),
        (Expunged((), GONE, HIGHEST),),
        (VanishedData(GONE),),
    ),
    Example(
        "7162, 3.1.3 UID STORE",
        INSIDE,
        r"""
        C: a103 UID STORE 4,6,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\Deleted)
        S: * 1 FETCH (UID 4 MODSEQ (12121231000))
        S: * 2 FETCH (UID 6 MODSEQ (12121230852))
        S: * 4 FETCH (UID 8 MODSEQ (12121230956))
        S: a103 OK Conditional Store completed
        """,
        (
            UidStore(
                UidSet.of([4, 6, 8]), StoreAction.ADD, (DELETED,), silent=True, unchanged_since=ModSeq(12121230045)
            ),
        ),
        (
            Stored(
                (
                    MessageData(SequenceNumber(1), uid=Uid(4), mod_seq=ModSeq(12121231000)),
                    MessageData(SequenceNumber(2), uid=Uid(6), mod_seq=ModSeq(12121230852)),
                    MessageData(SequenceNumber(4), uid=Uid(8), mod_seq=ModSeq(12121230956)),
                ),
                UidSet(),
            ),
        ),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
