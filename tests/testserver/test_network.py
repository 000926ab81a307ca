# SPDX-License-Identifier: MIT
"""The server on a transport, with a clock of the test's own."""

import pytest
from twisted.internet.task import Clock

from tests.testserver.wire import LETTER, NOW, Office
from testserver.connection import ServerConnection
from testserver.letter import Letter
from testserver.limits import Limits
from testserver.network import ImapServerProtocol
from testserver.session import Session

FULL = 300_000
SIGN_IN = b"a LOGIN alice secret\r\nb SELECT INBOX\r\n"


class FakeTransport:
    """A transport in memory that notes what is asked of it, and asks for a pause when many octets wait."""

    def __init__(self) -> None:
        self.written = b""
        self.no_delay = False
        self.hearing = True
        self.closed = False
        self.aborted = False
        self.tls: list[object] = []
        self.producer: ImapServerProtocol | None = None

    def write(self, data: bytes) -> None:
        """Take octets."""
        self.written += data
        if len(self.written) > FULL and self.producer is not None:
            self.producer.pauseProducing()

    def setTcpNoDelay(self, enabled: bool) -> None:  # noqa: FBT001, N802 - Twisted's signature
        """Note it."""
        self.no_delay = enabled

    def registerProducer(self, producer: ImapServerProtocol, streaming: bool) -> None:  # noqa: FBT001, N802 - Twisted's signature
        """Note it."""
        assert streaming
        self.producer = producer

    def unregisterProducer(self) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.producer = None

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.hearing = False

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.hearing = True

    def startTLS(self, context_factory: object) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.tls.append(context_factory)

    def loseConnection(self) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.closed = self.producer is None

    def abortConnection(self) -> None:  # noqa: N802 - Twisted's name
        """Note it."""
        self.aborted = True


class Wire:
    """A protocol connected to a transport and a clock in memory."""

    def __init__(self, office: Office, *, latency: float = 0.0, encrypted: bool = True) -> None:
        self.clock = Clock()
        self.transport = FakeTransport()
        self.closed: list[Exception | None] = []
        shared = office.shared
        self.protocol = ImapServerProtocol(
            lambda wake: ServerConnection(shared, Session(shared.post_office, encrypted, wake)),
            self.clock,
            latency=latency,
            closed=self.closed.append,
        )
        self.protocol.makeConnection(self.transport)  # type: ignore[no-untyped-call] # Twisted has no type for it

    def heard(self) -> bytes:
        """Return what was written since the last time."""
        data, self.transport.written = self.transport.written, b""
        return data


def test_small_answers_leave_at_once() -> None:
    """TCP_NODELAY is set, and the greeting is the first that is written."""
    wire = Wire(Office())
    assert wire.transport.no_delay
    assert wire.heard().startswith(b"* OK ")


def test_a_delay_is_the_clocks() -> None:
    """A fault's wait passes with the clock; what the client says meanwhile is answered afterwards."""
    office = Office(LETTER)
    office.fault("delay,command=NOOP,seconds=5")
    wire = Wire(office)
    wire.heard()
    wire.protocol.dataReceived(b"a NOOP\r\n")
    wire.protocol.dataReceived(b"b NOOP\r\n")
    wire.clock.advance(4.9)
    assert wire.heard() == b""
    wire.clock.advance(0.2)
    assert wire.heard() == b"a OK Completed\r\nb OK Completed\r\n"


def greeted(office: Office, *, encrypted: bool = True) -> Wire:
    """Return a wire with a round trip of 0.1 s whose greeting has come."""
    wire = Wire(office, latency=0.1, encrypted=encrypted)
    wire.clock.pump([0.05, 0.05])
    assert wire.heard().startswith(b"* OK ")
    return wire


def test_latency_delays_but_does_not_limit() -> None:
    """Every answer comes a round trip later, any number of commands at the same time."""
    wire = greeted(Office(LETTER))
    wire.protocol.dataReceived(b"a NOOP\r\n")
    wire.clock.advance(0.06)
    wire.protocol.dataReceived(b"b NOOP\r\n")
    assert wire.heard() == b""
    wire.clock.advance(0.06)
    assert wire.heard() == b"a OK Completed\r\n"
    wire.clock.advance(0.06)
    assert wire.heard() == b"b OK Completed\r\n"


def test_latency_delays_the_greeting_and_pushes() -> None:
    """The greeting comes a round trip after connecting, a push half a round trip after the change."""
    office = Office(LETTER)
    wire = Wire(office, latency=0.1)
    wire.clock.advance(0.05)
    assert wire.heard() == b""
    wire.clock.advance(0.05)
    assert wire.heard().startswith(b"* OK ")
    wire.protocol.dataReceived(SIGN_IN + b"c IDLE\r\n")
    wire.clock.pump([0.05, 0.05])
    assert wire.heard().endswith(b"+ idling\r\n")
    office.inbox.expunge(1)
    wire.clock.pump([0, 0.04])
    assert wire.heard() == b""
    wire.clock.advance(0.01)
    assert wire.heard() == b"* 1 EXPUNGE\r\n"


def test_a_push_wakes_an_idling_client() -> None:
    """A change elsewhere is written without the client saying anything, a turn of the reactor later."""
    office = Office(LETTER)
    wire = Wire(office)
    wire.protocol.dataReceived(SIGN_IN + b"c IDLE\r\n")
    wire.heard()
    office.inbox.add(Letter(LETTER), [], NOW)
    office.inbox.set_flags(1, ["\\Seen"])
    assert wire.heard() == b""
    wire.clock.advance(0)
    assert wire.heard() == b"* 2 EXISTS\r\n* 1 RECENT\r\n* 1 FETCH (FLAGS (\\Seen))\r\n"


def test_a_slow_reader_stops_the_writing() -> None:
    """While the transport is full nothing is made, and afterwards nothing is missing."""
    office = Office(b"\r\n" + b"x" * 1_000_000)
    wire = Wire(office)
    wire.protocol.dataReceived(SIGN_IN)
    wire.heard()
    wire.protocol.dataReceived(b"c FETCH 1 BODY.PEEK[]\r\n")
    heard = [wire.heard()]
    pauses = 0
    while b"OK FETCH" not in heard[-1]:
        wire.clock.advance(0)
        heard.append(wire.heard())
        if len(heard[-1]) > FULL:
            wire.clock.advance(0)
            assert wire.heard() == b""
            wire.protocol.resumeProducing()
            pauses += 1
    assert pauses
    assert max(map(len, heard)) < 400_000
    assert len(b"".join(heard)) == 1_000_002 + len(b"* 1 FETCH (BODY[] {1000002}\r\n)\r\nc OK FETCH completed\r\n")


def test_a_client_that_says_too_much_is_not_heard() -> None:
    """While an answer waits, input beyond the limit stays in the network."""
    office = Office(limits=Limits(waiting_commands=100))
    office.fault("delay,command=NOOP")
    wire = Wire(office)
    wire.protocol.dataReceived(b"a NOOP\r\n" * 20)
    assert not wire.transport.hearing
    wire.clock.advance(1)
    assert wire.transport.hearing
    assert wire.heard().count(b"a OK") == 20


def test_starttls_drops_what_is_on_its_way() -> None:
    """Plaintext that the latency still holds is forgotten when TLS begins."""
    wire = greeted(Office(), encrypted=False)
    wire.protocol.dataReceived(b"a STARTTLS\r\nb NOOP\r\n")
    wire.protocol.dataReceived(b"c NOOP\r\n")
    wire.clock.pump([0.05, 0.05, 0.05])
    assert wire.heard() == b"a OK Begin TLS negotiation now\r\n"
    assert len(wire.transport.tls) == 1


def test_the_flaw_of_starttls_keeps_it() -> None:
    """A profile executes plaintext after TLS has begun."""
    wire = greeted(Office(profile="starttls-injection"), encrypted=False)
    wire.protocol.dataReceived(b"a STARTTLS\r\nb NOOP\r\n")
    wire.protocol.dataReceived(b"c NOOP\r\n")
    wire.clock.pump([0.05, 0.05])
    assert wire.heard().endswith(b"b OK Completed\r\nc OK Completed\r\n")


def test_logout_closes_and_drop_resets() -> None:
    """After BYE the connection is closed when everything is sent; a drop resets it at once."""
    office = Office()
    wire = Wire(office)
    wire.protocol.dataReceived(b"a LOGOUT\r\n")
    assert wire.transport.closed
    assert not wire.transport.aborted
    office.fault("drop")
    wire = Wire(office)
    wire.heard()
    wire.protocol.dataReceived(b"a NOOP\r\nb NOOP\r\n")
    assert wire.transport.aborted
    assert wire.heard() == b""


def test_a_lost_connection_leaves_no_timer() -> None:
    """When the client goes, waits and data on its way are forgotten."""
    office = Office(LETTER)
    office.fault("delay,command=NOOP")
    wire = Wire(office, latency=0.1)
    wire.protocol.dataReceived(b"a NOOP\r\n")
    wire.clock.advance(0.1)
    wire.protocol.dataReceived(b"b NOOP\r\n")
    wire.protocol.stopProducing()
    wire.protocol.connectionLost()
    assert wire.clock.getDelayedCalls() == []
    assert wire.closed == [None]


def test_an_error_of_the_server_is_told() -> None:
    """What the server itself does wrong is raised, and known when the connection is over."""
    office = Office(LETTER)
    wire = Wire(office)
    wire.protocol.dataReceived(SIGN_IN)
    del office.inbox.seeds
    with pytest.raises(AttributeError):
        wire.protocol.dataReceived(b"c FETCH 1 FLAGS\r\n")
    wire.protocol.connectionLost()
    assert [type(error) for error in wire.closed] == [AttributeError]
