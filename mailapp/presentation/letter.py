# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes a letter apart: its header for display, its parts, and which of them are text, HTML and attachments.

Reads bytes as they came from the server; never raises, whatever they are. Knows no store, no window and no network;
an attached letter is one of the attachments, and `read_letter(part.content())` opens it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Final

from mailapp.presentation.addresses import EmailAddress, read_addresses
from mailapp.presentation.charsets import decode
from mailapp.presentation.limits import DEFAULT_LETTER_LIMITS, LetterLimits
from mailapp.presentation.mime_bodies import find_bodies
from mailapp.presentation.mime_headers import HeaderField, last_value, read_disposition
from mailapp.presentation.mime_structure import RawPart, cut
from mailapp.presentation.problems import Problem
from mailapp.presentation.safe_text import one_line, several_lines
from mailapp.presentation.transfer_encodings import decode_content

_LONGEST_DATE: Final = 200  # characters


@dataclass(frozen=True)
class Part:
    """One part of a letter; the first is the letter itself.

    `section` is the part's number in IMAP (RFC 9051 section 6.4.5: `1.2`), or None where the letter is so broken that
    the server may count differently; of a multipart letter itself it is empty. `name` is as the sender wrote it,
    on one line: for a file use `attachment_names.safe_name`.
    """

    section: str | None
    media_type: str
    charset: str
    name: str
    disposition: str
    content_id: str
    encoding: str
    format_flowed: bool
    """The text is written in the form of RFC 3676; `delsp` of the same RFC is in `delete_space`."""
    delete_space: bool
    is_multipart: bool
    is_ended: bool
    children: tuple[int, ...]
    """Indexes into `Letter.parts`."""
    source: memoryview = field(repr=False)
    """The body as it came, still encoded."""

    def content(self) -> bytes:
        """Give the body with its transfer encoding undone, made anew at each call."""
        return decode_content(self.source, self.encoding).data

    def text(self) -> str:
        r"""Give the body as text, with \n between lines and without control characters."""
        return several_lines(decode(self.content(), self.charset or None).text)

    @cached_property
    def size(self) -> int:
        """Bytes of `content()`."""
        return len(self.content())

    @cached_property
    def is_readable(self) -> bool:
        """Whether the transfer encoding could be undone at all."""
        if self.encoding != "base64":
            return True
        sample = self.source[:_READABILITY_SAMPLE]
        # What is no base64 at all is given as it came.
        return not sample or decode_content(sample, "base64").data != bytes(sample)


_READABILITY_SAMPLE: Final = 65_536  # bytes


@dataclass(frozen=True)
class Letter:
    """A letter, ready to show: every text here is decoded and harmless."""

    headers: tuple[tuple[str, str], ...]
    """Name and text of each field, in their order."""
    from_addresses: tuple[EmailAddress, ...]
    """Of every From field, should there be several."""
    to: tuple[EmailAddress, ...]
    cc: tuple[EmailAddress, ...]
    reply_to: tuple[EmailAddress, ...]
    subject: str
    date: datetime | None
    """Aware, in the sender's time zone."""
    parts: tuple[Part, ...]
    text_body: tuple[Part, ...]
    html_body: tuple[Part, ...]
    attachments: tuple[Part, ...]
    problems: frozenset[Problem]


def read_letter(raw: bytes, limits: LetterLimits = DEFAULT_LETTER_LIMITS) -> Letter:
    """Take a letter apart (RFC 5322, 2045-2047, 2231, 8621). Never raises; time is linear in its length."""
    raw_parts, problems = cut(raw, limits)
    sections = _sections(raw_parts) if not problems else [None] * len(raw_parts)
    source = memoryview(raw)
    parts = tuple(
        _part(raw_part, section, source, limits) for raw_part, section in zip(raw_parts, sections, strict=True)
    )
    bodies = find_bodies(parts)
    fields = raw_parts[0].fields
    if sum(each.name.lower() == "from" for each in fields) > 1:
        problems.add(Problem.SEVERAL_FROM)
    return Letter(
        headers=tuple((each.name, one_line(each.text, limits.field_characters)) for each in fields),
        from_addresses=_addresses(fields, "from", limits),
        to=_addresses(fields, "to", limits),
        cc=_addresses(fields, "cc", limits),
        reply_to=_addresses(fields, "reply-to", limits),
        subject=one_line(_first_text(fields, "subject"), limits.name_characters),
        date=read_date(_first_text(fields, "date")),
        parts=parts,
        text_body=tuple(parts[index] for index in bodies.text),
        html_body=tuple(parts[index] for index in bodies.html),
        attachments=tuple(parts[index] for index in bodies.attachments),
        problems=frozenset(problems),
    )


def read_date(text: str) -> datetime | None:
    """Read the body of a Date field (RFC 5322 section 3.3); None when it is no date. Without a zone, UTC is meant."""
    try:
        moment = parsedate_to_datetime(text[:_LONGEST_DATE])
    except (ValueError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _addresses(fields: Sequence[HeaderField], name: str, limits: LetterLimits) -> tuple[EmailAddress, ...]:
    value = b", ".join(each.value for each in fields if each.name.lower() == name)
    return read_addresses(value, limits.addresses, limits.name_characters)


def _first_text(fields: Sequence[HeaderField], name: str) -> str:
    return next((each.text for each in fields if each.name.lower() == name), "")


def _sections(parts: Sequence[RawPart]) -> list[str | None]:
    sections: list[str | None] = ["" if parts[0].is_multipart else "1", *[None] * (len(parts) - 1)]
    for part, section in zip(parts, sections, strict=True):
        for number, child in enumerate(part.children, 1):
            sections[child] = f"{section}.{number}" if section else str(number)
    return sections


def _part(raw: RawPart, section: str | None, source: memoryview, limits: LetterLimits) -> Part:
    parameters = raw.media_type.parameters
    disposition = read_disposition(last_value(raw.fields, "content-disposition"))
    name = disposition.parameters.get("filename") or parameters.get("name", "")
    return Part(
        section=section,
        media_type=one_line(raw.media_type.value, limits.name_characters),
        charset=one_line(parameters.get("charset", ""), limits.name_characters),
        name=one_line(name, limits.name_characters),
        disposition=one_line(disposition.value, limits.name_characters),
        content_id=_content_id(last_value(raw.fields, "content-id")),
        encoding=_encoding(last_value(raw.fields, "content-transfer-encoding")),
        format_flowed=parameters.get("format", "").lower() == "flowed",
        delete_space=_is_yes(parameters),
        is_multipart=raw.is_multipart,
        is_ended=raw.is_ended,
        children=tuple(raw.children),
        source=source[raw.start : raw.end],
    )


def _is_yes(parameters: Mapping[str, str]) -> bool:
    return parameters.get("delsp", "").lower() == "yes"


def _encoding(value: bytes) -> str:
    words = value.replace(b";", b" ").split()
    return words[0].decode("latin-1").lower() if words else ""


def _content_id(value: bytes) -> str:
    return one_line(value.decode("utf-8", "replace").strip().removeprefix("<").removesuffix(">"))
