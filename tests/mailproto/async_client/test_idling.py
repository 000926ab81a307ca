# SPDX-License-Identifier: MIT
"""Listening: renewal, polling, links that died without a word, and commands in between. The clock jumps."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mailproto.async_client import AsyncClient, EventsDropped
from mailproto.commands import FetchItem, Noop, Select, UidFetch
from mailproto.deadlines import Deadlines
from mailproto.errors import ConnectionClosed, DeadlineExceeded, LocalProtocolError
from mailproto.events import ConnectionEnded, UntaggedReceived
from mailproto.responses import ExistsData
from mailproto.sequences import UidSet
from mailproto.transports.memory import MemoryTransport
from tests.support import fake_clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from mailproto.events import Event

GREETING = "S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\n"
POLLED = "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\n"


def play(dialogue: str, act: Callable[[AsyncClient], Awaitable[None]], *, closes: bool = False) -> float:
    """Connect to a dialogue, act, and close; gives the second at which that was."""

    async def main() -> float:
        client = await AsyncClient.connect(transport)
        try:
            await act(client)
            return asyncio.get_running_loop().time()
        finally:
            await client.close()

    transport = MemoryTransport(dialogue, closes=closes)
    seconds = fake_clock.run(main())
    assert transport.is_played
    return seconds


async def exists(events: AsyncIterator[Event | EventsDropped], wanted: int) -> None:
    """Read until the mailbox has that many letters."""
    async for event in events:
        if isinstance(event, UntaggedReceived) and event.response == ExistsData(wanted):
            return


async def listen(client: AsyncClient) -> None:
    """Listen to the end, which is told last."""
    last = None
    async with client.idle() as events:
        async for event in events:
            last = event
        assert isinstance(last, ConnectionEnded)


async def fail(client: AsyncClient) -> None:
    """Listen, and make a mistake."""
    async with client.idle():
        await settled()
        raise ZeroDivisionError


async def settled() -> None:
    """Let everything be sent that is to be sent at once."""
    await asyncio.sleep(0.01)


def test_news_are_told_when_they_happen() -> None:
    """What the server says goes through at once, and leaving the block ends IDLE."""

    async def act(client: AsyncClient) -> None:
        async with client.idle() as events:
            await exists(events, 4)
        await client.execute(Noop())

    dialogue = "C: A001 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\nS: A001 OK\nC: A002 NOOP\nS: A002 OK\n"
    assert play(GREETING + dialogue, act) < 1


def test_it_is_renewed_after_five_minutes() -> None:
    """RFC 2177, 3, says 29 minutes at most; many routers forget a silent connection sooner."""

    async def act(client: AsyncClient) -> None:
        async with client.idle() as events:
            await exists(events, 4)

    renewals = "".join(f"C: A00{n} IDLE\nS: + idling\nC: DONE\nS: A00{n} OK\n" for n in (1, 2))
    seconds = play(GREETING + renewals + "C: A003 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\n", act)
    assert 2 * Deadlines().idle <= seconds <= 2 * Deadlines().idle + 2


@pytest.mark.parametrize(
    ("dialogue", "seconds"),
    [
        ("C: A001 IDLE\n", 120),  # no consent
        ("C: A001 IDLE\nS: + idling\nC: DONE\n", 300 + 120),  # nothing after DONE
        ("C: A001 IDLE\nS: + idling\nC: DONE\nS: A001 OK\nC: A002 IDLE\nS: + idling\nC: DONE\n", 600.5 + 120),
    ],
)
def test_a_link_that_died_is_found_out(dialogue: str, seconds: float) -> None:
    """Every wait has a deadline: that of commands where the server has to speak, else the renewal comes first."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(DeadlineExceeded):
            await listen(client)
        assert client.is_closed

    assert play(GREETING + dialogue, act) == pytest.approx(seconds, abs=0.5)


@pytest.mark.parametrize("end", ["S: * BYE Autologout\nS: * BYE Autologout\n", ""])
def test_the_connections_end_ends_it(end: str) -> None:
    """BYE in IDLE, and an end without a word: the iteration ends, and the block raises why."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(ConnectionClosed):
            await listen(client)

    play(GREETING + "C: A001 IDLE\nS: + idling\n" + end, act, closes=True)


def test_others_may_send_commands_meanwhile() -> None:
    """IDLE makes way, and comes back once nothing has been asked for a moment."""

    async def act(client: AsyncClient) -> None:
        async with client.idle() as events:
            await settled()
            await client.execute(Noop())
            await client.execute(Noop())
            await exists(events, 4)

    commands = "C: A002 NOOP\nS: A002 OK\nC: A003 NOOP\nS: A003 OK\n"
    dialogue = "C: A001 IDLE\nS: + idling\nC: DONE\nS: A001 OK\n" + commands
    play(GREETING + dialogue + "C: A004 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\n", act)


@pytest.mark.parametrize(
    "refusal", ["S: A001 NO not now\n", "S: A001 BAD what\n", "S: + idling\nS: A001 OK at once\n", "S: A001 WHAT\n"]
)
def test_a_server_that_will_not_idle_is_asked_again_and_again(refusal: str) -> None:
    """RFC 2177, 3: who may not IDLE polls; refused, ended by the server itself, answered unreadably."""

    async def act(client: AsyncClient) -> None:
        async with client.idle() as events:
            await exists(events, 4)

    dialogue = f"C: A001 IDLE\n{refusal}C: A002 NOOP\nS: A002 NO\nC: A003 NOOP\nS: * 4 EXISTS\nS: A003 OK\n"
    assert play(GREETING + dialogue, act) == pytest.approx(2 * Deadlines().poll)


def test_without_the_capability_the_server_is_asked_each_minute() -> None:
    """Polling is slower, and nothing else is different."""

    async def act(client: AsyncClient) -> None:
        async with client.idle() as events:
            await exists(events, 4)

    assert play(POLLED + "C: A001 NOOP\nS: * 4 EXISTS\nS: A001 OK\n", act) == pytest.approx(Deadlines().poll)


def test_a_connection_lost_between_two_questions_is_told() -> None:
    """Nothing is on its way then, and the block raises all the same."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(ConnectionClosed):
            await listen(client)

    play(POLLED, act, closes=True)


@pytest.mark.parametrize("greeting", [GREETING, POLLED])
def test_signing_out_meanwhile_ends_it_quietly(greeting: str) -> None:
    """Who says LOGOUT wants no more news; nothing is asked of the connection that is gone."""

    async def act(client: AsyncClient) -> None:
        async with client.idle():
            await settled()
            await client.logout()
            await asyncio.sleep(100)

    idle = "C: A001 IDLE\nS: + idling\nC: DONE\nS: A001 OK\n" if greeting is GREETING else ""
    tag = "A002" if idle else "A001"
    play(f"{greeting}{idle}C: {tag} LOGOUT\nS: * BYE\nS: {tag} OK\n", act, closes=True)


def test_who_is_not_signed_in_hears_nothing() -> None:
    """RFC 2177, 4: refused before an octet leaves."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(LocalProtocolError) as caught:
            async with client.idle():
                pytest.fail("it began")
        assert caught.value.code == "wrong-state"

    play("S: * OK [CAPABILITY IMAP4rev1 IDLE] ready\n", act)


def test_an_error_in_the_block_is_the_blocks() -> None:
    """It is raised as it is, and IDLE is over."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(ZeroDivisionError):
            await fail(client)
        await client.execute(Noop())

    play(GREETING + "C: A001 IDLE\nS: + idling\nC: DONE\nS: A001 OK\nC: A002 NOOP\nS: A002 OK\n", act)


def test_listening_does_not_make_a_stream_flow_over() -> None:
    """Items that lie unread stop the receiving, also while IDLE waits for its turn."""
    letters = "".join(f"S: * {n} FETCH (UID {n} FLAGS ())\n" for n in range(1, 21))
    dialogue = "C: A001 SELECT INBOX\nS: * 20 EXISTS\nS: A001 OK\nC: A002 UID FETCH 1:20 (UID FLAGS)\n" + letters

    async def main() -> None:
        client = await AsyncClient.connect(transport)
        await client.execute(Select("INBOX"))
        stream = client.stream(UidFetch(UidSet.range(1, 20), (FetchItem.UID, FetchItem.FLAGS)))
        uids = [(await anext(stream)).uid]
        async with client.idle():
            await settled()
            assert not transport.is_empty
            uids += [item.uid async for item in stream]
        assert uids == list(range(1, 21))
        await client.close()

    transport = Watched(GREETING + dialogue + "S: A002 OK\nC: A003 IDLE\n", split=40, closes=False)
    fake_clock.run(main())


class Watched(MemoryTransport):
    """A transport that says whether anything lies unread in it."""

    @property
    def is_empty(self) -> bool:
        """Whether everything was received."""
        return self._incoming.is_empty
