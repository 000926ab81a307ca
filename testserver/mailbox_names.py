# SPDX-License-Identifier: MIT
"""Mailbox names on the wire: modified UTF-7 (RFC 3501 section 5.1.3), UTF-8 (RFC 9051 section 5.1), LIST's wildcards.

Knows names only, not which mailboxes there are.
"""

import binascii
import re
import unicodedata

DELIMITER = "/"
INBOX = "INBOX"


class InvalidNameError(Exception):
    """A mailbox name that is none (`str()` says why), though the command is well-formed."""


_SHIFTED = re.compile(r"[^\x20-\x7e]+|&")
_ENCODED = re.compile(r"&([A-Za-z0-9+,]*)-")
_WILDCARDS = re.compile(r"[%*]{2,}")


def encode_mailbox_name(name: str) -> bytes:
    """Write a name in modified UTF-7."""
    return _SHIFTED.sub(_encode_run, name).encode("ascii")


def _encode_run(match: re.Match[str]) -> str:
    if match[0] == "&":
        return "&-"
    base64 = binascii.b2a_base64(match[0].encode("utf-16-be"), newline=False).decode("ascii")
    return f"&{base64.rstrip('=').replace('/', ',')}-"


def decode_mailbox_name(name: bytes) -> str | None:
    """Read a name from modified UTF-7, or None when it is not well-formed. INBOX is the same in any case."""
    try:
        text = _ENCODED.sub(_decode_run, name.decode("ascii"))
    except (UnicodeDecodeError, binascii.Error):
        return None
    if encode_mailbox_name(text) != name:
        return None  # a stray "&", a superfluous shift, control characters written bare
    return _with_inbox(text)


def _with_inbox(text: str) -> str:
    head, delimiter, tail = text.partition(DELIMITER)
    return INBOX + delimiter + tail if head.upper() == INBOX else text


def read_utf8_mailbox_name(name: bytes) -> str | None:
    """Read a name in Net-Unicode, composed where it is not; None for what is no UTF-8 or has controls (RFC 5198)."""
    try:
        text = unicodedata.normalize("NFC", name.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        return None
    return _with_inbox(text)


def _decode_run(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    base64 = match[1].replace(",", "/")
    return binascii.a2b_base64(base64 + "=" * (-len(base64) % 4)).decode("utf-16-be")


def matches_pattern(name: str, pattern: str) -> bool:
    """Tell whether a LIST pattern covers a name: `*` is anything, `%` anything without the delimiter.

    Costs the product of both lengths at most, whatever the pattern.
    """
    pattern = _WILDCARDS.sub(lambda run: "*" if "*" in run[0] else "%", pattern)
    caseless = len(INBOX) if name.partition(DELIMITER)[0] == INBOX else 0  # so much of the name has no case
    reached = {0}  # positions in the name that the pattern so far may have come to
    for sign in pattern:
        if sign in "*%":
            reached = _stretch(name, reached, across=sign == "*")
        else:
            reached = {
                place + 1
                for place in reached
                if name[place : place + 1] == (sign.upper() if place < caseless else sign)
            }
    return len(name) in reached


def _stretch(name: str, reached: set[int], *, across: bool) -> set[int]:
    """Let a wildcard swallow what it may from every place reached."""
    stretched = set(reached)
    for place, letter in enumerate(name):
        if place in stretched and (across or letter != DELIMITER):
            stretched.add(place + 1)
    return stretched
