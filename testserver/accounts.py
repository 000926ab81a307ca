# SPDX-License-Identifier: MIT
"""A user's mailboxes by name: hierarchy, subscription, special use (RFC 9051 section 6.3, RFC 6154).

Knows names and rules for them; what happens inside a mailbox is the mailbox's.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from testserver.mailbox_names import DELIMITER, INBOX
from testserver.mailboxes import GivenSeeds, Mailbox, Seeds

QUOTA_RESOURCES = ("STORAGE", "MESSAGE")


class MailboxError(Exception):
    """A mailbox operation that is refused; `code` is a response code of RFC 5530."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class NoSuchMailboxError(MailboxError):
    """There is no mailbox of this name."""

    def __init__(self, name: str) -> None:
        super().__init__("NONEXISTENT", f"No mailbox {name}")


def uidvalidity_of(name: str, identity: str) -> int:
    """Return the UIDVALIDITY of a mailbox: the same for the same letters, another for others."""
    return zlib.crc32(f"{name}\0{identity}".encode()) % (2**31 - 1) + 1


@dataclass
class Account:
    """One user. `identity` says which letters the mailboxes were filled with."""

    user: str
    password: str = field(repr=False)
    identity: str = ""

    def __post_init__(self) -> None:
        self.mailboxes: dict[str, Mailbox] = {}
        self.subscriptions: set[str] = set()
        self.quota: dict[str, int] = {}  # the limit of each resource that has one (RFC 9208)
        self.annotations: dict[bytes, bytes] = {}  # of the server, as this user sees it (RFC 5464)
        self._made = 0
        self.add(INBOX, GivenSeeds())

    def add(self, name: str, seeds: Seeds, special_use: str | None = None) -> Mailbox:
        """Put a subscribed mailbox with these letters, in place of an equal name."""
        self._create_parents(name)
        mailbox = Mailbox(name, uidvalidity_of(name, self.identity), special_use, seeds)
        self.mailboxes[name] = mailbox
        self.subscriptions.add(name)
        return mailbox

    def mailbox(self, name: str) -> Mailbox:
        """Return a mailbox that can be selected."""
        found = self.mailboxes.get(name)
        if found is None or not found.selectable:
            raise NoSuchMailboxError(name)
        return found

    def create(self, name: str, special_use: str | None = None) -> Mailbox:
        """Make an empty mailbox; the names above it that are missing come too, though they can't be selected."""
        name = self._checked(name.removesuffix(DELIMITER))
        found = self.mailboxes.get(name)
        if found is not None and found.selectable:
            reason = f"There is a mailbox {name} already"
            raise MailboxError("ALREADYEXISTS", reason)
        self._create_parents(name)
        self.mailboxes[name] = Mailbox(name, self._next_uidvalidity(name), special_use)
        return self.mailboxes[name]

    def _next_uidvalidity(self, name: str) -> int:
        """A name that comes back must not come back with its old UIDVALIDITY (RFC 9051 section 2.3.1.1)."""
        self._made += 1
        return uidvalidity_of(name, f"{self.identity}\0{self._made}")

    def delete(self, name: str) -> None:
        """Remove a mailbox; one that has others below it stays as a name that can't be selected."""
        found = self.mailboxes.get(name)
        if found is None:
            raise NoSuchMailboxError(name)
        if name == INBOX:
            reason = "INBOX can't be deleted"
            raise MailboxError("CANNOT", reason)
        has_children = any(self.children(name))
        if has_children and not found.selectable:
            reason = f"{name} has mailboxes below it"
            raise MailboxError("HASCHILDREN", reason)
        del self.mailboxes[name]
        if has_children:
            self.mailboxes[name] = Mailbox(name, found.uidvalidity, selectable=False)
        self._forget_empty_parents(name)
        for view in tuple(found.views):
            view.deleted()

    def rename(self, old: str, new: str) -> None:
        """Give a mailbox and all below it another name; renaming INBOX moves its messages and leaves it empty."""
        new = self._checked(new.removesuffix(DELIMITER))
        if old not in self.mailboxes:
            raise NoSuchMailboxError(old)
        if new in self.mailboxes or new.startswith(old + DELIMITER):
            reason = f"There is a mailbox {new} already" if new in self.mailboxes else "A mailbox can't go below itself"
            raise MailboxError("ALREADYEXISTS", reason)
        if old == INBOX:
            self._empty_inbox_into(new)
            return
        self._create_parents(new)
        for name in [old, *self.children(old)]:
            mailbox = self.mailboxes.pop(name)
            mailbox.name = new + name.removeprefix(old)
            self.mailboxes[mailbox.name] = mailbox
        self._forget_empty_parents(old)

    def usage(self, resource: str) -> int:
        """Return how much of a resource is used: messages, or begun units of 1024 octets (RFC 9208 section 5)."""
        return self._units(resource, *self._held(resource))

    def check_room(self, messages: int, octets: int) -> None:
        """Refuse what would go over a limit with OVERQUOTA (RFC 9208 section 4.3.1)."""
        for resource, limit in self.quota.items():
            held_messages, held_octets = self._held(resource)
            if self._units(resource, held_messages + messages, held_octets + octets) > limit:
                reason = f"There is no room: {resource} is limited to {limit}"
                raise MailboxError("OVERQUOTA", reason)

    def _held(self, resource: str) -> tuple[int, int]:
        """Return messages and octets; octets only for who counts them, for every letter must be made."""
        held = self.mailboxes.values()
        octets = sum(mailbox.octets(mailbox.uids) for mailbox in held) if resource == "STORAGE" else 0
        return sum(map(len, held)), octets

    @staticmethod
    def _units(resource: str, messages: int, octets: int) -> int:
        return messages if resource == "MESSAGE" else -(-octets // 1024)

    def children(self, name: str) -> Iterator[str]:
        """Yield the names of the mailboxes below a name."""
        return (other for other in self.mailboxes if other.startswith(name + DELIMITER))

    def change_uidvalidity(self, name: str, uidvalidity: int | None = None) -> int:
        """Give a mailbox another UIDVALIDITY (the next one, unless told) and return it."""
        mailbox = self.mailbox(name)
        mailbox.change_uidvalidity(mailbox.uidvalidity % (2**32 - 1) + 1 if uidvalidity is None else uidvalidity)
        return mailbox.uidvalidity

    def _empty_inbox_into(self, name: str) -> None:
        inbox, target = self.mailboxes[INBOX], self.create(name)
        target.annotations = dict(inbox.annotations)  # RFC 5464 section 4.1
        for uid in tuple(inbox.uids):
            message = inbox.expunge(uid)
            target.add(message.letter, message.flags, message.internal_date)

    def _forget_empty_parents(self, name: str) -> None:
        """A name that only stood for what was below it goes with the last of that."""
        parent, delimiter, _ = name.rpartition(DELIMITER)
        held = self.mailboxes.get(parent)
        if delimiter and held is not None and not held.selectable and not any(self.children(parent)):
            del self.mailboxes[parent]
            self._forget_empty_parents(parent)

    def _create_parents(self, name: str) -> None:
        levels = name.split(DELIMITER)
        for depth in range(1, len(levels)):
            parent = DELIMITER.join(levels[:depth])
            if parent not in self.mailboxes:
                self.mailboxes[parent] = Mailbox(parent, self._next_uidvalidity(parent), selectable=False)

    @staticmethod
    def _checked(name: str) -> str:
        if not name or any(not level or level in {"%", "*"} for level in name.split(DELIMITER)):
            reason = "A level of the name is empty or a wildcard"
            raise MailboxError("CANNOT", reason)
        return name
