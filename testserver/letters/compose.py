# SPDX-License-Identifier: MIT
"""Composes MIME letters octet for octet, always the same for the same input (RFC 5322, 2045-2049, 2231).

Knows MIME only. The test server reads these letters with code of its own, so the two check each other.
"""

import binascii
import quopri
import re
import zlib
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import encode_rfc2231, format_datetime

_BASE64_LINE = 76
_PARAMETER_PIECE = 60

_LINE = re.compile(rb".{1,76}", re.DOTALL)  # many times quicker on 25 MB than a loop


@dataclass(frozen=True, slots=True)
class Entity:
    """The MIME fields and the encoded content of a part."""

    fields: tuple[tuple[str, str], ...]
    content: bytes

    def octets(self) -> bytes:
        """Return the part as it stands in a letter."""
        return fields_octets(self.fields) + b"\r\n" + self.content


@dataclass(frozen=True, slots=True)
class Person:
    """A correspondent."""

    name: str
    address: str

    def field(self) -> str:
        """Return it as it stands in a header field."""
        if self.name.isascii():
            return f"{self.name} <{self.address}>" if self.name else self.address
        return f"{encoded(self.name)} <{self.address}>"


def encoded(text: str, charset: str = "utf-8") -> str:
    """Return text as encoded words, or as it is when it is ASCII (RFC 2047)."""
    return text if text.isascii() else Header(text, charset, maxlinelen=72).encode(linesep="\r\n")


def fields_octets(fields: tuple[tuple[str, str], ...]) -> bytes:
    """Return header fields on the wire."""
    return b"".join(f"{name}: {value}\r\n".encode("ascii") for name, value in fields)


def text(
    content: str, subtype: str = "plain", charset: str = "utf-8", encoding: str = "quoted-printable", extra: str = ""
) -> Entity:
    """Return a text part; `extra` are further parameters such as `; format=flowed`."""
    octets = content.replace("\n", "\r\n").encode(charset)
    if encoding == "base64":
        octets = base64_lines(octets)
    elif encoding == "quoted-printable":
        octets = quopri.encodestring(octets.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    fields = (
        ("Content-Type", f"text/{subtype}; charset={charset}{extra}"),
        ("Content-Transfer-Encoding", encoding),
    )
    return Entity(fields, octets)


def attachment(name: str, media_type: str, data: bytes) -> Entity:
    """Return an attachment in base64; a name that is not ASCII is told as RFC 2231 says."""
    fields = (
        ("Content-Type", f"{media_type};\r\n {_parameter('name', name)}"),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment;\r\n {_parameter('filename', name)};\r\n size={len(data)}"),
    )
    return Entity(fields, base64_lines(data))


def inline_picture(content_id: str, name: str, data: bytes) -> Entity:
    """Return a PNG that HTML shows as `cid:content_id`."""
    fields = (
        ("Content-Type", f"image/png;\r\n {_parameter('name', name)}"),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-ID", f"<{content_id}>"),
        ("Content-Disposition", f"inline;\r\n {_parameter('filename', name)}"),
    )
    return Entity(fields, base64_lines(data))


def _parameter(key: str, value: str) -> str:
    if value.isascii():
        return f'{key}="{value}"'
    percent = encode_rfc2231(value, "utf-8")
    if len(percent) <= _PARAMETER_PIECE:
        return f"{key}*={percent}"
    pieces: list[str] = []
    while percent:
        # A continuation must not break inside %XX (RFC 2231 section 3).
        end = next(end for end in range(_PARAMETER_PIECE, 0, -1) if "%" not in percent[end - 2 : end])
        pieces.append(percent[:end])
        percent = percent[end:]
    return ";\r\n ".join(f"{key}*{number}*={piece}" for number, piece in enumerate(pieces))


def multipart(subtype: str, *parts: Entity, extra: str = "", preamble: bytes = b"") -> Entity:
    """Return a multipart; its boundary comes from its content."""
    bodies = [part.octets() for part in parts]
    boundary = f"=_{zlib.crc32(b''.join(bodies)):08x}_{len(bodies)}"
    delimiter = f"\r\n--{boundary}".encode("ascii")
    content = preamble + b"".join(delimiter + b"\r\n" + body for body in bodies) + delimiter + b"--\r\n"
    return Entity((("Content-Type", f'multipart/{subtype};\r\n boundary="{boundary}"{extra}'),), content)


def nested(letter: bytes) -> Entity:
    """Return a part that holds a whole letter."""
    return Entity((("Content-Type", "message/rfc822"), ("Content-Disposition", "inline")), letter)


def base64_lines(data: bytes) -> bytes:
    """Return base64 in lines of 76 characters, the last with its line end."""
    lines = _LINE.findall(b64encode(data))
    return b"\r\n".join([*lines, b""])


@dataclass(frozen=True, slots=True)
class Heading:
    """The fields above a letter's body. Without `message_id` one comes from sender, subject and content."""

    sender: Person
    recipient: Person
    subject: str | None
    moment: datetime
    message_id: str | None = None
    subject_charset: str = "utf-8"
    extra: tuple[tuple[str, str], ...] = ()


def compose(heading: Heading, body: Entity) -> bytes:
    """Return a whole letter."""
    address = heading.sender.address
    number = binascii.crc32(f"{address}{heading.subject}{len(body.content)}".encode())
    subject = () if heading.subject is None else (("Subject", encoded(heading.subject, heading.subject_charset)),)
    fields = (
        ("From", heading.sender.field()),
        ("To", heading.recipient.field()),
        *subject,
        ("Date", format_datetime(heading.moment)),
        ("Message-ID", heading.message_id or f"<{number:08x}@{address.rpartition('@')[2]}>"),
        ("MIME-Version", "1.0"),
    )
    return fields_octets((*fields, *heading.extra, *body.fields)) + b"\r\n" + body.content
