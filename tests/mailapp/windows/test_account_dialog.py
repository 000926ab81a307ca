# SPDX-License-Identifier: MIT
"""Journeys of adding an account: what is guessed, what is tried, what each failure says, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLineEdit

from mailapp.engine.intents import AddAccount, TryAccount
from mailapp.engine.updates import AccountTried, CertificateProblem, ConnectionSecurity, Problem
from mailapp.errors import AppError
from mailapp.qt_transport import qt_refusal
from mailapp.socket_events import SocketEvent, SocketSignal
from mailapp.store.records import Account, AccountId, Security, TlsVersion, TransportKind
from mailapp.windows import account_dialog
from mailapp.windows.account_dialog import AccountDialog
from mailapp.windows.certificate_dialog import CertificateDialog
from tests.mailapp.windows.hands import click, open_dialog, press, said, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import OpenReader, Reader

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)  # of a platform without a screen

SECURITY = ConnectionSecurity("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, pinned=False)
PASSWORD = "secret"
CERTIFICATE = CertificateProblem(
    "imap.example.org",
    993,
    "self-signed certificate",
    18,
    "0123456789abcdef" * 4,
    "CN=imap.example.org",
    "CN=imap.example.org",
    ("imap.example.org", "mail.example.org"),
    "2026-01-01T00:00:00+00:00",
    "2027-01-01T00:00:00+00:00",
    changed=False,
)


@pytest.fixture
def welcome(open_reader: OpenReader) -> Reader:
    """Give the window at its first start."""
    return open_reader()


@pytest.fixture
def dialog(welcome: Reader) -> AccountDialog:
    """Give the dialog, opened by the person."""
    click(welcome.window.welcome.button)
    made = open_dialog()
    assert isinstance(made, AccountDialog)
    return made


def fill(dialog: AccountDialog, address: str = "anna@example.org", password: str = PASSWORD) -> None:
    """Write address and password."""
    type_into(dialog.address, address)
    type_into(dialog.password, password)


def tried(welcome: Reader) -> TryAccount:
    """Give the last attempt."""
    return welcome.engine.of(TryAccount)[-1]


def test_an_address_and_a_password_are_enough(qtbot: QtBot, welcome: Reader, dialog: AccountDialog) -> None:
    """The server is guessed, TLS is the default, and what has worked is kept."""
    fill(dialog)
    press(dialog.password, Qt.Key.Key_Return)
    intent = tried(welcome)
    expected = Account(AccountId(0), "anna@example.org", "anna@example.org", "imap.example.org", 993, Security.TLS)
    assert (intent.account, intent.password, intent.trust) == (expected, "secret", "")
    assert dialog.busy.isVisible()
    assert "Connecting to imap.example.org…" in said(dialog)
    welcome.engine.deliver([AccountTried(intent.attempt, security=SECURITY)])
    assert welcome.engine.of(AddAccount) == [AddAccount(expected, "secret", "", remember_password=True)]
    qtbot.waitUntil(lambda: open_or_none() is None)


def open_or_none() -> object:
    """Give the dialog that is open, if there is one."""
    return QApplication.activeModalWidget()


def test_everything_can_be_written_by_hand(welcome: Reader, dialog: AccountDialog) -> None:
    """User, server, STARTTLS with its port, and not to remember the password."""
    type_into(dialog.server, "mail.example.net")
    fill(dialog)
    type_into(dialog.user, "anna")
    click(dialog.security[Security.STARTTLS])
    dialog.remember.click()
    click(dialog.connect_button)
    account = tried(welcome).account
    assert (account.user, account.host, account.port) == ("anna", "mail.example.net", 143)
    assert account.security is Security.STARTTLS
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, security=SECURITY)])
    assert not welcome.engine.of(AddAccount)[0].remember_password


def test_the_port_follows_the_encryption_unless_it_is_ones_own(dialog: AccountDialog) -> None:
    """993 and 143 follow; 1993 stays."""
    click(dialog.security[Security.STARTTLS])
    assert dialog.port.value() == 143
    click(dialog.security[Security.TLS])
    assert dialog.port.value() == 993
    dialog.port.setValue(1993)
    click(dialog.security[Security.STARTTLS])
    assert dialog.port.value() == 1993


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (("", "secret", None), "whole address"),
        (("anna", "secret", None), "whole address"),
        (("anna@", "secret", None), "whole address"),
        (("an na@example.org", "secret", None), "whole address"),
        (("anna@example.org", "", None), "write the password"),
        (("anna@example.org", "secret", " "), "name of the server"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(
    welcome: Reader, dialog: AccountDialog, written: tuple[str, str, str | None], words: str
) -> None:
    """The field that is wrong takes the keyboard."""
    address, password, server = written
    fill(dialog, address, password)
    if server is not None:
        dialog.server.setText(server)
    click(dialog.connect_button)
    assert words in dialog.problem.text()
    assert dialog.problem.isVisible()
    assert welcome.engine.of(TryAccount) == []


def test_a_wrong_password_is_explained_and_can_be_corrected(welcome: Reader, dialog: AccountDialog) -> None:
    """What the server said is shown; the next attempt has the new password."""
    fill(dialog, password="wrong")
    click(dialog.connect_button)
    problem = Problem("authentication-failed", (("text", "Invalid credentials"),))
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, problem)])
    assert "Sign-in was refused" in dialog.problem.text()
    assert "Invalid credentials" in dialog.problem.text()
    assert dialog.connect_button.isEnabled()
    assert welcome.engine.of(AddAccount) == []
    type_into(dialog.password, "")
    dialog.password.selectAll()
    press(dialog.password, Qt.Key.Key_Delete)
    type_into(dialog.password, "right")
    click(dialog.connect_button)
    assert tried(welcome).password == "right"
    assert not dialog.problem.isVisible()


def test_an_attempt_can_be_cancelled(welcome: Reader, dialog: AccountDialog) -> None:
    """Cancel ends the attempt, not the dialog; a late answer is not heard."""
    fill(dialog)
    click(dialog.connect_button)
    attempt = tried(welcome).attempt
    click(dialog.cancel_button)
    assert dialog.isVisible()
    assert not dialog.busy.isVisible()
    welcome.engine.deliver([AccountTried(attempt, security=SECURITY)])
    assert welcome.engine.of(AddAccount) == []


def test_escape_closes_the_dialog_and_nothing_is_kept(qtbot: QtBot, welcome: Reader, dialog: AccountDialog) -> None:
    """Also while an attempt is made."""
    fill(dialog)
    click(dialog.connect_button)
    attempt = tried(welcome).attempt
    press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: open_or_none() is None)
    welcome.engine.deliver([AccountTried(attempt, security=SECURITY)])
    assert welcome.engine.of(AddAccount) == []


def certificate_dialog(welcome: Reader, dialog: AccountDialog) -> CertificateDialog:
    """Try, and let the server show a certificate that nobody vouches for."""
    fill(dialog)
    click(dialog.connect_button)
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, certificate=CERTIFICATE)])
    made = open_dialog()
    assert isinstance(made, CertificateDialog)
    return made


def test_a_certificate_is_shown_with_all_that_is_needed_to_decide(welcome: Reader, dialog: AccountDialog) -> None:
    """Host, reason, names, dates, and the fingerprint in groups."""
    texts = said(certificate_dialog(welcome, dialog))
    for part in (
        "imap.example.org:993",
        "self-signed certificate",
        "imap.example.org, mail.example.org",
        "1 January 2026",
        "1 January 2027",
        "0123 4567 89AB CDEF 0123 4567 89AB CDEF\n0123",
    ):
        assert part in texts


def test_not_to_connect_is_the_default(qtbot: QtBot, welcome: Reader, dialog: AccountDialog) -> None:
    """Enter refuses; nothing is sent and nothing is kept."""
    question = certificate_dialog(welcome, dialog)
    press(question, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_or_none() is dialog)
    assert "was not trusted" in dialog.problem.text()
    assert len(welcome.engine.of(TryAccount)) == 1
    assert welcome.engine.of(AddAccount) == []


def test_trusting_it_tries_again_with_exactly_this_certificate(
    qtbot: QtBot, welcome: Reader, dialog: AccountDialog
) -> None:
    """And keeps the pin together with the account."""
    click(certificate_dialog(welcome, dialog).trust_button)
    qtbot.waitUntil(lambda: len(welcome.engine.of(TryAccount)) == 2)
    assert tried(welcome).trust == CERTIFICATE.fingerprint
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, security=replace(SECURITY, pinned=True))])
    assert welcome.engine.of(AddAccount)[0].trust == CERTIFICATE.fingerprint


def test_trust_does_not_wander_to_another_server(qtbot: QtBot, welcome: Reader, dialog: AccountDialog) -> None:
    """A pin holds for one host and port."""
    click(certificate_dialog(welcome, dialog).trust_button)
    qtbot.waitUntil(lambda: len(welcome.engine.of(TryAccount)) == 2)
    click(dialog.cancel_button)
    dialog.server.setText("other.example.org")
    click(dialog.connect_button)
    assert tried(welcome).trust == ""


def test_the_password_can_be_looked_at(dialog: AccountDialog) -> None:
    """The eye shows and hides it."""
    fill(dialog)
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password
    eye = dialog.password.actions()[0]
    eye.trigger()
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.text() == "Hide the password"
    eye.trigger()
    assert dialog.password.echoMode() == QLineEdit.EchoMode.Password


QT_REFUSAL = AppError("app-qt-without-tls", built="OpenSSL 1.1.1k")


@pytest.fixture
def qt_encrypts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a Qt that can encrypt."""
    monkeypatch.setattr(account_dialog, "qt_refusal", lambda: None)


@pytest.fixture
def qt_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play a Qt that cannot."""
    monkeypatch.setattr(account_dialog, "qt_refusal", lambda: QT_REFUSAL)


@pytest.mark.usefixtures("qt_encrypts")
def test_how_to_connect_can_be_chosen(welcome: Reader, dialog: AccountDialog) -> None:
    """By Qt, with exactly one version of TLS; nothing is explained that needs no explanation."""
    assert not dialog.qt_refused.isVisible()
    fill(dialog)
    click(dialog.transport[TransportKind.QT])
    click(dialog.tls_version[TlsVersion.TLS_1_2])
    click(dialog.connect_button)
    account = tried(welcome).account
    assert (account.transport, account.tls_version) == (TransportKind.QT, TlsVersion.TLS_1_2)
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, security=SECURITY)])
    assert welcome.engine.of(AddAccount)[0].account == account


@pytest.mark.usefixtures("qt_without_tls")
def test_where_qt_cannot_encrypt_a_sentence_says_so(welcome: Reader, dialog: AccountDialog) -> None:
    """Qt cannot be chosen by clicking, and one clear sentence below says why."""
    assert dialog.qt_refused.isVisible()
    sentence = "Qt cannot encrypt here: it was built for OpenSSL 1.1.1k, which this computer does not have."
    assert dialog.qt_refused.text() == sentence
    fill(dialog)
    click(dialog.transport[TransportKind.QT])
    click(dialog.connect_button)
    assert tried(welcome).account.transport is TransportKind.PYTHON


def test_this_computers_qt_is_asked(dialog: AccountDialog) -> None:
    """Qt can be chosen where it can encrypt, and only there."""
    assert dialog.transport[TransportKind.QT].isEnabled() is (qt_refusal() is None)
    assert dialog.qt_refused.isVisible() is (qt_refusal() is not None)


@pytest.mark.usefixtures("qt_encrypts")
def test_what_the_socket_told_of_a_failure_is_shown(welcome: Reader, dialog: AccountDialog) -> None:
    """Below the problem, until the next attempt."""
    fill(dialog)
    click(dialog.transport[TransportKind.QT])
    click(dialog.connect_button)
    problem = Problem("tls-failed", (("host", "imap.example.org"), ("port", "993"), ("reason", "it broke")))
    events = (
        SocketEvent(SocketSignal.CONNECTED, 5.0),
        SocketEvent(SocketSignal.ERROR_OCCURRED, 5.1, ("The remote host closed the connection",)),
    )
    welcome.engine.deliver([AccountTried(tried(welcome).attempt, problem, events=events)])
    assert dialog.story.isVisible()
    assert dialog.story.text().split("\n") == [
        "0 ms  connected",
        "100 ms  errorOccurred: The remote host closed the connection",
    ]
    click(dialog.connect_button)
    assert not dialog.story.isVisible()
    click(dialog.cancel_button)
    assert not dialog.story.isVisible()
