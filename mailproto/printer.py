# SPDX-License-Identifier: MIT
"""Values -> wire: what a command's arguments look like, cut into the pieces in which they may be sent.

What IMAP cannot carry is refused here, before a byte leaves. Knows no command, no tag and no connection.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Self

from mailproto import mailbox_names
from mailproto.errors import LocalProtocolError
from mailproto.sequences import SequenceSet, UidSet
from mailproto.vocabulary import MailboxName

LINE_LIMIT: Final = 8000
"""Octets of one command line that every server is assumed to read (RFC 7162, 4, asks servers for 8192)."""

LITERAL_MINUS_LIMIT: Final = 4096
"""The largest literal that LITERAL- lets go without waiting, in octets (RFC 7888, 5)."""

MASK: Final = b"***"
"""What a transcript shows in place of a secret."""

_ATOM: Final = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\\]]+')  # RFC 9051, 9: atom
_ASTRING: Final = re.compile(rb'[^\x00-\x20\x7f-\xff(){%*"\\]+')  # RFC 9051, 9: 1*ASTRING-CHAR
_PATTERN: Final = re.compile(rb'[^\x00-\x20\x7f-\xff(){"\\]+')  # RFC 9051, 9: 1*list-char
_FLAG: Final = re.compile(rb'\\?[^\x00-\x20\x7f-\xff(){%*"\\\]]+')  # RFC 9051, 9: flag
_END_OF_HEADER: Final = re.compile(rb"\r?\n\r?\n")
_NEVER_SENT: Final = re.compile(rb"[\x00\r\n]")
# RFC 6855, 3, of names in UTF-8: controls, DEL, and what divides lines and paragraphs
_NO_PART_OF_A_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TO_ESCAPE: Final = re.compile(rb'[\\"]')
_CHARACTER_NAMES: Final = {b"\0": "NUL", b"\r": "CR", b"\n": "LF"}


class LiteralForm(enum.Enum):
    """Which literals may go without the server's consent (RFC 7888)."""

    SYNCHRONISING = "each waits for +"
    LITERAL_MINUS = "up to 4096 octets go at once"
    LITERAL_PLUS = "all go at once"


@dataclass(frozen=True, slots=True)
class WireStyle:
    """What this server may be sent, as far as its capabilities are known.

    `utf8`: mailbox names and quoted strings go as UTF-8 (RFC 6855; RFC 9051, 5.1). `initial_response`: RFC 4959.
    `binary`: literals may hold NUL (RFC 3516, 4.4). `utf8_header`: a letter may have UTF-8 in its header, and says so
    (RFC 6855, 4).
    """

    literals: LiteralForm = LiteralForm.SYNCHRONISING
    utf8: bool = False
    initial_response: bool = False
    binary: bool = False
    utf8_header: bool = False

    @classmethod
    def of(cls, capabilities: Collection[str] | None, enabled: Collection[str] = ()) -> Self:
        """Decide from the capabilities, None where they are unknown, and from those that ENABLE has switched on."""
        known = capabilities or ()
        only_rev2 = "IMAP4REV2" in known and "IMAP4REV1" not in known
        literals = LiteralForm.SYNCHRONISING
        if "LITERAL+" in known:
            literals = LiteralForm.LITERAL_PLUS
        elif "LITERAL-" in known or "IMAP4REV2" in known:
            literals = LiteralForm.LITERAL_MINUS
        return cls(
            literals,
            utf8=only_rev2 or "UTF8=ACCEPT" in enabled or "IMAP4REV2" in enabled,
            initial_response="SASL-IR" in known or "IMAP4REV2" in known,
            binary="BINARY" in known or "IMAP4REV2" in known,
            utf8_header="UTF8=ACCEPT" in enabled,
        )


@dataclass(frozen=True, slots=True)
class StreamedMessage:
    """Stands for a letter of `size` octets that are given when it is their turn (`mailproto.events.OctetsNeeded`).

    `has_nul` and `has_8bit_header` say what is in it, so that it is sent in a form that can carry that.
    """

    size: int
    has_nul: bool = False
    has_8bit_header: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no size."""
        if self.size < 0:
            raise LocalProtocolError("bad-argument", what="the letter's size", reason=f"{self.size} is none")

    @classmethod
    def describing(cls, message: bytes) -> Self:
        """Describe a letter that is there whole."""
        return cls(len(message), has_nul=b"\0" in message, has_8bit_header=not cls.header_of(message).isascii())

    @staticmethod
    def header_of(message: bytes) -> bytes:
        """Give the beginning of a letter up to the empty line, all of it where there is none."""
        found = _END_OF_HEADER.search(message)
        return message if found is None else message[: found.end()]


@dataclass(frozen=True, slots=True)
class Piece:
    """Octets that go out together; `shown` is what a transcript may tell of them.

    After a piece that `waits`, the server's `+` must come before the next one goes; after one that says how many octets
    are `owed`, these come from elsewhere.
    """

    data: bytes = field(repr=False)
    shown: bytes
    waits: bool = False
    owed: int = 0


class Writer:
    """Takes a command's words one after the other and gives the pieces of its line.

    Words are kept apart by a space of themselves. Every method raises LocalProtocolError, "forbidden-character" or
    "bad-argument", for what may not be sent; `what` names the argument in the error, which never holds its value.
    """

    def __init__(self, style: WireStyle) -> None:
        self.style = style
        self._pieces: list[Piece] = []
        self._line = bytearray()
        self._has_opened = False  # a parenthesis, after which there is no space

    def word(self, raw: bytes) -> None:
        """Write what is known to be right, such as a command's name."""
        if (self._line or self._pieces) and not self._has_opened:
            self._line += b" "
        self._has_opened = False
        self._line += raw

    def open(self) -> None:
        """Begin a parenthesized list; the words that follow are in it."""
        self.word(b"(")
        self._has_opened = True

    def close(self) -> None:
        """End the list that was begun last."""
        self._has_opened = False
        self._line += b")"

    def atom(self, text: str, what: str) -> None:
        """Write a word of the protocol (RFC 9051, 9: atom)."""
        self.word(checked_atom(text, what))

    def astring(self, value: str | bytes, what: str, *, secret: bool = False) -> None:
        """Write as atom, quoted string or literal, whichever is the first that can carry it."""
        octets = _octets(value, what)
        if _ASTRING.fullmatch(octets) and octets.upper() != b"NIL":
            self._write(octets, secret=secret)
        else:
            self._string(octets, secret=secret)

    def string(self, value: str | bytes, what: str) -> None:
        """Write as quoted string or, where it has 8-bit octets that may not be quoted, as literal."""
        self._string(_octets(value, what), secret=False)

    def mailbox(self, name: MailboxName | str) -> None:
        """Write a mailbox's name: as the server spelt it, else encoded as this server reads names."""
        self.astring(self._encoded_name(name), "the mailbox name")

    def pattern(self, text: str) -> None:
        """Write the pattern of LIST, in which `*` and `%` stand for any name (RFC 9051, 6.3.9)."""
        octets = _octets(self._encoded_name(text), "the pattern")
        if _PATTERN.fullmatch(octets):
            self.word(octets)
        else:
            self._string(octets, secret=False)

    def numbers(self, numbers: SequenceSet | UidSet) -> None:
        """Write a set of numbers; the empty set cannot be written."""
        if not numbers:
            raise LocalProtocolError("bad-argument", what="the set of messages", reason="it is empty")
        self.word(bytes(numbers))

    def flags(self, flags: Iterable[str]) -> None:
        """Write a parenthesized list of flags."""
        self.word(b"(%b)" % b" ".join(_checked(flag, _FLAG, "the flag") for flag in flags))

    def secret(self, octets: bytes) -> None:
        """Write octets known to be right that no transcript may show."""
        self._write(octets, secret=True)

    def literal(self, data: bytes, what: str) -> None:
        """Write octets, with NUL among them only where the server takes that (RFC 9051, 4.3; RFC 3516, 4.4)."""
        self._literal(data, secret=False, binary=self._is_binary(what, has_nul=b"\0" in data))

    def literal8(self, data: bytes) -> None:
        """Write octets with NUL among them where the grammar takes such from every client (RFC 5464, 5)."""
        self._literal(data, secret=False, binary=True)

    def message(self, message: bytes | StreamedMessage, what: str) -> None:
        """Write a letter, in the form that can carry what is in it; one that is not there whole is owed."""
        described = StreamedMessage.describing(message) if isinstance(message, bytes) else message
        says_utf8 = self.style.utf8_header and described.has_8bit_header
        binary = self._is_binary(what, has_nul=described.has_nul) or says_utf8
        if says_utf8:
            self.word(b"UTF8")
            self.open()
        if isinstance(message, bytes):
            self._literal(message, secret=False, binary=binary)
        else:
            self._owe(message.size, binary=binary)
        if says_utf8:
            self.close()

    def pieces(self) -> tuple[Piece, ...]:
        """End the line; the writer is spent."""
        self._line += b"\r\n"
        self._flush()
        return tuple(self._pieces)

    def _encoded_name(self, name: MailboxName | str) -> bytes:
        if isinstance(name, MailboxName):
            if name.raw is not None and not self._is_spelt_otherwise(name.text, name.raw):
                return name.raw
            name = name.text
        octets = _octets(name, "the mailbox name")
        if not self.style.utf8:
            return mailbox_names.encode(name)
        if found := _NO_PART_OF_A_NAME.search(name):
            character = f"U+{ord(found[0]):04X}"
            raise LocalProtocolError("forbidden-character", what="the mailbox name", character=character)
        return octets

    def _is_spelt_otherwise(self, text: str, raw: bytes) -> bool:
        """Whether a name was learnt where names are UTF-8 and is sent where they are not, or the reverse."""
        here, there = self.style.utf8, not self.style.utf8
        return b"&" in raw and mailbox_names.decode(raw, utf8=there) == text != mailbox_names.decode(raw, utf8=here)

    def _string(self, octets: bytes, *, secret: bool) -> None:
        if octets.isascii() or self.style.utf8:
            self._write(b'"%b"' % _TO_ESCAPE.sub(rb"\\\g<0>", octets), secret=secret)
        else:
            self._literal(octets, secret=secret)

    def _write(self, octets: bytes, *, secret: bool) -> None:
        if secret:
            self.word(b"")
            self._flush()
            self._pieces.append(Piece(octets, MASK))
        else:
            self.word(octets)

    def _is_binary(self, what: str, *, has_nul: bool) -> bool:
        if has_nul and not self.style.binary:
            raise LocalProtocolError("forbidden-character", what=what, character="NUL")
        return has_nul

    def _literal(self, octets: bytes, *, secret: bool, binary: bool = False) -> None:
        forms = self.style.literals
        is_small = len(octets) <= LITERAL_MINUS_LIMIT
        at_once = forms is LiteralForm.LITERAL_PLUS or (forms is LiteralForm.LITERAL_MINUS and is_small)
        self._announce(len(octets), at_once=at_once, secret=secret, binary=binary)
        self._pieces.append(Piece(octets, MASK if secret else octets))

    def _owe(self, size: int, *, binary: bool) -> None:
        """Announce octets that come from elsewhere; only few of them go without consent.

        The server may refuse a large letter, and then none of its octets has been sent (RFC 7889, 4).
        """
        at_once = self.style.literals is not LiteralForm.SYNCHRONISING and size <= LITERAL_MINUS_LIMIT
        self._announce(size, at_once=at_once, secret=False, binary=binary)
        self._pieces.append(Piece(b"", b"", owed=size))

    def _announce(self, size: int, *, at_once: bool, secret: bool, binary: bool) -> None:
        mark, sign = b"~" if binary else b"", b"+" if at_once else b""
        self.word(b"")
        self._flush()
        announcement = b"%b{%d%b}\r\n" % (mark, size, sign)
        shown = b"%b{%b%b}\r\n" % (mark, MASK, sign) if secret else announcement
        self._pieces.append(Piece(announcement, shown, waits=not at_once))

    def _flush(self) -> None:
        if self._line:
            line = bytes(self._line)
            self._pieces.append(Piece(line, line))
            self._line.clear()


def checked_atom(text: str, what: str) -> bytes:
    """Give an atom's octets; raises LocalProtocolError for text that is none."""
    return _checked(text, _ATOM, what)


def _checked(text: str, pattern: re.Pattern[bytes], what: str) -> bytes:
    octets = _octets(text, what)
    if not pattern.fullmatch(octets):
        raise LocalProtocolError("bad-argument", what=what, reason="it is not a word of the protocol")
    return octets


def _octets(value: str | bytes, what: str) -> bytes:
    """Give the octets of a text, all of which the protocol can carry."""
    try:
        octets = value.encode("utf-8") if isinstance(value, str) else value
    except UnicodeEncodeError as error:
        character = f"U+{ord(error.object[error.start]):04X}"
        raise LocalProtocolError("forbidden-character", what=what, character=character) from None
    if found := _NEVER_SENT.search(octets):
        raise LocalProtocolError("forbidden-character", what=what, character=_CHARACTER_NAMES[found[0]])
    return octets
