# SPDX-License-Identifier: MIT
"""Every error has its words for the person."""

from __future__ import annotations

from string import Formatter

import pytest

from mailapp import errors as app_errors
from mailapp.explanations import EXPLANATIONS
from mailproto import errors as mail_errors

MESSAGES = {**mail_errors.MESSAGES, **app_errors.MESSAGES}


def placeholders(sentence: str) -> set[str]:
    """Give the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_error_is_explained() -> None:
    """Each code of mailproto and mailapp is in the table, and nothing else is."""
    assert set(EXPLANATIONS) == set(MESSAGES)


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_only_values_of_the_error_are_asked_for(code: str) -> None:
    """The sentences name no value that the error does not carry, and the first two are never empty."""
    said = EXPLANATIONS[code]
    assert said.title
    assert said.what_happened
    assert placeholders(said.title + said.what_happened + said.what_to_do) <= placeholders(MESSAGES[code])
