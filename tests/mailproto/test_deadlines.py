# SPDX-License-Identifier: MIT
"""Which deadline holds for which command."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import Logout, Noop
from mailproto.deadlines import AUTOLOGOUT, LATEST, Deadlines
from mailproto.errors import LocalProtocolError


def test_a_farewell_has_a_deadline_of_its_own() -> None:
    """LOGOUT is not waited for as long as other commands are."""
    deadlines = Deadlines(command=100, logout=2)
    assert deadlines.of(Logout()) == 2
    assert deadlines.of(Noop()) == 100


@pytest.mark.parametrize("name", ["idle", "poll", "keep_alive"])
@pytest.mark.parametrize("seconds", [0, -1, LATEST + 1, AUTOLOGOUT, float("nan")])
def test_no_connection_is_left_silent_for_half_an_hour(name: str, seconds: Any) -> None:  # noqa: ANN401 - of each kind
    """8.3.1 of the exercise; RFC 9051, 5.4: a server may end it then. RFC 2177, 3: 29 minutes are early enough."""
    assert 0 < getattr(Deadlines(), name) < LATEST == 29 * 60 < AUTOLOGOUT == 30 * 60
    each: Any = {name: LATEST}
    Deadlines(**each)
    with pytest.raises(LocalProtocolError, match=name):
        Deadlines(**{name: seconds})


def test_who_does_not_want_it_is_not_kept_alive() -> None:
    """That alone can be left out: where something is awaited, there is always a deadline."""
    assert Deadlines(keep_alive=None).keep_alive is None
