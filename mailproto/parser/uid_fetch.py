# SPDX-License-Identifier: MIT
"""UIDFETCH responses, which a server sends in place of FETCH once UIDONLY is enabled (RFC 9586, 3.3)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mailproto.parser.fetch import read_fetch
from mailproto.scanner import UnreadableError
from mailproto.sequences import LARGEST
from mailproto.vocabulary import Uid

if TYPE_CHECKING:
    from mailproto.message_data import MessageData, StreamedLiteral

_BEGINNING: Final = re.compile(rb"\*\s*+(\d{1,10})\s++UIDFETCH\b", re.IGNORECASE)
_UNNUMBERED: Final = b"* 0 FETCH"


def read_uid_fetch(text: bytes, contents: list[bytes | StreamedLiteral], nesting: int) -> MessageData | None:
    """Read `* uid UIDFETCH (...)`; None where it is something else. The letter's sequence number is 0: it has none.

    Raises ValueError for what is no UID.
    """
    found = _BEGINNING.match(text)
    if found is None:
        return None
    uid = int(found[1])
    if not 1 <= uid <= LARGEST:
        message = f"{uid} is no UID"
        raise UnreadableError(message)
    message_data = read_fetch(_UNNUMBERED + text[found.end() :], contents, nesting)
    return None if message_data is None else replace(message_data, uid=Uid(uid))
