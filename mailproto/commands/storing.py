# SPDX-License-Identifier: MIT
"""Changing the flags of letters (RFC 9051, 6.4.6 and 6.4.9; RFC 7162, 3.1.3)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.fetch_items import FetchItem, Wanted
from mailproto.commands.messages import MessageGatherer
from mailproto.commands.topics import Topic
from mailproto.message_data import MessageData
from mailproto.printer import Writer
from mailproto.responses import Response, ResponseCode, StatusResponse
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import ModSeq

NumbersT = TypeVar("NumbersT", SequenceSet, UidSet)


class StoreAction(enum.Enum):
    """What STORE does with the flags that it names; the values are the wire's."""

    ADD = b"+FLAGS"
    REMOVE = b"-FLAGS"
    REPLACE = b"FLAGS"


@dataclass(frozen=True, slots=True)
class Stored(Generic[NumbersT]):
    """What became of the letters of STORE.

    `messages` have their new flags, where the server told them, and their new mod-sequences after a conditional one.
    `modified` are those left alone, because somebody changed them meanwhile (RFC 7162, 3.1.3: MODIFIED).
    """

    messages: tuple[MessageData, ...]
    modified: NumbersT


_FLAGS_OF_LETTERS: Final = Wanted(FetchItem.FLAGS)
_MOD_SEQ_OF_LETTERS: Final = Wanted(FetchItem.MODSEQ)


def _write_store(writer: Writer, numbers: SequenceSet | UidSet, command: Store | UidStore) -> None:
    writer.word(command.name.encode("ascii"))
    writer.numbers(numbers)
    if command.unchanged_since is not None:
        writer.word(b"(UNCHANGEDSINCE %d)" % command.unchanged_since)
    writer.word(command.action.value + (b".SILENT" if command.silent else b""))
    writer.flags(command.flags)


def _needs(command: Store | UidStore) -> Mapping[str, tuple[str, ...]]:
    is_conditional = command.unchanged_since is not None
    return {f"{command.name} with UNCHANGEDSINCE": ("CONDSTORE", "QRESYNC")} if is_conditional else {}


class _Storing(Collector[Stored[NumbersT]]):
    """Gathers the answer; STORE ... .SILENT asks for no data, and what comes is about somebody else's change.

    A conditional one is told the new mod-sequences however silent it is, and may be told the flags of those it left
    alone.
    """

    def __init__(self, numbers: NumbersT, *, silent: bool, conditional: bool) -> None:
        self._kind: type[NumbersT] = type(numbers)
        wanted = _MOD_SEQ_OF_LETTERS if conditional else _FLAGS_OF_LETTERS
        self._messages = MessageGatherer(numbers, wanted, by_uid=isinstance(numbers, UidSet))
        self._is_told = conditional or not silent

    @property
    def topics(self) -> tuple[Topic, ...]:
        return self._messages.topics if self._is_told else ()

    def interest(self, response: Response) -> Interest:
        return self._messages.interest(response) if self._is_told else Interest.NONE

    def receive(self, response: Response) -> None:
        self._messages.receive(response)

    def finish(self, status: StatusResponse) -> Stored[NumbersT]:
        code = status.code
        value = code.value if isinstance(code, ResponseCode) and code.name == "MODIFIED" else None
        modified = self._kind(value) if isinstance(value, NumberSet) else self._kind()
        return Stored(self._messages.finish(status), modified)


@dataclass(frozen=True, slots=True)
class Store(Command[Stored[SequenceSet]]):
    """Change flags of letters by sequence number (RFC 9051, 6.4.6); with `silent` the server need not tell them.

    Letters whose mod-sequence is greater than `unchanged_since` are left alone (RFC 7162, 3.1.3).
    """

    numbers: SequenceSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False
    unchanged_since: ModSeq | None = None

    name = "STORE"
    divided_by = "numbers"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """UNCHANGEDSINCE does."""
        return _needs(self)

    def write(self, writer: Writer) -> None:
        """Write the set, the condition, the action and the flags."""
        _write_store(writer, self.numbers, self)

    def collector(self) -> Collector[Stored[SequenceSet]]:
        """Take the new flags."""
        return _Storing(self.numbers, silent=self.silent, conditional=self.unchanged_since is not None)


@dataclass(frozen=True, slots=True)
class UidStore(Command[Stored[UidSet]]):
    """Change flags of letters by UID (RFC 9051, 6.4.9); see `Store`."""

    uids: UidSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False
    unchanged_since: ModSeq | None = None

    name = "UID STORE"
    divided_by = "uids"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """UNCHANGEDSINCE does."""
        return _needs(self)

    def write(self, writer: Writer) -> None:
        """Write the set, the condition, the action and the flags."""
        _write_store(writer, self.uids, self)

    def collector(self) -> Collector[Stored[UidSet]]:
        """Take the new flags."""
        return _Storing(self.uids, silent=self.silent, conditional=self.unchanged_since is not None)
