# SPDX-License-Identifier: GPL-3.0-or-later
"""The small dialogs: password, the connection's encryption, keys, and one question with two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from mailapp.texts import explain, tr, tr_n
from mailapp.windows.account_dialog import SECURITY_NAMES, TRANSPORT_NAMES
from mailapp.windows.dialog import Dialog, Form, PasswordField, check_box
from mailapp.windows.widgets import label, name_widget, selectable
from mailapp.windows.wording import connection_story

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailapp.engine.updates import ConnectionSecurity, Problem
    from mailapp.socket_events import SocketEvent
    from mailapp.store.records import Account

_ICON = QSize(36, 36)


class PasswordDialog(Dialog):
    """Asks for the password of an account."""

    given = pyqtSignal(str, bool)
    """The password, and whether to remember it."""

    def __init__(self, parent: QWidget, account: Account, problem: Problem | None) -> None:
        super().__init__(parent, "lock", _ICON, QPalette.ColorRole.Link)
        self._account = account
        self._problem = problem
        self.password = PasswordField()
        self.remember = check_box(checked=True)
        self._trouble = label(wrap=True, mark="danger")
        self._trouble.setVisible(problem is not None)
        self._form = Form()
        self._form.add_field(self.password)
        self._form.add_field(self.remember)
        self.content.addWidget(self._trouble)
        self.content.addLayout(self._form)
        self.cancel_button = self.add_button(self.reject)
        self.sign_in_button = self.add_button(self._give, primary=True)
        self.sign_in_button.setEnabled(False)
        self.password.textChanged.connect(lambda text: self.sign_in_button.setEnabled(bool(text)))
        self.password.setFocus()
        self.setMinimumWidth(440)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.setWindowTitle(tr("Password"))
        self.heading.setText(tr("Password of {address}", address=self._account.address))
        self.explanation.setText(tr("It is sent to {host} only, encrypted.", host=self._account.host))
        if self._problem is not None:
            explained = explain(self._problem)
            self._trouble.setText("\n".join(filter(None, (explained.what_happened, explained.what_to_do))))
        self._form.name_field(self.password, tr("Password"))
        self._form.name_field(self.remember, "")
        self.remember.setText(tr("Remember the password"))
        self.cancel_button.setText(tr("Cancel"))
        self.sign_in_button.setText(tr("Sign in"))

    def _give(self) -> None:
        password = self.password.text()
        self.password.clear()
        self.accept()
        self.given.emit(password, self.remember.isChecked())


class ConnectionDialog(Dialog):
    """Tells how the connection is encrypted."""

    def __init__(
        self, parent: QWidget, account: Account, security: ConnectionSecurity, events: Sequence[SocketEvent]
    ) -> None:
        super().__init__(parent, "lock", _ICON, QPalette.ColorRole.Link)
        self._account = account
        self._security = security
        self._events = events
        self._form = Form()
        self._form.setContentsMargins(16, 14, 16, 14)
        self._fields = [selectable(label(wrap=True)) for _ in range(7 if events else 6)]
        for field in self._fields:
            self._form.add_field(field)
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setLayout(self._form)
        self.content.addWidget(panel)
        self.close_button = self.add_button(self.close, primary=True)
        self.setMinimumWidth(440)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        account, security = self._account, self._security
        self.setWindowTitle(tr("Encrypted connection"))
        self.heading.setText(tr("The connection is encrypted"))
        self.explanation.setText(tr("Nobody on the way can read or change what is sent."))
        checked = (
            tr("You trusted exactly this certificate")
            if security.pinned
            else tr("Its certificate was issued by an authority that this computer trusts")
        )
        words = (
            (tr("Server"), f"{account.host}:{account.port}"),
            (tr("Encryption"), f"{security.protocol.replace('TLSv', 'TLS ')}, {tr(SECURITY_NAMES[account.security])}"),
            (tr("Cipher"), security.cipher),
            (tr("Key"), tr_n("{count} bit", "{count} bits", security.bits)),
            (tr("Identity"), checked),
            (tr("Connected by"), tr(TRANSPORT_NAMES[account.transport])),
            (tr("Events"), connection_story(self._events)),
        )
        for field, (name, text) in zip(self._fields, words, strict=False):
            self._form.name_field(field, name)
            field.setText(text)
        self.close_button.setText(tr("Close"))


class ShortcutsDialog(Dialog):
    """The page of keys, drawn from the commands."""

    def __init__(self, parent: QWidget, shortcuts: Callable[[], dict[str, list[tuple[str, str]]]]) -> None:
        super().__init__(parent, "keyboard", _ICON, QPalette.ColorRole.Link)
        self._shortcuts = shortcuts
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.content.addWidget(self._page)
        self.close_button = self.add_button(self.close, primary=True)
        self.resize(520, 560)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.heading.setText(tr("Keyboard shortcuts"))
        self.explanation.setText(tr("Everything here can be done without a mouse."))
        name_widget(self._page, tr("Keyboard shortcuts"))
        self.close_button.setText(tr("Close"))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(18, 14, 18, 14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        line = 0
        for section, entries in self._shortcuts().items():
            title = label(bold=True)
            title.setText(section)
            title.setContentsMargins(0, 10 if line else 0, 0, 2)
            grid.addWidget(title, line, 0, 1, 2)
            for number, (words, keys) in enumerate(entries, line + 1):
                said, pressed = label(), label(mark="muted")
                said.setText(words)
                pressed.setText(keys)
                grid.addWidget(said, number, 0)
                grid.addWidget(pressed, number, 1, Qt.AlignmentFlag.AlignRight)
            line += len(entries) + 1
        grid.setRowStretch(line, 1)
        self._page.setWidget(inside)


class QuestionDialog(Dialog):
    """One question; to leave everything as it is is the default."""

    agreed = pyqtSignal()

    def __init__(self, parent: QWidget, words: Callable[[], tuple[str, str, str]]) -> None:
        """Take what to say: heading, explanation, and the button that agrees."""
        super().__init__(parent, "warning", _ICON, QPalette.ColorRole.BrightText)
        self._words = words
        self.agree_button = self.add_button(self._agree)
        self.cancel_button = self.add_button(self.reject, primary=True)
        self.cancel_button.setFocus()
        self.setMinimumWidth(420)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        heading, explanation, agree = self._words()
        self.setWindowTitle(heading)
        self.heading.setText(heading)
        self.explanation.setText(explanation)
        self.agree_button.setText(agree)
        self.cancel_button.setText(tr("Cancel"))

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()
