# SPDX-License-Identifier: MIT
"""Dividing a command by the letters that it names; how long the parts are stands with the commands' form."""

from __future__ import annotations

import pytest

from mailproto.commands import Noop, split_by_line
from mailproto.errors import LocalProtocolError


def test_a_command_that_names_no_letters_cannot_be_divided() -> None:
    """The error names the command."""
    with pytest.raises(LocalProtocolError, match="it names no letters to divide it by") as caught:
        split_by_line(Noop())
    assert (caught.value.code, caught.value.values["what"]) == ("bad-argument", "NOOP")
