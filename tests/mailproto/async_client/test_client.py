# SPDX-License-Identifier: MIT
"""The asyncio client against dialogues: commands, procedures, ways of connecting, and what ends a connection."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from mailproto import procedures
from mailproto.async_client import AsyncClient, EventsDropped, client
from mailproto.commands import (
    Append,
    Body,
    Capability,
    FetchItem,
    List,
    Login,
    Noop,
    Select,
    StartTls,
    Status,
    UidFetch,
)
from mailproto.deadlines import Deadlines
from mailproto.errors import (
    AuthenticationFailed,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    DeadlineExceeded,
    ImapError,
    LocalProtocolError,
    RemoteProtocolError,
    TransportError,
)
from mailproto.events import AlertReceived, ConnectionEnded, UntaggedReceived
from mailproto.framing import Limits
from mailproto.responses import ExpungeData, MailboxStatus
from mailproto.sequences import UidSet
from mailproto.session import Direction
from mailproto.states import ConnectionState
from mailproto.transports import PeerInformation
from mailproto.transports.memory import DialogueMismatch, MemoryTransport, Says, read_dialogue
from tests.support import fake_clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from mailproto.events import Event
    from mailproto.procedures import Procedure
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


class TestDialogues:
    """Whole visits."""

    @pytest.mark.parametrize("split", [1, 2, 7, 100_000])
    def test_a_visit_however_it_is_split(self, split: int) -> None:
        """Greeting, sign-in, a letter and the farewell go the same way whatever pieces they come in."""
        transport = MemoryTransport(VISIT, split=split)
        fake_clock.run(visit(transport))
        assert transport.is_played

    def test_a_connection_lost_at_any_octet_is_a_typed_error(self) -> None:
        """Wherever the link dies, in either direction, the one who waits gets an ImapError, and nobody hangs."""
        before_farewell = len(b"".join(turn.data for turn in read_dialogue(VISIT)[:-3]))
        for octets in range(before_farewell):
            with pytest.raises(ImapError) as caught:
                fake_clock.run(visit(MemoryTransport(VISIT, cut_after=octets, closes=False)))
            assert caught.value.code == "connection-lost"

    def test_a_connection_lost_during_the_farewell_is_none(self) -> None:
        """Once everything wanted is there, it does not matter how the connection ends."""
        octets = [len(turn.data) for turn in read_dialogue(VISIT)]
        for lost in range(sum(octets[:-3]), sum(octets)):
            fake_clock.run(visit(MemoryTransport(VISIT, cut_after=lost, closes=False)))

    @pytest.mark.parametrize("turns", range(1, 12))
    def test_a_server_that_hangs_up_after_any_turn_is_a_typed_error(self, turns: int) -> None:
        """Where the server closes in good order but too early, that is told to reader or writer, whoever finds out."""
        script = read_dialogue(VISIT)[:turns]
        if not script[-1].server:
            script.pop()
        with pytest.raises((ConnectionClosed, TransportError)):
            fake_clock.run(visit(MemoryTransport(script)))

    def test_the_wire_is_told_without_secrets(self) -> None:
        """What `on_wire` hears is the dialogue, in order, with the password masked."""
        heard: list[tuple[Direction, bytes]] = []

        async def main() -> None:
            transport = MemoryTransport(GREETING + "C: A001 LOGIN alice secret\nS: A001 OK\n" + FAREWELL.format("A002"))
            async with AsyncClient(transport, on_wire=lambda side, data: heard.append((side, data))) as visitor:
                await visitor.execute(Login("alice", "secret"))

        fake_clock.run(main())
        assert (Direction.SERVER, b"* OK [CAPABILITY IMAP4rev1] ready\r\n") in heard
        assert not any(b"secret" in data for _, data in heard)
        assert any(data.startswith(b"A001 LOGIN alice ") for side, data in heard if side is Direction.CLIENT)


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


class TestExecute:
    """Single commands, and several together."""

    def test_several_tasks_share_a_connection(self) -> None:
        """Commands of several tasks are on their way together; answers find their commands in any order."""

        async def act(visitor: AsyncClient) -> None:
            one, other = await asyncio.gather(
                visitor.execute(Status("one", ("MESSAGES",))), visitor.execute(Status("other", ("MESSAGES",)))
            )
            assert (one.items["MESSAGES"], other.items["MESSAGES"]) == (1, 2)

        play(
            SIGNED_IN
            + "C: A001 STATUS one (MESSAGES)\nC: A002 STATUS other (MESSAGES)\n"
            + "S: * STATUS other (MESSAGES 2)\nS: A002 OK\nS: * STATUS one (MESSAGES 1)\nS: A001 OK\n",
            act,
        )

    def test_a_cancelled_command_leaves_no_answer_to_the_next(self) -> None:
        """What comes for a command that nobody waits for any more is thrown away."""

        async def act(visitor: AsyncClient) -> None:
            first = asyncio.create_task(visitor.execute(List("", "*")))
            await asyncio.sleep(0)
            first.cancel()
            await asyncio.wait({first})
            assert first.cancelled()
            assert [folder.mailbox.text for folder in await visitor.execute(List("", "%"))] == ["second"]

        play(
            SIGNED_IN
            + 'C: A001 LIST "" *\nS: * LIST () "/" first\nS: A001 OK\n'
            + 'C: A002 LIST "" %\nS: * LIST () "/" second\nS: A002 OK\n',
            act,
        )

    @pytest.mark.parametrize(("answer", "kind"), [("NO not now", CommandRejected), ("BAD what", CommandInvalid)])
    def test_a_refusal_is_raised_and_the_connection_lives(self, answer: str, kind: type[ImapError]) -> None:
        """After NO or BAD the next command goes through."""

        async def act(visitor: AsyncClient) -> None:
            with pytest.raises(kind):
                await visitor.execute(Noop())
            await visitor.execute(Noop())

        play(SIGNED_IN + f"C: A001 NOOP\nS: A001 {answer}\nC: A002 NOOP\nS: A002 OK\n", act)

    def test_a_command_asked_wrongly_sends_nothing(self) -> None:
        """A command that is not legal now is refused before an octet leaves."""

        async def act(visitor: AsyncClient) -> None:
            with pytest.raises(LocalProtocolError):
                await visitor.execute(Select("INBOX"))

        play(GREETING, act)

    def test_what_is_known_needs_no_command(self) -> None:
        """A question whose answer is known is answered at once."""

        async def act(visitor: AsyncClient) -> None:
            capabilities = await visitor.execute(Capability(if_unknown=True))
            assert capabilities == visitor.capabilities
            assert "IMAP4REV1" in capabilities

        play(GREETING, act)


class TestRun:
    """Procedures."""

    def test_errors_are_thrown_where_the_command_was_yielded(self) -> None:
        """A procedure may catch what a command raises, and go on."""

        def procedure() -> Procedure[str]:
            try:
                yield Noop()
            except CommandRejected as refused:
                yield Noop()
                return refused.status.text
            return "never"

        async def act(visitor: AsyncClient) -> None:
            assert await visitor.run(procedure()) == "tired"

        play(SIGNED_IN + "C: A001 NOOP\nS: A001 NO tired\nC: A002 NOOP\nS: A002 OK\n", act)

    def test_a_tuple_is_sent_together_and_refusals_stand_in_their_places(self) -> None:
        """Of several commands sent at once, each has its outcome, refusals as values."""

        def procedure() -> Procedure[Any]:
            return (yield Status("one", ("MESSAGES",)), Status("other", ("MESSAGES",)))

        async def act(visitor: AsyncClient) -> None:
            refused, status = await visitor.run(procedure())
            assert isinstance(refused, CommandRejected)
            assert isinstance(status, MailboxStatus)

        play(
            SIGNED_IN
            + "C: A001 STATUS one (MESSAGES)\nC: A002 STATUS other (MESSAGES)\n"
            + "S: A001 NO gone\nS: * STATUS other (MESSAGES 2)\nS: A002 OK\n",
            act,
        )

    def test_what_cannot_be_sent_is_thrown_when_the_others_are_done(self) -> None:
        """A tuple with an illegal command raises for it, and the answers of those before it are not left over."""

        def procedure() -> Procedure[Any]:
            return (yield Noop(), StartTls())

        async def act(visitor: AsyncClient) -> None:
            with pytest.raises(LocalProtocolError):
                await visitor.run(procedure())
            await visitor.execute(Noop())

        play(SIGNED_IN + "C: A001 NOOP\nS: A001 OK\nC: A002 NOOP\nS: A002 OK\n", act)

    def test_what_ends_the_connection_is_thrown_once(self) -> None:
        """Of several commands that fail together the first error is raised."""

        def procedure() -> Procedure[Any]:
            return (yield Noop(), Noop())

        async def act(visitor: AsyncClient) -> None:
            with pytest.raises(ConnectionClosed) as caught:
                await visitor.run(procedure())
            assert caught.value.code == "bye"

        play(SIGNED_IN + "C: A001 NOOP\nC: A002 NOOP\nS: * BYE tired\n", act)

    def test_a_cancelled_procedure_gives_all_its_commands_up(self) -> None:
        """Cancellation ends the generator, and no answer is left for others."""
        closed = []

        def procedure() -> Procedure[Any]:
            try:
                yield Status("one", ("MESSAGES",)), Status("other", ("MESSAGES",))
            finally:
                closed.append(True)

        async def act(visitor: AsyncClient) -> None:
            running = asyncio.create_task(visitor.run(procedure()))
            await asyncio.sleep(1)
            running.cancel()
            await asyncio.wait({running})
            assert closed
            await visitor.execute(Noop())

        play(
            SIGNED_IN
            + "C: A001 STATUS one (MESSAGES)\nC: A002 STATUS other (MESSAGES)\nC: A003 NOOP\n"
            + "S: * STATUS one (MESSAGES 1)\nS: A001 OK\nS: * STATUS other (MESSAGES 2)\nS: A002 OK\nS: A003 OK\n",
            act,
        )


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


class TestConnecting:
    """The way to a connection that can be used, and the ways that end before."""

    def test_the_peer_is_told(self) -> None:
        """The client knows whom it talks to, encrypted or not, and whether that is over."""
        visitor = fake_clock.run(connect(MemoryTransport(GREETING)))
        assert visitor.peer.encrypted
        assert visitor.is_closed
        assert not AsyncClient(MemoryTransport()).is_closed

    def test_a_transport_that_fails_is_told_as_it_is(self) -> None:
        """Errors of connecting are the transport's."""
        with pytest.raises(TransportError) as caught:
            fake_clock.run(connect(Refusing(connect=REFUSED)))
        assert caught.value is REFUSED

    def test_a_transport_that_hangs_has_a_deadline(self) -> None:
        """Connecting is given up after its deadline, and the transport closed."""
        transport = Refusing(connect=None)
        with pytest.raises(DeadlineExceeded) as caught:
            fake_clock.run(connect(transport, deadlines=Deadlines(connect=7)))
        assert caught.value.values["seconds"] == 7
        assert transport.closed

    def test_it_is_encrypted_where_the_transport_says_so(self) -> None:
        """With STARTTLS the client is connected only when it is encrypted; what was known before is forgotten."""

        async def main() -> None:
            transport = MemoryTransport(STARTTLS + "C: A002 NOOP\nS: A002 OK\n", starttls=True, closes=False)
            visitor = await AsyncClient.connect(transport)
            assert visitor.peer.encrypted
            assert visitor.capabilities is None
            await visitor.execute(Noop())
            await visitor.close()

        fake_clock.run(main())

    @pytest.mark.parametrize(
        ("dialogue", "code"),
        [
            ("S: * OK [CAPABILITY IMAP4rev1] ready\n", "starttls-unavailable"),
            ("S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] ready\n", "preauthenticated-before-tls"),
            (STARTTLS.replace("OK begin", "NO not here"), "rejected"),
            (STARTTLS + "S: * CAPABILITY IMAP4rev1 AUTH=PLAIN\n", "data-before-tls"),
            ("S: * BYE too many\n", "bye"),
            ("S: HTTP/1.1 400 Bad Request\n", "bad-greeting"),
        ],
    )
    @pytest.mark.parametrize("split", [1, 100_000])
    def test_no_encryption_no_connection(self, dialogue: str, code: str, split: int) -> None:
        """Where STARTTLS does not lead to encryption, nothing goes on in the clear."""
        with pytest.raises(ImapError) as caught:
            fake_clock.run(connect(MemoryTransport(dialogue, split=split, starttls=True, closes=False)))
        assert caught.value.code == code

    def test_a_handshake_that_fails_is_told_as_it_is(self) -> None:
        """The transport's error of STARTTLS is the client's error of connecting."""
        with pytest.raises(TransportError) as caught:
            fake_clock.run(connect(Refusing(STARTTLS, starttls=True, start_tls=REFUSED)))
        assert caught.value is REFUSED

    def test_a_handshake_that_hangs_has_a_deadline(self) -> None:
        """The handshake after STARTTLS is given up after its own deadline."""
        with pytest.raises(DeadlineExceeded) as caught:
            fake_clock.run(connect(Refusing(STARTTLS, starttls=True, start_tls=None), deadlines=Deadlines(tls=3)))
        assert caught.value.values == {"what": "the TLS handshake", "seconds": 3}

    def test_a_password_does_not_leave_this_machine_in_the_clear(self) -> None:
        """Unencrypted, a password is sent to the loopback only."""

        class At(MemoryTransport):
            host = ""

            @property
            def peer(self) -> PeerInformation:
                return PeerInformation(self.host, 143)

        async def main(host: str) -> None:
            transport = At(GREETING + "C: A001 LOGIN alice secret\nS: A001 OK\n", encrypted=False, closes=False)
            transport.host = host
            visitor = await AsyncClient.connect(transport)
            try:
                await visitor.execute(Login("alice", "secret"))
            finally:
                await visitor.close()

        for host in ("localhost", "127.0.0.1", "::1"):
            fake_clock.run(main(host))
        for host in ("imap.example.org", "192.0.2.1", "localhost.example.org"):
            with pytest.raises(LocalProtocolError) as caught:
                fake_clock.run(main(host))
            assert caught.value.code == "unencrypted-password"

    def test_a_client_connects_once(self) -> None:
        """Opening twice is refused; `async with` uses what is open."""

        async def main() -> None:
            visitor = await AsyncClient.connect(MemoryTransport(GREETING + FAREWELL.format("A001")))
            with pytest.raises(LocalProtocolError):
                await visitor.open()
            async with visitor:
                pass
            assert visitor.is_closed

        fake_clock.run(main())

    def test_nothing_can_be_done_before_it_is_connected(self) -> None:
        """A client that was not opened says so; closing it does nothing."""

        async def main() -> None:
            visitor = AsyncClient(MemoryTransport())
            with pytest.raises(LocalProtocolError) as caught:
                await visitor.execute(Noop())
            assert caught.value.code == "bad-argument"
            await visitor.close()

        fake_clock.run(main())


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
            visitor = await AsyncClient.connect(transport)
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


def test_a_refused_sign_in_is_told_as_that() -> None:
    """LOGIN answered NO is an AuthenticationFailed with the server's words."""

    async def act(visitor: AsyncClient) -> None:
        with pytest.raises(AuthenticationFailed) as caught:
            await visitor.run(procedures.sign_in("alice", "wrong"))
        assert caught.value.status.text == "who are you"

    play(GREETING + "C: A001 LOGIN alice wrong\nS: A001 NO who are you\n", act)


def test_limits_are_the_sessions() -> None:
    """What the server sends over a limit ends the connection with its error."""

    async def act(visitor: AsyncClient) -> None:
        with pytest.raises(RemoteProtocolError) as caught:
            await visitor.execute(Noop())
        assert caught.value.code == "limit-exceeded"

    play(SIGNED_IN + "C: A001 NOOP\nS: * " + "x" * 200 + "\n", act, limits=Limits(line=100))


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


def test_the_selected_mailbox_is_told() -> None:
    """State and mailbox are the session's."""

    async def act(visitor: AsyncClient) -> None:
        selected = await visitor.execute(Select("INBOX"))
        assert visitor.selected == selected
        assert visitor.state is ConnectionState.SELECTED

    play(SIGNED_IN + "C: A001 SELECT INBOX\nS: * 3 EXISTS\nS: A001 OK\n", act)
