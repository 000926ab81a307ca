# SPDX-License-Identifier: MIT
"""`$` in every command that names letters: sent as such, and refused where the server saves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mailproto.commands import (
    Copy,
    ExtendedSearch,
    Fetch,
    Move,
    ReturnOption,
    Search,
    Store,
    StoreAction,
    UidCopy,
    UidExpunge,
    UidFetch,
    UidMove,
    UidStore,
    split_by_line,
)
from mailproto.commands import search_keys as keys
from mailproto.errors import CapabilityMissing
from mailproto.message_data import MessageData
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import SEEN, SequenceNumber, Uid
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from mailproto.commands import Command

NUMBERS, UIDS = SequenceSet.saved(), UidSet.saved()
ABOUT: list[tuple[Command[Any], bytes]] = [
    (Fetch(NUMBERS, "FLAGS"), b"FETCH $ FLAGS"),
    (UidFetch(UIDS, "FLAGS"), b"UID FETCH $ FLAGS"),
    (Store(NUMBERS, StoreAction.ADD, (SEEN,)), rb"STORE $ +FLAGS (\Seen)"),
    (UidStore(UIDS, StoreAction.ADD, (SEEN,)), rb"UID STORE $ +FLAGS (\Seen)"),
    (Copy(NUMBERS, "a"), b"COPY $ a"),
    (UidCopy(UIDS, "a"), b"UID COPY $ a"),
    (Move(NUMBERS, "a"), b"MOVE $ a"),
    (UidMove(UIDS, "a"), b"UID MOVE $ a"),
    (UidExpunge(UIDS), b"UID EXPUNGE $"),
    (Search(keys.Messages(NUMBERS) & keys.Smaller(4096)), b"SEARCH $ SMALLER 4096"),
]
EVERYTHING_ELSE = "IMAP4rev1 MOVE UIDPLUS"


@pytest.mark.parametrize(("command", "line"), ABOUT, ids=lambda each: getattr(each, "name", ""))
@pytest.mark.parametrize("capability", ["SEARCHRES", "IMAP4rev2"])
def test_the_saved_result_stands_for_letters(command: Command[Any], line: bytes, capability: str) -> None:
    """RFC 9051, 6.4.4.1, where the server has it."""
    session = session_in(ConnectionState.SELECTED, f"{EVERYTHING_ELSE} {capability}")
    tag = session.submit(command).tag.encode()
    assert session.data_to_send() == b"%b %b\r\n" % (tag, line)


@pytest.mark.parametrize(("command", "line"), ABOUT, ids=lambda each: getattr(each, "name", ""))
def test_a_server_that_saves_nothing_is_not_asked(command: Command[Any], line: bytes) -> None:
    """Refused before a byte leaves, with what is missing."""
    session = session_in(ConnectionState.SELECTED, EVERYTHING_ELSE)
    with pytest.raises(CapabilityMissing) as caught:
        session.submit(command)
    assert caught.value.values == {"command": "the saved result $", "capability": "SEARCHRES"}
    assert session.data_to_send() == b""
    assert line


def test_what_is_told_of_saved_letters_is_the_answer() -> None:
    """Whichever they are; RFC 5182, example 2: both commands go out together."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 ESEARCH SEARCHRES")
    search = session.submit(ExtendedSearch(keys.FLAGGED, (ReturnOption.SAVE,)))
    fetch = session.submit(Fetch(NUMBERS, ("UID", "FLAGS")))
    assert session.data_to_send().count(b"\r\n") == 2
    tags = (search.tag.encode(), fetch.tag.encode())
    session.receive_data(b"%b OK saved\r\n* 2 FETCH (UID 14 FLAGS ())\r\n%b OK done\r\n" % tags)
    assert search.result.count is None
    assert fetch.result == (MessageData(SequenceNumber(2), uid=Uid(14), flags=frozenset()),)


def test_the_saved_result_is_not_divided() -> None:
    """However long the line may be, there is nothing shorter."""
    command = UidFetch(UIDS, "FLAGS")
    assert split_by_line(command, 1) == (command,)
