# SPDX-License-Identifier: MIT
"""The verbs over a loopback socket, for tests in other processes and other languages.

A line of JSON each way: {"verb": "flag", "arguments": [3, "$Done"], "options": {"mailbox": "INBOX"}} is answered by
{"result": ...} or {"error": "..."}. A letter travels in base64. Knows the server's verbs by name, and nothing of IMAP.
"""

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, cast

from twisted.internet.threads import deferToThread
from twisted.protocols.basic import LineOnlyReceiver
from twisted.python.failure import Failure

from testserver.accounts import MailboxError

if TYPE_CHECKING:
    from testserver.network import Transport
    from testserver.server import Server

VERBS = (
    "deliver",
    "flag",
    "unflag",
    "expunge",
    "move",
    "create",
    "rename",
    "delete",
    "change_uidvalidity",
    "fault",
    "profile",
    "wait_for",
    "transcript",
    "sessions",
    "reset",
)
_LONGEST_LINE = 128 * 1024 * 1024  # a letter of 64 MiB in base64


class ControlError(ValueError):
    """A request that asks for nothing the server can do."""


def execute(server: "Server", line: bytes) -> dict[str, object]:
    """Do what one line asks; an error becomes an answer. Waits, so never call it in the reactor's thread."""
    try:
        return {"result": _plain(_call(server, line))}
    except KeyError as error:
        return {"error": f"There is no {error}"}
    except (ValueError, TypeError, MailboxError, TimeoutError) as error:
        return {"error": str(error)}


def _call(server: "Server", line: bytes) -> object:
    request = json.loads(line)
    if not isinstance(request, dict) or request.get("verb") not in VERBS:
        reason = f"A request is an object with a verb: one of {', '.join(VERBS)}"
        raise ControlError(reason)
    arguments, options = request.get("arguments", []), request.get("options", {})
    if not isinstance(arguments, list) or not isinstance(options, dict):
        reason = "arguments is a list and options an object"
        raise ControlError(reason)
    if request["verb"] == "deliver" and arguments:
        arguments[0] = b64decode(arguments[0], validate=True)
    verb = cast("Callable[..., object]", getattr(server, request["verb"]))
    return verb(*arguments, **options)


def _plain(value: object) -> object:
    """Return a verb's result as JSON has it; octets are told as Latin-1 text."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in asdict(value).items()}
    return value.decode("latin-1") if isinstance(value, bytes) else value


class ControlProtocol(LineOnlyReceiver):
    """One controlling connection; requests are done one after the other."""

    delimiter = b"\n"
    MAX_LENGTH = _LONGEST_LINE

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._waiting: list[bytes] = []
        self._busy = False

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Queue a request."""
        self._waiting.append(line)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._busy:
            self._busy = True
            doing = deferToThread(execute, self._server, self._waiting.pop(0))
            doing.addCallbacks(self._done, self._failed)

    def _done(self, answer: dict[str, object]) -> None:
        self._busy = False
        if self.connected:
            self._transport.write(json.dumps(answer).encode("ascii") + self.delimiter)
            self._next()

    def _failed(self, failure: Failure) -> None:
        self._done({"error": failure.getErrorMessage()})

    def abort(self) -> None:
        """Reset the connection."""
        self._transport.abortConnection()

    @property
    def _transport(self) -> "Transport":
        return cast("Transport", self.transport)
