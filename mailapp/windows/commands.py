# SPDX-License-Identifier: GPL-3.0-or-later
"""What the person can do, each thing as one object, from which menus, toolbar and the page of shortcuts are drawn.

Knows nothing of mail: the commands themselves stand in `window_commands`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QObject
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QMenu, QWidget

from mailapp.windows.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SEPARATOR: Final = ""
"""Stands for a line in a list of command names."""


def always() -> bool:
    """Say that something is possible at any time."""
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the person can do.

    `text` is asked for each time it is drawn, so it follows the language and what is chosen. `checked` is there for
    what is either on or off. `short` is the word on a toolbar, `about` what the page of shortcuts says where `text`
    depends on what is chosen.
    """

    name: str
    section: Callable[[], str]
    text: Callable[[], str]
    do: Callable[[], None]
    icon: str | Callable[[], str] = ""
    shortcuts: tuple[str, ...] = ()
    possible: Callable[[], bool] = always
    checked: Callable[[], bool] | None = None
    short: Callable[[], str] | None = None
    about: Callable[[], str] | None = None


class Commands(QObject):
    """Commands as Qt's actions of one window; `refresh` asks each what is possible now."""

    def __init__(self, window: QWidget, commands: Iterable[Command]) -> None:
        super().__init__(window)
        self._window = window
        self._commands = {command.name: command for command in commands}
        self._actions = {name: self._action(command) for name, command in self._commands.items()}
        self.refresh()

    def _action(self, command: Command) -> QAction:
        action = QAction(self)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in command.shortcuts])
        action.setCheckable(command.checked is not None)
        action.triggered.connect(lambda: self.run(command.name))
        self._window.addAction(action)
        return action

    def run(self, name: str) -> None:
        """Do it, if it is possible now."""
        command = self._commands[name]
        if command.possible():
            command.do()
        self.refresh()

    def refresh(self) -> None:
        """Draw every command as it is now: its words, its icon, whether it is possible and on."""
        for name, command in self._commands.items():
            action = self._actions[name]
            action.setText(command.text())
            if command.short:
                action.setIconText(f" {command.short()}")  # Qt leaves no room between icon and words
            action.setEnabled(command.possible())
            keys = ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())
            plain = command.text().replace("…", "")
            action.setToolTip(f"{plain} ({keys})" if keys else plain)
            drawing = command.icon() if callable(command.icon) else command.icon
            if drawing and action.data() != drawing:
                action.setIcon(icon(drawing))
                action.setData(drawing)
            if command.checked:
                action.setChecked(command.checked())

    def action(self, name: str) -> QAction:
        """Give a command's action, to be put on a toolbar."""
        return self._actions[name]

    def fill(self, menu: QMenu | QWidget, names: Sequence[str]) -> None:
        """Put commands into a menu or a toolbar, in this order."""
        for name in names:
            if name == SEPARATOR:
                line = QAction(menu)
                line.setSeparator(True)
                menu.addAction(line)
            else:
                menu.addAction(self._actions[name])

    def shortcuts(self) -> dict[str, list[tuple[str, str]]]:
        """Give what can be done by keys: section -> words and keys, in the person's language."""
        page: dict[str, list[tuple[str, str]]] = {}
        for name, command in self._commands.items():
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in self._actions[name].shortcuts()]
            if keys:
                said = (command.about or command.text)().replace("…", "")
                page.setdefault(command.section(), []).append((said, ", ".join(keys)))
        return page
