# SPDX-License-Identifier: MIT
"""The server as tests hold it: start, stop, and the verbs that change things while a client is connected.

Every verb runs in the reactor's thread and returns when it is done. Knows threads and ports; IMAP is the core's.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import quote

from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory
from twisted.protocols.tls import TLSMemoryBIOFactory

from testserver.accounts import Account
from testserver.before_tls import Doorway, FaultyConnection, ProtocolMaker
from testserver.certificates import make_context
from testserver.connection import ServerConnection, Shared
from testserver.control import ControlProtocol
from testserver.fault_stage import FaultBox
from testserver.faults import Fault, parse_fault
from testserver.letter import Letter
from testserver.mailbox_names import INBOX
from testserver.mailboxes import spell_flags
from testserver.network import ConnectionCreator, ImapServerProtocol
from testserver.population import populate
from testserver.profiles import find_profile
from testserver.reactor_thread import Port, in_reactor, reactor
from testserver.replay import ReplayConnection, read_dialogue, write_dialogue
from testserver.session import PostOffice, Session
from testserver.settings import Settings
from testserver.transcript import Entry, Transcript

if TYPE_CHECKING:
    from twisted.internet.interfaces import IOpenSSLServerConnectionCreator, IProtocolFactory

_STOP_DEADLINE = 10.0  # seconds


class WaitTimeoutError(TimeoutError):
    """A command did not come in time."""

    def __init__(self, command: str, times: int, met: int, timeout: float) -> None:
        super().__init__(f"{command} came {met} of {times} times within {timeout:g} s")


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """A connected client."""

    connection: int
    state: str
    user: str | None
    mailbox: str | None
    read_only: bool
    encrypted: bool
    capabilities: tuple[str, ...]


class Server:
    """An IMAP server in this process.

    `start()` returns when it can be connected to;
    `host`, `port`, `starttls_port`, `control_port`, `ca_file` and `url` are set.
    Also a context manager.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.host = self.settings.host
        self.user = self.settings.user
        self.password = self.settings.password
        self.port = 0
        self.starttls_port: int | None = None
        self.ca_file = Path()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.control_port: int | None = None
        self._ports: list[Port] = []
        self._controls: set[ControlProtocol] = set()
        self._early: set[FaultyConnection] = set()
        self._protocols: set[ImapServerProtocol] = set()
        self._connections = 0
        self._errors: list[Exception] = []
        self._changed = threading.Condition()
        self._gone = threading.Event()
        self.replayed = None if self.settings.replay is None else read_dialogue(self.settings.replay)
        self._shared = self._fresh()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<testserver.Server {self.url}>"

    @property
    def url(self) -> str:
        """Where a client finds it (RFC 5092)."""
        scheme = "imap" if self.settings.tls == "starttls" else "imaps"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{quote(self.user, safe='')}@{host}:{self.port}/"

    def start(self) -> None:
        """Listen. OSError when the port is taken."""
        if self.settings.ca_file is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="testserver-")
            self.ca_file = Path(self._temporary.name) / "authority.pem"
        else:
            self.ca_file = self.settings.ca_file.absolute()
        context = make_context(self.ca_file, self.settings.certificate, self.settings.highest_tls)
        try:
            in_reactor(self._listen, ConnectionCreator(context))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close every connection and every port. ExceptionGroup with this server's own errors, had it any."""
        in_reactor(self._stop_listening)
        self._gone.wait(_STOP_DEADLINE)
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None
        self._raise_errors()

    def _raise_errors(self) -> None:
        errors, self._errors = self._errors, []
        if errors:
            message = "errors of the test server itself"
            raise ExceptionGroup(message, errors)

    def _listen(self, creator: ConnectionCreator) -> None:
        mode, host = self.settings.tls, self.settings.host
        clear = Factory.forProtocol(partial(self._protocol, creator, encrypted=False))
        if mode != "starttls":
            inner = Factory.forProtocol(partial(self._protocol, creator, encrypted=True))
            outer = TLSMemoryBIOFactory(
                cast("IOpenSSLServerConnectionCreator", creator),
                isClient=False,
                wrappedFactory=cast("IProtocolFactory", inner),
            )
            self.port = self._open_port(self.settings.port, self._doorway(outer), host)
        if mode == "both":
            self.starttls_port = self._open_port(self.settings.starttls_port, self._doorway(clear), host)
        if mode == "starttls":
            self.port = self.starttls_port = self._open_port(self.settings.port, self._doorway(clear), host)
        if self.settings.control is not None:
            factory = Factory.forProtocol(self._control_protocol)
            self.control_port = self._open_port(self.settings.control, factory, "127.0.0.1")

    def _doorway(self, inner: ProtocolMaker) -> Doorway:
        return Doorway(inner, self._before_tls, reactor, self._early)

    def _before_tls(self) -> Fault | None:
        return self._shared.faults.connecting()  # another box after each reset

    def _control_protocol(self) -> ControlProtocol:
        protocol = ControlProtocol(self)
        self._controls.add(protocol)
        return protocol

    def _open_port(self, number: int, factory: object, host: str) -> int:
        try:
            port = reactor.listenTCP(number, factory, 50, host)
        except CannotListenError as error:
            raise error.socketError from None
        self._ports.append(port)
        return port.getHost().port

    def _stop_listening(self) -> None:
        closing, self._ports = self._ports, []
        for port in closing:
            port.stopListening()
        self._disconnect()
        for control in self._controls:
            if control.connected:
                control.abort()
        reactor.callLater(0, self._gone.set)

    def _disconnect(self) -> None:
        for early in tuple(self._early):
            early.abort()
        for protocol in tuple(self._protocols):
            protocol.abort()

    def _fresh(self) -> Shared:
        settings = self.settings
        accounts = populate(settings)
        faults = FaultBox()
        for specification in settings.faults:
            faults.arm(parse_fault(specification))
        secrets = [form for user, word in settings.passwords().items() for form in (word, f"\0{user}\0{word}")]
        office = PostOffice(accounts, find_profile(settings.profile), settings.limits)
        return Shared(office, faults, Transcript(secrets, settings.limits, self._command_came))

    def _command_came(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _protocol(self, creator: ConnectionCreator, *, encrypted: bool) -> ImapServerProtocol:
        """Make the protocol of a client that connects."""

        def open_connection(wake: Callable[[], None]) -> ServerConnection:
            self._connections += 1
            self._protocols.add(protocol)
            shared = self._shared
            session = Session(shared.post_office, encrypted, wake)
            if self.replayed is not None:
                return ReplayConnection(shared, session, self.replayed, self._connections)
            return ServerConnection(shared, session, self._connections)

        def closed(error: Exception | None) -> None:
            self._protocols.discard(protocol)
            if error is not None:
                self._errors.append(error)

        protocol = ImapServerProtocol(open_connection, reactor, creator, self.settings.latency, closed)
        return protocol

    # The verbs.

    def deliver(
        self,
        letter: bytes,
        mailbox: str = INBOX,
        *,
        flags: Iterable[str] = (),
        internal_date: datetime | None = None,
        user: str | None = None,
    ) -> int:
        """Put a letter into a mailbox, octet for octet; return its UID."""
        moment = internal_date or datetime.now().astimezone()
        return in_reactor(lambda: self._account(user).mailbox(mailbox).add(Letter(letter), flags, moment).uid)

    def flag(self, uid: int, *flags: str, mailbox: str = INBOX, user: str | None = None) -> None:
        """Add flags to a message."""
        in_reactor(self._change_flags, uid, frozenset(flags), frozenset(), mailbox, user)

    def unflag(self, uid: int, *flags: str, mailbox: str = INBOX, user: str | None = None) -> None:
        """Take flags from a message."""
        in_reactor(self._change_flags, uid, frozenset(), frozenset(flags), mailbox, user)

    def expunge(self, *uids: int, mailbox: str = INBOX, user: str | None = None) -> None:
        r"""Remove messages, with \Deleted or without."""
        in_reactor(lambda: [self._account(user).mailbox(mailbox).expunge(uid) for uid in uids])

    def move(self, uid: int, target: str, *, mailbox: str = INBOX, user: str | None = None) -> int:
        """Move a message to another mailbox; return its new UID."""
        return in_reactor(self._move, uid, target, mailbox, user)

    def create(self, mailbox: str, *, special_use: str | None = None, user: str | None = None) -> None:
        """Make a mailbox."""
        in_reactor(lambda: self._account(user).create(mailbox, special_use))

    def rename(self, mailbox: str, new_name: str, *, user: str | None = None) -> None:
        """Give a mailbox another name."""
        in_reactor(lambda: self._account(user).rename(mailbox, new_name))

    def delete(self, mailbox: str, *, user: str | None = None) -> None:
        """Remove a mailbox."""
        in_reactor(lambda: self._account(user).delete(mailbox))

    def change_uidvalidity(
        self, mailbox: str = INBOX, uidvalidity: int | None = None, *, user: str | None = None
    ) -> int:
        """Give a mailbox another UIDVALIDITY, and every message another UID; return the UIDVALIDITY."""
        return in_reactor(lambda: self._account(user).change_uidvalidity(mailbox, uidvalidity))

    def fault(self, fault: str | Fault) -> Fault:
        """Arm a fault, given as a value or as text (see testserver.faults); return it."""
        armed = parse_fault(fault) if isinstance(fault, str) else fault
        in_reactor(self._shared.faults.arm, armed)
        return armed

    def profile(self, name: str) -> None:
        """Be another kind of server from now on."""
        in_reactor(setattr, self._shared.post_office, "profile", find_profile(name))

    def wait_for(self, command: str, *, times: int = 1, timeout: float = 10.0) -> None:
        """Wait until a command came so often since the start or `reset`; WaitTimeoutError after `timeout` seconds."""
        name = command.upper()
        came = self._shared.transcript.commands
        with self._changed:
            if not self._changed.wait_for(lambda: came[name] >= times, timeout):
                raise WaitTimeoutError(name, times, came[name], timeout)

    def transcript(self) -> tuple[Entry, ...]:
        """Return what was said so far, oldest first, without secrets."""
        return in_reactor(self._shared.transcript.entries)

    def save_transcript(self, path: Path, connection: int = 1) -> None:
        """Write what was said on one connection to a file that `Settings(replay=...)` plays."""
        path.write_text(write_dialogue(self.transcript(), connection), encoding="utf-8")

    def sessions(self) -> tuple[SessionSummary, ...]:
        """Return the clients that are connected."""
        return in_reactor(lambda: tuple(_summary(protocol.core) for protocol in self._protocols))

    def reset(self) -> None:
        """Disconnect everybody and be as after the start. ExceptionGroup as for `stop`."""
        in_reactor(self._reset)
        self._raise_errors()

    def _reset(self) -> None:
        self._disconnect()
        self._shared = self._fresh()

    def _account(self, user: str | None) -> Account:
        return self._shared.post_office.accounts[self.user if user is None else user]

    def _change_flags(
        self, uid: int, added: frozenset[str], removed: frozenset[str], name: str, user: str | None
    ) -> None:
        mailbox = self._account(user).mailbox(name)
        held = mailbox.message(uid).flags
        mailbox.set_flags(uid, (held | spell_flags(added)) - spell_flags(removed))

    def _move(self, uid: int, target: str, name: str, user: str | None) -> int:
        account = self._account(user)
        message = account.mailbox(name).message(uid)
        copy = account.mailbox(target).add(message.letter, message.flags, message.internal_date)
        account.mailbox(name).expunge(uid)
        return copy.uid


def _summary(core: ServerConnection) -> SessionSummary:
    session, view = core.session, core.session.view
    return SessionSummary(
        core.number,
        str(session.state),
        session.account.user if session.account else None,
        None if view is None else view.mailbox.name,
        view is not None and view.read_only,
        session.encrypted,
        tuple(word.decode("ascii") for word in session.capabilities()),
    )
