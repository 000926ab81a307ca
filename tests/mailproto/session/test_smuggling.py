# SPDX-License-Identifier: MIT
"""No text that a command is given, wherever it stands in it, can end its line: nobody smuggles a second command in."""

from __future__ import annotations

import dataclasses
import enum
import re
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.errors import LocalProtocolError
from mailproto.states import COMMANDS, ConnectionState
from tests.support.each_command import EACH
from tests.support.sessions import session_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailproto.commands import Command

BAD = ("a\r\nA999 LOGOUT", "a\nb", "a\rb", "a\0b", "\ud800", '"\r\n')
LITERAL = re.compile(rb"(~?)\{(\d+)\+?\}\Z")


def variants(value: object) -> Iterator[Any]:
    """Give a value with one of its texts made bad, once for each text and each kind of bad."""
    if isinstance(value, enum.Enum):
        return
    if isinstance(value, str):
        yield from map(type(value), BAD)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from ((*value[:index], bad, *value[index + 1 :]) for bad in variants(each))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            for bad in variants(getattr(value, field.name)):
                try:
                    yield dataclasses.replace(value, **{field.name: bad})
                except LocalProtocolError:
                    continue  # refused even before it was a command


def sent(command: Command[Any]) -> bytes:
    """Give all that goes out for a command, the server agreeing to each literal; empty where it is refused."""
    state = max(COMMANDS[command.name].states, key=list(ConnectionState).index)
    session = session_in(state, encrypted=command.name != "STARTTLS")
    try:
        session.submit(command)
    except LocalProtocolError:
        assert session.data_to_send() == b""
        assert session.tags_in_flight == ()
        return b""
    octets = session.data_to_send()
    while re.search(rb"\{\d+\}\r\n\Z", octets):
        session.receive_data(b"+ go on\r\n")
        octets += session.data_to_send()
    return octets


def lines_of(octets: bytes) -> list[bytes]:
    """Give the lines, literals taken out of them."""
    lines = [b""]
    while octets:
        line, end, octets = octets.partition(b"\r\n")
        assert end
        lines[-1] += line
        literal = LITERAL.search(line)
        if literal is None:
            lines.append(b"")
        else:
            size = int(literal[2])
            assert literal[1] or b"\0" not in octets[:size]
            octets = octets[size:]
    return lines[:-1]


@pytest.mark.parametrize("command", EACH, ids=lambda each: each.name)
def test_a_command_stays_one_line(command: Command[Any]) -> None:
    """CR, LF and NUL are refused before a byte leaves, or travel where they end nothing: inside a literal."""
    for each in [command, *variants(command)]:
        lines = lines_of(sent(each))
        commands = [line for line in lines if re.match(rb"[A-Z]\d{3} ", line)]
        assert len(commands) <= 1
        assert not any(re.search(rb"[\r\n\0]|A999", line) for line in lines), lines


def test_the_bad_texts_are_tried() -> None:
    """The walk above finds the texts in commands, in their lists, and in what stands within those."""
    tried = {command.name for command in EACH if any(True for _ in variants(command))}
    assert {"LOGIN", "AUTHENTICATE", "SELECT", "RENAME", "LIST", "STATUS", "ENABLE", "APPEND", "FETCH"} <= tried
