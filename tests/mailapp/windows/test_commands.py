# SPDX-License-Identifier: MIT
"""Menus, toolbar and the page of shortcuts are drawn from the same commands, as they are at the moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMenu, QWidget

from mailapp.windows.commands import SEPARATOR, Command, Commands
from tests.mailapp.windows.hands import press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.mailapp.windows.conftest import Reader

pytestmark = pytest.mark.usefixtures("look")


@dataclass
class Light:
    """Something to switch."""

    on: bool = False
    works: bool = True
    switched: list[bool] = field(default_factory=list)

    def switch(self) -> None:
        """Switch it."""
        self.on = not self.on
        self.switched.append(self.on)

    def command(self) -> Command:
        """Give the command that switches it."""
        return Command(
            "switch",
            lambda: "House",
            lambda: "Switch off…" if self.on else "Switch on…",
            self.switch,
            lambda: "eye" if self.on else "eye-off",
            ("L",),
            lambda: self.works,
            lambda: self.on,
            about=lambda: "Switch",
        )


def test_a_command_is_drawn_as_it_is_now(qtbot: QtBot) -> None:
    """Words, mark and whether it is possible follow what it is about."""
    light, window = Light(), QWidget()
    qtbot.addWidget(window)
    commands = Commands(window, [light.command()])
    action = commands.action("switch")
    assert (action.text(), action.toolTip(), action.isChecked()) == ("Switch on…", "Switch on (L)", False)
    action.trigger()
    assert (action.text(), action.isChecked(), light.switched) == ("Switch off…", True, [True])
    light.works = False
    commands.refresh()
    assert not action.isEnabled()
    commands.run("switch")
    assert light.switched == [True]


def test_a_key_does_it(qtbot: QtBot) -> None:
    """Anywhere in the window."""
    light, window = Light(), QWidget()
    qtbot.addWidget(window)
    Commands(window, [light.command()])
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_L)
    assert light.switched == [True]


def test_menus_and_the_page_of_shortcuts_name_it(qtbot: QtBot) -> None:
    """In the order asked for, with lines between."""
    window = QWidget()
    qtbot.addWidget(window)
    commands = Commands(window, [Light().command()])
    menu = QMenu(window)
    commands.fill(menu, ("switch", SEPARATOR))
    assert menu.actions()[0].text() == "Switch on…"
    assert menu.actions()[1].isSeparator()
    assert commands.shortcuts() == {"House": [("Switch", "L")]}


def test_no_two_commands_of_the_window_share_a_key(reader: Reader) -> None:
    """Qt would do neither."""
    page = reader.window.commands.shortcuts()
    keys = [key for entries in page.values() for _, pressed in entries for key in pressed.split(", ")]
    assert len(keys) == len(set(keys))
