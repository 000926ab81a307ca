# SPDX-License-Identifier: MIT
"""A command on its way: what its submitter holds until the answer is there."""

from __future__ import annotations

from typing import Generic

from mailproto.commands.base import Command, R_co
from mailproto.errors import ImapError
from mailproto.responses import StatusResponse
from mailproto.vocabulary import Tag


class InFlight(Generic[R_co]):
    """A submitted command; the session fills it in, others only read it.

    `stream`: its data go out as `ItemReceived` and leave the result empty. `abandoned`: its submitter no longer wants
    them. `concluded`: it went on until we ended it. `status` is the server's tagged answer, None before it and where
    there never will be one.
    """

    def __init__(self, tag: Tag, command: Command[R_co], *, stream: bool = False) -> None:
        self.tag = tag
        self.command = command
        self.stream = stream
        self.abandoned = False
        self.concluded = False
        self.done = False
        self.status: StatusResponse | None = None
        self.error: ImapError | None = None
        self._results: list[R_co] = []

    @property
    def result(self) -> R_co:
        """The command's result, once `done`. Raises `error` where there is one."""
        if self.error is not None:
            raise self.error
        return self._results[0]

    def succeed(self, result: R_co) -> None:  # type: ignore[misc]  # the session alone calls it, with its own R
        """Take the result; for the session."""
        self._results.append(result)
        self.done = True

    def fail(self, error: ImapError) -> None:
        """Take the error in place of a result; for the session."""
        self.error = error
        self.done = True

    def __repr__(self) -> str:
        return f"<InFlight {self.tag} {self.command!r}{' done' if self.done else ''}>"
