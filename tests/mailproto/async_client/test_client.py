# SPDX-License-Identifier: MIT
"""The asyncio client against dialogues: commands, procedures, ways of connecting, and what ends a connection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from mailproto import procedures
from mailproto.async_client import AsyncClient
from mailproto.commands import (
    Capability,
    List,
    Login,
    Noop,
    Select,
    StartTls,
    Status,
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
from mailproto.framing import Limits
from mailproto.responses import MailboxStatus
from mailproto.session import Direction
from mailproto.states import ConnectionState
from mailproto.transports import PeerInformation
from mailproto.transports.memory import MemoryTransport, read_dialogue
from tests.support import fake_clock
from tests.support.visits import FAREWELL, GREETING, REFUSED, SIGNED_IN, STARTTLS, VISIT, Refusing, connect, play, visit

if TYPE_CHECKING:
    from mailproto.procedures import Procedure


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


def test_the_selected_mailbox_is_told() -> None:
    """State and mailbox are the session's."""

    async def act(visitor: AsyncClient) -> None:
        selected = await visitor.execute(Select("INBOX"))
        assert visitor.selected == selected
        assert visitor.state is ConnectionState.SELECTED

    play(SIGNED_IN + "C: A001 SELECT INBOX\nS: * 3 EXISTS\nS: A001 OK\n", act)
