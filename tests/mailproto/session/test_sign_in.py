# SPDX-License-Identifier: MIT
"""AUTHENTICATE with every mechanism: the RFCs' examples as they are on the wire, refusals, and servers that cheat."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest

from mailproto.authentication import (
    CramMd5,
    External,
    LoginMechanism,
    Mechanism,
    OAuthBearer,
    Plain,
    Scram,
    ScramHash,
    XOAuth2,
)
from mailproto.commands import Authenticate, Noop
from mailproto.errors import AuthenticationFailed, ConnectionClosed, LocalProtocolError, RemoteProtocolError
from mailproto.events import ConnectionEnded
from mailproto.states import ConnectionState
from tests.support.sessions import only, session_in

if TYPE_CHECKING:
    from mailproto.commands import InFlight
    from mailproto.session import Direction, Session

TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="


def words(*texts: str) -> list[bytes]:
    """Give lines as they travel."""
    return [b64encode(text.encode()) for text in texts]


# mechanism, what the server asks after the command, what the client answers, its first response where it speaks first
EXAMPLES: list[tuple[Mechanism, list[bytes], list[bytes]]] = [
    (Plain("test", "test"), words(""), [b"AHRlc3QAdGVzdA=="]),  # RFC 4959, 6
    (LoginMechanism("tim", "secret"), words("Username:", "Password:"), words("tim", "secret")),
    (
        CramMd5("tim", "tanstaaftanstaaf"),  # RFC 2195, 2
        [b"PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"],
        [b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw"],
    ),
    (
        Scram("user", "pencil", ScramHash.SHA_1, nonce=lambda: "fyko+d2lbbFgONRv9qkxdawL"),  # RFC 5802, 5
        words(
            "",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        ),
        words(
            "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            "",
        ),
    ),
    (
        Scram("user", "pencil", nonce=lambda: "rOprNGfwEbeRWgbNEkqO"),  # RFC 7677, 3
        words(
            "",
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        ),
        words(
            "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            "",
        ),
    ),
    (
        OAuthBearer("user@example.com", TOKEN, "server.example.com", 143),  # RFC 7628, 4.1
        words(""),
        words(f"n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer {TOKEN}\1\1"),
    ),
    (XOAuth2("user@example.com", TOKEN), words(""), words(f"user=user@example.com\1auth=Bearer {TOKEN}\1\1")),
    (External("fred"), words(""), words("fred")),
]
EVERY_EXAMPLE = pytest.mark.parametrize(
    ("mechanism", "asked", "answers"), EXAMPLES, ids=[example[0].name for example in EXAMPLES]
)
# No RFC prints an exchange of these; scramp judges them in tests/end_to_end.
BOUND = [Scram("user", "pencil", each, binding=b"certificate", plus=True) for each in ScramHash]
EVERY_MECHANISM = pytest.mark.parametrize(
    "mechanism", [*(each[0] for each in EXAMPLES), *BOUND], ids=lambda each: each.name
)


def begin(
    mechanism: Mechanism, capabilities: str = "IMAP4rev1", wire: list[tuple[Direction, bytes]] | None = None
) -> tuple[Session, InFlight[None]]:
    """Submit the command to a session of that server."""
    said = [] if wire is None else wire
    session = session_in(
        ConnectionState.NOT_AUTHENTICATED, capabilities, on_wire=lambda side, data: said.append((side, data))
    )
    return session, session.submit(Authenticate(mechanism))


@EVERY_EXAMPLE
class TestExamples:
    """The exchanges as the RFCs print them."""

    def test_the_server_asks_for_everything(
        self, mechanism: Mechanism, asked: list[bytes], answers: list[bytes]
    ) -> None:
        """RFC 9051, 6.2.2: without SASL-IR the first response waits for an empty challenge. No secret is told."""
        wire: list[tuple[Direction, bytes]] = []
        session, in_flight = begin(mechanism, wire=wire)
        assert session.data_to_send() == b"A001 AUTHENTICATE %b\r\n" % mechanism.name.encode()
        for challenge, answer in zip(asked, answers, strict=True):
            session.receive_data(b"+ %b\r\n" % challenge)
            assert session.data_to_send() == answer + b"\r\n"
        session.receive_data(b"A001 OK welcome\r\n")
        assert in_flight.result is None
        assert session.state is ConnectionState.AUTHENTICATED
        told = b"".join(data for side, data in wire if side.value == "C")
        assert not any(answer in told for answer in answers if answer)

    def test_the_first_response_goes_along(
        self, mechanism: Mechanism, asked: list[bytes], answers: list[bytes]
    ) -> None:
        """RFC 4959: where the server has SASL-IR and the client speaks first."""
        session, in_flight = begin(mechanism, "IMAP4rev1 SASL-IR")
        goes_along = mechanism.client_first
        first = b" " + answers[0] if goes_along else b""
        assert session.data_to_send() == b"A001 AUTHENTICATE %b%b\r\n" % (mechanism.name.encode(), first)
        for challenge, answer in list(zip(asked, answers, strict=True))[goes_along:]:
            session.receive_data(b"+ %b\r\n" % challenge)
            assert session.data_to_send() == answer + b"\r\n"
        session.receive_data(b"A001 OK welcome\r\n")
        assert in_flight.error is None


@EVERY_MECHANISM
class TestRefusals:
    """What holds for each mechanism."""

    @pytest.mark.parametrize("word", [b"NO", b"BAD"])
    def test_a_refusal_at_once_is_one_of_the_mechanism(self, mechanism: Mechanism, word: bytes) -> None:
        """Nothing was sent by which the password could have been tested."""
        session, in_flight = begin(mechanism)
        session.receive_data(b"A001 %b not this way\r\n" % word)
        with pytest.raises(AuthenticationFailed, match="not this way") as caught:
            in_flight.result  # noqa: B018 - it raises
        assert not caught.value.proof_sent
        assert session.state is ConnectionState.NOT_AUTHENTICATED

    @pytest.mark.parametrize(
        "challenge", [b"!", b"A", b"PDE4 OTY", b"\xff"], ids=["a sign", "a letter", "a space", "octets"]
    )
    def test_a_malformed_challenge_is_given_up(self, mechanism: Mechanism, challenge: bytes) -> None:
        """RFC 9051, 6.2.2: with an asterisk; the connection lives on."""
        session, in_flight = begin(mechanism)
        session.data_to_send()
        session.receive_data(b"+ %b\r\n" % challenge)
        assert session.data_to_send() == b"*\r\n"
        session.receive_data(b"A001 BAD cancelled\r\n")
        with pytest.raises(RemoteProtocolError, match="base64"):
            in_flight.result  # noqa: B018 - it raises
        assert session.submit(Noop()).tag == "A002"

    def test_a_welcome_after_giving_up_ends_the_connection(self, mechanism: Mechanism) -> None:
        """Whoever welcomes us without knowing who we are is not the right server."""
        session, in_flight = begin(mechanism)
        session.receive_data(b"+ !\r\nA001 OK welcome\r\n")
        assert in_flight.error is only(session.events(), ConnectionEnded).error
        assert session.state is ConnectionState.LOGOUT
        with pytest.raises(LocalProtocolError):
            session.submit(Noop())

    def test_the_end_of_the_connection_is_told(self, mechanism: Mechanism) -> None:
        """A server that hangs up in the middle."""
        session, in_flight = begin(mechanism)
        session.receive_eof()
        assert isinstance(in_flight.error, ConnectionClosed)


@EVERY_EXAMPLE
@pytest.mark.parametrize("word", [b"NO", b"BAD"])
def test_a_refused_password(mechanism: Mechanism, asked: list[bytes], answers: list[bytes], word: bytes) -> None:
    """Table 8.3 of the exercise: NO and BAD are a refusal, after the proof one of the person."""
    session, in_flight = begin(mechanism)
    for challenge, _ in zip(asked, answers, strict=True):
        session.receive_data(b"+ %b\r\n" % challenge)
    session.receive_data(b"A001 %b [AUTHENTICATIONFAILED] wrong\r\n" % word)
    error = in_flight.error
    assert isinstance(error, AuthenticationFailed)
    assert error.proof_sent
    assert session.state is ConnectionState.NOT_AUTHENTICATED


@pytest.mark.parametrize(("mechanism", "acknowledgement"), [(OAuthBearer("u", "t"), b"AQ=="), (XOAuth2("u", "t"), b"")])
def test_a_token_is_refused_with_an_explanation(mechanism: Mechanism, acknowledgement: bytes) -> None:
    """RFC 7628, 4.3: it comes in a challenge, is acknowledged, and is in the error."""
    refusal = (
        b"eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2"
        b"V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0="
    )
    session, in_flight = begin(mechanism, "IMAP4rev1 SASL-IR")
    session.data_to_send()
    session.receive_data(b"+ %b\r\n" % refusal)
    assert session.data_to_send() == acknowledgement + b"\r\n"
    session.receive_data(b"A001 NO SASL authentication failed\r\n")
    error = in_flight.error
    assert isinstance(error, AuthenticationFailed)
    assert error.explanation == b64decode(refusal)


def test_a_server_that_does_not_prove_itself_is_left() -> None:
    """RFC 5802, 5: an OK without the signature ends the connection, and nothing is sent to it any more."""
    session, in_flight = begin(EXAMPLES[4][0], "IMAP4rev1 SASL-IR")
    noop = session.submit(Noop())
    session.data_to_send()
    session.receive_data(b"+ %b\r\nA001 OK welcome\r\n" % EXAMPLES[4][1][1])
    assert in_flight.error is not None
    assert in_flight.error.code == "server-not-verified"
    assert noop.error is in_flight.error
    assert only(session.events(), ConnectionEnded).error is in_flight.error


def test_a_server_with_a_wrong_proof_is_given_up() -> None:
    """RFC 5802, 5: it does not know the password."""
    session, in_flight = begin(EXAMPLES[4][0], "IMAP4rev1 SASL-IR")
    session.data_to_send()
    session.receive_data(b"+ %b\r\n" % EXAMPLES[4][1][1])
    assert re.fullmatch(rb"[A-Za-z0-9+/=]+\r\n", session.data_to_send())
    session.receive_data(b"+ %b\r\n" % b64encode(b"v=AAAA"))
    assert session.data_to_send() == b"*\r\n"
    session.receive_data(b"A001 BAD cancelled\r\n")
    assert in_flight.error is not None
    assert in_flight.error.code == "server-not-verified"


@pytest.mark.parametrize("mechanism", [each[0] for each in EXAMPLES], ids=lambda each: each.name)
def test_only_what_protects_the_password_goes_unencrypted(mechanism: Mechanism) -> None:
    """Passwords and tokens in the clear are refused before a byte leaves."""
    session = session_in(ConnectionState.NOT_AUTHENTICATED, "IMAP4rev1", encrypted=False)
    if mechanism.plain_text:
        with pytest.raises(LocalProtocolError, match="unencrypted"):
            session.submit(Authenticate(mechanism))
        assert session.data_to_send() == b""
    else:
        session.submit(Authenticate(mechanism))
        assert session.data_to_send()
