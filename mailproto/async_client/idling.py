# SPDX-License-Identifier: MIT
"""Keeps a connection listening: by IDLE where the server has it, else by asking again and again (RFC 2177, 3).

Knows when it is the connection's turn to be silent; what the server tells meanwhile goes the way of all events.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Final

from mailproto.commands import Idle, Noop
from mailproto.errors import CapabilityMissing, CommandFailed, ImapError

if TYPE_CHECKING:
    from mailproto.async_client.link import Link
    from mailproto.async_client.pending import Pending

SETTLING: Final = 0.5
"""Seconds of quiet between two commands before IDLE goes in between: who asks several things is not slowed down."""


def begin_idling(link: Link) -> Pending | None:
    """Submit IDLE; None where the server has none. Raises LocalProtocolError where nobody is signed in."""
    try:
        return link.submit(Idle())
    except CapabilityMissing:
        return None


async def keep_listening(link: Link, idle: Pending | None, poll: float) -> None:
    """Listen until the connection ends or this is cancelled; `poll` is in seconds. Raises what ended the connection."""
    while idle is not None and await _was_useful(link, idle):
        await link.rest()
        await asyncio.sleep(SETTLING)
        await link.rest()
        idle = None if link.is_over else begin_idling(link)
    await asyncio.sleep(poll)
    while not link.is_over:
        with contextlib.suppress(CommandFailed):
            await link.answer(link.submit(Noop()), patiently=True)
        await asyncio.sleep(poll)


async def _was_useful(link: Link, idle: Pending) -> bool:
    """Wait for the end of IDLE; False where it was refused, or the server ended it by itself and would again."""
    try:
        await link.answer(idle, patiently=True)
    except ImapError:
        if link.is_over:
            raise
        return False
    return idle.in_flight.concluded
