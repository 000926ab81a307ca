# SPDX-License-Identifier: MIT
"""A command about more letters than one line may name, as several commands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, TypeVar, cast

from mailproto.commands.base import Command
from mailproto.errors import LocalProtocolError
from mailproto.printer import LINE_LIMIT, WireStyle, Writer
from mailproto.sequences import SequenceSet, UidSet

C = TypeVar("C", bound=Command[Any])

_TAG_OCTETS: Final = 5  # with its space
_RANGE_OCTETS: Final = len("4294967295:4294967295")


def split_by_line(command: C, limit: int = LINE_LIMIT) -> tuple[C, ...]:
    """Divide a command about many letters into commands whose lines are at most `limit` octets long.

    Raises LocalProtocolError for a command that could not be sent at all, or that does not name letters.
    """
    attribute = command.divided_by
    if not attribute:
        raise LocalProtocolError("bad-argument", what=command.name, reason="it names no letters to divide it by")
    numbers: SequenceSet | UidSet = getattr(command, attribute)
    writer = Writer(WireStyle())
    command.write(writer)
    others = _TAG_OCTETS + sum(len(piece.data) for piece in writer.pieces()) - len(bytes(numbers))
    parts = numbers.split(max(limit - others, _RANGE_OCTETS))
    changes: list[dict[str, Any]] = [{attribute: part} for part in parts]
    return tuple(cast("C", replace(cast("Any", command), **each)) for each in changes)
