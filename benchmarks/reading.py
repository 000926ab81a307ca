# SPDX-License-Identifier: MIT
"""What "every value read" means in the benchmarks: dates and texts decoded, and every field of every part looked at."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from mailproto import BodyPart, Envelope, Unparsed

if TYPE_CHECKING:
    from mailproto import MessageData

_VALUES: Final = attrgetter("sequence_number", "uid", "flags", "internal_date", "size")
_TEXTS: Final = attrgetter("date_time", "subject_text", "in_reply_to", "message_id")
_PEOPLE: Final = attrgetter("from_", "sender", "reply_to", "to", "cc", "bcc")
_PERSON: Final = attrgetter("name_text", "address")
_MULTIPART: Final = attrgetter("subtype", "parameters", "disposition", "language", "location")
_PART: Final = attrgetter(
    "media_type",
    "subtype",
    "parameters",
    "content_id",
    "description",
    "encoding",
    "size",
    "lines",
    "envelope",
    "md5",
    "disposition",
    "language",
    "location",
)


def read_everything(message: MessageData) -> int:
    """Read every value of a letter that was fetched with envelope and structure; gives the number of its parts."""
    envelope, structure = message.envelope, message.body_structure
    if not isinstance(envelope, Envelope) or isinstance(structure, Unparsed | None):
        raise TypeError
    _VALUES(message)
    _TEXTS(envelope)
    for people in _PEOPLE(envelope):
        for person in people:
            _PERSON(person)
    parts = 0
    for _, part in structure.walk():
        (_PART if isinstance(part, BodyPart) else _MULTIPART)(part)
        parts += 1
    return parts
