# SPDX-License-Identifier: MIT
"""Which address of a host is connected to, and that no other socket stays open."""

from __future__ import annotations

import asyncio
import errno
import itertools
import socket
from typing import TYPE_CHECKING

import pytest

from mailproto.transports import happy_eyeballs
from mailproto.transports.happy_eyeballs import connect_first, interleaved
from tests.support.transport_conformance import turn

if TYPE_CHECKING:
    from mailproto.transports.happy_eyeballs import AddressInfo


def info(address: str, port: int = 143) -> AddressInfo:
    """Give what the resolver gives for an address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, 6, "", (address, port)


class Network:
    """Stands where the loop connects sockets: each address answers when the test says so."""

    def __init__(self) -> None:
        self.answers: dict[str, asyncio.Future[None]] = {}
        self.sockets: dict[str, socket.socket] = {}

    async def sock_connect(self, made: socket.socket, place: tuple[str, int]) -> None:
        """Wait until the test lets this address answer."""
        self.sockets[place[0]] = made
        await self.answers.setdefault(place[0], asyncio.get_running_loop().create_future())

    def refuse(self, address: str, number: int) -> None:
        """Let an attempt fail."""
        self.answers[address].set_exception(OSError(number, "no"))

    def open(self) -> list[str]:
        """Give the addresses whose sockets are open."""
        return [address for address, made in self.sockets.items() if made.fileno() != -1]


@pytest.fixture
async def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Let the running loop connect over a network of the test's own, trying addresses side by side at once."""
    network = Network()
    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", network.sock_connect)
    monkeypatch.setattr(happy_eyeballs, "DELAY", 0)
    return network


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        (["::1"], ["::1"]),
        (["::1", "::2", "10.0.0.1", "10.0.0.2"], ["::1", "10.0.0.1", "::2", "10.0.0.2"]),
        (["10.0.0.1", "::1", "::2", "::3"], ["10.0.0.1", "::1", "::2", "::3"]),
    ],
)
def test_families_take_turns(addresses: list[str], expected: list[str]) -> None:
    """Addresses of both families alternate, beginning with the one that the resolver prefers."""
    assert interleaved(info(address) for address in addresses) == [info(address) for address in expected]


async def test_silent_address_is_passed(network: Network) -> None:
    """Where the first address does not answer, the second is tried beside it, and the first given up."""
    connecting = asyncio.create_task(connect_first([info("10.0.0.1"), info("::1"), info("10.0.0.2")]))
    await turn()
    assert network.open() == ["10.0.0.1", "::1", "10.0.0.2"]
    network.answers["::1"].set_result(None)
    with await connecting as connected:
        await turn()
        assert connected is network.sockets["::1"]
        assert network.open() == ["::1"]


async def test_of_two_that_answer_at_once_one_is_kept(network: Network) -> None:
    """Two addresses that answer in the same moment make one connection."""
    connecting = asyncio.create_task(connect_first([info("10.0.0.1"), info("::1")]))
    await turn()
    for answer in network.answers.values():
        answer.set_result(None)
    with await connecting as connected:
        await turn()
        assert [network.sockets[address] for address in network.open()] == [connected]


async def test_failure_beside_a_success_is_forgotten(network: Network) -> None:
    """An address that refuses while another one answers does no harm."""
    connecting = asyncio.create_task(connect_first([info("10.0.0.1"), info("::1"), info("::2")]))
    await turn()
    network.refuse("10.0.0.1", errno.ECONNREFUSED)
    network.refuse("::2", errno.ECONNREFUSED)
    network.answers["::1"].set_result(None)
    with await connecting:
        await turn()
        assert network.open() == ["::1"]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((errno.ENETUNREACH, errno.ECONNREFUSED), errno.ECONNREFUSED),
        ((errno.ENETUNREACH, errno.ETIMEDOUT), errno.ENETUNREACH),
    ],
)
async def test_no_address_answers(network: Network, numbers: tuple[int, int], told: int) -> None:
    """Of several failures a refusal is told before others, and the first of equals."""
    connecting = asyncio.create_task(connect_first([info("10.0.0.1"), info("::1")]))
    await turn()
    for address, number in zip(("10.0.0.1", "::1"), numbers, strict=True):
        network.refuse(address, number)
        await turn()
    with pytest.raises(OSError, match="no") as caught:
        await connecting
    assert caught.value.errno == told
    assert network.open() == []


async def test_attempts_cancelled_together_with_who_waits(network: Network) -> None:
    """When a loop ends it cancels everything it finds, the attempts too: no socket stays open."""
    connecting = asyncio.create_task(connect_first([info("10.0.0.1"), info("::1")]))
    await turn()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting
    assert network.open() == []


async def test_cancelled_in_any_turn_leaves_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelled before, while and after the real network answers, no socket stays open."""
    loop = asyncio.get_running_loop()
    sockets: list[socket.socket] = []
    connect = loop.sock_connect

    async def sock_connect(made: socket.socket, place: tuple[str, int]) -> None:
        sockets.append(made)
        await connect(made, place)

    monkeypatch.setattr(loop, "sock_connect", sock_connect)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = info(*listener.getsockname())
        for turns in itertools.count():
            connecting = asyncio.create_task(connect_first([place]))
            for _ in range(turns):
                await asyncio.sleep(0)
            if not connecting.cancel():
                (await connecting).close()
                break
            with pytest.raises(asyncio.CancelledError):
                await connecting
            await turn()
            assert [made for made in sockets if made.fileno() != -1] == []
    assert len(sockets) > 2, "it was never cancelled with a socket open"
