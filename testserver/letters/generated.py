# SPDX-License-Identifier: MIT
"""Any number of letters, each made when somebody looks at it, always the same for the same number.

Adding letters changes none of those before them, so a larger mailbox is a smaller one that has grown.
"""

from datetime import UTC, datetime, timedelta
from functools import partial

from testserver.mailboxes import SEEN, Letter, Seed

_FIRST = datetime(2020, 1, 1, tzinfo=UTC)
_APART = timedelta(minutes=3)
_UNSEEN_EVERY = 7
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

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int, /) -> Seed:
        """Return a letter by its place."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        return Seed(Letter(partial(generated_letter, index)), _FIRST + index * _APART, self.flags_at(index))

    def flags_at(self, index: int) -> frozenset[str]:
        """Return the flags of a letter by its place."""
        return _SEEN if index % _UNSEEN_EVERY else _UNSEEN


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
