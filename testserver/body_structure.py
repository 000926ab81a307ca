# SPDX-License-Identifier: MIT
"""ENVELOPE, BODY and BODYSTRUCTURE of a letter (RFC 9051 section 7.5.2).

Turns the parts of a letter into values of a response. Knows no session and no mailbox.
"""

from testserver.addresses import read_addresses
from testserver.answers import Joined, Value
from testserver.mime import MESSAGE_TYPES, Part, read_parameters, read_value

_US_ASCII = ((b"charset", b"us-ascii"),)


def envelope(message: Part) -> Value:
    """Return the ENVELOPE of a letter."""
    sender = _addresses(message, b"from")
    return (
        _last(message, b"date"),
        _last(message, b"subject"),
        sender,
        _addresses(message, b"sender") or sender,
        _addresses(message, b"reply-to") or sender,
        _addresses(message, b"to"),
        _addresses(message, b"cc"),
        _addresses(message, b"bcc"),
        _last(message, b"in-reply-to"),
        _last(message, b"message-id"),
    )


def _last(message: Part, name: bytes) -> Value:
    """Return the last field of a name: of those that may stand once and stand twice Dovecot tells it too."""
    return next((field.value for field in reversed(message.fields) if field.name.lower() == name), None)


def _addresses(message: Part, name: bytes) -> Value:
    found = [
        (address.name, address.route, address.mailbox, address.host)
        for field in message.fields
        if field.name.lower() == name
        for address in read_addresses(field.value)
    ]
    return (Joined(tuple(found)),) if found else None


def body_structure(data: bytes, part: Part, *, extended: bool) -> Value:
    """Return BODYSTRUCTURE, or BODY when not `extended`."""
    if part.children:
        return _multipart(data, part, extended=extended)
    main, _, sub = part.media_type.partition(b"/")
    parameters = part.parameters
    if main == b"text" and b"charset" not in dict(parameters):
        parameters = (*parameters, *_US_ASCII)
    values: list[Value] = [
        main,
        sub,
        _parameters(parameters),
        part.field(b"content-id"),
        part.field(b"content-description"),
        read_value(part.field(b"content-transfer-encoding") or b"7bit") or b"7bit",
        part.end - part.body,
    ]
    if part.message is not None and part.media_type in MESSAGE_TYPES:
        values += (envelope(part.message), body_structure(data, part.message, extended=extended))
    if part.message is not None or main == b"text":
        values.append(data.count(b"\n", part.body, part.end))
    if extended:
        values += (part.field(b"content-md5"), *_extension(part))
    return tuple(values)


def _multipart(data: bytes, part: Part, *, extended: bool) -> Value:
    children = Joined(tuple(body_structure(data, child, extended=extended) for child in part.children))
    _, _, sub = part.media_type.partition(b"/")
    values: list[Value] = [children, sub]
    if extended:
        values += (_parameters(part.parameters), *_extension(part))
    return tuple(values)


def _extension(part: Part) -> tuple[Value, Value, Value]:
    """Return disposition, language and location, which end every body structure."""
    return (_disposition(part), _language(part), part.field(b"content-location"))


def _parameters(parameters: tuple[tuple[bytes, bytes], ...]) -> Value:
    return tuple(word for pair in parameters for word in pair) or None


def _disposition(part: Part) -> Value:
    value = part.field(b"content-disposition")
    return (read_value(value), _parameters(read_parameters(value))) if value else None


def _language(part: Part) -> Value:
    value = part.field(b"content-language")
    return tuple(word.strip() for word in value.split(b",")) if value else None
