# SPDX-License-Identifier: MIT
"""How long a client waits for a server that is silent. Values only: nothing here has a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mailproto.errors import LocalProtocolError
from mailproto.states import ConnectionState

if TYPE_CHECKING:
    from mailproto.commands import Command

AUTOLOGOUT: Final = 1800.0
"""Seconds after which a server may end a connection on which nothing was said (RFC 9051, 5.4)."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds of silence, not of duration: an answer that keeps coming may take as long as it needs.

    `connect` is for name, connection and, where that comes first, encryption; `tls` for the handshake after STARTTLS;
    `greeting` for the server's first word; `command` for each pause in or before an answer; `logout` for the
    farewell. `least` is how many octets end a silence in the middle of a response: one octet a second is silence, too.

    `idle` is after how long IDLE is ended and begun again, so that a link that died without a word is found out, and
    none dies of being unused: many routers drop those after minutes. `poll` is how often the server is asked where it
    has no IDLE. `keep_alive` is for a program that has nothing to ask: how long it may say nothing before a NOOP.
    Errors: `LocalProtocolError` bad-argument where one of these three would let the server end the connection.
    """

    connect: float = 30.0
    tls: float = 30.0
    greeting: float = 60.0
    command: float = 120.0
    logout: float = 5.0
    least: int = 64
    idle: float = 300.0
    poll: float = 60.0
    keep_alive: float = 1500.0

    def __post_init__(self) -> None:
        """Refuse to be late."""
        for name in ("idle", "poll", "keep_alive"):
            if not 0 < getattr(self, name) < AUTOLOGOUT:
                reason = f"it is not between 0 and {AUTOLOGOUT:.0f} seconds"
                raise LocalProtocolError("bad-argument", what=f"the deadline {name}", reason=reason)

    def of(self, command: Command[Any]) -> float:
        """Give what holds while `command` is the oldest that has no answer."""
        return self.logout if command.rule.leads_to is ConnectionState.LOGOUT else self.command
