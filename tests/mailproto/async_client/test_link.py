# SPDX-License-Identifier: MIT
"""What ends a connection and how that is told, silence and long waits, and what the server tells unasked."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from mailproto.async_client import AsyncClient, EventsDropped, client
from mailproto.commands import (
    Append,
    Noop,
)
from mailproto.deadlines import Deadlines
from mailproto.errors import (
    ConnectionClosed,
    DeadlineExceeded,
    LocalProtocolError,
    TransportError,
)
from mailproto.events import AlertReceived, ConnectionEnded, UntaggedReceived
from mailproto.responses import ExpungeData
from mailproto.session import Direction
from mailproto.states import ConnectionState
from mailproto.transports.memory import DialogueMismatch, MemoryTransport, Says
from tests.support import fake_clock
from tests.support.visits import FAREWELL, REFUSED, SIGNED_IN, Refusing, play

if TYPE_CHECKING:
    from mailproto.events import Event


class TestEnding:
    """Farewells, silence, and errors of our own."""

    @pytest.mark.parametrize(
        ("dialogue", "deadline", "what"),
        [
            pytest.param("", 60, "the greeting", id="at the greeting"),
            pytest.param("S: * OK ready\n", None, "", id="never"),
            pytest.param(SIGNED_IN, 120, "NOOP", id="before the answer"),
        ],
    )
    def test_silence_ends_the_connection(self, dialogue: str, deadline: float | None, what: str) -> None:
        """Each wait has a deadline that says what was waited for."""

        async def main() -> float:
            transport = MemoryTransport(dialogue + ("C: A001 NOOP\n" if dialogue else ""), closes=False)
            visitor = await AsyncClient.connect(transport, deadlines=Deadlines(keep_alive=None))
            if deadline is None:
                await asyncio.sleep(10_000)  # nothing is waited for, so silence is no fault
                await visitor.close()
            else:
                await visitor.execute(Noop())
            return 0.0

        if deadline is None:
            fake_clock.run(main())
            return
        with pytest.raises(DeadlineExceeded) as caught:
            fake_clock.run(main())
        assert caught.value.values == {"what": what, "seconds": deadline}

    @pytest.mark.parametrize("said", [b"* 1 FETCH (UID", b"* 1 FETCH (UID 5 BODY[] {500}\r\nabc"])
    def test_silence_in_the_middle_of_a_response(self, said: bytes) -> None:
        """Mid-line and mid-literal, silence is told like any other; a trickle of octets is silence."""

        async def main() -> None:
            transport, server = MemoryTransport.pair()
            connecting = asyncio.create_task(AsyncClient.connect(transport))
            await server.send(b"* PREAUTH ready\r\n")
            visitor = await connecting
            answer = asyncio.create_task(visitor.execute(Noop()))
            await server.send(said)
            with pytest.raises(DeadlineExceeded) as caught:  # noqa: PT012 - the trickle is what provokes it
                while not answer.done():
                    await asyncio.sleep(10)
                    with contextlib.suppress(TransportError):  # the client may have gone
                        await server.send(b"x")
                await answer
            assert asyncio.get_running_loop().time() <= 130
            with pytest.raises(DeadlineExceeded) as again:
                await visitor.execute(Noop())
            assert again.value is caught.value
            assert visitor.is_closed
            await visitor.close()

        fake_clock.run(main())

    @pytest.mark.parametrize("answer", ["", "S: * BYE\n", "S: * BYE\nS: A001 OK\n"])
    def test_a_farewell_is_not_waited_for(self, answer: str) -> None:
        """LOGOUT succeeds with or without the server's word, after its own short deadline at the latest."""

        async def main() -> float:
            async with AsyncClient(MemoryTransport(SIGNED_IN + "C: A001 LOGOUT\n" + answer, closes=False)):
                pass
            return asyncio.get_running_loop().time()

        assert fake_clock.run(main()) <= 5

    def test_signing_out_of_a_connection_that_is_gone_just_closes(self) -> None:
        """There is nobody to say goodbye to, and that is no error; later commands tell why."""

        async def main() -> None:
            visitor = await AsyncClient.connect(MemoryTransport(SIGNED_IN + "S: * BYE tired\n"))
            await asyncio.sleep(1)
            await visitor.logout()
            with pytest.raises(ConnectionClosed) as caught:
                await visitor.execute(Noop())
            assert caught.value.code == "bye"

        fake_clock.run(main())

    def test_after_a_farewell_nothing_can_be_sent(self) -> None:
        """What is asked after LOGOUT is asked wrongly."""

        async def main() -> None:
            visitor = await AsyncClient.connect(MemoryTransport(SIGNED_IN + FAREWELL.format("A001")))
            await visitor.logout()
            with pytest.raises(LocalProtocolError):
                await visitor.execute(Noop())

        fake_clock.run(main())

    def test_closing_is_told_to_whoever_waits(self) -> None:
        """A command that is waited for while somebody closes fails by name, and says who closed."""

        async def act(visitor: AsyncClient) -> None:
            waiting = asyncio.create_task(visitor.execute(Noop()))
            await asyncio.sleep(1)
            await visitor.close()
            with pytest.raises(ConnectionClosed) as caught:
                await waiting
            assert caught.value.code == "closed-here"

        play(SIGNED_IN + "C: A001 NOOP\n", act)

    def test_an_error_in_the_block_closes_without_a_farewell(self) -> None:
        """Where the block of `async with` raises, the connection is closed and the error passes."""

        async def main() -> None:
            async with AsyncClient(MemoryTransport(SIGNED_IN, closes=False)) as visitor:
                assert visitor.state is ConnectionState.AUTHENTICATED
                raise KeyError("ours")

        with pytest.raises(KeyError):
            fake_clock.run(main())

    @pytest.mark.parametrize("side", list(Direction))
    def test_what_a_listener_on_the_wire_raises_is_not_swallowed(self, side: Direction) -> None:
        """An exception of `on_wire` ends the connection, and whoever waits gets it."""

        def on_wire(direction: Direction, data: bytes) -> None:
            if direction is side and b"A001" in data:
                raise KeyError("ours")

        async def main() -> None:
            async with AsyncClient(
                MemoryTransport(SIGNED_IN + "C: A001 NOOP\nS: A001 OK\n"), on_wire=on_wire
            ) as visitor:
                await visitor.execute(Noop())

        with pytest.raises(KeyError):
            fake_clock.run(main())

    def test_a_dialogue_that_goes_otherwise_is_the_tests_error(self) -> None:
        """What the memory transport raises comes out of the command that caused it."""

        async def main() -> None:
            async with AsyncClient(MemoryTransport(SIGNED_IN + "C: A001 CHECK\n")) as visitor:
                await visitor.execute(Noop())

        with pytest.raises(DialogueMismatch):
            fake_clock.run(main())

    def test_a_send_that_fails_leaves_the_servers_last_words_to_be_read(self) -> None:
        """Where the server has said why it goes, that is told, rather than that nothing could be sent any more."""

        async def main() -> None:
            transport = Refusing(SIGNED_IN, send=REFUSED)
            visitor = await AsyncClient.connect(transport)
            waiting = asyncio.create_task(visitor.execute(Noop()))
            await asyncio.sleep(1)
            transport._incoming.put(b"* BYE maintenance\r\n")
            with pytest.raises(ConnectionClosed) as caught:
                await waiting
            assert caught.value.code == "bye"
            await visitor.close()

        fake_clock.run(main())

    def test_a_send_that_fails_is_told_where_the_server_says_nothing(self) -> None:
        """Without a last word of the server, the transport's error is the reason."""

        async def main() -> None:
            transport = Refusing(SIGNED_IN, send=REFUSED)
            visitor = await AsyncClient.connect(transport)
            waiting = asyncio.create_task(visitor.execute(Noop()))
            await asyncio.sleep(1)
            transport._incoming.end()
            with pytest.raises(TransportError) as caught:
                await waiting
            assert caught.value is REFUSED
            with pytest.raises(TransportError):
                await visitor.execute(Noop())
            await visitor.close()

        fake_clock.run(main())

    def test_an_error_of_closing_is_not_swallowed(self) -> None:
        """A transport that cannot be closed says so to who closes."""

        async def main() -> None:
            visitor = await AsyncClient.connect(Refusing(SIGNED_IN + "S: * BYE\n", close=REFUSED))
            await asyncio.sleep(1)
            await visitor.close()

        with pytest.raises(TransportError):
            fake_clock.run(main())


class TestEvents:
    """What the server tells unasked."""

    def test_they_come_in_the_order_of_the_wire_until_the_end(self) -> None:
        """EXPUNGE and alerts are told as they come, the end last."""

        async def main() -> list[Event | EventsDropped]:
            dialogue = SIGNED_IN + "S: * 2 EXPUNGE\nS: * NO [ALERT] disk full\nS: * 1 EXPUNGE\nS: * BYE tired\n"
            visitor = await AsyncClient.connect(MemoryTransport(dialogue))
            events = [event async for event in visitor.events()]
            await visitor.close()
            return events

        events = fake_clock.run(main())
        assert [event.response.sequence_number for event in events if isinstance(event, UntaggedReceived)
                and isinstance(event.response, ExpungeData)] == [2, 1]  # fmt: skip
        assert AlertReceived("disk full") in events
        assert isinstance(events[-1], ConnectionEnded)
        assert events[-1].error is not None
        assert events[-1].error.code == "bye"

    def test_nobody_who_looks_late_misses_an_expunge_unknowingly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of too many events the oldest are dropped, and the first thing told is that they were."""
        monkeypatch.setattr(client, "EVENT_LIMIT", 5)

        async def act(visitor: AsyncClient) -> list[Event | EventsDropped]:
            await visitor.execute(Noop())
            return await visitor.take_events(0)

        events = play(SIGNED_IN + "C: A001 NOOP\n" + "S: * 1 EXPUNGE\n" * 9 + "S: A001 OK\n", act)
        assert isinstance(events[0], EventsDropped)
        assert len(events) == 6

    def test_taking_them_waits_no_longer_than_told(self) -> None:
        """Without an event it gives an empty list after the time, with one at once."""

        async def main() -> None:
            transport, server = MemoryTransport.pair()
            connecting = asyncio.create_task(AsyncClient.connect(transport))
            await server.send(b"* PREAUTH ready\r\n")
            visitor = await connecting
            loop = asyncio.get_running_loop()
            assert await visitor.take_events(1)
            assert await visitor.take_events(20) == []
            assert loop.time() == 20
            await server.send(b"* 4 EXISTS\r\n")
            assert len(await visitor.take_events(20)) == 1
            assert loop.time() == 20
            await visitor.close()

        fake_clock.run(main())

    def test_our_own_reason_is_told_as_the_end(self) -> None:
        """Where a deadline ended the connection, the last event says so."""

        async def main() -> None:
            visitor = await AsyncClient.connect(MemoryTransport(SIGNED_IN + "C: A001 NOOP\n", closes=False))
            with pytest.raises(DeadlineExceeded) as caught:
                await visitor.execute(Noop())
            assert (await visitor.take_events(0))[-1] == ConnectionEnded(caught.value)
            await visitor.close()

        fake_clock.run(main())


def test_a_mistake_of_a_test_is_not_hidden_by_a_farewell() -> None:
    """A dialogue that does not expect LOGOUT says so, although a farewell may fail otherwise."""

    async def main() -> None:
        async with AsyncClient(MemoryTransport([Says(server=True, data=b"* PREAUTH\r\n")], closes=False)):
            pass

    with pytest.raises(DialogueMismatch):
        fake_clock.run(main())


def test_a_long_command_may_take_its_time() -> None:
    """While a letter is being sent, octets taken by the server end the silence as octets from it do."""

    async def main() -> None:
        transport, server = MemoryTransport.pair()
        connecting = asyncio.create_task(AsyncClient.connect(transport))
        await server.send(b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n")
        visitor = await connecting
        appending = asyncio.create_task(visitor.execute(Append("INBOX", bytes(1_000_000).replace(b"\0", b"x"))))
        received = 0
        while received < 1_000_000:
            await asyncio.sleep(100)
            received += len(await server.receive())
        await server.send(b"A001 OK done\r\n")
        await appending
        assert asyncio.get_running_loop().time() > 500
        await visitor.close()

    fake_clock.run(main())


def test_what_nobody_was_told_is_raised_at_the_farewell() -> None:
    """A listener's exception while nobody waits is raised by `logout`."""

    def on_wire(_direction: Direction, data: bytes) -> None:
        if b"EXISTS" in data:
            raise KeyError("ours")

    async def main() -> None:
        dialogue = MemoryTransport(SIGNED_IN + "S: * 1 EXISTS\n", closes=False)
        async with AsyncClient(dialogue, on_wire=on_wire):
            await asyncio.sleep(1)

    with pytest.raises(KeyError):
        fake_clock.run(main())
