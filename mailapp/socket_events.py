# SPDX-License-Identifier: GPL-3.0-or-later
"""What a socket tells of itself while it connects, encrypts and ends, as values with Qt's names.

Knows neither Qt nor sockets: the engine hands these on, and windows show them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

MOST_EVENTS: Final = 64
"""How many events of one connection are kept; a whole life has about a dozen."""


class SocketSignal(enum.Enum):
    """The signals of QSslSocket that say how a connection is doing; the values are Qt's own names."""

    STATE_CHANGED = "stateChanged"
    HOST_FOUND = "hostFound"
    CONNECTED = "connected"
    ENCRYPTED = "encrypted"
    SSL_ERRORS = "sslErrors"
    ERROR_OCCURRED = "errorOccurred"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class SocketEvent:
    """One signal; `moment` is in seconds of the clock that the transport was given.

    `details` are words: of stateChanged Qt's name of the new state, of encrypted protocol and cipher, of sslErrors each
    error in a sentence, of errorOccurred what happened.
    """

    signal: SocketSignal
    moment: float
    details: tuple[str, ...] = ()


Listener: TypeAlias = Callable[[SocketEvent], None]
"""Is told each event, in the thread of the loop that uses the connection, and returns at once."""
