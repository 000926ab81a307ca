# SPDX-License-Identifier: MIT
"""Sets of sequence numbers or UIDs as a client writes them (RFC 9051 section 9, `sequence-set`).

A set is kept as ranges and never expanded; who holds the mailbox says what `*` means, and what `$` does.
"""

import re
from dataclasses import dataclass
from typing import TypeVar

LARGEST = 2**32 - 1
_ITEM = re.compile(rb"(?:([1-9][0-9]{0,9})|\*)(?::(?:([1-9][0-9]{0,9})|\*))?")
_STAR = None


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """Ranges in the client's order; None stands for `*`. `saved` is `$`: what a search found (RFC 5182)."""

    ranges: tuple[tuple[int | None, int | None], ...]
    saved: bool = False

    def resolved(self, largest: int) -> tuple[tuple[int, int], ...]:
        """Return ascending ranges that neither touch nor overlap; `largest` is what `*` means."""
        bounds = (
            sorted((largest if low is _STAR else low, largest if high is _STAR else high)) for low, high in self.ranges
        )
        merged: list[tuple[int, int]] = []
        for low, high in sorted((low, high) for low, high in bounds):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return tuple(merged)


def parse_sequence_set(text: bytes) -> SequenceSet | None:
    """Read a sequence-set; None when it is none (zero, above 2**32-1, reversed commas and the like)."""
    if text == b"$":
        return SequenceSet((), saved=True)
    ranges = []
    for item in text.split(b","):
        match = _ITEM.fullmatch(item)
        if match is None:
            return None
        low = int(match[1]) if match[1] else _STAR
        high = low if b":" not in item else int(match[2]) if match[2] else _STAR
        if max(low or 0, high or 0) > LARGEST:
            return None
        ranges.append((low, high))
    return SequenceSet(tuple(ranges))


_One = TypeVar("_One")


def window(found: list[_One], bounds: tuple[int, int]) -> list[_One]:
    """Return a window of a result, counted from 1, or from -1 at the end (RFC 9394 section 3.1)."""
    low, high = sorted(map(abs, bounds))
    return found[low - 1 : high] if bounds[0] > 0 else found[max(0, len(found) - high) : len(found) - low + 1]


def format_uids(uids: list[int]) -> bytes:
    """Write ascending or mixed numbers as a uid-set, runs as ranges, in the given order (RFC 4315 section 3)."""
    runs: list[list[int]] = []
    for uid in uids:
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return b",".join(b"%d" % low if low == high else b"%d:%d" % (low, high) for low, high in runs)
