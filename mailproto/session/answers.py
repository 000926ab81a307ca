# SPDX-License-Identifier: MIT
"""What status responses mean: the greeting, a command's answer, and the lack of one (RFC 9051, 7.1)."""

from __future__ import annotations

from typing import Final

from mailproto.commands import Authenticate, Collector, Command, Login
from mailproto.errors import (
    AuthenticationFailed,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    ImapError,
    RemoteProtocolError,
)
from mailproto.responses import Response, StatusResponse
from mailproto.states import ConnectionState
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Status

_GREETED_INTO: Final = {
    Status.OK: ConnectionState.NOT_AUTHENTICATED,
    Status.PREAUTH: ConnectionState.AUTHENTICATED,
    Status.BYE: ConnectionState.LOGOUT,
}
_SHOWN: Final = 100  # characters of a response that an error repeats


def greeting_in(response: Response | Unparsed) -> StatusResponse:
    """Give the server's first word. Raises RemoteProtocolError, "bad-greeting", for anything that is none."""
    if isinstance(response, StatusResponse) and response.tag is None and response.status in _GREETED_INTO:
        return response
    raise unexpected(response, "bad-greeting")


def state_greeted_into(greeting: StatusResponse, *, may_be_signed_in: bool) -> ConnectionState:
    """Give the state that a greeting leads to (RFC 9051, 3).

    Raises RemoteProtocolError for a server, or somebody in between, that declares us signed in before we may be.
    """
    if greeting.status is Status.PREAUTH and not may_be_signed_in:
        raise RemoteProtocolError("preauthenticated-before-tls")
    return _GREETED_INTO[greeting.status]


def refusal(command: Command[object], collector: Collector[object], status: StatusResponse) -> ImapError:
    """Make the error for an answer that is not OK; `collector` is what gathered it.

    A sign-in answered BAD counts as refused, too: many servers answer so, and table 8.3 of the exercise says it.
    """
    if status.status not in {Status.NO, Status.BAD}:
        return unexpected(status)
    if isinstance(command, Login | Authenticate):
        explanation, proof_sent = collector.explanation, collector.proof_sent
        return AuthenticationFailed(
            "authentication-failed", status=status, explanation=explanation, proof_sent=proof_sent
        )
    if status.status is Status.NO:
        return CommandRejected("rejected", status=status, command=command.name)
    return CommandInvalid("invalid", status=status, command=command.name)


def unexpected(response: Response | Unparsed, code: str = "unexpected-response") -> RemoteProtocolError:
    """Make the error for a response that has no place where it came; it repeats the beginning, made harmless."""
    shown = repr(response.raw) if isinstance(response, Unparsed) else repr(response)
    return RemoteProtocolError(code, response=ascii(shown)[1 : _SHOWN + 1])


def never_answered(command: Command[object]) -> ConnectionClosed:
    """Make the error of a command that the connection's end left without an answer."""
    return ConnectionClosed("closed", during=f" during {command.name}")
