# SPDX-License-Identifier: MIT
"""Putting letters into a mailbox (RFC 9051, 6.3.12)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mailproto.commands.base import CodeValue, Collector, Command
from mailproto.commands.dates import wire_date_time
from mailproto.printer import Writer
from mailproto.responses import AppendUid
from mailproto.vocabulary import MailboxName


@dataclass(frozen=True, slots=True)
class Append(Command[AppendUid | None]):
    """Put a letter into a mailbox (RFC 9051, 6.3.12); gives its UID where the server tells it.

    `received` is an aware date and time; without it, the server takes its own.
    """

    mailbox: MailboxName | str
    message: bytes = field(repr=False)
    flags: tuple[str, ...] = ()
    received: datetime | None = None

    name = "APPEND"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name, what is given of flags and date, and the letter as a literal."""
        writer.word(b"APPEND")
        writer.mailbox(self.mailbox)
        if self.flags:
            writer.flags(self.flags)
        if self.received is not None:
            writer.word(wire_date_time(self.received))
        writer.literal(self.message, "the letter")

    def collector(self) -> Collector[AppendUid | None]:
        """Take what the OK tells (RFC 9051, 7.1: APPENDUID)."""
        return CodeValue(AppendUid)
