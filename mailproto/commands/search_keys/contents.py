# SPDX-License-Identifier: MIT
"""Conditions on what a letter says and on its days: text and dates (RFC 9051, 6.4.4; RFC 8514, 4.3; X-GM-RAW)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mailproto.commands.dates import wire_date
from mailproto.commands.search_keys.combining import SearchKey
from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer


@dataclass(frozen=True, slots=True)
class _OfText(SearchKey):
    wanted: str

    @property
    def text(self) -> str:
        return self.wanted

    def write(self, writer: Writer, charset: str) -> None:
        writer.word(self.key)
        _write_text(writer, self.wanted, charset)


def _write_text(writer: Writer, text: str, charset: str) -> None:
    try:
        octets = text.encode(charset)
    except UnicodeEncodeError as error:
        character = f"U+{ord(text[error.start]):04X}"
        raise LocalProtocolError("forbidden-character", what="the text to search for", character=character) from None
    except LookupError:
        raise LocalProtocolError("bad-argument", what="the charset", reason="it is not known here") from None
    writer.string(octets, "the text to search for")


@dataclass(frozen=True, slots=True)
class From(_OfText):
    """The sender's name or address holds the text."""

    key = b"FROM"


@dataclass(frozen=True, slots=True)
class To(_OfText):
    """The recipients' names or addresses hold the text."""

    key = b"TO"


@dataclass(frozen=True, slots=True)
class Cc(_OfText):
    """The names or addresses of those who got a copy hold the text."""

    key = b"CC"


@dataclass(frozen=True, slots=True)
class Bcc(_OfText):
    """The names or addresses of those who got a blind copy hold the text."""

    key = b"BCC"


@dataclass(frozen=True, slots=True)
class Subject(_OfText):
    """The subject holds the text."""

    key = b"SUBJECT"


@dataclass(frozen=True, slots=True)
class Body(_OfText):
    """The body holds the text."""

    key = b"BODY"


@dataclass(frozen=True, slots=True)
class Text(_OfText):
    """The header or the body holds the text."""

    key = b"TEXT"


@dataclass(frozen=True, slots=True)
class Header(SearchKey):
    """A field of the header with the name `field` holds the text; the empty text is in every such field."""

    field: str
    wanted: str = ""

    key = b"HEADER"

    @property
    def text(self) -> str:
        """What is wanted."""
        return self.wanted

    def write(self, writer: Writer, charset: str) -> None:
        """Write the field's name and the text."""
        if not self.field.isascii():
            raise LocalProtocolError("bad-argument", what="the field name", reason="it is not of ASCII characters")
        writer.word(b"HEADER")
        writer.astring(self.field, "the field name")
        _write_text(writer, self.wanted, charset)


@dataclass(frozen=True, slots=True)
class GmailRaw(_OfText):
    """Is found by the words of Gmail's own search, such as `has:attachment in:unread` (Gmail's X-GM-EXT-1)."""

    key = b"X-GM-RAW"
    capabilities = ("X-GM-EXT-1",)


@dataclass(frozen=True, slots=True)
class _OfDate(SearchKey):
    day: date

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        writer.word(self.key)
        writer.word(wire_date(self.day))


@dataclass(frozen=True, slots=True)
class Before(_OfDate):
    """Received before the day; times and time zones do not count."""

    key = b"BEFORE"


@dataclass(frozen=True, slots=True)
class On(_OfDate):
    """Received on the day."""

    key = b"ON"


@dataclass(frozen=True, slots=True)
class Since(_OfDate):
    """Received on the day or later."""

    key = b"SINCE"


@dataclass(frozen=True, slots=True)
class SentBefore(_OfDate):
    """Dated by its sender before the day."""

    key = b"SENTBEFORE"


@dataclass(frozen=True, slots=True)
class SentOn(_OfDate):
    """Dated by its sender on the day."""

    key = b"SENTON"


@dataclass(frozen=True, slots=True)
class SentSince(_OfDate):
    """Dated by its sender on the day or later."""

    key = b"SENTSINCE"


@dataclass(frozen=True, slots=True)
class SavedBefore(_OfDate):
    """Put into this mailbox before the day (RFC 8514, 4.3)."""

    key = b"SAVEDBEFORE"
    capabilities = ("SAVEDATE",)


@dataclass(frozen=True, slots=True)
class SavedOn(_OfDate):
    """Put into this mailbox on the day (RFC 8514, 4.3)."""

    key = b"SAVEDON"
    capabilities = ("SAVEDATE",)


@dataclass(frozen=True, slots=True)
class SavedSince(_OfDate):
    """Put into this mailbox on the day or later (RFC 8514, 4.3)."""

    key = b"SAVEDSINCE"
    capabilities = ("SAVEDATE",)
