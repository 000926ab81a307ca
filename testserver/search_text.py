# SPDX-License-Identifier: MIT
"""The words of a letter as SEARCH compares them: decoded, in Unicode, in one case (RFC 9051 section 6.4.4).

Decodes encoded words, transfer encodings and charsets; what can't be decoded is compared as it stands.
"""

from email.errors import HeaderParseError
from email.header import decode_header, make_header

from testserver.decoded_part import decoded
from testserver.mime import Part


def fold(text: str) -> str:
    """Return text in the form in which it is compared."""
    return text.casefold()


def decoded_field(value: bytes) -> str:
    """Return a header field's value with its encoded words decoded."""
    text = value.decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text


def field_text(message: Part, name: str) -> str:
    """Return all fields of this name, one a line, ready to compare."""
    wanted = name.lower().encode("utf-8")
    return fold("\n".join(decoded_field(field.value) for field in message.fields if field.name.lower() == wanted))


def header_text(message: Part) -> str:
    """Return the whole header, ready to compare."""
    return fold("\n".join(f"{field.name.decode()}: {decoded_field(field.value)}" for field in message.fields))


def body_text(data: bytes, message: Part, *, with_headers: bool = False) -> str:
    """Return the text parts (reports and fragments of letters too) and nested headers, ready to compare.

    `with_headers` adds the letter's own header and those of its parts.
    """
    texts: list[str] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if with_headers:
            texts.append(header_text(part))
        waiting += reversed(part.children)
        if part.message is not None:
            texts += [] if with_headers else [header_text(part.message)]
            waiting.append(part.message)
        elif part.media_type.startswith((b"text/", b"message/")):
            texts.append(fold(part_text(data, part)))
    return "\n".join(texts)


def part_text(data: bytes, part: Part) -> str:
    """Return the text of a part, decoded; as it stands where its encoding or charset is unknown."""
    octets = decoded(data, part)
    if octets is None:
        octets = data[part.body : part.end]
    charset = dict(part.parameters).get(b"charset", b"utf-8").decode("ascii", "replace")
    try:
        return octets.decode(charset, "replace")
    except (LookupError, ValueError):
        return octets.decode("utf-8", "replace")
