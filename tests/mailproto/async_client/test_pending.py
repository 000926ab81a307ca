# SPDX-License-Identifier: MIT
"""Streams: items one by one, large literals into sinks, back-pressure, and leaving early."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from mailproto.async_client import AsyncClient, link
from mailproto.commands import Body, FetchItem, Noop, Select, UidFetch
from mailproto.errors import CommandRejected, ConnectionClosed, LocalProtocolError
from mailproto.message_data import BodySection, MessageData, StreamedLiteral
from mailproto.sequences import UidSet
from mailproto.sinks import MemorySink
from mailproto.transports.memory import MemoryTransport, Says
from tests.support import fake_clock
from tests.support.transport_conformance import turn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mailproto.vocabulary import SequenceNumber

LARGE = bytes(range(256)) * 400  # over the threshold from which on literals stream
SMALL = b"small"
SELECTED = b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n"
LETTERS = UidFetch(UidSet.range(1, 9), (FetchItem.UID, Body()))


def letter(number: int, *literals: bytes) -> bytes:
    """Give the response with a letter's sections."""
    sections = b" ".join(
        b"BODY[%b] {%d}\r\n%b" % (str(part).encode() if part else b"", len(octets), octets)
        for part, octets in enumerate(literals)
    )
    return b"* %d FETCH (UID %d %b)\r\n" % (number, number, sections)


def script(*answers: bytes, then: tuple[Says, ...] = (), end: bytes = b"A002 OK done\r\n") -> list[Says]:
    """Give the dialogue of a visit whose second command is `LETTERS`."""
    return [
        Says(server=True, data=SELECTED),
        Says(server=False, data=b"A001 SELECT INBOX\r\n"),
        Says(server=True, data=b"* 9 EXISTS\r\nA001 OK selected\r\n"),
        Says(server=False, data=b"A002 UID FETCH 1:9 (UID BODY.PEEK[])\r\n"),
        Says(server=True, data=b"".join(answers) + end),
        *then,
    ]


NEXT = (Says(server=False, data=b"A003 NOOP\r\n"), Says(server=True, data=b"A003 OK done\r\n"))


def play(
    dialogue: list[Says], act: Callable[[AsyncClient], Awaitable[None]], *, split: int = 100_000, closes: bool = False
) -> None:
    """Select, act and close."""

    async def main() -> None:
        transport = MemoryTransport(dialogue, split=split, closes=closes)
        client = await AsyncClient.connect(transport)
        try:
            await client.execute(Select("INBOX"))
            await act(client)
            assert transport.is_played
        finally:
            await client.close()

    fake_clock.run(main())


class Noting(MemorySink):
    """A sink that keeps what it is told."""

    def __init__(self, *, fails_at: str = "") -> None:
        super().__init__(limit=10_000_000)
        self.told: list[object] = []
        self.fails_at = fails_at

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, size: int | None) -> None:
        """Keep what begins."""
        super().begin(sequence_number, section, size)
        self._note("begin", sequence_number, section, size)

    def write(self, data: bytes) -> None:
        """Keep the octets."""
        super().write(data)
        self._note("write")

    def end(self) -> None:
        """Keep all."""
        self._note("end", self.data)

    def abort(self) -> None:
        """Keep that."""
        self._note("abort")

    def _note(self, step: str, *details: object) -> None:
        if step != "write":
            self.told.append((step, *details))
        if step == self.fails_at:
            raise OSError(28, "No space left on device")


@pytest.mark.parametrize("split", [1000, 100_000])
def test_large_literals_go_to_the_sink_and_small_ones_stay(split: int) -> None:
    """Each item comes once, in order; the sink has what the item only names."""
    sink = Noting()

    async def act(client: AsyncClient) -> None:
        items = [item async for item in client.stream(LETTERS, sink)]
        assert [item.uid for item in items] == [1, 2, 3]
        assert [item.sections[BodySection()] for item in items] == [
            StreamedLiteral(len(LARGE)),
            SMALL,
            StreamedLiteral(len(LARGE)),
        ]

    play(script(letter(1, LARGE), letter(2, SMALL), letter(3, LARGE[::-1])), act, split=split)
    assert sink.told == [
        ("begin", 1, BodySection(), len(LARGE)),
        ("end", LARGE),
        ("begin", 3, BodySection(), len(LARGE)),
        ("end", LARGE[::-1]),
    ]


def test_without_a_sink_everything_is_in_the_item() -> None:
    """Nothing is lost for want of a sink: literals of any size are in their places."""

    async def act(client: AsyncClient) -> None:
        (first, second) = [item async for item in client.stream(LETTERS)]
        assert list(first.sections.values()) == [LARGE, SMALL, LARGE[::-1]]
        assert list(second.sections.values()) == [SMALL]

    play(script(letter(1, LARGE, SMALL, LARGE[::-1]), letter(2, SMALL)), act)


def test_a_refusal_comes_after_the_items() -> None:
    """What came before NO is given, then the refusal is raised."""

    async def act(client: AsyncClient) -> None:
        items = []
        with pytest.raises(CommandRejected):  # noqa: PT012 - the items come before
            async for item in client.stream(LETTERS):
                items.append(item)  # noqa: PERF401 - they are wanted although it raises
        assert len(items) == 1

    play(script(letter(1, SMALL), end=b"A002 NO some are gone\r\n"), act)


def test_a_command_without_items_cannot_be_streamed() -> None:
    """Asked wrongly, nothing is sent."""

    async def act(client: AsyncClient) -> None:
        with pytest.raises(LocalProtocolError):
            await anext(client.stream(Select("INBOX")))  # type: ignore[arg-type]

    play(script()[:3], act)


@pytest.mark.parametrize("step", ["begin", "write", "end"])
def test_a_sink_that_fails_ends_its_stream_alone(step: str) -> None:
    """A full disk is raised to who streams; the rest of the answer is thrown away, and the connection lives on."""
    sink = Noting(fails_at=step)

    async def act(client: AsyncClient) -> None:
        with pytest.raises(OSError, match="No space left"):
            async for _ in client.stream(LETTERS, sink):
                pass
        await client.execute(Noop())

    play(script(letter(1, LARGE), letter(2, LARGE), then=NEXT), act, split=1000)
    assert sink.told[-1] == ("abort",)
    assert ("begin", 2, BodySection(), len(LARGE)) not in sink.told


def test_nothing_is_received_while_items_lie_unread() -> None:
    """Memory stays flat: who does not take items gets no more of them."""

    async def act(client: AsyncClient) -> None:
        async with aclosing(client.stream(LETTERS)) as items:
            first = await anext(items)
            assert first.uid == 1
            await turn()
            opened = client._opened
            assert opened is not None
            unread = sum(len(stream._items) for stream in opened._streams.values())
            assert unread <= 2
            await client.execute(Noop())  # who waits for something else is not held up
            assert [item.uid async for item in items] == list(range(2, 10))

    play(script(*(letter(number, bytes(50_000)) for number in range(1, 10)), then=NEXT), act, split=50_000)


def test_a_pause_of_the_reader_is_not_the_servers_silence() -> None:
    """However long the one who takes items thinks about them, the connection lives."""

    async def act(client: AsyncClient) -> None:
        async for _ in client.stream(LETTERS):
            await asyncio.sleep(1000)

    play(script(*(letter(number, SMALL) for number in range(1, 10))), act, split=40)


def test_other_commands_go_on_between_items() -> None:
    """Within the loop over items another command is answered; items that come meanwhile wait."""

    async def act(client: AsyncClient) -> None:
        uids = []
        async for item in client.stream(LETTERS):
            uids.append(item.uid)
            if item.uid == 1:
                await client.execute(Noop())
        assert uids == list(range(1, 10))

    dialogue = script(letter(1, SMALL), end=b"")
    dialogue += [
        Says(server=False, data=b"A003 NOOP\r\n"),
        Says(server=True, data=b"".join(letter(number, SMALL) for number in range(2, 10))),
        Says(server=True, data=b"A002 OK\r\nA003 OK\r\n"),
    ]
    play(dialogue, act, split=30)


@pytest.mark.parametrize("split", [1000, 100_000])
def test_leaving_early_leaves_nothing_behind(split: int) -> None:
    """Who breaks out of the loop gets the next command's own answer; a literal in progress is aborted."""
    sink = Noting()

    async def act(client: AsyncClient) -> None:
        async with aclosing(client.stream(LETTERS, sink)) as items:
            async for item in items:
                assert item.uid == 1
                break
        await client.execute(Noop())

    play(script(letter(1, SMALL), letter(2, LARGE), letter(3, LARGE), then=NEXT), act, split=split)
    assert sink.told.count(("abort",)) <= 1


def test_a_cancelled_stream_aborts_its_literal() -> None:
    """Cancelled in the middle of a literal, the sink hears of it, and the answer's rest is nobody's."""
    sink = Noting()

    async def consume(client: AsyncClient) -> None:
        async for _ in client.stream(LETTERS, sink):
            pass

    async def act(client: AsyncClient) -> None:
        consuming = asyncio.create_task(consume(client))
        while not sink.told:  # noqa: ASYNC110 - it is the next turn that is waited for
            await asyncio.sleep(0)
        consuming.cancel()
        await asyncio.wait({consuming})
        assert sink.told[-1] == ("abort",)
        await client.execute(Noop())

    play(script(letter(1, LARGE), then=NEXT), act, split=100)


def test_too_much_left_of_a_literal_closes_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """IMAP cannot cancel: rather than receive for nobody, the connection ends, by name, and later commands say so."""
    monkeypatch.setattr(link, "UNWANTED", 50_000)
    sink = Noting()

    async def act(client: AsyncClient) -> None:
        stream = client.stream(LETTERS, sink)
        consuming = asyncio.ensure_future(anext(stream))
        while not sink.told:  # noqa: ASYNC110 - it is the next turn that is waited for
            await asyncio.sleep(0)
        consuming.cancel()
        await asyncio.wait({consuming})
        with pytest.raises(ConnectionClosed) as caught:
            await client.execute(Noop())
        assert caught.value.code == "closed-here"
        assert client.is_closed

    play(script(letter(1, LARGE)), act, split=1000)


@pytest.mark.parametrize("octets", [40_000, 90_000])
def test_too_much_of_an_unwanted_answer_closes_the_connection(monkeypatch: pytest.MonkeyPatch, octets: int) -> None:
    """What comes for nobody is counted over all letters; a little is borne, much ends the connection."""
    monkeypatch.setattr(link, "UNWANTED", 50_000)
    letters = [letter(number, bytes(octets // 9)) for number in range(1, 10)]

    async def act(client: AsyncClient) -> None:
        async with aclosing(client.stream(LETTERS)) as items:
            await anext(items)
        if octets < 50_000:
            await client.execute(Noop())
            return
        with pytest.raises(ConnectionClosed) as caught:
            await client.execute(Noop())
        assert caught.value.code == "closed-here"

    dialogue = script(letters[0], end=b"")
    dialogue += [NEXT[0], Says(server=True, data=b"".join(letters[1:]) + b"A002 OK done\r\n"), NEXT[1]]
    play(dialogue, act, split=1000)


def test_a_lost_connection_aborts_the_literal_and_is_raised() -> None:
    """Mid-literal, the end of the connection is raised after the items that were whole."""
    sink = Noting()

    async def act(client: AsyncClient) -> None:
        uids = []
        with pytest.raises(ConnectionClosed):  # noqa: PT012 - the items come before
            async for item in client.stream(LETTERS, sink):
                uids.append(item.uid)  # noqa: PERF401 - they are wanted although it raises
        assert uids == [1]

    play(script(letter(1, SMALL), letter(2, LARGE)[:-5000], end=b""), act, split=1000, closes=True)
    assert sink.told[-1] == ("abort",)


def test_literals_of_nobody_go_nowhere() -> None:
    """A letter that nobody asked for does not disturb a stream."""
    sink = Noting()

    async def act(client: AsyncClient) -> None:
        items = [item async for item in client.stream(LETTERS, sink)]
        assert [item.uid for item in items if isinstance(item, MessageData)] == [1]

    play(script(letter(77, LARGE), letter(1, SMALL)), act, split=1000)
    assert sink.told == []
