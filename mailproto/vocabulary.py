# SPDX-License-Identifier: MIT
"""The words of IMAP: flags, capabilities, mailbox attributes, names and numbers, status words and tags.

All of them are open: a word that is not known here is kept as the server spelt it. Nothing here knows the grammar of
the wire.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final, NewType, Self

Tag = NewType("Tag", str)
Uid = NewType("Uid", int)
UidValidity = NewType("UidValidity", int)
SequenceNumber = NewType("SequenceNumber", int)
ModSeq = NewType("ModSeq", int)


class Status(enum.Enum):
    """The word of a status response (RFC 9051, 7.1)."""

    OK = "OK"
    NO = "NO"
    BAD = "BAD"
    PREAUTH = "PREAUTH"
    BYE = "BYE"


class _Word(str):
    """A word that compares without regard to case, because its known spellings are made one."""

    __slots__ = ()
    _known: dict[str, str]

    def __new__(cls, text: str) -> Self:
        """Take the known spelling of `text` where there is one, else `text` itself."""
        return super().__new__(cls, cls._known.get(text.casefold(), text))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


def _spellings(*words: str) -> dict[str, str]:
    return {word.casefold(): word for word in words}


class Flag(_Word):
    r"""A system flag such as `\Seen` or a keyword such as `$Forwarded` (RFC 9051, 2.3.2)."""

    __slots__ = ()
    _known = _spellings(
        r"\Seen", r"\Answered", r"\Flagged", r"\Deleted", r"\Draft", r"\Recent", r"\*",
        "$Forwarded", "$MDNSent", "$Junk", "$NotJunk", "$Phishing", "$Important", "$SubmitPending", "$Submitted",
    )  # fmt: skip


SEEN: Final = Flag(r"\Seen")
ANSWERED: Final = Flag(r"\Answered")
FLAGGED: Final = Flag(r"\Flagged")
DELETED: Final = Flag(r"\Deleted")
DRAFT: Final = Flag(r"\Draft")
RECENT: Final = Flag(r"\Recent")
FORWARDED: Final = Flag("$Forwarded")


class Capability(str):
    """A capability of the server, in upper case (RFC 9051, 6.1.1); `AUTH=PLAIN` is one word."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Capabilities are compared in upper case."""
        return super().__new__(cls, text.upper())


class MailboxAttribute(_Word):
    r"""A name attribute of LIST such as `\HasChildren` or the special use `\Sent` (RFC 9051, 7.3.1; RFC 6154).

    `\Inbox`, `\AllMail`, `\Starred` and `\Spam` are those of XLIST, from before special uses.
    """

    __slots__ = ()
    _known = _spellings(
        r"\Noinferiors", r"\Noselect", r"\NonExistent", r"\HasChildren", r"\HasNoChildren", r"\Marked", r"\Unmarked",
        r"\Subscribed", r"\Remote", r"\All", r"\Archive", r"\Drafts", r"\Flagged", r"\Junk", r"\Sent", r"\Trash",
        r"\Important", r"\NoAccess", r"\Inbox", r"\AllMail", r"\Starred", r"\Spam",
    )  # fmt: skip


SPECIAL_USES: Final = frozenset(
    MailboxAttribute(rf"\{use}")
    for use in ("All", "Archive", "Drafts", "Flagged", "Important", "Junk", "Sent", "Trash")
)
"""What a mailbox can be for (RFC 6154, 2; RFC 8457 for Important)."""


class Right(enum.StrEnum):
    """What one may do with a mailbox (RFC 4314, 2.1). Servers may have others, digits among them.

    `OLD_CREATE` and `OLD_DELETE` are of RFC 2086; servers of RFC 4314 tell them beside those that they stand for.
    """

    LOOKUP = "l"
    READ = "r"
    KEEP_SEEN = "s"
    WRITE_FLAGS = "w"
    INSERT = "i"
    POST = "p"
    CREATE_MAILBOXES = "k"
    DELETE_MAILBOX = "x"
    DELETE_MESSAGES = "t"
    EXPUNGE = "e"
    ADMINISTER = "a"
    OLD_CREATE = "c"
    OLD_DELETE = "d"


@dataclass(frozen=True, slots=True)
class MailboxName:
    """The name of a mailbox as people read it; INBOX is always spelt so (RFC 9051, 5.1).

    `raw` is the form in which the server sent it, sent back unchanged, also where it could not be decoded; a name made
    by a person has none and is encoded when it is sent (`mailproto.mailbox_names`).
    """

    text: str
    raw: bytes | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Give INBOX its one spelling."""
        if self.text.upper() == "INBOX":
            object.__setattr__(self, "text", "INBOX")

    def __str__(self) -> str:
        return self.text
