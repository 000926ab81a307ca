# SPDX-License-Identifier: MIT
"""SEARCH and what can be searched for (RFC 9051, 6.4.4; table 8.6 of the exercise)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeVar

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.dates import wire_date
from mailproto.commands.topics import Topic
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer
from mailproto.responses import Response, SearchData, StatusResponse
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import Pipelining

NumbersT = TypeVar("NumbersT", SequenceSet, UidSet)


class SearchKey:
    """A condition on letters. `has_numbers`: it names sequence numbers; `has_8bit`: its text needs a charset."""

    __slots__ = ()

    @property
    def has_numbers(self) -> bool:
        """Whether sequence numbers are named."""
        return False

    @property
    def has_8bit(self) -> bool:
        """Whether there is text beyond ASCII."""
        return False

    def write(self, writer: Writer) -> None:
        """Write the key. Raises LocalProtocolError."""
        raise NotImplementedError


class SearchWord(SearchKey, enum.Enum):
    """The conditions that are one word."""

    ALL = "ALL"
    ANSWERED = "ANSWERED"
    DELETED = "DELETED"
    DRAFT = "DRAFT"
    FLAGGED = "FLAGGED"
    NEW = "NEW"
    OLD = "OLD"
    RECENT = "RECENT"
    SEEN = "SEEN"
    UNANSWERED = "UNANSWERED"
    UNDELETED = "UNDELETED"
    UNDRAFT = "UNDRAFT"
    UNFLAGGED = "UNFLAGGED"
    UNSEEN = "UNSEEN"

    def write(self, writer: Writer) -> None:
        """Write the word."""
        writer.word(self.value.encode("ascii"))


@dataclass(frozen=True, slots=True)
class _OfText(SearchKey):
    text: str

    key: ClassVar[bytes]

    @property
    def has_8bit(self) -> bool:
        return not self.text.isascii()

    def write(self, writer: Writer) -> None:
        writer.word(self.key)
        writer.string(self.text, "the text to search for")


@dataclass(frozen=True, slots=True)
class From(_OfText):
    """The sender's name or address holds the text."""

    key = b"FROM"


@dataclass(frozen=True, slots=True)
class To(_OfText):
    """The recipients' names or addresses hold the text."""

    key = b"TO"


@dataclass(frozen=True, slots=True)
class Subject(_OfText):
    """The subject holds the text."""

    key = b"SUBJECT"


@dataclass(frozen=True, slots=True)
class Text(_OfText):
    """The header or the body holds the text."""

    key = b"TEXT"


@dataclass(frozen=True, slots=True)
class _OfDate(SearchKey):
    day: date

    key: ClassVar[bytes]

    def write(self, writer: Writer) -> None:
        writer.word(self.key)
        writer.word(wire_date(self.day))


@dataclass(frozen=True, slots=True)
class Before(_OfDate):
    """Received before the day."""

    key = b"BEFORE"


@dataclass(frozen=True, slots=True)
class On(_OfDate):
    """Received on the day."""

    key = b"ON"


@dataclass(frozen=True, slots=True)
class Since(_OfDate):
    """Received on the day or later."""

    key = b"SINCE"


@dataclass(frozen=True, slots=True)
class _OfKeyword(SearchKey):
    flag: str

    key: ClassVar[bytes]

    def write(self, writer: Writer) -> None:
        writer.word(self.key)
        writer.atom(self.flag, "the keyword")


@dataclass(frozen=True, slots=True)
class Keyword(_OfKeyword):
    r"""Has the keyword, such as `$Forwarded`; flags with a backslash have words of their own."""

    key = b"KEYWORD"


@dataclass(frozen=True, slots=True)
class Unkeyword(_OfKeyword):
    """Does not have the keyword."""

    key = b"UNKEYWORD"


@dataclass(frozen=True, slots=True)
class Messages(SearchKey):
    """Is one of these, by sequence number or, where they are UIDs, by UID."""

    numbers: SequenceSet | UidSet

    @property
    def has_numbers(self) -> bool:
        """Sequence numbers are."""
        return isinstance(self.numbers, SequenceSet)

    def write(self, writer: Writer) -> None:
        """Write the set, with its word where it is of UIDs."""
        if isinstance(self.numbers, UidSet):
            writer.word(b"UID")
        writer.numbers(self.numbers)


def _write_search(writer: Writer, name: bytes, keys: tuple[SearchKey, ...]) -> None:
    if not keys:
        raise LocalProtocolError("bad-argument", what="the search", reason="it has no condition")
    writer.word(name)
    # RFC 6855, 3, and RFC 9051, 6.4.4: where strings are UTF-8 anyway, a charset may not be named.
    if any(key.has_8bit for key in keys) and not writer.style.utf8:
        writer.word(b"CHARSET UTF-8")
    for key in keys:
        key.write(writer)


class _Found(Collector[NumbersT]):
    """Joins all that SEARCH tells; whether they are UIDs only the command knows."""

    def __init__(self, kind: type[NumbersT]) -> None:
        self._kind: type[NumbersT] = kind
        self._found: NumbersT = kind()

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (SearchData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, SearchData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, SearchData) and response.numbers:
            self._found |= self._kind.parse(bytes(response.numbers))

    def finish(self, status: StatusResponse) -> NumbersT:  # noqa: ARG002 - the data came before
        return self._found


@dataclass(frozen=True, slots=True)
class Search(Command[SequenceSet]):
    """Ask which letters meet all the conditions (RFC 9051, 6.4.4)."""

    keys: tuple[SearchKey, ...]

    name = "SEARCH"

    def write(self, writer: Writer) -> None:
        """Write the charset, where one is needed, and the conditions."""
        _write_search(writer, b"SEARCH", self.keys)

    def collector(self) -> Collector[SequenceSet]:
        """Take the numbers."""
        return _Found(SequenceSet)


@dataclass(frozen=True, slots=True)
class UidSearch(Command[UidSet]):
    """Ask for the UIDs of the letters that meet all the conditions (RFC 9051, 6.4.9)."""

    keys: tuple[SearchKey, ...]

    name = "UID SEARCH"

    def write(self, writer: Writer) -> None:
        """Write the charset, where one is needed, and the conditions."""
        _write_search(writer, b"UID SEARCH", self.keys)

    def collector(self) -> Collector[UidSet]:
        """Take the UIDs."""
        return _Found(UidSet)

    @property
    def pipelining(self) -> Pipelining:
        """A condition that names sequence numbers must wait for what may change them (RFC 9051, 5.5)."""
        return Pipelining.NUMBERS_EXPUNGING if any(key.has_numbers for key in self.keys) else Pipelining.FREE
