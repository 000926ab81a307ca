# SPDX-License-Identifier: MIT
"""Looks at everything that a value shows: fields, properties, parts, elements. Knows no class of them by its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import islice

from mailproto.message_data import BodyPart, Multipart
from mailproto.responses import CopyUid
from mailproto.sequences import NumberSet
from mailproto.unparsed import Unparsed

_MOST = 100  # of what may be as long as a server likes to say, such as a set of numbers


def everything_in(value: object) -> Iterator[object]:
    """Give a value and all that can be seen of it, each looked at; raises whatever looking raises."""
    waiting = [value]
    while waiting:
        present = waiting.pop()
        assert isinstance(repr(present), str)
        yield present
        waiting += _inside(present)


def unparsed_in(value: object) -> list[Unparsed]:
    """Give what could not be read of a value."""
    return [each for each in everything_in(value) if isinstance(each, Unparsed)]


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, tuple | list | frozenset):
        yield from value
    elif isinstance(value, NumberSet):
        yield from islice(value.ranges(), _MOST)
        assert type(value).parse(bytes(value)) == value if value else not bytes(value)
        assert hash(value) == hash(type(value).of_ranges(value.ranges()))
    elif is_dataclass(value):
        yield from (getattr(value, each.name) for each in fields(value))
        yield from (getattr(value, name) for name in _properties(type(value)))
    if isinstance(value, CopyUid):
        yield from islice(value.pairs(), _MOST)
    if isinstance(value, BodyPart | Multipart):
        numbers = [number for number, _ in value.walk()]
        assert len(numbers) == len(set(numbers)), "two parts of one number"


def _properties(kind: type[object]) -> list[str]:
    return [name for name in dir(kind) if isinstance(getattr(kind, name), property)]
