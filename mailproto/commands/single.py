# SPDX-License-Identifier: MIT
"""For commands that one response answers. Knows no command by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mailproto.commands.base import Collector, Interest, missing_data
from mailproto.commands.topics import Topic
from mailproto.responses import Response, StatusResponse

T = TypeVar("T")


class Single(Collector[T]):
    """Takes the response of class `kind` for which `ours` holds.

    While there is none, another of that class will do: servers spell names otherwise than they were asked. Where none
    comes, the result is `default`, and without one it is the error "missing-data" of `command`.
    """

    def __init__(
        self, kind: type[T], command: str, ours: Callable[[T], bool] = lambda _: True, *, default: T | None = None
    ) -> None:
        self._kind = kind
        self._command = command
        self._ours = ours
        self._found = default
        self._is_found = False

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Give the class."""
        return (self._kind,)

    def interest(self, response: Response) -> Interest:
        """Be sure of one's own."""
        if not isinstance(response, self._kind):
            return Interest.NONE
        if self._ours(response):
            return Interest.CERTAIN
        return Interest.NONE if self._is_found else Interest.POSSIBLE

    def receive(self, response: Response) -> None:
        """Keep it; of several the last."""
        if isinstance(response, self._kind):
            self._found = response
            self._is_found = True

    def finish(self, status: StatusResponse) -> T:  # noqa: ARG002 - the data came before
        """Give it."""
        if self._found is None:
            raise missing_data(self._command)
        return self._found
