# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether this Qt can encrypt: it loads OpenSSL when it is first asked, and only the version that it was built for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PyQt5.QtCore import qInstallMessageHandler
from PyQt5.QtNetwork import QSslSocket

from mailapp.errors import AppError

if TYPE_CHECKING:
    from PyQt5.QtCore import QMessageLogContext, QtMsgType


def qt_refusal() -> AppError | None:
    """Give the error app-qt-without-tls where this Qt cannot encrypt, None where it can."""
    if _can_encrypt():
        return None
    name_and_version = QSslSocket.sslLibraryBuildVersionString().split()[:2]
    return AppError("app-qt-without-tls", built=" ".join(name_and_version))


@cache
def _can_encrypt() -> bool:
    """Ask Qt, which says on the standard error stream what it missed: the person is told in a sentence of ours."""
    before = qInstallMessageHandler(_say_nothing)
    try:
        return QSslSocket.supportsSsl()
    finally:
        qInstallMessageHandler(before)


def _say_nothing(_kind: QtMsgType, _context: QMessageLogContext, _message: str) -> None:
    """Stand in for Qt's messages."""
