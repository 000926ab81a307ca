# SPDX-License-Identifier: MIT
"""Twisted's reactor in one daemon thread a process: it can't be started twice, so every server shares it.

Knows threads only. Whoever runs a reactor of their own starts the server as a process of its own.
"""

import atexit
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar, cast

from twisted.internet import reactor as _twisted_reactor
from twisted.internet.address import IPv4Address, IPv6Address

from testserver.network import Clock

_DEADLINE = 30.0  # seconds a call in the reactor's thread may take
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class Port(Protocol):
    """A port that is listened on (twisted.internet.interfaces.IListeningPort, which mypy can't read)."""

    def getHost(self) -> IPv4Address | IPv6Address:  # noqa: N802 - Twisted's name
        """Return where."""

    def stopListening(self) -> object:  # noqa: N802 - Twisted's name
        """Accept no more."""


class Reactor(Clock, Protocol):
    """What we use of Twisted's reactor."""

    running: bool

    def listenTCP(self, port: int, factory: object, backlog: int, interface: str) -> Port:  # noqa: N802 - Twisted's name
        """Accept connections."""

    def run(self, installSignalHandlers: bool) -> None:  # noqa: N803, FBT001 - Twisted's signature
        """Run until stopped."""

    def stop(self) -> None:
        """End `run`."""

    def callFromThread(self, callable: Callable[[], object]) -> None:  # noqa: A002, N802 - Twisted's signature
        """Call soon in the reactor's thread."""


reactor = cast("Reactor", _twisted_reactor)
_lock = threading.Lock()
_thread: threading.Thread | None = None


class ReactorTakenError(RuntimeError):
    """Somebody else runs Twisted's reactor in this process."""

    def __init__(self) -> None:
        super().__init__("Twisted's reactor runs here already; start `python -m testserver` as a process of its own")


def in_reactor(
    function: Callable[_Arguments, _Result], *arguments: _Arguments.args, **keywords: _Arguments.kwargs
) -> _Result:
    """Call a function in the reactor's thread, started if need be, and return its result or raise its error."""
    _ensure_running()
    if threading.current_thread() is _thread:
        return function(*arguments, **keywords)
    future: Future[_Result] = Future()

    def call() -> None:
        try:
            future.set_result(function(*arguments, **keywords))
        except BaseException as error:  # noqa: BLE001 - it is raised again in the thread that asked
            future.set_exception(error)

    reactor.callFromThread(call)
    return future.result(_DEADLINE)


def _ensure_running() -> None:
    global _thread  # noqa: PLW0603 - there is one reactor a process, and so one thread
    with _lock:
        if _thread is not None:
            return
        if reactor.running:
            raise ReactorTakenError
        _thread = threading.Thread(target=reactor.run, args=(False,), name="testserver reactor", daemon=True)
        _thread.start()
        atexit.register(_stop)


def _stop() -> None:
    if _thread is not None:
        reactor.callFromThread(reactor.stop)
        _thread.join(_DEADLINE)
