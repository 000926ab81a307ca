# SPDX-License-Identifier: MIT
"""Pictures for tests, as files."""

from __future__ import annotations

import struct
import zlib

from PyQt5.QtCore import QBuffer, QIODevice
from PyQt5.QtGui import QColor, QImage


def png(width: int, height: int) -> bytes:
    """Make a red picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def png_that_claims(width: int, height: int) -> bytes:
    """Make a PNG whose header tells of more pixels than there are."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
