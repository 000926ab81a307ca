# SPDX-License-Identifier: MIT
"""The person's hands: clicks and keys on real widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QMenu, QWidget

if TYPE_CHECKING:
    from PyQt5.QtWidgets import QDialog

NO_KEY = Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, place: QPoint | None = None, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Click a widget with the left button, in its middle unless told where."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, keys, place or widget.rect().center())


def press(widget: QWidget, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press and let go of a key."""
    QTest.keyClick(widget, key, keys)


def type_into(widget: QWidget, text: str) -> None:
    """Click a field and type."""
    click(widget)
    QTest.keyClicks(widget, text)


def choose(menu: QMenu, text: str) -> None:
    """Click an entry of a menu that is open."""
    action = next(action for action in menu.actions() if action.text() == text)
    click(menu, menu.actionGeometry(action).center())


def open_menu() -> QMenu:
    """Give the context menu that is open."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def open_dialog() -> QDialog:
    """Give the dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog  # type: ignore[return-value]  # only dialogs are modal here


def said(widget: QWidget) -> str:
    """Give all that the labels and buttons of a widget say, line by line."""
    children = widget.findChildren(QWidget)
    texts = (getattr(each, "whole_text", None) or getattr(each, "text", None) for each in children)
    return "\n".join(text() for text in texts if callable(text))
