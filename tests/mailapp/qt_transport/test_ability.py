# SPDX-License-Identifier: MIT
"""Where Qt cannot encrypt, as that of PyPI beside OpenSSL 3, one sentence says so and nothing is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PyQt5.QtNetwork import QSslSocket

from mailapp.connecting import Server, ignore
from mailapp.errors import AppError
from mailapp.qt_transport import QtTransport, ability, make_transport, qt_refusal
from mailapp.store.records import Security, TransportKind
from mailapp.texts import explain, set_language
from mailproto.transports.certificates import SystemRoots
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PyQt5.QtWidgets import QApplication

QT = Server("imap.example.org", 993, Security.TLS, SystemRoots(), TransportKind.QT)


@pytest.fixture
def without_tls(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """Play a Qt without TLS, which is what this one mostly is."""
    assert qapp is not None
    monkeypatch.setattr(ability, "_can_encrypt", lambda: False)


@pytest.fixture
def _in_russian() -> Iterator[None]:
    set_language("ru")
    yield
    set_language("en")


def test_qt_is_asked_itself() -> None:
    """Whether there is a refusal depends on nothing but what Qt finds; its own warnings are not seen."""
    assert (qt_refusal() is None) == QSslSocket.supportsSsl()


@pytest.mark.usefixtures("without_tls")
def test_the_refusal_is_one_clear_sentence() -> None:
    """It names what Qt was built for."""
    refusal = qt_refusal()
    assert refusal is not None
    assert refusal.code == "app-qt-without-tls"
    built = " ".join(QSslSocket.sslLibraryBuildVersionString().split()[:2])
    assert built.startswith("OpenSSL ")
    words = f"Qt cannot encrypt here: it was built for {built}, which this computer does not have."
    assert explain(refusal).what_happened == words


@pytest.mark.usefixtures("without_tls", "_in_russian")
def test_the_refusal_is_said_in_russian_too() -> None:
    """The sentence is translated, the library's name stays."""
    refusal = qt_refusal()
    assert refusal is not None
    said = explain(refusal).what_happened
    assert said.startswith("Qt здесь не умеет шифровать: он собран для OpenSSL ")


@pytest.mark.usefixtures("without_tls")
def test_no_transport_over_such_a_qt_is_made() -> None:
    """Neither directly nor for an account that asks for it: the error goes to the person."""
    with pytest.raises(AppError) as caught:
        QtTransport("imap.example.org")
    assert caught.value.code == "app-qt-without-tls"
    with pytest.raises(AppError) as caught:
        make_transport(QT, ignore)
    assert caught.value.code == "app-qt-without-tls"


@pytest.mark.usefixtures("without_tls")
def test_accounts_that_connect_by_python_do_not_notice() -> None:
    """The usual transport is made where the account does not ask for Qt."""
    usual = Server("imap.example.org", 993, Security.STARTTLS, SystemRoots(), TransportKind.PYTHON)
    transport = make_transport(usual, ignore)
    assert isinstance(transport, TlsTransport)
    assert transport.starttls
