# SPDX-License-Identifier: MIT
"""An unencrypted connection, for those who ask for it by name: servers on the loopback, and tests.

Knows nothing of TLS and says so; a client on top of it sends no password off the loopback.
"""

from __future__ import annotations

from mailproto.errors import LocalProtocolError
from mailproto.transports.connection import SocketTransport


class PlainTransport(SocketTransport):
    """TCP without encryption; what is sent and received can be read and changed on its way."""

    starttls = False

    def __init__(self, host: str, port: int = 143) -> None:
        super().__init__(host, port)

    async def start_tls(self) -> None:
        """Refuse with `LocalProtocolError`: an unencrypted connection was asked for."""
        raise LocalProtocolError("bad-argument", what="start_tls", reason="this transport is unencrypted by choice")
