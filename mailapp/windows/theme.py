# SPDX-License-Identifier: GPL-3.0-or-later
"""How the window looks: two sets of colours as data, the palette and the style sheet made of them.

`colors()` is what hand-painted places (rows, circles) ask; everything else follows from QPalette and the style sheet.
Knows nothing of mail.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final, cast
from zlib import crc32

from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication, QStyleFactory

from mailapp.texts import translatable


class Appearance(enum.Enum):
    """What the person chose; the value is what the settings file holds."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


APPEARANCE_NAMES: Final = {
    Appearance.SYSTEM: translatable("As the system"),
    Appearance.LIGHT: translatable("Light"),
    Appearance.DARK: translatable("Dark"),
}


@dataclass(frozen=True, slots=True)
class Colors:
    """One set of colours, as #rrggbb."""

    dark: bool
    window: str  # behind bars and dialogs
    sidebar: str
    base: str  # behind lists and letters
    text: str
    muted: str  # what may be overlooked
    line: str  # between panes
    accent: str
    accent_strong: str  # accent under the mouse
    on_accent: str
    selection: str  # behind the chosen row
    hover: str
    field: str  # inside of text fields and buttons
    good: str
    warning: str
    warning_ground: str
    danger: str
    danger_ground: str
    info_ground: str
    star: str
    disabled: str
    circle_saturation: int
    circle_lightness: int


LIGHT: Final = Colors(
    dark=False, window="#f6f7f9", sidebar="#eff1f5", base="#ffffff", text="#1b1f27", muted="#667085", line="#e1e4ea",
    accent="#2563eb", accent_strong="#1d4fc4", on_accent="#ffffff", selection="#e3ecfd", hover="#e9ecf2",
    field="#ffffff", good="#15803d", warning="#a15c07", warning_ground="#fff6e0", danger="#c02626",
    danger_ground="#fdecec", info_ground="#eaf1fe", star="#f0a30a", disabled="#a3abb9",
    circle_saturation=118, circle_lightness=112,
)  # fmt: skip
DARK: Final = Colors(
    dark=True, window="#1b1e24", sidebar="#171a1f", base="#20242b", text="#e6e9ef", muted="#98a2b3", line="#30353f",
    accent="#6c9dff", accent_strong="#8bb2ff", on_accent="#10131a", selection="#2b3a57", hover="#2a2f38",
    field="#262b33", good="#4ade80", warning="#f5b94a", warning_ground="#3a3120", danger="#ff8080",
    danger_ground="#402527", info_ground="#243149", star="#f5b942", disabled="#626b7a",
    circle_saturation=90, circle_lightness=110,
)  # fmt: skip

PAPER: Final = LIGHT
"""Under letters that bring colours of their own: they were made for white paper."""

_HUES: Final = (210, 262, 330, 8, 28, 88, 150, 176, 192, 236, 290, 350)


class _Chosen:
    """The look of this process: one person sits before it."""

    colors = LIGHT
    system_is_dark: bool | None = None


def colors() -> Colors:
    """Give the colours in force."""
    return _Chosen.colors


def circle_color(key: str) -> QColor:
    """Give the colour of a sender's circle: always the same for the same `key`."""
    hue = _HUES[crc32(key.casefold().encode()) % len(_HUES)]
    return QColor.fromHsl(hue, _Chosen.colors.circle_saturation, _Chosen.colors.circle_lightness)


def _palette(chosen: Colors) -> QPalette:
    palette = QPalette(QColor(chosen.window))
    role = QPalette.ColorRole
    for where, color in (
        (role.Window, chosen.window), (role.WindowText, chosen.text), (role.Base, chosen.base),
        (role.AlternateBase, chosen.window), (role.Text, chosen.text), (role.Button, chosen.field),
        (role.ButtonText, chosen.text), (role.BrightText, chosen.danger), (role.Highlight, chosen.accent),
        (role.HighlightedText, chosen.on_accent), (role.Link, chosen.accent), (role.LinkVisited, chosen.accent),
        (role.PlaceholderText, chosen.muted), (role.ToolTipBase, chosen.field), (role.ToolTipText, chosen.text),
        (role.Mid, chosen.line), (role.Dark, chosen.line), (role.Light, chosen.base), (role.Midlight, chosen.hover),
    ):  # fmt: skip
        palette.setColor(where, QColor(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(chosen.disabled))
    return palette


def _style_sheet(chosen: Colors) -> str:
    template = Template((files("mailapp.windows") / "konvert.css").read_text(encoding="utf-8"))
    return template.substitute({name: getattr(chosen, name) for name in Colors.__slots__})


def apply_appearance(appearance: Appearance) -> None:
    """Make every window of the application look so, now and from now on."""
    application = cast("QApplication", QApplication.instance())
    if _Chosen.system_is_dark is None:
        half_bright = 128
        _Chosen.system_is_dark = application.palette().color(QPalette.ColorRole.Window).lightness() < half_bright
        application.setStyle(QStyleFactory.create("Fusion"))
    dark = _Chosen.system_is_dark if appearance is Appearance.SYSTEM else appearance is Appearance.DARK
    _Chosen.colors = DARK if dark else LIGHT
    application.setPalette(_palette(_Chosen.colors))
    application.setStyleSheet(_style_sheet(_Chosen.colors))
