# SPDX-License-Identifier: MIT
"""SCRAM judged by scramp, which others wrote: with each hash, bound to the certificate and not, over real TLS.

Dovecot of Debian 12 has no -PLUS, and the RFCs print no example of it: here somebody else computes both proofs, and the
binding from the certificate's file.
"""

from __future__ import annotations

import asyncio
import contextlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import scramp

from mailproto import AsyncClient, AuthenticationFailed, ConnectionState, RemoteProtocolError
from mailproto.authentication import STRENGTHS
from mailproto.procedures import sign_in
from mailproto.transports.certificates import AuthorityFile
from mailproto.transports.tls import TlsTransport
from tests.support.tls_server import LOOPBACK, Identity, Peer, make_identity, serve

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

USER, PASSWORD = "a=b,имя", "pass wörd"
NAMES = [name for name in STRENGTHS if name.startswith("SCRAM")]


@dataclass(frozen=True, slots=True)
class Judge:
    """A server of one sign-in that leaves all of SCRAM to scramp; it knows one password, its own certificate's text."""

    name: str
    password: str = PASSWORD
    certificate: str = ""
    cheats: bool = False

    async def attend(self, peer: Peer) -> None:
        """Greet, take part in one AUTHENTICATE, and say goodbye."""
        await peer.send(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=%b] ready\r\n" % self.name.encode())
        tag, command, name, first = (await peer.read_line()).split()
        assert (command, name) == (b"AUTHENTICATE", self.name.encode())
        await peer.send(await self._verdict(peer, tag, b64decode(first).decode()))
        while line := await peer.read_line():
            await peer.send(b"%b OK done\r\n" % line.split()[0])

    async def _verdict(self, peer: Peer, tag: bytes, first: str) -> bytes:
        mechanism = scramp.ScramMechanism(self.name)
        secrets = mechanism.make_auth_info(self.password)
        binding = ("tls-server-end-point", self.certificate) if self.certificate else None
        server = mechanism.make_server(lambda user: secrets if user == USER else None, channel_binding=binding)
        try:
            server.set_client_first(first)
            final = await self._ask(peer, server.get_server_first())
            server.set_client_final(final)
            last = server.get_server_final()
            await self._ask(peer, "v=" + b64encode(b"another").decode() if self.cheats else last)
        except scramp.ScramException as refused:
            return b"%b NO [AUTHENTICATIONFAILED] %b\r\n" % (tag, str(refused).replace("\n", " ").encode())
        return b"%b OK [CAPABILITY IMAP4rev1] welcome\r\n" % tag

    async def _ask(self, peer: Peer, message: str) -> str:
        await peer.send(b"+ %b\r\n" % b64encode(message.encode()))
        return b64decode(await peer.read_line()).decode()


@contextlib.asynccontextmanager
async def client_of(judge: Judge, identity: Identity) -> AsyncIterator[AsyncClient]:
    """Connect a client to the judge."""
    async with serve(identity.context()) as server:

        async def visit() -> None:
            peer = await server.next()
            await judge.attend(peer)
            await peer.close()

        visiting = asyncio.create_task(visit())
        transport = TlsTransport(LOOPBACK, server.port, trust=AuthorityFile(identity.authority))
        client = await AsyncClient.connect(transport)
        try:
            yield client
        finally:
            await client.close()
            await visiting


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    """Make a certificate."""
    return make_identity(tmp_path_factory.mktemp("scramp"))


def judge_of(name: str, identity: Identity, **others: Any) -> Judge:  # noqa: ANN401 - those of the class
    """Make the judge; where the sign-in is bound, it reads its certificate's file."""
    return Judge(name, certificate=identity.pem.read_text("ascii") if name.endswith("-PLUS") else "", **others)


@pytest.mark.parametrize("name", NAMES)
async def test_the_right_password_signs_in(identity: Identity, name: str) -> None:
    """Each is convinced of the other, with a name that has to be quoted and a password beyond ASCII."""
    async with client_of(judge_of(name, identity), identity) as client:
        await client.run(sign_in(USER, PASSWORD, certificate=client.peer.certificate, weakest=name))
        assert client.state is ConnectionState.AUTHENTICATED


@pytest.mark.parametrize("name", NAMES)
async def test_a_wrong_password_is_refused(identity: Identity, name: str) -> None:
    """After the proof; the reason is the judge's."""
    async with client_of(judge_of(name, identity), identity) as client:
        with pytest.raises(AuthenticationFailed, match="invalid-proof") as caught:
            await client.run(sign_in(USER, "another", certificate=client.peer.certificate, weakest=name))
        assert caught.value.proof_sent


@pytest.mark.parametrize("name", NAMES)
async def test_a_judge_that_cheats_is_left(identity: Identity, name: str) -> None:
    """A signature that does not come from the password is not believed."""
    async with client_of(judge_of(name, identity, cheats=True), identity) as client:
        with pytest.raises(RemoteProtocolError) as caught:
            await client.run(sign_in(USER, PASSWORD, certificate=client.peer.certificate, weakest=name))
        assert caught.value.code == "server-not-verified"


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("-PLUS")])
async def test_another_certificate_is_noticed(identity: Identity, tmp_path: Path, name: str) -> None:
    """RFC 5802, 6: somebody in between has another one, and the judge refuses who is bound to that."""
    certificate = make_identity(tmp_path).pem.read_text("ascii")
    async with client_of(Judge(name, certificate=certificate), identity) as client:
        with pytest.raises(AuthenticationFailed, match="channel-bindings-dont-match"):
            await client.run(sign_in(USER, PASSWORD, certificate=client.peer.certificate, weakest=name))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("-PLUS")])
async def test_a_stripped_offer_is_noticed(identity: Identity, name: str) -> None:
    """RFC 5802, 6: the judge can bind, and is told by who could that nobody offered it: somebody was in between."""
    certificate = identity.pem.read_text("ascii")
    async with client_of(Judge(name, certificate=certificate), identity) as client:
        with pytest.raises(AuthenticationFailed, match="server-does-support-channel-binding"):
            await client.run(sign_in(USER, PASSWORD, certificate=client.peer.certificate, weakest=name))
