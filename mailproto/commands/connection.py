# SPDX-License-Identifier: MIT
"""The commands about the connection itself: capabilities, encryption, signing in and out (RFC 9051, 6.1 and 6.2)."""

from __future__ import annotations

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass, field, replace

from mailproto import vocabulary
from mailproto.authentication import Exchange, Mechanism
from mailproto.commands.base import Collector, Command, Interest, Nothing, missing_data
from mailproto.commands.topics import Topic
from mailproto.errors import RemoteProtocolError
from mailproto.printer import Piece, WireStyle, Writer
from mailproto.responses import CapabilityData, EnabledData, Response, ResponseCode, StatusResponse


@dataclass(frozen=True, slots=True)
class Capability(Command[frozenset[vocabulary.Capability]]):
    """Ask what the server can do (RFC 9051, 6.1.1); with `if_unknown`, only where the session does not know it."""

    if_unknown: bool = False

    name = "CAPABILITY"

    def collector(self) -> Collector[frozenset[vocabulary.Capability]]:
        """Take the data, or the code of the OK."""
        return _Capabilities()


class _Capabilities(Collector[frozenset[vocabulary.Capability]]):
    def __init__(self) -> None:
        self._found: frozenset[vocabulary.Capability] | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (CapabilityData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, CapabilityData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, CapabilityData):
            self._found = frozenset(response.capabilities)

    def finish(self, status: StatusResponse) -> frozenset[vocabulary.Capability]:
        found = capabilities_in(status) if self._found is None else self._found
        if found is None:
            raise missing_data("CAPABILITY")
        return found


def capabilities_in(status: StatusResponse) -> frozenset[vocabulary.Capability] | None:
    """Give the capabilities that a status response tells in its code, None where it tells none (RFC 9051, 7.1)."""
    code = status.code
    if isinstance(code, ResponseCode) and code.name == "CAPABILITY" and isinstance(code.value, tuple):
        return frozenset(code.value)
    return None


class _Plain(Command[None]):
    """A command without arguments and without data."""

    __slots__ = ()

    def collector(self) -> Collector[None]:
        return Nothing()


@dataclass(frozen=True, slots=True)
class Noop(_Plain):
    """Do nothing, so that the server tells what is new and keeps the connection (RFC 9051, 6.1.2)."""

    name = "NOOP"


@dataclass(frozen=True, slots=True)
class Idle(_Plain):
    """Have the server tell what is new when it happens, until DONE (RFC 2177; RFC 9051, 6.3.13).

    `Session.conclude` says DONE; the session does it by itself as soon as another command wants the connection.
    """

    name = "IDLE"
    conclusion = b"DONE\r\n"

    def begin(self, style: WireStyle) -> tuple[tuple[Piece, ...], Collector[None]]:
        """Write the line, after which nothing may be sent before the server's `+`, not even DONE."""
        (line,), collector = super(Idle, self).begin(style)
        return (replace(line, waits=True),), collector


@dataclass(frozen=True, slots=True)
class Logout(_Plain):
    """End the connection in good order (RFC 9051, 6.1.3)."""

    name = "LOGOUT"


@dataclass(frozen=True, slots=True)
class StartTls(_Plain):
    """Ask to go on encrypted (RFC 9051, 6.2.1); after the OK the handshake is the transport's."""

    name = "STARTTLS"


@dataclass(frozen=True, slots=True)
class Compress(_Plain):
    """Ask to go on compressed by DEFLATE (RFC 4978, 3); after the OK putting the layer in place is the driver's."""

    name = "COMPRESS"

    def write(self, writer: Writer) -> None:
        """Write the only algorithm that there is."""
        writer.word(b"COMPRESS DEFLATE")


@dataclass(frozen=True, slots=True)
class Enable(Command[frozenset[vocabulary.Capability]]):
    """Switch on what changes the protocol (RFC 9051, 6.3.1); gives what the server did switch on.

    With `if_needed`, nothing is asked where all of it is on already; then gives all that is.
    """

    capabilities: tuple[str, ...]
    if_needed: bool = False

    name = "ENABLE"

    def write(self, writer: Writer) -> None:
        """Write the capabilities."""
        writer.word(b"ENABLE")
        for capability in self.capabilities:
            writer.atom(capability, "the capability")

    def collector(self) -> Collector[frozenset[vocabulary.Capability]]:
        """Take what ENABLED tells; some servers answer OK and tell nothing."""
        return _Enabled()


class _Enabled(Collector[frozenset[vocabulary.Capability]]):
    def __init__(self) -> None:
        self._found: frozenset[vocabulary.Capability] = frozenset()

    @property
    def topics(self) -> tuple[Topic, ...]:
        return (EnabledData,)

    def interest(self, response: Response) -> Interest:
        return Interest.CERTAIN if isinstance(response, EnabledData) else Interest.NONE

    def receive(self, response: Response) -> None:
        if isinstance(response, EnabledData):
            self._found |= frozenset(response.capabilities)

    def finish(self, status: StatusResponse) -> frozenset[vocabulary.Capability]:  # noqa: ARG002 - the data came before
        return self._found


@dataclass(frozen=True, slots=True)
class Login(Command[None]):
    """Sign in with the password in the clear, inside TLS (RFC 9051, 6.2.3)."""

    user: str
    password: str = field(repr=False)

    name = "LOGIN"

    def write(self, writer: Writer) -> None:
        """Write both as astrings, the password masked."""
        writer.word(b"LOGIN")
        writer.astring(self.user, "the user")
        writer.astring(self.password, "the password", secret=True)

    def collector(self) -> Collector[None]:
        """The answer is the status alone."""
        return Nothing()

    @property
    def shows_password(self) -> bool:
        """LOGIN always does."""
        return True


@dataclass(frozen=True, slots=True)
class Authenticate(Command[None]):
    """Sign in by a SASL mechanism (RFC 9051, 6.2.2); its first response goes along where the server reads that."""

    mechanism: Mechanism

    name = "AUTHENTICATE"

    def begin(self, style: WireStyle) -> tuple[tuple[Piece, ...], Collector[None]]:
        """Write the mechanism's name and, if it may go at once, its first response, masked."""
        exchange = self.mechanism.start()
        writer = Writer(style)
        writer.word(b"AUTHENTICATE")
        writer.atom(self.mechanism.name, "the mechanism")
        if self.mechanism.client_first and style.initial_response:
            writer.secret(b64encode(exchange.respond(b"")) or b"=")
        return writer.pieces(), _Conversation(exchange)

    @property
    def shows_password(self) -> bool:
        """Depends on the mechanism."""
        return self.mechanism.plain_text


class _Conversation(Nothing):
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @property
    def explanation(self) -> bytes:
        return self._exchange.explanation

    @property
    def proof_sent(self) -> bool:
        return self._exchange.proof_sent

    def respond(self, challenge: bytes) -> bytes:
        try:
            decoded = a2b_base64(challenge.strip(), strict_mode=True) if challenge.strip() else b""
        except Base64Error:
            raise RemoteProtocolError("bad-challenge", reason="it is not base64") from None
        return b64encode(self._exchange.respond(decoded))

    def finish(self, status: StatusResponse) -> None:  # noqa: ARG002 - what counts was said before
        self._exchange.finish()
