# SPDX-License-Identifier: MIT
"""Visits of the asyncio client to dialogues in memory, on a clock that jumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from mailproto import procedures
from mailproto.async_client import AsyncClient
from mailproto.commands import (
    Body,
    FetchItem,
    Select,
    UidFetch,
)
from mailproto.errors import (
    TransportError,
)
from mailproto.sequences import UidSet
from mailproto.transports.memory import MemoryTransport
from tests.support import fake_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from mailproto.deadlines import Deadlines
    from mailproto.framing import Limits
    from mailproto.transports import Transport

R = TypeVar("R")

GREETING = "S: * OK [CAPABILITY IMAP4rev1] ready\n"
SIGNED_IN = "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\n"
FAREWELL = "C: {0} LOGOUT\nS: * BYE\nS: {0} OK done\n"

VISIT = """
S: * OK [CAPABILITY IMAP4rev1] ready
C: A001 LOGIN alice secret
S: A001 OK [CAPABILITY IMAP4rev1] welcome
C: A002 SELECT INBOX
S: * 3 EXISTS
S: * OK [UIDVALIDITY 7] valid
S: A002 OK [READ-WRITE] selected
C: A003 UID FETCH 1:3 (UID BODY.PEEK[])
S: * 1 FETCH (UID 2 BODY[] {5}
S: abc
S: )
S: A003 OK done
C: A004 LOGOUT
S: * BYE
S: A004 OK done
"""


async def visit(transport: MemoryTransport) -> None:
    """Do what the dialogue above says."""
    async with AsyncClient(transport) as visitor:
        await visitor.run(procedures.sign_in("alice", "secret"))
        selected = await visitor.execute(Select("INBOX"))
        assert selected.exists == 3
        (message,) = await visitor.execute(UidFetch(UidSet.range(1, 3), (FetchItem.UID, Body())))
        assert list(message.sections.values()) == [b"abc\r\n"]


def play(dialogue: str, act: Callable[[AsyncClient], Awaitable[R]], *, limits: Limits | None = None) -> R:
    """Connect to a dialogue without its farewell, act, and close."""

    async def main() -> R:
        transport = MemoryTransport(dialogue, closes=False)
        visitor = await AsyncClient.connect(transport, limits=limits)
        try:
            result = await act(visitor)
            assert transport.is_played
            return result
        finally:
            await visitor.close()

    return fake_clock.run(main())


def connect(transport: Transport, deadlines: Deadlines | None = None) -> Coroutine[Any, Any, AsyncClient]:
    """Connect and close."""

    async def main() -> AsyncClient:
        visitor = await AsyncClient.connect(transport, deadlines=deadlines)
        await visitor.close()
        return visitor

    return main()


class Refusing(MemoryTransport):
    """A transport whose steps fail or hang as a test says."""

    def __init__(self, dialogue: str = "", *, starttls: bool = False, **failures: Exception | None) -> None:
        super().__init__(dialogue, closes=False, starttls=starttls)
        self.failures = failures
        self.closed = 0

    async def _step(self, name: str) -> None:
        if name in self.failures:
            failure = self.failures[name]
            if failure is not None:
                raise failure
            await asyncio.get_running_loop().create_future()

    async def connect(self) -> None:
        """Fail, hang or connect."""
        await self._step("connect")
        await super().connect()

    async def start_tls(self) -> None:
        """Fail, hang or encrypt."""
        await self._step("start_tls")
        await super().start_tls()

    async def send(self, data: bytes) -> None:
        """Fail, hang or send."""
        await self._step("send")
        await super().send(data)

    async def close(self) -> None:
        """Count."""
        self.closed += 1
        await self._step("close")
        await super().close()


REFUSED = TransportError("connection-refused", host="h", port=1, reason="r")
STARTTLS = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\nC: A001 STARTTLS\nS: A001 OK begin\n"
