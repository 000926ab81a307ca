# SPDX-License-Identifier: MIT
"""What holds for the test server whatever a client sends: asserted by its fuzz target.

The first octet of an input says in which of `SCENES` the client begins, the rest is what it sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mailproto.parser import parse_responses
from mailproto.responses import StatusResponse
from tests.fuzz.cutting import pieces_of
from tests.fuzz.looking import unparsed_in
from tests.testserver.wire import LETTER, Client, Office
from testserver.command_reader import CommandReader, Refusal
from testserver.limits import Limits

LIMITS: Final = Limits(line=300, literal=50, literal_before_sign_in=20, message=300, literals=5, bad_commands=30)
"""Small, so that inputs reach them."""

SCENES: Final = ("selected", "greeted", "before TLS", "minimal")
_LETTERS: Final = (
    LETTER,
    (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: message/rfc822\r\n"
        b"\r\nSubject: =?utf-8?q?=D1=8F?=\r\n\r\nb\r\n--b--\r\n"
    ),
    b"From: =?x?\xff\0 (\nDate: yesterday\nReferences: <a> <b\n\n\0",
)


def check(data: bytes) -> None:
    """Assert all of it for one client, however what it sends is divided."""
    scene, data = SCENES[data[0] % len(SCENES)] if data else SCENES[0], data[1:]
    whole, divided = _heard(scene, [data]), _heard(scene, pieces_of(data))
    assert whole == divided
    _check_reader(data)


def _heard(scene: str, pieces: Iterable[bytes]) -> bytes:
    """Give what a client hears who sends these pieces, while another one is at work in the same mailbox."""
    office = Office(*_LETTERS, profile="minimal" if scene == "minimal" else "default", limits=LIMITS)
    other = office.select()
    client = office.select() if scene in {"selected", "minimal"} else office.connect(encrypted=scene != "before TLS")
    answer = b""
    for piece in pieces:
        answer += client.heard(piece)
        _check_memory(client.connection.reader)
    if client.connection._compression is not None:
        answer = b""  # it means nothing but to who inflates it
    elif client.connection.closed:
        assert answer.count(b"* BYE ") == 1
    else:
        _check_goes_on(client)
    _check_answer(answer)
    said = other.say("z NOOP")
    assert said[-1] in {"z OK Completed", "* BYE The selected mailbox was deleted"}, said
    _check_answer("".join(line + "\r\n" for line in said).encode("latin-1"))
    return answer


def _check_memory(reader: CommandReader) -> None:
    """No client makes the server keep more than it may send in one command, and what waits behind it."""
    kept = sum(map(len, reader._parts))
    assert kept <= LIMITS.line + LIMITS.message + LIMITS.literals * LIMITS.literal
    assert len(reader._buffer) <= LIMITS.waiting_commands + LIMITS.message


def _check_answer(answer: bytes) -> None:
    """What the server says is read by a client without a doubt."""
    responses = parse_responses(answer)
    unread = unparsed_in(responses)
    assert not unread, unread
    tagged = [each.tag for each in responses if isinstance(each, StatusResponse) and each.tag is not None]
    assert len(tagged) <= answer.count(b"\r\n")


def _check_goes_on(client: Client) -> None:
    """A connection that lives reads the next command, once the present one is over."""
    reader = client.connection.reader
    if reader._literal_octets is not None:
        client.heard(b"x" * (reader._literal_octets - len(reader._buffer)))
    answer = client.heard(b"x\r\n*\r\nzz NOOP\r\n")
    assert b"zz OK Completed\r\n" in answer or b"* BYE " in answer, answer


def _check_reader(data: bytes) -> None:
    """Commands are the same however the stream is divided, until it is past saving."""
    found = []
    for pieces in ([data], pieces_of(data)):
        reader = CommandReader(LIMITS)
        reader.signed_in = True
        inputs = []
        for piece in pieces:
            reader.receive(piece)
            while (item := reader.command()) is not None:
                inputs.append(item)
                if isinstance(item, Refusal) and item.fatal:
                    break
            if inputs and isinstance(inputs[-1], Refusal) and inputs[-1].fatal:
                inputs[-1] = Refusal(inputs[-1].reason, fatal=True)
                break
        found.append(inputs)
    assert found[0] == found[1]
