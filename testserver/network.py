# SPDX-License-Identifier: MIT
"""The server on Twisted's transports: octets, TLS, timers, back-pressure.

Takes the steps that a `ServerConnection` asks for. The clock is injected; nothing here knows IMAP.
"""

from collections.abc import Callable
from typing import Protocol as Structure
from typing import cast

from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator, IPushProducer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped] # zope ships no types

from testserver.connection import ServerConnection, Step
from testserver.effects import NEVER, Hangup, Pause, Send, StartTls

_BURST = 131072  # octets written before others have their turn


class Timer(Structure):
    """A call that is yet to come (twisted.internet.interfaces.IDelayedCall, which mypy can't read)."""

    def active(self) -> bool:
        """Tell whether it is yet to come."""

    def cancel(self) -> None:
        """Call it off."""


class Clock(Structure):
    """Makes timers (twisted.internet.interfaces.IReactorTime)."""

    def callLater(self, delay: float, callable: Callable[..., object], *args: object) -> Timer:  # noqa: A002, N802 - Twisted's signature
        """Call after so many seconds."""


class Transport(Structure):
    """What we use of a Twisted transport (twisted.internet.interfaces.ITLSTransport)."""

    def write(self, data: bytes) -> None:
        """Send octets."""

    def setTcpNoDelay(self, enabled: bool) -> None:  # noqa: FBT001, N802 - Twisted's signature
        """Send small answers at once."""

    def registerProducer(self, producer: object, streaming: bool) -> None:  # noqa: FBT001, N802 - Twisted's signature
        """Tell the producer when to pause."""

    def unregisterProducer(self) -> None:  # noqa: N802 - Twisted's name
        """Tell it no more."""

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Hear nothing for a while."""

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Hear again."""

    def startTLS(self, context_factory: object) -> None:  # noqa: N802 - Twisted's name
        """Negotiate TLS."""

    def loseConnection(self) -> None:  # noqa: N802 - Twisted's name
        """Close when everything is sent."""

    def abortConnection(self) -> None:  # noqa: N802 - Twisted's name
        """Close at once."""


@implementer(IOpenSSLServerConnectionCreator)
class ConnectionCreator:
    """Makes the TLS side of each connection.

    Twisted's own `PrivateCertificate.options()` warns during the handshake, which ends it when warnings are errors.
    """

    def __init__(self, context: SSL.Context) -> None:
        self._context = context

    def serverConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802, N803 - Twisted's names
        """Return a connection that waits for a client's hello."""
        del tlsProtocol
        return SSL.Connection(self._context, None)


@implementer(IPushProducer)
class ImapServerProtocol(Protocol):
    """One accepted connection.

    `open_connection` makes the core when the transport is there; `latency` is a round trip's time in seconds: what
    comes in is heard half of it later and what goes out leaves half of it later, so that any number of commands can
    be under way. `closed` is told when it is over, with the error of this server that ended it, if one did.
    """

    def __init__(
        self,
        open_connection: Callable[[Callable[[], None]], ServerConnection],
        clock: Clock,
        start_tls: ConnectionCreator | None = None,
        latency: float = 0.0,
        closed: Callable[[Exception | None], None] = lambda _: None,
    ) -> None:
        self._open_connection = open_connection
        self._clock = clock
        self._tls = start_tls
        self._latency = latency
        self._closed = closed
        self._error: Exception | None = None  # ours, never the client's
        self._core: ServerConnection | None = None
        self._timer: Timer | None = None
        self._travelling: list[Timer] = []  # what is on its way, in or out
        self._deaf = False  # between STARTTLS and the handshake: plaintext is forgotten
        self._silent = False  # a fault lets nothing out any more
        self._paused = False
        self._pumping = False
        self._hearing = True

    @property
    def core(self) -> ServerConnection:
        """The connection without its transport."""
        if self._core is None:
            message = "the protocol has no connection yet"
            raise AssertionError(message)
        return self._core

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        """Greet."""
        self._transport.setTcpNoDelay(True)
        self._core = self._open_connection(self._wake)
        self._transport.registerProducer(self, streaming=True)
        if self._latency:
            self._travel(self._pump)  # connecting took the client no time here, but would elsewhere
        else:
            self._pump()

    @property
    def _transport(self) -> Transport:
        return cast("Transport", self.transport)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """Hear octets, after the latency."""
        if self._latency:
            self._travel(lambda: self._hear(data))
        else:
            self._hear(data)

    def _hear(self, data: bytes) -> None:
        if not self._deaf:
            self.core.receive_data(data)
            self._pump()

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: N802 - Twisted's name
        """Forget the client."""
        del reason
        self._cancel_timers()
        self.core.lost()
        self._closed(self._error)

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Wait: the client reads slower than we write."""
        self._paused = True

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Go on writing."""
        self._paused = False
        self._wake()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Never write again."""
        self._paused = True

    def abort(self) -> None:
        """Reset the connection."""
        self._transport.abortConnection()

    def _wake(self) -> None:
        """Look soon whether there is something to do; never at once, for the change may still be under way."""
        self._wait(0)

    def _wait(self, seconds: float) -> None:
        if self._timer is None and not self.core.closed:
            self._timer = self._clock.callLater(seconds, self._waited)

    def _waited(self) -> None:
        self._timer = None
        self._pump()

    def _pump(self) -> None:
        """Take steps until there are none, the transport is full, a wait begins, or others should have their turn."""
        if self._pumping or self._silent or self._timer is not None:
            return
        self._pumping = True
        try:
            self._take_steps()
        except Exception as error:
            self._error = error
            raise  # Twisted prints it and closes the connection
        finally:
            self._pumping = False
        self._throttle_client()

    def _take_steps(self) -> None:
        """Take steps in turn; small answers leave together, for a write through TLS costs more than making one."""
        written = 0
        joined: list[bytes] = []
        while not self._paused and not self.core.closed:
            if written >= _BURST:
                self._wait(0)
                break
            step = self.core.next_step()
            if isinstance(step, Send):
                joined.append(step.data)
                written += len(step.data)
                continue
            self._write(joined)
            if step is None or not self._obey(step):
                return
        self._write(joined)

    def _obey(self, step: Step) -> bool:
        """Take a step that sends nothing; tell whether others may follow at once."""
        match step:
            case Pause(seconds):
                self._silent = seconds == NEVER
                if not self._silent:
                    self._wait(seconds)
                return False
            case StartTls():
                self._negotiate()
            case Hangup():
                self.core.lost()
                self._leave(self._hang_up)
            case _:
                self.core.lost()
                self._leave(self.abort)
        return True

    def _write(self, joined: list[bytes]) -> None:
        if joined:
            data = b"".join(joined)
            joined.clear()
            self._leave(self._transport.write, data)

    def _leave(self, act: Callable[..., object], *arguments: object) -> None:
        """Do something to the transport, after the latency and never before what was asked earlier."""
        if self._latency:
            self._travel(lambda: act(*arguments))
        else:
            act(*arguments)

    def _travel(self, arrive: Callable[[], object]) -> None:
        """Let something arrive half a round trip later."""
        self._travelling = [call for call in self._travelling if call.active()]
        self._travelling.append(self._clock.callLater(self._latency / 2, arrive))

    def _negotiate(self) -> None:
        self._deaf = not self.core.session.profile.remembers_plaintext
        self.core.encrypted()
        self._leave(self._start_tls)

    def _start_tls(self) -> None:
        self._deaf = False
        self._transport.startTLS(self._tls)

    def _hang_up(self) -> None:
        self._transport.unregisterProducer()
        self._transport.loseConnection()

    def _throttle_client(self) -> None:
        """Stop hearing a client that says more than is answered."""
        too_much = self.core.reader.waiting() > self.core.reader.limits.waiting_commands
        if too_much is self._hearing and not self.core.closed:
            self._hearing = not too_much
            if too_much:
                self._transport.pauseProducing()
            else:
                self._transport.resumeProducing()

    def _cancel_timers(self) -> None:
        for call in self._travelling:
            if call.active():
                call.cancel()
        self._travelling = []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
