# SPDX-License-Identifier: MIT
"""Untagged data about the server and the selected mailbox (RFC 9051, 7.2 to 7.5.1), by name.

Those in which mailboxes have names are read by `mailproto.parser.mailboxes`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.parser.mailboxes import read_of_mailboxes
from mailproto.parser.pieces import matched
from mailproto.parser.words import capabilities_of, flags_of, text_of
from mailproto.responses import (
    CapabilityData,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    RecentData,
    Response,
    UnknownData,
    VanishedData,
)
from mailproto.scanner import read_value
from mailproto.sequences import UidSet
from mailproto.vocabulary import SequenceNumber

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailproto.message_data import StreamedLiteral

_NUMBERED: Final = re.compile(rb"\*\s*+(\d{1,20})\s++([A-Za-z][^\s()\[\]]*+)")
_NAMED: Final = re.compile(rb"\*\s*+([A-Za-z][^\s()\[\]]*+)(.*)", re.DOTALL)

_FLAG_LIST: Final = re.compile(rb"\s*+\((.*)\)\s*+", re.DOTALL)
_VANISHED: Final = re.compile(rb"\s*+(\(EARLIER\)\s++)?(\S++)\s*+", re.IGNORECASE)


def read_numbered(text: bytes) -> Response | None:
    """Read `* number NAME`; None where the text is something else. FETCH is not of these."""
    found = _NUMBERED.match(text)
    if found is None:
        return None
    count, name = int(found[1]), text_of(found[2]).upper()
    match name:
        case "EXISTS":
            return ExistsData(count)
        case "RECENT":
            return RecentData(count)
        case "EXPUNGE":
            return ExpungeData(SequenceNumber(count))
        case _:
            return UnknownData(name, count, text)


def read_named(text: bytes, literals: Sequence[bytes | StreamedLiteral] = (), *, utf8: bool = False) -> Response | None:
    """Read `* NAME ...`; None where the text is something else. Raises ValueError where its data cannot be read."""
    found = _NAMED.match(text)
    if found is None:
        return None
    name = text_of(found[1]).upper()
    reader = _READERS.get(name)
    if reader is not None:
        return reader(found[2])
    return read_of_mailboxes(name, found[2], literals, utf8=utf8) or UnknownData(name, None, text)


def _capability(rest: bytes) -> CapabilityData:
    return CapabilityData(capabilities_of(rest))


def _enabled(rest: bytes) -> EnabledData:
    return EnabledData(capabilities_of(rest))


def _flags(rest: bytes) -> FlagsData:
    return FlagsData(flags_of(matched(_FLAG_LIST, rest, "a list of flags")[1]))


def _vanished(rest: bytes) -> VanishedData:
    found = matched(_VANISHED, rest, "a set of UIDs")
    return VanishedData(UidSet.parse(found[2]), found[1] is not None)


def _id(rest: bytes) -> IdData:
    value = read_value(rest)[0] if rest.strip() else None
    words = value if isinstance(value, list) else []
    texts = [text_of(word) if isinstance(word, bytes) else None for word in words]
    pairs = zip(texts[::2], texts[1::2], strict=False)
    return IdData(MappingProxyType({name.lower(): each for name, each in pairs if name}))


_READERS: Final[Mapping[str, Callable[[bytes], Response]]] = MappingProxyType(
    {
        "CAPABILITY": _capability,
        "ENABLED": _enabled,
        "FLAGS": _flags,
        "ID": _id,
        "VANISHED": _vanished,
    }
)
