# SPDX-License-Identifier: MIT
"""Which deadline holds for which command."""

from __future__ import annotations

from mailproto.commands import Logout, Noop
from mailproto.deadlines import Deadlines


def test_a_farewell_has_a_deadline_of_its_own() -> None:
    """LOGOUT is not waited for as long as other commands are."""
    deadlines = Deadlines(command=100, logout=2)
    assert deadlines.of(Logout()) == 2
    assert deadlines.of(Noop()) == 100
