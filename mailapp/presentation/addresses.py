# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the addresses of a letter's From, To, Cc and Reply-To (RFC 5322 section 3.4), broken ones too.

Knows nothing of address books, and does not judge whether an address exists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from mailapp.presentation.encoded_words import decode_header_bytes, decode_words
from mailapp.presentation.safe_text import one_line

_TOKEN: Final = re.compile(
    r'''"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<special>[<>,;:()])|\\.?|[^"\\<>,;:()]+|"''',
    re.DOTALL,
)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_FIELD: Final = 262_144  # bytes


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """A person's name as the letter gives it, and the address; either may be empty. Both are safe to show."""

    name: str
    address: str


def read_addresses(value: bytes, most: int, longest: int) -> tuple[EmailAddress, ...]:
    """Read the body of an address field: at most `most` addresses, each name at most `longest` characters.

    Groups give their members. Never raises; linear time, however comments are nested.
    """
    text = value[:_LONGEST_FIELD].decode("utf-8", "surrogateescape")
    return tuple(islice(_addresses(text, longest), most))


@dataclass(slots=True)
class _Gathered:
    phrase: str = ""
    comment: str = ""
    angle: str | None = None

    def address(self, longest: int) -> EmailAddress | None:
        phrase = self.phrase.strip()
        if self.angle is None and "@" in phrase:
            address, name = phrase, self.comment
        else:
            address, name = self.angle or "", phrase or self.comment
        shown = EmailAddress(_shown(name, longest), _shown("".join(address.split()), longest))
        return shown if shown.name or shown.address else None


def _shown(text: str, longest: int) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    return one_line(decode_header_bytes(raw) if not raw.isascii() else decode_words(text), longest)


def _addresses(text: str, longest: int) -> Iterator[EmailAddress]:
    gathered = _Gathered()
    depth = 0  # of comments
    for token in _TOKEN.finditer(text):
        special = token["special"] or ""
        if depth or special == "(":
            depth += {"(": 1, ")": -1}.get(special, 0)
            gathered.comment += "" if special in {"(", ")"} else token[0]
        elif special and gathered.angle and gathered.angle.startswith("@"):
            # A route before the address (RFC 5322 section 4.4), which nobody follows any more.
            gathered.angle = "" if special == ":" else gathered.angle
        elif special in {",", ";"}:
            if (address := gathered.address(longest)) is not None:
                yield address
            gathered = _Gathered()
        elif special == ":" and gathered.angle is None:
            gathered = _Gathered()  # what stood before was the name of a group
        else:
            _gather(gathered, token)
    if (address := gathered.address(longest)) is not None:
        yield address


def _gather(gathered: _Gathered, token: re.Match[str]) -> None:
    content = _QUOTED_PAIR.sub(r"\1", token["quoted"]) if token["quoted"] is not None else token[0]
    if token["special"] == "<":
        gathered.angle = ""
    elif token["special"] == ">":
        gathered.angle = gathered.angle or ""
    elif gathered.angle is not None:
        gathered.angle += content
    else:
        gathered.phrase += content
