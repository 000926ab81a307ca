# SPDX-License-Identifier: MIT
"""One client's connection without its transport."""

import pytest

from tests.testserver.wire import LETTER, Office
from testserver.limits import Limits
from testserver.transcript import Side


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("", "* BAD Expected a tag at octet 0"),
        ("a", "a BAD Expected a space at octet 1"),
        ("a ", "a BAD Expected a command at octet 2"),
        ("a NONSENSE", "a BAD There is no command NONSENSE"),
        ("a UID", "a BAD Expected a space at octet 5"),
        ("a UID NONSENSE 1", "a BAD There is no command UID NONSENSE"),
        ("* NOOP", "* BAD Expected a tag at octet 0"),
        ("a NOOP x", "a BAD Expected the end of the command at octet 6"),
        ("a\rb NOOP", "* BAD A bare CR or a NUL in a command"),
    ],
)
def test_what_is_no_command_is_answered_bad(line: str, answer: str) -> None:
    """The answer carries the tag where there is one, says what was expected, and the connection lives on."""
    client = Office().connect()
    assert client.say(line) == [answer]
    assert client.say("z NOOP") == ["z OK Completed"]


def test_bad_commands_without_end_end_the_connection() -> None:
    """A client that never makes sense is told BYE."""
    client = Office(limits=Limits(bad_commands=3)).connect()
    client.say("a X")
    client.say("b NOOP")
    client.say("c X")
    client.say("")
    assert client.say("d X") == ["d BAD There is no command X", "* BYE Too many commands that are none"]
    assert client.connection.closed


def test_a_command_without_end_ends_the_connection() -> None:
    """What is beyond the limit of a line costs the connection, not the server's memory."""
    client = Office(limits=Limits(line=100)).connect()
    assert client.heard(b"a" * 101) == b"* BYE Command line too long\r\n"
    assert client.connection.closed


@pytest.mark.parametrize("command", ["IDLE", "AUTHENTICATE PLAIN"])
def test_a_line_without_end_ends_the_connection(command: str) -> None:
    """The same holds where a line answers a continuation request."""
    office = Office(limits=Limits(line=100))
    client = office.select() if command == "IDLE" else office.connect()
    client.say(f"c {command}")
    assert client.heard(b"x" * 101) == b"* BYE Line too long\r\n"


def test_a_literal_that_is_too_long_is_refused_before_it_is_sent() -> None:
    """No continuation request follows, so the client sends nothing of it."""
    client = Office().connect()
    assert client.say("a LOGIN {4294967296}") == ["a BAD Literal too long"]
    assert client.say("b NOOP") == ["b OK Completed"]


def test_pipelined_commands_are_answered_in_order() -> None:
    """Commands that arrive together are executed one after the other."""
    client = Office(LETTER).connect()
    answer = client.heard(b"a LOGIN alice secret\r\nb SELECT INBOX\r\nc FETCH 1 UID\r\nd LOGOUT\r\ne NOOP\r\n")
    tagged = [line.split(b" ")[0] for line in answer.split(b"\r\n") if not line.startswith(b"*")]
    assert tagged == [b"a", b"b", b"c", b"d", b""]


def test_a_profile_without_an_extension_does_not_know_its_commands() -> None:
    """`minimal` is IMAP4rev1 alone."""
    client = Office(LETTER, profile="minimal").select()
    assert client.say("c IDLE") == ["c BAD There is no command IDLE"]
    assert client.say("d CAPABILITY")[0] == "* CAPABILITY IMAP4rev1"


def test_the_transcript_holds_both_sides_and_no_secret() -> None:
    """What was said is kept in order; passwords are masked in every form they travel in."""
    office = Office(LETTER)
    client = office.connect()
    client.say("a LOGIN alice {6+}\r\nsecret")
    client.say("b LOGIN alice secret")
    client.say("c LOGIN  alice secret")
    client.say("d NOOP secret")
    entries = office.shared.transcript.entries()
    assert [entry.side for entry in entries[:3]] == [Side.SERVER, Side.CLIENT, Side.SERVER]
    assert str(entries[1]) == "1 C: a LOGIN ***"
    assert not any(b"secret" in entry.data for entry in entries)
    assert office.shared.transcript.commands["LOGIN"] == 3


def test_a_lost_client_leaves_its_mailbox() -> None:
    """When the transport is gone nothing of the session stays in the store."""
    office = Office(LETTER)
    client = office.select()
    client.connection.lost()
    assert office.inbox.views == []
    assert client.say("c NOOP") == []


def test_a_literal_unasked_is_refused_where_there_is_none() -> None:
    """Without LITERAL+ or LITERAL- the connection ends, for nobody knows what the octets are (RFC 7888 section 4)."""
    client = Office(profile="minimal").connect()
    assert (
        client.heard(b"a LOGIN {5+}\r\nalice secret\r\n") == b"* BYE A literal of this length waits for leave here\r\n"
    )
    assert client.connection.closed
    assert Office().connect().heard(b"a LOGIN {5+}\r\nalice secret\r\n").startswith(b"a OK ")
