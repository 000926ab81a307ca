# SPDX-License-Identifier: MIT
"""What a command about `$`, the result of the last search, needs of the server (RFC 9051, 6.4.4.1; RFC 5182)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mailproto.commands.base import Command
    from mailproto.sequences import SequenceSet, UidSet

_SAVED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"the saved result $": ("SEARCHRES", "IMAP4REV2")})
_NOTHING: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


def needs_of_numbers(numbers: SequenceSet | UidSet) -> Mapping[str, tuple[str, ...]]:
    """Give what naming `numbers` needs, as `Command.needs` says it."""
    return _SAVED if numbers.is_saved else _NOTHING


def needs_of_letters(command: Command[object]) -> Mapping[str, tuple[str, ...]]:
    """Give what the letters that a command is about need."""
    return needs_of_numbers(getattr(command, command.divided_by)) if command.divided_by else _NOTHING
