# SPDX-License-Identifier: MIT
"""Untagged data about the server, the selected mailbox and searches (RFC 9051, 7.2 to 7.5.1), by name.

Those in which mailboxes have names are read by `mailproto.parser.mailboxes`.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.parser.mailboxes import read_of_mailboxes
from mailproto.parser.pieces import astring, labelled, matched
from mailproto.parser.words import capabilities_of, flags_of, text_of
from mailproto.responses import (
    CapabilityData,
    EnabledData,
    EsearchData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    RecentData,
    Response,
    SearchData,
    UnknownData,
    VanishedData,
)
from mailproto.scanner import ATOM, QUOTED, number, read_value
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import ModSeq, SequenceNumber, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailproto.message_data import StreamedLiteral

_NUMBERED: Final = re.compile(rb"\*\s*+(\d{1,20})\s++([A-Za-z][^\s()\[\]]*+)")
_NAMED: Final = re.compile(rb"\*\s*+([A-Za-z][^\s()\[\]]*+)(.*)", re.DOTALL)

_FLAG_LIST: Final = re.compile(rb"\s*+\((.*)\)\s*+", re.DOTALL)
_SEARCH: Final = re.compile(rb"([\d\s]*+)(?:\(MODSEQ\s++(\d{1,20})\s*+\)\s*+)?", re.IGNORECASE)
_ESEARCH: Final = re.compile(
    rb"\s*+(?:\(TAG\s++(" + QUOTED + rb"|" + ATOM + rb")\s*+\)\s*+)?(UID\b)?(.*)", re.IGNORECASE | re.DOTALL
)
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


def _search(rest: bytes) -> SearchData:
    found = matched(_SEARCH, rest, "a list of numbers")
    return SearchData(
        NumberSet[int].of(map(int, found[1].split())), None if found[2] is None else ModSeq(int(found[2]))
    )


def _esearch(rest: bytes) -> EsearchData:
    found = matched(_ESEARCH, rest, "results of a search")
    by_uid = found[2] is not None
    results = {text_of(label).upper(): value for label, value in labelled(found[3])}
    everything = results.pop("ALL", None)
    numbers = {name: number(results.pop(name)) for name in ("MIN", "MAX", "COUNT", "MODSEQ") if name in results}
    return EsearchData(
        tag=None if found[1] is None else Tag(text_of(astring(found[1]))),
        by_uid=by_uid,
        minimum=numbers.get("MIN"),
        maximum=numbers.get("MAX"),
        count=numbers.get("COUNT"),
        all=None if everything is None else (UidSet if by_uid else SequenceSet).parse(everything),
        mod_seq=ModSeq(numbers["MODSEQ"]) if "MODSEQ" in numbers else None,
        others=MappingProxyType(results),
    )


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
        "ESEARCH": _esearch,
        "FLAGS": _flags,
        "ID": _id,
        "SEARCH": _search,
        "VANISHED": _vanished,
    }
)
