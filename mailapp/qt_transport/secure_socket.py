# SPDX-License-Identifier: GPL-3.0-or-later
"""A QSslSocket in a QThread of its own: what it is asked from other threads it does there, and tells how it went.

Everything about the socket happens in its thread; from outside come `write`, `grant`, `encrypt`, `close` and `abort`,
which return at once. Knows nothing of asyncio but that somebody takes calls (`Ears`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, Protocol

from PyQt5 import sip
from PyQt5.QtCore import QObject, QThread, QTimer, pyqtSignal, pyqtSlot
from PyQt5.QtNetwork import QAbstractSocket, QSslSocket

from mailapp.qt_transport.flow import Flow
from mailapp.qt_transport.verification import (
    VERSION_NAMES,
    certificate_error,
    handshake_reason,
    name_errors,
)
from mailapp.socket_events import SocketEvent, SocketSignal
from mailproto.errors import CertificateError, RemoteProtocolError, TransportError
from mailproto.transports import PeerInformation
from mailproto.transports.certificates import Pin
from mailproto.transports.connection import CLOSING_TIME
from mailproto.transports.reasons import HUNG_UP

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt5.QtNetwork import QSslConfiguration, QSslError

P = ParamSpec("P")

_STATES: Final = {
    QAbstractSocket.SocketState.UnconnectedState: "UnconnectedState",
    QAbstractSocket.SocketState.HostLookupState: "HostLookupState",
    QAbstractSocket.SocketState.ConnectingState: "ConnectingState",
    QAbstractSocket.SocketState.ConnectedState: "ConnectedState",
    QAbstractSocket.SocketState.BoundState: "BoundState",
    QAbstractSocket.SocketState.ListeningState: "ListeningState",
    QAbstractSocket.SocketState.ClosingState: "ClosingState",
}

_CODES: Final = {
    QAbstractSocket.SocketError.HostNotFoundError: "host-not-found",
    QAbstractSocket.SocketError.ConnectionRefusedError: "connection-refused",
}
"""Of errors before there is a connection; any other is connection-failed."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect, and what to accept there; `starttls` begins in the clear, `pin` is for one certificate only."""

    host: str
    port: int
    starttls: bool
    configuration: QSslConfiguration
    pin: Pin | None


class Ears(Protocol):
    """Whoever uses the socket, and is told of it in the order in which things happen."""

    def happened(self, event: SocketEvent) -> None:
        """Hear a signal of the socket's."""

    def ready(self, peer: PeerInformation) -> None:
        """Hear that connecting, or encrypting, is done."""

    def arrived(self, data: bytes) -> None:
        """Take what was received; to be granted again."""

    def sent(self, octets: int) -> None:
        """Hear how many octets of all that were written have left Qt."""

    def ended(self, error: Exception | None) -> None:
        """Hear that nothing comes any more: why, or None where the peer said its goodbye or we did."""

    def gone(self) -> None:
        """Hear that the thread is at its end; called last."""


def _guarded(
    slot: Callable[Concatenate[SecureSocket, P], None],
) -> Callable[Concatenate[SecureSocket, P], None]:
    """Let a mistake of ours end this connection, not the program as PyQt would; who uses the connection gets it."""

    @wraps(slot)
    def run(self: SecureSocket, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            slot(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - it is handed on
            self.finish(error)

    return run


class SecureSocket(QObject):
    """One connection to `target`; begins to connect when its thread starts.

    `ears` are told through `call`, which takes one of their methods and its arguments to the thread that they live in,
    and raises RuntimeError where that one has ended. `clock` gives the events their moments.
    """

    _asked = pyqtSignal(object)

    def __init__(self, target: Target, ears: Ears, call: Callable[..., object], clock: Callable[[], float]) -> None:
        super().__init__()
        self._target = target
        self._ears = ears
        self._call = call
        self._clock = clock
        self._asked.connect(self._do)
        self._socket: QSslSocket
        self._closing: QTimer
        self._flow: Flow
        self._reading = False
        self._connected = False
        self._established = False
        self._objections: list[QSslError] = []
        self._finished = False

    # asked by other threads

    def write(self, data: bytes) -> None:
        """Send this after all that was written before."""
        self._asked.emit(lambda: self._flow.write(data))

    def grant(self, octets: int) -> None:
        """Receive that many octets more."""
        self._asked.emit(lambda: self._flow.grant(octets))

    def encrypt(self, received: int) -> None:
        """Begin the handshake, if no more has come than the `received` octets that were looked at."""
        self._asked.emit(lambda: self._encrypt(received))

    def close(self) -> None:
        """Send what was written and end the connection; cut it where that takes longer than `CLOSING_TIME`."""
        self._asked.emit(self._close)

    def abort(self) -> None:
        """Cut the connection."""
        self._asked.emit(lambda: self.finish(None))

    # in the socket's thread

    @pyqtSlot(object)
    @_guarded
    def _do(self, asked: Callable[[], None]) -> None:
        if not self._finished:
            asked()

    @_guarded
    def begin(self) -> None:
        """Make the socket and connect."""
        target = self._target
        self._socket = socket = QSslSocket(self)
        self._closing = QTimer(self)
        self._closing.setSingleShot(True)
        self._closing.timeout.connect(lambda: self.finish(None))
        self._flow = Flow(
            socket, lambda data: self._say(self._ears.arrived, data), lambda octets: self._say(self._ears.sent, octets)
        )
        socket.setSslConfiguration(target.configuration)
        signals: Any = socket  # sslErrors is a signal and a method of the same name, which the stub does not know
        signals.stateChanged.connect(self._state_changed)
        signals.hostFound.connect(self._host_found)
        signals.connected.connect(self._on_connected)
        signals.encrypted.connect(self._on_encrypted)
        signals.sslErrors.connect(self._object)
        signals.errorOccurred.connect(self._error_occurred)
        signals.disconnected.connect(self._on_disconnected)
        signals.readyRead.connect(self._read_soon)
        signals.bytesWritten.connect(self._bytes_written)
        signals.encryptedBytesWritten.connect(self._bytes_written)
        if target.starttls:
            socket.connectToHost(target.host, target.port)
        else:
            socket.connectToHostEncrypted(target.host, target.port)

    def dispose(self) -> None:
        """Let go of the socket, in the thread that made it."""
        sip.delete(self._socket)
        sip.delete(self._closing)
        self._say(self._ears.gone)

    def finish(self, error: Exception | None) -> None:
        """Tell the end, once, and end the thread when Qt has left the socket's own functions."""
        if not self._finished:
            self._finished = True
            QTimer.singleShot(0, self._end)
            self._say(self._ears.ended, error)

    @pyqtSlot()
    def _end(self) -> None:
        self._socket.abort()
        self.thread().quit()

    def _say(self, ear: Callable[..., None], *values: object) -> None:
        try:
            self._call(ear, *values)
        except RuntimeError:  # their thread has ended: nobody uses the connection any more
            if not self._finished:
                self._finished = True
                QTimer.singleShot(0, self._end)

    def _tell(self, signal: SocketSignal, *details: str) -> None:
        self._say(self._ears.happened, SocketEvent(signal, self._clock(), details))

    @_guarded
    def _state_changed(self, state: QAbstractSocket.SocketState) -> None:
        self._tell(SocketSignal.STATE_CHANGED, _STATES[state])

    @_guarded
    def _host_found(self) -> None:
        self._tell(SocketSignal.HOST_FOUND)

    @_guarded
    def _on_connected(self) -> None:
        self._connected = True
        self._socket.setSocketOption(QAbstractSocket.SocketOption.LowDelayOption, 1)
        self._tell(SocketSignal.CONNECTED)
        if self._target.starttls:
            self._established = True
            self._say(self._ears.ready, PeerInformation(self._target.host, self._target.port))

    def _encrypt(self, received: int) -> None:
        if self._flow.received > received or self._socket.bytesAvailable():
            self.finish(RemoteProtocolError("data-before-tls"))
            return
        self._established = False
        self._socket.startClientEncryption()

    @_guarded
    def _object(self, objections: list[QSslError]) -> None:
        """Note what Qt has against the certificates; it ends the handshake itself unless there is a pin."""
        self._objections = objections
        self._tell(SocketSignal.SSL_ERRORS, *(objection.errorString() for objection in objections))

    @_guarded
    def _on_encrypted(self) -> None:
        peer = self._describe()
        self._tell(SocketSignal.ENCRYPTED, peer.tls_version or "", peer.cipher or "")
        if refusal := self._refusal(peer):
            self.finish(refusal)
            return
        self._established = True
        self._say(self._ears.ready, peer)

    def _refusal(self, peer: PeerInformation) -> CertificateError | None:
        """Judge a certificate that Qt lets pass."""
        target = self._target
        chain = self._socket.peerCertificateChain()
        if target.pin is not None:
            if Pin.of(peer.certificate) == target.pin:
                return None
            shown = tuple(bytes(each.toDer()) for each in chain)
            return CertificateError(
                "certificate-changed", host=target.host, port=target.port, certificate=peer.certificate, chain=shown
            )
        objections = name_errors(self._socket.peerCertificate(), target.host)
        return certificate_error(objections, chain, target.host, target.port) if objections else None

    def _describe(self) -> PeerInformation:
        socket, target = self._socket, self._target
        cipher = socket.sessionCipher()
        return PeerInformation(
            target.host,
            target.port,
            encrypted=True,
            tls_version=VERSION_NAMES[socket.sessionProtocol()],
            cipher=cipher.name(),
            cipher_bits=cipher.usedBits(),
            certificate=bytes(socket.peerCertificate().toDer()),
            pinned=target.pin is not None,
        )

    @_guarded
    def _error_occurred(self, error: QAbstractSocket.SocketError) -> None:
        self._tell(SocketSignal.ERROR_OCCURRED, self._socket.errorString())
        self._read_rest()
        self.finish(self._reason(error))

    def _reason(self, error: QAbstractSocket.SocketError) -> Exception | None:
        words = self._socket.errorString()
        hung_up = error == QAbstractSocket.SocketError.RemoteHostClosedError
        if self._established:
            return None if hung_up else self._failure("connection-lost", words)
        if not self._connected:
            return self._failure(_CODES.get(error, "connection-failed"), words)
        if self._objections and error == QAbstractSocket.SocketError.SslHandshakeFailedError:
            chain = self._socket.peerCertificateChain()
            return certificate_error(self._objections, chain, self._target.host, self._target.port)
        hung_up = hung_up or error == QAbstractSocket.SocketError.NetworkError
        return self._failure("tls-failed", HUNG_UP if hung_up else handshake_reason(words))

    def _failure(self, code: str, reason: str) -> TransportError:
        return TransportError(code, host=self._target.host, port=self._target.port, reason=reason)

    @_guarded
    def _on_disconnected(self) -> None:
        self._tell(SocketSignal.DISCONNECTED)
        self._read_rest()
        self.finish(None if self._established else self._failure("tls-failed", HUNG_UP))

    # octets

    @_guarded
    def _read_soon(self) -> None:
        """Read when Qt has decrypted all that lies ready: it tells of every 4 kB."""
        if not self._reading:
            self._reading = True
            QTimer.singleShot(0, self._read_now)

    @pyqtSlot()
    @_guarded
    def _read_now(self) -> None:
        self._reading = False
        if not self._finished:
            self._flow.read()

    def _read_rest(self) -> None:
        if not self._finished:
            self._flow.read_rest()

    @_guarded
    def _bytes_written(self, _octets: int) -> None:
        if not self._finished:
            self._flow.feed()

    def _close(self) -> None:
        self._flow.flush()
        self._closing.start(round(1000 * CLOSING_TIME))
        self._socket.disconnectFromHost()
        if self._socket.state() == QAbstractSocket.SocketState.UnconnectedState:
            self.finish(None)


class SocketThread(QThread):
    """The thread of one socket: ends when the connection has ended."""

    def __init__(self, socket: SecureSocket) -> None:
        super().__init__()
        self._socket = socket
        socket.moveToThread(self)

    def run(self) -> None:
        """Connect, turn until the end, and clear away."""
        self._socket.begin()
        self.exec_()
        self._socket.dispose()
