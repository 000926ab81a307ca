# SPDX-License-Identifier: MIT
"""Connects to whichever address of a host answers first (RFC 8305). Knows sockets; nothing of what is said over them.

asyncio has this as well, but where it is cancelled while it connects, it forgets sockets that are open.
"""

from __future__ import annotations

import asyncio
import errno
import itertools
import socket
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DELAY: Final = 0.25
"""Seconds after which the next address of a host is tried beside the one before it (RFC 8305, 5)."""

AddressInfo = tuple[int, int, int, str, Any]
"""What `socket.getaddrinfo` gives: family, kind, protocol, canonical name, address."""


def interleaved(addresses: Iterable[AddressInfo]) -> list[AddressInfo]:
    """Let the families take turns, so that a dead one holds up the other once only (RFC 8305, 4)."""
    families: dict[int, list[AddressInfo]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    turns = itertools.zip_longest(*families.values())
    return [address for turn in turns for address in turn if address is not None]


async def connect_first(addresses: Sequence[AddressInfo]) -> socket.socket:
    """Give a socket that is connected to one of `addresses`, tried in their order, of which there is at least one.

    Whatever happens, cancellation too, no other socket stays open. Errors: OSError, of refused connections and other
    failures that of a refusal, because a host that refuses is there.
    """
    untried = list(reversed(addresses))
    attempts: set[asyncio.Task[socket.socket]] = set()
    errors: list[OSError] = []
    try:
        while untried or attempts:
            if untried:
                attempts.add(asyncio.create_task(_connect(untried.pop())))
            delay = DELAY if untried else None
            done, _ = await asyncio.wait(attempts, timeout=delay, return_when=asyncio.FIRST_COMPLETED)
            for attempt in done:
                attempts.remove(attempt)
                try:
                    return attempt.result()
                except OSError as error:
                    errors.append(error)
    finally:
        for attempt in attempts:
            _give_up(attempt)
    raise next((error for error in errors if error.errno == errno.ECONNREFUSED), errors[0])


async def _connect(address: AddressInfo) -> socket.socket:
    family, kind, protocol, _, place = address
    made = socket.socket(family, kind, protocol)
    try:
        made.settimeout(0)
        await asyncio.get_running_loop().sock_connect(made, place)
    except BaseException:
        made.close()
        raise
    return made


def _give_up(attempt: asyncio.Task[socket.socket]) -> None:
    if not attempt.done():
        attempt.cancel()  # it closes its socket itself
    elif not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()
