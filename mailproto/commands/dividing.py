# SPDX-License-Identifier: MIT
"""A command about more letters than one line may name, as several commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, TypeVar

from mailproto.commands.messages import Fetch, UidFetch
from mailproto.commands.moving import Copy, UidCopy
from mailproto.commands.storing import Store, UidStore
from mailproto.printer import LINE_LIMIT, WireStyle, Writer
from mailproto.sequences import SequenceSet, UidSet

_Divisible = TypeVar("_Divisible", Fetch, UidFetch, Store, UidStore, Copy, UidCopy)
_TAG_OCTETS: Final = 5  # with its space
_RANGE_OCTETS: Final = len("4294967295:4294967295")


def split_by_line(command: _Divisible, limit: int = LINE_LIMIT) -> tuple[_Divisible, ...]:
    """Divide a command about many letters into commands whose lines are at most `limit` octets long.

    Raises LocalProtocolError for a command that could not be sent at all.
    """
    attribute = "uids" if isinstance(command, UidFetch | UidStore | UidCopy) else "numbers"
    numbers: SequenceSet | UidSet = getattr(command, attribute)
    writer = Writer(WireStyle())
    command.write(writer)
    others = _TAG_OCTETS + sum(len(piece.data) for piece in writer.pieces()) - len(bytes(numbers))
    parts = numbers.split(max(limit - others, _RANGE_OCTETS))
    news: Iterator[dict[str, Any]] = ({attribute: part} for part in parts)
    return tuple(replace(command, **each) for each in news)
