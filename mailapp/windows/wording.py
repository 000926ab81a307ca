# SPDX-License-Identifier: GPL-3.0-or-later
"""What the windows say about dates, sizes and people, in the person's language and time zone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from mailapp.presentation.message_summary import format_date, format_date_long, format_size
from mailapp.presentation.safe_text import one_line
from mailapp.socket_events import SocketEvent
from mailapp.texts import language, tr

clock: Callable[[], float] = time.time
"""What time it is, in seconds since 1970; pictures and tests have one that stands still."""

_WORD: Final = re.compile(r"[^\W_]+")
_FIRST_MOMENT: Final = 0.0
_LAST_MOMENT: Final = datetime(9999, 12, 30, tzinfo=UTC).timestamp()


def _local(moment: float) -> datetime:
    """Give a moment in the computer's time zone; what no calendar holds is moved to its end."""
    return datetime.fromtimestamp(min(max(moment, _FIRST_MOMENT), _LAST_MOMENT), UTC).astimezone()


def initials(name: str) -> str:
    """Give one or two letters that stand for a sender: "Анна Петрова" АП, "konvert@example.org" K."""
    words: list[str] = _WORD.findall(name)
    if not words:
        return "?"
    if len(words) == 1 or "@" in name:
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


def short_date(moment: float) -> str:
    """Write when a letter came, for the list."""
    return format_date(_local(moment), _local(clock()), language())


def long_date(moment: float) -> str:
    """Write when a letter came, in full."""
    return format_date_long(_local(moment), _local(clock()), language())


def connection_story(events: Sequence[SocketEvent]) -> str:
    """Write what a socket has told, a line an event, each with the milliseconds since the first; Qt's names stay."""
    lines = []
    for event in events:
        details = "; ".join(one_line(detail) for detail in event.details)
        line = f"{1000 * (event.moment - events[0].moment):.0f} ms  {event.signal.value}"
        lines.append(f"{line}: {details}" if details else line)
    return "\n".join(lines)


def size_text(size: int, *, exact: bool = True) -> str:
    """Write a number of octets; one that the server only let estimate is marked so."""
    written = format_size(size, language())
    return written if exact else tr("about {size}", size=written)
