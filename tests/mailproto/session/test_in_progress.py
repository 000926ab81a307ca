# SPDX-License-Identifier: MIT
"""The commands that have no answer yet: what it costs that there are many, in operations and not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailproto.commands import (
    Body,
    Collector,
    Command,
    Fetch,
    FetchItem,
    InFlight,
    Interest,
    Items,
    List,
    Noop,
    Notify,
    Select,
    Status,
    StoreAction,
    UidFetch,
    UidStore,
)
from mailproto.commands.topics import topics_of
from mailproto.message_data import BodySection, MessageData
from mailproto.responses import ExistsData, ListData, MailboxStatus, Response
from mailproto.sequences import SequenceSet, UidSet
from mailproto.session.in_progress import Entry, InProgress
from mailproto.states import BESIDE, COMMANDS, ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import MailboxName, SequenceNumber, Tag, Uid
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from types import FrameType


MANY = 2000
SELECTED = ConnectionState.SELECTED


def operations(act: Callable[[], object]) -> int:
    """Count the bytecode instructions that an act takes."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - itself, as settrace wants it
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


def test_operations_are_counted() -> None:
    """A walk through all costs the more, the more there are; otherwise the tests below could not fail."""
    few, many = ([Noop()] * number for number in (1, MANY))
    assert operations(lambda: all(each for each in many)) > 1000 * operations(lambda: None)
    assert operations(lambda: all(each for each in few)) < 100


def fetch(number: int) -> UidFetch:
    """Ask for the flags of a letter of its own."""
    return UidFetch(UidSet.of([number + 1]), FetchItem.FLAGS)


def wide_fetch(number: int) -> UidFetch:
    """Ask for the flags of a range of its own."""
    return UidFetch(UidSet.range(100 * number + 1, 100 * number + 100), FetchItem.FLAGS)


def status(number: int) -> Status:
    """Ask for a folder of its own."""
    return Status(f"folder{number}", ("MESSAGES",))


def noop(number: int) -> Noop:
    """Ask for nothing."""
    assert number >= 0
    return Noop()


@pytest.mark.parametrize("blocked", [False, True])
@pytest.mark.parametrize("make", [noop, fetch, wide_fetch, status])
def test_submitting_costs_the_same_however_many_are_in_flight(
    make: Callable[[int], Command[object]],
    blocked: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """Those that were sent, and those that wait behind one that shares the connection with none."""
    session = session_in(SELECTED)
    first = Fetch(SequenceSet.of([1]), FetchItem.FLAGS)
    if blocked:
        session.submit(first)
        session.submit(Fetch(SequenceSet.of([2]), FetchItem.FLAGS))
        session.submit(noop(0))
    costs = [operations(lambda number=number: session.submit(make(number))) for number in (0, 1)]  # type: ignore[misc]
    for number in range(2, MANY):
        session.submit(make(number))
    costs += [operations(lambda: session.submit(make(MANY)))]
    assert len(session.tags_in_flight) >= MANY
    assert costs[2] < 1.3 * costs[1]


@pytest.mark.parametrize("make", [noop, fetch, wide_fetch, status])
def test_answering_costs_the_same_however_many_are_in_flight(make: Callable[[int], Command[object]]) -> None:
    """The first, the last, and those between."""
    session = session_in(SELECTED)
    tags = [session.submit(make(number)).tag.encode() for number in range(MANY)]
    costs = [
        operations(lambda tag=tag: session.receive_data(tag + b" OK done\r\n"))  # type: ignore[misc]
        for tag in (tags[0], tags[-1], tags[MANY // 2], *tags[1:3])
    ]
    for tag in (*tags[3 : MANY // 2], *tags[MANY // 2 + 1 : -2]):
        session.receive_data(tag + b" OK done\r\n")
    alone = operations(lambda: session.receive_data(tags[-2] + b" OK done\r\n"))
    assert session.tags_in_flight == ()
    assert max(costs) < 1.3 * alone


class Asked:
    """A collector in the place of another, which counts how often it is asked for its interest."""

    times = 0

    def __init__(self, collector: Collector[Any]) -> None:
        self.collector = collector
        self.topics = collector.topics

    def interest(self, response: Response) -> Interest:
        """Count, and ask."""
        Asked.times += 1
        return self.collector.interest(response)


def in_progress(*commands: Command[Any]) -> tuple[InProgress, list[Entry]]:
    """Give commands on their way, whose collectors count."""
    entries = [
        Entry(InFlight(Tag(f"A{number:04}"), command), command.rule, cast("Collector[Any]", Asked(command.collector())))
        for number, command in enumerate(commands)
    ]
    row = InProgress()
    for entry in entries:
        row.add_sent(entry)
    return row, entries


def letter(number: int, **data: Any) -> MessageData:  # noqa: ANN401 - whatever MessageData has
    """Make a response about a letter."""
    return MessageData(SequenceNumber(number), **data)


BODY = BodySection()
SETS = [(7,), (8,), (7, 8), tuple(range(1, 17)), tuple(range(1, 18))]
ITEMS: list[Items] = [FetchItem.FLAGS, (FetchItem.FLAGS, FetchItem.RFC822_SIZE), Body(BODY)]
COMMANDS_OF_LETTERS: list[Command[Any]] = [
    *(UidFetch(UidSet.of(numbers), items) for numbers in SETS for items in ITEMS),
    *(Fetch(SequenceSet.of(numbers), items) for numbers in SETS for items in ITEMS),
    *(UidFetch(UidSet.range(9), items) for items in ITEMS),
    *(Fetch(SequenceSet.range(9), items) for items in ITEMS),
    *(UidStore(UidSet.of([7]), StoreAction.ADD, (), silent=silent) for silent in (False, True)),
    Status("INBOX"),
    Status("other"),
    Notify(status=True),
    List(),
    Select("INBOX"),
    Noop(),
]
DATA: list[dict[str, Any]] = [{"flags": frozenset()}, {"flags": frozenset(), "size": 3}, {"sections": {BODY: b"x"}}, {}]
RESPONSES: list[Response] = [
    *(letter(number, uid=uid, **data) for number in (7, 12, 20) for uid in (None, 7, 12, 20) for data in DATA),
    letter(7, uid=30, problems=(Unparsed(b"X", "nonsense"),)),
    MailboxStatus(MailboxName("inbox"), {}),
    MailboxStatus(MailboxName("third"), {}),
    ListData(frozenset(), "/", MailboxName("INBOX")),
    ExistsData(3),
]


@given(st.lists(st.sampled_from(COMMANDS_OF_LETTERS), max_size=12), st.lists(st.integers(0, 11), max_size=4))
@settings(deadline=None)
def test_the_taker_is_the_one_that_asking_all_would_find(commands: list[Command[Any]], gone: list[int]) -> None:
    """The most interested, of equals the first sent; also after some were answered."""
    row, entries = in_progress(*commands)
    for index in gone:
        row.answered(Tag(f"A{index:04}"))
    left = [entry for entry in entries if entry.in_flight.tag in row]
    for response in RESPONSES:
        interests = [entry.collector.interest(response) for entry in left]
        best = max(interests, default=Interest.NONE)
        assert row.taker(response) is (left[interests.index(best)] if best else None)


TAKERS: list[tuple[Callable[[int], Command[Any]], Response, bool]] = [
    (fetch, letter(3, uid=Uid(1), flags=frozenset()), True),
    (fetch, letter(3, uid=Uid(MANY), flags=frozenset()), True),
    (fetch, letter(3, uid=Uid(5), size=3), False),
    (fetch, letter(3, uid=Uid(MANY + 9), flags=frozenset()), False),
    (fetch, letter(3, flags=frozenset()), False),
    (fetch, ExistsData(3), False),
    (wide_fetch, letter(3, uid=Uid(7), flags=frozenset()), True),
    (wide_fetch, letter(3, flags=frozenset()), False),
    (status, MailboxStatus(MailboxName(f"folder{MANY - 1}"), {}), True),
    (noop, letter(3, flags=frozenset()), False),
]


@pytest.mark.parametrize(("make", "response", "taken"), TAKERS)
def test_only_those_are_asked_whom_a_response_may_be_meant_for(
    make: Callable[[int], Command[Any]],
    response: Response,
    taken: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """Of two thousand in flight, the first and one more; those of many letters each are answered in order."""
    row, _ = in_progress(*map(make, range(MANY)))
    Asked.times = 0
    taker = row.taker(response)
    assert Asked.times <= 2
    assert (taker is not None) is taken


def test_one_command_is_found_under_one_topic_of_a_response() -> None:
    """Or it would be asked twice."""
    for response in RESPONSES:
        for command in COMMANDS_OF_LETTERS:
            assert len(set(command.collector().topics) & set(topics_of(response))) <= 1


def test_what_leads_elsewhere_is_on_its_way_alone() -> None:
    """No two commands that lead to different states are sent together, so the first of them tells for all."""
    leading = [rule for rule in COMMANDS.values() if rule.leads_to is not None]
    together = {
        (rule.leads_to, other.leads_to)
        for rule in leading
        for other in leading
        if other.pipelining in BESIDE[rule.pipelining]
    }
    assert together == {(ConnectionState.SELECTED, ConnectionState.SELECTED)}
