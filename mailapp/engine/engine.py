# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine: one thread with one asyncio loop that owns every connection of every account and writes the store.

Whoever shows the mail hands in intents and is handed updates; it reads what there is to show from the store.
Knows nothing of Qt and of windows.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, cast

from mailapp.connecting import TransportFactory, tls_transport
from mailapp.engine.dispatcher import Dispatcher
from mailapp.engine.environment import Environment, Timing
from mailapp.engine.telling import Telling
from mailapp.secrets import open_secrets
from mailapp.settings import load_settings
from mailapp.store.reader import Reader
from mailapp.store.writer import Writer
from mailapp.trust import Pins

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailapp.engine.intents import Intent
    from mailapp.engine.updates import Update
    from mailapp.settings import Profile


class Engine:
    """Receives the mail of a profile's accounts.

    `deliver` is called from the engine's thread with updates in the order in which they happened, in batches; it must
    return at once. The window turns them into one queued signal. `transport_factory` makes the connections' transports.
    """

    def __init__(
        self,
        profile: Profile,
        deliver: Callable[[Sequence[Update]], None],
        transport_factory: TransportFactory = tls_transport,
        timing: Timing | None = None,
    ) -> None:
        self._profile = profile
        self._deliver = deliver
        self._transport_factory = transport_factory
        self._timing = timing or Timing()
        self._thread = threading.Thread(target=self._run, name="konvert-engine", daemon=True)
        self._started: Future[asyncio.Task[None]] = Future()
        self._intents: asyncio.Queue[Intent | None] = asyncio.Queue()

    def start(self) -> None:
        """Open the store, begin to receive, and return when the store can be read.

        Raises StoreError, and AppError "app-file-damaged" where the settings cannot be read. Call it once.
        """
        self._thread.start()
        self._started.result()

    def submit(self, intent: Intent) -> None:
        """Hand in what the person wants; from any thread, returns at once. After `stop` nothing happens any more."""
        self._put(intent)

    def stop(self, deadline: float = 3.0) -> bool:
        """Sign out and end the thread; connections that do not end within `deadline` seconds are cut.

        Returns whether everything ended in good order. Harmless when called twice, or when nothing was started.
        """
        if not self._thread.is_alive():
            return True
        self._put(None)
        self._thread.join(deadline)
        if not self._thread.is_alive():
            return True
        self._call(lambda: self._started.result().cancel())
        self._thread.join(deadline)
        return False

    def _put(self, intent: Intent | None) -> None:
        self._call(lambda: self._intents.put_nowait(intent))

    def _call(self, call: Callable[[], object]) -> None:
        if not self._started.done() or self._started.exception() is not None:
            return
        try:
            self._started.result().get_loop().call_soon_threadsafe(call)
        except RuntimeError:  # the loop has ended: so has everything that could be asked of it
            return

    # in the engine's thread

    def _run(self) -> None:
        with ExitStack() as stack:
            try:
                environment = self._open(stack)
            except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits in `start` is to hear of it
                self._started.set_exception(error)
                return
            with suppress(asyncio.CancelledError):  # cut by `stop`, which knows
                asyncio.run(self._main(environment))

    def _open(self, stack: ExitStack) -> Environment:
        writer = stack.enter_context(Writer(self._profile.store_file))
        return Environment(
            profile=self._profile,
            settings=load_settings(self._profile),
            writer=writer,
            reader=stack.enter_context(Reader(self._profile.store_file)),
            secrets=open_secrets(self._profile),
            pins=Pins(self._profile.pins_file),
            tell=Telling(self._deliver),
            transport_factory=self._transport_factory,
            timing=self._timing,
        )

    async def _main(self, environment: Environment) -> None:
        dispatcher = Dispatcher(environment)
        self._started.set_result(cast("asyncio.Task[None]", asyncio.current_task()))
        dispatcher.start()
        while (intent := await self._intents.get()) is not None:
            await dispatcher.handle(intent)
        await dispatcher.stop()
        environment.tell.flush()
