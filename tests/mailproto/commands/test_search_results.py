# SPDX-License-Identifier: MIT
"""What SEARCH and SORT make of an answer, in whichever of its forms it comes, and of one that is none."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import (
    Command,
    ExtendedSearch,
    ExtendedSort,
    Partial,
    ReturnOption,
    Search,
    SearchResult,
    Sort,
    SortKey,
    Thread,
    ThreadAlgorithm,
    UidExtendedSearch,
    UidExtendedSort,
    UidSearch,
    UidSort,
    UidThread,
)
from mailproto.commands import search_keys as keys
from mailproto.commands.topics import topics_of
from mailproto.errors import CapabilityMissing, LocalProtocolError, RemoteProtocolError
from mailproto.orderings import MessageThread, NumberList
from mailproto.parser import parse_responses
from mailproto.printer import WireStyle
from mailproto.responses import StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState, Pipelining
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import ModSeq, Status
from tests.support.sessions import session_in

MIN, MAX, ALL, COUNT, SAVE = ReturnOption
DATE = (SortKey.DATE,)
OK = StatusResponse(None, Status.OK)


def folded(command: Command[Any], *lines: bytes) -> object:
    """Give what the command makes of these lines, and ask it first about each."""
    collector = command.collector()
    for response in parse_responses(b"".join(line + b"\r\n" for line in lines)):
        assert not isinstance(response, Unparsed)
        if collector.interest(response):
            assert set(collector.topics) & set(topics_of(response))
            collector.receive(response)
    return collector.finish(OK)


CASES: list[tuple[Command[Any], tuple[bytes, ...], object]] = [
    (Search(keys.ALL), (b"* ESEARCH (TAG x) ALL 1:3",), SequenceSet.range(1, 3)),
    (UidSearch(keys.ALL), (b"* ESEARCH (TAG x) UID",), UidSet()),
    (UidSearch(keys.ALL), (b"* ESEARCH (TAG x)",), UidSet()),
    (UidSearch(keys.ALL), (b"* ESEARCH (TAG x) ALL 1:3",), UidSet()),
    (UidSearch(keys.ALL), (), UidSet()),
    (Sort(DATE, keys.ALL), (b"* SORT 3 1", b"* SEARCH 9", b"* SORT 2"), NumberList.of([3, 1, 2])),
    (UidSort(DATE, keys.ALL), (b"* ESEARCH UID ALL 3,1:2",), NumberList.of([3, 1, 2])),
    (UidExtendedSearch(keys.ALL, (MIN, MAX)), (b"* ESEARCH (TAG x) UID",), SearchResult()),
    (UidExtendedSearch(keys.ALL, (SAVE,)), (), SearchResult()),
    (UidExtendedSearch(keys.ALL, (SAVE, COUNT)), (b"* ESEARCH UID COUNT 0",), SearchResult(count=0)),
    (
        UidExtendedSearch(keys.ALL, (MIN, MAX, COUNT, Partial(-1, -2))),
        (b"* SEARCH 9 2 4 (MODSEQ 7)",),
        SearchResult(minimum=2, maximum=9, count=3, partial=UidSet.of([4, 9]), mod_seq=ModSeq(7)),
    ),
    (ExtendedSearch(keys.ALL), (b"* SEARCH 1", b"* SEARCH 3"), SearchResult(all=SequenceSet.of([1, 3]))),
    (ExtendedSearch(keys.ALL, ()), (b"* SEARCH",), SearchResult(all=SequenceSet())),
    (ExtendedSearch(keys.ALL, (MIN, MAX, COUNT)), (b"* SEARCH",), SearchResult(count=0)),
    (
        ExtendedSort(DATE, keys.ALL, (MIN, MAX, Partial(2, 9))),
        (b"* SORT 5 1 3",),
        SearchResult(minimum=5, maximum=3, partial=NumberList.of([1, 3])),
    ),
    (
        UidExtendedSort(DATE, keys.ALL, (Partial(1, 3),)),
        (b"* ESEARCH UID PARTIAL (1:3 9,1,5)",),
        SearchResult(partial=NumberList.of([9, 1, 5])),
    ),
]


@pytest.mark.parametrize(("command", "lines", "result"), CASES, ids=lambda each: str(each)[:60])
def test_answers_of_every_form_give_what_was_asked_for(
    command: Command[Any], lines: tuple[bytes, ...], result: object
) -> None:
    """ESEARCH, or SEARCH and SORT of a server that ignores RETURN; numbers are never taken for UIDs."""
    assert folded(command, *lines) == result


@pytest.mark.parametrize(
    "command",
    [
        ExtendedSearch(keys.ALL),
        UidExtendedSearch(keys.ALL),
        ExtendedSort(DATE, keys.ALL),
        UidExtendedSort(DATE, keys.ALL),
    ],
    ids=lambda each: str(each.name),
)
def test_an_ok_without_an_answer_is_told(command: Command[Any]) -> None:
    """RFC 9051, 6.4.4: ESEARCH comes also where nothing was found, so that without it nobody knows."""
    with pytest.raises(RemoteProtocolError) as caught:
        folded(command)
    assert (caught.value.code, caught.value.values["command"]) == ("missing-data", command.name)


@pytest.mark.parametrize(
    ("command", "form", "capability"),
    [
        (ExtendedSearch(keys.ALL), "SEARCH RETURN", "ESEARCH"),
        (UidExtendedSort(DATE, keys.ALL), "UID SORT RETURN", "ESORT"),
        (Sort((SortKey.DISPLAY_TO,), keys.ALL), "SORT by displayed names", "SORT=DISPLAY"),
        (UidSort(DATE, keys.Older(1)), "the search key OLDER", "WITHIN"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_the_server_lacks_is_not_sent(command: Command[Any], form: str, capability: str) -> None:
    """Refused with the form that needs it and the capability."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 SORT")
    with pytest.raises(CapabilityMissing) as caught:
        session.submit(command)
    assert caught.value.values == {"command": form, "capability": capability}
    assert session.data_to_send() == b""


def test_an_order_names_a_key() -> None:
    """RFC 5256, 5: sort-criteria."""
    with pytest.raises(LocalProtocolError, match="names no key"):
        Sort((), keys.ALL).begin(WireStyle())


def test_what_gives_uids_waits_where_it_names_numbers() -> None:
    """RFC 9051, 5.5; RFC 5256, 3."""
    for make in (UidExtendedSearch, lambda each: UidExtendedSort(DATE, each), lambda each: UidSort(DATE, each)):
        assert make(keys.ALL).pipelining is Pipelining.FREE
        assert make(keys.Messages(SequenceSet.of([1]))).pipelining is Pipelining.NUMBERS_EXPUNGING
        assert make(keys.Messages(SequenceSet.saved())).pipelining is Pipelining.FREE


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Sort(DATE, keys.Subject("ё"), "KOI8-R"), 'SORT (DATE) UTF-8 SUBJECT "ё"'),
        (Search(keys.Subject("ё"), "KOI8-R"), 'SEARCH SUBJECT "ё"'),
    ],
    ids=["SORT", "SEARCH"],
)
def test_where_all_is_utf8_there_is_no_other_charset(command: Command[Any], line: str) -> None:
    """RFC 6855, 3."""
    pieces, _ = command.begin(WireStyle(utf8=True))
    assert b"".join(piece.data for piece in pieces) == f"{line}\r\n".encode()


EVERYTHING = "IMAP4rev1 ESEARCH SEARCHRES SORT ESORT SORT=DISPLAY THREAD=REFERENCES"


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Search(keys.ALL), "SEARCH ALL"),
        (UidSearch(keys.ALL), "UID SEARCH ALL"),
        (ExtendedSearch(keys.ALL, (SAVE,)), "SEARCH RETURN (SAVE) ALL"),
        (UidExtendedSearch(keys.ALL), "UID SEARCH RETURN (ALL) ALL"),
        (Sort((SortKey.DISPLAY_FROM,), keys.ALL), "SORT (DISPLAYFROM) UTF-8 ALL"),
        (UidSort(DATE, keys.ALL), "UID SORT (DATE) UTF-8 ALL"),
        (ExtendedSort(DATE, keys.ALL, (COUNT,)), "SORT RETURN (COUNT) (DATE) UTF-8 ALL"),
        (UidExtendedSort(DATE, keys.ALL, ()), "UID SORT RETURN () (DATE) UTF-8 ALL"),
        (Thread(ThreadAlgorithm.REFERENCES, keys.ALL), "THREAD REFERENCES UTF-8 ALL"),
        (UidThread(ThreadAlgorithm.REFERENCES, keys.ALL), "UID THREAD REFERENCES UTF-8 ALL"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_the_server_has_is_sent(command: Command[Any], line: str) -> None:
    """Each form of SEARCH, SORT and THREAD."""
    session = session_in(ConnectionState.SELECTED, EVERYTHING)
    tag = session.submit(command).tag
    assert session.data_to_send() == f"{tag} {line}\r\n".encode()


@pytest.mark.parametrize("kind", [Thread, UidThread])
def test_conversations_need_their_algorithm(kind: type[Thread | UidThread]) -> None:
    """RFC 5256, 4: a server offers each by a capability of its own; other data are not taken."""
    command = kind(ThreadAlgorithm.ORDERED_SUBJECT, keys.ALL)
    with pytest.raises(CapabilityMissing) as caught:
        session_in(ConnectionState.SELECTED, EVERYTHING).submit(command)
    assert caught.value.values["capability"] == "THREAD=ORDEREDSUBJECT"
    assert folded(command, b"* SORT 1", b"* THREAD (1)") == (MessageThread([(0, 1)]),)
    collector = command.collector()
    collector.receive(OK)
    assert collector.finish(OK) == ()
