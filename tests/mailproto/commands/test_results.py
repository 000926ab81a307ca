# SPDX-License-Identifier: MIT
"""What each command makes of the server's responses, given as values."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Append,
    Authenticate,
    Body,
    Capability,
    Command,
    Copy,
    Enable,
    Examine,
    Expunge,
    Expunged,
    Fetch,
    FetchItem,
    InFlight,
    Interest,
    Items,
    List,
    Lsub,
    Noop,
    Rename,
    Search,
    Select,
    SelectedMailbox,
    Status,
    Store,
    StoreAction,
    Stored,
    UidCopy,
    UidFetch,
    UidSearch,
    UidStore,
)
from mailproto.commands.search_keys import ALL
from mailproto.commands.topics import topics_of
from mailproto.errors import ConnectionClosed, RemoteProtocolError
from mailproto.message_data import BodySection, MessageData
from mailproto.printer import WireStyle
from mailproto.responses import (
    AppendUid,
    CapabilityData,
    CopyUid,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    ListData,
    MailboxStatus,
    RecentData,
    Response,
    ResponseCode,
    SearchData,
    StatusResponse,
)
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import ANSWERED, SEEN, MailboxName, ModSeq, SequenceNumber, Tag, Uid, UidValidity
from mailproto.vocabulary import Capability as Word_
from mailproto.vocabulary import Status as Word

OK = StatusResponse(Tag("A001"), Word.OK)
IDLE = Word_("IDLE")


def message(number: int, **data: Any) -> MessageData:  # noqa: ANN401 - whatever MessageData has
    """Make a response about a letter."""
    return MessageData(SequenceNumber(number), **data)


def coded(name: str, value: object = None) -> StatusResponse:
    """Make an untagged OK with a code."""
    return StatusResponse(None, Word.OK, code=ResponseCode(name, value))


def folded(command: Command[Any], *responses: Response, status: StatusResponse = OK) -> object:
    """Give the command's result, if these responses come and it is asked about each."""
    collector = command.collector()
    for response in responses:
        if collector.interest(response):
            assert set(collector.topics) & set(topics_of(response))
            collector.receive(response)
    return collector.finish(status)


THREE = SequenceNumber(3)
NOTHING_FOUND: NumberSet[int] = NumberSet()
FOUND = SearchData(NumberSet[int].of([2, 9]))
FOUND_TOO = SearchData(NumberSet[int].of([1]))
FOLDER = ListData(frozenset(), "/", MailboxName("a"))
SUBSCRIBED = ListData(frozenset(), "/", MailboxName("b"), subscribed_only=True)
NUMBERS = MailboxStatus(MailboxName("INBOX"), {"MESSAGES": 3})

RESULTS: list[tuple[Command[Any], list[Response], object]] = [
    (Noop(), [ExistsData(1)], None),
    (Rename("a", "b"), [], None),
    (Capability(), [FOLDER, CapabilityData((IDLE,))], frozenset({IDLE})),
    (Enable(("IDLE",)), [EnabledData((IDLE,)), NUMBERS, EnabledData(())], frozenset({IDLE})),
    (Enable(("QRESYNC",)), [], frozenset()),
    (List(), [FOLDER, NUMBERS, SUBSCRIBED], (FOLDER, SUBSCRIBED)),
    (Lsub(), [SUBSCRIBED, FOLDER], (SUBSCRIBED, FOLDER)),
    (List(), [], ()),
    (Status("inbox"), [MailboxStatus(MailboxName("other"), {}), FOLDER, NUMBERS], NUMBERS),
    (Expunge(), [ExpungeData(SequenceNumber(3)), FOLDER, ExpungeData(SequenceNumber(3))], Expunged((THREE, THREE))),
    (Search(ALL), [SearchData(NOTHING_FOUND)], SequenceSet()),
    (Search(ALL), [FOUND, FOLDER, FOUND_TOO], SequenceSet.of([1, 2, 9])),
    (UidSearch(ALL), [FOUND], UidSet.of([2, 9])),
]  # fmt: skip


@pytest.mark.parametrize(("command", "responses", "result"), RESULTS, ids=lambda each: str(each)[:40])
def test_responses_fold_into_the_result(command: Command[Any], responses: list[Response], result: object) -> None:
    """The command takes what is its own and leaves the rest."""
    assert folded(command, *responses) == result


@pytest.mark.parametrize(
    "command", [Capability(), List(), Status("a"), Select("a"), Expunge(), Search(ALL), Enable(("a",))]
)
def test_what_nobody_was_interested_in_changes_nothing(command: Command[Any]) -> None:
    """A collector given a foreign response keeps its result."""
    collector, untouched = command.collector(), command.collector()
    collector.receive(UNKNOWN)
    ending = StatusResponse(None, Word.OK, code=ResponseCode("CAPABILITY", (IDLE,)))
    if isinstance(command, Status):
        return
    assert collector.finish(ending) == untouched.finish(ending)


UNKNOWN = StatusResponse(None, Word.OK, "Still here")


def test_capabilities_may_come_in_the_code_of_the_ok() -> None:
    """Some servers answer CAPABILITY so."""
    told = StatusResponse(None, Word.OK, code=ResponseCode("CAPABILITY", (IDLE,)))
    assert folded(Capability(), status=told) == frozenset({IDLE})


@pytest.mark.parametrize("code", [None, ResponseCode("CAPABILITY", b"\xff"), ResponseCode("ALERT"), Unparsed(b"", "")])
def test_capability_without_capabilities_is_an_error(code: ResponseCode | Unparsed | None) -> None:
    """An OK alone is no answer."""
    with pytest.raises(RemoteProtocolError) as caught:
        folded(Capability(), status=StatusResponse(None, Word.OK, code=code))
    assert caught.value.code == "missing-data"


def test_status_without_its_data_is_an_error() -> None:
    """The numbers of another mailbox are no answer."""
    with pytest.raises(RemoteProtocolError) as caught:
        folded(Status("a"), NUMBERS)
    assert caught.value.values["command"] == "STATUS"


OPENING: list[Response] = [
    FlagsData((SEEN,)),
    ExistsData(25),
    RecentData(24),
    coded("PERMANENTFLAGS", (SEEN, ANSWERED)),
    coded("UIDNEXT", 53),
    coded("UIDVALIDITY", 1418574115),
    coded("UNSEEN", 12),
    coded("HIGHESTMODSEQ", 715194045007),
]
OPENED = SelectedMailbox(
    MailboxName("a"),
    flags=(SEEN,),
    permanent_flags=(SEEN, ANSWERED),
    exists=25,
    recent=24,
    uid_validity=1418574115,  # type: ignore[arg-type]  # a number is what the wire has
    uid_next=Uid(53),
    unseen=SequenceNumber(12),
    highest_mod_seq=ModSeq(715194045007),
    has_mod_seqs=True,
)


def test_select_gathers_what_the_server_tells_of_the_mailbox() -> None:
    """All of RFC 9051, 6.3.2, in any order."""
    assert folded(Select("a"), *OPENING) == OPENED
    assert folded(Select("a"), *reversed(OPENING)) == OPENED


def test_select_lives_with_what_the_server_does_not_tell() -> None:
    """RFC 9051, 6.3.2, names the default for each."""
    assert folded(Select("a"), ExistsData(1)) == SelectedMailbox(MailboxName("a"), exists=1)


@pytest.mark.parametrize(
    ("command", "code", "read_only"),
    [
        (Select("a"), None, False),
        (Select("a"), "READ-WRITE", False),
        (Select("a"), "READ-ONLY", True),
        (Examine("a"), None, True),
        (Examine("a"), "READ-ONLY", True),
    ],
)
def test_the_answer_says_whether_the_mailbox_may_be_changed(
    command: Select,
    code: str | None,
    read_only: bool,  # noqa: FBT001 - the case table's column
) -> None:
    """The tagged OK's code decides; without one, the command does."""
    status = StatusResponse(None, Word.OK, code=ResponseCode(code) if code else None)
    assert folded(command, status=status) == SelectedMailbox(MailboxName("a"), read_only=read_only)


def test_what_came_before_closed_was_about_the_former_mailbox() -> None:
    """RFC 9051, 7.1: CLOSED divides the two."""
    former = ExistsData(99), FlagsData((ANSWERED,)), coded("UNSEEN", 3)
    assert folded(Select("a"), *former, coded("CLOSED"), ExistsData(1)) == SelectedMailbox(MailboxName("a"), exists=1)


def test_select_takes_the_list_of_its_own_mailbox_only() -> None:
    """RFC 9051, 6.3.2: LIST comes with it."""
    collector = Select("a").collector()
    assert collector.interest(FOLDER)
    collector.receive(FOLDER)
    assert not collector.interest(SUBSCRIBED)
    assert not collector.interest(coded("ALERT"))
    assert collector.finish(OK) == SelectedMailbox(MailboxName("a"))


def test_a_code_whose_value_makes_no_sense_changes_nothing() -> None:
    """`[UIDNEXT soon]` is not a number."""
    assert folded(Select("a"), coded("UIDNEXT", b"soon")) == SelectedMailbox(MailboxName("a"))


APPENDED = AppendUid(UidValidity(3), UidSet.of([4]))
COPIED = CopyUid(UidValidity(3), ((Uid(7), Uid(7)),), ((Uid(9), Uid(9)),))


@pytest.mark.parametrize(
    ("command", "value"),
    [
        (Append("a", b""), APPENDED),
        (Copy(SequenceSet.of([1]), "a"), COPIED),
        (UidCopy(UidSet.of([7]), "a"), COPIED),
    ],
)
def test_new_uids_are_told_where_the_server_tells_them(command: Command[Any], value: object) -> None:
    """RFC 9051, 7.1: APPENDUID and COPYUID; a code of another kind, or none, is no answer and no error."""
    assert folded(command, status=coded("SOMEUID", value)) == value
    assert folded(command, status=coded("SOMEUID", b"3 4")) is None
    assert folded(command) is None


WHOLE = BodySection()
PART = BodySection((2,))
FIELDS = BodySection(text="HEADER.FIELDS", fields=("TO", "FROM"))
SWAPPED = BodySection(text="HEADER.FIELDS", fields=("FROM", "TO"))
NONE, POSSIBLE, CERTAIN = Interest

# What is asked of letters 2 to 4, UIDs 20 to 40: (items, response, interest by number, interest by UID)
INTERESTS: list[tuple[Items, Response, Interest, Interest]] = [
    (FetchItem.FLAGS, message(2, uid=20, flags=frozenset()), CERTAIN, CERTAIN),
    (FetchItem.FLAGS, message(2, flags=frozenset()), CERTAIN, NONE),
    (FetchItem.FLAGS, message(5, uid=50, flags=frozenset()), NONE, NONE),
    (FetchItem.FLAGS, message(2, uid=20), NONE, NONE),
    (FetchItem.FLAGS, message(2, uid=20, problems=(Unparsed(b"FLAGS (", ""),)), POSSIBLE, POSSIBLE),
    (FetchItem.FLAGS, message(2, uid=20, size=7), NONE, NONE),
    (FetchItem.UID, message(2, uid=20), CERTAIN, CERTAIN),
    ((FetchItem.UID, FetchItem.FLAGS), message(2, uid=20), NONE, NONE),
    ((FetchItem.FLAGS, FetchItem.ENVELOPE), message(2, uid=20, flags=frozenset()), POSSIBLE, POSSIBLE),
    (FetchItem.FAST, message(2, uid=20, flags=frozenset(), size=1, raw_internal_date=b""), CERTAIN, CERTAIN),
    (FetchItem.FAST, message(2, uid=20, flags=frozenset()), POSSIBLE, POSSIBLE),
    (FetchItem.BODYSTRUCTURE, message(2, uid=20, raw_body_structure=b"()"), CERTAIN, CERTAIN),
    ("modseq", message(2, uid=20, mod_seq=ModSeq(1)), CERTAIN, CERTAIN),
    ("X-GM-MSGID", message(2, uid=20, others={"X-GM-MSGID": b"1"}), CERTAIN, CERTAIN),
    ("X-GM-MSGID", message(2, uid=20, others={"X-GM-THRID": b"1"}), NONE, NONE),
    (FetchItem.RFC822, message(2, uid=20, sections={WHOLE: b""}), CERTAIN, CERTAIN),
    (Body(PART), message(2, sections={PART: b""}), CERTAIN, POSSIBLE),
    (Body(PART), message(2, uid=20, sections={PART: None}), CERTAIN, CERTAIN),
    (Body(PART), message(2, uid=20, sections={WHOLE: b""}), NONE, NONE),
    (Body(FIELDS), message(2, uid=20, sections={SWAPPED: b""}), CERTAIN, CERTAIN),
    (Body(PART, partial=(9, 1)), message(2, uid=20, sections={BodySection((2,), origin=9): b""}), CERTAIN, CERTAIN),
    (Body(PART, partial=(9, 1)), message(2, uid=20, sections={BodySection((2,), origin=0): b""}), NONE, NONE),
    (Body(PART, partial=(9, 1)), message(2, uid=20, sections={PART: b""}), CERTAIN, CERTAIN),
    (FetchItem.FLAGS, ExistsData(2), NONE, NONE),
]


@pytest.mark.parametrize(("items", "response", "by_number", "by_uid"), INTERESTS)
def test_fetch_knows_its_answers(items: Items, response: Response, by_number: Interest, by_uid: Interest) -> None:
    """By the letter, and by what was asked of it; all of that is surer than a part."""
    assert Fetch(SequenceSet.range(2, 4), items).collector().interest(response) is by_number
    assert UidFetch(UidSet.range(20, 40), items).collector().interest(response) is by_uid


def test_an_open_set_means_at_least_the_last_letter() -> None:
    """`UID FETCH 500:*` gives the last letter also where its UID is 450 (RFC 9051, 9: seq-range)."""
    collector = UidFetch(UidSet.range(500), FetchItem.FLAGS).collector()
    assert collector.interest(message(9, uid=450, flags=frozenset())) is POSSIBLE
    assert collector.interest(message(9, uid=501, flags=frozenset())) is CERTAIN


def test_several_responses_about_one_letter_become_one() -> None:
    """Data of each, and of what both tell the later; the order is that of the first ones."""
    first = message(2, uid=20, flags=frozenset({SEEN}), sections={WHOLE: b"a"}, problems=(Unparsed(b"x", "y"),))
    other = message(3, uid=21, flags=frozenset(), sections={PART: b"c"})
    again = message(2, uid=20, flags=frozenset({ANSWERED}), sections={PART: b"b"}, size=7)
    merged = message(
        2,
        uid=20,
        flags=frozenset({ANSWERED}),
        size=7,
        sections={WHOLE: b"a", PART: b"b"},
        problems=(Unparsed(b"x", "y"),),
    )
    items = (FetchItem.FLAGS, FetchItem.RFC822_SIZE, Body(), Body(PART))
    assert folded(UidFetch(UidSet.of([20, 21]), items), first, other, again) == (merged, other)


def test_letters_without_uid_are_told_apart_by_number() -> None:
    """A UID that equals another letter's number is not that letter."""
    responses = message(1, uid=2, flags=frozenset()), message(2, flags=frozenset())
    assert folded(Fetch(SequenceSet.range(1, 2), FetchItem.FLAGS), *responses) == responses


@pytest.mark.parametrize(
    "store", [Store(SequenceSet.of([2]), StoreAction.ADD, (SEEN,)), UidStore(UidSet.of([20]), StoreAction.ADD, (SEEN,))]
)
def test_store_gives_the_new_flags(store: Store | UidStore) -> None:
    """Of its own letters only."""
    ours, theirs = message(2, uid=20, flags=frozenset({SEEN})), message(3, uid=30, flags=frozenset())
    stored = folded(store, ours, theirs)
    assert isinstance(stored, Stored)
    assert (stored.messages, len(stored.modified)) == ((ours,), 0)


@pytest.mark.parametrize(
    "store",
    [
        Store(SequenceSet.of([2]), StoreAction.ADD, (SEEN,), silent=True),
        UidStore(UidSet.of([20]), StoreAction.ADD, (SEEN,), silent=True),
    ],
)
def test_a_silent_store_leaves_news_to_others(store: Store | UidStore) -> None:
    """What comes meanwhile is about somebody else's change."""
    stored = folded(store, message(2, uid=20, flags=frozenset({SEEN})))
    assert isinstance(stored, Stored)
    assert stored.messages == ()


def test_a_foreign_response_is_not_kept_among_letters() -> None:
    """A collector given something else keeps its letters."""
    collector = Fetch(SequenceSet.of([1]), FetchItem.FLAGS).collector()
    collector.receive(UNKNOWN)
    assert collector.finish(OK) == ()


@pytest.mark.parametrize(
    ("challenge", "response"), [(b"", b"AGEAYg=="), (b" ", b"AGEAYg=="), (b"Z2l2ZQ==", b"AGEAYg==")]
)
def test_authenticate_answers_in_base64(challenge: bytes, response: bytes) -> None:
    """RFC 9051, 6.2.2; an empty challenge may come with or without its space."""
    _, collector = Authenticate(Plain("a", "b")).begin(WireStyle())
    assert collector.respond(challenge) == response


def test_a_challenge_that_is_no_base64_ends_the_exchange() -> None:
    """Nothing is answered to what cannot be read."""
    _, collector = Authenticate(Plain("a", "b")).begin(WireStyle())
    with pytest.raises(RemoteProtocolError, match="base64"):
        collector.respond(b"!")


def test_a_first_response_is_not_given_twice() -> None:
    """What went with the command is not the answer to a challenge."""
    _, collector = Authenticate(Plain("a", "b")).begin(WireStyle(initial_response=True))
    with pytest.raises(RemoteProtocolError):
        collector.respond(b"")


def test_in_flight_gives_the_result_or_raises_the_error() -> None:
    """Once it is done, one of the two."""
    good, bad = InFlight(Tag("A001"), Capability()), InFlight(Tag("A002"), Noop(), stream=True)
    assert not good.done
    assert repr(good) == "<InFlight A001 Capability(if_unknown=False)>"
    good.succeed(frozenset())
    assert good.done
    assert good.result == frozenset()
    bad.fail(ConnectionClosed("closed", during=""))
    assert bad.done
    assert repr(bad) == "<InFlight A002 Noop() done>"
    with pytest.raises(ConnectionClosed):
        _ = bad.result
