# SPDX-License-Identifier: MIT
"""A stretch of road to a server that others wrote: counts its octets, and breaks off after as many as it is told.

Knows TCP and nothing of what travels.
"""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from typing import Final, Self

WITHIN: Final = 60.0  # seconds without an octet, after which both sides are let go
PIECE: Final = 65_536  # octets


class Relay:
    """Listens on `host`:`port` inside a `with` block, for one client after the other.

    `octets` is how many of the server's octets a client gets before the connection is gone; None: all.
    `carried` counts those of the last client.
    """

    def __init__(self, server: tuple[str, int], octets: int | None = None, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = 0
        self.carried = 0
        self._server = server
        self._octets = octets
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._listener = socket.create_server((self.host, 0))
        self.port = self._listener.getsockname()[1]
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(WITHIN)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:  # the `with` block has ended
                return
            with client, socket.create_connection(self._server) as server, contextlib.suppress(OSError):
                self._carry(client, server)

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        self.carried = 0
        other = {client: server, server: client}
        while self._octets is None or self.carried < self._octets:
            ready, _, _ = select.select(list(other), [], [], WITHIN)
            for side in ready:
                data = side.recv(PIECE)
                if side is server and self._octets is not None:
                    data = data[: self._octets - self.carried]
                self.carried += len(data) if side is server else 0
                if not data:
                    return
                other[side].sendall(data)
            if not ready:
                return
