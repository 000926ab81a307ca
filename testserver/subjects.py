# SPDX-License-Identifier: MIT
"""Subjects, senders and dates as SORT and THREAD compare them (RFC 5256 section 2, RFC 5957). Knows no session."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from testserver.addresses import Address, read_addresses
from testserver.mailboxes import Message
from testserver.mime import Part
from testserver.search_text import decoded_field

_BLANKS = re.compile(r"[ \t\r\n]+")
_TRAILER = re.compile(r"(?:\(fwd\)|[ \t])\Z", re.IGNORECASE)
_LEADER = re.compile(r"(?:(?:\[[^\[\]]*\][ \t]*)*(?:re|fwd?)[ \t]*(?:\[[^\[\]]*\][ \t]*)?:|[ \t])", re.IGNORECASE)
_BLOB = re.compile(r"\[[^\[\]]*\][ \t]*")
_FORWARDED = re.compile(r"\[fwd:(.*)\]\Z", re.IGNORECASE | re.DOTALL)


def base_subject(subject: str) -> tuple[str, bool]:
    """Return the base subject, and whether the artifacts of a reply or a forward were removed from it."""
    text = _BLANKS.sub(" ", subject)
    answers = False
    while True:
        text, trailed = _without_trailers(text)
        text, led = _without_leaders(text)
        answers = answers or trailed or led
        forwarded = _FORWARDED.match(text)
        if forwarded is None:
            return text, answers
        text, answers = forwarded[1], True


def _without_trailers(text: str) -> tuple[str, bool]:
    answers = False
    while found := _TRAILER.search(text):
        answers = answers or found[0] not in {" ", "\t"}
        text = text[: found.start()]
    return text, answers


def _without_leaders(text: str) -> tuple[str, bool]:
    answers = False
    while True:
        if found := _LEADER.match(text):
            answers = answers or found[0] not in {" ", "\t"}
            text = text[found.end() :]
        elif (found := _BLOB.match(text)) and text[found.end() :]:
            text = text[found.end() :]
        else:
            return text, answers


def collated(text: str) -> str:
    """Return the form in which i;unicode-casemap compares (RFC 5051 section 2): title case, decomposed."""
    titled = (sign.title() if len(sign.title()) == 1 else sign for sign in text)
    return unicodedata.normalize("NFKD", "".join(titled))


def subject_of(message: Part) -> tuple[str, bool]:
    """Return a letter's base subject ready to compare, and whether it is a reply or a forward."""
    base, answers = base_subject(decoded_field(message.field(b"subject") or b""))
    return collated(base), answers


def sent_date(message: Message) -> datetime:
    """Return the sent date in UTC, or the internal date where there is none (RFC 5256 section 2.2)."""
    parsed = parsedate_tz((message.letter.parts.field(b"date") or b"").decode("ascii", "replace"))
    if parsed is None:
        return message.internal_date.astimezone(UTC)
    try:
        day = datetime(*parsed[:3], tzinfo=UTC)
    except ValueError:
        return message.internal_date.astimezone(UTC)
    try:
        return datetime(*parsed[:6], tzinfo=UTC) - timedelta(seconds=parsed[9] or 0)
    except (ValueError, OverflowError):
        return day


def _first_address(message: Part, name: bytes) -> Address | None:
    value = message.field(name)
    return next(iter(read_addresses(value)), None) if value else None


def mailbox_of(message: Part, name: bytes) -> str:
    """Return the mailbox of the first address of a field, ready to compare (RFC 5256 section 3)."""
    address = _first_address(message, name)
    return collated((address.mailbox or b"").decode("utf-8", "replace")) if address else ""


def display_of(message: Part, name: bytes) -> str:
    """Return what is shown of the first address of a field, ready to compare (RFC 5957 section 3)."""
    address = _first_address(message, name)
    if address is None:
        return ""
    if address.name:
        return collated(decoded_field(address.name))
    whole = (address.mailbox or b"") + (b"@" + address.host if address.host else b"")
    return collated(whole.decode("utf-8", "replace"))
