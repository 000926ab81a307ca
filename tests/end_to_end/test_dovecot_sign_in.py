# SPDX-License-Identifier: MIT
"""Every way of signing in that Dovecot has, judged by it: what we prove is what it wants, and its proof is real."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailproto import AsyncClient, AuthenticationFailed, CapabilityMissing, ConnectionState
from mailproto.authentication import CramMd5, LoginMechanism, Mechanism, Plain, Scram, ScramHash
from mailproto.commands import Authenticate, Login
from mailproto.procedures import sign_in
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailproto.commands import Command
    from mailproto.session import Direction
    from tests.support.dovecot import Dovecot

WAYS: list[Callable[[str, str], Mechanism]] = [
    Plain,
    LoginMechanism,
    CramMd5,
    lambda user, password: Scram(user, password, ScramHash.SHA_1),
    lambda user, password: Scram(user, password, ScramHash.SHA_256),
    # a client that could bind to the channel, and says that it saw no offer to
    lambda user, password: Scram(user, password, binding=b"\x01"),
]
NAMES = ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-256 bindable"]


def transport(server: Dovecot) -> TlsTransport:
    """Reach the server with its certificate checked."""
    return TlsTransport(server.host, server.port, trust=AuthorityFile(server.ca_file))


@pytest.mark.parametrize("make", WAYS, ids=NAMES)
async def test_the_right_password_signs_in(dovecot: Dovecot, make: Callable[[str, str], Mechanism]) -> None:
    """By each mechanism; where it is SCRAM, the server has proved itself, too."""
    account = dovecot.account()
    async with AsyncClient(transport(dovecot)) as client:
        await client.execute(Authenticate(make(account.user, account.password)))
        assert client.state is ConnectionState.AUTHENTICATED


@pytest.mark.parametrize("make", WAYS, ids=NAMES)
async def test_a_wrong_password_is_refused(dovecot: Dovecot, make: Callable[[str, str], Mechanism]) -> None:
    """By each mechanism, and after the password was tested; the connection goes on."""
    account = dovecot.account()
    async with AsyncClient(transport(dovecot)) as client:
        with pytest.raises(AuthenticationFailed) as caught:
            await client.execute(Authenticate(make(account.user, "wrong")))
        assert caught.value.proof_sent
        await client.execute(Authenticate(make(account.user, account.password)))


async def test_the_strongest_is_taken(dovecot: Dovecot) -> None:
    """SCRAM-SHA-256 of all that this Dovecot offers; the wire holds no password, nor does what is told of it."""
    account = dovecot.account()
    told: list[tuple[Direction, bytes]] = []
    async with AsyncClient(transport(dovecot), on_wire=lambda side, data: told.append((side, data))) as client:
        certificate = client.peer.certificate
        await client.run(sign_in(account.user, account.password, certificate=certificate, weakest="SCRAM-SHA-256"))
    said = b"".join(data for side, data in told if side.value == "C")
    assert b"AUTHENTICATE SCRAM-SHA-256 ***\r\n***\r\n***\r\n" in said


async def test_what_it_does_not_offer_can_be_insisted_on(dovecot: Dovecot) -> None:
    """This Dovecot cannot bind to the channel: who wants that signs in by nothing less."""
    async with AsyncClient(transport(dovecot)) as client:
        certificate = client.peer.certificate
        with pytest.raises(CapabilityMissing, match="AUTH=SCRAM-SHA-1-PLUS"):
            await client.run(sign_in("alice", "secret", certificate=certificate, weakest="SCRAM-SHA-1-PLUS"))


@pytest.mark.parametrize("user", ["имя", "a=b,c"])
@pytest.mark.parametrize("way", [Login, *(lambda u, p, w=each: Authenticate(w(u, p)) for each in WAYS)])
async def test_names_of_any_kind(dovecot: Dovecot, way: Callable[[str, str], Command[None]], user: str) -> None:
    """Names with signs that mechanisms quote, and in other alphabets, arrive as they are."""
    async with AsyncClient(transport(dovecot)) as client:
        await client.execute(way(user, dovecot.account(user).password))
