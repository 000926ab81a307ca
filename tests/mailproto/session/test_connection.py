# SPDX-License-Identifier: MIT
"""A connection's life: greeting, answers, news, and every way in which it ends."""

from __future__ import annotations

import pytest

from mailproto.authentication import Plain
from mailproto.commands import (
    Authenticate,
    Command,
    Expunge,
    Fetch,
    List,
    Login,
    Logout,
    Noop,
    Select,
    Status,
    UidFetch,
)
from mailproto.errors import (
    AuthenticationFailed,
    CommandFailed,
    CommandInvalid,
    CommandRejected,
    ConnectionClosed,
    LimitExceeded,
    LocalProtocolError,
    RemoteProtocolError,
)
from mailproto.events import (
    AlertReceived,
    CommandCompleted,
    ConnectionEnded,
    Greeted,
    StateChanged,
    UnexpectedReceived,
    UnparsedReceived,
    UntaggedReceived,
)
from mailproto.framing import Limits
from mailproto.responses import CapabilityData, ContinuationRequest, ExistsData, ExpungeData, ResponseCode
from mailproto.sequences import SequenceSet, UidSet
from mailproto.session import Direction, Session
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in, words

NOT_AUTHENTICATED = ConnectionState.NOT_AUTHENTICATED
AUTHENTICATED = ConnectionState.AUTHENTICATED
SELECTED = ConnectionState.SELECTED
LOGOUT = ConnectionState.LOGOUT


class TestGreeting:
    """RFC 9051, 7.1.4 and 7.1.5: the first word decides."""

    @pytest.mark.parametrize(("word", "state", "number"), [("OK", NOT_AUTHENTICATED, 1), ("PREAUTH", AUTHENTICATED, 2)])
    def test_a_welcome(self, word: str, state: ConnectionState, number: int) -> None:
        """OK wants a sign-in, PREAUTH does not."""
        session = Session(encrypted=True)
        session.receive_data(f"* {word} [CAPABILITY IMAP4rev1 IDLE] hello\r\n".encode())
        greeted, changed = session.events()
        assert isinstance(greeted, Greeted)
        assert greeted.status.text == "hello"
        assert changed == StateChanged(ConnectionState.GREETING, state, number)
        assert session.capabilities == words("IMAP4rev1 IDLE")

    def test_a_refusal(self) -> None:
        """BYE ends what has not begun, and its alert is told."""
        session = Session(encrypted=True)
        session.receive_data(b"* BYE [ALERT] too many of you\r\n")
        alert, changed, ended = session.events()
        assert alert == AlertReceived("too many of you")
        assert changed == StateChanged(ConnectionState.GREETING, LOGOUT, 3)
        assert isinstance(ended, ConnectionEnded)
        assert isinstance(ended.error, ConnectionClosed)
        assert ended.error.code == "bye"
        assert ended.error.values["text"] == "too many of you"

    @pytest.mark.parametrize(
        "line",
        [
            b"220 smtp.example.com ESMTP",
            b"+OK POP3 ready",
            b"SSH-2.0-OpenSSH_9.2",
            b"HTTP/1.1 400 Bad Request",
            b"* NO not today",
            b"* BAD go away",
            b"A001 OK hello",
            b"* 3 EXISTS",
            b"\x16\x03\x01\x02\x00\x01",
        ],
    )
    def test_anything_else_is_no_imap_server(self, line: bytes) -> None:
        """The error repeats what came, made harmless."""
        session = Session(encrypted=True)
        session.receive_data(line + b"\r\n")
        ended = only(session.events(), ConnectionEnded)
        assert isinstance(ended.error, RemoteProtocolError)
        assert ended.error.code == "bad-greeting"
        assert str(ended.error).isprintable()
        assert session.state is LOGOUT

    def test_preauth_does_not_get_around_encryption(self) -> None:
        """A man in the middle could sign us in as himself, in the clear."""
        session = Session(encrypted=False, starttls_required=True)
        session.receive_data(b"* PREAUTH welcome\r\n")
        ended = only(session.events(), ConnectionEnded)
        assert isinstance(ended.error, RemoteProtocolError)
        assert ended.error.code == "preauthenticated-before-tls"

    def test_preauth_is_welcome_where_the_connection_is_encrypted(self) -> None:
        """Also where STARTTLS was required of others."""
        session = Session(encrypted=True, starttls_required=True)
        session.receive_data(b"* PREAUTH welcome\r\n")
        assert session.state is AUTHENTICATED

    def test_silence(self) -> None:
        """A connection closed before the greeting."""
        session = Session(encrypted=True)
        session.receive_eof()
        assert only(session.events(), StateChanged).number == 3


class TestAnswers:
    """Tagged answers and what becomes of their commands (RFC 9051, 7.1)."""

    @pytest.mark.parametrize(
        ("command", "answer", "error", "code"),
        [
            (Select("x"), b"NO [NONEXISTENT] none such", CommandRejected, "rejected"),
            (Noop(), b"BAD what", CommandInvalid, "invalid"),
            (Noop(), b"BYE what", RemoteProtocolError, "unexpected-response"),
            (Noop(), b"PREAUTH what", RemoteProtocolError, "unexpected-response"),
            (Noop(), b"PERHAPS", RemoteProtocolError, "unexpected-response"),
            (Noop(), b"", RemoteProtocolError, "unexpected-response"),
            (Status("x"), b"OK done", RemoteProtocolError, "missing-data"),
        ],
    )
    def test_a_command_that_fails(
        self, command: Command[object], answer: bytes, error: type[Exception], code: str
    ) -> None:
        """Every tagged answer ends its command, however malformed, and the connection lives on."""
        session = session_in(AUTHENTICATED)
        in_flight = session.submit(command)
        session.receive_data(b"A001 %b\r\n" % answer)
        assert in_flight.done
        assert type(in_flight.error) is error
        assert in_flight.error.code == code
        assert only(session.events(), CommandCompleted).in_flight is in_flight
        assert session.state is AUTHENTICATED
        session.submit(Noop())

    def test_a_refusal_carries_the_servers_answer(self) -> None:
        """Its words and its code, for who knows what to do about TRYCREATE."""
        session = session_in(AUTHENTICATED)
        in_flight = session.submit(Select("x"))
        session.receive_data(b"A001 NO [TRYCREATE] none such\r\n")
        assert isinstance(in_flight.error, CommandFailed)
        assert in_flight.error.status is in_flight.status
        assert in_flight.error.status.text == "none such"
        code = in_flight.error.status.code
        assert isinstance(code, ResponseCode)
        assert code.name == "TRYCREATE"

    @pytest.mark.parametrize("command", [Login("a", "b"), Authenticate(Plain("a", "b"))])
    @pytest.mark.parametrize("word", ["NO", "BAD"])
    def test_a_sign_in_that_is_refused(self, command: Command[None], word: str) -> None:
        """With NO or, by table 8.3 of the exercise, with BAD; in the server's words."""
        session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 AUTH=PLAIN SASL-IR")
        in_flight = session.submit(command)
        session.receive_data(f"A001 {word} wrong password\r\n".encode())
        assert isinstance(in_flight.error, AuthenticationFailed)
        assert str(in_flight.error) == "the server refused the sign-in: wrong password"
        assert session.state is NOT_AUTHENTICATED
        assert session.capabilities == words("IMAP4rev1 AUTH=PLAIN SASL-IR")

    def test_an_answer_to_nobody_is_taken_for_nobodys(self) -> None:
        """A stale tagged NO does not answer LOGIN."""
        session = session_in(NOT_AUTHENTICATED)
        in_flight = session.submit(Login("a", "b"))
        session.receive_data(b"A000 NO stale\r\nB001 OK other\r\n")
        assert not in_flight.done
        assert [type(event) for event in session.events()] == [UnexpectedReceived, UnexpectedReceived]
        session.receive_data(b"A001 OK welcome\r\n")
        assert in_flight.result is None

    def test_a_second_answer_is_nobodys(self) -> None:
        """Each tag is answered once."""
        session = session_in(AUTHENTICATED)
        in_flight = session.submit(Noop())
        session.receive_data(b"A001 OK done\r\nA001 NO after all\r\n")
        assert in_flight.error is None
        completed, unexpected = session.events()
        assert isinstance(completed, CommandCompleted)
        assert isinstance(unexpected, UnexpectedReceived)

    def test_consent_that_nobody_waits_for(self) -> None:
        """Is told, and harmless."""
        session = session_in(AUTHENTICATED)
        session.submit(Noop())
        session.data_to_send()
        session.receive_data(b"+ what?\r\n+\r\n")
        assert session.events() == [
            UnexpectedReceived(ContinuationRequest(b"what?")),
            UnexpectedReceived(ContinuationRequest(b"")),
        ]
        assert session.data_to_send() == b""

    def test_alerts_are_told_wherever_they_come(self) -> None:
        """RFC 9051, 7.1: they MUST be shown to the person."""
        session = session_in(AUTHENTICATED)
        session.submit(Noop())
        session.receive_data(b"* NO [ALERT] disk full\r\nA001 OK [ALERT] really\r\n")
        alerts = [event.text for event in session.events() if isinstance(event, AlertReceived)]
        assert alerts == ["disk full", "really"]


class TestNews:
    """Untagged data that nobody asked for, and what cannot be read."""

    def test_they_are_told_in_the_order_of_the_wire(self) -> None:
        """Without a command in progress, too."""
        session = session_in(SELECTED)
        session.receive_data(b"* 4 EXISTS\r\n* 2 EXPUNGE\r\n* 1 FETCH (FLAGS ())\r\n* XYZZY\r\n* OK Still here\r\n")
        kinds = [type(event.response).__name__ for event in session.events() if isinstance(event, UntaggedReceived)]
        assert kinds == ["ExistsData", "ExpungeData", "MessageData", "UnknownData", "StatusResponse"]

    def test_what_cannot_be_read_is_told_and_survived(self) -> None:
        """One bad response costs nothing but itself."""
        session = session_in(SELECTED)
        session.receive_data(b"?!\r\n* 4 EXISTS\r\n")
        unparsed, exists = session.events()
        assert isinstance(unparsed, UnparsedReceived)
        assert unparsed.unparsed.raw == b"?!"
        assert exists == UntaggedReceived(ExistsData(4))

    def test_an_expunge_is_told_also_where_a_command_gathers_it(self) -> None:
        """Whoever keeps numbers must hear of each, in order."""
        session = session_in(SELECTED)
        expunge = session.submit(Expunge())
        session.receive_data(b"* 2 EXPUNGE\r\n* 2 EXPUNGE\r\nA002 OK done\r\n")
        assert expunge.result.numbers == (2, 2)
        told = [event.response for event in session.events() if isinstance(event, UntaggedReceived)]
        assert told == [ExpungeData(2), ExpungeData(2)]  # type: ignore[arg-type]  # a number is what the wire has


class TestEnd:
    """LOGOUT, BYE, the end of the stream, and data that lead nowhere."""

    def test_logout_in_good_order(self) -> None:
        """BYE, OK, and no error (RFC 9051, 6.1.3)."""
        session = session_in(AUTHENTICATED)
        logout = session.submit(Logout())
        session.receive_data(b"* BYE see you\r\n* BYE see you\r\nA001 OK done\r\n")
        assert logout.done
        assert logout.result is None
        kinds = [type(event) for event in session.events()]
        assert kinds == [UntaggedReceived, StateChanged, UntaggedReceived, CommandCompleted, ConnectionEnded]
        session.receive_data(b"* BYE again\r\n" * 1000)
        session.receive_eof()
        assert session.events() == []

    @pytest.mark.parametrize("said", [b"", b"* BYE see you\r\n", b"* BYE see y"])
    def test_logout_without_an_answer(self, said: bytes) -> None:
        """Some servers just close; the person wanted to go."""
        session = session_in(AUTHENTICATED)
        logout = session.submit(Logout())
        session.receive_data(said)
        session.receive_eof()
        assert logout.result is None
        assert only(session.events(), ConnectionEnded).error is None

    def test_logout_that_is_refused(self) -> None:
        """The connection goes on."""
        session = session_in(AUTHENTICATED)
        logout = session.submit(Logout())
        session.receive_data(b"A001 BAD never\r\n")
        assert isinstance(logout.error, CommandInvalid)
        session.submit(Noop())

    def test_logout_leaves_nobody_waiting(self) -> None:
        """A command the server forgot fails; what waited behind LOGOUT is refused at once."""
        session = session_in(AUTHENTICATED)
        noop = session.submit(Noop())
        session.submit(Logout())
        with pytest.raises(LocalProtocolError) as caught:
            session.submit(Noop())
        assert caught.value.code == "connection-is-closed"
        session.receive_data(b"A002 OK bye\r\n")
        assert isinstance(noop.error, ConnectionClosed)
        assert str(noop.error) == "the server closed the connection during NOOP"

    def test_bye_ends_everything(self) -> None:
        """All in progress fail, also those that were not sent, and nothing more is sent."""
        session = session_in(SELECTED)
        sent, waiting = session.submit(Noop()), session.submit(Select("x"))
        session.receive_data(b"* BYE Autologout\r\n* BYE Autologout\r\nA002 OK done\r\n")
        events = session.events()
        ended = only(events, ConnectionEnded)
        assert isinstance(ended.error, ConnectionClosed)
        assert sent.error is waiting.error is ended.error
        assert ended.error.values["text"] == "Autologout"
        assert only(events, StateChanged).number == 7
        assert session.data_to_send() == b""
        assert session.tags_in_flight == ()
        assert session.selected is None

    @pytest.mark.parametrize(
        ("tail", "words"),
        [
            (b"", "the server closed the connection"),
            (b"* 1 FET", "the server closed the connection in the middle of a response"),
            (b"* 1 FETCH (BODY[] {5}\r\nab", "the server closed the connection in the middle of a response"),
        ],
    )
    def test_the_stream_ends(self, tail: bytes, words: str) -> None:
        """Between responses or inside one."""
        session = session_in(SELECTED)
        fetch = session.submit(Fetch(SequenceSet.of([1]), "FLAGS"))
        session.receive_data(tail)
        session.receive_eof()
        session.receive_eof()
        ended = only(session.events(), ConnectionEnded)
        assert fetch.error is ended.error
        assert str(ended.error) == words

    def test_the_loss_of_framing_ends_it(self) -> None:
        """A limit reached: nobody can tell where the next response begins."""
        session = session_in(SELECTED, limits=Limits(literal=10))
        fetch = session.submit(Fetch(SequenceSet.of([1]), "RFC822"))
        session.receive_data(b"* 2 EXISTS\r\n* 1 FETCH (RFC822 {11}\r\n")
        events = session.events()
        assert isinstance(events[0], UntaggedReceived)
        assert isinstance(fetch.error, LimitExceeded)
        assert only(events, ConnectionEnded).error is fetch.error

    @pytest.mark.parametrize(
        ("limits", "what"),
        [
            (Limits(answer_responses=3), "the number of responses to LIST of 4 is over the limit of 3"),
            (Limits(answer=60), "the answer to LIST of 76 is over the limit of 60"),
        ],
    )
    def test_an_answer_without_end_ends_it(self, limits: Limits, what: str) -> None:
        """What is kept for one command's result is bounded, in responses and in octets; each command begins anew."""
        session = session_in(SELECTED, limits=limits)
        for _ in range(2):
            asked = session.submit(List())
            session.receive_data(b'* LIST () "/" a\r\n' * 3 + asked.tag.encode() + b" OK done\r\n")
            assert len(asked.result) == 3
        endless = session.submit(List())
        session.receive_data(b'* LIST () "/" {1}\r\na\r\n' * 4)
        assert isinstance(endless.error, LimitExceeded)
        assert str(endless.error) == what
        assert only(session.events(), ConnectionEnded).error is endless.error

    @pytest.mark.parametrize("stream", [False, True])
    def test_what_is_not_kept_may_go_on(self, stream: bool) -> None:  # noqa: FBT001 - the case table's column
        """The data of a streaming command, and of one that was given up."""
        session = session_in(SELECTED, limits=Limits(answer_responses=3, answer=50))
        asked = session.submit(List(), stream=stream)
        if not stream:
            session.abandon(asked)
        session.receive_data(b'* LIST () "/" a\r\n' * 100 + b"A002 OK done\r\n")
        assert asked.result == ()

    def test_the_flags_of_a_million_letters_may_be_kept(self) -> None:
        """By default, with all of RFC 9051's flags and some keywords."""
        flags = rb"\Answered \Deleted \Draft \Flagged \Seen $Forwarded $MDNSent $Junk $NotJunk $Phishing"
        longest = rb"* 1000000 FETCH (UID 4294967295 FLAGS (%b) MODSEQ (9223372036854775807))" % flags
        assert Limits().answer_responses >= 1_000_000
        assert Limits().answer >= 1_000_000 * len(longest)


class TestSecrets:
    """What a transcript is told."""

    @pytest.mark.parametrize(
        "command", [Login("alice", "hunter2"), Login("alice", "ключ"), Authenticate(Plain("alice", "hunter2"))]
    )
    @pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 SASL-IR LITERAL+"])
    def test_no_password_is_told(self, command: Command[None], capabilities: str) -> None:
        """In whichever form it goes; the wire has it, the transcript a mask, and both have the same lines."""
        told: list[tuple[Direction, bytes]] = []
        session = session_in(
            NOT_AUTHENTICATED, capabilities, on_wire=lambda direction, data: told.append((direction, data))
        )
        session.submit(command)
        wire = session.data_to_send()
        session.receive_data(b"+ \r\n")
        wire += session.data_to_send()
        session.receive_data(b"A001 OK done\r\n")
        shown = b"".join(data for direction, data in told if direction is Direction.CLIENT)
        assert wire.count(b"\r\n") == shown.count(b"\r\n")
        assert b"***" in shown
        for secret in ("hunter2", "ключ", "AGFsaWNlAGh1bnRlcjI="):
            assert secret.encode() not in shown
        assert told[-1] == (Direction.SERVER, b"A001 OK done\r\n")

    def test_nothing_else_is_hidden(self) -> None:
        """The cancelled exchange and ordinary commands are shown as they are."""
        told: list[bytes] = []
        session = session_in(NOT_AUTHENTICATED, on_wire=lambda _, data: told.append(data))
        session.submit(Authenticate(Plain("a", "b")))
        session.data_to_send()
        session.receive_data(b"+ !\r\n")
        session.data_to_send()
        assert told[1:] == [b"A001 AUTHENTICATE PLAIN\r\n", b"+ !\r\n", b"*\r\n"]


def test_untagged_data_reach_commands_only_while_they_are_in_progress() -> None:
    """After the answer they are news."""
    session = session_in(AUTHENTICATED)
    asked = session.submit(List())
    session.receive_data(b'* LIST () "/" a\r\nA001 OK done\r\n* LIST () "/" b\r\n')
    assert [folder.mailbox.text for folder in asked.result] == ["a"]
    assert [type(event) for event in session.events()] == [CommandCompleted, UntaggedReceived]


def test_capabilities_told_by_data_are_no_news_to_who_asked() -> None:
    """And are news to everybody else."""
    session = session_in(AUTHENTICATED)
    session.receive_data(b"* CAPABILITY IMAP4rev1\r\n")
    (news,) = session.events()
    assert isinstance(news, UntaggedReceived)
    assert isinstance(news.response, CapabilityData)


def test_a_literal_may_hold_what_looks_like_an_answer() -> None:
    """No octet of a letter is ever read as a response."""
    session = session_in(SELECTED)
    fetch = session.submit(UidFetch(UidSet.of([7]), "RFC822"))
    body = b"A002 OK done\r\n* BYE\r\n"
    session.receive_data(b"* 1 FETCH (UID 7 RFC822 {%d}\r\n%b)\r\n" % (len(body), body))
    assert not fetch.done
    session.receive_data(b"A002 OK done\r\n")
    ((section, octets),) = fetch.result[0].sections.items()
    assert octets == body
    assert section.origin is None
    assert [type(event) for event in session.events()] == [CommandCompleted]
