# SPDX-License-Identifier: MIT
"""FETCH responses as Dovecot writes them for a mailbox of many kinds of letters; the same in every run.

Strings that hold quotation marks, backslashes or 8-bit octets are literals, as there: about two for three letters.
"""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("John Smith", "Alice O'Neil", 'Bob "Bobby" Brown', "Build Bot", "Иван Петров", "Мария Сидорова", None, None)
USERS = ("ivan", "maria", "john", "alice", "bob", "support", "noreply", "sales")
HOSTS = ("example.com", "example.org", "mail.example.net", "corp.example.ru", "lists.example.org")
WORDS = ("report", "meeting", "budget", "release", "project", "review", "attached", "invoice", "deadline", "contract")
RUSSIAN_WORDS = ("отчёт", "встреча", "бюджет", "релиз", "проект", "проверьте", "вложение", "счёт", "график", "договор")
FILES = (("pdf", "application", "pdf"), ("jpg", "image", "jpeg"), ("zip", "application", "zip"), ("csv", "text", "csv"))
FLAGS = (
    ("\\Seen", 0.7),
    ("\\Answered", 0.2),
    ("\\Flagged", 0.05),
    ("$Forwarded", 0.04),
)  # and how many letters have them

# How many letters are, or have, what the name says; of those that come in kinds, up to where each kind reaches.
COPIES, ANSWERS = 0.25, 0.4
RUSSIAN, RAW, QUOTED = 0.5, 0.505, 0.52
PLAIN, WITH_HTML = 0.3, 0.72


def envelope_lines(count: int) -> bytes:
    """Give what answers `FETCH 1:count (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)`."""
    return b"".join(envelope_line(number) for number in range(1, count + 1))


def flag_lines(count: int) -> bytes:
    """Give what answers `FETCH 1:count (UID FLAGS)`."""
    return b"".join(
        b"* %d FETCH (UID %d FLAGS (%b))\r\n" % (number, uid(number), flags(random.Random(number)))  # noqa: S311 - no secret
        for number in range(1, count + 1)
    )


def uid(number: int) -> int:
    """Give the UID of a letter: some are gone."""
    return number * 3 + number // 7


def envelope_line(number: int) -> bytes:
    """Give one letter's response."""
    chance = random.Random(number)  # noqa: S311 - no secret
    return (
        b'* %d FETCH (UID %d FLAGS (%b) INTERNALDATE "%02d-Jul-2024 %02d:44:25 +0000" RFC822.SIZE %d ENVELOPE %b '
        b"BODYSTRUCTURE %b)\r\n"
    ) % (
        number,
        uid(number),
        flags(chance),
        chance.randrange(1, 29),
        chance.randrange(24),
        chance.randrange(2_000, 90_000),
        envelope(chance),
        body(chance),
    )


def flags(chance: random.Random) -> bytes:
    """Give a letter's flags, mostly that it was read."""
    return " ".join(flag for flag, share in FLAGS if chance.random() < share).encode()


def envelope(chance: random.Random) -> bytes:
    """Give an ENVELOPE."""
    author = addresses(chance, 1)
    recipients = addresses(chance, chance.choice((1, 1, 1, 2, 3)))
    copies = addresses(chance, chance.randrange(1, 6)) if chance.random() < COPIES else b"NIL"
    answered = message_id(chance) if chance.random() < ANSWERS else b"NIL"
    date = b'"Wed, %d Jul 2024 02:23:25 +0300"' % chance.randrange(1, 29)
    return b"(%b)" % b" ".join(
        (
            date,
            string(subject(chance)),
            author,
            author,
            author,
            recipients,
            copies,
            b"NIL",
            answered,
            message_id(chance),
        )
    )


def message_id(chance: random.Random) -> bytes:
    """Give a Message-ID."""
    return b'"<%016x.%d@example.com>"' % (chance.getrandbits(64), chance.randrange(10**6))


def subject(chance: random.Random) -> bytes:
    """Give a subject: half of them Russian, nearly all of those as encoded words."""
    kind = chance.random()
    words = chance.randrange(2, 9)
    if kind < RUSSIAN:
        return encoded(" ".join(chance.choices(RUSSIAN_WORDS, k=words)))
    if kind < RAW:
        return " ".join(chance.choices(RUSSIAN_WORDS, k=words)).encode()
    text = " ".join(chance.choices(WORDS, k=words))
    return (f'Re: "quoted" back\\slash {text}' if kind < QUOTED else text).encode()


def encoded(text: str) -> bytes:
    """Give encoded words of eighteen characters each, as senders fold them (RFC 2047)."""
    pieces = (text[start : start + 18] for start in range(0, len(text), 18))
    return b" ".join(b"=?UTF-8?B?%b?=" % base64.b64encode(piece.encode()) for piece in pieces)


def addresses(chance: random.Random, count: int) -> bytes:
    """Give a list of addresses."""
    return b"(%b)" % b"".join(address(chance) for _ in range(count))


def address(chance: random.Random) -> bytes:
    """Give one address: a thousand and more people write."""
    name = chance.choice(NAMES)
    shown = b"NIL" if name is None else string(name.encode() if name.isascii() else encoded(name))
    mailbox = f"{chance.choice(USERS)}{chance.randrange(100)}"
    return b'(%b NIL "%b" "%b")' % (shown, mailbox.encode(), chance.choice(HOSTS).encode())


def string(octets: bytes) -> bytes:
    """Write a string as Dovecot does: quoted where nothing needs an escape, else as a literal."""
    if octets.isascii() and b'"' not in octets and b"\\" not in octets:
        return b'"%b"' % octets
    return b"{%d}\r\n%b" % (len(octets), octets)


def body(chance: random.Random) -> bytes:
    """Give a BODYSTRUCTURE: text, text and HTML, or these with files."""
    kind = chance.random()
    if kind < PLAIN:
        return text(chance, "plain")
    alternative = multipart(chance, "alternative", text(chance, "plain"), text(chance, "html"))
    if kind < WITH_HTML:
        return alternative
    return multipart(chance, "mixed", alternative, *(attachment(chance) for _ in range(chance.choice((1, 1, 2, 3)))))


def text(chance: random.Random, subtype: str) -> bytes:
    """Give a part of text."""
    return b'("text" "%b" ("charset" "utf-8") NIL NIL "quoted-printable" %d %d NIL NIL NIL NIL)' % (
        subtype.encode(),
        chance.randrange(500, 60_000),
        chance.randrange(10, 900),
    )


def attachment(chance: random.Random) -> bytes:
    """Give a part that is a file."""
    extension, media_type, subtype = chance.choice(FILES)
    name = f"report-{chance.randrange(1000)}.{extension}".encode()
    size = chance.randrange(3_000, 300_000)
    lines = b" %d" % (size // 78) if media_type == "text" else b""
    return (
        b'("%b" "%b" ("name" "%b") NIL NIL "base64" %d%b NIL ("attachment" ("filename" "%b" "size" "%d")) NIL NIL)'
        % (media_type.encode(), subtype.encode(), name, size, lines, name, size * 3 // 4)
    )


def multipart(chance: random.Random, subtype: str, *parts: bytes) -> bytes:
    """Give parts that belong together."""
    boundary = b"----=_Part_%024x" % chance.getrandbits(96)
    return b'(%b "%b" ("boundary" "%b") NIL NIL NIL)' % (b"".join(parts), subtype.encode(), boundary)


def as_imaplib_hands_over(data: bytes) -> Iterator[bytes | tuple[bytes, bytes]]:
    """Divide responses as imaplib does for IMAPClient: lines that end in a literal come together with it."""
    position = len(b"* ")
    while position < len(data):
        end = data.index(b"\r\n", position)
        line = data[position:end].replace(b" FETCH (", b" (", 1)
        if not line.endswith(b"}"):
            yield line
            position = end + len(b"\r\n* ")
            continue
        start = end + len(b"\r\n")
        position = start + int(line[line.rindex(b"{") + 1 : -1])
        yield line, data[start:position]
