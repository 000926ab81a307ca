# SPDX-License-Identifier: MIT
"""Each icon that is named exists as a drawing, and follows the palette at any size."""

from __future__ import annotations

from importlib.resources import files

import pytest
from PyQt5.QtCore import QSize
from PyQt5.QtGui import QColor, QGuiApplication, QImage, QPalette
from PyQt5.QtSvg import QSvgRenderer

from mailapp.models.folders import ROLE_ICONS
from mailapp.windows.attachments import TYPE_ICONS
from mailapp.windows.icons import application_icon, icon, tinted
from mailapp.windows.theme import Appearance, apply_appearance

pytestmark = pytest.mark.usefixtures("look")
DRAWINGS = sorted(path.name.removesuffix(".svg") for path in (files("mailapp.windows") / "icons").iterdir())


def inks(image: QImage) -> set[str]:
    """Give the colours of the opaque pixels."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_drawing_can_be_drawn(name: str) -> None:
    """Qt reads the file, and something is to be seen at 16 pixels."""
    assert QSvgRenderer((files("mailapp.windows") / "icons" / f"{name}.svg").read_bytes()).isValid()
    image = tinted(name, QSize(16, 16), QColor("#ff0000")).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16))


def test_all_icons_of_tables_are_drawn() -> None:
    """Special folders and types of attachments."""
    assert {*ROLE_ICONS.values(), *(name for _, name in TYPE_ICONS)} <= set(DRAWINGS)


def test_an_unknown_icon_is_a_mistake_at_once() -> None:
    """Not an empty button."""
    with pytest.raises(FileNotFoundError):
        icon("no such icon")


def test_icons_follow_the_palette_without_being_made_anew() -> None:
    """Light and dark, possible or not."""
    made = icon("add")
    for appearance in (Appearance.DARK, Appearance.LIGHT):
        apply_appearance(appearance)
        palette = QGuiApplication.palette()
        usual = palette.color(QPalette.ColorRole.ButtonText).name()
        disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText).name()
        assert inks(made.pixmap(64, 64).toImage()) == {usual}
        assert inks(made.pixmap(64, 64, made.Mode.Disabled).toImage()) == {disabled}


def test_the_program_has_an_icon_in_every_usual_size() -> None:
    """For title bars and docks."""
    assert {size.width() for size in application_icon().availableSizes()} == {16, 24, 32, 48, 64, 128, 256}
