# SPDX-License-Identifier: MIT
"""Any number of letters, each made when somebody looks at it, always the same for the same number.

Adding letters changes none of those before them, so a larger mailbox is a smaller one that has grown.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

from testserver.letter import Letter
from testserver.mailboxes import SEEN, Seed

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_APART = timedelta(minutes=3)
_UNSEEN_EVERY = 7
_SEEDS_KEPT = 32768  # those looked at last, with what FETCH says of them: about 50 MB
_SEEN = frozenset({SEEN})
_UNSEEN: frozenset[str] = frozenset()
_SENDERS = ("Anna", "Boris", "Clara", "Dmitri", "Elena", "Farid", "Galina", "Hugo", "Irina", "Jonas", "Ksenia")
_SUBJECTS = ("Minutes of the meeting", "Draft of chapter", "Order", "Question about exercise", "Photographs", "Invoice")
_SENTENCES = (
    "The figures of last week are in the table below.",
    "Could you look at it before Thursday?",
    "I have moved the appointment by one hour.",
    "Thank you for the quick answer.",
    "The second part follows tomorrow.",
)


class GeneratedLetters:
    """`count` letters that don't exist until they are looked at."""

    keywords = ()

    def __init__(self, count: int) -> None:
        self._count = count
        self._seed = lru_cache(_SEEDS_KEPT)(_seed)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int, /) -> Seed:
        """Return a letter by its place."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        return self._seed(index)

    def flags_at(self, index: int) -> frozenset[str]:
        """Return the flags of a letter by its place."""
        return _flags(index)


def _flags(place: int) -> frozenset[str]:
    return _SEEN if place % _UNSEEN_EVERY else _UNSEEN


def _seed(place: int) -> Seed:
    return Seed(Letter(partial(generated_letter, place)), _FIRST + place * _APART, _flags(place))


def generated_letter(place: int) -> bytes:
    """Return the letter of this place, counted from 0."""
    moment = _FIRST + place * _APART
    sender = _SENDERS[place % len(_SENDERS)]
    subject = f"{_SUBJECTS[place % len(_SUBJECTS)]} {place // len(_SUBJECTS) + 1}"
    sentences = [_SENTENCES[(place + step) % len(_SENTENCES)] for step in range(place % len(_SENTENCES) + 1)]
    lines = [
        f"From: {sender} <{sender.lower()}@example.org>",
        "To: Alice <alice@example.org>",
        f"Subject: {subject}",
        f"Date: {moment:%a, %d %b %Y %H:%M:%S +0000}",
        f"Message-ID: <{place}@generated.example.org>",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "Hello Alice,",
        "",
        *sentences,
        "",
        sender,
        "",
    ]
    return "\r\n".join(lines).encode("ascii")
