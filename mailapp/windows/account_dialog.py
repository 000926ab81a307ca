# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds an account: asks for address, password and server, tries them, explains what fails, and keeps what works.

Knows intents and updates, no IMAP. The password leaves it only inside an intent.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QSize
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QLineEdit, QProgressBar, QRadioButton, QSpinBox, QWidget

from mailapp.engine.intents import AddAccount, TryAccount
from mailapp.engine.updates import AccountTried
from mailapp.store.records import Account, AccountId, Security
from mailapp.texts import explain, tr, translatable
from mailapp.windows.certificate_dialog import CertificateDialog
from mailapp.windows.dialog import Dialog, Form, PasswordField, check_box
from mailapp.windows.widgets import label, row, set_mark

if TYPE_CHECKING:
    from mailapp.bridge import Bridge

PORTS: Final = {Security.TLS: 993, Security.STARTTLS: 143}
"""RFC 8314 and RFC 9051."""

SECURITY_NAMES: Final = {
    Security.TLS: translatable("TLS from the start"),
    Security.STARTTLS: translatable("STARTTLS"),
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
        self.security = {security: QRadioButton() for security in Security}
        self.security[Security.TLS].setChecked(True)
        self._encryption = QWidget()
        self._encryption.setLayout(row(*self.security.values(), None, spacing=16))
        self.port = QSpinBox()
        self.port.setRange(1, 65535)
        self.port.setValue(PORTS[Security.TLS])
        self.remember = check_box(checked=True)
        self.problem = label(wrap=True, mark="danger")
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.state = label(mark="muted")
        self._fields: tuple[QWidget, ...] = (
            self.address, self.password, self.remember, self.user, self.server, self._encryption, self.port,
        )  # fmt: skip
        self._lay_out()
        self.cancel_button = self.add_button(self._cancel)
        self.connect_button = self.add_button(self.try_account, primary=True)
        self.address.textEdited.connect(self._address_edited)
        for button in self.security.values():
            button.clicked.connect(self._security_chosen)
        bridge.updates.connect(self._take)
        self.finished.connect(self._forget)
        self.retranslate()
        self._show_trying(trying=False)

    def _lay_out(self) -> None:
        self._form = Form()
        for field in self._fields:
            self._form.add_field(field)
        self.content.addLayout(self._form)
        self.problem.setMinimumWidth(420)
        self.content.addWidget(self.problem)
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
            (self._encryption, tr("Encryption")),
            (self.port, tr("Port")),
        ):
            self._form.name_field(field, name)
        self._form.name_field(self.remember, "")
        self.remember.setText(tr("Remember the password"))
        self.address.setPlaceholderText(tr("name@example.org"))
        self.user.setPlaceholderText(tr("the address, unless your provider says otherwise"))
        for security, button in self.security.items():
            button.setText(tr(SECURITY_NAMES[security]))
        self.cancel_button.setText(tr("Cancel"))
        self.connect_button.setText(tr("Connect"))

    def chosen_security(self) -> Security:
        """Give the encryption chosen."""
        return next(security for security, button in self.security.items() if button.isChecked())

    def _address_edited(self, address: str) -> None:
        """Guess the server, as long as the person has not written one."""
        domain = address.rpartition("@")[2].strip() if "@" in address else ""
        if not self.server.isModified():
            self.server.setText(f"imap.{domain}" if domain else "")

    def _security_chosen(self) -> None:
        """Let the port follow, unless it is one of the person's own."""
        if self.port.value() in PORTS.values():
            self.port.setValue(PORTS[self.chosen_security()])

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
            self.chosen_security(),
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
        self._show_trying(trying=False)

    def _take(self, updates: object) -> None:
        for update in updates:  # type: ignore[attr-defined]  # the bridge sends a sequence of updates
            if isinstance(update, AccountTried) and update.attempt == self._attempt:
                self._attempt = None
                self._answered(update)

    def _answered(self, tried: AccountTried) -> None:
        self.problem.setText("")
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
