# SPDX-License-Identifier: MIT
"""Opening and leaving a mailbox, and what is known of the one that is open (RFC 9051, 6.3 and 6.4; RFC 7162)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mailproto.commands.base import Collector, Command, Interest, Nothing
from mailproto.commands.changes import ChangeGatherer, Changes
from mailproto.commands.mailboxes import as_mailbox_name
from mailproto.commands.topics import Topic, letter_topics
from mailproto.errors import LocalProtocolError
from mailproto.message_data import MessageData
from mailproto.printer import Writer
from mailproto.responses import (
    ExistsData,
    FlagsData,
    ListData,
    RecentData,
    Response,
    ResponseCode,
    StatusResponse,
    VanishedData,
)
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import Flag, MailboxName, ModSeq, SequenceNumber, Uid, UidValidity


@dataclass(frozen=True, slots=True)
class SelectedMailbox:
    """The mailbox that a connection works in; None for what the server has not told.

    `permanent_flags` is None where the client should take it that all flags can be changed for good, and
    `unseen` is the first letter that is not seen, told by IMAP4rev1 servers only (RFC 3501, 7.1). `has_mod_seqs` is
    False where the server says that it keeps none (RFC 7162, 3.1.2.2: NOMODSEQ), `uids_hold` where the UIDs will be
    others the next time (RFC 4315, 3: UIDNOTSTICKY). `mailbox_id` is RFC 8474's. `changes` are those that the QRESYNC
    parameter asked for, None where there was none, and once the command is over.
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
    has_mod_seqs: bool | None = None
    uids_hold: bool = True
    mailbox_id: str | None = None
    changes: Changes | None = None

    def after(self, response: Response) -> SelectedMailbox:
        """Give what is known after one more response of the server; itself where that changes nothing."""
        match response:
            case ExistsData(count=count):
                return replace(self, exists=count)
            case RecentData(count=count):
                return replace(self, recent=count)
            case FlagsData(flags=flags):
                return replace(self, flags=flags)
            case StatusResponse(code=ResponseCode(name=name, value=value)):
                return self._after_code(name, value)
            case _:
                return self

    def _after_code(self, name: str, value: object) -> SelectedMailbox:
        if name in _CODES:
            attribute, kind = _CODES[name]
            news: dict[str, Any] = {attribute: value} if isinstance(value, kind) else {}
            if "highest_mod_seq" in news:
                news["has_mod_seqs"] = True
            return replace(self, **news)
        return replace(self, **_WORDS[name]) if name in _WORDS else self


# Response codes that tell something of the selected mailbox: where it is kept, and what kind of value it has.
_CODES: dict[str, tuple[str, type]] = {
    "PERMANENTFLAGS": ("permanent_flags", tuple),
    "UIDVALIDITY": ("uid_validity", int),
    "UIDNEXT": ("uid_next", int),
    "UNSEEN": ("unseen", int),
    "HIGHESTMODSEQ": ("highest_mod_seq", int),
    "MAILBOXID": ("mailbox_id", str),
}

# Those that have no value, and what they say.
_WORDS: dict[str, dict[str, Any]] = {
    "READ-ONLY": {"read_only": True},
    "READ-WRITE": {"read_only": False},
    "NOMODSEQ": {"has_mod_seqs": False},
    "UIDNOTSTICKY": {"uids_hold": False},
}


@dataclass(frozen=True, slots=True)
class KnownMailbox:
    """What a client has kept of a mailbox, for the server to tell what has changed since (RFC 7162, 3.2.5).

    `uids` are the letters it asks about, all where None. `sample` are some sequence numbers and their UIDs as they were
    then, both ascending: where they still hold, the server need not name what went before them (RFC 7162, 3.2.5.2).
    That is only right for who knew every letter of the mailbox.
    """

    uid_validity: UidValidity
    mod_seq: ModSeq
    uids: UidSet | None = None
    sample: tuple[SequenceSet, UidSet] | None = None

    def write(self, writer: Writer) -> None:
        """Write the QRESYNC parameter. Raises LocalProtocolError for what the server could not take."""
        numbers, uids = self.sample or (SequenceSet(), UidSet())
        for each in (self.uids or UidSet(), numbers, uids):
            if each.is_open:
                raise LocalProtocolError("bad-argument", what="what is known of the mailbox", reason="a set is open")
        if len(numbers) != len(uids) or self.mod_seq < 1 or self.uid_validity < 1:
            reason = "the sample is not as many UIDs as numbers, or a value is 0"
            raise LocalProtocolError("bad-argument", what="what is known of the mailbox", reason=reason)
        writer.word(b"QRESYNC")
        writer.open()
        writer.word(b"%d %d" % (self.uid_validity, self.mod_seq))
        if self.uids:
            writer.numbers(self.uids)
        if numbers:
            writer.open()
            writer.numbers(numbers)
            writer.numbers(uids)
            writer.close()
        writer.close()


@dataclass(frozen=True, slots=True)
class Select(Command[SelectedMailbox]):
    """Open a mailbox to read and change it (RFC 9051, 6.3.2).

    With `condstore`, mod-sequences are told from here on (RFC 7162, 3.1.8). With `known`, what has changed since comes
    with the answer, in `SelectedMailbox.changes`; QRESYNC must have been enabled (RFC 7162, 3.2.5).
    """

    mailbox: MailboxName | str
    condstore: bool = False
    known: KnownMailbox | None = None

    name = "SELECT"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The parameter CONDSTORE does."""
        return {f"{self.name} with CONDSTORE": ("CONDSTORE", "QRESYNC")} if self.condstore else {}

    @property
    def needs_enabled(self) -> Mapping[str, str]:
        """The parameter QRESYNC does."""
        return {f"{self.name} with QRESYNC": "QRESYNC"} if self.known is not None else {}

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and the parameters."""
        writer.word(self.name.encode("ascii"))
        writer.mailbox(self.mailbox)
        if not self.condstore and self.known is None:
            return
        writer.open()
        if self.condstore:
            writer.word(b"CONDSTORE")
        if self.known is not None:
            self.known.write(writer)
        writer.close()

    def collector(self) -> Collector[SelectedMailbox]:
        """Take what the server tells of the mailbox."""
        nothing_known = SelectedMailbox(as_mailbox_name(self.mailbox), read_only=self.name == "EXAMINE")
        return _Selecting(nothing_known, ChangeGatherer if self.known is not None else None)


@dataclass(frozen=True, slots=True)
class Examine(Select):
    """Open a mailbox only to read it (RFC 9051, 6.3.3)."""

    name = "EXAMINE"


class _Selecting(Collector[SelectedMailbox]):
    def __init__(self, nothing_known: SelectedMailbox, gatherer: type[ChangeGatherer] | None) -> None:
        self._nothing_known = nothing_known
        self._known = nothing_known
        self._new_gatherer = gatherer
        self._changes = gatherer() if gatherer else None

    @property
    def topics(self) -> tuple[Topic, ...]:
        topics: tuple[Topic, ...] = (ExistsData, RecentData, FlagsData, StatusResponse, ListData)
        return topics if self._changes is None else (*topics, VanishedData, *letter_topics(UidSet.range(1)))

    def interest(self, response: Response) -> Interest:
        match response:
            case ExistsData() | RecentData() | FlagsData():
                return Interest.CERTAIN
            case StatusResponse(code=ResponseCode(name=name)) if name in _CODES or name in _WORDS or name == "CLOSED":
                return Interest.CERTAIN
            case ListData(mailbox=mailbox) if mailbox == self._known.mailbox:
                return Interest.CERTAIN  # RFC 9051, 6.3.2: the mailbox's own LIST is part of the answer
            case VanishedData(earlier=True) | MessageData() if self._changes is not None:
                return Interest.CERTAIN
            case _:
                return Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, StatusResponse) and getattr(response.code, "name", "") == "CLOSED":
            # What came before CLOSED was about the mailbox that was selected until then (RFC 9051, 7.1).
            self._known = self._nothing_known
            self._changes = self._new_gatherer() if self._new_gatherer else None
        else:
            self._known = self._known.after(response)
            if self._changes is not None:
                self._changes.receive(response)

    def finish(self, status: StatusResponse) -> SelectedMailbox:
        changes = None if self._changes is None else self._changes.changes()
        return replace(self._known.after(status), changes=changes)


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
