# SPDX-License-Identifier: MIT
"""What a command is: a value that knows its wire form and folds the server's responses into its result.

Nothing here knows tags, other commands, or when a command may be sent; `mailproto.states` says where it is legal.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import ClassVar, Generic, TypeVar

from mailproto.commands.topics import Topic
from mailproto.errors import RemoteProtocolError
from mailproto.printer import Piece, WireStyle, Writer
from mailproto.responses import Response, ResponseCode, StatusResponse
from mailproto.states import COMMANDS, CommandRule, Pipelining

R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")


class Interest(enum.IntEnum):
    """How likely an untagged response is the answer to a command; among several, the likeliest takes it."""

    NONE = 0
    POSSIBLE = 1
    CERTAIN = 2


class Collector(Generic[R_co]):
    """Gathers what the server says while one command is in progress. This one wants nothing."""

    @property
    def explanation(self) -> bytes:
        """What the server said of a refusal before its answer, as SASL mechanisms do; empty where it said nothing."""
        return b""

    @property
    def proof_sent(self) -> bool:
        """Whether the server was sent what it could test a password by."""
        return True

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of all responses that may interest this command; of others it is not asked. They never change."""
        return ()

    def interest(self, response: Response) -> Interest:  # noqa: ARG002 - for those that are interested
        """Say whether `response` is meant for this command."""
        return Interest.NONE

    def receive(self, response: Response) -> None:
        """Take a response that this command was interested in."""
        raise NotImplementedError

    def respond(self, challenge: bytes) -> bytes | None:  # noqa: ARG002 - for those that converse
        """Answer a continuation request with a line that is secret; None where the command does not converse."""
        return None

    def finish(self, status: StatusResponse) -> R_co:
        """Give the result, once the server has answered OK. Raises RemoteProtocolError, "missing-data"."""
        raise NotImplementedError


class Command(Generic[R_co]):
    """A command whose result is an R. Subclasses are frozen dataclasses named as RFC 9051 names the command."""

    __slots__ = ()
    name: ClassVar[str]
    """A key of `mailproto.states.COMMANDS`."""
    streams: ClassVar[bool] = False
    """Whether the result is all that the server sends, so that it may be told item by item instead."""
    conclusion: ClassVar[bytes] = b""
    """The line that ends a command which goes on until the client ends it; empty for all others."""
    divided_by: ClassVar[str] = ""
    """The field with the set of letters by which the command may be divided into several; empty where it may not."""

    def write(self, writer: Writer) -> None:
        """Write everything after the tag. Raises LocalProtocolError for what cannot be sent."""
        writer.word(self.name.encode("ascii"))

    def collector(self) -> Collector[R_co]:
        """Begin gathering the result."""
        raise NotImplementedError

    def begin(self, style: WireStyle) -> tuple[tuple[Piece, ...], Collector[R_co]]:
        """Give the line without its tag, and what gathers the answer to it. Raises LocalProtocolError."""
        writer = Writer(style)
        self.write(writer)
        return writer.pieces(), self.collector()

    @property
    def rule(self) -> CommandRule:
        """What the protocol says of this command."""
        return COMMANDS[self.name]

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """What its arguments need beyond the rule: each form of the command, and capabilities of which one suffices."""
        return {}

    @property
    def needs_enabled(self) -> Mapping[str, str]:
        """What its arguments need to have been switched on by ENABLE: each form of the command, and the capability."""
        return {}

    @property
    def appends(self) -> int:
        """How many octets the largest letter has that it puts into a mailbox (RFC 7889); 0 where it brings none."""
        return 0

    @property
    def pipelining(self) -> Pipelining:
        """How this command behaves beside others (RFC 9051, 5.5)."""
        return self.rule.pipelining

    @property
    def shows_password(self) -> bool:
        """Whether who reads along learns the password."""
        return False


class Nothing(Collector[None]):
    """For commands whose answer is their status alone."""

    def finish(self, status: StatusResponse) -> None:
        """There is nothing to give."""


class Gathering(Collector[tuple[T, ...]]):
    """For commands whose result is all responses of one class, in the order in which they came."""

    def __init__(self, wanted: type[T]) -> None:
        self._wanted = wanted
        self._gathered: list[T] = []

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Give the class."""
        return (self._wanted,)

    def interest(self, response: Response) -> Interest:
        """Want every response of the class."""
        return Interest.CERTAIN if isinstance(response, self._wanted) else Interest.NONE

    def receive(self, response: Response) -> None:
        """Keep it."""
        if isinstance(response, self._wanted):
            self._gathered.append(response)

    def finish(self, status: StatusResponse) -> tuple[T, ...]:  # noqa: ARG002 - the data came before
        """Give them all."""
        return tuple(self._gathered)


class CodeValue(Collector[T | None]):
    """For commands whose result is the value of their OK's response code, None where the server gives none."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    def finish(self, status: StatusResponse) -> T | None:
        """Look into the code."""
        code = status.code
        return code.value if isinstance(code, ResponseCode) and isinstance(code.value, self._kind) else None


def missing_data(command: str) -> RemoteProtocolError:
    """Make the error for an OK without the data that was asked for."""
    return RemoteProtocolError("missing-data", command=command)
