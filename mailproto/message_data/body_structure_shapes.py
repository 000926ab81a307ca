# SPDX-License-Identifier: MIT
"""The shapes that nearly all body structures are made of, each read by one pattern (RFC 9051, 7.5.2 and 9).

A structure is cut into parts, and into what opens and closes the parts around them. What has another shape anywhere is
left to `mailproto.message_data.body_structure_grammar`, which knows what servers get wrong; both give equal values.
"""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from mailproto.message_data.body_structure import make_disposition, make_multipart, make_part
from mailproto.message_data.envelope import read_envelope
from mailproto.scanner import NESTING, UnreadableError, read_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailproto.message_data.body_structure import BodyStructure, Disposition
    from mailproto.message_data.envelope import Envelope

    _Fields = tuple[str, str, Mapping[str, bytes], bytes | None, bytes | None, str]
    _Extension = tuple[Disposition | None, tuple[str, ...], bytes | None]
    _Letter = tuple[tuple[str, str, Mapping[str, bytes], bytes | None, bytes | None, str, int], Envelope]


def _fields(string: bytes, nstring: bytes, parameters: bytes) -> bytes:
    """Make the pattern of what every part that is not divided begins with, but for its size."""
    return rb" ".join([string, string, parameters, nstring, nstring, string])


def _extension(disposition: bytes, language: bytes, nstring: bytes) -> bytes:
    """Make the pattern of what may follow the fields of a type, behind the MD5 of a part."""
    return rb"(?: " + disposition + rb"(?: " + language + rb"(?: " + nstring + rb")?)?)?"


_STRING: Final = rb'"[^"]*+"'  # what follows each in the patterns proves that its second mark is its end
_NSTRING: Final = rb"(?:NIL|" + _STRING + rb")"
_STRINGS: Final = rb"\(" + _STRING + rb"(?>(?: " + _STRING + rb")*)\)"
_PARAMETERS: Final = rb"(?:NIL|" + _STRINGS + rb")"
_LANGUAGE: Final = rb"(?:" + _NSTRING + rb"|" + _STRINGS + rb")"
_FIELDS: Final = _fields(_STRING, _NSTRING, _PARAMETERS)
_EXTENSION: Final = _extension(rb"(?:NIL|\(" + _STRING + rb" " + _PARAMETERS + rb"\))", _LANGUAGE, _NSTRING)
_COUNT: Final = rb"(\d{1,20})"
# An envelope is only delimited here: lists in lists in a list, of strings in which marks may be escaped.
_ANY_STRING: Final = rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"(?=[ ()])'
_FLAT: Final = rb'[^()"]*+(?>(?:' + _ANY_STRING + rb'[^()"]*+)*)'
_ADDRESSES: Final = rb"\(" + _FLAT + rb"(?>(?:\(" + _FLAT + rb"\)" + _FLAT + rb")*)\)"
_ENVELOPE: Final = rb"\(" + _FLAT + rb"(?>(?:" + _ADDRESSES + _FLAT + rb")*)\)"

_PIECES: Final = (
    rb"\((" + _FIELDS + rb") " + _COUNT + rb"(?: " + _COUNT + rb")?(?: NIL(" + _EXTENSION + rb"))?\)"  # a part
    rb"|(\()(?=\()"  # a multipart begins
    rb"| (" + _STRING + rb")(?: (" + _PARAMETERS + rb")(" + _EXTENSION + rb"))?\)"  # it ends
    rb"|\((" + _FIELDS + rb") " + _COUNT + rb" (" + _ENVELOPE + rb") (?=\()"  # a letter inside begins
    rb"| " + _COUNT + rb"(?: NIL(" + _EXTENSION + rb"))?\)"  # it ends
    rb"|[\s\S]++"  # anything else
)
_NOTHING_ESCAPED: Final = re.compile(_PIECES)
_ESCAPED_IN_ENVELOPES: Final = re.compile(_PIECES.replace(_STRING, rb'"[^"\\]*+"'))
_FIELDS_OF: Final = re.compile(_fields(rb'"([^"]*+)"', rb"(" + _NSTRING + rb")", rb"(" + _PARAMETERS + rb")"))
_EXTENSION_OF: Final = re.compile(
    _extension(rb'(?:NIL|\("([^"]*+)" (' + _PARAMETERS + rb")\))", rb"(" + _LANGUAGE + rb")", rb"(" + _NSTRING + rb")")
)
_LETTERS: Final = frozenset({("message", "rfc822"), ("message", "global")})
_DEEPEST: Final = NESTING - 5  # the lists of a part and of its envelope come on top
_REMEMBERED: Final = 1024  # of each kind: most parts are of a few types and have no disposition

_ONE_PARAMETER: Final = 5  # pieces, when cut at the quotation marks
NO_PARAMETERS: Final[Mapping[str, bytes]] = MappingProxyType({})


def word_of(raw: bytes) -> str:
    """Give a word of MIME, which may be spelt in any case (RFC 2045, 5.1)."""
    return raw.decode("latin-1").strip().lower()


def read_common_body_structure(raw: bytes) -> BodyStructure | None:
    """Read a structure that is made of the common shapes throughout; None where it is not."""
    shape = _ESCAPED_IN_ENVELOPES if b"\\" in raw else _NOTHING_ESCAPED
    around: list[tuple[list[BodyStructure], _Letter | None]] = []
    present: list[BodyStructure] = []
    for (
        fields, size, lines, extension,
        opens, subtype, parameters, after_parameters,
        letter_fields, letter_size, envelope, letter_lines, after_lines,
    ) in shape.findall(raw):  # fmt: skip
        if fields:
            count = int(lines) if lines else None
            present.append(
                make_part(*_fields_of(fields), int(size), count, None, None, None, *_extension_of(extension))
            )
        elif opens and len(around) < _DEEPEST:
            around.append((present, None))
            present = []
        elif subtype and around and around[-1][1] is None:
            parts = tuple(present)
            present = around.pop()[0]
            present.append(
                make_multipart(parts, _word(subtype[1:-1]), _parameters(parameters), *_extension_of(after_parameters))
            )
        elif letter_fields and len(around) < _DEEPEST and (letter := _letter(letter_fields, letter_size, envelope)):
            around.append((present, letter))
            present = []
        elif letter_lines and len(present) == 1 and around and (letter := around[-1][1]):
            (body,) = present
            present = around.pop()[0]
            begun, inner = letter
            present.append(make_part(*begun, int(letter_lines), inner, body, None, *_extension_of(after_lines)))
        else:
            return None
    return present[0] if len(present) == 1 and not around else None


def _letter(fields: bytes, size: bytes, envelope: bytes) -> _Letter | None:
    """Read what stands before the parts of a letter inside; None where it is no letter, or not a good one."""
    read = _fields_of(fields)
    if read[:2] not in _LETTERS:
        return None
    try:
        return (*read, int(size)), read_envelope(read_value(envelope)[0])
    except UnreadableError:
        return None


def _parameters(raw: bytes) -> Mapping[str, bytes]:
    strings = raw.split(b'"')
    if len(strings) == _ONE_PARAMETER:
        return MappingProxyType({_word(strings[1]): strings[3]})
    found: dict[str, bytes] = {}
    for name, value in zip(strings[1::4], strings[3::4], strict=False):
        found.setdefault(_word(name), value)  # of two equal names the first counts
    return MappingProxyType(found) if found else NO_PARAMETERS


def _read_fields(raw: bytes) -> _Fields:
    media_type, subtype, parameters, content_id, description, encoding = _groups(_FIELDS_OF, raw)
    return (
        _word(media_type),
        _word(subtype),
        _parameters(parameters),
        _nstring(content_id),
        _nstring(description),
        _word(encoding) or "7bit",
    )


def _read_extension(raw: bytes) -> _Extension:
    kind, parameters, language, location = _groups(_EXTENSION_OF, raw)
    disposition = None if kind is None else make_disposition(_word(kind), _parameters(parameters))
    languages = () if language is None else tuple(each.decode("latin-1") for each in language.split(b'"')[1::2])
    return disposition, languages, None if location is None else _nstring(location)


def _groups(pattern: re.Pattern[bytes], raw: bytes) -> Sequence[bytes]:
    return cast("re.Match[bytes]", pattern.fullmatch(raw)).groups()  # the same pattern has found `raw`


def _nstring(raw: bytes) -> bytes | None:
    return raw[1:-1] if raw[:1] == b'"' else None


_word: Final = lru_cache(_REMEMBERED)(word_of)
_fields_of: Final = lru_cache(_REMEMBERED)(_read_fields)
_extension_of: Final = lru_cache(_REMEMBERED)(_read_extension)
