# SPDX-License-Identifier: MIT
"""What holds for every command, whatever texts it carries: asserted by the printer's fuzz target.

The first octets of an input choose a command and what the server can do, the rest are the texts in the command.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Final

from mailproto.commands import Authenticate, Command, Idle
from mailproto.errors import LocalProtocolError
from mailproto.printer import LiteralForm, WireStyle
from mailproto.vocabulary import MailboxName
from tests.support.each_command import EACH
from testserver.command_reader import CommandReader, CommandText, LiteralWanted
from testserver.dispatcher import read_command
from testserver.grammar import Scanner
from testserver.limits import Limits

LIMITS: Final = Limits(line=1 << 16, literal=1 << 16, message=1 << 16, mailbox_name=1 << 16)
_FORBIDDEN: Final = frozenset(b"\r\n\0")

Reader = Callable[[Scanner], tuple[object, ...]]


def _of(*words: str) -> Reader:
    """Read arguments, each by the method of the scanner that has its name."""

    def read(scanner: Scanner) -> tuple[object, ...]:
        found = []
        for word in words:
            scanner.space()
            found.append(getattr(scanner, word)())
        scanner.end()
        return tuple(found)

    return read


# Commands that are texts and nothing else, and how the server reads them.
MEANINGS: Final[dict[str, Reader]] = {
    "LOGIN": _of("astring", "astring"),
    "CREATE": _of("mailbox"),
    "DELETE": _of("mailbox"),
    "RENAME": _of("mailbox", "mailbox"),
    "SUBSCRIBE": _of("mailbox"),
    "UNSUBSCRIBE": _of("mailbox"),
    "SELECT": _of("mailbox"),
    "EXAMINE": _of("mailbox"),
    "GETQUOTAROOT": _of("mailbox"),
    "GETACL": _of("mailbox"),
    "MYRIGHTS": _of("mailbox"),
    "GETQUOTA": _of("astring"),
}


def check(data: bytes) -> None:
    """Assert all of it for one command."""
    if len(data) < len(("command", "style")):
        return
    command = _with_texts(EACH[data[0] % len(EACH)], data[2:])
    style = WireStyle(list(LiteralForm)[data[1] % 3], utf8=bool(data[1] & 4), initial_response=bool(data[1] & 8))
    if command is None or isinstance(command, Authenticate | Idle):
        return  # conversations, which the target for sessions plays
    try:
        pieces, _ = command.begin(style)
    except LocalProtocolError as error:
        assert error.code in {"bad-argument", "forbidden-character", "capability-missing"}, error  # noqa: PT017 - looked at
        return
    _check_line(b"".join(piece.data for piece in pieces), sum(piece.waits for piece in pieces), command, style)


def _with_texts(command: Command[Any], data: bytes) -> Command[Any] | None:
    """Put the lines of some octets where the command has texts; None where such a command cannot even be made."""
    texts = iter(data.split(b"\xff"))
    changed: dict[str, Any] = {}
    for each in fields(command):  # type: ignore[arg-type]  # every command is a dataclass
        present = getattr(command, each.name)
        if isinstance(present, str):
            changed[each.name] = next(texts, b"").decode("utf-8", "surrogateescape")
        elif isinstance(present, bytes):
            changed[each.name] = next(texts, b"")
    try:
        return replace(command, **changed)  # type: ignore[type-var]  # as above
    except LocalProtocolError:
        return None


def _check_line(line: bytes, waits: int, command: Command[Any], style: WireStyle) -> None:
    """The server reads one command of that name, asks for as many literals as wait, and reads what was meant."""
    reader = CommandReader(LIMITS)
    reader.signed_in = True
    reader.receive(b"A001 " + line)
    inputs = []
    while (found := reader.command()) is not None:
        inputs.append(found)
    *asked, last = inputs
    assert asked == [LiteralWanted()] * waits, inputs
    assert isinstance(last, CommandText), inputs
    assert reader.waiting() == 0, "something was smuggled"
    read = read_command(last.data, LIMITS)
    assert (read.tag, read.name) == (b"A001", command.name)
    meaning = MEANINGS.get(read.name)
    if meaning is not None:
        read.arguments.utf8_names = style.utf8
        _check_meaning(command, meaning(read.arguments), utf8=style.utf8)


def _check_meaning(command: Command[Any], read: tuple[object, ...], *, utf8: bool) -> None:
    meant = [getattr(command, each.name) for each in fields(command)]  # type: ignore[arg-type]  # as above
    texts = [each for each in meant if isinstance(each, str)]
    for text, found in zip(texts, read, strict=True):
        octets = found.encode() if isinstance(found, str) else found
        assert not set(text.encode()) & _FORBIDDEN
        same_name = MailboxName(text).text.partition("/")[0].upper() == "INBOX"
        assert octets == text.encode() or same_name or (utf8 and isinstance(found, str)), (text, found)
