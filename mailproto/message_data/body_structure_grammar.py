# SPDX-License-Identifier: MIT
"""BODYSTRUCTURE and BODY by the whole grammar, with what real servers leave out or put in (RFC 9051, 7.5.2 and 9)."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.message_data.body_structure import (
    BodyPart,
    BodyStructure,
    Disposition,
    Multipart,
    make_multipart,
    make_part,
)
from mailproto.message_data.body_structure_shapes import NO_PARAMETERS, read_common_body_structure, word_of
from mailproto.message_data.envelope import read_envelope
from mailproto.scanner import NESTING, UnreadableError, Value, quantity, read_value
from mailproto.unparsed import Unparsed

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASIC_FIELDS: Final = 7  # what every part that is not divided has (RFC 9051, 9: body-fields)
_EXTENSION_FIELDS: Final = 4  # what may follow the basic ones and those of the type
_LONGEST_REMEMBERED: Final = 10_000  # octets; so that what was read last stays at hand, and no bomb does
_LETTERS: Final = frozenset({("message", "rfc822"), ("message", "global")})


def read_body_structure(raw: bytes) -> BodyStructure | Unparsed:
    """Read a BODYSTRUCTURE or BODY, outer parentheses included; its literals have become quoted strings."""
    return _read_known(raw) if len(raw) <= _LONGEST_REMEMBERED else _read(raw)


def _read(raw: bytes) -> BodyStructure | Unparsed:
    if len(raw) <= _LONGEST_REMEMBERED:
        common = read_common_body_structure(raw)
        if common is not None:
            return common
    return read_any_body_structure(raw)


def read_any_body_structure(raw: bytes) -> BodyStructure | Unparsed:
    """Read one of whatever shape."""
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
    return make_multipart(
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
    return make_part(
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
    return word_of(value) if isinstance(value, bytes) else ""


def _size(value: Value) -> int | None:
    """Take a count; -1, NIL and the like are none."""
    try:
        return quantity(value)
    except UnreadableError:
        return None


def _parameters(value: Value) -> Mapping[str, bytes]:
    if not isinstance(value, list):
        return NO_PARAMETERS
    found: dict[str, bytes] = {}
    for name, each in zip(value[::2], value[1::2], strict=False):
        # A name without a value says nothing; of two equal names the first counts.
        if isinstance(name, bytes) and isinstance(each, bytes):
            found.setdefault(_word(name), each)
    return MappingProxyType(found)


def _disposition(value: Value) -> Disposition | None:
    if isinstance(value, bytes):
        return Disposition(_word(value), NO_PARAMETERS)  # Exchange forgets the parentheses
    if not value or not isinstance(value[0], bytes):
        return None
    return Disposition(_word(value[0]), _parameters(value[1] if len(value) > 1 else None))


def _languages(value: Value) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(each.decode("latin-1") for each in values if isinstance(each, bytes))
