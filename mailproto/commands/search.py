# SPDX-License-Identifier: MIT
"""SEARCH: which letters meet a condition (RFC 9051, 6.4.4), and what of the answer is wanted (RFC 4731, RFC 9394).

`mailproto.procedures.search` chooses among these by what the server can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mailproto.commands.base import Collector, Command
from mailproto.commands.return_options import ReturnOption, Returns, needs_of_returns, write_returns
from mailproto.commands.search_keys import And, SearchKey
from mailproto.commands.search_results import FoundCollector, ResultCollector, SearchResult
from mailproto.printer import Writer
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import Pipelining
from mailproto.vocabulary import SequenceNumber, Uid

_UTF8: Final = "UTF-8"


def needs_of_criteria(criteria: SearchKey) -> dict[str, tuple[str, ...]]:
    """Give what all the keys need, as `Command.needs` says it."""
    return {form: needed for key in criteria.every() for form, needed in key.needs.items()}


def pipelining_of(criteria: SearchKey) -> Pipelining:
    """Say how a command that gives UIDs behaves beside others: one that names numbers waits for what may change them.

    RFC 9051, 5.5.
    """
    return Pipelining.NUMBERS_EXPUNGING if any(key.names_numbers for key in criteria.every()) else Pipelining.FREE


def write_criteria(writer: Writer, criteria: SearchKey, charset: str) -> None:
    """Write the keys, the outermost without parentheses."""
    # Where strings are UTF-8 anyway, they cannot go in another charset (RFC 6855, 3).
    charset = _UTF8 if writer.style.utf8 else charset
    if isinstance(criteria, And):
        criteria.write_outermost(writer, charset)
    else:
        criteria.write(writer, charset)


def _write_program(writer: Writer, criteria: SearchKey, charset: str) -> None:
    # RFC 6855, 3, and RFC 9051, 6.4.4: where strings are UTF-8 anyway, a charset may not be named.
    if not (writer.style.utf8 or all(key.text.isascii() for key in criteria.every())):
        writer.word(b"CHARSET")
        writer.atom(charset, "the charset")
    write_criteria(writer, criteria, charset)


@dataclass(frozen=True, slots=True)
class Search(Command[SequenceSet]):
    """Ask which letters meet `criteria` (RFC 9051, 6.4.4).

    Text beyond ASCII goes in `charset`, which the server may refuse with the code BADCHARSET.
    """

    criteria: SearchKey
    charset: str = _UTF8

    name = "SEARCH"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Some keys belong to extensions."""
        return needs_of_criteria(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write the charset, where one is needed, and the criteria."""
        writer.word(b"SEARCH")
        _write_program(writer, self.criteria, self.charset)

    def collector(self) -> Collector[SequenceSet]:
        """Take the numbers."""
        return FoundCollector(SequenceSet, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidSearch(Command[UidSet]):
    """Ask for the UIDs of the letters that meet `criteria` (RFC 9051, 6.4.9); see `Search`."""

    criteria: SearchKey
    charset: str = _UTF8

    name = "UID SEARCH"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Some keys belong to extensions."""
        return needs_of_criteria(self.criteria)

    @property
    def pipelining(self) -> Pipelining:
        """It depends on the criteria."""
        return pipelining_of(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write the charset, where one is needed, and the criteria."""
        writer.word(b"UID SEARCH")
        _write_program(writer, self.criteria, self.charset)

    def collector(self) -> Collector[UidSet]:
        """Take the UIDs."""
        return FoundCollector(UidSet, by_uid=True)


@dataclass(frozen=True, slots=True)
class ExtendedSearch(Command[SearchResult[SequenceNumber, SequenceSet]]):
    """Search, and get no more than what is asked for (RFC 4731; RFC 9051, 6.4.4); see `Search`."""

    criteria: SearchKey
    returns: Returns = (ReturnOption.ALL,)
    charset: str = _UTF8

    name = "SEARCH"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """RETURN does, some of its options, and some keys."""
        return _needs(self)

    def write(self, writer: Writer) -> None:
        """Write what to return, the charset, where one is needed, and the criteria."""
        _write(writer, self)

    def collector(self) -> Collector[SearchResult[SequenceNumber, SequenceSet]]:
        """Take what is returned."""
        return ResultCollector(SequenceSet, self.returns, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidExtendedSearch(Command[SearchResult[Uid, UidSet]]):
    """Search, and get UIDs and no more than what is asked for (RFC 4731; RFC 9051, 6.4.9); see `Search`."""

    criteria: SearchKey
    returns: Returns = (ReturnOption.ALL,)
    charset: str = _UTF8

    name = "UID SEARCH"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """RETURN does, some of its options, and some keys."""
        return _needs(self)

    @property
    def pipelining(self) -> Pipelining:
        """It depends on the criteria."""
        return pipelining_of(self.criteria)

    def write(self, writer: Writer) -> None:
        """Write what to return, the charset, where one is needed, and the criteria."""
        _write(writer, self)

    def collector(self) -> Collector[SearchResult[Uid, UidSet]]:
        """Take what is returned."""
        return ResultCollector(UidSet, self.returns, by_uid=True)


def _needs(command: ExtendedSearch | UidExtendedSearch) -> Mapping[str, tuple[str, ...]]:
    returns = needs_of_returns(command.name, ("ESEARCH", "IMAP4REV2"), "CONTEXT=SEARCH", command.returns)
    return {**returns, **needs_of_criteria(command.criteria)}


def _write(writer: Writer, command: ExtendedSearch | UidExtendedSearch) -> None:
    writer.word(command.name.encode("ascii"))
    write_returns(writer, command.returns)
    _write_program(writer, command.criteria, command.charset)
