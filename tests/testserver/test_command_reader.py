# SPDX-License-Identifier: MIT
"""Bytes to commands."""

import pytest

from testserver.command_reader import CommandReader, CommandText, Input, LiteralWanted, Refusal
from testserver.limits import Limits

LIMITS = Limits(line=60, literal=20, literal_before_sign_in=10, message=40, literals=2)

CASES: list[tuple[bytes, list[Input]]] = [
    (b"a NOOP\r\n", [CommandText(b"a NOOP")]),
    (b"a NOOP\r\nb NOOP\r\n", [CommandText(b"a NOOP"), CommandText(b"b NOOP")]),
    (b"a NOOP", []),
    (b"a NOOP\n", [Refusal("A line must end with CR LF", b"a NOOP")]),
    (b"a N\rOOP\r\n", [Refusal("A bare CR or a NUL in a command", b"a N\rOOP")]),
    (b"a LOGIN {5}\r\nalice {0+}\r\n\r\n", [LiteralWanted(), CommandText(b"a LOGIN {5}\r\nalice {0+}\r\n")]),
    (b"a X {3+}\r\n\r\n\0\r\n", [CommandText(b"a X {3+}\r\n\r\n\0")]),
    (b"a X {11}\r\nb NOOP\r\n", [Refusal("Literal too long", b"a X {11}\r\n"), CommandText(b"b NOOP")]),
    (b"a X {11+}\r\nb NOOP\r\n", [Refusal("Literal too long", b"a X {11+}\r\n", fatal=True)]),
    (b"a X {99999999999999999999}\r\n", [Refusal("Literal too long", b"a X {99999999999999999999}\r\n")]),
    (
        b"a X {1+}\r\n- {1+}\r\n- {1+}\r\n",
        [Refusal("Literal too long", b"a X {1+}\r\n", fatal=True)],
    ),
    (b"a {x}\r\n", [CommandText(b"a {x}")]),
]


def drain(reader: CommandReader) -> list[Input]:
    """Take everything that is complete."""
    found = []
    while (item := reader.command()) is not None:
        found.append(item)
    return found


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_commands_are_cut_from_the_stream(data: bytes, expected: list[Input]) -> None:
    """A command ends with CR LF outside literals; what is none is refused with its reason."""
    reader = CommandReader(LIMITS)
    reader.receive(data)
    assert drain(reader) == expected


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_commands_are_the_same_octet_by_octet(data: bytes, expected: list[Input]) -> None:
    """How the stream is split makes no difference, until the connection is past saving."""
    reader = CommandReader(LIMITS)
    found: list[Input] = []
    for octet in data:
        if found and isinstance(found[-1], Refusal) and found[-1].fatal:
            break
        reader.receive(bytes([octet]))
        found += drain(reader)
    assert found == expected


def test_a_line_without_end_is_refused_when_it_is_too_long() -> None:
    """A client that never ends its line costs no more memory than the limit."""
    reader = CommandReader(LIMITS)
    reader.receive(b"a" * 61)
    refusal = reader.command()
    assert isinstance(refusal, Refusal)
    assert refusal.fatal
    assert reader.waiting() == 0


def test_a_complete_line_that_is_too_long_is_refused() -> None:
    """The limit also holds for a line that arrives whole."""
    reader = CommandReader(LIMITS)
    reader.receive(b"a" * 61 + b"\r\n")
    assert isinstance(reader.command(), Refusal)


def test_the_letter_of_append_may_be_long_after_sign_in() -> None:
    """Only a client that has signed in may send long literals, and the longest with APPEND."""
    reader = CommandReader(LIMITS)
    reader.receive(b"a APPEND x {30}\r\n")
    assert isinstance(reader.command(), Refusal)
    reader.signed_in = True
    reader.receive(b"a APPEND x {30}\r\n")
    assert reader.command() == LiteralWanted()
    assert reader.waiting() == 0
    reader.receive(b"x" * 30 + b"\r\n")
    assert reader.command() == CommandText(b"a APPEND x {30}\r\n" + b"x" * 30)
    reader.receive(b"a SELECT {21}\r\n")
    assert isinstance(reader.command(), Refusal)


def test_a_line_is_taken_as_it_is() -> None:
    """The answer to a continuation request is a line; braces mean nothing there."""
    reader = CommandReader(LIMITS)
    assert reader.line() is None
    reader.receive(b"DONE {5}\r\nnext")
    assert reader.line() == b"DONE {5}"
    assert reader.waiting() == 4


def test_what_came_before_tls_is_forgotten() -> None:
    """After `forget` nothing of the old input is left, not even half a command."""
    reader = CommandReader(LIMITS)
    reader.receive(b"a X {5}\r\nab")
    assert reader.command() == LiteralWanted()
    reader.forget()
    reader.receive(b"b NOOP\r\n")
    assert drain(reader) == [CommandText(b"b NOOP")]
