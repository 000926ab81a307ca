# SPDX-License-Identifier: MIT
"""The store: letters, messages and one mailbox, with the views that sessions have of it.

Knows UIDs, flags and who must be told of a change; sequence numbers belong to each view. Nothing of the wire.
"""

import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from testserver.mime import Part, read_message

SEEN = r"\Seen"
DELETED = r"\Deleted"
SYSTEM_FLAGS = (r"\Answered", r"\Flagged", DELETED, SEEN, r"\Draft")
_SYSTEM_SPELLING = {flag.lower(): flag for flag in SYSTEM_FLAGS}


def spell_flags(flags: Iterable[str]) -> frozenset[str]:
    r"""Return flags with system flags spelled as RFC 9051 section 2.3.2 does; \Recent is never stored."""
    return frozenset(_SYSTEM_SPELLING.get(flag.lower(), flag) for flag in flags if flag.lower() != r"\recent")


class Letter:
    """The octets of a letter, exactly as given; made only when asked for."""

    def __init__(self, make: Callable[[], bytes] | bytes) -> None:
        self._make = make

    @cached_property
    def data(self) -> bytes:
        """The whole letter."""
        return self._make if isinstance(self._make, bytes) else self._make()

    @cached_property
    def parts(self) -> Part:
        """Where its parts lie."""
        return read_message(self.data)


@dataclass(slots=True)
class Message:
    """A letter in a mailbox."""

    uid: int
    flags: frozenset[str]
    internal_date: datetime
    letter: Letter


@dataclass(frozen=True, slots=True)
class Seed:
    """A letter as a mailbox is first filled with it."""

    letter: Letter
    internal_date: datetime
    flags: frozenset[str] = frozenset()


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
    seeds: Sequence[Seed] = ()
    selectable: bool = True
    uids: list[int] = field(init=False)
    uidnext: int = field(init=False)
    views: list[View] = field(init=False, default_factory=list)
    recent_from: int = field(init=False)  # messages from this UID on are recent to whoever selects next

    def __post_init__(self) -> None:
        self.uids = list(range(1, len(self.seeds) + 1))
        self.uidnext = self.recent_from = len(self.seeds) + 1
        self._shift = 0
        self._messages: dict[int, Message] = {}
        self._keywords: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self.uids)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Every keyword that a message here has had, in order of appearance."""
        return tuple(self._keywords)

    def holds(self, uid: int) -> bool:
        """Tell whether a message with this UID is here."""
        place = bisect.bisect_left(self.uids, uid)
        return place < len(self.uids) and self.uids[place] == uid

    def message(self, uid: int) -> Message:
        """Return a message; KeyError when it is not here."""
        found = self._messages.get(uid)
        if found is None:
            if not self.holds(uid):
                raise KeyError(uid)
            seed = self.seeds[uid - self._shift - 1]
            found = self._messages[uid] = Message(uid, seed.flags, seed.internal_date, seed.letter)
            self._learn(seed.flags)
        return found

    def unseen(self) -> Iterable[int]:
        r"""Yield the UIDs of messages without \Seen, ascending."""
        return (uid for uid in self.uids if SEEN not in self.message(uid).flags)

    def add(self, letter: Letter, flags: Iterable[str], internal_date: datetime) -> Message:
        """Put a letter at the end."""
        message = Message(self.uidnext, spell_flags(flags), internal_date, letter)
        self._learn(message.flags)
        self._messages[message.uid] = message
        self.uids.append(message.uid)
        self.uidnext += 1
        for view in tuple(self.views):
            view.added(message.uid)
        return message

    def set_flags(self, uid: int, flags: Iterable[str], *, told_by: View | None = None) -> None:
        """Replace the flags of a message; every view but `told_by` hears of it."""
        message = self.message(uid)
        spelled = spell_flags(flags)
        if spelled == message.flags:
            return
        message.flags = spelled
        self._learn(spelled)
        for view in tuple(self.views):
            if view is not told_by:
                view.flags_changed(uid)

    def expunge(self, uid: int) -> Message:
        """Take a message away and return it; KeyError when it is not here."""
        message = self.message(uid)
        del self._messages[uid]
        del self.uids[bisect.bisect_left(self.uids, uid)]
        for view in tuple(self.views):
            view.expunged(message)
        return message

    def change_uidvalidity(self, uidvalidity: int) -> None:
        """Take another UIDVALIDITY and give every message a new UID, so that no old one is right by chance."""
        for uid in self.uids:
            self.message(uid)  # seeds know their old numbers only
        shift = self.uidnext - 1
        self.uidvalidity = uidvalidity
        self._shift += shift
        self.uids = [uid + shift for uid in self.uids]
        self._messages = {uid + shift: message for uid, message in self._messages.items()}
        for uid, message in self._messages.items():
            message.uid = uid
        self.uidnext += shift
        self.recent_from += shift
        for view in tuple(self.views):
            view.renumbered(shift)

    def _learn(self, flags: Iterable[str]) -> None:
        self._keywords.update((flag, None) for flag in sorted(flags) if not flag.startswith("\\"))
