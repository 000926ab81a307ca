# SPDX-License-Identifier: MIT
"""What a client means is what the test server reads: commands of all strings, however they travel and are divided."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.cutting import pieces_of
from tests.fuzz.values.wire import quoted
from tests.fuzz.values.words import strings
from tests.testserver.wire import LETTER, Office
from testserver.command_reader import CommandReader, CommandText, LiteralWanted
from testserver.dispatcher import read_command
from testserver.limits import DEFAULT_LIMITS

FORMS: Final = ("quoted", "literal", "unasked literal")
HOSTILE: Final = (
    b"x LOGIN {99999999999999999999}\r\n",
    b"x LOGIN {4294967295+}\r\n",
    b"x SEARCH " + b"(" * 10_000 + b"\r\n",
    b"x SEARCH " + b"NOT " * 10_000 + b"ALL\r\n",
    b"x FETCH 1 " + b"(" * 10_000 + b"\r\n",
    b"x" * 100_000,
    b"\0" * 1000 + b"\r\n",
    b"x LIST " + b'"\\' * 10_000 + b"\r\n",
    b"x FETCH " + b"1:*," * 10_000 + b"1 FLAGS\r\n",
    b"\r\n" * 1000,
)


def written(octets: bytes, form: str) -> bytes:
    """Write a string in a form; what cannot be quoted goes as a literal."""
    if form == "quoted" and octets.isascii() and not set(octets) & set(b"\r\n"):
        return quoted(octets)
    return b"{%d%b}\r\n%b" % (len(octets), b"+" if form == "unasked literal" else b"", octets)


@given(st.lists(st.lists(st.tuples(strings, st.sampled_from(FORMS)), max_size=4), max_size=4))
def test_commands_are_read_as_they_were_meant(commands: list[list[tuple[bytes, str]]]) -> None:
    """Whole commands, one after the other, and each string in its place."""
    lines = [b"a X" + b"".join(b" " + written(*argument) for argument in each) + b"\r\n" for each in commands]
    reader = CommandReader()
    reader.signed_in = True
    found = []
    for piece in pieces_of(b"".join(lines)):
        reader.receive(piece)
        while (item := reader.command()) is not None:
            found.append(item)
    texts = [item for item in found if isinstance(item, CommandText)]
    assert all(isinstance(item, CommandText | LiteralWanted) for item in found)
    assert len(texts) == len(commands)
    for text, arguments in zip(texts, commands, strict=True):
        scanner = read_command(text.data, DEFAULT_LIMITS).arguments
        for octets, _ in arguments:
            scanner.space()
            assert scanner.string() == octets
        scanner.end()


@pytest.mark.parametrize("data", HOSTILE, ids=[ascii(each[:30]) for each in HOSTILE])
def test_bad_input_costs_only_its_own_connection(data: bytes) -> None:
    """Announced without end, nested without end, sent without end: who is beside it goes on with its work."""
    office = Office(LETTER)
    client, other = office.select(), office.select()
    assert client.heard(data)
    assert other.say("z FETCH 1 FLAGS")[-1] == "z OK FETCH completed"
