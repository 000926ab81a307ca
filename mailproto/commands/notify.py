# SPDX-License-Identifier: MIT
"""NOTIFY: what the server is to tell of by itself, of which mailboxes, also while no command is in progress (RFC 5465).

What it tells then are the usual untagged data: STATUS of other mailboxes, LIST of names, EXISTS, FETCH and EXPUNGE of
the selected one, and a code NOTIFICATIONOVERFLOW when it gives up.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from mailproto.commands.base import Collector, Command, Gathering
from mailproto.commands.fetch_items import Items, as_tuple, write_items
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import MailboxStatus
from mailproto.vocabulary import MailboxName


class Selector(enum.StrEnum):
    """Which mailboxes are watched (RFC 5465, 6).

    SELECTED is the selected one; its letters may then vanish at any moment, so that only UIDs can be used any more:
    commands with sequence numbers are refused before they are sent.
    SELECTED_DELAYED is the same, with EXPUNGE told only where a command allows it. MAILBOXES and SUBTREE take names.
    """

    SELECTED = "SELECTED"
    SELECTED_DELAYED = "SELECTED-DELAYED"
    INBOXES = "INBOXES"
    PERSONAL = "PERSONAL"
    SUBSCRIBED = "SUBSCRIBED"
    SUBTREE = "SUBTREE"
    MAILBOXES = "MAILBOXES"


class NotifyEvent(enum.StrEnum):
    """What is told of (RFC 5465, 5)."""

    MESSAGE_NEW = "MessageNew"
    MESSAGE_EXPUNGE = "MessageExpunge"
    FLAG_CHANGE = "FlagChange"
    ANNOTATION_CHANGE = "AnnotationChange"
    MAILBOX_NAME = "MailboxName"
    SUBSCRIPTION_CHANGE = "SubscriptionChange"
    MAILBOX_METADATA_CHANGE = "MailboxMetadataChange"
    SERVER_METADATA_CHANGE = "ServerMetadataChange"


_OF_SELECTED: Final = frozenset({Selector.SELECTED, Selector.SELECTED_DELAYED})
_NAMED: Final = frozenset({Selector.SUBTREE, Selector.MAILBOXES})
_PAIR: Final = frozenset({NotifyEvent.MESSAGE_NEW, NotifyEvent.MESSAGE_EXPUNGE})
_OF_MESSAGES: Final = _PAIR | {NotifyEvent.FLAG_CHANGE, NotifyEvent.ANNOTATION_CHANGE}


@dataclass(frozen=True, slots=True)
class Watch:
    """One group of mailboxes and what is told of them; nothing where there are no events.

    `items` are what FETCH tells of a new letter in the selected mailbox. Errors: LocalProtocolError, "bad-argument",
    for what RFC 5465, 5, 6 and 8, forbid.
    """

    selector: Selector
    events: tuple[NotifyEvent, ...] = ()
    mailboxes: tuple[MailboxName | str, ...] = ()
    items: Items = ()

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        events = frozenset(self.events)
        of_selected = self.selector in _OF_SELECTED
        wrong = {
            "MessageNew and MessageExpunge go together, and the other events of letters with them": (
                events & _OF_MESSAGES and not events >= _PAIR
            ),
            "of the selected mailbox only events of letters are told": of_selected and not events <= _OF_MESSAGES,
            "items are of new letters in the selected mailbox": (
                self.items and not (of_selected and NotifyEvent.MESSAGE_NEW in events)
            ),
            "names of mailboxes belong to SUBTREE and MAILBOXES": bool(self.mailboxes) != (self.selector in _NAMED),
        }
        for reason, is_wrong in wrong.items():
            if is_wrong:
                raise LocalProtocolError("bad-argument", what=f"NOTIFY of {self.selector}", reason=reason)

    def write(self, writer: Writer) -> None:
        """Write the group."""
        writer.open()
        writer.atom(self.selector, "the selector")
        if self.mailboxes:
            writer.open()
            for mailbox in self.mailboxes:
                writer.mailbox(mailbox)
            writer.close()
        if self.events:
            self._write_events(writer)
        else:
            writer.word(b"NONE")
        writer.close()

    def _write_events(self, writer: Writer) -> None:
        writer.open()
        for event in self.events:
            writer.atom(event, "the event")
            if event is NotifyEvent.MESSAGE_NEW and self.items:
                writer.open()
                for item in as_tuple(self.items):
                    write_items(writer, item)
                writer.close()
        writer.close()


@dataclass(frozen=True, slots=True)
class Notify(Command[tuple[MailboxStatus, ...]]):
    """Replace what the server tells of by itself; without groups, it tells nothing more (RFC 5465, 3.1).

    With `status` the server first tells how the mailboxes are that are watched for letters; the result is that. What
    happens then comes as `mailproto.events.UntaggedReceived`: `MailboxStatus`, `ListData`, `MetadataData`, and of the
    selected mailbox what any command brings. Dovecot 2.3 spells the names in such `ListData` in UTF-8, but does not
    read them so: name the mailbox by its text there.
    Errors: LocalProtocolError, "bad-argument", where the selected mailbox is in more than one group.
    """

    groups: tuple[Watch, ...] = ()
    status: bool = False

    name = "NOTIFY"

    def __post_init__(self) -> None:
        """Refuse what the server would."""
        if sum(group.selector in _OF_SELECTED for group in self.groups) > 1:
            raise LocalProtocolError("bad-argument", what="NOTIFY", reason="the selected mailbox is named twice")

    @property
    def lets_numbers_shift(self) -> bool:
        """Whether letters of the selected mailbox are told to be gone at any moment (RFC 5465, 5.3)."""
        return any(
            group.selector is Selector.SELECTED and NotifyEvent.MESSAGE_EXPUNGE in group.events for group in self.groups
        )

    def write(self, writer: Writer) -> None:
        """Write the groups."""
        writer.word(b"NOTIFY")
        if not self.groups:
            writer.word(b"NONE")
            return
        writer.word(b"SET STATUS" if self.status else b"SET")
        for group in self.groups:
            group.write(writer)

    def collector(self) -> Collector[tuple[MailboxStatus, ...]]:
        """Take the STATUS data that come before the answer."""
        return Gathering(MailboxStatus)
