# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a letter is looked at: what is beyond these limits is left closed, never lost (the source stays)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLimits:
    """Limits for taking a letter apart."""

    depth: int = 100
    """Multiparts inside each other."""
    parts: int = 10_000
    header_bytes: int = 1 << 20
    """Bytes of one header, of the letter or of a part."""
    header_fields: int = 2_000
    """Fields of one header."""
    name_characters: int = 1_000
    """Characters of a file name, an address or a subject that are shown."""
    field_characters: int = 65_536
    """Characters of a header field that are shown."""
    addresses: int = 1_000
    """Addresses read from one field."""


DEFAULT_LETTER_LIMITS: Final = LetterLimits()


LAYOUT_WORK: Final = 80_000.0
"""Microseconds that Qt may take to lay out one letter, all its texts together, as `layout_work` weighs them: the window
stands still meanwhile. Well below half of the 200 ms that a person does not mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlLimits:
    """Limits for showing HTML; beyond them the letter's text is shown without it."""

    characters: int = 2_000_000
    elements: int = 20_000
    depth: int = 200
    """Elements inside each other."""
    layout_work: float = LAYOUT_WORK


DEFAULT_HTML_LIMITS: Final = HtmlLimits()
