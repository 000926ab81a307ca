# SPDX-License-Identifier: MIT
"""Putting letters into a mailbox (RFC 9051, 6.3.12; RFC 3502), and in place of others (RFC 8508)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailproto.commands.base import CodeValue, Collector, Command, Interest
from mailproto.commands.dates import wire_date_time
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import StreamedMessage, Writer
from mailproto.responses import AppendUid, Response, ResponseCode, StatusResponse
from mailproto.vocabulary import MailboxName, SequenceNumber, Uid


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A letter to be put into a mailbox; `received` is an aware date and time, None for the server's own.

    `content` is its octets, or what stands for them where the driver gives them piece by piece.
    """

    content: bytes | StreamedMessage = field(repr=False)
    flags: tuple[str, ...] = ()
    received: datetime | None = None

    @property
    def size(self) -> int:
        """How many octets it has."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    def write(self, writer: Writer) -> None:
        """Write what is given of flags and date, and the letter as a literal. Raises LocalProtocolError."""
        if self.flags:
            writer.flags(self.flags)
        if self.received is not None:
            writer.word(wire_date_time(self.received))
        writer.message(self.content, "the letter")


def check_append(octets: int, limit: int | None) -> None:
    """Raise LocalProtocolError "append-limit" for a letter larger than `limit`; None is no limit (RFC 7889)."""
    if limit is not None and octets > limit:
        raise LocalProtocolError("append-limit", actual=octets, limit=limit)


class _Appended(CodeValue[AppendUid]):
    """Takes APPENDUID from the OK or, as REPLACE tells it, from a response before it (RFC 8508, 4.3)."""

    def __init__(self) -> None:
        super().__init__(AppendUid)
        self._found: AppendUid | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (StatusResponse,)

    def interest(self, response: Response) -> Interest:
        return Interest.POSSIBLE if self._found is None and _uid_in(response) is not None else Interest.NONE

    def receive(self, response: Response) -> None:
        self._found = _uid_in(response)

    def finish(self, status: StatusResponse) -> AppendUid | None:
        return super().finish(status) or self._found


def _uid_in(response: Response) -> AppendUid | None:
    code = response.code if isinstance(response, StatusResponse) else None
    return code.value if isinstance(code, ResponseCode) and isinstance(code.value, AppendUid) else None


@dataclass(frozen=True, slots=True)
class Append(Command[AppendUid | None]):
    """Put a letter into a mailbox (RFC 9051, 6.3.12); gives its UID where the server tells it.

    `received` is an aware date and time; without it, the server takes its own. A letter with NUL in it goes as it is
    where the server takes such (RFC 3516), and UTF-8 in its header where that was enabled (RFC 6855, 4).
    """

    mailbox: MailboxName | str
    message: bytes | StreamedMessage = field(repr=False)
    flags: tuple[str, ...] = ()
    received: datetime | None = None

    name = "APPEND"

    @property
    def appends(self) -> int:
        """The letter's size."""
        return self._new_message.size

    @property
    def _new_message(self) -> NewMessage:
        return NewMessage(self.message, self.flags, self.received)

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and the letter."""
        writer.word(b"APPEND")
        writer.mailbox(self.mailbox)
        self._new_message.write(writer)

    def collector(self) -> Collector[AppendUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: APPENDUID)."""
        return _Appended()


@dataclass(frozen=True, slots=True)
class MultiAppend(Command[AppendUid | None]):
    """Put several letters into a mailbox, or none of them (RFC 3502); gives their UIDs, in the letters' order."""

    mailbox: MailboxName | str
    messages: tuple[NewMessage, ...]

    name = "APPEND"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """More letters than one do."""
        return {"APPEND of several letters": ("MULTIAPPEND",)} if len(self.messages) > 1 else {}

    @property
    def appends(self) -> int:
        """The size of the largest."""
        return max((each.size for each in self.messages), default=0)

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and the letters."""
        if not self.messages:
            raise LocalProtocolError("bad-argument", what="the letters", reason="there are none")
        writer.word(b"APPEND")
        writer.mailbox(self.mailbox)
        for message in self.messages:
            message.write(writer)

    def collector(self) -> Collector[AppendUid | None]:
        """Take what the OK tells (RFC 4315, 3: APPENDUID)."""
        return _Appended()


@dataclass(frozen=True, slots=True)
class Replace(Command[AppendUid | None]):
    """Put a letter into a mailbox and remove another from the selected one, both or neither (RFC 8508, 3.2).

    Gives the new letter's UID where the server tells it; that the old one is gone is told as EXPUNGE or VANISHED.
    """

    number: SequenceNumber
    mailbox: MailboxName | str
    message: NewMessage

    name = "REPLACE"

    @property
    def appends(self) -> int:
        """The letter's size."""
        return self.message.size

    def write(self, writer: Writer) -> None:
        """Write which letter goes, where the new one is put, and the new one."""
        _write_replace(writer, self.name, self.number, self.mailbox)
        self.message.write(writer)

    def collector(self) -> Collector[AppendUid | None]:
        """Take APPENDUID, before the OK or with it."""
        return _Appended()


@dataclass(frozen=True, slots=True)
class UidReplace(Command[AppendUid | None]):
    """Put a letter in the place of one that is named by its UID (RFC 8508, 3.3); see `Replace`."""

    uid: Uid
    mailbox: MailboxName | str
    message: NewMessage

    name = "UID REPLACE"

    @property
    def appends(self) -> int:
        """The letter's size."""
        return self.message.size

    def write(self, writer: Writer) -> None:
        """Write which letter goes, where the new one is put, and the new one."""
        _write_replace(writer, self.name, self.uid, self.mailbox)
        self.message.write(writer)

    def collector(self) -> Collector[AppendUid | None]:
        """Take APPENDUID, before the OK or with it."""
        return _Appended()


def _write_replace(writer: Writer, name: str, number: int, mailbox: MailboxName | str) -> None:
    if number < 1:
        raise LocalProtocolError("bad-argument", what="the letter to replace", reason=f"{number} names none")
    writer.word(b"%b %d" % (name.encode("ascii"), number))
    writer.mailbox(mailbox)
