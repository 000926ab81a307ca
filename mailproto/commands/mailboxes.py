# SPDX-License-Identifier: MIT
"""The commands that make, remove, rename, subscribe and count mailboxes (RFC 9051, 6.3). Listing them is `listing`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mailproto.commands.base import Collector, Command, Interest, Nothing
from mailproto.commands.single import Required
from mailproto.commands.topics import Topic, status_topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import MailboxStatus, Response, ResponseCode, StatusResponse
from mailproto.vocabulary import MailboxAttribute, MailboxName


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
class Create(Command[str | None]):
    """Make a mailbox (RFC 9051, 6.3.4); gives its id where the server has such (RFC 8474, 4.1).

    `special_use` says what it is for (RFC 6154, 3); a server that has no such use refuses with the code USEATTR. The
    hierarchy's delimiter at the end of the name says that the mailbox is for others below it.
    """

    mailbox: MailboxName | str
    special_use: tuple[MailboxAttribute | str, ...] = ()

    name = "CREATE"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """USE does."""
        return {"CREATE with USE": ("CREATE-SPECIAL-USE",)} if self.special_use else {}

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and what it is for."""
        writer.word(b"CREATE")
        writer.mailbox(self.mailbox)
        if self.special_use:
            writer.word(b"(USE")
            writer.flags(self.special_use)
            writer.close()

    def collector(self) -> Collector[str | None]:
        """The id stands in the OK's code."""
        return _NewMailbox()


class _NewMailbox(Collector[str | None]):
    def finish(self, status: StatusResponse) -> str | None:
        match status.code:
            case ResponseCode(name="MAILBOXID", value=str() as mailbox_id):
                return mailbox_id
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Delete(_OfMailbox):
    """Remove a mailbox and the letters in it, for good (RFC 9051, 6.3.5)."""

    name = "DELETE"


@dataclass(frozen=True, slots=True)
class Subscribe(_OfMailbox):
    """Count a mailbox among the subscribed ones (RFC 9051, 6.3.7)."""

    name = "SUBSCRIBE"


@dataclass(frozen=True, slots=True)
class Unsubscribe(_OfMailbox):
    """Count a mailbox no longer among the subscribed ones (RFC 9051, 6.3.8)."""

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


class StatusItem(enum.StrEnum):
    """What STATUS tells of a mailbox (RFC 9051, 6.3.11, and the RFCs named in `_NEEDED`)."""

    MESSAGES = "MESSAGES"
    RECENT = "RECENT"
    UIDNEXT = "UIDNEXT"
    UIDVALIDITY = "UIDVALIDITY"
    UNSEEN = "UNSEEN"
    DELETED = "DELETED"
    SIZE = "SIZE"
    HIGHESTMODSEQ = "HIGHESTMODSEQ"
    DELETED_STORAGE = "DELETED-STORAGE"
    APPENDLIMIT = "APPENDLIMIT"
    MAILBOXID = "MAILBOXID"


COUNTS: Final = (StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.UIDVALIDITY, StatusItem.UNSEEN)
"""What STATUS is asked for where nobody says otherwise; every server has them."""

# The items that not every server has, and capabilities of which one suffices.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        StatusItem.RECENT: ("IMAP4REV1",),  # RFC 9051, appendix E
        StatusItem.DELETED: ("QUOTA=RES-MESSAGE", "IMAP4REV2"),  # RFC 9208, 4.1.4
        StatusItem.SIZE: ("STATUS=SIZE", "IMAP4REV2"),  # RFC 8438
        StatusItem.HIGHESTMODSEQ: ("CONDSTORE", "QRESYNC"),  # RFC 7162, 3.1.7
        StatusItem.DELETED_STORAGE: ("QUOTA=RES-STORAGE",),  # RFC 9208, 4.1.4
        StatusItem.APPENDLIMIT: ("APPENDLIMIT",),  # RFC 7889, 3.2
        StatusItem.MAILBOXID: ("OBJECTID",),  # RFC 8474, 4.3
    }
)


def needs_of_items(command: str, items: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Give what the items of a STATUS need, for `Command.needs`."""
    return {f"{command} {item}": _NEEDED[item] for item in items if item in _NEEDED}


def write_items(writer: Writer, items: tuple[str, ...]) -> None:
    """Write the list of items of a STATUS, of which there must be one."""
    if not items:
        raise LocalProtocolError("bad-argument", what="the items of STATUS", reason="there are none")
    writer.open()
    for item in items:
        writer.atom(item, "the item")
    writer.close()


@dataclass(frozen=True, slots=True)
class Status(Command[MailboxStatus]):
    """Ask for the numbers of a mailbox without selecting it (RFC 9051, 6.3.11).

    For items that this module does not know, any word does; whether the server has those is not looked at.
    """

    mailbox: MailboxName | str
    items: tuple[str, ...] = COUNTS

    name = "STATUS"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Some items do."""
        return needs_of_items("STATUS", self.items)

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name and the items."""
        writer.word(b"STATUS")
        writer.mailbox(self.mailbox)
        write_items(writer, self.items)

    def collector(self) -> Collector[MailboxStatus]:
        """Take the answer about this mailbox."""
        return Required(_Numbers(as_mailbox_name(self.mailbox)), "STATUS")


@dataclass(frozen=True, slots=True)
class StatusOfMany(Command[MailboxStatus | None]):
    """One `Status` of many: where its OK comes without numbers, the result is None, and costs the others nothing."""

    status: Status

    name = "STATUS"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Those of the one."""
        return self.status.needs

    def write(self, writer: Writer) -> None:
        """Write the one."""
        self.status.write(writer)

    def collector(self) -> Collector[MailboxStatus | None]:
        """Take the answer about its mailbox."""
        return _Numbers(as_mailbox_name(self.status.mailbox))


class _Numbers(Collector[MailboxStatus | None]):
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

    def finish(self, status: StatusResponse) -> MailboxStatus | None:  # noqa: ARG002 - the data came before
        return self._found
