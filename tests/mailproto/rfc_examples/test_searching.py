# SPDX-License-Identifier: MIT
"""The examples of RFC 4731, 5032, 5182, 5256, 5267, 6203, 7162, 8474 and 9394: searching, sorting, conversations."""

from __future__ import annotations

from datetime import date

import pytest

from mailproto.commands import (
    Copy,
    ExtendedSearch,
    Fetch,
    FetchItem,
    Partial,
    ReturnOption,
    Search,
    SearchResult,
    Sort,
    SortKey,
    Store,
    StoreAction,
    Thread,
    ThreadAlgorithm,
    UidExtendedSearch,
    UidExtendedSort,
    UidSearch,
    UidSort,
    UidThread,
)
from mailproto.commands import search_keys as keys
from mailproto.commands.storing import Stored
from mailproto.orderings import MessageThread, NumberList
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import DELETED, ModSeq, SequenceNumber
from tests.support.rfc_examples import Example, play

INSIDE = ConnectionState.SELECTED
MIN, MAX, COUNT, SAVE = ReturnOption.MIN, ReturnOption.MAX, ReturnOption.COUNT, ReturnOption.SAVE
SMITH = keys.FLAGGED & keys.Since(date(1994, 2, 1)) & ~keys.From("Smith")
DRAFTS = keys.ModSeqAtLeast(620162338, r"\draft")
SINCE = keys.Since(date(2000, 3, 5))


def numbers(raw: bytes) -> SequenceSet:
    """Give a set of sequence numbers."""
    return SequenceSet.parse(raw)


def in_order(*each: int) -> NumberList[SequenceNumber]:
    """Give a list of numbers."""
    return NumberList.of(each)


def alone(*each: int) -> tuple[MessageThread[SequenceNumber], ...]:
    """Give conversations of one letter each."""
    return tuple(MessageThread([(0, number)]) for number in each)


EXAMPLES = [
    Example(
        "4731, 3.1 RETURN",
        INSIDE,
        r"""
        C: A282 SEARCH RETURN (MIN COUNT) FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A282") MIN 2 COUNT 3
        S: A282 OK SEARCH completed
        C: A283 SEARCH RETURN () FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"
        S: * ESEARCH (TAG "A283") ALL 2,10:11
        S: A283 OK SEARCH completed
        C: A284 SEARCH RETURN (MIN) UNSEEN
        S: * ESEARCH (TAG "A284") MIN 4
        S: A284 OK SEARCH completed
        C: A285 UID SEARCH RETURN (MIN MAX) 1:5000
        S: * ESEARCH (TAG "A285") UID MIN 7 MAX 3800
        S: A285 OK SEARCH completed
        C: A286 SEARCH RETURN (COUNT) DELETED
        S: * ESEARCH (TAG "A286") COUNT 15
        S: A286 OK SEARCH completed
        """,
        (
            ExtendedSearch(SMITH, (MIN, COUNT)),
            ExtendedSearch(SMITH, ()),
            ExtendedSearch(keys.UNSEEN, (MIN,)),
            UidExtendedSearch(keys.Messages(numbers(b"1:5000")), (MIN, MAX)),
            ExtendedSearch(keys.DELETED, (COUNT,)),
        ),
        (
            SearchResult(minimum=2, count=3),
            SearchResult(all=numbers(b"2,10:11")),
            SearchResult(minimum=4),
            SearchResult(minimum=7, maximum=3800),
            SearchResult(count=15),
        ),
    ),
    Example(
        "4731, 3.2 MODSEQ",
        INSIDE,
        r"""
        C: a1 SEARCH RETURN (MIN) MODSEQ "/flags/\\draft" all 620162338
        S: * ESEARCH (TAG "a1") MIN 2 MODSEQ 917162488
        S: a1 OK Search complete
        C: a4 SEARCH RETURN (MIN COUNT) MODSEQ "/flags/\\draft" all 620162338
        S: * ESEARCH (TAG "a4") MIN 2 COUNT 10 MODSEQ 917162500
        S: a4 OK Search complete
        """,
        (ExtendedSearch(DRAFTS, (MIN,)), ExtendedSearch(DRAFTS, (MIN, COUNT))),
        (
            SearchResult(minimum=2, mod_seq=ModSeq(917162488)),
            SearchResult(minimum=2, count=10, mod_seq=ModSeq(917162500)),
        ),
    ),
    Example(
        "5182, 2.2 SAVE",
        INSIDE,
        r"""
        C: A300 SEARCH RETURN (SAVE) SINCE 1-Jan-2004 NOT FROM "Smith"
        S: A300 OK SEARCH completed
        C: A301 UID SEARCH UID $ SMALLER 4096
        S: * SEARCH 17 900 901
        S: A301 OK completed
        C: A302 UID SEARCH $ SMALLER 4096
        S: * SEARCH 17 900 901
        S: A302 OK completed
        """,
        (
            ExtendedSearch(keys.Since(date(2004, 1, 1)) & ~keys.From("Smith"), (SAVE,)),
            UidSearch(keys.Messages(UidSet.saved()) & keys.Smaller(4096)),
            UidSearch(keys.Messages(SequenceSet.saved()) & keys.Smaller(4096)),
        ),
        (SearchResult(), UidSet.of([17, 900, 901]), UidSet.of([17, 900, 901])),
    ),
    Example(
        "5182, 2.3 $",
        INSIDE,
        r"""
        C: F282 SEARCH RETURN (SAVE) KEYWORD $Junk
        S: F282 OK SEARCH completed
        C: F283 COPY $ "Junk"
        S: F283 OK COPY completed
        C: F284 STORE $ +FLAGS.Silent (\Deleted)
        S: F284 OK STORE completed
        C: F285 FETCH $ UID
        S: F285 OK completed
        """,
        (
            ExtendedSearch(keys.Keyword("$Junk"), (SAVE,)),
            Copy(SequenceSet.saved(), "Junk"),
            Store(SequenceSet.saved(), StoreAction.ADD, (DELETED,), silent=True),
            Fetch(SequenceSet.saved(), FetchItem.UID),
        ),
        (SearchResult(), None, Stored((), SequenceSet()), ()),
    ),
    Example(
        "7162, 3.1.5 MODSEQ",
        INSIDE,
        r"""
        C: a SEARCH MODSEQ "/flags/\\draft" all 620162338
        S: * SEARCH 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)
        S: a OK Search complete
        C: t SEARCH OR NOT MODSEQ 720162338 LARGER 50000
        S: * SEARCH
        S: t OK Search complete, nothing found
        """,
        (Search(DRAFTS), Search(~keys.ModSeqAtLeast(720162338) | keys.Larger(50000))),
        (numbers(b"2,5:7,11:12,18:20,23"), SequenceSet()),
    ),
    Example(
        "5032, 3 YOUNGER",  # whose server forgets where the tag belongs
        INSIDE,
        r"""
        C: a1 SEARCH UNSEEN YOUNGER 259200
        S: * SEARCH 4 8 15 16 23 42
        S: a1 OK done
        """,
        (Search(keys.UNSEEN & keys.Younger(259200)),),
        (numbers(b"4,8,15:16,23,42"),),
    ),
    Example(
        "6203, 3 FUZZY",
        INSIDE,
        r"""
        C: A1 SEARCH FUZZY (SUBJECT "IMAP break")
        S: * SEARCH 1 5 10
        S: A1 OK Search completed.
        C: A2 SEARCH FUZZY SUBJECT "work" FROM "user@example.com"
        S: * SEARCH 1 4
        S: A2 OK Search completed.
        """,
        (
            Search(keys.Fuzzy(keys.And((keys.Subject("IMAP break"),)))),
            Search(keys.Fuzzy(keys.Subject("work")) & keys.From("user@example.com")),
        ),
        (numbers(b"1,5,10"), numbers(b"1,4")),
    ),
    Example(
        "8474, 6 EMAILID",
        INSIDE,
        r"""
        C: 27 search emailid M6d99ac3275bb4e
        S: * SEARCH 1
        S: 27 OK Completed (1 msgs in 0.000 secs)
        C: 28 search threadid T64b478a75b7ea9
        S: * SEARCH 1 2
        S: 28 OK Completed (2 msgs in 0.000 secs)
        """,
        (Search(keys.EmailId("M6d99ac3275bb4e")), Search(keys.ThreadId("T64b478a75b7ea9"))),
        (numbers(b"1"), numbers(b"1:2")),
    ),
    Example(
        "8514, 4.3 SAVEDON",
        INSIDE,
        r"""
        C: A102 SEARCH SAVEDON 28-Dec-2014
        S: * SEARCH 993 994
        S: A102 OK Search completed.
        C: A103 SEARCH SAVEDSINCE 28-Dec-2014
        S: * SEARCH 993 994 995 996 997 998 999 1000 1001
        S: A103 OK Search completed.
        """,
        (Search(keys.SavedOn(date(2014, 12, 28))), Search(keys.SavedSince(date(2014, 12, 28)))),
        (numbers(b"993:994"), numbers(b"993:1001")),
    ),
    Example(
        "9394, 3.1 PARTIAL",  # with some results where the RFC leaves them out
        INSIDE,
        r"""
        C: A01 UID SEARCH RETURN (PARTIAL -1:-100) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "A01") UID PARTIAL (-1:-100 5,9:12)
        S: A01 OK Completed.
        C: A04 UID SEARCH RETURN (PARTIAL 24000:24500) UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "A04") UID PARTIAL (24000:24500 NIL)
        S: A04 OK Completed.
        """,
        tuple(
            UidExtendedSearch(keys.UNDELETED & keys.Unkeyword("$Junk"), (window,))
            for window in (Partial(-1, -100), Partial(24000, 24500))
        ),
        (SearchResult(partial=UidSet.parse(b"5,9:12")), SearchResult(partial=UidSet())),
    ),
    Example(
        "5256, 3 SORT",
        INSIDE,
        r"""
        C: A282 SORT (SUBJECT) UTF-8 SINCE 1-Feb-1994
        S: * SORT 2 84 882
        S: A282 OK SORT completed
        C: A283 SORT (SUBJECT REVERSE DATE) UTF-8 ALL
        S: * SORT 5 3 4 1 2
        S: A283 OK SORT completed
        C: A284 SORT (SUBJECT) US-ASCII TEXT "not in mailbox"
        S: * SORT
        S: A284 OK SORT completed
        """,
        (
            Sort((SortKey.SUBJECT,), keys.Since(date(1994, 2, 1))),
            Sort((SortKey.SUBJECT, SortKey.DATE.descending), keys.ALL),
            Sort((SortKey.SUBJECT,), keys.Text("not in mailbox"), "US-ASCII"),
        ),
        (in_order(2, 84, 882), in_order(5, 3, 4, 1, 2), in_order()),
    ),
    Example(
        "5256, 3 UID SORT",  # which the RFC does not print: its example, by UID
        INSIDE,
        r"""
        C: A283 UID SORT (SUBJECT REVERSE DATE) UTF-8 ALL
        S: * SORT 5 3 4 1 2
        S: A283 OK SORT completed
        """,
        (UidSort((SortKey.SUBJECT, SortKey.DATE.descending), keys.ALL),),
        (in_order(5, 3, 4, 1, 2),),
    ),
    Example(
        "5267, 3.3 UID SORT",
        INSIDE,
        r"""
        C: E01 UID SORT RETURN () (REVERSE DATE) UTF-8 UNDELETED UNKEYWORD $Junk
        S: * ESEARCH (TAG "E01") UID ALL 23765,23764,23763,23761
        S: E01 OK Sort completed
        """,
        (UidExtendedSort((SortKey.DATE.descending,), keys.UNDELETED & keys.Unkeyword("$Junk"), ()),),
        (SearchResult(all=NumberList.of([23765, 23764, 23763, 23761])),),
    ),
    Example(
        "5256, 3 THREAD",
        INSIDE,
        r"""
        C: A283 THREAD ORDEREDSUBJECT UTF-8 SINCE 5-MAR-2000
        S: * THREAD (166)(167)(174 (175)(176))(194 195)
        S: A283 OK THREAD completed
        C: A284 THREAD ORDEREDSUBJECT US-ASCII TEXT "gewp"
        S: * THREAD
        S: A284 OK THREAD completed
        C: A285 THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
        S: * THREAD (172)((170)(179))
        S: A285 OK THREAD completed
        """,
        (
            Thread(ThreadAlgorithm.ORDERED_SUBJECT, SINCE),
            Thread(ThreadAlgorithm.ORDERED_SUBJECT, keys.Text("gewp"), "US-ASCII"),
            Thread(ThreadAlgorithm.REFERENCES, SINCE),
        ),
        (
            (
                *alone(166, 167),
                MessageThread([(0, 174), (1, 175), (1, 176)]),
                MessageThread([(0, 194), (1, 195)]),
            ),
            (),
            (*alone(172), MessageThread([(0, None), (1, 170), (1, 179)])),
        ),
    ),
    Example(
        "5256, 3 UID THREAD",  # which the RFC does not print: its response, by UID
        INSIDE,
        r"""
        C: A285 UID THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
        S: * THREAD (2)(3 6 (4 23)(44 7 96))
        S: A285 OK THREAD completed
        """,
        (UidThread(ThreadAlgorithm.REFERENCES, SINCE),),
        ((*alone(2), MessageThread([(0, 3), (1, 6), (2, 4), (3, 23), (2, 44), (3, 7), (4, 96)])),),
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_plays(example: Example) -> None:
    """Our lines are those of its client, and the lines of its server give the values."""
    play(example)
