# SPDX-License-Identifier: MIT
"""The client for scripts: the same as the asyncio client, a call at a time."""

from __future__ import annotations

import asyncio
import gc
import io
import warnings

import pytest

from mailproto import procedures
from mailproto.blocking_client import BlockingClient
from mailproto.commands import Body, FetchItem, Noop, Select, UidFetch
from mailproto.errors import CommandRejected, ConnectionClosed, LocalProtocolError
from mailproto.events import UntaggedReceived
from mailproto.message_data import BodySection
from mailproto.responses import AppendUid
from mailproto.sequences import UidSet
from mailproto.sinks import MemorySink
from mailproto.states import ConnectionState
from mailproto.transports.memory import MemoryTransport
from mailproto.vocabulary import Uid, UidValidity

SIGNED_IN = "S: * PREAUTH [CAPABILITY IMAP4rev1] ready\n"
SELECTED = SIGNED_IN + "C: A001 SELECT INBOX\nS: * 3 EXISTS\nS: A001 OK selected\n"
LETTERS = """
C: A002 UID FETCH 1:3 (UID FLAGS)
S: * 1 FETCH (UID 1 FLAGS ())
S: * 2 FETCH (UID 2 FLAGS ())
S: * 3 FETCH (UID 3 FLAGS ())
S: A002 OK done
"""
FLAGS = UidFetch(UidSet.range(1, 3), (FetchItem.UID, FetchItem.FLAGS))


def farewell(tag: str) -> str:
    """Give the end of a dialogue."""
    return f"C: {tag} LOGOUT\nS: * BYE\nS: {tag} OK done\n"


def test_a_whole_visit() -> None:
    """A script signs in, selects and reads, and signs out at the block's end."""
    transport = MemoryTransport(
        "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A001 LOGIN alice secret\nS: A001 OK [CAPABILITY IMAP4rev1] hello\n"
        "C: A002 SELECT INBOX\nS: * 3 EXISTS\nS: A002 OK selected\n" + farewell("A003")
    )
    with BlockingClient(transport) as client:
        assert client.state is ConnectionState.NOT_AUTHENTICATED
        assert client.peer.encrypted
        client.run(procedures.sign_in("alice", "secret"))
        assert client.capabilities is not None
        assert "IMAP4REV1" in client.capabilities
        assert client.execute(Select("INBOX")).exists == 3
        assert client.selected is not None
    assert transport.is_played


def test_items_come_one_by_one() -> None:
    """A stream is a plain iterator, here read byte by byte."""
    with BlockingClient(MemoryTransport(SELECTED + LETTERS + farewell("A003"), split=1)) as client:
        client.execute(Select("INBOX"))
        assert [message.uid for message in client.stream(FLAGS)] == [1, 2, 3]


def test_a_stream_may_be_left_early() -> None:
    """After a broken loop the next command has its own answer."""
    dialogue = SELECTED + LETTERS + "C: A003 NOOP\nS: A003 OK done\n" + farewell("A004")
    with BlockingClient(MemoryTransport(dialogue, split=10)) as client:
        client.execute(Select("INBOX"))
        for message in client.stream(FLAGS):
            assert message.uid == 1
            break
        gc.collect()
        client.execute(Noop())


def test_a_stream_that_outlives_its_client_is_harmless() -> None:
    """An iterator that was not finished before the client was closed ends quietly."""
    client = BlockingClient(MemoryTransport(SELECTED + LETTERS, closes=False))
    client.execute(Select("INBOX"))
    stream = client.stream(FLAGS)
    assert next(stream).uid == 1
    client.close()
    del stream
    gc.collect()


def test_a_part_goes_into_a_sink() -> None:
    """A download is a call that gives its octets."""
    dialogue = (
        SELECTED + "C: A002 UID FETCH 5 (UID BODY.PEEK[2]<0.524288>)\n"
        "S: * 1 FETCH (UID 5 BODY[2]<0> {8}\nS: QUJD\nS: \nS: )\nS: A002 OK done\n" + farewell("A003")
    )
    sink = MemorySink(limit=100)
    with BlockingClient(MemoryTransport(dialogue)) as client:
        client.execute(Select("INBOX"))
        assert client.download(Uid(5), BodySection((2,)), sink, size=8, encoding="base64") == 8
    assert sink.data == b"ABC"


def test_a_letter_is_put_into_a_mailbox() -> None:
    """From a file that is open, in one call."""
    dialogue = (
        SIGNED_IN
        + "C: A001 APPEND Sent {8}\nS: + go on\nC: letter\nC: \nS: A001 OK [APPENDUID 3 4] done\n"
        + farewell("A002")
    )
    with BlockingClient(MemoryTransport(dialogue)) as client:
        assert client.append("Sent", io.BytesIO(b"letter\r\n")) == AppendUid(UidValidity(3), UidSet.of([4]))


def test_events_are_what_came_since_the_last_look() -> None:
    """Unasked data are a list, empty where there is nothing within the time."""
    dialogue = SIGNED_IN + "C: A001 NOOP\nS: * 5 EXISTS\nS: A001 OK done\n"
    client = BlockingClient(MemoryTransport(dialogue, closes=False))
    client.events()
    client.execute(Noop())
    assert any(isinstance(event, UntaggedReceived) for event in client.events())
    assert client.events(timeout=0) == []
    client.close()


def test_a_refusal_passes_and_the_block_closes() -> None:
    """An error in the block passes unchanged, without a farewell."""
    dialogue = SIGNED_IN + "C: A001 NOOP\nS: A001 NO tired\n"
    with pytest.raises(CommandRejected), BlockingClient(MemoryTransport(dialogue, closes=False)) as client:
        client.execute(Noop())
    client.close()
    with pytest.raises(LocalProtocolError) as caught:
        client.execute(Noop())
    assert caught.value.code == "connection-is-closed"


def test_signing_out_by_hand_ends_the_block_quietly() -> None:
    """After `logout` there is nothing left to close."""
    with BlockingClient(MemoryTransport(SIGNED_IN + farewell("A001"))) as client:
        client.logout()


def test_a_connection_that_cannot_be_made_leaves_nothing_open() -> None:
    """Where connecting fails, the error passes and no event loop is left behind."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        with pytest.raises(ConnectionClosed):
            BlockingClient(MemoryTransport("S: * BYE full\n"))
        gc.collect()


def test_inside_an_event_loop_the_other_client_is_named() -> None:
    """A blocking call would stop the loop that is running, so it is refused, with advice."""

    async def main() -> None:
        with pytest.raises(LocalProtocolError) as caught:
            BlockingClient(MemoryTransport(SIGNED_IN))
        assert caught.value.code == "event-loop-running"
        assert "AsyncClient" in str(caught.value)

    asyncio.run(main())


def test_the_items_of_letters_may_be_large() -> None:
    """A sink takes large literals here as it does there."""
    large = "x" * 70_000
    dialogue = (
        SELECTED + "C: A002 UID FETCH 5 (UID BODY.PEEK[])\n"
        f"S: * 1 FETCH (UID 5 BODY[] {{{len(large) + 2}}}\nS: {large}\nS: )\nS: A002 OK done\n" + farewell("A003")
    )
    sink = MemorySink(limit=100_000)
    with BlockingClient(MemoryTransport(dialogue)) as client:
        client.execute(Select("INBOX"))
        (message,) = client.stream(UidFetch(UidSet.of([5]), (FetchItem.UID, Body())), sink)
        assert message.uid == 5
    assert sink.data == large.encode() + b"\r\n"


IDLING = SIGNED_IN.replace("IMAP4rev1", "IMAP4rev1 IDLE")


def test_listening_tells_what_happens() -> None:
    """A plain iterator; leaving it early says DONE, and commands in between are no trouble."""
    dialogue = "C: A001 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\nS: A001 OK\nC: A002 NOOP\nS: A002 OK\n"
    with BlockingClient(MemoryTransport(IDLING + dialogue + farewell("A003"))) as client:
        for event in client.idle(60):
            if isinstance(event, UntaggedReceived):
                client.execute(Noop())
                break
        gc.collect()


def test_listening_ends_with_its_time() -> None:
    """And says DONE."""
    dialogue = "C: A001 IDLE\nS: + idling\nC: DONE\nS: A001 OK\n"
    with BlockingClient(MemoryTransport(IDLING + dialogue + farewell("A002"))) as client:
        list(client.events(0))
        assert not list(client.idle(0))


def test_listening_ends_with_the_connection() -> None:
    """What ended it is told last, and raised."""
    client = BlockingClient(MemoryTransport(IDLING + "C: A001 IDLE\nS: + idling\nS: * BYE tired\n"))
    with pytest.raises(ConnectionClosed, match="tired"):
        list(client.idle(60))
    client.close()


def test_a_listener_that_outlives_its_client_is_harmless() -> None:
    """An iterator that was not finished before the client was closed ends quietly."""
    client = BlockingClient(
        MemoryTransport(IDLING + "C: A001 IDLE\nS: + idling\nS: * 4 EXISTS\nC: DONE\n", closes=False)
    )
    news = client.idle(60)
    next(news)
    client.close()
    list(news)
