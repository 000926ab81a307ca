# SPDX-License-Identifier: MIT
"""Status responses and the codes in their brackets (RFC 9051, 7.1)."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.parser.words import capabilities_of, flags_of, text_of
from mailproto.responses import AppendUid, CopyUid, MetadataLimit, Progress, ResponseCode, StatusResponse
from mailproto.scanner import MOST, UnreadableError, number, unquote
from mailproto.sequences import NumberSet, UidSet, parse_ranges
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Status, Tag, Uid, UidValidity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_STATUS: Final = re.compile(rb"\s*+(\S+)\s++(OK|NO|BAD|BYE|PREAUTH)(?![A-Za-z0-9])\s*+", re.IGNORECASE)
_CODE_ALONE: Final = re.compile(rb"(?:\*\s*+)?(?=\[[A-Za-z])")
# Brackets inside quoted strings and inside lists, where Gmail has flags with brackets, do not end a code.
_QUOTED: Final = rb'"(?>(?:[^"\\]++|\\.)' + MOST + rb')"'
_LISTED: Final = rb"\((?>(?:[^()\"]++|" + _QUOTED + rb")" + MOST + rb")\)"
_CODE: Final = re.compile(
    rb'\[\s*+([^\s\]\[()"=]++)(?:\s++((?>(?:[^\]("]++|'
    + _QUOTED
    + rb"|"
    + _LISTED
    + rb")"
    + MOST
    + rb")))?\](?: |\Z)?",
    re.DOTALL,
)
_LIST: Final = re.compile(rb"\s*+\((.*)\)\s*+", re.DOTALL)
_PROGRESS: Final = re.compile(
    rb"\(\s*+(?:NIL|(" + _QUOTED + rb'|[^\s()"]++))\s++(?:NIL|(\d{1,20}))\s++(?:NIL|(\d{1,20}))\s*+\)', re.IGNORECASE
)
_CHARSET: Final = re.compile(_QUOTED + rb'|[^\s"]++', re.DOTALL)


def read_status(text: bytes) -> StatusResponse | None:
    """Read a status response, tagged or not; None where the text is none. Never raises, however the rest looks."""
    found = _STATUS.match(text)
    if found is not None:
        tag = None if found[1] == b"*" else Tag(text_of(found[1]))
        code, rest = _split_code(text[found.end() :])
        return StatusResponse(tag, Status(found[2].upper().decode("ascii")), text_of(rest), code)
    # Exchange sends codes without a status word; they inform as those of an untagged OK do.
    alone = _CODE_ALONE.match(text)
    if alone is None:
        return None
    code, rest = _split_code(text[alone.end() :])
    return StatusResponse(None, Status.OK, text_of(rest), code)


def _split_code(text: bytes) -> tuple[ResponseCode | Unparsed | None, bytes]:
    if text[:1] != b"[":
        return None, text.rstrip()
    found = _CODE.match(text)
    if found is None:
        raw, _, rest = text[1:].partition(b"]")
        return Unparsed(raw, "not a response code"), rest.strip()
    raw = text[1 : text.rindex(b"]", 0, found.end())]
    name = text_of(found[1]).upper()
    rest = text[found.end() :].rstrip()
    argument = found[2].strip() if found[2] is not None else None
    reader = _READERS.get(name)
    if reader is None:
        return ResponseCode(name, argument, raw), rest
    try:
        return ResponseCode(name, reader(argument or b""), raw), rest
    except ValueError as error:
        return Unparsed(raw, str(error)), rest


def _in_parentheses(argument: bytes) -> bytes:
    found = _LIST.fullmatch(argument)
    if found is None:
        message = f"not a list: {argument[:40]!r}"
        raise UnreadableError(message)
    return found[1]


def _charsets(argument: bytes) -> tuple[str, ...]:
    words = _CHARSET.findall(_in_parentheses(argument)) if argument else []
    return tuple(text_of(unquote(word) if word[:1] == b'"' else word) for word in words)


def _append_uid(argument: bytes) -> AppendUid:
    validity, _, uids = argument.partition(b" ")
    return AppendUid(UidValidity(number(validity)), UidSet.parse(uids.strip()))


def _copy_uid(argument: bytes) -> CopyUid:
    # Exchange leaves both sets empty where nothing was copied.
    validity, *sets = argument.split()
    source, destination = (*sets, b"", b"")[:2]
    return CopyUid(UidValidity(number(validity)), _closed_ranges(source), _closed_ranges(destination))


def _in_progress(argument: bytes) -> Progress:
    if not argument:
        return Progress()
    found = _PROGRESS.fullmatch(argument)
    if found is None:
        message = f"not a command's progress: {argument[:40]!r}"
        raise UnreadableError(message)
    tag, done, goal = found.groups()
    return Progress(
        None if tag is None else Tag(text_of(unquote(tag) if tag[:1] == b'"' else tag)),
        None if done is None else number(done),
        None if goal is None else number(goal),
    )


def _closed_ranges(raw: bytes) -> tuple[tuple[Uid, Uid], ...]:
    closed = []
    for first, last in parse_ranges(raw) if raw else []:
        if last is None:
            message = "an open set where letters are named"
            raise UnreadableError(message)
        closed.append((Uid(first), Uid(last)))
    return tuple(closed)


def _metadata_limit(argument: bytes) -> MetadataLimit:
    word, _, octets = argument.partition(b" ")
    return MetadataLimit(text_of(word).upper(), number(octets.strip()) if octets else None)


_READERS: Final[Mapping[str, Callable[[bytes], object]]] = MappingProxyType(
    {
        "APPENDUID": _append_uid,
        "BADCHARSET": _charsets,
        # Dovecot leaves the parentheses out.
        "BADEVENT": lambda argument: tuple(map(text_of, argument.strip(b"()").split())),
        "CAPABILITY": capabilities_of,
        "COPYUID": _copy_uid,
        "HIGHESTMODSEQ": number,
        "INPROGRESS": _in_progress,
        "MAILBOXID": lambda argument: text_of(_in_parentheses(argument).strip()),
        "METADATA": _metadata_limit,
        "MODIFIED": NumberSet.parse,
        "PERMANENTFLAGS": lambda argument: flags_of(_in_parentheses(argument)),
        "UIDNEXT": number,
        "UIDVALIDITY": number,
        "UNSEEN": number,
    }
)
