# SPDX-License-Identifier: MIT
"""What a server says of mailboxes: names, numbers, namespaces, quotas, rights and annotations.

Nothing here knows how bytes become these values, nor the letters in a mailbox.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from mailproto.errors import LocalProtocolError
from mailproto.vocabulary import MailboxAttribute, MailboxName, ModSeq, Uid, UidValidity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailproto.unparsed import Unparsed

_CANNOT_BE_OPENED: Final = frozenset({MailboxAttribute(r"\Noselect"), MailboxAttribute(r"\NonExistent")})


@dataclass(frozen=True, slots=True)
class ListData:
    """`* LIST` or, where `subscribed_only`, `* LSUB` (RFC 9051, 7.3.1).

    `delimiter` is None where there is no hierarchy. `child_info` is by which selections of LIST, in upper case, one
    below this mailbox is wanted (RFC 5258, 3.5); `old_name` is what it was called until now (RFC 5465, 5.4). `extended`
    has what extensions say, these two included, by name in upper case; `problems` what of that could not be read.
    """

    attributes: frozenset[MailboxAttribute]
    delimiter: str | None
    mailbox: MailboxName
    subscribed_only: bool = False
    child_info: frozenset[str] = frozenset()
    old_name: MailboxName | None = None
    extended: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Unparsed, ...] = ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The name of the mailbox without those above it, after theirs."""
        name = self.mailbox.text
        return tuple(name.split(self.delimiter)) if self.delimiter else (name,)

    @property
    def selectable(self) -> bool:
        """Whether there is a mailbox of this name that can be opened, as far as LIST says."""
        return not self.attributes & _CANNOT_BE_OPENED


@dataclass(frozen=True, slots=True)
class MailboxStatus:
    """`* STATUS` (RFC 9051, 7.3.4): what was asked for, by its name in upper case (MESSAGES, UIDNEXT ...).

    `items` are the numbers; what is none is kept in `others` as sent, what could not be read in `problems`. The
    properties are None for what was not told.
    """

    mailbox: MailboxName
    items: Mapping[str, int]
    others: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Unparsed, ...] = ()

    @property
    def messages(self) -> int | None:
        """How many letters there are."""
        return self.items.get("MESSAGES")

    @property
    def recent(self) -> int | None:
        """How many letters no client has seen arrive (RFC 3501, 6.3.10)."""
        return self.items.get("RECENT")

    @property
    def uid_next(self) -> Uid | None:
        """The next letter's UID at the earliest; None also for 0, which is no UID."""
        return Uid(self.items.get("UIDNEXT", 0)) or None

    @property
    def uid_validity(self) -> UidValidity | None:
        """The number that UIDs are valid with; None also for 0, which is none."""
        return UidValidity(self.items.get("UIDVALIDITY", 0)) or None

    @property
    def unseen(self) -> int | None:
        r"""How many letters are not \Seen."""
        return self.items.get("UNSEEN")

    @property
    def deleted(self) -> int | None:
        r"""How many letters are \Deleted."""
        return self.items.get("DELETED")

    @property
    def size(self) -> int | None:
        """Octets of all letters."""
        return self.items.get("SIZE")

    @property
    def highest_mod_seq(self) -> ModSeq | None:
        """The mod-sequence of the latest change; None also for 0, where the mailbox has none (RFC 7162, 3.1.2.2)."""
        return ModSeq(self.items.get("HIGHESTMODSEQ", 0)) or None

    @property
    def deleted_storage(self) -> int | None:
        """Octets that EXPUNGE would free (RFC 9208, 4.1.4)."""
        return self.items.get("DELETED-STORAGE")

    @property
    def append_limit(self) -> int | None:
        """The largest letter that APPEND takes, in octets; None also where there is no limit (RFC 7889, 3.2)."""
        return self.items.get("APPENDLIMIT")

    @property
    def mailbox_id(self) -> str | None:
        """What stays the same when the mailbox is renamed (RFC 8474, 4.3)."""
        raw = self.others.get("MAILBOXID", b"")
        return raw.decode("latin-1").strip("( )") or None if raw.startswith(b"(") else None


@dataclass(frozen=True, slots=True)
class Namespace:
    """One namespace: what its mailboxes' names begin with, and the delimiter, None where there is no hierarchy.

    `extended` has what extensions add, by name in upper case (RFC 2342, 4).
    """

    prefix: MailboxName
    delimiter: str | None
    extended: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def name(self, *levels: str) -> MailboxName:
        """Give the name of a mailbox in this namespace by its levels. Raises LocalProtocolError, "bad-argument"."""
        if self.delimiter is None:
            wrong = len(levels) > 1
        else:
            wrong = not all(levels) or any(self.delimiter in each for each in levels)
        if wrong:
            reason = "a level is empty or holds the delimiter, or there are no levels in this namespace"
            raise LocalProtocolError("bad-argument", what="the mailbox name", reason=reason)
        return MailboxName(self.prefix.text + (self.delimiter or "").join(levels))

    def holds(self, mailbox: MailboxName) -> bool:
        """Whether a mailbox's name begins as those of this namespace do."""
        prefix = self.prefix.text
        return mailbox.text.startswith(prefix) or f"{mailbox.text}{self.delimiter}" == prefix


@dataclass(frozen=True, slots=True)
class NamespaceData:
    """`* NAMESPACE` (RFC 9051, 7.3.2)."""

    personal: tuple[Namespace, ...] = ()
    other_users: tuple[Namespace, ...] = ()
    shared: tuple[Namespace, ...] = ()

    def of(self, mailbox: MailboxName) -> Namespace | None:
        """Give the namespace that a mailbox is in, the one with the longest prefix; INBOX is in the first personal."""
        everywhere = (*self.personal, *self.other_users, *self.shared)
        if mailbox.text == "INBOX" and self.personal:
            return self.personal[0]
        around = [each for each in everywhere if each.holds(mailbox)]
        return max(around, key=lambda each: len(each.prefix.text), default=None)


@dataclass(frozen=True, slots=True)
class QuotaResource:
    """How much of a resource is used, and how much may be: STORAGE in units of 1024 octets (RFC 9208, 5)."""

    usage: int
    limit: int


@dataclass(frozen=True, slots=True)
class QuotaData:
    """`* QUOTA` (RFC 9208, 4.2.1): the resources of a quota root that are limited, by name in upper case.

    `problems` are those that could not be read.
    """

    root: str
    resources: Mapping[str, QuotaResource]
    problems: tuple[Unparsed, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotaRootData:
    """`* QUOTAROOT` (RFC 9208, 4.2.2): the names of the quota roots that a mailbox counts for."""

    mailbox: MailboxName
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AclData:
    """`* ACL` (RFC 4314, 3.6): who may do what, by identifier; one that begins with `-` may not."""

    mailbox: MailboxName
    rights: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ListRightsData:
    """`* LISTRIGHTS` (RFC 4314, 3.7): what `identifier` has in any case, and what it can be given.

    Those of `optional` that stand together are granted together.
    """

    mailbox: MailboxName
    identifier: str
    required: frozenset[str]
    optional: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class MyRightsData:
    """`* MYRIGHTS` (RFC 4314, 3.8): what one may do oneself; `mailproto.vocabulary.Right` names the letters."""

    mailbox: MailboxName
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class MetadataData:
    """`* METADATA` (RFC 5464, 4.4): the values of entries, None for those that are not set, or what has changed.

    The names of entries are in lower case, for case means nothing in them. A mailbox without a name is the server.
    """

    mailbox: MailboxName
    values: Mapping[str, bytes | None] = field(default_factory=dict)
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MetadataLimit:
    """The value of the code METADATA (RFC 5464, 4.2.1 and 4.3).

    `word` is LONGENTRIES where values were left out, of which the longest has `octets`; MAXSIZE where a value may have
    `octets` at most; TOOMANY or NOPRIVATE where there may be no more entries, or none that are private.
    """

    word: str
    octets: int | None = None
