# SPDX-License-Identifier: MIT
"""Conditions on what a server knows of a letter: size, age, flags, changes, identity, and which letters they are."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from mailproto import mailbox_names
from mailproto.commands.saved_result import needs_of_numbers
from mailproto.commands.search_keys.combining import SearchKey
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.sequences import SequenceSet, UidSet

_LARGEST_NUMBER: Final = 2**63 - 1  # RFC 9051, 9: number64; also mod-sequence-valzer
_LARGEST_GMAIL_ID: Final = 2**64 - 1
_LARGEST_AGE: Final = 2**32 - 1  # RFC 5032, 3: nz-number


@dataclass(frozen=True, slots=True)
class _OfNumber(SearchKey):
    number: int

    smallest: ClassVar[int] = 0
    largest: ClassVar[int] = _LARGEST_NUMBER

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        _write_word_and_number(writer, self.key, self.number, self.smallest, self.largest)


def _write_word_and_number(writer: Writer, key: bytes, number: int, smallest: int, largest: int) -> None:
    if not smallest <= number <= largest:
        reason = f"{number} is not between {smallest} and {largest}"
        raise LocalProtocolError("bad-argument", what=f"the search key {key.decode('ascii')}", reason=reason)
    writer.word(b"%b %d" % (key, number))


@dataclass(frozen=True, slots=True)
class Larger(_OfNumber):
    """Has more octets than the number."""

    key = b"LARGER"


@dataclass(frozen=True, slots=True)
class Smaller(_OfNumber):
    """Has fewer octets than the number."""

    key = b"SMALLER"


@dataclass(frozen=True, slots=True)
class Older(_OfNumber):
    """Was received as many seconds ago, or longer (RFC 5032, 2)."""

    key = b"OLDER"
    capabilities = ("WITHIN",)
    smallest = 1
    largest = _LARGEST_AGE


@dataclass(frozen=True, slots=True)
class Younger(_OfNumber):
    """Was received as many seconds ago, or later (RFC 5032, 2)."""

    key = b"YOUNGER"
    capabilities = ("WITHIN",)
    smallest = 1
    largest = _LARGEST_AGE


@dataclass(frozen=True, slots=True)
class GmailMessageId(_OfNumber):
    """Is the letter with this number, under whichever labels (Gmail's X-GM-EXT-1)."""

    key = b"X-GM-MSGID"
    capabilities = ("X-GM-EXT-1",)
    largest = _LARGEST_GMAIL_ID


@dataclass(frozen=True, slots=True)
class GmailThreadId(_OfNumber):
    """Is in the conversation with this number (Gmail's X-GM-EXT-1)."""

    key = b"X-GM-THRID"
    capabilities = ("X-GM-EXT-1",)
    largest = _LARGEST_GMAIL_ID


class EntryType(enum.Enum):
    """Whose flags a `ModSeqAtLeast` means (RFC 7162, 3.1.5)."""

    PRIVATE = b"priv"
    SHARED = b"shared"
    ALL = b"all"


@dataclass(frozen=True, slots=True)
class ModSeqAtLeast(SearchKey):
    """Has this mod-sequence or a higher one; where a `flag` is named, its change has (RFC 7162, 3.1.5)."""

    number: int
    flag: str | None = None
    of: EntryType = EntryType.ALL

    key = b"MODSEQ"
    capabilities = ("CONDSTORE", "QRESYNC")

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        """Write the flag's entry, where one is named, and the number."""
        key = self.key
        if self.flag is not None:
            writer.word(key)
            writer.string(f"/flags/{self.flag}", "the flag")
            key = self.of.value
        _write_word_and_number(writer, key, self.number, 0, _LARGEST_NUMBER)


@dataclass(frozen=True, slots=True)
class _OfAtom(SearchKey):
    name: str

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        writer.word(self.key)
        writer.atom(self.name, f"the argument of {self.key.decode('ascii')}")


@dataclass(frozen=True, slots=True)
class Keyword(_OfAtom):
    r"""Has the keyword, such as `$Forwarded`; flags with a backslash have words of their own."""

    key = b"KEYWORD"


@dataclass(frozen=True, slots=True)
class Unkeyword(_OfAtom):
    """Does not have the keyword."""

    key = b"UNKEYWORD"


@dataclass(frozen=True, slots=True)
class EmailId(_OfAtom):
    """Has this content, in whichever mailbox (RFC 8474, 6)."""

    key = b"EMAILID"
    capabilities = ("OBJECTID",)


@dataclass(frozen=True, slots=True)
class ThreadId(_OfAtom):
    """Is in this conversation (RFC 8474, 6)."""

    key = b"THREADID"
    capabilities = ("OBJECTID",)


@dataclass(frozen=True, slots=True)
class Filter(_OfAtom):
    """Meets the conditions that are kept on the server under this name (RFC 5466, 3.1)."""

    key = b"FILTER"
    capabilities = ("FILTERS",)


@dataclass(frozen=True, slots=True)
class GmailLabel(SearchKey):
    """Has the label (Gmail's X-GM-EXT-1), which is spelt as mailbox names are."""

    label: str

    key = b"X-GM-LABELS"
    capabilities = ("X-GM-EXT-1",)

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - labels have an encoding of their own
        """Write the word and the label."""
        writer.word(self.key)
        writer.astring(self.label if writer.style.utf8 else mailbox_names.encode(self.label), "the label")


@dataclass(frozen=True, slots=True)
class Messages(SearchKey):
    """Is one of these, by sequence number or, where they are UIDs, by UID."""

    numbers: SequenceSet | UidSet

    @property
    def names_numbers(self) -> bool:
        """Sequence numbers are; what the last search has saved is none, whatever it is taken for."""
        return isinstance(self.numbers, SequenceSet) and not self.numbers.is_saved

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The saved result needs a server that saves."""
        return needs_of_numbers(self.numbers)

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        """Write the set, with its word where it is of UIDs."""
        if isinstance(self.numbers, UidSet):
            writer.word(b"UID")
        writer.numbers(self.numbers)
