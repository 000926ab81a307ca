# SPDX-License-Identifier: MIT
"""Whether a command may be sent as things stand, decided from the tables of `mailproto.states`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from mailproto.commands import Command, StartTls
from mailproto.commands.appending import check_append
from mailproto.commands.saved_result import needs_of_letters
from mailproto.errors import CapabilityMissing, LocalProtocolError
from mailproto.states import ConnectionState, Pipelining

_NAMES_NUMBERS: Final = frozenset({Pipelining.NUMBERS, Pipelining.NUMBERS_EXPUNGING})
_LIMIT: Final = "APPENDLIMIT="


@dataclass(frozen=True, slots=True)
class Situation:
    """What a command's legality depends on.

    `capabilities` and `enabled`, those switched on by ENABLE, are None where they are not known, which forbids nothing.
    """

    state: ConnectionState
    capabilities: Collection[str] | None
    enabled: Collection[str] | None
    encrypted: bool
    allow_unencrypted_password: bool
    numbers_shift: bool = False


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
    if situation.numbers_shift and command.pipelining in _NAMES_NUMBERS:
        reason = "NOTIFY of SELECTED lets sequence numbers shift at any moment, so that only UIDs may be named"
        raise LocalProtocolError("bad-argument", what=rule.name, reason=reason)
    if situation.enabled is not None:
        _check_enabled(command, situation.enabled)
    if capabilities is not None:
        _check_offered(command, capabilities)


def _check_offered(command: Command[object], capabilities: Collection[str]) -> None:
    rule = command.rule
    for form, sufficient in ((rule.name, rule.needs), *command.needs.items(), *needs_of_letters(command).items()):
        if sufficient and not any(each in capabilities for each in sufficient):
            raise CapabilityMissing("capability-missing", command=form, capability=sufficient[0])
    if rule.forbidden_by in capabilities:
        raise LocalProtocolError("login-disabled")
    if command.appends:
        for limit in (int(each[len(_LIMIT) :]) for each in capabilities if _is_limit(each)):
            check_append(command.appends, limit)


def _check_enabled(command: Command[object], enabled: Collection[str]) -> None:
    for form, needed in command.needs_enabled.items():
        if needed not in enabled:
            raise LocalProtocolError("not-enabled", command=form, capability=needed)
    if "UIDONLY" in enabled and command.pipelining in _NAMES_NUMBERS:
        raise LocalProtocolError("uid-required", command=command.name)


def _is_limit(capability: str) -> bool:
    return capability.startswith(_LIMIT) and capability[len(_LIMIT) :].isdecimal()
