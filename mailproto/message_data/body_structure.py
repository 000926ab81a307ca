# SPDX-License-Identifier: MIT
"""The parts of a letter as BODYSTRUCTURE describes them (RFC 9051, 7.5.2), read with what real servers leave out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.message_data.construction import quick_maker
from mailproto.message_data.encoded_words import decode_parameter, decode_text
from mailproto.message_data.envelope import Envelope, read_envelope
from mailproto.scanner import NESTING, UnreadableError, Value, quantity, read_value
from mailproto.unparsed import Unparsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PartNumber = tuple[int, ...]
"""How commands name a part: `(1, 2)` is `1.2`; empty for the whole letter (RFC 9051, 6.4.5.1)."""


@dataclass(frozen=True, slots=True)
class Disposition:
    """A Content-Disposition (RFC 2183); `kind` and the parameters' names in lower case."""

    kind: str
    parameters: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Multipart:
    """Parts that belong together; `subtype` in lower case. Some servers lose the parts of one: then there are none."""

    parts: tuple[BodyPart | Multipart, ...]
    subtype: str
    parameters: Mapping[str, bytes]
    disposition: Disposition | None
    language: tuple[str, ...]
    location: bytes | None

    def walk(self) -> Iterator[tuple[PartNumber, BodyPart | Multipart]]:
        """Give this and every part below it in the letter's order, each with its number; see `BodyPart.walk`."""
        return _walk(self)


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part that is not divided; types, encoding and parameters' names in lower case.

    `size` is in octets as encoded, None where the server does not tell a sensible one; `lines` only of text and
    letters. `envelope` and `body` are of a letter inside (message/rfc822, message/global), where the server gives them.
    """

    media_type: str
    subtype: str
    parameters: Mapping[str, bytes]
    content_id: bytes | None
    description: bytes | None
    encoding: str
    size: int | None
    lines: int | None
    envelope: Envelope | None
    body: BodyPart | Multipart | None
    md5: bytes | None
    disposition: Disposition | None
    language: tuple[str, ...]
    location: bytes | None

    @property
    def file_name(self) -> str | None:
        """The name that the sender gave the part, decoded; to be made safe before it becomes a path."""
        if self.disposition is not None:
            name = decode_parameter(self.disposition.parameters, "filename")
            if name is not None:
                return name
        return decode_parameter(self.parameters, "name")

    @property
    def description_text(self) -> str:
        """The description as people read it; empty where there is none."""
        return decode_text(self.description or b"")

    def walk(self) -> Iterator[tuple[PartNumber, BodyPart | Multipart]]:
        """Give this and every part below it in the letter's order, each with its number.

        A letter that is not divided has the one part 1. A letter inside is numbered by its place, its parts below
        that; the multipart that such a letter may be has no number of its own and is not given, only its parts.
        """
        return _walk(self)


BodyStructure = BodyPart | Multipart

_make_part: Final = quick_maker(BodyPart)
_make_multipart: Final = quick_maker(Multipart)

_NO_PARAMETERS: Final[Mapping[str, bytes]] = MappingProxyType({})
_BASIC_FIELDS: Final = 7  # what every part that is not divided has (RFC 9051, 9: body-fields)
_EXTENSION_FIELDS: Final = 4  # what may follow the basic ones and those of the type
_LONGEST_REMEMBERED: Final = 10_000  # octets; so that what was read last stays at hand, and no bomb does
_LETTERS: Final = frozenset({("message", "rfc822"), ("message", "global")})


def _walk(root: BodyStructure) -> Iterator[tuple[PartNumber, BodyStructure]]:
    waiting: list[tuple[PartNumber, BodyStructure]] = [((), root) if isinstance(root, Multipart) else ((1,), root)]
    while waiting:
        number, part = waiting.pop()
        yield number, part
        if isinstance(part, Multipart):
            below = part.parts
        elif isinstance(part.body, Multipart):
            below = part.body.parts
        else:
            below = () if part.body is None else (part.body,)
        waiting += [((*number, index), each) for index, each in enumerate(below, 1)][::-1]


def read_body_structure(raw: bytes) -> BodyStructure | Unparsed:
    """Read a BODYSTRUCTURE or BODY, outer parentheses included; its literals have become quoted strings."""
    return _read_known(raw) if len(raw) <= _LONGEST_REMEMBERED else _read(raw)


def _read(raw: bytes) -> BodyStructure | Unparsed:
    try:
        value, end = read_value(raw, nesting=NESTING)
        return _build(_part(value)) if not raw[end:].strip() else Unparsed(raw, "something follows the body structure")
    except UnreadableError as error:
        return Unparsed(raw, str(error))


_read_known: Final = lru_cache(maxsize=256)(_read)


def _build(root: list[Value]) -> BodyStructure:
    """Make the tree from its leaves up, so that no depth can exhaust the stack."""
    order, below = [root], []
    for node in order:  # grows while it is walked: parts come after what they are part of
        below.append(_parts_below(node))
        order += below[-1]
    built: dict[int, BodyStructure] = {}
    for node, nodes_below in zip(reversed(order), reversed(below), strict=True):
        parts = tuple([built.pop(id(each)) for each in nodes_below])
        built[id(node)] = _multipart(node, parts) if _is_multipart(node) else _body_part(node, parts)
    return built[id(root)]


def _parts_below(node: list[Value]) -> list[list[Value]]:
    if isinstance(node[0], list):
        return [_part(each) for each in node[: _leading_lists(node)]]
    rest = node[_BASIC_FIELDS:]
    # A letter inside may lack its envelope and body, or have an empty body.
    if not _is_multipart(node) and _is_letter(node) and len(rest) > 1 and isinstance(rest[0], list) and rest[1]:
        return [_part(rest[1])]
    return []


def _is_multipart(node: list[Value]) -> bool:
    if isinstance(node[0], list):
        return True
    # Gmail loses the parts of one whose boundary repeats the outer one: a subtype remains, followed by parameters where
    # the subtype of an undivided part would be.
    is_undivided = len(node) > 1 and isinstance(node[1], bytes)
    return isinstance(node[0], bytes) and not is_undivided and len(node) < _BASIC_FIELDS


def _leading_lists(node: list[Value]) -> int:
    return next((index for index, each in enumerate(node) if not isinstance(each, list)), len(node))


def _multipart(node: list[Value], parts: tuple[BodyStructure, ...]) -> Multipart:
    subtype, parameters, *extension = node[len(parts) :] + [None] * 2
    if extension and isinstance(extension[0], bytes) and b" " in extension[0]:
        extension = extension[1:]  # Exchange puts the description before the disposition
    disposition, language, location = (*extension, None, None, None)[:3]
    return _make_multipart(
        parts,
        _word(subtype),
        _parameters(parameters),
        _disposition(disposition),
        _languages(language),
        _string(location),
    )


def _body_part(node: list[Value], parts: tuple[BodyStructure, ...]) -> BodyPart:
    if len(node) < _BASIC_FIELDS:
        message = f"a part of {len(node)} fields where there should be at least {_BASIC_FIELDS}"
        raise UnreadableError(message)
    media_type, subtype, parameters, content_id, description, encoding, size, *rest = node
    envelope = None
    if _is_letter(node) and len(rest) > 1 and isinstance(rest[0], list):
        envelope = read_envelope(rest[0])
        rest = rest[2:]
    # Text without a count of lines, and a count where none belongs: both exist.
    lines = _size(rest[0]) if rest else None
    if lines is not None or (_word(media_type) == "text" and len(rest) > _EXTENSION_FIELDS):
        rest = rest[1:]
    md5, disposition, language, location = (*rest, None, None, None, None)[:4]
    return _make_part(
        _word(media_type),
        _word(subtype),
        _parameters(parameters),
        _string(content_id),
        _string(description),
        _word(encoding) or "7bit",
        _size(size),
        lines,
        envelope,
        parts[0] if parts else None,
        _string(md5),
        _disposition(disposition),
        _languages(language),
        _string(location),
    )


def _part(value: Value) -> list[Value]:
    if not isinstance(value, list) or not value:
        message = f"not a part: {value!r:.40}"
        raise UnreadableError(message)
    return value


def _is_letter(node: list[Value]) -> bool:
    return len(node) > 1 and (_word(node[0]), _word(node[1])) in _LETTERS


def _string(value: Value) -> bytes | None:
    return value if isinstance(value, bytes) else None


def _word(value: Value) -> str:
    return value.decode("latin-1").strip().lower() if isinstance(value, bytes) else ""


def _size(value: Value) -> int | None:
    """Take a count; -1, NIL and the like are none."""
    try:
        return quantity(value)
    except UnreadableError:
        return None


def _parameters(value: Value) -> Mapping[str, bytes]:
    if not isinstance(value, list):
        return _NO_PARAMETERS
    found: dict[str, bytes] = {}
    for name, each in zip(value[::2], value[1::2], strict=False):
        # A name without a value says nothing; of two equal names the first counts.
        if isinstance(name, bytes) and isinstance(each, bytes):
            found.setdefault(_word(name), each)
    return MappingProxyType(found)


def _disposition(value: Value) -> Disposition | None:
    if isinstance(value, bytes):
        return Disposition(_word(value), _NO_PARAMETERS)  # Exchange forgets the parentheses
    if not value or not isinstance(value[0], bytes):
        return None
    return Disposition(_word(value[0]), _parameters(value[1] if len(value) > 1 else None))


def _languages(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(each.decode("latin-1") for each in values if isinstance(each, bytes))
