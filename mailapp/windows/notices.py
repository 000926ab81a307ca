# SPDX-License-Identifier: GPL-3.0-or-later
"""Bars above the content that say what is the matter and offer what to do about it. Never a dialog out of nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QPalette
from PyQt5.QtWidgets import QFrame, QVBoxLayout, QWidget

from mailapp.texts import tr
from mailapp.windows.widgets import (
    IconLabel,
    Retranslator,
    label,
    name_widget,
    push_button,
    row,
    selectable,
    tool_button,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_ICONS: Final = {"info": "info", "warning": "warning", "problem": "error"}


class Notice(QFrame):
    """One bar: an icon, a sentence, perhaps somebody else's words, a button, a cross to close it."""

    closed = pyqtSignal()

    def __init__(self, kind: str, *, icon_name: str = "", can_close: bool = True) -> None:
        super().__init__()
        self.setProperty("notice", kind)
        self.text = selectable(label(wrap=True))
        self.quotation = selectable(label(wrap=True))
        self.quotation.setObjectName("quotation")
        self.quotation.hide()
        self.button = push_button()
        self.close_button = tool_button("close")
        self.close_button.setVisible(can_close)
        self._act: Callable[[], None] | None = None
        self.button.clicked.connect(self._clicked)
        self.close_button.clicked.connect(self.closed)
        line = row(IconLabel(icon_name or _ICONS[kind], role=QPalette.ColorRole.WindowText), spacing=12)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.text)
        words.addWidget(self.quotation)
        line.addLayout(words, 1)
        line.addWidget(self.button)
        line.addWidget(self.close_button)
        line.setContentsMargins(16, 8, 10, 8)
        self.setLayout(line)
        Retranslator(self, self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        name_widget(self.close_button, tr("Close this message"), tooltip=True)

    def say(self, text: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Show this sentence; `act` is what the button does."""
        self.text.setText(text)
        self.setAccessibleName(text)
        self._act = act
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def quote(self, text: str) -> None:
        """Show what somebody else said, as theirs; nothing for an empty text."""
        self.quotation.setText(text)
        self.quotation.setAccessibleName(text)
        self.quotation.setVisible(bool(text))

    def _clicked(self) -> None:
        if self._act:
            self._act()


class Notices(QWidget):
    """The bars of a window, by what they are about: the same matter never has two."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: dict[str, tuple[Notice, Callable[[], tuple[str, str]]]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        Retranslator(self, self.retranslate)

    def retranslate(self) -> None:
        """Say every bar in the language chosen now."""
        for bar, words in self._bars.values():
            text, button = words()
            bar.say(text, button, bar._act)  # noqa: SLF001 the bar is ours

    def tell(
        self,
        about: str,
        kind: str,
        words: Callable[[], tuple[str, str]],
        act: Callable[[], None] | None = None,
        quotation: str = "",
    ) -> None:
        """Show a bar. `words` gives sentence and button, in the language chosen when it is asked."""
        self.clear(about)
        bar = Notice(kind)
        bar.say(*words(), act)
        bar.quote(quotation)
        bar.closed.connect(lambda: self.clear(about))
        self._bars[about] = (bar, words)
        self._layout.addWidget(bar)
        bar.show()

    def clear(self, about: str) -> None:
        """Take the bar about this away, if there is one."""
        known = self._bars.pop(about, None)
        if known is not None:
            known[0].hide()
            known[0].deleteLater()

    def bar(self, about: str) -> Notice | None:
        """Give the bar about something."""
        known = self._bars.get(about)
        return known[0] if known else None
