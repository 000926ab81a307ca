# SPDX-License-Identifier: MIT
"""What a search key is, and how keys are combined (RFC 9051, 6.4.4; RFC 6203). Knows no condition on letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mailproto.errors import LocalProtocolError
from mailproto.printer import Writer


class SearchKey:
    """A condition on letters; combined with `&`, `|` and `~`.

    `key` is its word, and `capabilities` are those of which the server needs one, none where every server knows it.
    """

    __slots__ = ()
    key: ClassVar[bytes] = b""
    capabilities: ClassVar[tuple[str, ...]] = ()

    def write(self, writer: Writer, charset: str) -> None:
        """Write the key; text goes in `charset`. Raises LocalProtocolError."""
        raise NotImplementedError

    @property
    def nested(self) -> tuple[SearchKey, ...]:
        """The keys that this one is made of."""
        return ()

    @property
    def text(self) -> str:
        """What is searched for, where it is text: it decides whether a charset is needed."""
        return ""

    @property
    def names_numbers(self) -> bool:
        """Whether sequence numbers are named."""
        return False

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """What the key needs of the server, as `Command.needs` says it; without what its nested ones need."""
        return {f"the search key {self.key.decode('ascii')}": self.capabilities} if self.capabilities else {}

    def every(self) -> Iterator[SearchKey]:
        """Give this key and all that it is made of."""
        waiting: list[SearchKey] = [self]
        while waiting:
            key = waiting.pop()
            waiting += key.nested
            yield key

    def __and__(self, other: SearchKey) -> And:
        return And((*_parts(self, And), *_parts(other, And)))

    def __or__(self, other: SearchKey) -> Or:
        return Or((*_parts(self, Or), *_parts(other, Or)))

    def __invert__(self) -> SearchKey:
        return Not(self)


@dataclass(frozen=True, slots=True)
class And(SearchKey):
    """Meets all of the keys, of which there is at least one."""

    keys: tuple[SearchKey, ...]

    @property
    def nested(self) -> tuple[SearchKey, ...]:
        """The keys."""
        return self.keys

    def write(self, writer: Writer, charset: str) -> None:
        """Write them in parentheses."""
        writer.open()
        self.write_outermost(writer, charset)
        writer.close()

    def write_outermost(self, writer: Writer, charset: str) -> None:
        """Write them one after the other, as they stand in a command."""
        _check_some(self.keys)
        for key in self.keys:
            key.write(writer, charset)


@dataclass(frozen=True, slots=True)
class Or(SearchKey):
    """Meets at least one of the keys, of which there is at least one."""

    keys: tuple[SearchKey, ...]

    @property
    def nested(self) -> tuple[SearchKey, ...]:
        """The keys."""
        return self.keys

    def write(self, writer: Writer, charset: str) -> None:
        """Write an OR of two halves: so a thousand keys are nested ten deep, which every server reads."""
        _check_some(self.keys)
        middle = len(self.keys) // 2
        if middle == 0:
            self.keys[0].write(writer, charset)
            return
        writer.word(b"OR")
        Or(self.keys[:middle]).write(writer, charset)
        Or(self.keys[middle:]).write(writer, charset)


@dataclass(frozen=True, slots=True)
class _OfKey(SearchKey):
    condition: SearchKey

    @property
    def nested(self) -> tuple[SearchKey, ...]:
        return (self.condition,)

    def write(self, writer: Writer, charset: str) -> None:
        writer.word(self.key)
        self.condition.write(writer, charset)


@dataclass(frozen=True, slots=True)
class Not(_OfKey):
    """Does not meet the key."""

    key = b"NOT"

    def __invert__(self) -> SearchKey:
        return self.condition


@dataclass(frozen=True, slots=True)
class Fuzzy(_OfKey):
    """Meets the key more or less, as the server thinks fit (RFC 6203, 3)."""

    key = b"FUZZY"
    capabilities = ("SEARCH=FUZZY",)


def _parts(key: SearchKey, kind: type[And | Or]) -> tuple[SearchKey, ...]:
    return key.keys if isinstance(key, kind) else (key,)


def _check_some(keys: tuple[SearchKey, ...]) -> None:
    if not keys:
        raise LocalProtocolError("bad-argument", what="the search", reason="it has no condition")
