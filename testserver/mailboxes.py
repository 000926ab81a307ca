# SPDX-License-Identifier: MIT
"""The store: messages and one mailbox, with the views that sessions have of it.

Knows UIDs, flags and who must be told of a change; sequence numbers belong to each view. Nothing of the wire.
"""

import bisect
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from testserver.letter import Letter

SEEN = r"\Seen"
DELETED = r"\Deleted"
SYSTEM_FLAGS = (r"\Answered", r"\Flagged", DELETED, SEEN, r"\Draft")
_SYSTEM_SPELLING = {flag.lower(): flag for flag in SYSTEM_FLAGS}


def spell_flags(flags: Iterable[str]) -> frozenset[str]:
    r"""Return flags with system flags spelled as RFC 9051 section 2.3.2 does; \Recent is never stored."""
    return frozenset(_SYSTEM_SPELLING.get(flag.lower(), flag) for flag in flags if flag.lower() != r"\recent")


@dataclass(slots=True)
class Message:
    """A letter in a mailbox."""

    uid: int
    flags: frozenset[str]
    internal_date: datetime
    letter: Letter
    modseq: int = 1
    saved: datetime | None = None  # when it came into this mailbox; None: when it came at all (RFC 8514)

    @property
    def save_date(self) -> datetime:
        """When it was saved in its present mailbox (RFC 8514 section 3)."""
        return self.saved or self.internal_date


@dataclass(frozen=True, slots=True)
class Seed:
    """A letter as a mailbox is first filled with it."""

    letter: Letter
    internal_date: datetime
    flags: frozenset[str] = frozenset()


class Seeds(Protocol):
    """The letters that a mailbox begins with. Flags can be asked for without making a letter."""

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every keyword that one of them has."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, index: int, /) -> Seed:
        """Return one of them."""

    def flags_at(self, index: int) -> frozenset[str]:
        """Return the flags of one of them."""


class GivenSeeds(tuple[Seed, ...]):
    """Letters that are there already."""

    __slots__ = ()

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every keyword that one of them has."""
        return tuple(sorted({flag for seed in self for flag in seed.flags if not flag.startswith("\\")}))

    def flags_at(self, index: int) -> frozenset[str]:
        """Return the flags of one of them."""
        return self[index].flags


class View(Protocol):
    """What a mailbox tells each session that has it selected. Told after the change, at once."""

    def added(self, uid: int) -> None:
        """Hear of a new message."""

    def expunged(self, message: Message) -> None:
        """Hear that a message is gone."""

    def flags_changed(self, uid: int) -> None:
        """Hear that a message's flags are others."""

    def renumbered(self, shift: int) -> None:
        """Hear that every UID has grown by `shift` and UIDVALIDITY is new."""

    def deleted(self) -> None:
        """Hear that the mailbox is no more."""


@dataclass(eq=False)
class Mailbox:
    """A mailbox. `seeds` fill it lazily: a message comes into being when somebody looks at it."""

    name: str
    uidvalidity: int
    special_use: str | None = None
    seeds: Seeds = field(default_factory=GivenSeeds)
    selectable: bool = True
    uids: list[int] = field(init=False)
    uidnext: int = field(init=False)
    views: list[View] = field(init=False, default_factory=list)
    annotations: dict[bytes, bytes] = field(init=False, default_factory=dict)  # RFC 5464, entries in lower case
    highest_modseq: int = field(init=False, default=1)  # of the last change; each change takes the next (RFC 7162)
    recent_from: int = field(init=False)  # messages from this UID on are recent to whoever selects next

    def __post_init__(self) -> None:
        self.uids = list(range(1, len(self.seeds) + 1))
        self.uidnext = self.recent_from = len(self.seeds) + 1
        # Kept when the name or UIDVALIDITY changes (RFC 8474 section 4).
        self.mailbox_id = f"M{zlib.crc32(self.name.encode()):08x}{self.uidvalidity:08x}"
        self._shift = 0
        self._messages: dict[int, Message] = {}
        self._vanished: list[tuple[int, int]] = []  # modification sequence and UID of every expunge, ascending
        self._keywords = {keyword.lower(): keyword for keyword in self.seeds.keywords}

    def __len__(self) -> int:
        return len(self.uids)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every keyword that a message here has had, in order of appearance."""
        return tuple(self._keywords.values())

    def spelled(self, flags: Iterable[str]) -> frozenset[str]:
        """Return flags as they are spelled here: a keyword as it came first, for its case says nothing."""
        return frozenset(self._keywords.get(flag.lower(), flag) for flag in spell_flags(flags))

    @property
    def keyword_count(self) -> int:
        """How many keywords there are; they only become more."""
        return len(self._keywords)

    def holds(self, uid: int) -> bool:
        """Tell whether a message with this UID is here."""
        place = bisect.bisect_left(self.uids, uid)
        return place < len(self.uids) and self.uids[place] == uid

    def message(self, uid: int) -> Message:
        """Return a message; KeyError when it is not here. One that nobody has changed is made anew each time."""
        found = self._messages.get(uid)
        if found is None:
            if not self.holds(uid):
                raise KeyError(uid)
            seed = self.seeds[self._place(uid)]
            found = Message(uid, seed.flags, seed.internal_date, seed.letter)
        return found

    def _place(self, uid: int) -> int:
        return uid - self._shift - 1

    def modseq(self, uid: int) -> int:
        """Return the modification sequence of a message that is here, without making its letter."""
        found = self._messages.get(uid)
        return 1 if found is None else found.modseq

    def vanished_since(self, modseq: int) -> list[int]:
        """Return the UIDs expunged after a modification sequence, ascending (RFC 7162 section 3.2.5)."""
        begin = bisect.bisect_right(self._vanished, modseq, key=lambda entry: entry[0])
        return sorted(uid for _, uid in self._vanished[begin:])

    def _next_modseq(self) -> int:
        self.highest_modseq += 1
        return self.highest_modseq

    def flags(self, uid: int) -> frozenset[str]:
        """Return the flags of a message that is here."""
        found = self._messages.get(uid)
        return self.seeds.flags_at(self._place(uid)) if found is None else found.flags

    def octets(self, uids: Iterable[int]) -> int:
        """Return the size of messages that are here, together."""
        return sum(len(self.message(uid).letter.data) for uid in uids)

    def unseen(self) -> Iterable[int]:
        r"""Yield the UIDs of messages without \Seen, ascending."""
        return (uid for uid in self.uids if SEEN not in self.flags(uid))

    def add(
        self, letter: Letter, flags: Iterable[str], internal_date: datetime, saved: datetime | None = None
    ) -> Message:
        """Put a letter at the end; `saved` is now, where that is not its internal date."""
        message = Message(self.uidnext, self._learned(flags), internal_date, letter, self._next_modseq(), saved)
        self._messages[message.uid] = message
        self.uids.append(message.uid)
        self.uidnext += 1
        for view in tuple(self.views):
            view.added(message.uid)
        return message

    def set_flags(self, uid: int, flags: Iterable[str], *, told_by: View | None = None) -> frozenset[str]:
        """Replace the flags of a message and return them; every view but `told_by` hears of it."""
        message = self.message(uid)
        spelled = self._learned(flags)
        if spelled != message.flags:
            message.flags = spelled
            message.modseq = self._next_modseq()
            self._messages[uid] = message
            for view in tuple(self.views):
                if view is not told_by:
                    view.flags_changed(uid)
        return spelled

    def expunge(self, uid: int) -> Message:
        """Take a message away and return it; KeyError when it is not here."""
        message = self.message(uid)
        self._messages.pop(uid, None)
        self._vanished.append((self._next_modseq(), uid))
        del self.uids[bisect.bisect_left(self.uids, uid)]
        for view in tuple(self.views):
            view.expunged(message)
        return message

    def change_uidvalidity(self, uidvalidity: int) -> None:
        """Take another UIDVALIDITY and give every message a new UID, so that no old one is right by chance."""
        shift = self.uidnext - 1
        self.uidvalidity = uidvalidity
        self._shift += shift
        self._vanished.clear()
        self.uids = [uid + shift for uid in self.uids]
        self._messages = {uid + shift: message for uid, message in self._messages.items()}
        for uid, message in self._messages.items():
            message.uid = uid
        self.uidnext += shift
        self.recent_from += shift
        for view in tuple(self.views):
            view.renumbered(shift)

    def _learned(self, flags: Iterable[str]) -> frozenset[str]:
        """Return flags as they are spelled here, new keywords from now on as they come."""
        for flag in sorted(flags):
            if not flag.startswith("\\"):
                self._keywords.setdefault(flag.lower(), flag)
        return self.spelled(flags)
