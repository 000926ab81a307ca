# SPDX-License-Identifier: MIT
"""GETMETADATA and SETMETADATA (RFC 5464): annotations of mailboxes and, under the empty name, of the server.

A user's server annotations are that user's own, for nothing is shared between users here.
"""

import re
from dataclasses import dataclass

from testserver.accounts import NoSuchMailboxError
from testserver.answers import Atom, Status, Value, untagged
from testserver.commands.wording import mailbox_value
from testserver.effects import Handling, no, ok
from testserver.grammar import Scanner
from testserver.session import Session

_ENTRY = re.compile(rb"/(?:private|shared)(?:/[^/*%\x00-\x20\x7f-\xff]+)+", re.IGNORECASE)
_LONGEST_VALUE = 16384  # octets
_MOST_ENTRIES = 1000  # of one mailbox or of the server
_DEPTHS = {"0": 0, "1": 1, "INFINITY": None}


@dataclass(frozen=True, slots=True)
class _Options:
    """What narrows or widens GETMETADATA (RFC 5464 sections 4.2.1, 4.2.2)."""

    longest: int | None = None
    depth: int | None = 0


def get_metadata(session: Session, arguments: Scanner) -> Handling:
    """GETMETADATA: what is there of the entries asked for."""
    arguments.space()
    options = _read_options(arguments)
    name = arguments.mailbox()
    arguments.space()
    options = _read_options(arguments) if options is None and _options_follow(arguments) else options
    asked = _read_entries(arguments)
    arguments.end()
    options = options or _Options()
    held = _annotations(session, name)
    found = {entry: value for entry, value in held.items() if any(_below(entry, one, options.depth) for one in asked)}
    too_long = [len(one) for one in found.values() if options.longest is not None and len(one) > options.longest]
    values: list[Value] = []
    for entry, value in sorted(found.items()):
        if options.longest is None or len(value) <= options.longest:
            values += (Atom(entry), value)
    if values:
        yield untagged(Atom(b"METADATA"), mailbox_value(name, utf8=session.utf8_names), tuple(values))
    return ok("GETMETADATA completed", b"METADATA LONGENTRIES %d" % max(too_long) if too_long else None)


def _options_follow(arguments: Scanner) -> bool:
    return arguments.peek(b"(MAXSIZE ") or arguments.peek(b"(DEPTH ")


def _read_options(arguments: Scanner) -> _Options | None:
    """Read the options, which stand before the mailbox in the grammar and behind it in the examples."""
    if not _options_follow(arguments):
        return None
    arguments.need(b"(")
    longest: int | None = None
    depth: int | None = 0
    while True:
        word = arguments.word("MAXSIZE or DEPTH")
        arguments.space()
        if word == "MAXSIZE":
            longest = arguments.number()
        else:
            text = arguments.astring().decode("ascii", "replace").upper()
            if word != "DEPTH" or text not in _DEPTHS:
                raise arguments.expected("MAXSIZE, or DEPTH with 0, 1 or infinity, before here")
            depth = _DEPTHS[text]
        if arguments.skip(b")"):
            break
        arguments.space()
    arguments.space()
    return _Options(longest, depth)


def _below(entry: bytes, asked: bytes, depth: int | None) -> bool:
    if entry == asked:
        return True
    levels = entry.removeprefix(asked + b"/").count(b"/") + 1
    return entry.startswith(asked + b"/") and (depth is None or levels <= depth)


def _read_entries(arguments: Scanner) -> list[bytes]:
    if not arguments.skip(b"("):
        return [_read_entry(arguments)]
    entries = [_read_entry(arguments)]
    while not arguments.skip(b")"):
        arguments.space()
        entries.append(_read_entry(arguments))
    return entries


def _read_entry(arguments: Scanner) -> bytes:
    entry = arguments.astring()
    if _ENTRY.fullmatch(entry) is None:
        raise arguments.expected("an entry below /private or /shared before here")
    return entry.lower()


def set_metadata(session: Session, arguments: Scanner) -> Status:
    """SETMETADATA: all entries are set, or none; NIL removes one."""
    arguments.space()
    name = arguments.mailbox()
    arguments.need(b" (")
    wanted: dict[bytes, bytes | None] = {}
    while True:
        entry = _read_entry(arguments)
        arguments.space()
        wanted[entry] = arguments.nstring()
        if arguments.skip(b")"):
            break
        arguments.space()
    arguments.end()
    held = _annotations(session, name)
    if any(value is not None and len(value) > _LONGEST_VALUE for value in wanted.values()):
        return no("A value is too long", b"METADATA MAXSIZE %d" % _LONGEST_VALUE)
    after = {entry: value for entry, value in {**held, **wanted}.items() if value is not None}
    if len(after) > _MOST_ENTRIES:
        return no("There are too many entries", b"METADATA TOOMANY")
    held.clear()
    held.update(after)
    return ok("SETMETADATA completed")


def _annotations(session: Session, name: str) -> dict[bytes, bytes]:
    owner = session.owner()
    if not name:
        return owner.annotations
    mailbox = owner.mailboxes.get(name)
    if mailbox is None:
        raise NoSuchMailboxError(name)
    return mailbox.annotations
