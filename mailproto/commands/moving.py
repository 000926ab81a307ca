# SPDX-License-Identifier: MIT
"""Copying and moving letters into another mailbox (RFC 9051, 6.4.7 to 6.4.9; RFC 6851)."""

from __future__ import annotations

from dataclasses import dataclass

from mailproto.commands.base import CodeValue, Collector, Command, Interest
from mailproto.commands.topics import Topic
from mailproto.printer import Writer
from mailproto.responses import CopyUid, Response, ResponseCode, StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import MailboxName


class _Copies(CodeValue[CopyUid]):
    """Takes COPYUID from the OK or, as MOVE and Exchange's COPY tell it, from a response before it."""

    def __init__(self, asked: SequenceSet | UidSet) -> None:
        super().__init__(CopyUid)
        self._asked = asked
        self._found: CopyUid | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (StatusResponse,)

    def interest(self, response: Response) -> Interest:
        told = _copies_in(response)
        if told is None or self._found is not None:
            return Interest.NONE
        if isinstance(self._asked, UidSet):
            return Interest.CERTAIN if told.source & self._asked else Interest.NONE
        return Interest.POSSIBLE

    def receive(self, response: Response) -> None:
        self._found = _copies_in(response)

    def finish(self, status: StatusResponse) -> CopyUid | None:
        return super().finish(status) or self._found


def _copies_in(response: Response) -> CopyUid | None:
    code = response.code if isinstance(response, StatusResponse) else None
    return code.value if isinstance(code, ResponseCode) and isinstance(code.value, CopyUid) else None


@dataclass(frozen=True, slots=True)
class _ByNumber(Command[CopyUid | None]):
    numbers: SequenceSet
    mailbox: MailboxName | str

    divided_by = "numbers"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(self.name.encode("ascii"))
        writer.numbers(self.numbers)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the server tells of the new UIDs (RFC 9051, 7.1: COPYUID)."""
        return _Copies(self.numbers)


@dataclass(frozen=True, slots=True)
class _ByUid(Command[CopyUid | None]):
    uids: UidSet
    mailbox: MailboxName | str

    divided_by = "uids"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(self.name.encode("ascii"))
        writer.numbers(self.uids)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the server tells of the new UIDs (RFC 9051, 7.1: COPYUID)."""
        return _Copies(self.uids)


@dataclass(frozen=True, slots=True)
class Copy(_ByNumber):
    """Copy letters by sequence number into another mailbox (RFC 9051, 6.4.7); gives their new UIDs where it may."""

    name = "COPY"


@dataclass(frozen=True, slots=True)
class UidCopy(_ByUid):
    """Copy letters by UID into another mailbox (RFC 9051, 6.4.9); gives their new UIDs where it may."""

    name = "UID COPY"


@dataclass(frozen=True, slots=True)
class Move(_ByNumber):
    """Move letters by sequence number into another mailbox (RFC 9051, 6.4.8); gives their new UIDs where it may.

    That they are gone here is told as EXPUNGE or VANISHED, with what others removed meanwhile. After a NO each letter
    is in one of the two mailboxes at least; which, the server does not say (RFC 6851, 3.3).
    """

    name = "MOVE"


@dataclass(frozen=True, slots=True)
class UidMove(_ByUid):
    """Move letters by UID into another mailbox (RFC 9051, 6.4.9); see `Move`."""

    name = "UID MOVE"
