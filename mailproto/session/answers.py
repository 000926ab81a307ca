# SPDX-License-Identifier: MIT
"""What a tagged answer, or the lack of one, means for its command (RFC 9051, 7.1)."""

from __future__ import annotations

from typing import Final

from mailproto.commands import Authenticate, Command, Login
from mailproto.errors import (
    AuthenticationFailed,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    ImapError,
    RemoteProtocolError,
)
from mailproto.responses import Response, StatusResponse
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import Status

_SHOWN: Final = 100  # characters of a response that an error repeats


def refusal(command: Command[object], status: StatusResponse) -> ImapError:
    """Make the error for an answer that is not OK.

    A sign-in answered BAD counts as refused, too: many servers answer so, and table 8.3 of the exercise says it.
    """
    if status.status not in {Status.NO, Status.BAD}:
        return unexpected(status)
    if isinstance(command, Login | Authenticate):
        return AuthenticationFailed("authentication-failed", status=status)
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
