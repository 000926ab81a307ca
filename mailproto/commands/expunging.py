# SPDX-License-Identifier: MIT
"""Removing letters for good (RFC 9051, 6.4.3)."""

from __future__ import annotations

from dataclasses import dataclass

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.topics import Topic
from mailproto.responses import ExpungeData, Response, StatusResponse
from mailproto.vocabulary import SequenceNumber


@dataclass(frozen=True, slots=True)
class Expunge(Command[tuple[SequenceNumber, ...]]):
    r"""Remove the letters that are \Deleted (RFC 9051, 6.4.3); gives their numbers, each as it was at its moment."""

    name = "EXPUNGE"

    def collector(self) -> Collector[tuple[SequenceNumber, ...]]:
        """Take the numbers."""
        return _Expunged()


class _Expunged(Collector[tuple[SequenceNumber, ...]]):
    def __init__(self) -> None:
        self._numbers: list[SequenceNumber] = []

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (ExpungeData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, ExpungeData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, ExpungeData):
            self._numbers.append(response.sequence_number)

    def finish(self, status: StatusResponse) -> tuple[SequenceNumber, ...]:  # noqa: ARG002 - the data came before
        return tuple(self._numbers)
