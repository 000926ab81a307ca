# SPDX-License-Identifier: MIT
"""An IMAP server for tests: TLS, faults on demand, letters delivered while a client is connected.

`Server` starts it in this process. Importing this package imports neither Twisted nor cryptography; `Server` does.
"""

from typing import TYPE_CHECKING

from testserver.settings import Settings

if TYPE_CHECKING:
    from testserver.server import Server

__all__ = ["Server", "Settings"]


def __getattr__(name: str) -> object:
    """Import the server when it is first asked for."""
    if name == "Server":
        from testserver.server import Server  # noqa: PLC0415 - Twisted takes 275 ms to import

        return Server
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
