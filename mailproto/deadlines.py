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

LATEST: Final = 1740.0
"""Seconds after which at the latest something has to be said, so that it arrives before that (RFC 2177, 3)."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds of silence, not of duration: an answer that keeps coming may take as long as it needs.

    `connect` is for name, connection and, where that comes first, encryption; `tls` for the handshake after STARTTLS;
    `greeting` for the server's first word; `command` for each pause in or before an answer; `logout` for the
    farewell. `least` is how many octets end a silence in the middle of a response: one octet a second is silence, too.

    `idle` is after how long IDLE is ended and begun again, so that a link that died without a word is found out, and
    none dies of being unused: many routers drop those after minutes. `poll` is how often the server is asked where it
    has no IDLE. `keep_alive` is for a program that has nothing to ask: after how long without a command, and without
    IDLE, the client says NOOP by itself; None for never. What the server tells then comes with the other events, and a
    link that has died is found out by the deadline of that NOOP.
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
    keep_alive: float | None = 1500.0

    def __post_init__(self) -> None:
        """Refuse to be late."""
        for name, seconds in (("idle", self.idle), ("poll", self.poll), ("keep_alive", self.keep_alive)):
            if seconds is not None and not 0 < seconds <= LATEST:
                reason = f"it is not between 0 and {LATEST:.0f} seconds"
                raise LocalProtocolError("bad-argument", what=f"the deadline {name}", reason=reason)

    def of(self, command: Command[Any]) -> float:
        """Give what holds while `command` is the oldest that has no answer."""
        return self.logout if command.rule.leads_to is ConnectionState.LOGOUT else self.command
