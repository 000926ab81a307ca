# SPDX-License-Identifier: GPL-3.0-or-later
"""Undoes base64 and quoted-printable (RFC 2045 section 6) for content that may be broken.

Knows no headers. Memory: the result and one window of the input, however large the content is.
"""

import binascii
from io import BytesIO
from typing import Final, NamedTuple

_WINDOW: Final = 1 << 20  # bytes
_WHITESPACE: Final = b" \t\r\n"
_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64: Final = bytes(set(range(256)) - set(_ALPHABET))
_GROUP: Final = 4  # base64 characters that stand for three bytes
_RUBBISH_SHARE: Final = 16
"""Content of which more than one character in this many is foreign to base64 is not base64."""


class Content(NamedTuple):
    """What was decoded; `broken` when it had to be repaired or was left as it came."""

    data: bytes
    broken: bool


def decode_content(encoded: memoryview, encoding: str) -> Content:
    """Undo `encoding`, a Content-Transfer-Encoding in lower case; an unknown one leaves the content as it is.

    uuencode is none of MIME's encodings (RFC 2045 section 6.4): such content is kept as it came.
    """
    if encoding == "base64":
        decoded = decode_base64(encoded)
        return decoded if decoded.data or not decoded.broken else Content(bytes(encoded), broken=True)
    if encoding == "quoted-printable":
        return Content(binascii.a2b_qp(encoded), broken=False)
    return Content(bytes(encoded), broken=False)


def decode_base64(encoded: memoryview) -> Content:
    """Decode base64, skipping line ends and foreign characters; padding may be missing or stand in the middle.

    When the content is no base64 at all the data is empty and `broken` is set.
    """
    decoded = BytesIO()
    rest = b""
    foreign = 0
    for start in range(0, len(encoded), _WINDOW):
        window = bytes(encoded[start : start + _WINDOW])
        symbols = window.translate(None, _NOT_BASE64)
        foreign += len(window.translate(None, _WHITESPACE)) - len(symbols)
        *padded, rest = (rest + symbols).split(b"=")
        for run in padded:
            decoded.write(_decode_run(run))
        whole = len(rest) // _GROUP * _GROUP
        decoded.write(binascii.a2b_base64(rest[:whole]))
        rest = rest[whole:]
    decoded.write(_decode_run(rest))
    if foreign * _RUBBISH_SHARE > len(encoded):
        return Content(b"", broken=True)
    return Content(decoded.getvalue(), broken=foreign > 0)


def _decode_run(run: bytes) -> bytes:
    # One character alone in its group holds six bits: no byte.
    usable = len(run) - (len(run) % _GROUP == 1)
    return binascii.a2b_base64(run[:usable] + b"==")
