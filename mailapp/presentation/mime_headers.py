# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the header of a letter or of a part: fields, media types, parameters (RFC 5322, 2045, 2183, 2231).

Reads what broken senders write as far as it has a meaning; never raises. Knows nothing of bodies.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from mailapp.presentation.charsets import decode
from mailapp.presentation.encoded_words import decode_header_bytes

_FIELD: Final = re.compile(rb"^([!-9;-~]+)[ \t]*:(.*(?:\n[ \t].*)*)", re.MULTILINE)
_FOLD: Final = re.compile(rb"\r?\n(?=[ \t])")
_MEDIA_TYPE: Final = re.compile(r"""([^\s/;"()<>,=]+) ?/ ?([^\s/;"()<>,=]+)""")
# The semicolon before a parameter may be missing; an unquoted value may hold spaces, as file names do.
_PARAMETER: Final = re.compile(
    r"""(?P<name>[^\s;=,"()<>]+) ?= ?(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<token>(?:(?! [\w*-]+ ?=)[^;])*))"""
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)")
# RFC 2231 section 3 and 4: name*0*, name*1, name*.
_PIECE: Final = re.compile(r"(?P<name>[^*]+)\*(?:(?P<number>\d{1,4})(?P<encoded>\*)?)?")
_LONGEST_STRUCTURED: Final = 65_536  # bytes of a field that holds parameters; more is no parameter


class HeaderField(NamedTuple):
    """One field: its name as written and its body, unfolded and not yet decoded."""

    name: str
    value: bytes

    @property
    def text(self) -> str:
        """The body with its encoded words read (RFC 2047)."""
        return decode_header_bytes(self.value.strip())


class Parametrized(NamedTuple):
    """The body of a Content-Type or Content-Disposition field.

    `value` is in lower case: `text/plain`, `attachment`, or empty where nothing readable stood there. Parameters
    have lower-case names; their values are decoded except `boundary`, which stands byte for byte as Latin-1.
    """

    value: str
    parameters: Mapping[str, str]


NO_VALUE: Final = Parametrized("", {})


def read_fields(block: bytes, most: int) -> tuple[HeaderField, ...]:
    """Give the first `most` fields of a header; lines that are no field are skipped."""
    return tuple(
        HeaderField(found[1].decode("ascii"), _FOLD.sub(b"", found[2]).strip(b" \t\r\n"))
        for found in islice(_FIELD.finditer(block), most)
    )


def last_value(fields: tuple[HeaderField, ...], name: str) -> bytes:
    """Give the body of the last field of this name (lower case), or nothing.

    Where a part has two Content-Type fields its body follows the one written last: the first belongs to a part whose
    own body was lost.
    """
    return next((field.value for field in reversed(fields) if field.name.lower() == name), b"")


def read_media_type(value: bytes) -> Parametrized:
    """Read the body of a Content-Type field (RFC 2045 section 5.1)."""
    text = _collapsed(value)
    found = _MEDIA_TYPE.match(text)
    if not found:
        return Parametrized("", _parameters(text))
    return Parametrized(f"{found[1]}/{found[2]}".lower(), _parameters(text[found.end() :]))


def read_disposition(value: bytes) -> Parametrized:
    """Read the body of a Content-Disposition field (RFC 2183)."""
    text = _collapsed(value)
    first, _, _ = text.partition(";")
    if "=" in first:
        return Parametrized("", _parameters(text))
    return Parametrized(first.strip().lower(), _parameters(text[len(first) :]))


def _collapsed(value: bytes) -> str:
    return " ".join(value[:_LONGEST_STRUCTURED].decode("latin-1").split())


def _parameters(text: str) -> Mapping[str, str]:
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in _name_value_pairs(text):
        piece = _PIECE.fullmatch(name)
        if piece is None:
            plain.setdefault(name, value)
            continue
        number = int(piece["number"] or 0)
        encoded = piece["number"] is None or piece["encoded"] is not None
        pieces.setdefault(piece["name"], {}).setdefault(number, (value, encoded))
    decoded = {
        name: value if name == "boundary" else decode_header_bytes(value.encode("latin-1"))
        for name, value in plain.items()
    }
    return decoded | {name: _join(of_name) for name, of_name in pieces.items()}


def _name_value_pairs(text: str) -> Iterator[tuple[str, str]]:
    for found in _PARAMETER.finditer(text):
        name = found["name"].lower()
        if found["quoted"] is not None:
            yield name, _QUOTED_PAIR.sub(r"\1", found["quoted"])
            continue
        token = found["token"].strip().strip('"')
        # What follows the first word is a comment (RFC 2045 section 5.1), but for names, which senders forget to quote.
        yield name, token if name in {"name", "filename"} else token.partition(" ")[0]


def _join(pieces: Mapping[int, tuple[str, bool]]) -> str:
    """Join the pieces of one parameter up to the first that is missing (RFC 2231 section 3)."""
    data = bytearray()
    charset = ""
    for number in range(len(pieces)):
        if number not in pieces:
            break
        value, encoded = pieces[number]
        if number == 0 and encoded and value.count("'") > 1:
            charset, _, value = value.split("'", 2)
        raw = value.encode("latin-1")
        data += unquote_to_bytes(raw) if encoded else raw
    return decode(bytes(data), charset).text
