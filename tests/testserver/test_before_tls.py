# SPDX-License-Identifier: MIT
"""Faults before the first octet of TLS, seen by a socket."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from testserver.server import Server

Factory = Callable[..., Server]


@contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    """Connect without TLS."""
    with socket.create_connection((server.host, server.port), timeout=10) as connection:
        yield connection


def handshake(server: Server) -> bytes:
    """Connect with TLS and return the greeting."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with connected(server) as plain, context.wrap_socket(plain, server_hostname="localhost") as secured:
        return secured.recv(1000)


def test_a_connection_is_reset_before_the_handshake(imap_server_factory: Factory) -> None:
    """With `drop` the client meets a reset, once; the next connection is whole."""
    server = imap_server_factory(letters=(), faults=("drop,command=CONNECT",))
    with pytest.raises(ConnectionResetError), connected(server) as plain:  # which may meet it while it connects
        plain.recv(100)
    assert handshake(server).startswith(b"* OK")


def test_a_connection_is_closed_before_the_handshake(imap_server_factory: Factory) -> None:
    """With `cut` it ends without a word."""
    server = imap_server_factory(letters=(), faults=("cut,command=CONNECT",))
    with connected(server) as plain:
        assert plain.recv(100) == b""


def test_a_handshake_that_never_comes(imap_server_factory: Factory) -> None:
    """With `stall` the hello is never answered; stopping the server ends it."""
    server = imap_server_factory(letters=(), faults=("stall,command=CONNECT",))
    with connected(server) as plain:
        plain.sendall(b"hello")
        plain.settimeout(0.05)
        with pytest.raises(TimeoutError):
            plain.recv(100)
        plain.settimeout(10)
        server.reset()
        with pytest.raises(ConnectionResetError):
            plain.recv(100)


def test_noise_instead_of_the_handshake(imap_server_factory: Factory) -> None:
    """With `garbage` random octets come first, and no TLS can begin."""
    server = imap_server_factory(letters=(), faults=("garbage,command=CONNECT",))
    with pytest.raises(ssl.SSLError):
        handshake(server)


def test_a_late_handshake(imap_server_factory: Factory) -> None:
    """With `delay` the hello is kept and answered afterwards; a client that leaves meanwhile is forgotten."""
    server = imap_server_factory(letters=(), faults=("delay,command=CONNECT,seconds=0.05,times=2",))
    began = time.monotonic()
    assert handshake(server).startswith(b"* OK")
    assert time.monotonic() - began >= 0.05
    with connected(server):
        pass
    assert handshake(server).startswith(b"* OK")
