# SPDX-License-Identifier: MIT
"""Annotations of mailboxes and of the server (RFC 5464). A mailbox without a name is the server."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mailproto.commands.base import Collector, Command, Interest, Nothing
from mailproto.commands.mailboxes import as_mailbox_name
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import MetadataData, MetadataLimit, Response, ResponseCode, StatusResponse
from mailproto.vocabulary import MailboxName

# RFC 5464, 3.1 and 6: a path in ASCII without empty levels, below one of two.
_ENTRY: Final = re.compile(r"/(?:shared|private)(?:/[ -$&-)+-.0-~]+)*", re.IGNORECASE | re.ASCII)
_QUOTABLE: Final = re.compile(rb"[^\x00\r\n\x80-\xff]*")


class Depth(enum.StrEnum):
    """How far below an entry others are told too (RFC 5464, 4.2.2)."""

    NONE = "0"
    CHILDREN = "1"
    ALL = "infinity"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What GETMETADATA told: values by entry, in lower case, None for those that are not set.

    `longest_left_out` is the size of the longest value that was over `max_size`, in octets; None where none was.
    """

    values: Mapping[str, bytes | None]
    longest_left_out: int | None = None


@dataclass(frozen=True, slots=True)
class GetMetadata(Command[Metadata]):
    """Ask for annotations of a mailbox, or of the server (RFC 5464, 4.2).

    Values are the server's word and may be large: those of more than `max_size` octets are not told. Errors:
    LocalProtocolError, "bad-argument", for what is no entry.
    """

    mailbox: MailboxName | str
    entries: tuple[str, ...]
    depth: Depth = Depth.NONE
    max_size: int | None = None

    name = "GETMETADATA"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        if not self.entries:
            raise LocalProtocolError("bad-argument", what="GETMETADATA", reason="it names no entries")
        _check(self.entries)

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """METADATA-SERVER has no annotations of mailboxes."""
        return _needs(self.name, self.mailbox)

    def write(self, writer: Writer) -> None:
        """Write options, mailbox and entries."""
        writer.word(b"GETMETADATA")
        # Options stand before the mailbox in the grammar, after it in the examples; servers read the grammar's order.
        if self.depth is not Depth.NONE or self.max_size is not None:
            writer.open()
            if self.max_size is not None:
                writer.word(b"MAXSIZE %d" % self.max_size)
            if self.depth is not Depth.NONE:
                writer.word(b"DEPTH")
                writer.atom(self.depth, "the depth")
            writer.close()
        writer.mailbox(self.mailbox)
        if len(self.entries) > 1:
            writer.open()
        for entry in self.entries:
            writer.astring(entry, "the entry")
        if len(self.entries) > 1:
            writer.close()

    def collector(self) -> Collector[Metadata]:
        """Put the values together, which may come in several responses."""
        return _Values(as_mailbox_name(self.mailbox))


class _Values(Collector[Metadata]):
    def __init__(self, mailbox: MailboxName) -> None:
        self._mailbox = mailbox
        self._values: dict[str, bytes | None] = {}

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (MetadataData,)

    def interest(self, response: Response) -> Interest:
        """What has changed is told without values (RFC 5464, 4.4.2)."""
        if not isinstance(response, MetadataData) or response.changed:
            return Interest.NONE
        return Interest.CERTAIN if response.mailbox == self._mailbox else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, MetadataData):
            self._values.update(response.values)

    def finish(self, status: StatusResponse) -> Metadata:
        match status.code:
            case ResponseCode(value=MetadataLimit(word="LONGENTRIES", octets=octets)):
                return Metadata(self._values, octets)
            case _:
                return Metadata(self._values)


@dataclass(frozen=True, slots=True)
class SetMetadata(Command[None]):
    """Set annotations of a mailbox, or of the server, all or none; None takes one away (RFC 5464, 4.3).

    A refusal's code is METADATA, with a `MetadataLimit`. Text is best UTF-8. Errors: LocalProtocolError,
    "bad-argument", for what is no entry.
    """

    mailbox: MailboxName | str
    values: Mapping[str, bytes | None]

    name = "SETMETADATA"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        if not self.values:
            raise LocalProtocolError("bad-argument", what="SETMETADATA", reason="it sets nothing")
        _check(tuple(self.values))

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """METADATA-SERVER has no annotations of mailboxes."""
        return _needs(self.name, self.mailbox)

    def write(self, writer: Writer) -> None:
        """Write mailbox, entries and values: as literals where they cannot be quoted, as literal8 with NUL."""
        writer.word(b"SETMETADATA")
        writer.mailbox(self.mailbox)
        writer.open()
        for entry, value in self.values.items():
            writer.astring(entry, "the entry")
            if value is None:
                writer.word(b"NIL")
            elif _QUOTABLE.fullmatch(value):
                writer.string(value, "the value")
            elif b"\0" in value:
                writer.literal8(value)
            else:
                writer.literal(value, "the value")
        writer.close()

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


def _needs(command: str, mailbox: MailboxName | str) -> dict[str, tuple[str, ...]]:
    return {f"{command} of a mailbox": ("METADATA",)} if as_mailbox_name(mailbox).text else {}


def _check(entries: tuple[str, ...]) -> None:
    if not all(map(_ENTRY.fullmatch, entries)):
        reason = "it is not a path below /shared or /private"
        raise LocalProtocolError("bad-argument", what="an entry of METADATA", reason=reason)
