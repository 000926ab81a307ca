# SPDX-License-Identifier: GPL-3.0-or-later
"""The line at the bottom: how the connection is, how far receiving has come, where a link leads, and the padlock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QProgressBar, QStatusBar, QToolButton, QWidget

from mailapp.engine.updates import LinkState
from mailapp.texts import format_number, language, tr, tr_n
from mailapp.windows.icons import icon
from mailapp.windows.widgets import SMALL_ICON, ElidedLabel, IconLabel, Retranslator, label, name_widget, row

if TYPE_CHECKING:
    from mailapp.engine.updates import LinkChanged, SynchronizationProgress

_STATE_ICONS: Final = {
    LinkState.OFFLINE: "offline",
    LinkState.CONNECTING: "connecting",
    LinkState.ONLINE: "online",
    LinkState.WAITING: "warning",
    LinkState.FAILED: "offline",
}


def _state_words(link: LinkChanged) -> str:
    match link.state:
        case LinkState.OFFLINE:
            return tr("Not connected")
        case LinkState.CONNECTING:
            return tr("Connecting…")
        case LinkState.ONLINE:
            return tr("Connected")
        case LinkState.WAITING:
            return tr("Waiting for you")
        case LinkState.FAILED:
            if link.retry_in is None:
                return tr("Not connected")
            seconds = tr_n("{count} second", "{count} seconds", round(link.retry_in))
            return tr("Not connected; next attempt in {seconds}", seconds=seconds)


class StatusBar(QStatusBar):
    """The line at the bottom of the window."""

    padlock_clicked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._link: LinkChanged | None = None
        self._progress: SynchronizationProgress | None = None
        self._hovered = ""
        self._state_icon = IconLabel("offline", SMALL_ICON, QPalette.ColorRole.PlaceholderText)
        self.state = label(mark="muted")
        self.message = ElidedLabel(muted=True)
        self.counted = label(mark="muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(120)
        self.padlock = QToolButton()
        self.padlock.setIconSize(SMALL_ICON)
        self.padlock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.padlock.clicked.connect(self.padlock_clicked)
        self._place()
        Retranslator(self, self.retranslate)
        self.retranslate()

    def _place(self) -> None:
        left: QWidget = IconBox(self._state_icon, self.state)
        self.addWidget(left)
        self.addWidget(self.message, 1)
        for widget in (self.counted, self.progress, self.padlock):
            self.addPermanentWidget(widget)

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        link = self._link
        self._state_icon.show_icon(_STATE_ICONS[link.state] if link else "offline")
        self._state_icon.setVisible(link is not None)
        self.state.setText(_state_words(link) if link else "")
        self.message.set_whole_text(self._hovered)
        self._draw_progress()
        security = link.security if link and link.state is LinkState.ONLINE else None
        self.padlock.setVisible(security is not None)
        if security is not None:
            protocol = security.protocol.replace("TLSv", "TLS ")
            self.padlock.setIcon(icon("lock"))
            self.padlock.setText(f" {protocol}")  # Qt leaves no room between icon and words
            told = tr("Encrypted with {protocol}, {cipher}", protocol=protocol, cipher=security.cipher)
            name_widget(self.padlock, told, tooltip=True)

    def _draw_progress(self) -> None:
        progress = self._progress
        running = progress is not None and progress.done < progress.total
        self.counted.setVisible(running)
        self.progress.setVisible(running)
        if progress is not None and running:
            self.progress.setRange(0, progress.total)
            self.progress.setValue(progress.done)
            done = format_number(progress.done, language())
            told = tr_n("{done} of {count} letter", "{done} of {count} letters", progress.total, done=done)
            self.counted.setText(told)
            name_widget(self.progress, told)

    def show_link(self, link: LinkChanged | None) -> None:
        """Show how the connection of the account looked at is."""
        self._link = link
        self.retranslate()

    def show_progress(self, progress: SynchronizationProgress | None) -> None:
        """Show how far the list of letters of the folder looked at has come."""
        self._progress = progress
        self._draw_progress()

    def show_target(self, target: str) -> None:
        """Show where the link under the mouse leads; empty for none."""
        self._hovered = target
        self.message.set_whole_text(target)


class IconBox(QWidget):
    """An icon and its words side by side."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        line = row(*widgets, spacing=4)
        line.setContentsMargins(10, 0, 4, 0)
        self.setLayout(line)
