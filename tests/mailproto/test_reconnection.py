# SPDX-License-Identifier: MIT
"""When to connect again: what servers say, and how the waits grow."""

from __future__ import annotations

import pytest

from mailproto.errors import (
    AuthenticationFailed,
    CertificateError,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    DeadlineExceeded,
    ImapError,
    LimitExceeded,
    LocalProtocolError,
    RemoteProtocolError,
    TransportError,
)
from mailproto.reconnection import HOPELESS, Advice, Cause, ReconnectPolicy, cause_of, suggested_seconds
from mailproto.responses import ResponseCode, StatusResponse
from mailproto.vocabulary import Status

POLICY = ReconnectPolicy()
LOST = TransportError("connection-lost", host="h", port=993, reason="reset")


def bye(text: str) -> ConnectionClosed:
    """Make the error of a connection that the server ended with words."""
    return ConnectionClosed("bye", text=text)


def refused(text: str, code: str = "") -> AuthenticationFailed:
    """Make the error of a sign-in."""
    status = StatusResponse(None, Status.NO, text, ResponseCode(code) if code else None)
    return AuthenticationFailed("authentication-failed", status=status)


def rejected(text: str) -> CommandRejected:
    """Make the error of another command."""
    return CommandRejected("rejected", status=StatusResponse(None, Status.NO, text), command="SELECT")


CASES: list[tuple[ImapError, Cause]] = [
    (LOST, Cause.LOST),
    (TransportError("connection-refused", host="h", port=993, reason="refused"), Cause.LOST),
    (TransportError("tls-failed", host="h", port=993, reason="eof"), Cause.LOST),
    (ConnectionClosed("closed", during=""), Cause.LOST),
    (DeadlineExceeded("deadline-exceeded", what="NOOP", seconds=120), Cause.LOST),
    (LimitExceeded("limit-exceeded", what="line", actual=2, limit=1), Cause.LOST),
    (bye("Autologout; idle for too long"), Cause.LOST),
    (bye("System shutdown"), Cause.LOST),
    (RemoteProtocolError("bad-greeting", response="* OK? what"), Cause.LOST),
    (RemoteProtocolError("bad-greeting", response="Server Unavailable. 15"), Cause.BUSY),
    (bye("[UNAVAILABLE] Server shutting down, try again"), Cause.BUSY),
    (bye("Temporary problem, please try again later"), Cause.BUSY),
    (rejected("Request is throttled. Suggested Backoff Time: 92415 milliseconds"), Cause.BUSY),
    (refused("slow down", "LIMIT"), Cause.BUSY),
    (refused("Internal authentication failure", "UNAVAILABLE"), Cause.BUSY),
    (refused("Account exceeded command or bandwidth limits.", "OVERQUOTA"), Cause.BUSY),
    (refused("Temporary authentication failure."), Cause.BUSY),
    (refused("Too many login attempts"), Cause.BUSY),
    (bye("Too many simultaneous connections. (Failure)"), Cause.CROWDED),
    (bye("Too many connections"), Cause.CROWDED),
    (refused("Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)"), Cause.CROWDED),
    (refused("Maximum number of connections exceeded", "UNAVAILABLE"), Cause.CROWDED),
    (bye("User session limit reached"), Cause.CROWDED),
    (refused("Invalid credentials (Failure)"), Cause.REFUSED),
    (refused("Authentication failed.", "AUTHENTICATIONFAILED"), Cause.REFUSED),
    (refused("Too many connections", "AUTHENTICATIONFAILED"), Cause.REFUSED),
    (refused("Password has expired", "EXPIRED"), Cause.REFUSED),
    (refused("unknown", "X-CODE"), Cause.REFUSED),
    (CertificateError("certificate-rejected", host="h", port=993, reason="expired"), Cause.UNTRUSTED),
    (RemoteProtocolError("server-not-verified"), Cause.UNTRUSTED),
    (RemoteProtocolError("starttls-unavailable"), Cause.UNTRUSTED),
    (LocalProtocolError("login-disabled"), Cause.OURS),
]


@pytest.mark.parametrize(("error", "cause"), CASES)
def test_causes(error: ImapError, cause: Cause) -> None:
    """By the kind of error, the response code, and the words of servers that there are."""
    assert cause_of(error) is cause


@pytest.mark.parametrize(("error", "cause"), CASES)
def test_what_a_person_has_to_mend_is_not_tried_again(error: ImapError, cause: Cause) -> None:
    """A wrong password tried again and again locks the account."""
    advice = POLICY.after(error, 1, 0.5)
    assert (advice.seconds is None) == (cause in HOPELESS)
    assert advice.cause is cause


def test_waits_grow_to_a_limit() -> None:
    """Doubled each time, up to five minutes, however long the server is away."""
    waits = [POLICY.after(LOST, failures, 0).seconds for failures in (1, 2, 3, 9, 10, 11, 10**9)]
    assert waits == [1, 2, 4, 256, 300, 300, 300]


def test_chance_keeps_clients_from_coming_back_together() -> None:
    """It shortens a wait by no more than its part."""
    assert [POLICY.after(LOST, 3, chance).seconds for chance in (0, 0.5, 1)] == [4, 3, 2]
    assert ReconnectPolicy(jitter=0).after(LOST, 3, 1).seconds == 4


def test_a_busy_server_is_left_alone() -> None:
    """For a minute at least, and for longer each time."""
    assert POLICY.after(bye("try again later"), 1, 0) == Advice(Cause.BUSY, 61)
    assert POLICY.after(bye("Too many connections"), 4, 0) == Advice(Cause.CROWDED, 68)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Request is throttled. Suggested Backoff Time: 92415 milliseconds", 92.415),
        ("suggested backoff time: 5 Milliseconds", 60),
        ("Suggested Backoff Time: 999999999999999 milliseconds", 3600),
        ("Suggested Backoff Time: -5 milliseconds", 60),
    ],
)
def test_a_server_may_say_for_how_long(text: str, seconds: float) -> None:
    """Row 14 of the deviations; it is not taken at its word for ever, nor for nothing."""
    status = StatusResponse(None, Status.BAD, text)
    error = CommandInvalid("invalid", status=status, command="SELECT")
    assert POLICY.after(error, 1, 0) == Advice(Cause.BUSY, seconds + 1)


def test_most_servers_do_not_say() -> None:
    """Then there is nothing to obey."""
    assert suggested_seconds("Too many connections") is None
