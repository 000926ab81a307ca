# SPDX-License-Identifier: GPL-3.0-or-later
"""Decodes the pictures of a letter, few formats and within limits. Knows octets, no letter and no widget."""

from __future__ import annotations

from typing import Final

from PyQt5.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt5.QtGui import QImage, QImageReader

PICTURE_FORMATS: Final = frozenset({"png", "jpeg", "jpg", "gif", "webp", "bmp"})
"""What is decoded; SVG is not, it can refer to files."""

MOST_PIXELS: Final = 40_000_000
"""Pictures that claim more are not decoded: 160 MB of memory."""


def no_picture() -> QImage:
    """Give a picture that shows nothing; a null one would make Qt look for a file of that name."""
    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _open(data: bytes) -> tuple[QImageReader, QBuffer]:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return QImageReader(buffer), buffer  # the reader does not keep its buffer alive


def _may_decode(reader: QImageReader) -> bool:
    size = reader.size()
    is_known = bytes(reader.format()).decode("ascii", "replace") in PICTURE_FORMATS
    return is_known and size.isValid() and size.width() * size.height() <= MOST_PIXELS


def can_be_shown(data: bytes) -> bool:
    """Tell by its header whether a picture would be decoded."""
    reader, _buffer = _open(data)
    return _may_decode(reader)


def decode_picture(data: bytes, widest: int) -> QImage:
    """Decode a picture of a letter, at most `widest` pixels wide; an empty one where it is no picture or too large."""
    reader, _buffer = _open(data)
    if not _may_decode(reader):
        return no_picture()
    size = reader.size()
    if size.width() > widest:
        reader.setScaledSize(QSize(widest, max(1, round(size.height() * widest / size.width()))))
    picture = reader.read()
    return no_picture() if picture.isNull() else picture
