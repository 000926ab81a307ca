# SPDX-License-Identifier: MIT
"""What a fault does to a connection before its first octet: `command=CONNECT`.

Stands between the port and the protocol that speaks TLS. Knows Twisted's transports and no IMAP.
"""

import random
from collections.abc import Callable
from typing import Protocol as Structure
from typing import cast

from twisted.internet.interfaces import IAddress
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure

from testserver.faults import Fault
from testserver.network import Clock, Timer, Transport


class FaultyConnection(Protocol):
    """A connection whose fault comes first; `proceed` makes the protocol that follows it, where one does."""

    def __init__(
        self,
        fault: Fault,
        clock: Clock,
        proceed: Callable[[], Protocol | None],
        early: set["FaultyConnection"],
    ) -> None:
        self._fault = fault
        self._early = early
        self._clock = clock
        self._proceed = proceed
        self._heard: list[bytes] = []
        self._timer: Timer | None = None

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        """Do what the fault says."""
        self._early.add(self)
        match self._fault.action:
            case "drop":
                self.abort()
            case "cut":
                self._transport.loseConnection()
            case "delay":
                self._timer = self._clock.callLater(self._fault.seconds("seconds"), self._go_on)
            case "garbage":
                octets = self._fault.number("octets")
                self._transport.write(random.Random(self._fault.seed).randbytes(octets))  # noqa: S311 - no secret
                self._go_on()
            case _:
                pass  # stall: never a word

    @property
    def _transport(self) -> Transport:
        return cast("Transport", self.transport)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Keep what belongs to the protocol that follows."""
        if self._timer is not None:
            self._heard.append(data)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        """Forget the client."""
        del reason
        self._early.discard(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def abort(self) -> None:
        """Reset the connection."""
        self._transport.abortConnection()

    def _go_on(self) -> None:
        self._timer = None
        self._early.discard(self)
        following = self._proceed()
        if following is None or self.transport is None:
            self.abort()
            return
        self.transport.protocol = following
        following.makeConnection(self.transport)  # type: ignore[no-untyped-call] # Twisted has no type for it
        for data in self._heard:
            following.dataReceived(data)


class ProtocolMaker(Structure):
    """What makes the protocols of a port (twisted.internet.interfaces.IProtocolFactory)."""

    def buildProtocol(self, addr: IAddress | None, /) -> object:  # noqa: N802 - Twisted's name
        """Return the protocol of a client that connects."""


class Doorway(Factory[Protocol]):
    """Makes what `inner` makes, unless a fault begins before that. `early` holds the connections that wait here."""

    def __init__(
        self, inner: ProtocolMaker, fault: Callable[[], Fault | None], clock: Clock, early: set[FaultyConnection]
    ) -> None:
        self._inner = inner
        self._fault = fault
        self._clock = clock
        self._early = early

    def buildProtocol(self, addr: IAddress | None) -> Protocol | None:  # noqa: N802 - Twisted's name
        """Return the protocol of a client that connects."""
        fault = self._fault()
        if fault is None:
            return self._build(addr)
        return FaultyConnection(fault, self._clock, lambda: self._build(addr), self._early)

    def _build(self, addr: IAddress | None) -> Protocol | None:
        return cast("Protocol | None", self._inner.buildProtocol(addr))
