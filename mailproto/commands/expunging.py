# SPDX-License-Identifier: MIT
r"""Removing letters that are \Deleted for good (RFC 9051, 6.4.3 and 6.4.9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.topics import Topic
from mailproto.printer import Writer
from mailproto.responses import ExpungeData, Response, ResponseCode, StatusResponse, VanishedData
from mailproto.sequences import UidSet
from mailproto.vocabulary import ModSeq, SequenceNumber


@dataclass(frozen=True, slots=True)
class Expunged:
    """What was removed while EXPUNGE was in progress, also what others removed.

    `numbers` are sequence numbers, each as it was at its moment (RFC 9051, 7.5.1). After ENABLE QRESYNC or UIDONLY
    the server names `uids` instead (RFC 7162, 3.2.7). `highest_mod_seq` is the mailbox's after that, where told.
    """

    numbers: tuple[SequenceNumber, ...] = ()
    uids: UidSet = field(default_factory=UidSet)
    highest_mod_seq: ModSeq | None = None


class _Expunging(Collector[Expunged]):
    def __init__(self) -> None:
        self._numbers: list[SequenceNumber] = []
        self._uids: list[UidSet] = []

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ExpungeData, VanishedData)

    def interest(self, response: Response) -> Interest:
        is_news = isinstance(response, ExpungeData) or (isinstance(response, VanishedData) and not response.earlier)
        return Interest.CERTAIN if is_news else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, ExpungeData):
            self._numbers.append(response.sequence_number)
        elif isinstance(response, VanishedData):
            self._uids.append(response.uids)

    def finish(self, status: StatusResponse) -> Expunged:
        code = status.code
        mod_seq = code.value if isinstance(code, ResponseCode) and code.name == "HIGHESTMODSEQ" else None
        uids = UidSet.of_ranges(each for uids in self._uids for each in uids.ranges())
        return Expunged(tuple(self._numbers), uids, ModSeq(mod_seq) if isinstance(mod_seq, int) else None)


@dataclass(frozen=True, slots=True)
class Expunge(Command[Expunged]):
    r"""Remove all letters that are \Deleted, whoever marked them (RFC 9051, 6.4.3)."""

    name = "EXPUNGE"

    def collector(self) -> Collector[Expunged]:
        """Take what is gone."""
        return _Expunging()


@dataclass(frozen=True, slots=True)
class UidExpunge(Command[Expunged]):
    r"""Remove those of these letters that are \Deleted, and no others (RFC 4315, 2.1; RFC 9051, 6.4.9)."""

    uids: UidSet

    name = "UID EXPUNGE"
    divided_by = "uids"

    def write(self, writer: Writer) -> None:
        """Write the set."""
        writer.word(b"UID EXPUNGE")
        writer.numbers(self.uids)

    def collector(self) -> Collector[Expunged]:
        """Take what is gone."""
        return _Expunging()
