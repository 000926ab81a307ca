# SPDX-License-Identifier: MIT
"""Whether a command may be sent as things stand, decided from the tables of `mailproto.states`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mailproto.commands import Command, StartTls
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.states import ConnectionState


@dataclass(frozen=True, slots=True)
class Situation:
    """What a command's legality depends on; `capabilities` is None where they are not known, which forbids nothing."""

    state: ConnectionState
    capabilities: Collection[str] | None
    encrypted: bool
    allow_unencrypted_password: bool


def check(command: Command[object], situation: Situation) -> None:
    """Raise LocalProtocolError or CapabilityMissing for a command that may not be sent."""
    rule, state, capabilities = command.rule, situation.state, situation.capabilities
    if state is ConnectionState.LOGOUT:
        raise LocalProtocolError("connection-is-closed", command=rule.name)
    if state not in rule.states:
        needed = " or ".join(each.value for each in ConnectionState if each in rule.states)
        raise LocalProtocolError("wrong-state", command=rule.name, state=state.value, needed=needed)
    if isinstance(command, StartTls) and situation.encrypted:
        raise LocalProtocolError("bad-argument", what=rule.name, reason="the connection is encrypted already")
    if command.shows_password and not (situation.encrypted or situation.allow_unencrypted_password):
        raise LocalProtocolError("unencrypted-password", host="the server")
    if capabilities is None:
        return
    if rule.needs and not any(each in capabilities for each in rule.needs):
        raise CapabilityMissing("capability-missing", command=rule.name, capability=rule.needs[0])
    if rule.forbidden_by in capabilities:
        raise LocalProtocolError("login-disabled")
