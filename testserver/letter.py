# SPDX-License-Identifier: MIT
"""One letter: its octets, and what FETCH says of its structure, read once and kept as it goes on the wire.

Knows no mailbox. Where the parts lie is kept for the few letters looked at last; their answers are a kilobyte each and
stay as long as the letter.
"""

from collections import deque
from collections.abc import Callable
from typing import ClassVar
from weakref import ref

from testserver.answers import Atom, Value, octets_of
from testserver.body_structure import body_structure, envelope
from testserver.mime import Part, read_message

_PARTS_KEPT = 64  # letters


class Letter:
    """The octets of a letter, exactly as given; made only when asked for."""

    __slots__ = ("__weakref__", "_answers", "_data", "_make", "_parts")

    _latest: ClassVar[deque["ref[Letter]"]] = deque()  # those whose parts are kept, in every server of the process

    def __init__(self, make: Callable[[], bytes] | bytes) -> None:
        self._make = make
        self._data = make if isinstance(make, bytes) else None
        self._parts: Part | None = None
        self._answers: dict[str, Atom] | None = None

    @property
    def data(self) -> bytes:
        """The whole letter."""
        if self._data is None:
            self._data = self._make if isinstance(self._make, bytes) else self._make()
        return self._data

    @property
    def parts(self) -> Part:
        """Where its parts lie."""
        if self._parts is None:
            self._parts = read_message(self.data)
            self._latest.append(ref(self))
            if len(self._latest) > _PARTS_KEPT:
                eldest = self._latest.popleft()()
                if eldest is not None:
                    eldest._parts = None  # noqa: SLF001 - another letter's
        return self._parts

    @property
    def envelope(self) -> Atom:
        """ENVELOPE (RFC 9051 section 7.5.2)."""
        return self._answer("ENVELOPE", lambda: envelope(self.parts))

    @property
    def body(self) -> Atom:
        """BODY: the structure without extension data."""
        return self._answer("BODY", lambda: body_structure(self.data, self.parts, extended=False))

    @property
    def body_structure(self) -> Atom:
        """BODYSTRUCTURE."""
        return self._answer("BODYSTRUCTURE", lambda: body_structure(self.data, self.parts, extended=True))

    def _answer(self, name: str, make: Callable[[], Value]) -> Atom:
        if self._answers is None:
            self._answers = {}
        found = self._answers.get(name)
        if found is None:
            found = self._answers[name] = Atom(octets_of(make()))
        return found
