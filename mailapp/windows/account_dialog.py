# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds an account: asks for address, password and server, tries them, explains what fails, and keeps what works.

Knows intents and updates, no IMAP. The password leaves it only inside an intent.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QLineEdit, QProgressBar, QSpinBox, QWidget

from mailapp.engine.intents import AddAccount, TryAccount
from mailapp.engine.updates import AccountTried
from mailapp.qt_transport import qt_refusal
from mailapp.store.records import Account, AccountId, Security, TlsVersion, TransportKind
from mailapp.texts import explain, tr, translatable
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.dialog import Choice, Dialog, Form, PasswordField, check_box
from mailapp.windows.widgets import label, row, selectable, set_mark
from mailapp.windows.wording import connection_story

if TYPE_CHECKING:
    from mailapp.bridge import Bridge

PORTS: Final = {Security.TLS: 993, Security.STARTTLS: 143}
"""RFC 8314 and RFC 9051."""

SECURITY_NAMES: Final = {
    Security.TLS: translatable("TLS from the start"),
    Security.STARTTLS: translatable("STARTTLS"),
}

TLS_VERSION_NAMES: Final = {
    TlsVersion.AUTOMATIC: translatable("The newest possible"),
    TlsVersion.TLS_1_2: "TLS 1.2",
    TlsVersion.TLS_1_3: "TLS 1.3",
}

TRANSPORT_NAMES: Final = {
    TransportKind.PYTHON: translatable("Python (ssl)"),
    TransportKind.QT: translatable("Qt (QSslSocket)"),
}

_attempts = count(1)


class AccountDialog(Dialog):
    """Asks, tries, and adds the account once it has worked."""

    def __init__(self, parent: QWidget, bridge: Bridge) -> None:
        super().__init__(parent, "account", QSize(36, 36), QPalette.ColorRole.Link)
        self._bridge = bridge
        self._attempt: int | None = None
        self._trust = ""
        self._tried: tuple[Account, str] | None = None
        self.address = QLineEdit()
        self.password = PasswordField()
        self.user = QLineEdit()
        self.server = QLineEdit()
        self.security = Choice(Security)
        self.tls_version = Choice(TlsVersion)
        self.transport = Choice(TransportKind)
        self._qt_refusal = qt_refusal()
        self.transport[TransportKind.QT].setEnabled(self._qt_refusal is None)
        self.qt_refused = label(wrap=True, mark="muted")
        self.port = QSpinBox()
        self.port.setRange(1, 65535)
        self.port.setValue(PORTS[Security.TLS])
        self.remember = check_box(checked=True)
        self.problem = label(wrap=True, mark="danger")
        self.story = selectable(label(mark="muted", wrap=True))
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.state = label(mark="muted")
        self._fields: tuple[QWidget, ...] = (
            self.address, self.password, self.remember, self.user, self.server, self.security, self.port,
            self.tls_version, self.transport,
        )  # fmt: skip
        self._lay_out()
        self.cancel_button = self.add_button(self._cancel)
        self.connect_button = self.add_button(self.try_account, primary=True)
        self.address.textEdited.connect(self._address_edited)
        for security in self.security:
            self.security[security].clicked.connect(self._security_chosen)
        bridge.updates.connect(self._take)
        self.finished.connect(self._forget)
        self.retranslate()
        self._show_trying(trying=False)

    def _lay_out(self) -> None:
        self._form = Form()
        for field in self._fields:
            self._form.add_field(field)
        self._form.add_field(self.qt_refused)
        self.qt_refused.setVisible(self._qt_refusal is not None)
        self.content.addLayout(self._form)
        self.problem.setMinimumWidth(420)
        self.content.addWidget(self.problem)
        self.content.addWidget(self.story)
        self.content.addLayout(row(self.state, self.busy, spacing=12))

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.setWindowTitle(tr("Add an account"))
        self.heading.setText(tr("Add an account"))
        self.explanation.setText(tr("Konvert reads your mail over IMAP. The connection is always encrypted."))
        for field, name in (
            (self.address, tr("Address")),
            (self.password, tr("Password")),
            (self.user, tr("User name")),
            (self.server, tr("Server")),
            (self.security, tr("Encryption")),
            (self.port, tr("Port")),
            (self.tls_version, tr("TLS version")),
            (self.transport, tr("Connect by")),
        ):
            self._form.name_field(field, name)
        self._form.name_field(self.remember, "")
        self.remember.setText(tr("Remember the password"))
        self.address.setPlaceholderText(tr("name@example.org"))
        self.user.setPlaceholderText(tr("the address, unless your provider says otherwise"))
        for security, name in SECURITY_NAMES.items():
            self.security[security].setText(tr(name))
        for version, name in TLS_VERSION_NAMES.items():
            self.tls_version[version].setText(tr(name))
        for transport, name in TRANSPORT_NAMES.items():
            self.transport[transport].setText(tr(name))
        self.qt_refused.setText(explain(self._qt_refusal).what_happened if self._qt_refusal else "")
        self.cancel_button.setText(tr("Cancel"))
        self.connect_button.setText(tr("Connect"))

    def _address_edited(self, address: str) -> None:
        """Guess the server, as long as the person has not written one."""
        domain = address.rpartition("@")[2].strip() if "@" in address else ""
        if not self.server.isModified():
            self.server.setText(f"imap.{domain}" if domain else "")

    def _security_chosen(self) -> None:
        """Let the port follow, unless it is one of the person's own."""
        if self.port.value() in PORTS.values():
            self.port.setValue(PORTS[self.security.chosen()])

    def _missing(self) -> tuple[QWidget, str] | None:
        """Give the first field that cannot be right, and what to write there."""
        address = self.address.text().strip()
        name, at, domain = address.rpartition("@")
        if not (name and at and domain) or " " in address:
            return self.address, tr("Please write the whole address, such as name@example.org.")
        if not self.password.text():
            return self.password, tr("Please write the password.")
        if not self.server.text().strip():
            return self.server, tr("Please write the name of the server; your provider tells it.")
        return None

    def try_account(self) -> None:
        """Connect and sign in with what was written."""
        missing = self._missing()
        for field in (self.address, self.password, self.server):
            set_mark(field, "wrong", value=missing is not None and missing[0] is field)
        if missing:
            self.problem.setText(missing[1])
            self.problem.show()
            missing[0].setFocus()
            return
        address = self.address.text().strip()
        account = Account(
            AccountId(0),
            address,
            self.user.text().strip() or address,
            self.server.text().strip(),
            self.port.value(),
            self.security.chosen(),
            transport=self.transport.chosen(),
            tls_version=self.tls_version.chosen(),
        )
        if self._tried is None or (account.host, account.port) != (self._tried[0].host, self._tried[0].port):
            self._trust = ""
        self._tried = (account, self.password.text())
        self._attempt = next(_attempts)
        self._show_trying(trying=True)
        self._bridge.submit(TryAccount(self._attempt, account, self.password.text(), self._trust))

    def _show_trying(self, *, trying: bool) -> None:
        for field in self._fields:
            field.setEnabled(not trying)
        self.connect_button.setEnabled(not trying)
        self.busy.setVisible(trying)
        self.state.setVisible(trying)
        self.story.setVisible(not trying and bool(self.story.text()))
        if trying:
            self.problem.hide()
            self.state.setText(tr("Connecting to {server}…", server=self.server.text().strip()))
        else:
            self.problem.setVisible(bool(self.problem.text()))

    def _cancel(self) -> None:
        """Stop trying; a second time, close."""
        if self._attempt is None:
            self.close()
            return
        self._attempt = None
        self.problem.setText("")
        self.story.setText("")
        self._show_trying(trying=False)

    def _take(self, updates: object) -> None:
        for update in updates:  # type: ignore[attr-defined]  # the bridge sends a sequence of updates
            if isinstance(update, AccountTried) and update.attempt == self._attempt:
                self._attempt = None
                self._answered(update)

    def _answered(self, tried: AccountTried) -> None:
        self.problem.setText("")
        self.story.setText(connection_story(tried.events))
        if tried.certificate is not None:
            self._show_trying(trying=False)
            question = CertificateDialog(self, tried.certificate)
            question.trusted.connect(self._trusted)
            question.refused.connect(self._refused)
            question.open()
        elif tried.problem is not None:
            explained = explain(tried.problem)
            self.problem.setText(
                "\n".join(filter(None, (explained.title, explained.what_happened, explained.what_to_do)))
            )
            self._show_trying(trying=False)
            (self.password if tried.problem.code == "authentication-failed" else self.server).setFocus()
            self.password.selectAll()
        elif self._tried is not None:
            account, password = self._tried
            self._bridge.submit(AddAccount(account, password, self._trust, self.remember.isChecked()))
            self.close()

    def _trusted(self, fingerprint: str) -> None:
        self._trust = fingerprint
        self.try_account()

    def _refused(self) -> None:
        self.problem.setText(tr("Not connected: the server's certificate was not trusted. Nothing was sent."))
        self.problem.show()

    def _forget(self) -> None:
        """Hear no late answer, and keep no password."""
        self._attempt = None
        self._tried = None
