# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: one thread with one asyncio loop that owns every connection of every account and writes the store.

Whoever shows the mail hands in intents and is handed updates; it reads what there is to show from the store.
Knows nothing of Qt and of windows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mailapp.engine.intents import Intent
from mailapp.engine.updates import Update
from mailapp.settings import Profile


class Engine:
    """Receives the mail of a profile's accounts.

    `deliver` is called from the engine's thread with updates in the order in which they happened, in batches; it must
    return at once. The window turns them into one queued signal.
    """

    def __init__(self, profile: Profile, deliver: Callable[[Sequence[Update]], None]) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Open the store, begin to receive, and return when the store can be read; raises StoreError or OSError."""
        raise NotImplementedError

    def submit(self, intent: Intent) -> None:
        """Hand in what the person wants; from any thread, returns at once. After `stop` nothing happens any more."""
        raise NotImplementedError

    def stop(self, deadline: float = 3.0) -> bool:
        """Sign out and end the thread; connections that do not end within `deadline` seconds are cut.

        Returns whether everything ended in good order. Harmless when called twice.
        """
        raise NotImplementedError
