# SPDX-License-Identifier: MIT
"""SASLprep (RFC 4013): one spelling for names and passwords that people take for the same."""

from __future__ import annotations

import stringprep
import unicodedata
from typing import Final

from mailproto.errors import LocalProtocolError

_PROHIBITED: Final = (  # RFC 4013, 2.3
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def prepared(text: str, what: str) -> bytes:
    """Give the octets of a text as SASLprep spells it.

    Characters that Unicode 3.2 did not know pass, in passwords too: people do have emoji in them. Raises
    LocalProtocolError, "forbidden-character", or "bad-argument" where nothing is left.
    """
    mapped = "".join(
        " " if stringprep.in_table_c12(each) else each for each in text if not stringprep.in_table_b1(each)
    )
    normal = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    for character in normal:
        if any(is_prohibited(character) for is_prohibited in _PROHIBITED):
            raise LocalProtocolError("forbidden-character", what=what, character=f"U+{ord(character):04X}")
    if not normal:
        raise LocalProtocolError("bad-argument", what=what, reason="it is empty")
    _check_directions(normal, what)
    return normal.encode("utf-8")


def _check_directions(text: str, what: str) -> None:
    """Refuse what would be shown in another order than it is written (RFC 3454, 6)."""
    if not any(map(stringprep.in_table_d1, text)):
        return
    ends_so = stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
    if not ends_so or any(map(stringprep.in_table_d2, text)):
        raise LocalProtocolError("bad-argument", what=what, reason="it mixes directions of writing")
