# SPDX-License-Identifier: MIT
"""Data of an answer that cannot be read cost as little as can be, and the command's OK counts all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Append,
    Authenticate,
    Capability,
    Copy,
    Enable,
    Examine,
    Expunge,
    Expunged,
    Fetch,
    FetchItem,
    List,
    Lsub,
    Move,
    NewMessage,
    Replace,
    Search,
    Select,
    SelectedMailbox,
    Status,
    Store,
    StoreAction,
    Stored,
    UidCopy,
    UidExpunge,
    UidFetch,
    UidMove,
    UidReplace,
    UidSearch,
    UidStore,
)
from mailproto.commands.search_keys import ALL
from mailproto.errors import RemoteProtocolError
from mailproto.events import UnparsedReceived
from mailproto.message_data import MessageData
from mailproto.responses import AppendUid, CopyUid, ListData
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import COMMANDS, ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import SEEN, MailboxName, SequenceNumber, Uid, UidValidity
from tests.support.each_command import EACH
from tests.support.sessions import session_in, words

if TYPE_CHECKING:
    from mailproto.commands import Command, InFlight
    from mailproto.session import Session

ONE = SequenceSet.of([1])
SEVEN = UidSet.of([7])
LETTER_TO_COME = NewMessage(b"x")
GOOD = ListData(frozenset(), "/", MailboxName("a"))
LETTER = MessageData(
    SequenceNumber(1), uid=Uid(7), flags=frozenset({SEEN}), problems=(Unparsed(b"RFC822.SIZE -1", ""),)
)
LETTER_LINE = rb"* 1 FETCH (UID 7 FLAGS (\Seen) RFC822.SIZE -1)"
ITEMS = (FetchItem.FLAGS, FetchItem.RFC822_SIZE)


def answered(command: Command[Any], *lines: bytes) -> tuple[Session, InFlight[Any]]:
    """Send a command and let the server say the lines; the last is the answer, without its tag."""
    state = max(COMMANDS[command.name].states, key=list(ConnectionState).index)
    session = session_in(state, encrypted=command.name != "STARTTLS")
    in_flight = session.submit(command)
    *data, last = lines
    session.receive_data(b"".join(line + b"\r\n" for line in [*data, in_flight.tag.encode() + b" " + last]))
    return session, in_flight


# command, the server's lines, its result
CASES: list[tuple[Command[Any], tuple[bytes, ...], object]] = [
    (Capability(), (b"* CAPABILITY", b"OK done"), frozenset()),
    (Enable(("CONDSTORE",)), (b"* ENABLED", b"OK done"), frozenset()),
    (Enable(("CONDSTORE",)), (b"* ENABLED ((", b"OK done"), words("((")),
    (List(), (b'* LIST () "/" a', b'* LIST (\\Noselect "/" b', b"OK done"), (GOOD,)),
    (Lsub(), (b'* LIST () "/" a', b"* LSUB", b"OK done"), (GOOD,)),
    (Select("a"), (b"* many EXISTS", b"* OK [UIDNEXT soon] x", b"OK [READ-WRITE (] done"),
     SelectedMailbox(MailboxName("a"))),
    (Examine("a"), (b"* FLAGS \\Seen", b"* 3 EXISTS", b"OK done"),
     SelectedMailbox(MailboxName("a"), read_only=True, exists=3)),
    (Append("a", b"", ()), (b"+ go on", b"OK [APPENDUID 1] done"), None),
    (Expunge(), (b"* 1 EXPUNGE", b"* -1 EXPUNGE", b"OK done"), Expunged((SequenceNumber(1),))),
    (Search(ALL), (b"* SEARCH 1", b"* SEARCH two", b"OK done"), ONE),
    (UidSearch(ALL), (b"* SEARCH 7", b"* SEARCH 8 *", b"OK done"), SEVEN),
    (Fetch(ONE, ITEMS), (LETTER_LINE, b"* -1 FETCH (FLAGS ())", b"OK done"), (LETTER,)),
    (UidFetch(SEVEN, ITEMS), (LETTER_LINE, b"* -1 FETCH (FLAGS ())", b"OK done"), (LETTER,)),
    (Store(ONE, StoreAction.ADD, (SEEN,)), (LETTER_LINE, b"OK done"), (LETTER,)),
    (UidStore(SEVEN, StoreAction.ADD, (SEEN,)), (LETTER_LINE, b"OK done"), (LETTER,)),
    (Copy(ONE, "a"), (b"OK [COPYUID 1 2:* 3:*] done",), None),
    (UidCopy(SEVEN, "a"), (b"OK [COPYUID one two three] done",), None),
    (Move(ONE, "a"), (b"* OK [COPYUID 1 2:* 3:*]", b"* 1 EXPUNGE", b"OK done"), None),
    (UidMove(SEVEN, "a"), (b"* OK [COPYUID 1 7 8] moved", b"* -1 EXPUNGE", b"OK done"),
     CopyUid(UidValidity(1), ((Uid(7), Uid(7)),), ((Uid(8), Uid(8)),))),
    (UidExpunge(SEVEN), (b"* VANISHED *:x", b"* VANISHED 7", b"OK [HIGHESTMODSEQ -1]"), Expunged((), SEVEN)),
    (Replace(SequenceNumber(1), "a", LETTER_TO_COME), (b"* OK [APPENDUID] ready", b"* 1 EXPUNGE", b"OK"), None),
    (UidReplace(Uid(7), "a", LETTER_TO_COME), (b"* OK [APPENDUID 1 9] ready", b"OK [APPENDUID x] done"),
     AppendUid(UidValidity(1), UidSet.of([9]))),
]  # fmt: skip


@pytest.mark.parametrize(("command", "lines", "result"), CASES, ids=lambda each: getattr(each, "name", ""))
def test_what_can_be_read_is_the_result(command: Command[Any], lines: tuple[bytes, ...], result: object) -> None:
    """One bad item never costs its neighbours."""
    _, in_flight = answered(command, *lines)
    given = in_flight.result.messages if isinstance(in_flight.result, Stored) else in_flight.result
    if isinstance(result, tuple) and result == (LETTER,):
        assert [problem.raw for problem in given[0].problems] == [b"RFC822.SIZE -1"]
        assert (given[0].uid, given[0].flags, len(given)) == (7, {SEEN}, 1)
    else:
        assert given == result


@pytest.mark.parametrize(
    ("command", "line"),
    [(Status("a"), b"* STATUS a MESSAGES 3"), (Capability(), b"* NO capability today")],
    ids=["STATUS", "CAPABILITY"],
)
def test_an_ok_without_the_data_is_told(command: Command[Any], line: bytes) -> None:
    """Where there is no value without them, the error names the command, and the session goes on."""
    session, in_flight = answered(command, line, b"OK done")
    assert isinstance(in_flight.error, RemoteProtocolError)
    assert (in_flight.error.code, in_flight.error.values["command"]) == ("missing-data", command.name)
    assert session.state is not ConnectionState.LOGOUT


@pytest.mark.parametrize("command", EACH, ids=lambda each: each.name)
def test_an_ok_alone_is_an_answer(command: Command[Any]) -> None:
    """No command waits for data that do not come: it has a value, or says that they are missing."""
    _, in_flight = answered(command, b"OK")
    assert in_flight.done
    assert in_flight.error is None or in_flight.error.code == "missing-data"


def test_a_challenge_that_cannot_be_read_is_given_up() -> None:
    """RFC 9051, 6.2.2: answered with an asterisk, and the sign-in fails for that reason."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED)
    in_flight = session.submit(Authenticate(Plain("alice", "secret")))
    session.data_to_send()
    session.receive_data(b"+ =not base64=\r\n")
    assert session.data_to_send() == b"*\r\n"
    session.receive_data(b"%b BAD cancelled\r\n" % in_flight.tag.encode())
    assert in_flight.error is not None
    assert in_flight.error.code == "bad-challenge"


def test_what_cannot_be_read_is_told() -> None:
    """Nothing vanishes: whoever looks at the events sees the octets and the reason."""
    session, _ = answered(List(), b"* LIST (", b"OK done")
    (told,) = [event for event in session.events() if isinstance(event, UnparsedReceived)]
    assert told.unparsed.raw == b"* LIST ("
    assert told.unparsed.reason
