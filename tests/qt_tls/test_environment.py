# SPDX-License-Identifier: MIT
"""Tests of the ground that QtTransport stands on: a Qt that can encrypt, beside this project's own server.

They run in an environment of their own (`tox run -e qt-tls`): Debian's Qt, since PyPI's wants an OpenSSL of the past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.requirements import requires

if TYPE_CHECKING:
    from testserver import Server

DEADLINE = 10_000  # milliseconds


@pytest.fixture(autouse=True)
def qt_encrypts() -> None:
    """Every test here needs it."""
    requires("qt-tls")


def test_qt_verifies_the_test_servers_certificate_by_its_authority(imap_server: Server) -> None:
    """A QSslSocket that trusts the authority's file, and nothing else, reaches the greeting over TLS 1.2 or newer."""
    from PyQt5.QtNetwork import QSslCertificate, QSslSocket  # noqa: PLC0415 (only where Qt can encrypt)

    socket = QSslSocket()
    configuration = socket.sslConfiguration()
    configuration.setCaCertificates(QSslCertificate.fromPath(str(imap_server.ca_file)))
    socket.setSslConfiguration(configuration)
    socket.connectToHostEncrypted(imap_server.host, imap_server.port)
    assert socket.waitForEncrypted(DEADLINE), socket.errorString()
    assert socket.waitForReadyRead(DEADLINE)
    assert bytes(socket.readLine()).startswith(b"* OK ")
    assert socket.sessionProtocol() in {12, 15}, "TlsV1_2 or TlsV1_3 of QSsl.SslProtocol"
    socket.close()


def test_qt_refuses_an_authority_that_it_does_not_know(imap_server: Server) -> None:
    """Without the authority's file the handshake ends with a certificate error."""
    from PyQt5.QtNetwork import QSslSocket  # noqa: PLC0415 (only where Qt can encrypt)

    socket = QSslSocket()
    socket.connectToHostEncrypted(imap_server.host, imap_server.port)
    assert not socket.waitForEncrypted(DEADLINE)
    assert "certificate" in socket.errorString()
