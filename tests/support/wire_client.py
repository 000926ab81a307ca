# SPDX-License-Identifier: MIT
"""A client that sends octets to any IMAP server over TLS and reads answers as values, so that two can be compared.

Knows lines, literals and lists, and nothing else of IMAP; what it reads is judged by the test.
"""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING, Self, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Value: TypeAlias = "bytes | tuple[Value, ...] | None"  # a word or string, NIL, a list

_TOKEN = re.compile(
    rb'[ ]*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|~?\{(\d+)\}\r\n|([^ ()"\r\n]*\[[^\]]*\][^ ()\r\n]*|[^ ()"\r\n]+))'
)
_ESCAPED = re.compile(rb"\\(.)")
_LITERAL_AT_END = re.compile(rb"\{(\d+)\}\r\n\Z")


def read_values(response: bytes) -> tuple[Value, ...]:
    """Return the words, strings and lists of one response; a literal is equal to a quoted string."""
    stack: list[list[Value]] = [[]]
    position = 0
    while found := _TOKEN.match(response, position):
        position = found.end()
        if found[1]:
            stack.append([])
        elif found[2]:
            closed = tuple(stack.pop())
            stack[-1].append(closed)
        elif found[3] is not None:
            stack[-1].append(_ESCAPED.sub(rb"\1", found[3]))
        elif found[4]:
            end = position + int(found[4])
            stack[-1].append(response[position:end])
            position = end
        else:
            stack[-1].append(None if found[5].upper() == b"NIL" else found[5])
    (values,) = stack
    return tuple(values)


class WireClient:
    """One connection, used inside a `with` block."""

    def __init__(self, host: str, port: int, ca_file: Path) -> None:
        context = ssl.create_default_context(cafile=ca_file)
        self._socket = context.wrap_socket(socket.create_connection((host, port), timeout=30), server_hostname=host)
        self._file = self._socket.makefile("rb")
        self._file.readline()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._file.close()
        self._socket.close()

    def say(self, command: bytes) -> list[bytes]:
        """Send a command, its literals unasked, and return the responses, literals inside, the tagged one last."""
        self._socket.sendall(b"tag " + command + b"\r\n")
        responses: list[bytes] = []
        while not responses or not responses[-1].startswith(b"tag "):
            response = self._file.readline()
            while found := _LITERAL_AT_END.search(response):
                response += self._file.read(int(found[1])) + self._file.readline()
            responses.append(response)
            if not response:
                raise ConnectionError(command)
        return responses
