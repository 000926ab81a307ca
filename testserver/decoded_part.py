# SPDX-License-Identifier: MIT
"""A part of a letter without its content transfer encoding (RFC 2045 section 6, RFC 9051 section 6.4.5 BINARY).

What is damaged is decoded as far as it goes. Knows no session and no charset.
"""

import binascii
import re

from testserver.mime import Part, read_value

_IDENTITIES = frozenset({b"", b"7bit", b"8bit", b"binary"})
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_LINE_FEED = re.compile(rb"(?<!\r)\n")


def decoded(data: bytes, part: Part) -> bytes | None:
    """Return a part's content, decoded; None when nobody knows its encoding.

    Lines of text end with CR LF. What is made of parts has no encoding of its own (RFC 2045 section 6.4).
    """
    octets = data[part.body : part.end]
    if part.children or part.message is not None:
        return octets
    encoding = read_value(part.field(b"content-transfer-encoding") or b"").lower()
    if encoding == b"base64":
        octets = decode_base64(octets)
    elif encoding == b"quoted-printable":
        octets = binascii.a2b_qp(octets)
    elif encoding not in _IDENTITIES:
        return None
    return _LINE_FEED.sub(b"\r\n", octets) if part.media_type.startswith(b"text/") else octets


def decode_base64(octets: bytes) -> bytes:
    """Decode base64 up to its padding, whatever stands between."""
    digits = _NOT_BASE64.sub(b"", octets.partition(b"=")[0])
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
