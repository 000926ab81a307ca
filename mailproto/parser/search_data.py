# SPDX-License-Identifier: MIT
"""What was found: SEARCH, ESEARCH, SORT and THREAD (RFC 9051, 7.3.4; RFC 3501, 7.2.5; RFC 5256, 4; RFC 9394, 4).

Such a response may name millions of letters, so its numbers are read where they lie, piece by piece.
"""

from __future__ import annotations

import re
from array import array
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.orderings import MessageThread, NumberList
from mailproto.parser.pieces import astring, labelled
from mailproto.parser.words import text_of
from mailproto.responses import EsearchData, SearchData, SortData, ThreadData
from mailproto.scanner import ATOM, QUOTED, UnreadableError, number
from mailproto.sequences import LARGEST, NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import ModSeq, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailproto.responses import Response

_BEGINNING: Final = re.compile(rb"\*\s*+(ESEARCH|SEARCH|SORT|THREAD)(?![^\s(])\s*+", re.IGNORECASE)
_NUMBERS: Final = re.compile(rb"[\d\s]*+")
_MOD_SEQ: Final = re.compile(rb"(?:\(MODSEQ\s++(\d{1,20})\s*+\)\s*+)?", re.IGNORECASE)
_CORRELATOR: Final = re.compile(
    rb"(?:\(TAG\s++(" + QUOTED + rb"|" + ATOM + rb")\s*+\)\s*+)?(UID(?![^\s]))?", re.IGNORECASE | re.DOTALL
)
_PARTIAL: Final = re.compile(rb"\(\s*+(-?\d{1,10}):(-?\d{1,10})\s++(?:NIL|([\d:,]++))\s*+\)", re.IGNORECASE)
_TOKEN: Final = re.compile(rb"\s*+(?:(\d{1,10})(?=[\s()])|(\()|(\)))")
_NUMBER, _OPEN, _CLOSE = 1, 2, 3


def read_found(text: bytes) -> Response | None:
    """Read one of these; None where the text is something else. Raises ValueError where it cannot be read."""
    found = _BEGINNING.match(text)
    return None if found is None else _READERS[found[1].upper()](text, found.end())


def _search(text: bytes, position: int) -> SearchData:
    end, mod_seq = _end_of_numbers(text, position)
    return SearchData(NumberSet[int].parse_list(text, position, end), mod_seq)


def _sort(text: bytes, position: int) -> SortData:
    end, mod_seq = _end_of_numbers(text, position)
    return SortData(NumberList[int].parse_list(text, position, end), mod_seq)


def _end_of_numbers(text: bytes, position: int) -> tuple[int, ModSeq | None]:
    """Find where the numbers end, and read the mod-sequence behind them (RFC 7162, 3.1.5)."""
    numbers = _NUMBERS.match(text, position)
    end = numbers.end() if numbers else position
    rest = _MOD_SEQ.fullmatch(text, end)
    if rest is None:
        message = f"not a list of numbers: {text[end : end + 40]!r}"
        raise UnreadableError(message)
    return end, None if rest[1] is None else ModSeq(int(rest[1]))


def _esearch(text: bytes, position: int) -> EsearchData:
    correlator = _CORRELATOR.match(text, position)
    tag, uid = correlator.groups() if correlator else (None, None)
    rest = text[correlator.end() if correlator else position :]
    results = {text_of(label).upper(): value for label, value in labelled(rest)}
    numbers = {name: number(results.pop(name)) for name in ("MIN", "MAX", "COUNT", "MODSEQ") if name in results}
    raw_all = results.pop("ALL", b"")
    window, raw_partial = _partial(results.pop("PARTIAL")) if "PARTIAL" in results else (None, b"")
    kind = SequenceSet if uid is None else UidSet
    return EsearchData(
        tag=None if tag is None else Tag(text_of(astring(tag))),
        by_uid=uid is not None,
        minimum=numbers.get("MIN"),
        maximum=numbers.get("MAX"),
        count=numbers.get("COUNT"),
        all=_closed(kind.parse(raw_all)) if raw_all else None,
        mod_seq=ModSeq(numbers["MODSEQ"]) if "MODSEQ" in numbers else None,
        window=window,
        partial=kind.parse(raw_partial) if raw_partial else None,
        others=MappingProxyType(results),
        raw_all=raw_all,
        raw_partial=raw_partial,
    )


def _partial(raw: bytes) -> tuple[tuple[int, int], bytes]:
    found = _PARTIAL.fullmatch(raw)
    if found is None:
        message = f"not a window of results: {raw[:40]!r}"
        raise UnreadableError(message)
    return (int(found[1]), int(found[2])), found[3] or b""


def _closed(numbers: SequenceSet | UidSet) -> SequenceSet | UidSet:
    if numbers.is_open:
        message = "an open set where letters are named"
        raise UnreadableError(message)
    return numbers


def _thread(text: bytes, position: int) -> ThreadData:
    """Read conversations one after the other, without recursion: what stands behind a number replies to it."""
    threads: list[MessageThread[int]] = []
    tree = _Tree()
    end = position
    for token in _TOKEN.finditer(text, position):
        if token.start() != end or not tree.takes(token.lastindex or 0, token[_NUMBER]):
            break
        end = token.end()
        if tree.is_whole:
            threads.append(tree.thread())
            tree = _Tree()
    if text[end:].strip() or tree.has_begun:
        message = f"not conversations: {text[end : end + 40]!r}"
        raise UnreadableError(message)
    return ThreadData(tuple(threads))


class _Tree:
    """One conversation that is being read."""

    def __init__(self) -> None:
        self._depths = array("I")
        self._numbers = array("I")  # 0 where the letter is not in the mailbox
        self._around = array("I")  # how deep the lists that are open began
        self._depth = 0
        self._before = 0

    @property
    def has_begun(self) -> bool:
        """Whether a parenthesis has come."""
        return bool(self._before)

    @property
    def is_whole(self) -> bool:
        """Whether the last of them is closed."""
        return self.has_begun and not self._around

    def takes(self, kind: int, digits: bytes | None) -> bool:
        """Take the next token, if it may stand here."""
        if kind == _NUMBER:
            if not self._around or self._before == _CLOSE or not 1 <= int(digits or b"") <= LARGEST:
                return False
            self._add(int(digits or b""))
        elif kind == _OPEN:
            if self._before == _OPEN:  # RFC 5256, 4: siblings whose parent is not there
                self._add(0)
            self._around.append(self._depth)
        else:
            if not self._around or self._before == _OPEN:
                return False
            self._depth = self._around.pop()
        self._before = kind
        return True

    def thread(self) -> MessageThread[int]:
        """Give the whole."""
        return MessageThread(zip(self._depths, (number or None for number in self._numbers), strict=True))

    def _add(self, number_: int) -> None:
        self._depths.append(self._depth)
        self._numbers.append(number_)
        self._depth += 1


_READERS: Final[Mapping[bytes, Callable[[bytes, int], Response]]] = MappingProxyType(
    {b"ESEARCH": _esearch, b"SEARCH": _search, b"SORT": _sort, b"THREAD": _thread}
)
