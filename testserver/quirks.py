# SPDX-License-Identifier: MIT
"""How a server deviates, as values: rewritings of responses and of commands, refusals, standing faults.

Knows how they are applied; which there are stands in the table of quirks. A profile has any number of them.
"""

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from testserver.answers import (
    Atom,
    Condition,
    Continuation,
    Fetched,
    Raw,
    Response,
    Status,
    Untagged,
    encode,
    octets_of,
)

_RANGE = re.compile(rb"(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replaces octets of a whole response. `kind` is its word: FETCH, LIST, OK, EXISTS, `+` for a continuation."""

    kind: str
    pattern: bytes
    replacement: bytes


@dataclass(frozen=True, slots=True)
class ItemRewrite:
    """Replaces octets in the value of a FETCH item; `item` is how its name begins. None leaves the item out."""

    item: str
    pattern: bytes
    replacement: bytes | None


@dataclass(frozen=True, slots=True)
class Reread:
    """Reads a command as if it had been another: replaces octets of it."""

    pattern: bytes
    replacement: bytes


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answers a command that the pattern finds with a status, unless the command named by `unless` came before."""

    pattern: bytes
    condition: Condition
    text: str
    unless: str | None = None
    also: Callable[[bytes], bool] | None = None  # must hold too


@dataclass(frozen=True, slots=True)
class Quirk:
    """One deviation. `rows` are those of the table of real servers, `example` octets that it puts on the wire."""

    name: str
    rows: tuple[int, ...]
    server: str
    example: bytes
    changes: tuple[Rewrite | ItemRewrite | Reread | Refuse | str, ...] = ()  # a text is a fault, armed for good
    longest_line: int | None = None  # octets of a command's first line

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults, as text."""
        return tuple(change for change in self.changes if isinstance(change, str))


@lru_cache(1024)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern, re.DOTALL | re.IGNORECASE)


def descends(command: bytes) -> bool:
    """Tell whether a range of numbers in a command begins with the larger one."""
    return any(int(first) > int(last) for first, last in _RANGE.findall(command))


def quirked(quirks: tuple[Quirk, ...], response: Response) -> Iterator[bytes]:
    """Yield the octets of a response as a server with these quirks writes it."""
    changes = [change for quirk in quirks for change in quirk.changes]
    if isinstance(response, Fetched):
        for change in changes:
            if isinstance(change, ItemRewrite):
                response = _with_item(response, change)
    kind = _kind(response)
    rewrites = [change for change in changes if isinstance(change, Rewrite) and change.kind == kind]
    if not rewrites:
        yield from encode(response)
        return
    octets = b"".join(encode(response))
    for rewrite in rewrites:
        octets = _compiled(rewrite.pattern).sub(rewrite.replacement, octets, count=1)
    yield octets


def _with_item(response: Fetched, change: ItemRewrite) -> Fetched:
    wanted = change.item.encode("ascii")
    items = []
    for name, value in response.items:
        if not (name == wanted or (wanted.endswith(b"[") and name.startswith(wanted))):
            items.append((name, value))
        elif change.replacement is not None:
            octets = _compiled(change.pattern).sub(change.replacement, octets_of(value))
            items.append((name, Atom(octets)))
    return Fetched(response.number, response.uid, tuple(items))


def _kind(response: Response) -> str:
    match response:
        case Status(condition=condition):
            return condition
        case Continuation():
            return "+"
        case Fetched():
            return "FETCH"
        case Untagged(values=(Atom(word), *_)) | Untagged(values=(_, Atom(word), *_)):
            return word.decode("latin-1")
        case Raw() | Untagged():
            return ""


def reread(quirks: tuple[Quirk, ...], command: bytes) -> bytes:
    """Return a command as a server with these quirks reads it."""
    for quirk in quirks:
        for change in quirk.changes:
            if isinstance(change, Reread):
                command = _compiled(change.pattern).sub(change.replacement, command)
    return command


def refusal(quirks: tuple[Quirk, ...], command: bytes, came: AbstractSet[str]) -> Status | None:
    """Return why a server with these quirks refuses a command; `came` are the commands that came before."""
    line = command.partition(b"\r\n")[0]
    for quirk in quirks:
        if quirk.longest_line is not None and len(line) > quirk.longest_line:
            return Status(Condition.BAD, f"Command line longer than {quirk.longest_line} octets")
        for change in quirk.changes:
            if not isinstance(change, Refuse) or (change.unless is not None and change.unless in came):
                continue
            if _compiled(change.pattern).search(command) and (change.also is None or change.also(command)):
                return Status(change.condition, change.text)
    return None
