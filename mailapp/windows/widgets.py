# SPDX-License-Identifier: GPL-3.0-or-later
"""Small pieces that all windows are made of: widgets that speak the chosen language, labels, buttons, empty states.

Knows nothing of mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QEvent, QObject, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QPainter, QPaintEvent, QPalette
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mailapp.windows.icons import icon, paint_icon

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL_ICON: Final = QSize(16, 16)
ICON: Final = QSize(20, 20)
LARGE_ICON: Final = QSize(48, 48)


class Retranslator(QObject):
    """Calls `retranslate` whenever the language changes: Qt tells it to each widget, this to its owner."""

    def __init__(self, owner: QWidget, retranslate: Callable[[], None]) -> None:
        super().__init__(owner)
        self._retranslate = retranslate
        owner.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at every event of the owner, keep none."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return False


class IconLabel(QWidget):
    """An icon as a picture, in the colour of the palette's `role`."""

    def __init__(self, name: str, size: QSize = ICON, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self.setFixedSize(size)

    def show_icon(self, name: str, role: QPalette.ColorRole | None = None) -> None:
        """Show another icon."""
        self._name = name
        self._role = role if role is not None else self._role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        paint_icon(painter, self._name, self.rect(), self.palette().color(self._role))
        painter.end()


def label(*, mark: str = "", wrap: bool = False, scale: float = 1.0, bold: bool = False) -> QLabel:
    """Make a label for plain text, never read as HTML.

    `mark` is "muted", "danger" or "good", see the style sheet; `scale` is relative to the application's font.
    """
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if mark:
        set_mark(made, mark, value=True)
    if scale != 1.0 or bold:
        font = made.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        made.setFont(font)
    return made


def selectable(made: QLabel) -> QLabel:
    """Let the person select and copy a label's text, by mouse and keyboard."""
    flags = Qt.TextInteractionFlag
    made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    return made


def push_button(*, primary: bool = False, flat: bool = False, icon_name: str = "") -> QPushButton:
    """Make a button; at most one of a dialog is `primary`."""
    made = QPushButton()
    made.setProperty("primary", primary)
    made.setProperty("flat", flat)
    made.setAutoDefault(primary)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        role = QPalette.ColorRole.HighlightedText if primary else QPalette.ColorRole.ButtonText
        made.setIcon(icon(icon_name, role))
        made.setIconSize(SMALL_ICON)
    return made


def tool_button(icon_name: str) -> QToolButton:
    """Make a small button that shows an icon."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(ICON)
    return made


def name_widget(widget: QWidget, name: str, *, tooltip: bool = False) -> None:
    """Say what a control is to those who hear it, and as a tooltip where it shows an icon only."""
    widget.setAccessibleName(name)
    if tooltip:
        widget.setToolTip(name)


def set_mark(widget: QWidget, name: str, *, value: object) -> None:
    """Set a property that the style sheet looks at, and draw accordingly."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Placeholder(QWidget):
    """What stands where there is nothing: an icon, what is the matter, what to do, perhaps with a button for it."""

    acted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("placeholder")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel("inbox", LARGE_ICON, QPalette.ColorRole.PlaceholderText)
        self.title = label(scale=1.25, bold=True, wrap=True)
        self.text = label(mark="muted", wrap=True)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self.busy.setTextVisible(False)
        self.busy.setFixedWidth(160)
        self.button = push_button(primary=True)
        self.button.clicked.connect(self.acted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(10)
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.title, self.text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.busy, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def say(self, icon_name: str, title: str, text: str = "", *, button: str = "", busy: bool = False) -> None:
        """Show this now."""
        self._icon.show_icon(icon_name)
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.busy.setVisible(busy)


def row(*widgets: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Lay widgets side by side; None is the space that gives way."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout


class ElidedLabel(QLabel):
    """One line of plain text that is shortened to the room there is; the tooltip holds the whole."""

    def __init__(self, *, muted: bool = False, bold: bool = False, tight: bool = False) -> None:
        """Make a label; a `tight` one takes no more room than its text."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("muted", muted)
        self.setSizePolicy(
            QSizePolicy.Policy.Maximum if tight else QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed
        )
        self._whole = ""
        if bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)

    def set_whole_text(self, text: str) -> None:
        """Show this."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def whole_text(self) -> str:
        """Give the text as it was set."""
        return self._whole

    def sizeHint(self) -> QSize:
        """Give the room that the whole text would take."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 4, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Give the height only: any width will do."""
        return QSize(0, self.fontMetrics().height() + 2)

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width() - 2, 0))
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def resizeEvent(self, event: object) -> None:
        """Shorten to the new width."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # Qt hands in a QResizeEvent
        self._fit()
