# SPDX-License-Identifier: MIT
"""Copying letters into another mailbox (RFC 9051, 6.4.7 and 6.4.9)."""

from __future__ import annotations

from dataclasses import dataclass

from mailproto.commands.base import CodeValue, Collector, Command
from mailproto.printer import Writer
from mailproto.responses import CopyUid
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import MailboxName


@dataclass(frozen=True, slots=True)
class Copy(Command[CopyUid | None]):
    """Copy letters by sequence number into another mailbox (RFC 9051, 6.4.7); gives their new UIDs where it may."""

    numbers: SequenceSet
    mailbox: MailboxName | str

    name = "COPY"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(b"COPY")
        writer.numbers(self.numbers)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: COPYUID)."""
        return CodeValue(CopyUid)


@dataclass(frozen=True, slots=True)
class UidCopy(Command[CopyUid | None]):
    """Copy letters by UID into another mailbox (RFC 9051, 6.4.9); gives their new UIDs where it may."""

    uids: UidSet
    mailbox: MailboxName | str

    name = "UID COPY"

    def write(self, writer: Writer) -> None:
        """Write the set and the mailbox's name."""
        writer.word(b"UID COPY")
        writer.numbers(self.uids)
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[CopyUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: COPYUID)."""
        return CodeValue(CopyUid)
