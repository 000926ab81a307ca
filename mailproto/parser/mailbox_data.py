# SPDX-License-Identifier: MIT
"""Untagged data about the server, its mailboxes and searches (RFC 9051, 7.2 to 7.5.1), by name."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.parser.words import capabilities_of, flags_of, mailbox_of, text_of
from mailproto.responses import (
    CapabilityData,
    EnabledData,
    EsearchData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    ListData,
    MailboxStatus,
    Namespace,
    NamespaceData,
    RecentData,
    Response,
    SearchData,
    UnknownData,
    VanishedData,
)
from mailproto.scanner import ATOM, QUOTED, UnreadableError, Value, end_of_value, number, read_value, unquote
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import MailboxAttribute, ModSeq, SequenceNumber, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NUMBERED: Final = re.compile(rb"\*\s*+(\d{1,20})\s++([A-Za-z][^\s()\[\]]*+)")
_NAMED: Final = re.compile(rb"\*\s*+([A-Za-z][^\s()\[\]]*+)(.*)", re.DOTALL)

_FLAG_LIST: Final = re.compile(rb"\s*+\((.*)\)\s*+", re.DOTALL)
# The attributes may be NIL; the delimiter may be a backslash that nobody escaped.
_LIST: Final = re.compile(
    rb'\s*+(?:\(([^()]*+)\)|NIL)\s++(?:NIL|"(\\?[^"]?)")\s++(.*\S)\s*+', re.IGNORECASE | re.DOTALL
)
_NAME_AND_MORE: Final = re.compile(rb"(" + QUOTED + rb"|" + ATOM + rb")\s*+(?:\((.*)\))?", re.DOTALL)
_STATUS: Final = re.compile(rb"\s*+(" + QUOTED + rb"|" + ATOM + rb")\s*+\((.*)\)\s*+", re.DOTALL)
_STATUS_OF_UNQUOTED: Final = re.compile(rb"\s*+(.*\S)\s*\(([^()]*+)\)\s*+", re.DOTALL)  # a name with spaces
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


def read_named(text: bytes) -> Response | None:
    """Read `* NAME ...`; None where the text is something else. Raises ValueError where its data cannot be read."""
    found = _NAMED.match(text)
    if found is None:
        return None
    name = text_of(found[1]).upper()
    reader = _READERS.get(name)
    return UnknownData(name, None, text) if reader is None else reader(found[2])


def _capability(rest: bytes) -> CapabilityData:
    return CapabilityData(capabilities_of(rest))


def _enabled(rest: bytes) -> EnabledData:
    return EnabledData(capabilities_of(rest))


def _flags(rest: bytes) -> FlagsData:
    return FlagsData(flags_of(_matched(_FLAG_LIST, rest, "a list of flags")[1]))


def _list(rest: bytes, *, subscribed_only: bool = False) -> ListData:
    found = _matched(_LIST, rest, "attributes, delimiter and name of a mailbox")
    name, extended = found[3], b""
    and_more = _NAME_AND_MORE.fullmatch(name)
    if and_more is not None:
        name, extended = and_more[1], and_more[2] or b""
    # Else it is a name that lacks its quotation marks: Exchange does this with names that hold tabulators.
    return ListData(
        attributes=frozenset(MailboxAttribute(text_of(word)) for word in (found[1] or b"").split()),
        delimiter=text_of(found[2])[-1:] or None if found[2] else None,
        mailbox=mailbox_of(name),
        subscribed_only=subscribed_only,
        extended=MappingProxyType({text_of(key).upper(): value for key, value in _labelled(extended)}),
    )


def _lsub(rest: bytes) -> ListData:
    return _list(rest, subscribed_only=True)


def _status(rest: bytes) -> MailboxStatus:
    found = _STATUS.fullmatch(rest) or _matched(_STATUS_OF_UNQUOTED, rest, "a mailbox and its status")
    items = {}
    for label, value in _labelled(found[2]):
        if value.isdigit():
            items[text_of(label).upper()] = number(value)
    return MailboxStatus(mailbox_of(found[1]), MappingProxyType(items))


def _search(rest: bytes) -> SearchData:
    found = _matched(_SEARCH, rest, "a list of numbers")
    return SearchData(
        NumberSet[int].of(map(int, found[1].split())), None if found[2] is None else ModSeq(int(found[2]))
    )


def _esearch(rest: bytes) -> EsearchData:
    found = _matched(_ESEARCH, rest, "results of a search")
    by_uid = found[2] is not None
    results = {text_of(label).upper(): value for label, value in _labelled(found[3])}
    everything = results.pop("ALL", None)
    numbers = {name: number(results.pop(name)) for name in ("MIN", "MAX", "COUNT", "MODSEQ") if name in results}
    return EsearchData(
        tag=None if found[1] is None else Tag(text_of(_astring(found[1]))),
        by_uid=by_uid,
        minimum=numbers.get("MIN"),
        maximum=numbers.get("MAX"),
        count=numbers.get("COUNT"),
        all=None if everything is None else (UidSet if by_uid else SequenceSet).parse(everything),
        mod_seq=ModSeq(numbers["MODSEQ"]) if "MODSEQ" in numbers else None,
        others=MappingProxyType(results),
    )


def _vanished(rest: bytes) -> VanishedData:
    found = _matched(_VANISHED, rest, "a set of UIDs")
    return VanishedData(UidSet.parse(found[2]), found[1] is not None)


def _namespace(rest: bytes) -> NamespaceData:
    classes: list[tuple[Namespace, ...]] = []
    end = len(rest.rstrip())
    position = 0
    while position < end:
        value, position = read_value(rest, position)
        classes.append(tuple(_one_namespace(each) for each in value) if isinstance(value, list) else ())
    # Yahoo ends after the first.
    return NamespaceData(*classes[:3])


def _one_namespace(value: Value) -> Namespace:
    if not isinstance(value, list) or not value or not isinstance(value[0], bytes):
        message = f"not a namespace: {value!r:.40}"
        raise UnreadableError(message)
    delimiter = value[1] if len(value) > 1 else None
    return Namespace(value[0], text_of(delimiter) if isinstance(delimiter, bytes) else None)


def _id(rest: bytes) -> IdData:
    value = read_value(rest)[0] if rest.strip() else None
    words = value if isinstance(value, list) else []
    texts = [text_of(word) if isinstance(word, bytes) else None for word in words]
    pairs = zip(texts[::2], texts[1::2], strict=False)
    return IdData(MappingProxyType({name.lower(): each for name, each in pairs if name}))


def _matched(pattern: re.Pattern[bytes], text: bytes, wanted: str) -> re.Match[bytes]:
    found = pattern.fullmatch(text)
    if found is None:
        message = f"not {wanted}: {text[:40]!r}"
        raise UnreadableError(message)
    return found


def _labelled(text: bytes) -> list[tuple[bytes, bytes]]:
    """Read pairs of a label and a value, of which the bytes are kept (RFC 9051, 9: tagged-ext)."""
    pairs = []
    end = len(text.rstrip())
    position = 0
    while position < end:
        label_end = end_of_value(text, position)
        value_end = end_of_value(text, label_end)
        pairs.append((_astring(text[position:label_end].strip()), text[label_end:value_end].strip()))
        position = value_end
    return pairs


def _astring(token: bytes) -> bytes:
    return unquote(token) if token.startswith(b'"') else token


_READERS: Final[Mapping[str, Callable[[bytes], Response]]] = MappingProxyType(
    {
        "CAPABILITY": _capability,
        "ENABLED": _enabled,
        "ESEARCH": _esearch,
        "FLAGS": _flags,
        "ID": _id,
        "LIST": _list,
        "LSUB": _lsub,
        "NAMESPACE": _namespace,
        "SEARCH": _search,
        "STATUS": _status,
        "VANISHED": _vanished,
    }
)
