# SPDX-License-Identifier: MIT
"""Signing in, encryption and compression, by what the server offers."""

from __future__ import annotations

import pytest

from mailproto.authentication import ClientCertificate, Credentials, Password, Token
from mailproto.commands import Capability
from mailproto.errors import AuthenticationFailed, CapabilityMissing, LocalProtocolError, RemoteProtocolError
from mailproto.procedures import compress, sign_in, sign_in_with, start_tls
from mailproto.states import ConnectionState
from tests.support.procedure_runner import run
from tests.support.sessions import session_in, words

NOT_AUTHENTICATED = ConnectionState.NOT_AUTHENTICATED
CAPABILITIES = b"* CAPABILITY %b\r\n%%t OK done\r\n"
WELCOME = b"%t OK [CAPABILITY IMAP4rev1 IDLE] welcome\r\n"

# (known from the greeting, answers, what is sent)
SIGN_INS: list[tuple[str, dict[str, bytes], list[str]]] = [
    (
        "IMAP4rev1 AUTH=PLAIN SASL-IR",
        {"AUTHENTICATE PLAIN AGFsaWNlAHB3": WELCOME},
        ["AUTHENTICATE PLAIN AGFsaWNlAHB3"],
    ),
    ("IMAP4rev1", {"LOGIN alice pw": WELCOME}, ["LOGIN alice pw"]),
    (
        "",
        {"CAPABILITY": CAPABILITIES % b"IMAP4rev1 IDLE"},
        ["CAPABILITY", "LOGIN alice pw", "CAPABILITY"],
    ),
]


@pytest.mark.parametrize(("known", "said", "sent"), SIGN_INS)
def test_signing_in_by_what_the_server_offers(known: str, said: dict[str, bytes], sent: list[str]) -> None:
    """Capabilities are asked for only where they are unknown, before and after."""
    session = session_in(NOT_AUTHENTICATED, known)
    result, lines = run(sign_in("alice", "pw"), session, said)
    assert lines == sent
    assert result == session.capabilities == words("IMAP4rev1 IDLE")
    assert session.state is ConnectionState.AUTHENTICATED


def test_the_mechanism_login_is_for_servers_that_forbid_the_command() -> None:
    """AUTH=LOGIN where LOGINDISABLED takes the command away."""
    procedure = sign_in("alice", "pw")
    assert procedure.send(None) == Capability(if_unknown=True)
    command = procedure.send({"AUTH=LOGIN", "LOGINDISABLED"})
    assert getattr(command, "name", None) == "AUTHENTICATE"
    assert "LoginMechanism" in repr(command)
    assert procedure.send(None) == Capability(if_unknown=True)


REFUSED = b"%t NO not this way\r\n"
BOTH = "IMAP4rev1 AUTH=CRAM-MD5 AUTH=PLAIN SASL-IR"


def test_a_mechanism_that_is_refused_unheard_gives_way_to_the_next() -> None:
    """CRAM-MD5 was not even asked for its digest: so nothing was tested, and nothing is locked."""
    session = session_in(NOT_AUTHENTICATED, BOTH)
    said = {"AUTHENTICATE CRAM-MD5": REFUSED, "AUTHENTICATE PLAIN AGFsaWNlAHB3": WELCOME}
    _, lines = run(sign_in("alice", "pw"), session, said)
    assert lines == ["AUTHENTICATE CRAM-MD5", "AUTHENTICATE PLAIN AGFsaWNlAHB3"]


def test_nothing_weaker_than_asked_is_tried() -> None:
    """Neither after a refusal nor where the strong ones are not in the offer; the last refusal is told."""
    session = session_in(NOT_AUTHENTICATED, BOTH)
    with pytest.raises(AuthenticationFailed, match="not this way"):
        run(sign_in("alice", "pw", weakest="CRAM-MD5"), session, {"AUTHENTICATE CRAM-MD5": REFUSED})
    for capabilities in ("IMAP4rev1 AUTH=PLAIN", "IMAP4rev1"):
        session = session_in(NOT_AUTHENTICATED, capabilities)
        with pytest.raises(CapabilityMissing, match="AUTH=SCRAM-SHA-1,"):
            run(sign_in("alice", "pw", weakest="SCRAM-SHA-1"), session, {})
        assert session.data_to_send() == b""


def test_the_command_comes_after_all_mechanisms() -> None:
    """LOGIN needs no mechanism, so that it is there where each of them is refused unheard."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 AUTH=CRAM-MD5")
    _, lines = run(sign_in("alice", "pw"), session, {"AUTHENTICATE CRAM-MD5": REFUSED, "LOGIN alice pw": WELCOME})
    assert lines == ["AUTHENTICATE CRAM-MD5", "LOGIN alice pw"]


@pytest.mark.parametrize(
    ("credentials", "sent"),
    [
        (Token("alice", "t"), "AUTHENTICATE XOAUTH2 dXNlcj1hbGljZQFhdXRoPUJlYXJlciB0AQE="),
        (ClientCertificate(), "AUTHENTICATE EXTERNAL ="),
        (Password("alice", "pw", authorization="boss"), "AUTHENTICATE PLAIN Ym9zcwBhbGljZQBwdw=="),
    ],
)
def test_signing_in_with_something_else(credentials: Credentials, sent: str) -> None:
    """A token, a certificate, or for somebody else."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2 AUTH=EXTERNAL")
    result, lines = run(sign_in_with(credentials), session, {sent: WELCOME})
    assert lines == [sent]
    assert result == words("IMAP4rev1 IDLE")


@pytest.mark.parametrize("credentials", [Token("alice", "t"), ClientCertificate(), Password("a", "p", "boss")])
def test_no_password_stands_in_for_something_else(credentials: Credentials) -> None:
    """Where the server has no mechanism for it, nothing is sent."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1")
    with pytest.raises(CapabilityMissing, match="the sign-in needs the capability AUTH="):
        run(sign_in_with(credentials), session, {})


def test_a_server_without_any_way_in() -> None:
    """LOGINDISABLED and no mechanism: refused here, with the reason."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 LOGINDISABLED")
    with pytest.raises(LocalProtocolError) as caught:
        run(sign_in("alice", "pw"), session, {})
    assert caught.value.code == "login-disabled"


def test_a_refused_password_is_not_tried_again() -> None:
    """Another mechanism would refuse it too, and the account may be locked."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 AUTH=PLAIN SASL-IR")
    with pytest.raises(AuthenticationFailed):
        run(sign_in("alice", "pw"), session, {"AUTHENTICATE PLAIN AGFsaWNlAHB3": b"%t NO wrong\r\n"})
    assert session.tags_in_flight == ()


@pytest.mark.parametrize(
    ("capabilities", "answer", "sent", "compressed"),
    [
        ("IMAP4rev1 COMPRESS=DEFLATE", b"%t OK DEFLATE active\r\n", ["COMPRESS DEFLATE"], True),
        ("IMAP4rev1 COMPRESS=DEFLATE", b"%t NO [COMPRESSIONACTIVE] by TLS\r\n", ["COMPRESS DEFLATE"], False),
        ("IMAP4rev1 COMPRESS=DEFLATE", b"%t BAD what\r\n", ["COMPRESS DEFLATE"], False),
        ("IMAP4rev1", b"", [], False),
    ],
)
def test_asking_for_compression(capabilities: str, answer: bytes, sent: list[str], compressed: bool) -> None:  # noqa: FBT001 - a case's outcome
    """RFC 4978, 3: where it is offered; a refusal costs nothing."""
    session = session_in(ConnectionState.AUTHENTICATED, capabilities)
    assert run(compress(), session, {"COMPRESS DEFLATE": answer}) == (compressed, sent)


def test_asking_for_encryption() -> None:
    """Where it is offered."""
    session = session_in(NOT_AUTHENTICATED, "IMAP4rev1 STARTTLS", encrypted=False)
    assert run(start_tls(), session, {}) == (None, ["STARTTLS"])


def test_a_server_without_encryption() -> None:
    """Is an error, and never a connection in the clear."""
    session = session_in(NOT_AUTHENTICATED, encrypted=False)
    with pytest.raises(RemoteProtocolError) as caught:
        run(start_tls(), session, {"CAPABILITY": CAPABILITIES % b"IMAP4rev1"})
    assert caught.value.code == "starttls-unavailable"
