# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be wrong with a letter, and how it is said to the person."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from mailapp.texts import translatable


class Problem(StrEnum):
    """Something in a letter was broken, and was repaired or left closed."""

    NOT_CLOSED = "not-closed"
    NO_BOUNDARY = "no-boundary"
    TOO_MANY_PARTS = "too-many-parts"
    TOO_DEEP = "too-deep"
    HEADER_TOO_LONG = "header-too-long"
    SEVERAL_FROM = "several-from"


PROBLEM_SENTENCES: Final[Mapping[Problem, str]] = {
    Problem.NOT_CLOSED: translatable("The letter breaks off: its last part has no end."),
    Problem.NO_BOUNDARY: translatable("The letter does not say how its parts are separated; the program has guessed."),
    Problem.TOO_MANY_PARTS: translatable("The letter has too many parts; only the first of them are shown."),
    Problem.TOO_DEEP: translatable("The letter's parts are nested too deeply; the innermost are shown as attachments."),
    Problem.HEADER_TOO_LONG: translatable("The letter's header is too long; only its beginning is shown."),
    Problem.SEVERAL_FROM: translatable("The letter names its sender more than once; it may be forged."),
}
"""Sentences for `tr`."""

CUT: Final = translatable("The letter is too large to be shown whole; save it to see the rest.")
"""Not a fault of the letter: what is shown of it has a limit. For `tr` too."""
