# SPDX-License-Identifier: MIT
"""Clients of two servers that do the same at the same time: what each was told, made comparable.

Two servers may tell the same in other words: the order of items, the zone of a date, the case of a media type, when a
change is told. What a client knows afterwards must be the same. Knows no server.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.support.wire_client import WireClient, read_values

if TYPE_CHECKING:
    from tests.support.wire_client import Value

OWN_MAILBOXES: Final = frozenset({b"Archive", b"Drafts", b"Junk", b"Sent", b"Trash"})  # each server brings others
_STATUS: Final = re.compile(rb"(tag|\*) (OK|NO|BAD|BYE)(?: \[([^ \]]+) ?([^\]]*)\])?")
_CODES: Final = frozenset({b"READ-ONLY", b"READ-WRITE", b"UNSEEN", b"UIDNEXT", b"COPYUID"})
_CHANGES: Final = frozenset({b"FLAGS", b"UID", b"MODSEQ"})
Told = tuple[object, ...]


class Follower:
    """One client that knows what it was told: UID and flags of each message, None where it was told nothing."""

    def __init__(self, client: WireClient, user: str, password: str) -> None:
        self.client = client
        self.messages: list[tuple[bytes | None, frozenset[bytes] | None]] = []
        self.mailbox = ""
        self.read_only = False
        self.unsure = False  # flags may be others than it was told: it changed some in silence
        client.say(f"LOGIN {user} {password}".encode())
        client.say(b"SUBSCRIBE INBOX")

    def say(self, command: str) -> list[Told]:
        """Send a command and return what was told, without what only changes what this client knows."""
        responses = self.client.say(command.encode())
        verb, *rest = command.split(" ")
        succeeded = responses[-1].startswith(b"tag OK")
        if verb in {"SELECT", "EXAMINE", "CLOSE", "UNSELECT"}:
            opened = succeeded and bool(rest)
            self.messages, self.mailbox = [], rest[0].lower() if opened else ""
            self.read_only = opened and b"[READ-ONLY]" in responses[-1]
        self.unsure = self.unsure or ".SILENT" in command
        told = (self._hear(response, command) for response in responses)
        return sorted((one for one in told if one is not None), key=repr)

    def settle(self) -> None:
        """Hear of every change."""
        self.say("NOOP")
        while self.unsure or any(None in message for message in self.messages):
            self.unsure = False
            self.say("UID FETCH 1:* (FLAGS)")

    def uids(self) -> list[int]:
        """Return the UIDs that it knows."""
        return [int(uid) for uid, _ in self.messages if uid is not None]

    def _hear(self, response: bytes, command: str) -> Told | None:
        status = _STATUS.match(response)
        if status is not None:
            return _status(status)
        values = read_values(response)
        match values[1:]:
            case (bytes(number), b"EXISTS"):
                missing = int(number) - len(self.messages)
                assert missing >= 0, "EXISTS never takes messages away"
                self.messages += [(None, None)] * missing
            case (bytes(number), b"EXPUNGE"):
                del self.messages[int(number) - 1]
            case (bytes(number), b"FETCH", tuple(items)):
                self._learn(int(number), _pairs(items))
                # an item that was asked for twice may be told twice
                rest = sorted(
                    {(name, _plain(name, value)) for name, value in _pairs(items) if name not in _CHANGES}, key=repr
                )
                return (number, rest) if "FETCH" in command and rest else None
            case _:
                return _said(values, command)
        return None

    def _learn(self, number: int, items: list[tuple[bytes, Value]]) -> None:
        uid, flags = self.messages[number - 1]
        match dict(items):
            case {b"UID": bytes(told)}:
                assert uid in {None, told}, "a number stands for one UID until EXPUNGE"
                uid = told
        match dict(items):
            case {b"FLAGS": tuple(told_flags)}:
                flags = frozenset(flag.lower() for flag in told_flags if isinstance(flag, bytes)) - {rb"\recent"}
        self.messages[number - 1] = (uid, flags)


def _said(values: tuple[Value, ...], command: str) -> Told | None:
    """Return what concerns no message, so that equal things are equal."""
    match values[1:]:
        case (_, b"RECENT") | (b"FLAGS" | b"CAPABILITY", *_):
            return None
        case (b"LIST" | b"LSUB" as kind, tuple(attributes), _, name):
            told = command.startswith("LIST ") and "(SUBSCRIBED" not in command
            children = sorted(one for one in attributes if isinstance(one, bytes) and b"Children" in one)
            return None if name in OWN_MAILBOXES else (kind, name, children if told else [])
        case (b"STATUS", bytes(name), tuple(items)):
            return (b"STATUS", name.upper(), _pairs(items))
        case (b"ESEARCH", tuple(), *results):
            return (b"ESEARCH", _pairs(tuple(one for one in results if one != b"UID")))
        case _:
            return values


def _status(status: re.Match[bytes]) -> Told | None:
    code = status[3] if status[3] in _CODES else b""
    if status[1] == b"tag":
        return (b"tag", status[2], code)
    # of COPYUID all but UIDVALIDITY, which each server has its own
    return (code, status[4].split(b" ")[-2:] if code == b"COPYUID" else status[4]) if code else None


def _pairs(values: tuple[Value, ...]) -> list[tuple[bytes, Value]]:
    names = (name for name in values[::2] if isinstance(name, bytes))
    return sorted(zip(names, values[1::2], strict=True), key=repr)


def _plain(name: bytes, value: Value) -> Value:
    if name == b"INTERNALDATE" and isinstance(value, bytes):
        return value.replace(b" ", b"0", 1) if value.startswith(b" ") else value
    return _lower(value) if name in {b"BODY", b"BODYSTRUCTURE"} else value


def _lower(value: Value) -> Value:
    return tuple(map(_lower, value)) if isinstance(value, tuple) else value.lower() if value else value
