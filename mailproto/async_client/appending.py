# SPDX-License-Identifier: MIT
"""A letter of any size on its way into a mailbox, in the memory of a few chunks (RFC 9051, 6.3.12).

Knows when the server wants its octets, and what it costs to stop; nothing of files.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, cast

from mailproto.async_client.link import UNWANTED

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailproto.async_client.link import Link
    from mailproto.async_client.pending import Pending
    from mailproto.async_client.sources import OpenedSource
    from mailproto.commands import Append
    from mailproto.responses import AppendUid


async def send_letter(
    link: Link, command: Append, source: OpenedSource, progress: Callable[[int], None] | None
) -> AppendUid | None:
    """Send the command, and the letter when the server wants it; give its UID where the server tells it.

    Where the server refuses before, no octet of the letter is sent. Once it has agreed, it counts on all of them: who
    is cancelled then, and whose source fails, ends the connection.
    """
    pending = link.submit(command)
    try:
        if await link.turn(pending):
            await _send_octets(link, pending, source, progress)
        return cast("AppendUid | None", await link.answer(pending))
    except BaseException:
        link.forsake(pending)
        raise


async def _send_octets(
    link: Link, pending: Pending, source: OpenedSource, progress: Callable[[int], None] | None
) -> None:
    sent = 0
    async with contextlib.aclosing(source.chunks()) as chunks:
        async for octets in chunks:
            if pending.is_over and link.session.octets_owed(pending.in_flight) > UNWANTED:
                return  # it was refused in the middle, and the rest is not worth its while
            await link.give(pending, octets)
            sent += len(octets)
            if progress is not None:
                progress(sent)
