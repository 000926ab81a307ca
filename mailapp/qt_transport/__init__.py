# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections through Qt's QSslSocket, as the exercise asks in its section 8.5.

Each connection is a `QtTransport` in the asyncio loop that uses it, and a socket in a QThread of its own. Knows how the
program asks for transports (`make_transport`), and nothing of IMAP, windows or the engine.
"""

from mailapp.qt_transport.ability import qt_refusal
from mailapp.qt_transport.transport import QtTransport, make_transport

__all__ = ["QtTransport", "make_transport", "qt_refusal"]
