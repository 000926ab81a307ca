# SPDX-License-Identifier: MIT
"""The unencrypted transport: the conformance kit, and that it never pretends to be more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailproto.errors import LocalProtocolError, TransportError
from mailproto.transports.plain import PlainTransport
from tests.support.transport_conformance import ServedConformance

if TYPE_CHECKING:
    from pathlib import Path


class TestPlainTransport(ServedConformance):
    """The kit against a server in the clear."""

    encrypted = False

    def make(self, host: str, port: int, authority: Path) -> PlainTransport:  # noqa: ARG002 - nobody to trust here
        """Make one."""
        return PlainTransport(host, port)


async def test_it_is_never_encrypted() -> None:
    """Who asked for an unencrypted connection by name does not get a handshake by the way."""
    with pytest.raises(LocalProtocolError) as caught:
        await PlainTransport("localhost").start_tls()
    assert caught.value.code == "bad-argument"


@pytest.mark.parametrize(("host", "port"), [("", 143), ("a\0b", 143), ("localhost", 0), ("localhost", 65_536)])
def test_an_impossible_address_is_refused_at_once(host: str, port: int) -> None:
    """What can be no host or no port is the caller's mistake, told before anything is tried."""
    with pytest.raises(LocalProtocolError) as caught:
        PlainTransport(host, port)
    assert caught.value.code == "bad-argument"


async def test_nothing_moves_before_connect() -> None:
    """Send and receive on a connection that was never made say so; closing it does nothing."""
    transport = PlainTransport("localhost")
    for attempt in (transport.send(b"x"), transport.receive()):
        with pytest.raises(TransportError) as caught:
            await attempt
        assert caught.value.code == "connection-lost"
    await transport.close()
