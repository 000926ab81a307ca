# SPDX-License-Identifier: MIT
"""One session's view of its selected mailbox: its own sequence numbers (RFC 9051 sections 2.3.1.2, 7.5.1).

Collects what changed and tells it when the session allows: EXPUNGE only at moments when no number can be mistaken.
"""

import bisect
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from testserver.answers import Atom, Condition, Fetched, Response, Status, Value, untagged
from testserver.mailboxes import SYSTEM_FLAGS, Mailbox, Message
from testserver.sequence_sets import SequenceSet, format_uids


class SelectedView:
    """The mailbox as this session knows it.

    `wake` is called when there is something to tell. `enabled` is what the client has enabled (RFC 5161), as it is now:
    the forms of what is told depend on it. `saved` are the UIDs that `$` stands for (RFC 5182).
    """

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        read_only: bool,
        wake: Callable[[], None],
        enabled: AbstractSet[str] = frozenset(),
    ) -> None:
        self.mailbox = mailbox
        self.read_only = read_only
        self.gone = False  # the mailbox was deleted
        self.saved: tuple[int, ...] = ()
        self._wake = wake
        self._enabled = enabled
        self._uids = list(mailbox.uids)
        self._recent: set[int] = set()
        self._added: list[int] = []
        self._expunged: dict[int, Message] = {}
        self._changed: dict[int, None] = {}
        self._renumbered = False
        self._keywords_told = mailbox.keyword_count  # by SELECT
        self._take_recent()
        self._recent_told = len(self._recent)
        mailbox.views.append(self)

    def close(self) -> None:
        """Stop listening."""
        if self in self.mailbox.views:
            self.mailbox.views.remove(self)

    def __len__(self) -> int:
        return len(self._uids)

    @property
    def recent(self) -> int:
        r"""How many messages have \Recent here."""
        return len(self._recent)

    @property
    def largest_uid(self) -> int:
        """The last UID told of, 0 in an empty mailbox."""
        return self._uids[-1] if self._uids else 0

    def number(self, uid: int) -> int:
        """Return the sequence number of a UID; 0 when this session does not know it."""
        place = bisect.bisect_left(self._uids, uid)
        return place + 1 if place < len(self._uids) and self._uids[place] == uid else 0

    def message(self, uid: int) -> Message:
        """Return a message, also one that is expunged but of which this session was not told yet."""
        return self._expunged.get(uid) or self.mailbox.message(uid)

    def at(self, number: int) -> Message:
        """Return the message of a sequence number, also an expunged one of which this session was not told yet."""
        return self.message(self._uids[number - 1])

    def is_expunged(self, uid: int) -> bool:
        """Tell whether a message is gone though this session was not told yet."""
        return uid in self._expunged

    def flags(self, message: Message) -> tuple[Value, ...]:
        r"""Return the flags of a message for the wire, with \Recent but for IMAP4rev2, which has none."""
        recent = message.uid in self._recent and "IMAP4REV2" not in self._enabled
        return _flag_list(message.flags, recent)

    def is_recent(self, uid: int) -> bool:
        r"""Tell whether a message has \Recent here."""
        return uid in self._recent

    def numbers(self, numbers: SequenceSet) -> list[int] | None:
        """Return the sequence numbers of a set, ascending; None when one is beyond the last."""
        if numbers.saved:
            return self._saved_numbers()
        ranges = numbers.resolved(len(self))
        if ranges[-1][1] > len(self) or ranges[0][0] < 1:
            return None
        return [number for low, high in ranges for number in range(low, high + 1)]

    def numbers_of_uids(self, uids: SequenceSet) -> list[int]:
        """Return the sequence numbers of the UIDs of a set that are here (others: RFC 9051 section 6.4.9)."""
        if uids.saved:
            return self._saved_numbers()
        return self.numbers_in(uids.resolved(self.largest_uid))

    def numbers_in(self, ranges: Iterable[tuple[int, int]]) -> list[int]:
        """Return the sequence numbers of the UIDs in ascending ranges."""
        found: list[int] = []
        for low, high in ranges:
            found += range(bisect.bisect_left(self._uids, low) + 1, bisect.bisect_right(self._uids, high) + 1)
        return found

    def _saved_numbers(self) -> list[int]:
        return sorted(filter(None, map(self.number, self.saved)))

    def uid(self, number: int) -> int:
        """Return the UID of a sequence number."""
        return self._uids[number - 1]

    def all_numbers(self) -> range:
        """Return every sequence number."""
        return range(1, len(self._uids) + 1)

    def change_flags(self, message: Message, flags: Iterable[str]) -> bool:
        """Replace a message's flags if that is allowed here and changes anything; others hear of it, we don't.

        An expunged message changes for this session only, until it is told (RFC 2180 section 4.2).
        """
        before = message.flags
        if self.read_only:
            return False
        if self.is_expunged(message.uid):
            message.flags = self.mailbox.spelled(flags)
            return message.flags != before
        message.flags = self.mailbox.set_flags(message.uid, flags, told_by=self)
        message.modseq = self.mailbox.modseq(message.uid)
        return message.flags != before

    def added(self, uid: int) -> None:
        """Hear of a new message."""
        self._added.append(uid)
        self._wake()

    def expunged(self, message: Message) -> None:
        """Hear that a message is gone."""
        self._changed.pop(message.uid, None)
        if message.uid in self._added:  # it came and went unnoticed
            self._added.remove(message.uid)
            return
        self._expunged[message.uid] = replace(message)  # what this session does to it concerns nobody else
        self._wake()

    def flags_changed(self, uid: int) -> None:
        """Hear that a message's flags are others."""
        self._changed[uid] = None
        self._wake()

    def renumbered(self, shift: int) -> None:
        """Hear that every UID has grown by `shift` and UIDVALIDITY is new."""
        self._uids = [uid + shift for uid in self._uids]
        self._added = [uid + shift for uid in self._added]
        self._recent = {uid + shift for uid in self._recent}
        self._changed = {uid + shift: None for uid in self._changed}
        self._expunged = {uid + shift: message for uid, message in self._expunged.items()}
        self._renumbered = True
        self._wake()

    def deleted(self) -> None:
        """Hear that the mailbox is no more."""
        self.gone = True
        self._wake()

    def updates(self, *, expunges: bool) -> Iterator[Response]:
        """Yield what has changed since the last time; EXPUNGE only if `expunges`, everything else always."""
        if self._renumbered:
            self._renumbered = False
            code = b"UIDVALIDITY %d" % self.mailbox.uidvalidity
            yield Status(Condition.OK, "UIDVALIDITY has changed", code)
        if expunges:
            yield from self.expunges()
        if self._added:
            self._uids += self._added
            self._added = []
            self._take_recent()
            yield untagged(len(self._uids), Atom(b"EXISTS"))
        if len(self._recent) != self._recent_told:
            self._recent_told = len(self._recent)
            if "IMAP4REV2" not in self._enabled:
                yield untagged(self._recent_told, Atom(b"RECENT"))
        yield from self.new_keywords()
        changed, self._changed = self._changed, {}
        for uid in changed:
            message = self.message(uid)
            yield self.changed(message, ((b"FLAGS", self.flags(message)),))

    def _take_recent(self) -> None:
        r"""Be the first to be told of messages that nobody was told of: they are \Recent here (RFC 3501 2.3.2)."""
        self._recent.update(self._uids[bisect.bisect_left(self._uids, self.mailbox.recent_from) :])
        if not self.read_only:
            self.mailbox.recent_from = max(self.mailbox.recent_from, self.largest_uid + 1)

    def new_keywords(self) -> Iterator[Response]:
        """Tell of keywords that are new in the mailbox, before a message is told to have one (RFC 9051 7.3.5)."""
        if self.mailbox.keyword_count != self._keywords_told:
            self._keywords_told = self.mailbox.keyword_count
            yield from self.flags_responses()

    def flags_responses(self) -> Iterator[Response]:
        """Tell which flags there are, and which the client can change for good (RFC 9051 sections 7.1, 7.3.5)."""
        flags = (*SYSTEM_FLAGS, *self.mailbox.keywords)
        yield untagged(Atom(b"FLAGS"), tuple(Atom(flag.encode()) for flag in flags))
        permanent = b"" if self.read_only else " ".join((*flags, r"\*")).encode()
        yield Status(Condition.OK, "Flags kept", b"PERMANENTFLAGS (" + permanent + b")")

    def fetched(self, message: Message, items: tuple[tuple[bytes, Value], ...]) -> Fetched:
        """Return a FETCH response."""
        return Fetched(self.number(message.uid), message.uid, items)

    def changed(self, message: Message, items: tuple[tuple[bytes, Value], ...]) -> Fetched:
        """Return a FETCH response that tells a change: who enabled CONDSTORE hears UID and MODSEQ (RFC 7162 3.2.4)."""
        if "CONDSTORE" in self._enabled:
            told: dict[bytes, Value] = {b"UID": message.uid, **dict(items)}
            told.setdefault(b"MODSEQ", (message.modseq,))
            items = tuple(told.items())
        return self.fetched(message, items)

    def expunges(self) -> Iterator[Response]:
        """Tell of expunged messages, the last first, so that no number told is shifted by the one before."""
        if "QRESYNC" in self._enabled:
            yield from self._vanished()
            return
        for uid in sorted(self._expunged, reverse=True):
            number = self.number(uid)
            del self._uids[number - 1], self._expunged[uid]
            self._recent.discard(uid)
            yield untagged(number, Atom(b"EXPUNGE"))

    def _vanished(self) -> Iterator[Response]:
        """Tell of all expunged messages at once (RFC 7162 section 3.2.10)."""
        gone = sorted(self._expunged)
        if gone:
            self._uids = [uid for uid in self._uids if uid not in self._expunged]
            self._expunged.clear()
            self._recent.difference_update(gone)
            yield untagged(Atom(b"VANISHED"), Atom(format_uids(gone)))


@lru_cache(4096)
def _flag_list(flags: frozenset[str], recent: bool) -> tuple[Value, ...]:  # noqa: FBT001 - a key of the cache
    return tuple(Atom(flag.encode()) for flag in [*sorted(flags), *([r"\Recent"] if recent else [])])
