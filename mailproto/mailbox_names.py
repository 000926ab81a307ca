# SPDX-License-Identifier: MIT
"""Mailbox names on the wire: the modified UTF-7 of RFC 3501, 5.1.3, both ways.

Plain UTF-7 is another thing and is not read. Knows nothing of hierarchy, quoting or who wants which form.
"""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from typing import Final

from mailproto.errors import LocalProtocolError

_SHIFTED: Final = re.compile(rb"&([A-Za-z0-9+,]*)-")
_TO_ENCODE: Final = re.compile(r"&|[^\x20-\x7e]+")


def decode(raw: bytes, *, utf8: bool = False) -> str:
    """Give the name that people read; where `utf8`, the server was told that names are not modified UTF-7.

    Never fails: a name that is not what RFC 3501 describes is taken as the server spelt it. Bytes above 127 are UTF-8
    (RFC 9051, 5.1; RFC 6855, 3), where `&` has no meaning of its own, or else Latin-1, so that none is lost.
    """
    if utf8 or not raw.isascii():
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    if b"&" not in raw:
        return raw.decode("ascii")
    text = []
    position = 0
    try:
        for shifted in _SHIFTED.finditer(raw):
            text.append(_plain(raw[position : shifted.start()]))
            text.append(_decode_shifted(shifted[1]))
            position = shifted.end()
        text.append(_plain(raw[position:]))
    except ValueError:
        return raw.decode("ascii")
    return "".join(text)


def encode(text: str) -> bytes:
    """Give the wire's form of a name; the printer decides how it is quoted.

    Raises LocalProtocolError for half of a surrogate pair, which UTF-16 cannot carry. Control characters are encoded:
    who may not send them refuses them.
    """
    return _TO_ENCODE.sub(lambda found: _encode_run(found[0]), text).encode("ascii")


def _plain(raw: bytes) -> str:
    if b"&" in raw:
        message = "an ampersand that begins no encoded run"
        raise ValueError(message)
    return raw.decode("ascii")


def _decode_shifted(run: bytes) -> str:
    if not run:
        return "&"
    try:
        octets = a2b_base64(run.replace(b",", b"/") + b"=" * (-len(run) % 4), strict_mode=True)
    except Base64Error as error:
        raise ValueError(str(error)) from error
    if _modified_base64(octets) != run:
        message = "bits beyond the last character"
        raise ValueError(message)
    return octets.decode("utf-16-be")


def _encode_run(run: str) -> str:
    if run == "&":
        return "&-"
    try:
        octets = run.encode("utf-16-be")
    except UnicodeEncodeError as error:
        half = f"U+{ord(run[error.start]):04X}"
        raise LocalProtocolError(code="forbidden-character", what="the mailbox name", character=half) from error
    return f"&{_modified_base64(octets).decode('ascii')}-"


def _modified_base64(octets: bytes) -> bytes:
    return b2a_base64(octets, newline=False).rstrip(b"=").replace(b"/", b",")
