# SPDX-License-Identifier: MIT
"""Clients that make no sense: they never cost more than their connection."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.testserver.wire import LETTER, Office
from testserver.commands import COMMANDS
from testserver.limits import Limits

LIMITS = Limits(line=300, literal=50, message=100, bad_commands=1000)
PIECES = [
    *(f" {name} ".encode() for name in COMMANDS),
    b"a",
    b"INBOX",
    b"1:*",
    b"(",
    b")",
    b"BODY[",
    b"]",
    b"<0.5>",
    b"HEADER.FIELDS",
    b"FLAGS",
    b"\\Seen",
    b'"',
    b"{3}\r\n",
    b"{3+}\r\n",
    b"{99999}\r\n",
    b"\r\n",
    b"\n",
    b"\0",
    b"*",
    b"%",
    b" ",
    b"DONE\r\n",
    b"RETURN (",
    b"OR NOT UID",
    b"1-Feb-2026",
    b"&BB4-",
    b"\xff",
    b"=",
]
STREAMS = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=5)), max_size=40).map(b"".join)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(STREAMS, st.integers(1, 50))
def test_no_input_breaks_the_server(data: bytes, size: int) -> None:
    """Whatever comes, in whatever pieces, each connection either goes on or ends with BYE."""
    office = Office(LETTER, LETTER, limits=LIMITS)
    client, other = office.select(), office.select()
    answer = b"".join(client.heard(data[start : start + size]) for start in range(0, len(data), size))
    if client.connection.closed:
        assert b"* BYE " in answer
    assert other.say("z NOOP")[-1:] in (["z OK Completed"], ["* BYE The selected mailbox was deleted"])


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(st.sampled_from(sorted(COMMANDS)), STREAMS)
def test_no_arguments_break_a_command(name: str, data: bytes) -> None:
    """A command with any arguments at all gets an answer, and the next command too, or the connection ends."""
    client = Office(LETTER, LETTER, limits=LIMITS).select()
    line = data.replace(b"\r", b"").replace(b"\n", b"").replace(b"{", b"")
    answer = client.heard(b"c " + name.encode() + b" " + line + b"\r\n")
    assert answer
    if not client.connection.closed and not answer.startswith(b"+ "):
        assert client.say("z NOOP")[-1] in {"z OK Completed", "* BYE The selected mailbox was deleted"}


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=b\r\n",
                b"Content-Type: message/rfc822\n",
                b"\r\n",
                b"\n",
                b"--b",
                b"--b--",
                b"From: ",
                b"<",
                b">",
                b'"',
                b"(",
                b":",
                b"@",
                b";",
                b"a",
                b"\xff",
                b"\r",
                b"=?utf-8?b?",
                b"?=",
                b"\0",
            ]
        ),
        max_size=40,
    ).map(b"".join)
)
def test_no_letter_breaks_a_command(letter: bytes) -> None:
    """Any octets are a letter: they are served as they are, described and searched."""
    client = Office(letter).select()
    answer = client.heard(b"c FETCH 1 (ENVELOPE BODYSTRUCTURE BODY.PEEK[1] BODY.PEEK[1.MIME] BODY.PEEK[])\r\n")
    assert answer.endswith(b"BODY[] {%d}\r\n%s)\r\nc OK FETCH completed\r\n" % (len(letter), letter))
    assert client.say("d SEARCH OR TEXT x SUBJECT x")[-1] == "d OK SEARCH completed"
