# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server tells of a letter, as a row of the list. Knows the wire's values and the store's, neither's outside."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from mailapp.engine.letter_parts import has_files, parts_of_structure
from mailapp.presentation.safe_text import one_line
from mailapp.store.records import LetterFlag, LetterFound
from mailproto.commands import FetchItem
from mailproto.message_data import Address, Envelope, MessageData
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import ANSWERED, DRAFT, FLAGGED, FORWARDED, SEEN, Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROW_ITEMS: Final = (
    FetchItem.UID,
    FetchItem.FLAGS,
    FetchItem.INTERNALDATE,
    FetchItem.RFC822_SIZE,
    FetchItem.ENVELOPE,
    FetchItem.BODYSTRUCTURE,
)
"""What is asked for to make a row."""

FLAGS: Final = {
    SEEN: LetterFlag.SEEN,
    ANSWERED: LetterFlag.ANSWERED,
    FLAGGED: LetterFlag.FLAGGED,
    FORWARDED: LetterFlag.FORWARDED,
    DRAFT: LetterFlag.DRAFT,
}

_LONGEST_SUBJECT: Final = 1000  # characters
_LONGEST_NAME: Final = 300
_RECIPIENTS: Final = 20


def flags_of(flags: Iterable[Flag] | None) -> LetterFlag:
    """Give the flags that the list shows; others are the server's business."""
    known = LetterFlag(0)
    for flag in flags or ():
        known |= FLAGS.get(flag, LetterFlag(0))
    return known


def row_of(message: MessageData) -> LetterFound | None:
    """Make a row; what the server did not tell, or told unreadably, is empty. None without a UID: it is no letter."""
    if not message.uid:
        return None
    envelope = message.envelope if isinstance(message.envelope, Envelope) else _NO_ENVELOPE
    sender = next(iter(envelope.from_ or envelope.sender), None)
    structure = message.body_structure
    return LetterFound(
        uid=message.uid,
        flags=flags_of(message.flags),
        date=_moment(envelope, message),
        size=message.size or 0,
        subject=one_line(envelope.subject_text, _LONGEST_SUBJECT),
        sender_name=one_line(sender.name_text, _LONGEST_NAME) if sender else "",
        sender_address=one_line(sender.address, _LONGEST_NAME) if sender else "",
        recipients=_people(envelope.to or envelope.cc or envelope.bcc),
        has_attachments=not isinstance(structure, Unparsed | None) and has_files(parts_of_structure(structure)),
    )


_NO_ENVELOPE: Final = Envelope(None, None, (), (), (), (), (), (), None, None)


def _moment(envelope: Envelope, message: MessageData) -> int:
    """Give the seconds since 1970 of the Date field, else of when the server received the letter, else 0."""
    for moment in (envelope.date_time, message.internal_date):
        if isinstance(moment, datetime):
            return int(moment.timestamp())
    return 0


def _people(addresses: Sequence[Address]) -> str:
    shown = [
        one_line(address.name_text or address.address, _LONGEST_NAME)
        for address in addresses[:_RECIPIENTS]
        if address.host is not None  # the beginning and the end of a group have none
    ]
    return ", ".join(shown) + (", …" if len(addresses) > _RECIPIENTS else "")
