# SPDX-License-Identifier: MIT
"""The commands about mailboxes as wholes (RFC 9051, 6.3; LSUB by RFC 3501, 6.3.9)."""

from __future__ import annotations

from dataclasses import dataclass

from mailproto.commands.base import Collector, Command, Gathering, Interest, Nothing, missing_data
from mailproto.commands.topics import Topic, status_topic
from mailproto.printer import Writer, checked_atom
from mailproto.responses import ListData, MailboxStatus, Response, StatusResponse
from mailproto.vocabulary import MailboxName


def as_mailbox_name(mailbox: MailboxName | str) -> MailboxName:
    """Give the name that `mailbox` is or spells."""
    return MailboxName(mailbox) if isinstance(mailbox, str) else mailbox


@dataclass(frozen=True, slots=True)
class _OfMailbox(Command[None]):
    """A command with one mailbox and without data."""

    mailbox: MailboxName | str

    def write(self, writer: Writer) -> None:
        """Write the command and the mailbox's name."""
        writer.word(self.name.encode("ascii"))
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class Create(_OfMailbox):
    """Make a mailbox (RFC 9051, 6.3.4)."""

    name = "CREATE"


@dataclass(frozen=True, slots=True)
class Delete(_OfMailbox):
    """Remove a mailbox and the letters in it, for good (RFC 9051, 6.3.5)."""

    name = "DELETE"


@dataclass(frozen=True, slots=True)
class Subscribe(_OfMailbox):
    """Count a mailbox among those that LSUB tells (RFC 9051, 6.3.7)."""

    name = "SUBSCRIBE"


@dataclass(frozen=True, slots=True)
class Unsubscribe(_OfMailbox):
    """Count a mailbox no longer among those that LSUB tells (RFC 9051, 6.3.8)."""

    name = "UNSUBSCRIBE"


@dataclass(frozen=True, slots=True)
class Rename(Command[None]):
    """Give a mailbox and those below it another name (RFC 9051, 6.3.6)."""

    mailbox: MailboxName | str
    new_name: MailboxName | str

    name = "RENAME"

    def write(self, writer: Writer) -> None:
        """Write both names."""
        writer.word(b"RENAME")
        writer.mailbox(self.mailbox)
        writer.mailbox(self.new_name)

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class List(Command[tuple[ListData, ...]]):
    """Ask which mailboxes there are (RFC 9051, 6.3.9): below `reference`, `*` for any name, `%` for one level."""

    reference: MailboxName | str = ""
    pattern: str = "*"

    name = "LIST"
    streams = True

    def write(self, writer: Writer) -> None:
        """Write the reference and the pattern."""
        writer.word(self.name.encode("ascii"))
        writer.mailbox(self.reference)
        writer.pattern(self.pattern)

    def collector(self) -> Collector[tuple[ListData, ...]]:
        """Take all of them."""
        return Gathering(ListData)


@dataclass(frozen=True, slots=True)
class Lsub(List):
    """Ask which mailboxes are subscribed (RFC 3501, 6.3.9). Some servers answer with LIST: that counts."""

    name = "LSUB"


@dataclass(frozen=True, slots=True)
class Status(Command[MailboxStatus]):
    """Ask for the numbers of a mailbox without selecting it (RFC 9051, 6.3.11)."""

    mailbox: MailboxName | str
    items: tuple[str, ...] = ("MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN")

    name = "STATUS"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and the items."""
        writer.word(b"STATUS")
        writer.mailbox(self.mailbox)
        writer.word(b"(%b)" % b" ".join(checked_atom(item, "the item") for item in self.items))

    def collector(self) -> Collector[MailboxStatus]:
        """Take the answer about this mailbox."""
        return _StatusOf(as_mailbox_name(self.mailbox))


class _StatusOf(Collector[MailboxStatus]):
    def __init__(self, mailbox: MailboxName) -> None:
        self._mailbox = mailbox
        self._found: MailboxStatus | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (status_topic(self._mailbox),)

    def interest(self, response: Response) -> Interest:
        ours = isinstance(response, MailboxStatus) and response.mailbox == self._mailbox
        return Interest.CERTAIN if ours else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, MailboxStatus):
            self._found = response

    def finish(self, status: StatusResponse) -> MailboxStatus:  # noqa: ARG002 - the data came before
        if self._found is None:
            raise missing_data("STATUS")
        return self._found
