# SPDX-License-Identifier: MIT
"""The sample mailboxes: which letters, when, with which flags.

The latest letters are a few minutes younger than midnight. The same midnight gives the same letters, octet for octet.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, partial

from testserver.letter import Letter
from testserver.letters import inbox, mailings
from testserver.letters.folders import FOLDERS, ShortLetter
from testserver.mailbox_names import INBOX
from testserver.mailboxes import GivenSeeds, Seed

SPECIAL_USES = {
    "Sent": r"\Sent",
    "Drafts": r"\Drafts",
    "Trash": r"\Trash",
    "Junk": r"\Junk",
    "Archive": r"\Archive",
}
_SEEN = frozenset({r"\Seen"})
_ANSWERED = frozenset({r"\Seen", r"\Answered"})
_IMPORTANT = frozenset({r"\Seen", r"\Flagged"})
_NEW: frozenset[str] = frozenset()

# Hours before midnight, oldest first.
_INBOX: tuple[tuple[float, Callable[[datetime], bytes], frozenset[str]], ...] = (
    (34 * 24 - 9.2, mailings.welcome, _SEEN),
    (31 * 24 - 11.6, inbox.timetable, _ANSWERED),
    (29 * 24 - 19.4, inbox.minutes, _SEEN),
    (27 * 24 - 14.1, inbox.grandfather, _IMPORTANT),
    (25 * 24 - 10.3, mailings.invoice, _IMPORTANT),
    (22 * 24 - 20.8, inbox.photographs, _SEEN),
    (21 * 24 - 16.7, inbox.forwarded, _ANSWERED | {"$Forwarded"}),
    (18 * 24 - 12.5, inbox.invitation, _ANSWERED),
    (17 * 24 - 15.2, inbox.lecture_notes, _SEEN),
    (15 * 24 - 7.9, mailings.newsletter, _SEEN),
    (13 * 24 - 18.3, inbox.visiting_card, _SEEN),
    (12 * 24 - 9.8, inbox.long_subject, _IMPORTANT),
    (10 * 24 - 22.4, inbox.no_subject, _SEEN),
    (9 * 24 - 13.3, inbox.question, _ANSWERED),
    (9 * 24 - 14.9, inbox.answer, _SEEN),
    (7 * 24 - 17.1, inbox.large, _NEW),
    (6 * 24 - 8.0, mailings.digest, _SEEN),
    (5 * 24 - 11.1, mailings.returned, _SEEN),
    (4 * 24 - 10.0, mailings.playbill, _NEW),
    (3 * 24 - 16.4, inbox.chapter, _NEW),
    (2 * 24 - 12.7, mailings.order, frozenset({r"\Flagged"})),
    (24 - 18.6, inbox.supper, _NEW),
    (24 - 21.3, inbox.birthday, _NEW),
    (-0.07, mailings.backup, _NEW),
)


@lru_cache(maxsize=4)
def sample_mailboxes(midnight: datetime) -> dict[str, GivenSeeds]:
    """Return the letters of every mailbox; `midnight` begins the last day."""
    mailboxes = {
        INBOX: GivenSeeds(_seed(midnight - timedelta(hours=hours), make, flags) for hours, make, flags in _INBOX)
    }
    for name, letters in FOLDERS.items():
        mailboxes[name] = GivenSeeds(_short(midnight, letter) for letter in letters)
    return mailboxes


def _seed(moment: datetime, make: Callable[[datetime], bytes], flags: frozenset[str]) -> Seed:
    whole_seconds = moment.replace(microsecond=0)
    return Seed(Letter(partial(make, whole_seconds)), whole_seconds, flags)


def _short(midnight: datetime, letter: ShortLetter) -> Seed:
    return _seed(midnight - timedelta(days=letter.days_ago), letter.octets, frozenset(letter.flags))
