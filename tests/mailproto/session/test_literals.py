# SPDX-License-Identifier: MIT
"""Literals both ways: those that wait for consent, and those that stream."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import (
    Append,
    Body,
    Command,
    Fetch,
    FetchItem,
    InFlight,
    List,
    MultiAppend,
    NewMessage,
    Noop,
    StreamedMessage,
    UidFetch,
)
from mailproto.errors import CommandRejected, LocalProtocolError
from mailproto.events import (
    CommandCompleted,
    Event,
    ItemReceived,
    LiteralFinished,
    LiteralReceived,
    LiteralStarted,
    OctetsNeeded,
    UntaggedReceived,
)
from mailproto.framing import Limits
from mailproto.message_data import BodySection, MessageData, StreamedLiteral
from mailproto.printer import WireStyle
from mailproto.responses import AppendUid
from mailproto.sequences import SequenceSet, UidSet
from mailproto.session import Session
from mailproto.states import ConnectionState
from mailproto.vocabulary import SEEN, UidValidity
from tests.support.sessions import only, session_in

PART = BodySection((1,))
THRESHOLD = 100


class TestSending:
    """RFC 9051, 4.3, and RFC 7888."""

    def test_everything_waits_for_consent(self) -> None:
        """The literal, and the commands behind it."""
        session = session_in(ConnectionState.AUTHENTICATED)
        session.submit(Append("a", b"letter"))
        session.submit(Noop())
        assert session.data_to_send() == b"A001 APPEND a {6}\r\n"
        assert session.data_to_send() == b""
        session.receive_data(b"* 1 EXISTS\r\n")
        assert session.data_to_send() == b""
        session.receive_data(b"+ \r\n")
        assert session.data_to_send() == b"letter\r\nA002 NOOP\r\n"

    def test_a_refusal_instead_of_consent_ends_the_command(self) -> None:
        """No octet of the literal is sent, and the next command is."""
        session = session_in(ConnectionState.AUTHENTICATED)
        append = session.submit(Append("a", b"letter"))
        session.submit(Noop())
        session.data_to_send()
        session.receive_data(b"A001 NO [TRYCREATE] no such mailbox\r\n")
        assert isinstance(append.error, CommandRejected)
        assert session.data_to_send() == b"A002 NOOP\r\n"

    def test_consent_goes_to_who_waits_for_it(self) -> None:
        """An answer to an earlier command between announcement and consent changes nothing."""
        session = session_in(ConnectionState.AUTHENTICATED)
        noop = session.submit(Noop())
        session.submit(Append("a", b"letter"))
        session.data_to_send()
        session.receive_data(b"A001 OK\r\n+ \r\n")
        assert noop.done
        assert session.data_to_send() == b"letter\r\n"

    @pytest.mark.parametrize(
        ("capabilities", "octets", "at_once"),
        [("LITERAL+", 5000, True), ("LITERAL-", 4096, True), ("LITERAL-", 4097, False), ("IMAP4rev2", 4096, True)],
    )
    def test_some_servers_consent_beforehand(
        self,
        capabilities: str,
        octets: int,
        at_once: bool,  # noqa: FBT001 - the case table's column
    ) -> None:
        """LITERAL+ to any literal, LITERAL- and IMAP4rev2 up to 4096 octets."""
        session = session_in(ConnectionState.AUTHENTICATED, capabilities)
        session.submit(Append("a", b"x" * octets))
        assert session.data_to_send().endswith(b"x\r\n") is at_once


OWED = StreamedMessage(5000)


def appending(capabilities: str = "", command: Command[Any] | None = None) -> tuple[Session, InFlight[Any]]:
    """Give a session that has sent APPEND of a letter that is given piece by piece, up to the server's consent."""
    session = session_in(ConnectionState.AUTHENTICATED, capabilities)
    in_flight = session.submit(command or Append("a", OWED))
    return session, in_flight


class TestGiving:
    """Letters whose octets come from elsewhere, when it is their turn."""

    def test_octets_are_asked_for_once_the_server_agrees(self) -> None:
        """Given piece by piece; what was submitted meanwhile goes behind them."""
        session, append = appending("LITERAL+")
        session.submit(Noop())
        assert session.data_to_send() == b"A001 APPEND a {5000}\r\n"
        assert (session.events(), session.octets_owed(append)) == ([], 0)
        session.receive_data(b"+ go on\r\n")
        assert session.events() == [OctetsNeeded(append, 5000)]
        session.give_octets(append, b"x" * 4000)
        assert session.data_to_send() == b"x" * 4000
        assert session.octets_owed(append) == 1000
        assert session.data_to_send() == b""
        session.give_octets(append, b"y" * 1000)
        assert session.data_to_send() == b"y" * 1000 + b"\r\nA002 NOOP\r\n"
        session.receive_data(b"A001 OK [APPENDUID 3 4] done\r\n")
        assert append.result == AppendUid(UidValidity(3), UidSet.of([4]))

    def test_a_small_letter_need_not_wait_where_the_server_says_so(self) -> None:
        """RFC 7888: up to 4096 octets; a large one waits all the same, for it may be refused."""
        session, append = appending("LITERAL-", Append("a", StreamedMessage(10)))
        assert session.events() == [OctetsNeeded(append, 10)]
        assert session.data_to_send() == b"A001 APPEND a {10+}\r\n"

    def test_a_refusal_before_costs_no_octet(self) -> None:
        """RFC 7889, 4: TOOBIG in place of consent; nothing is owed."""
        session, append = appending()
        session.receive_data(b"A001 NO [TOOBIG] too large\r\n")
        assert isinstance(append.error, CommandRejected)
        assert session.octets_owed(append) == 0
        with pytest.raises(LocalProtocolError, match="turn"):
            session.give_octets(append, b"x")

    def test_a_refusal_in_the_middle_leaves_the_rest_owed(self) -> None:
        """The server reads as many as were announced; nothing else goes before, and no second letter behind."""
        two = MultiAppend("a", (NewMessage(OWED), NewMessage(OWED)))
        session, append = appending("MULTIAPPEND", two)
        session.data_to_send()
        session.receive_data(b"+ go on\r\nA001 NO [OVERQUOTA] full\r\n")
        session.submit(Noop())
        assert session.octets_owed(append) == 5000
        session.give_octets(append, b"x" * 5000)
        assert session.data_to_send() == b"x" * 5000 + b"\r\nA002 NOOP\r\n"

    def test_several_letters_have_their_turns(self) -> None:
        """RFC 3502: each waits for consent of its own; one without octets owes none."""
        messages = (NewMessage(StreamedMessage(2)), NewMessage(StreamedMessage(0), (SEEN,)), NewMessage(b"z"))
        session, append = appending("MULTIAPPEND LITERAL+", MultiAppend("a", messages))
        session.give_octets(append, b"xx")
        assert session.data_to_send() == rb"A001 APPEND a {2+}" + b"\r\nxx" + rb" (\Seen) {0+}" + b"\r\n {1+}\r\nz\r\n"
        assert session.events() == [OctetsNeeded(append, 2)]

    def test_more_than_announced_is_refused(self) -> None:
        """The server would take them for the next command."""
        session, append = appending("LITERAL-", Append("a", StreamedMessage(2)))
        with pytest.raises(LocalProtocolError, match="more than announced"):
            session.give_octets(append, b"xxx")

    def test_the_connections_end_owes_nobody(self) -> None:
        """Its error is the command's."""
        session, append = appending("LITERAL-", Append("a", StreamedMessage(2)))
        session.receive_eof()
        assert append.error is not None
        assert session.octets_owed(append) == 0

    @pytest.mark.parametrize(
        ("style", "message", "line"),
        [
            (WireStyle(binary=True), StreamedMessage(3, has_nul=True), b"APPEND a ~{3}"),
            (WireStyle(binary=True), b"a\0b", b"APPEND a ~{3}"),
            (WireStyle(utf8_header=True), StreamedMessage(3, has_8bit_header=True), b"APPEND a UTF8 (~{3}"),
            (WireStyle(utf8_header=True), "é: \r\n\r\n".encode(), b"APPEND a UTF8 (~{8}"),
            (WireStyle(utf8_header=True), "a: b\n\né".encode(), b"APPEND a {8}"),
            (WireStyle(), "é: \r\n\r\n".encode(), b"APPEND a {8}"),
        ],
    )
    def test_a_letter_goes_in_the_form_that_carries_it(
        self, style: WireStyle, message: bytes | StreamedMessage, line: bytes
    ) -> None:
        """RFC 3516, 4.4, for NUL; RFC 6855, 4, for UTF-8 in the header where that was enabled, and only there."""
        pieces, _ = Append("a", message).begin(style)
        assert b"".join(piece.data for piece in pieces).startswith(line + b"\r\n")
        assert pieces[-1].data == (b")\r\n" if b"UTF8" in line else b"\r\n")

    @pytest.mark.parametrize("message", [b"a\0b", StreamedMessage(3, has_nul=True)])
    def test_nul_is_refused_where_the_server_takes_none(self, message: bytes | StreamedMessage) -> None:
        """RFC 9051, 4.3: before anything is sent."""
        with pytest.raises(LocalProtocolError, match="NUL"):
            Append("a", message).begin(WireStyle())

    def test_a_size_below_zero_is_none(self) -> None:
        """Refused when it is made."""
        with pytest.raises(LocalProtocolError, match="-1"):
            StreamedMessage(-1)


def streaming(*commands: Fetch | UidFetch) -> Session:
    """Give a session that fetches with streaming from 100 octets on."""
    session = session_in(ConnectionState.SELECTED, stream_threshold=THRESHOLD)
    for command in commands:
        session.submit(command, stream=True)
    session.data_to_send()
    return session


def literal(size: int) -> bytes:
    """Give an announcement and its octets."""
    return b"{%d}\r\n" % size + b"x" * size


def octets_of(events: list[Event]) -> bytes:
    """Join what was streamed."""
    return b"".join(event.data for event in events if isinstance(event, LiteralReceived))


class TestStreaming:
    """Literals of letters that go on without being gathered."""

    @pytest.mark.parametrize("step", [1, 7, 1000])
    def test_a_large_literal_is_told_in_pieces(self, step: int) -> None:
        """It begins, comes, ends, and stands in the letter's data by its size."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        data = b"* 1 FETCH (UID 7 BODY[1] %b)\r\nA002 OK\r\n" % literal(500)
        events: list[Event] = []
        for start in range(0, len(data), step):
            session.receive_data(data[start : start + step])
            events += session.events()
        started = only(events, LiteralStarted)
        assert (started.sequence_number, started.section, started.size) == (1, PART, 500)
        assert started.in_flight is not None
        assert started.in_flight.tag == "A002"
        assert octets_of(events) == b"x" * 500
        order = [type(event) for event in events if not isinstance(event, LiteralReceived)]
        assert order == [LiteralStarted, LiteralFinished, ItemReceived, CommandCompleted]
        item = only(events, ItemReceived).item
        assert isinstance(item, MessageData)
        assert item.sections == {PART: StreamedLiteral(500)}
        assert started.in_flight.result == ()

    def test_a_small_one_is_gathered(self) -> None:
        """Below the threshold it comes with its letter."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        session.receive_data(b"* 1 FETCH (UID 7 BODY[1] %b)\r\n" % literal(THRESHOLD - 1))
        (received,) = session.events()
        assert isinstance(received, ItemReceived)
        assert isinstance(received.item, MessageData)
        assert received.item.sections == {PART: b"x" * (THRESHOLD - 1)}

    def test_without_streaming_all_is_gathered(self) -> None:
        """Also after a streaming command has had its answer."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        fetch = session.submit(UidFetch(UidSet.of([8]), Body(PART)))
        assert session.data_to_send() == b""
        session.receive_data(b"A002 OK\r\n")
        assert session.data_to_send() == b"A003 UID FETCH 8 BODY.PEEK[1]\r\n"
        session.receive_data(b"* 1 FETCH (UID 8 BODY[1] %b)\r\nA003 OK\r\n" % literal(500))
        assert fetch.result[0].sections == {PART: b"x" * 500}

    def test_several_literals_of_one_letter_have_one_owner(self) -> None:
        """Each names its own section."""
        session = streaming(UidFetch(UidSet.of([7]), (Body(PART), Body(BodySection((2,)), partial=(0, 900)))))
        session.receive_data(b"* 1 FETCH (UID 7 BODY[1] %b BODY[2]<0> %b)\r\n" % (literal(500), literal(900)))
        events = session.events()
        started = [event for event in events if isinstance(event, LiteralStarted)]
        assert [event.section for event in started] == [PART, BodySection((2,), origin=0)]
        assert started[0].in_flight is started[1].in_flight
        only(events, ItemReceived)

    def test_a_thousand_literals_of_one_letter_are_told_apart(self) -> None:
        """Each by its own section, also where the UID comes among them."""
        sections = [BodySection((number,)) for number in range(1, 1001)]
        session = streaming(UidFetch(UidSet.of([7]), tuple(map(Body, sections))))
        wire = [b"BODY[%d] %b" % (section.part[0], literal(THRESHOLD)) for section in sections]
        session.receive_data(b"* 1 FETCH (%b)\r\n" % b" ".join([*wire[:500], b"UID 7", *wire[500:]]))
        events = session.events()
        started = [event for event in events if isinstance(event, LiteralStarted)]
        assert [(event.sequence_number, event.section) for event in started] == [(1, each) for each in sections]
        assert {event.in_flight for event in started} == {only(events, ItemReceived).in_flight}

    def test_literals_find_their_commands(self) -> None:
        """By UID, and where the UID comes after the literal, the first in order; letter and literal stay together."""
        first, second = UidFetch(UidSet.of([7]), Body(PART)), UidFetch(UidSet.of([8]), Body(PART))
        session = streaming(first, second)
        session.receive_data(b"* 2 FETCH (UID 8 BODY[1] %b)\r\n" % literal(500))
        session.receive_data(b"* 1 FETCH (BODY[1] %b UID 7)\r\n" % literal(500))
        events = session.events()
        assert [event.in_flight.command for event in events if isinstance(event, ItemReceived)] == [second, first]
        started = [event.in_flight for event in events if isinstance(event, LiteralStarted)]
        assert [flight.command for flight in started if flight is not None] == [second, first]

    def test_the_literals_of_one_response_stay_together(self) -> None:
        """Also where a UID between them belies what was thought at the first."""
        bodies = (Body(PART), Body(BodySection((2,))))
        session = streaming(UidFetch(UidSet.of([7]), bodies), UidFetch(UidSet.of([8]), bodies))
        session.receive_data(b"* 2 FETCH (BODY[1] %b UID 8 BODY[2] %b)\r\n" % (literal(500), literal(500)))
        events = session.events()
        owners = {event.in_flight for event in events if isinstance(event, LiteralStarted | ItemReceived)}
        assert len(owners) == 1

    def test_a_literal_nobody_asked_for(self) -> None:
        """Is told without a command, so that its octets are not taken for somebody's."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        session.receive_data(b"* 3 FETCH (UID 9 BODY[1] %b)\r\n" % literal(500))
        events = session.events()
        assert only(events, LiteralStarted).in_flight is None
        only(events, UntaggedReceived)

    @pytest.mark.parametrize(("number", "told"), [(b"3", 3), (b"9" * 20, None), (b"9" * 5000, None)])
    def test_a_literal_whose_letter_makes_no_sense(self, number: bytes, told: int | None) -> None:
        """What is known of it is told."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        session.receive_data(b"* %b FETCH nonsense BODY[1] %b\r\n" % (number, literal(500)))
        started = only(session.events(), LiteralStarted)
        assert (started.in_flight, started.sequence_number, started.section) == (None, told, None)

    @pytest.mark.parametrize(("nesting", "claimed"), [(2, True), (9, False)])
    def test_what_stands_before_a_literal_is_read_within_the_limits(
        self,
        nesting: int,
        claimed: bool,  # noqa: FBT001 - the case table's column
    ) -> None:
        """What is nested deeper than they allow cannot be read, and may be the answer for all that is known."""
        session = session_in(ConnectionState.SELECTED, limits=Limits(nesting=nesting), stream_threshold=THRESHOLD)
        fetch = session.submit(UidFetch(UidSet.of([7]), Body(PART)), stream=True)
        session.receive_data(b"* 1 FETCH (UID 7 X ((((a)))) BODY[2] %b)\r\n" % literal(500))
        assert only(session.events(), LiteralStarted).in_flight is (fetch if claimed else None)

    def test_the_octets_of_an_abandoned_command_are_swallowed(self) -> None:
        """Also where it is abandoned in their middle; the next literal is told again."""
        session = streaming(Fetch(SequenceSet.of([1]), Body(PART)), Fetch(SequenceSet.of([2]), Body(PART)))
        session.receive_data(b"* 1 FETCH (BODY[1] {500}\r\nxxx")
        started = only(session.events(), LiteralStarted)
        assert started.in_flight is not None
        session.abandon(started.in_flight)
        session.receive_data(b"x" * 497 + b")\r\n* 1 FETCH (BODY[1] %b)\r\n" % literal(500))
        assert session.events() == []
        session.receive_data(b"* 2 FETCH (BODY[1] %b)\r\n" % literal(500))
        assert octets_of(session.events()) == b"x" * 500

    def test_items_stream_without_literals_too(self) -> None:
        """A list of folders, one by one."""
        session = session_in(ConnectionState.AUTHENTICATED)
        asked = session.submit(List(), stream=True)
        session.receive_data(b'* LIST () "/" a\r\n* LIST () "/" b\r\nA001 OK\r\n')
        items = [event for event in session.events() if isinstance(event, ItemReceived)]
        assert [item.in_flight for item in items] == [asked, asked]
        assert asked.result == ()

    def test_letters_stream_beside_other_commands(self) -> None:
        """Only fetching in the other way has to wait."""
        session = streaming(UidFetch(UidSet.of([7]), Body(PART)))
        session.submit(Noop())
        session.submit(UidFetch(UidSet.of([8]), FetchItem.FLAGS), stream=True)
        assert session.data_to_send() == b"A003 NOOP\r\nA004 UID FETCH 8 FLAGS\r\n"
