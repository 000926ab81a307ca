# SPDX-License-Identifier: MIT
"""Opening and leaving a mailbox, and what is known of the one that is open (RFC 9051, 6.3.2, 6.3.3, 6.4.1, 6.4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from mailproto.commands.base import Collector, Command, Interest, Nothing
from mailproto.commands.mailboxes import as_mailbox_name
from mailproto.commands.topics import Topic
from mailproto.printer import Writer
from mailproto.responses import (
    ExistsData,
    FlagsData,
    ListData,
    RecentData,
    Response,
    ResponseCode,
    StatusResponse,
)
from mailproto.vocabulary import Flag, MailboxName, ModSeq, SequenceNumber, Uid, UidValidity


@dataclass(frozen=True, slots=True)
class SelectedMailbox:
    """The mailbox that a connection works in; None for what the server has not told.

    `permanent_flags` is None where the client should take it that all flags can be changed for good, and
    `unseen` is the first letter that is not seen, told by IMAP4rev1 servers only (RFC 3501, 7.1).
    """

    mailbox: MailboxName
    read_only: bool = False
    flags: tuple[Flag, ...] = ()
    permanent_flags: tuple[Flag, ...] | None = None
    exists: int = 0
    recent: int | None = None
    uid_validity: UidValidity | None = None
    uid_next: Uid | None = None
    unseen: SequenceNumber | None = None
    highest_mod_seq: ModSeq | None = None

    def after(self, response: Response) -> SelectedMailbox:
        """Give what is known after one more response of the server; itself where that changes nothing."""
        match response:
            case ExistsData(count=count):
                return replace(self, exists=count)
            case RecentData(count=count):
                return replace(self, recent=count)
            case FlagsData(flags=flags):
                return replace(self, flags=flags)
            case StatusResponse(code=ResponseCode(name=name, value=value)) if name in _CODES:
                attribute, kind = _CODES[name]
                news: dict[str, Any] = {attribute: value} if isinstance(value, kind) else {}
                return replace(self, **news)
            case StatusResponse(code=ResponseCode(name="READ-ONLY" | "READ-WRITE" as name)):
                return replace(self, read_only=name == "READ-ONLY")
            case _:
                return self


# Response codes that tell something of the selected mailbox: where it is kept, and what kind of value it has.
_CODES: dict[str, tuple[str, type]] = {
    "PERMANENTFLAGS": ("permanent_flags", tuple),
    "UIDVALIDITY": ("uid_validity", int),
    "UIDNEXT": ("uid_next", int),
    "UNSEEN": ("unseen", int),
    "HIGHESTMODSEQ": ("highest_mod_seq", int),
}


@dataclass(frozen=True, slots=True)
class Select(Command[SelectedMailbox]):
    """Open a mailbox to read and change it (RFC 9051, 6.3.2)."""

    mailbox: MailboxName | str

    name = "SELECT"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name."""
        writer.word(self.name.encode("ascii"))
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[SelectedMailbox]:
        """Take what the server tells of the mailbox."""
        return _Selecting(SelectedMailbox(as_mailbox_name(self.mailbox), read_only=self.name == "EXAMINE"))


@dataclass(frozen=True, slots=True)
class Examine(Select):
    """Open a mailbox only to read it (RFC 9051, 6.3.3)."""

    name = "EXAMINE"


class _Selecting(Collector[SelectedMailbox]):
    def __init__(self, nothing_known: SelectedMailbox) -> None:
        self._nothing_known = nothing_known
        self._known = nothing_known

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ExistsData, RecentData, FlagsData, StatusResponse, ListData)

    def interest(self, response: Response) -> Interest:
        match response:
            case ExistsData() | RecentData() | FlagsData():
                return Interest.CERTAIN
            case StatusResponse(code=ResponseCode(name=name)) if name in _CODES or name == "CLOSED":
                return Interest.CERTAIN
            case ListData(mailbox=mailbox) if mailbox == self._known.mailbox:
                return Interest.CERTAIN  # RFC 9051, 6.3.2: the mailbox's own LIST is part of the answer
            case _:
                return Interest.NONE

    def receive(self, response: Response) -> None:
        closed = isinstance(response, StatusResponse) and getattr(response.code, "name", "") == "CLOSED"
        # What came before CLOSED was about the mailbox that was selected until then (RFC 9051, 7.1).
        self._known = self._nothing_known if closed else self._known.after(response)

    def finish(self, status: StatusResponse) -> SelectedMailbox:
        return self._known.after(status)


class _OfSelected(Command[None]):
    """A command about the selected mailbox, without arguments or data."""

    __slots__ = ()

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class Close(_OfSelected):
    r"""Leave the mailbox; letters that are \Deleted go for good (RFC 9051, 6.4.1)."""

    name = "CLOSE"


@dataclass(frozen=True, slots=True)
class Unselect(_OfSelected):
    """Leave the mailbox; nothing is removed (RFC 9051, 6.4.2)."""

    name = "UNSELECT"


@dataclass(frozen=True, slots=True)
class Check(_OfSelected):
    """Let the server do its housekeeping (RFC 3501, 6.4.1)."""

    name = "CHECK"
