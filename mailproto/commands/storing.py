# SPDX-License-Identifier: MIT
"""Changing the flags of letters (RFC 9051, 6.4.6 and 6.4.9)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.fetch_items import FetchItem, Wanted
from mailproto.commands.messages import MessageGatherer
from mailproto.commands.topics import Topic
from mailproto.message_data import MessageData
from mailproto.printer import Writer
from mailproto.responses import Response
from mailproto.sequences import SequenceSet, UidSet


class StoreAction(enum.Enum):
    """What STORE does with the flags that it names; the values are the wire's."""

    ADD = b"+FLAGS"
    REMOVE = b"-FLAGS"
    REPLACE = b"FLAGS"


_FLAGS_OF_LETTERS: Final = Wanted(FetchItem.FLAGS)


def _write_store(writer: Writer, numbers: SequenceSet | UidSet, command: Store | UidStore) -> None:
    writer.word(command.name.encode("ascii"))
    writer.numbers(numbers)
    writer.word(command.action.value + (b".SILENT" if command.silent else b""))
    writer.flags(command.flags)


class _Silent(MessageGatherer):
    """STORE ... .SILENT asks for no data; what comes is about somebody else's change."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        return ()

    def interest(self, response: Response) -> Interest:  # noqa: ARG002 - whatever it is
        return Interest.NONE


@dataclass(frozen=True, slots=True)
class Store(Command[tuple[MessageData, ...]]):
    """Change flags of letters by sequence number (RFC 9051, 6.4.6); gives their flags, nothing where `silent`."""

    numbers: SequenceSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False

    name = "STORE"

    def write(self, writer: Writer) -> None:
        """Write the set, the action and the flags."""
        _write_store(writer, self.numbers, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take the new flags."""
        return (_Silent if self.silent else MessageGatherer)(self.numbers, _FLAGS_OF_LETTERS, by_uid=False)


@dataclass(frozen=True, slots=True)
class UidStore(Command[tuple[MessageData, ...]]):
    """Change flags of letters by UID (RFC 9051, 6.4.9)."""

    uids: UidSet
    action: StoreAction
    flags: tuple[str, ...]
    silent: bool = False

    name = "UID STORE"

    def write(self, writer: Writer) -> None:
        """Write the set, the action and the flags."""
        _write_store(writer, self.uids, self)

    def collector(self) -> Collector[tuple[MessageData, ...]]:
        """Take the new flags."""
        return (_Silent if self.silent else MessageGatherer)(self.uids, _FLAGS_OF_LETTERS, by_uid=True)
