# SPDX-License-Identifier: GPL-3.0-or-later
"""What all dialogs have in common: they belong to their window, never stop the program, and speak the chosen language.

A dialog is opened and answers by a signal; nobody waits for it.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Generic, TypeVar

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from mailapp.texts import tr
from mailapp.windows.icons import icon
from mailapp.windows.widgets import IconLabel, Retranslator, label, name_widget, push_button, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PyQt5.QtCore import QSize
    from PyQt5.QtGui import QPalette

E = TypeVar("E", bound=enum.Enum)


class Dialog(QDialog):
    """A window-modal dialog with an icon, a heading, content and a row of buttons; it deletes itself when closed."""

    def __init__(self, parent: QWidget, icon_name: str, size: QSize, role: QPalette.ColorRole) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading = label(bold=True, scale=1.25, wrap=True)
        self.explanation = label(mark="muted", wrap=True)
        self.content = QVBoxLayout()
        self.content.setSpacing(10)
        self.buttons = row(None)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.heading)
        words.addWidget(self.explanation)
        top = row(spacing=16)
        top.addWidget(IconLabel(icon_name, size, role), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 22, 24, 20)
        layout.setSpacing(18)
        layout.addLayout(top)
        layout.addLayout(self.content, 1)
        layout.addLayout(self.buttons)
        Retranslator(self, self.retranslate)

    def retranslate(self) -> None:
        """Say everything in the language chosen now; each dialog has its own words."""

    def event(self, event: QEvent) -> bool:
        """Grow with what is said: Qt forgets wrapped lines when it asks a dialog how high it must be."""
        handled = super().event(event)
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Show}:
            needed = self.layout().totalHeightForWidth(self.width())
            self.setMinimumHeight(needed)
        return handled

    def add_button(self, do: Callable[[], object], *, primary: bool = False) -> QPushButton:
        """Put one more button on the right."""
        button = push_button(primary=primary)
        button.setDefault(primary)
        button.clicked.connect(lambda _checked: do())
        self.buttons.addWidget(button)
        return button


class Form(QFormLayout):
    """Labelled fields whose labels follow the language."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(14)
        self.setVerticalSpacing(10)
        self.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add_field(self, field: QWidget) -> None:
        """Put one more field below; its label follows by `name_field`."""
        self.addRow(" ", field)

    def name_field(self, field: QWidget, name: str) -> None:
        """Set a field's label, to be seen and to be heard."""
        shown = self.labelForField(field)
        if shown is not None:
            shown.setProperty("text", name)
        name_widget(field, name)


class Choice(QWidget, Generic[E]):
    """One of several values, side by side; the first is chosen until the person chooses."""

    def __init__(self, values: Iterable[E]) -> None:
        super().__init__()
        self._buttons = {value: QRadioButton() for value in values}
        next(iter(self._buttons.values())).setChecked(True)
        self.setLayout(row(*self._buttons.values(), None, spacing=16))

    def __getitem__(self, value: E) -> QRadioButton:
        """Give the button of a value."""
        return self._buttons[value]

    def __iter__(self) -> Iterator[E]:
        """Give the values in their order."""
        return iter(self._buttons)

    def chosen(self) -> E:
        """Give the value chosen."""
        return next(value for value, button in self._buttons.items() if button.isChecked())


class PasswordField(QLineEdit):
    """A password, hidden unless the person wants to see it."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.triggered.connect(self._turn)
        Retranslator(self, self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("eye" if hidden else "eye-off"))
        self._eye.setText(tr("Show the password") if hidden else tr("Hide the password"))
        self._eye.setToolTip(self._eye.text())

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.retranslate()


def check_box(*, checked: bool) -> QCheckBox:
    """Make a box to tick."""
    made = QCheckBox()
    made.setChecked(checked)
    return made
