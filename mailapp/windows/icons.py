# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's icons: line drawings of our own (icons/*.svg) in the colours of the palette, sharp at any size.

An icon asks the palette each time it is painted, so that light and dark need no second set and no reloading.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PyQt5.QtCore import QRect, QRectF, QSize, Qt
from PyQt5.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PyQt5.QtSvg import QSvgRenderer

APPLICATION_ICON = "konvert"
"""The one icon in colours of its own."""


@cache
def _drawing(name: str) -> QSvgRenderer:
    return QSvgRenderer((files("mailapp.windows") / "icons" / f"{name}.svg").read_bytes())


def tinted(name: str, size: QSize, color: QColor) -> QPixmap:
    """Draw the icon `name` in one colour; `size` in device pixels. FileNotFoundError for a name without a drawing."""
    key = f"konvert:{name}:{size.width()}x{size.height()}:{color.rgba():x}"
    found = QPixmapCache.find(key)
    if found is not None:
        return found
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _drawing(name).render(painter, QRectF(pixmap.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), color)
    painter.end()
    QPixmapCache.insert(key, pixmap)
    return pixmap


def paint_icon(painter: QPainter, name: str, rectangle: QRect, color: QColor) -> None:
    """Paint the icon `name` into `rectangle` of a widget, at the painter's device resolution."""
    ratio = painter.device().devicePixelRatioF()
    pixmap = tinted(name, rectangle.size() * ratio, color)
    pixmap.setDevicePixelRatio(ratio)
    painter.drawPixmap(rectangle.topLeft(), pixmap)


class _TintedEngine(QIconEngine):
    """Draws an icon in the palette's colour for its mode, or in `role`'s where the icon stands on that ground."""

    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def _color(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, self._role)
        return palette.color(QPalette.ColorGroup.Active, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Paint into `rect` of any device."""
        paint_icon(painter, self._name, rect, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """Give the drawing at `size` device pixels."""
        return QPixmap(tinted(self._name, size, self._color(mode)))


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.ButtonText) -> QIcon:
    """Give the icon `name`, tinted by the palette's `role`."""
    _drawing(name)
    return QIcon(_TintedEngine(name, role))


def application_icon() -> QIcon:
    """Give the program's own icon."""
    result = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        _drawing(APPLICATION_ICON).render(painter)
        painter.end()
        result.addPixmap(pixmap)
    return result
