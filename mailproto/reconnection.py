# SPDX-License-Identifier: MIT
"""When to connect again once a connection has ended or was not made. Values: nothing here waits or has a clock.

Servers say in words what they want (Exchange: "Suggested Backoff Time: 92415 milliseconds"; many: "too many
connections"), so words are looked for, besides the response codes of RFC 5530.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.errors import (
    AuthenticationFailed,
    CertificateError,
    CommandFailed,
    ImapError,
    LocalProtocolError,
)
from mailproto.responses import ResponseCode

if TYPE_CHECKING:
    from collections.abc import Mapping


class Cause(enum.Enum):
    """Why there is no connection, as far as it matters for the next one."""

    LOST = "the network or the server failed"
    BUSY = "the server is busy, or is asked too much"
    CROWDED = "the server has too many connections of this person"
    REFUSED = "the server refused the sign-in"
    UNTRUSTED = "the server is not, or may not be, the one it should be"
    OURS = "what was asked for is wrong"


HOPELESS: Final = frozenset({Cause.REFUSED, Cause.UNTRUSTED, Cause.OURS})
"""Causes that another attempt does not take away: a person has to do something first."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do: connect again after `seconds`, or not before the person has done something where that is None.

    Where the cause is `CROWDED`, make do with fewer connections than before.
    """

    cause: Cause
    seconds: float | None


@dataclass(frozen=True, slots=True)
class ReconnectPolicy:
    """How patiently to try again; times in seconds.

    The first wait is at most `first`, each further one longer by `factor`, none longer than `longest`; `jitter` is the
    part of it that is left to chance, so that the clients of a server that was restarted do not come back all at once.
    A server that is busy or crowded is left alone for at least `busy`, or for as long as it asks, up to
    `longest_asked`.
    """

    first: float = 1.0
    factor: float = 2.0
    longest: float = 300.0
    jitter: float = 0.5
    busy: float = 60.0
    longest_asked: float = 3600.0

    def after(self, error: ImapError, failures: int, chance: float) -> Advice:
        """Say what to do after `error`, the last of `failures` attempts in a row, 1 for the first.

        `chance` is a random number from 0 to 1, such as random.random() gives.
        """
        cause = cause_of(error)
        if cause in HOPELESS:
            return Advice(cause, None)
        seconds = min(self.longest, self.first * self.factor ** min(failures - 1, _POWERS))
        seconds *= 1 - self.jitter * chance
        if cause is not Cause.LOST:
            asked = min(suggested_seconds(words_of(error)) or 0.0, self.longest_asked)
            seconds += max(asked, self.busy)  # later than asked, never earlier
        return Advice(cause, seconds)


_POWERS: Final = 64  # a server that is away for a year must not overflow a float
_SUGGESTED: Final = re.compile(r"Backoff Time: *(\d{1,15}) *milliseconds", re.IGNORECASE)
_WORDS: Final = (
    (
        Cause.CROWDED,
        re.compile(
            r"(?:too many|maximum number of|limit of) (?:\w+ ){0,2}(?:connections|sessions)"
            r"|(?:connection|session)s? (?:limit|count)",
            re.IGNORECASE,
        ),
    ),
    (
        Cause.BUSY,
        re.compile(
            r"throttl|backoff time|rate limit|bandwidth limit|too many|try again|temporar|unavailable|busy",
            re.IGNORECASE,
        ),
    ),
)
# RFC 5530, 3; THROTTLED and OVERQUOTA are how Gmail says that it is asked too much.
_CODES: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "UNAVAILABLE": Cause.BUSY,
        "INUSE": Cause.BUSY,
        "LIMIT": Cause.BUSY,
        "SERVERBUG": Cause.BUSY,
        "THROTTLED": Cause.BUSY,
        "OVERQUOTA": Cause.BUSY,
        "AUTHENTICATIONFAILED": Cause.REFUSED,
        "AUTHORIZATIONFAILED": Cause.REFUSED,
        "EXPIRED": Cause.REFUSED,
        "PRIVACYREQUIRED": Cause.REFUSED,
        "CONTACTADMIN": Cause.REFUSED,
    }
)
_UNTRUSTED: Final = frozenset(
    {"server-not-verified", "preauthenticated-before-tls", "starttls-unavailable", "data-before-tls"}
)


def cause_of(error: ImapError) -> Cause:
    """Say why there is no connection."""
    if isinstance(error, CertificateError) or error.code in _UNTRUSTED:
        return Cause.UNTRUSTED
    if isinstance(error, LocalProtocolError):
        return Cause.OURS
    words = words_of(error)
    told = next((cause for cause, pattern in _WORDS if pattern.search(words)), None)
    code = error.status.code if isinstance(error, CommandFailed) else None
    known = _CODES.get(code.name) if isinstance(code, ResponseCode) else None
    if told is Cause.CROWDED and known is not Cause.REFUSED:
        return told
    return known or told or (Cause.REFUSED if isinstance(error, AuthenticationFailed) else Cause.LOST)


def words_of(error: ImapError) -> str:
    """Give what the server said in words, empty where it said nothing."""
    return str(error.values.get("text") or error.values.get("response") or "")


def suggested_seconds(words: str) -> float | None:
    """Give how long the server asks to be left alone, None where it does not say (Exchange does)."""
    found = _SUGGESTED.search(words)
    return int(found[1]) / 1000 if found else None
