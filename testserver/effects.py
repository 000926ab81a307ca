# SPDX-License-Identifier: MIT
"""What handling a command may ask for, besides responses: a line, TLS, the end; and the steps on the wire.

A handler is a generator: it yields effects, is sent the line it asked for, and returns the tagged status. Whoever owns
the transport takes the steps.
"""

import math
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias

from testserver.answers import Condition, Response, Status


@dataclass(frozen=True, slots=True)
class ReadLine:
    """Wait for the client's next line; meanwhile tell it of changes if `idle` (RFC 2177)."""

    idle: bool = False


@dataclass(frozen=True, slots=True)
class StartTls:
    """Everything so far has been sent: negotiate TLS now."""


@dataclass(frozen=True, slots=True)
class StartCompression:
    """Everything from now on is compressed, both ways (RFC 4978)."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """Close the connection once everything so far has been sent."""


NEVER = math.inf  # seconds


@dataclass(frozen=True, slots=True)
class Send:
    """Write these octets."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Take no further step for so many seconds; 0: let what was sent leave first; `NEVER`: stay silent."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Vanish:
    """Reset the connection without farewell."""


WireStep: TypeAlias = Send | Pause | Vanish | Hangup
Effect: TypeAlias = Response | ReadLine | StartTls | StartCompression | Hangup
Handling: TypeAlias = Generator[Effect, bytes, Status]


def ok(text: str, code: bytes | None = None) -> Status:
    """Return the status of a command that succeeded."""
    return Status(Condition.OK, text, code)


def no(text: str, code: bytes | None = None) -> Status:
    """Return the status of a command that failed."""
    return Status(Condition.NO, text, code)


def bad(text: str) -> Status:
    """Return the status of a command that is wrong."""
    return Status(Condition.BAD, text)
