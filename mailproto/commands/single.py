# SPDX-License-Identifier: MIT
"""For commands that one response answers. Knows no command by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from mailproto.commands.base import Collector, Interest, missing_data
from mailproto.commands.topics import Topic
from mailproto.responses import Response, StatusResponse

T = TypeVar("T")


class Single(Collector[T | None]):
    """Takes the response of class `kind` for which `ours` holds; the result is None where none comes.

    While there is none, another of that class will do: servers spell names otherwise than they were asked.
    """

    def __init__(self, kind: type[T], ours: Callable[[T], bool] = lambda _: True) -> None:
        self._kind = kind
        self._ours = ours
        self._found: T | None = None

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
        return Interest.NONE if self._found is not None else Interest.POSSIBLE

    def receive(self, response: Response) -> None:
        """Keep it; of several the last."""
        if isinstance(response, self._kind):
            self._found = response

    def finish(self, status: StatusResponse) -> T | None:  # noqa: ARG002 - the data came before
        """Give it."""
        return self._found


class Required(Collector[T], Generic[T]):
    """Ends with `default` where another collector ends with nothing, without one with the error "missing-data"."""

    def __init__(self, optional: Collector[T | None], command: str, default: T | None = None) -> None:
        self._optional = optional
        self._command = command
        self._default = default

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Those of the other."""
        return self._optional.topics

    def interest(self, response: Response) -> Interest:
        """That of the other."""
        return self._optional.interest(response)

    def receive(self, response: Response) -> None:
        """Give it to the other."""
        self._optional.receive(response)

    def finish(self, status: StatusResponse) -> T:
        """Give what the other has found. Raises RemoteProtocolError."""
        found = self._optional.finish(status)
        if found is not None:
            return found
        if self._default is not None:
            return self._default
        raise missing_data(self._command)


def the_one(
    kind: type[T], command: str, ours: Callable[[T], bool] = lambda _: True, *, default: T | None = None
) -> Collector[T]:
    """Take the one response as `Single` does; where there is none, do as `Required` does."""
    return Required(Single[T](kind, ours), command, default)
