# SPDX-License-Identifier: MIT
"""What has changed in a mailbox: which letters are gone, and which flags others have now (RFC 7162, 3.2.5 and 3.2.6).

Kept by sets of flags, of which a mailbox has few, so that the changes of a million letters take a few megabytes.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mailproto.commands.base import Collector, Command, Interest
from mailproto.commands.topics import Topic, letter_topics
from mailproto.errors import LocalProtocolError
from mailproto.message_data import MessageData
from mailproto.printer import Writer
from mailproto.responses import Response, StatusResponse, VanishedData
from mailproto.sequences import UidSet
from mailproto.vocabulary import Flag, ModSeq

FlagSets = Mapping[frozenset[Flag], UidSet]
"""Which letters have exactly these flags; no letter is in two of the sets."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What was told of a mailbox's letters.

    `vanished` are no longer there, among them such as the client never knew. `flags` are those of letters that have
    changed, or of all that were asked for. `mod_seq` is the greatest that was told of a letter, None where none was.
    """

    vanished: UidSet = field(default_factory=UidSet)
    flags: FlagSets = field(default_factory=lambda: MappingProxyType({}))
    mod_seq: ModSeq | None = None

    @property
    def changed(self) -> UidSet:
        """All letters whose flags were told."""
        return UidSet.of_ranges(each for uids in self.flags.values() for each in uids.ranges())

    @classmethod
    def joined(cls, parts: tuple[Changes, ...]) -> Changes:
        """Join what several commands have told, of which a later one holds where two speak of one letter."""
        flags: dict[frozenset[Flag], UidSet] = {}
        told = UidSet()
        for part in reversed(parts):
            for words, uids in part.flags.items():
                flags[words] = flags.get(words, UidSet()) | (uids - told)
            told |= part.changed
        vanished = UidSet.of_ranges(each for part in parts for each in part.vanished.ranges())
        mod_seqs = [part.mod_seq for part in parts if part.mod_seq is not None]
        return cls(vanished, MappingProxyType(flags), max(mod_seqs, default=None))


class ChangeGatherer:
    """Takes responses about letters, one after the other; of several about one letter the last holds."""

    def __init__(self) -> None:
        self._vanished: list[UidSet] = []
        self._numbers: dict[frozenset[Flag], int] = {}
        self._uids = array("I")
        self._words = array("I")  # for each UID the number of its flags
        self._is_ascending = True
        self._mod_seq: int | None = None

    def receive(self, response: Response) -> None:
        """Take the flags of a letter, or UIDs that have vanished; anything else says nothing."""
        if isinstance(response, VanishedData):
            self._vanished.append(response.uids)
        elif isinstance(response, MessageData) and response.uid is not None and response.flags is not None:
            self._is_ascending = self._is_ascending and (not self._uids or self._uids[-1] < response.uid)
            self._uids.append(response.uid)
            self._words.append(self._numbers.setdefault(response.flags, len(self._numbers)))
            if response.mod_seq is not None:
                self._mod_seq = max(self._mod_seq or 0, response.mod_seq)

    def changes(self) -> Changes:
        """Give what was taken."""
        pairs = zip(self._uids, self._words, strict=True)
        latest = pairs if self._is_ascending else dict(pairs).items()
        sets = [array("I") for _ in self._numbers]
        for uid, number in latest:
            sets[number].append(uid)
        flags = {words: UidSet.of(sets[number]) for words, number in self._numbers.items() if sets[number]}
        vanished = UidSet.of_ranges(each for uids in self._vanished for each in uids.ranges())
        return Changes(vanished, MappingProxyType(flags), None if self._mod_seq is None else ModSeq(self._mod_seq))


class _Changing(Collector[Changes]):
    def __init__(self, command: UidFetchChanges) -> None:
        self._command = command
        self._gatherer = ChangeGatherer()

    @property
    def topics(self) -> tuple[Topic, ...]:
        topics = letter_topics(self._command.uids)
        return (*topics, VanishedData) if self._command.vanished else topics

    def interest(self, response: Response) -> Interest:
        if isinstance(response, VanishedData):
            return Interest.CERTAIN if self._command.vanished and response.earlier else Interest.NONE
        if not isinstance(response, MessageData) or response.flags is None or response.uid is None:
            return Interest.NONE
        uids = self._command.uids
        return Interest.CERTAIN if response.uid in uids or uids.is_open else Interest.NONE

    def receive(self, response: Response) -> None:
        self._gatherer.receive(response)

    def finish(self, status: StatusResponse) -> Changes:  # noqa: ARG002 - the data came before
        return self._gatherer.changes()


@dataclass(frozen=True, slots=True)
class UidFetchChanges(Command[Changes]):
    """Ask for the flags of letters, in a form that holds those of a million (RFC 7162, 3.2.6).

    With `changed_since`, only of those whose mod-sequence is greater; then also, with `vanished`, which letters of the
    set are gone since, for which QRESYNC must have been enabled.
    """

    uids: UidSet
    changed_since: ModSeq | None = None
    vanished: bool = False

    name = "UID FETCH"
    divided_by = "uids"

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """CHANGEDSINCE does."""
        return {"UID FETCH with CHANGEDSINCE": ("CONDSTORE", "QRESYNC")} if self.changed_since is not None else {}

    @property
    def needs_enabled(self) -> Mapping[str, str]:
        """VANISHED does."""
        return {"UID FETCH with VANISHED": "QRESYNC"} if self.vanished else {}

    def write(self, writer: Writer) -> None:
        """Write the set, the item and the conditions. Raises LocalProtocolError for VANISHED alone."""
        writer.word(b"UID FETCH")
        writer.numbers(self.uids)
        writer.word(b"(FLAGS)")
        if self.changed_since is not None:
            writer.word(b"(CHANGEDSINCE %d%b)" % (self.changed_since, b" VANISHED" if self.vanished else b""))
        elif self.vanished:
            raise LocalProtocolError("bad-argument", what="VANISHED", reason="it goes with CHANGEDSINCE only")

    def collector(self) -> Collector[Changes]:
        """Take what is told of these letters."""
        return _Changing(self)
