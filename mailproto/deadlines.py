# SPDX-License-Identifier: MIT
"""How long a client waits for a server that is silent. Values only: nothing here has a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mailproto.states import ConnectionState

if TYPE_CHECKING:
    from mailproto.commands import Command


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds of silence, not of duration: an answer that keeps coming may take as long as it needs.

    `connect` is for name, connection and, where that comes first, encryption; `tls` for the handshake after STARTTLS;
    `greeting` for the server's first word; `command` for each pause in or before an answer; `logout` for the
    farewell. `least` is how many octets end a silence in the middle of a response: one octet a second is silence, too.
    """

    connect: float = 30.0
    tls: float = 30.0
    greeting: float = 60.0
    command: float = 120.0
    logout: float = 5.0
    least: int = 64

    def of(self, command: Command[Any]) -> float:
        """Give what holds while `command` is the oldest that has no answer."""
        return self.logout if command.rule.leads_to is ConnectionState.LOGOUT else self.command
