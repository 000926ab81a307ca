# SPDX-License-Identifier: MIT
"""Access control lists: who may do what with a mailbox (RFC 4314)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from mailproto.commands.base import Collector, Command, Nothing
from mailproto.commands.mailboxes import as_mailbox_name
from mailproto.commands.single import the_one
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import AclData, ListRightsData, MyRightsData
from mailproto.vocabulary import MailboxName, Right

_OF_ALL: Final = frozenset("lrswipa")
_NEW: Final = "RIGHTS="


def rights_known(capabilities: Collection[str]) -> frozenset[str]:
    """Give the rights that a server with ACL knows (RFC 4314, 2.1 and 2.2): those that SETACL may name there.

    Those of RFC 2086, where creating and deleting mailboxes and letters was two rights and not four, unless the
    capability RIGHTS= names the new ones.
    """
    new = frozenset().union(*(each[len(_NEW) :].lower() for each in capabilities if each.startswith(_NEW)))
    return _OF_ALL | (new or frozenset({Right.OLD_CREATE, Right.OLD_DELETE}))


class AclAction(enum.Enum):
    """What SETACL does with the rights it names (RFC 4314, 3.1)."""

    REPLACE = b""
    ADD = b"+"
    REMOVE = b"-"


@dataclass(frozen=True, slots=True)
class SetAcl(Command[None]):
    """Give somebody rights on a mailbox, or take them (RFC 4314, 3.1).

    `identifier` is a user, a group or `anyone`; one that begins with `-` is denied the rights. The rights are those of
    `Right` or others that the server has, in a string or one by one. Errors: LocalProtocolError, "bad-argument", for
    what is no right: they are lower case letters and digits.
    """

    mailbox: MailboxName | str
    identifier: str
    rights: Iterable[Right | str]
    action: AclAction = AclAction.REPLACE

    name = "SETACL"

    def write(self, writer: Writer) -> None:
        """Write mailbox, identifier and the change of rights."""
        rights = "".join(self.rights)
        if not all(right.isascii() and (right.islower() or right.isdigit()) for right in rights):
            raise LocalProtocolError(
                "bad-argument", what="the rights", reason="they are not lower case letters or digits"
            )
        writer.word(b"SETACL")
        writer.mailbox(self.mailbox)
        writer.astring(self.identifier, "the identifier")
        writer.astring(self.action.value + rights.encode("ascii"), "the rights")

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class DeleteAcl(Command[None]):
    """Take somebody out of a mailbox's list (RFC 4314, 3.2)."""

    mailbox: MailboxName | str
    identifier: str

    name = "DELETEACL"

    def write(self, writer: Writer) -> None:
        """Write mailbox and identifier."""
        writer.word(b"DELETEACL")
        writer.mailbox(self.mailbox)
        writer.astring(self.identifier, "the identifier")

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()


@dataclass(frozen=True, slots=True)
class GetAcl(Command[AclData]):
    """Ask for a mailbox's list (RFC 4314, 3.3)."""

    mailbox: MailboxName | str

    name = "GETACL"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name."""
        writer.word(b"GETACL")
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[AclData]:
        """Take the list of this mailbox."""
        mailbox = as_mailbox_name(self.mailbox)
        return the_one(AclData, "GETACL", lambda response: response.mailbox == mailbox)


@dataclass(frozen=True, slots=True)
class ListRights(Command[ListRightsData]):
    """Ask which rights somebody can be given on a mailbox (RFC 4314, 3.4)."""

    mailbox: MailboxName | str
    identifier: str

    name = "LISTRIGHTS"

    def write(self, writer: Writer) -> None:
        """Write mailbox and identifier."""
        writer.word(b"LISTRIGHTS")
        writer.mailbox(self.mailbox)
        writer.astring(self.identifier, "the identifier")

    def collector(self) -> Collector[ListRightsData]:
        """Take the answer about this mailbox and identifier."""
        asked = as_mailbox_name(self.mailbox), self.identifier
        return the_one(ListRightsData, "LISTRIGHTS", lambda told: (told.mailbox, told.identifier) == asked)


@dataclass(frozen=True, slots=True)
class MyRights(Command[MyRightsData]):
    """Ask what one may do with a mailbox oneself (RFC 4314, 3.5)."""

    mailbox: MailboxName | str

    name = "MYRIGHTS"

    def write(self, writer: Writer) -> None:
        """Write the mailbox's name."""
        writer.word(b"MYRIGHTS")
        writer.mailbox(self.mailbox)

    def collector(self) -> Collector[MyRightsData]:
        """Take the rights on this mailbox."""
        mailbox = as_mailbox_name(self.mailbox)
        return the_one(MyRightsData, "MYRIGHTS", lambda response: response.mailbox == mailbox)
