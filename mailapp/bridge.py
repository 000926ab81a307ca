# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the engine's thread and the window's: intents one way, updates the other, nothing else.

The only module that knows both the engine and Qt. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PyQt5.QtCore import QObject, pyqtSignal

from mailapp.engine.engine import Engine
from mailapp.engine.updates import Update
from mailapp.qt_transport import make_transport
from mailapp.settings import Profile
from mailapp.store.reader import Reader

if TYPE_CHECKING:
    from mailapp.engine.intents import Intent


class EngineLike(Protocol):
    """What the bridge needs of an engine."""

    def start(self) -> None:
        """Begin to receive; the store can be read afterwards."""

    def submit(self, intent: Intent) -> None:
        """Take what the person wants; returns at once."""

    def stop(self, deadline: float = ...) -> bool:
        """End; tells whether everything ended in good order."""


EngineFactory = Callable[[Profile, Callable[[Sequence[Update]], None]], EngineLike]


def make_engine(profile: Profile, deliver: Callable[[Sequence[Update]], None]) -> EngineLike:
    """Make the reader's engine, which connects by Python or by Qt, as each account asks."""
    return Engine(profile, deliver, make_transport)


class Bridge(QObject):
    """The window's way to the engine and to the store.

    `updates` carries what the engine tells, a sequence of `mailapp.engine.updates.Update` in the order in which things
    happened; it arrives in the window's thread.
    """

    updates = pyqtSignal(object)

    _delivered = pyqtSignal(object)  # waits in the window's event loop, so that nothing told early is lost

    def __init__(self, profile: Profile, engine_factory: EngineFactory = make_engine) -> None:
        super().__init__()
        self._profile = profile
        self._delivered.connect(self.updates)
        self._engine = engine_factory(profile, self._delivered.emit)
        self._reader: Reader | None = None

    def start(self) -> None:
        """Start the engine and open the store; raises StoreError or OSError."""
        self._engine.start()
        self._reader = self.open_reader()

    @property
    def reader(self) -> Reader:
        """The window's own reader of the store; only for the window's thread."""
        if self._reader is None:
            message = "the store is read before the engine was started"
            raise RuntimeError(message)
        return self._reader

    def open_reader(self) -> Reader:
        """Open one more reader, for the thread that calls."""
        return Reader(self._profile.store_file)

    def submit(self, intent: Intent) -> None:
        """Hand the engine what the person wants; returns at once."""
        self._engine.submit(intent)

    def stop(self) -> bool:
        """End the engine and close the store; tells whether everything ended in good order."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        return self._engine.stop()
