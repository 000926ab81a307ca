# SPDX-License-Identifier: MIT
"""Dates, sizes and initials as the windows say them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailapp.socket_events import SocketEvent, SocketSignal
from mailapp.windows import wording
from mailapp.windows.wording import connection_story, initials, long_date, short_date, size_text

pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Анна Петрова", "АП"),
        ("anna", "A"),
        ("anna.petrova@example.org", "A"),
        ("Иван Иванович Иванов", "ИИ"),
        ("«Книжная лавка»", "КЛ"),
        ("", "?"),
        ("***", "?"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    """One or two letters, never a sign."""
    assert initials(name) == letters


@pytest.mark.parametrize("moment", [-(10.0**15), 0.0, 10.0**15])
def test_any_moment_can_be_written(moment: float) -> None:
    """Whatever the letter claims."""
    assert short_date(moment)
    assert long_date(moment)


def test_dates_are_told_from_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """This year's without the year."""
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
    monkeypatch.setattr(wording, "clock", lambda: moment + 10 * 86_400)
    assert short_date(moment) == "2 Mar"
    monkeypatch.setattr(wording, "clock", lambda: moment + 1000 * 86_400)
    assert short_date(moment) == "2 Mar 2026"


def test_a_size_that_is_only_estimated_says_so() -> None:
    """The server tells the encoded size only."""
    assert size_text(1_400_000) == "1.4\N{NO-BREAK SPACE}MB"
    assert size_text(1_400_000, exact=False) == "about 1.4\N{NO-BREAK SPACE}MB"


def test_the_story_of_a_connection() -> None:
    """A line an event, in Qt's names, with the time since the first; words of strangers stay on their line."""
    events = [
        SocketEvent(SocketSignal.STATE_CHANGED, 100.0, ("HostLookupState",)),
        SocketEvent(SocketSignal.HOST_FOUND, 100.002),
        SocketEvent(SocketSignal.SSL_ERRORS, 100.25, ("It is self-signed", "It is\nold")),
    ]
    assert connection_story(events).split("\n") == [
        "0 ms  stateChanged: HostLookupState",
        "2 ms  hostFound",
        "250 ms  sslErrors: It is self-signed; It is old",
    ]
    assert connection_story([]) == ""
