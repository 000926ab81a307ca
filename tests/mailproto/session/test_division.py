# SPDX-License-Identifier: MIT
"""A whole long session says the same however the server's octets are divided: all responses, codes and literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailproto.commands import Body, Fetch, FetchItem, List, Noop, Status, UidFetch
from mailproto.events import CommandCompleted, LiteralReceived
from mailproto.message_data import BodySection
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from tests.mailproto.rfc_examples.test_codes import CODES
from tests.mailproto.rfc_examples.test_responses import KINDS
from tests.mailproto.test_server_deviations import LINES
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from mailproto.commands import Command
    from mailproto.events import Event

HEADER = BodySection(text="HEADER")
COMMANDS: list[tuple[Command[Any], bool]] = [
    (UidFetch(UidSet.of([7, 8]), (FetchItem.FLAGS, Body(HEADER))), True),
    (Fetch(SequenceSet.of([1]), (FetchItem.UID, FetchItem.ENVELOPE, FetchItem.BODYSTRUCTURE)), False),
    (List(), False),
    (Status("blurdybloop"), False),
    (Noop(), False),
]
SMALL, LARGE = b"Subject: a\r\n\r\n", b"X: )\r\nA002 OK\r\n" * 5
LITERALS = [
    b"* 1 FETCH (UID 7 BODY[HEADER] {%d}\r\n%b FLAGS (\\Seen))" % (len(SMALL), SMALL),
    b"* 2 FETCH (BODY[HEADER] {%d}\r\n%b UID 8 FLAGS ())" % (len(LARGE), LARGE),
    b"* 1 FETCH (UID 7 ENVELOPE (NIL {3}\r\na)b NIL NIL NIL NIL NIL NIL NIL NIL) FLAGS ())",
    b'* 1 FETCH (UID 7 BODYSTRUCTURE ("text" "plain" NIL NIL {0}\r\n "7bit" 1 1))',
    b'* LIST () "/" {4}\r\n{5}\r',
    b"* 1 FETCH (X-NEW (a {2}\r\n\r\n b) BODY[] NIL)",
    b"* STATUS {4}\r\na (b (MESSAGES 3)",
    b"+ go on",
]
NOT_IN_THE_MIDDLE = (b"* BYE", b"* PREAUTH", b"+")
UNTAGGED = [
    *(each.line for each in KINDS),
    *(each.malformed for each in KINDS if each.malformed),
    *(b"* " + each.answer for each in CODES),
    *(b"* OK [%b %b] x" % (each.name.encode(), each.malformed) for each in CODES if each.malformed),
    *LITERALS,
]
DEVIATIONS = [row[1] for row in LINES]
SIZES = range(1, 90)


def told(event: Event) -> str:
    """Spell an event so that those of two sessions compare."""
    if isinstance(event, CommandCompleted):
        flight = event.in_flight
        outcome = repr(flight.error) if flight.error is not None else repr(flight.result)
        return f"{flight.tag} {flight.command.name} {outcome}"
    return repr(event).replace(" done>", ">")  # whether its command is by now is no part of the event


def heard(pieces: list[bytes]) -> list[str]:
    """Submit the commands, let the server say the pieces, and spell all events; octets of a literal are joined."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 LITERAL+", stream_threshold=50)
    for command, stream in COMMANDS:
        session.submit(command, stream=stream)
    session.data_to_send()
    spelt: list[str] = []
    octets = b""
    for piece in pieces:
        session.receive_data(piece)
        session.data_to_send()
        for event in session.events():
            if isinstance(event, LiteralReceived):
                octets += event.data
                continue
            spelt.append(f"{octets!r}{told(event)}")
            octets = b""
    return spelt


def stream_of(lines: list[bytes]) -> bytes:
    """Join what may be said in the middle of a session, and answer the commands in the end, the last one first."""
    middle = [line for line in lines if not line.startswith(NOT_IN_THE_MIDDLE)]
    answers = [b"A%03d OK done" % number for number in (6, 5, 4, 3, 2)]
    return b"".join(line + b"\r\n" for line in [*middle, *answers, b"* BYE enough", b"* 1 EXISTS"])


def test_every_response_and_code_of_the_rfcs() -> None:
    """Octet by octet, and in pieces of every size: the same events in the same order."""
    stream = stream_of(UNTAGGED)
    whole = heard([stream])
    assert len(whole) > len(UNTAGGED)
    assert any("A002 UID FETCH" in each for each in whole)
    for size in SIZES:
        assert heard([stream[start : start + size] for start in range(0, len(stream), size)]) == whole


def test_every_deviation_of_real_servers() -> None:
    """The same, and nothing of it ends the session."""
    stream = stream_of(DEVIATIONS)
    whole = heard([stream])
    assert "ConnectionEnded" in whole[-1]
    for size in SIZES:
        assert heard([stream[start : start + size] for start in range(0, len(stream), size)]) == whole
