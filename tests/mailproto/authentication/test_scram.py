# SPDX-License-Identifier: MIT
"""SCRAM: the RFCs' examples, a server of the test's own, and servers that cheat."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode

import pytest

from mailproto.authentication import Exchange, Scram, ScramHash, ScramLimits
from mailproto.authentication.scram import new_nonce
from mailproto.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError

SHA_1 = Scram("user", "pencil", ScramHash.SHA_1, nonce=lambda: "fyko+d2lbbFgONRv9qkxdawL")
SHA_256 = Scram("user", "pencil", nonce=lambda: "rOprNGfwEbeRWgbNEkqO")
RFC_5802 = (
    b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
)
RFC_7677 = (
    b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
    b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
)


@pytest.mark.parametrize(("mechanism", "lines"), [(SHA_1, RFC_5802), (SHA_256, RFC_7677)])
def test_the_rfcs_examples(mechanism: Scram, lines: tuple[bytes, ...]) -> None:
    """RFC 5802, 5, and RFC 7677, 3: what is said, and that the server is believed."""
    exchange = mechanism.start()
    first, servers_first, final, servers_final = lines
    assert exchange.respond(b"") == first
    assert not exchange.proof_sent
    assert exchange.respond(servers_first) == final
    assert exchange.proof_sent
    assert exchange.respond(servers_final) == b""
    exchange.finish()


class Server:
    """Another reading of RFC 5802: what a server does, with a password kept for it."""

    def __init__(self, password: bytes, hash_name: str, *, binding: bytes = b"") -> None:
        self.salted = hashlib.pbkdf2_hmac(hash_name, password, b"salt", 4096)
        self.hash_name = hash_name
        self.binding = binding

    def first(self, message: bytes) -> bytes:
        """Answer the client's first message."""
        self.flag, self.authorization, self.bare = message.split(b",", 2)
        nonce = self.bare.partition(b",r=")[2]
        self.said = b"r=%bserver,s=%b,i=4096,x=extension" % (nonce, b64encode(b"salt"))
        return self.said

    def final(self, message: bytes) -> bytes:
        """Check the proof and what it is bound to, and give the server's own proof."""
        without_proof, _, proof = message.rpartition(b",p=")
        bound = b64decode(without_proof.split(b",")[0][2:])
        assert bound == b"%b,%b,%b" % (self.flag, self.authorization, self.binding)
        signed = b",".join((self.bare, self.said, without_proof))
        key = hmac.digest(self.salted, b"Client Key", self.hash_name)
        stored = hashlib.new(self.hash_name, key).digest()
        signature = hmac.digest(stored, signed, self.hash_name)
        assert b64decode(proof) == bytes(a ^ b for a, b in zip(key, signature, strict=True))
        server_key = hmac.digest(self.salted, b"Server Key", self.hash_name)
        return b"v=" + b64encode(hmac.digest(server_key, signed, self.hash_name)) + b",x=extension"


@pytest.mark.parametrize(
    ("mechanism", "name", "start", "binding"),
    [
        (Scram("user", "pencil"), "SCRAM-SHA-256", b"n,,n=user,r=", b""),
        (Scram("user", "pencil", ScramHash.SHA_1), "SCRAM-SHA-1", b"n,,n=user,r=", b""),
        (Scram("user", "pencil", binding=b"\x01"), "SCRAM-SHA-256", b"y,,n=user,r=", b""),
        (
            Scram("user", "pencil", binding=b"\x01\0\xff", plus=True),
            "SCRAM-SHA-256-PLUS",
            b"p=tls-server-end-point,,n=user,r=",
            b"\x01\0\xff",
        ),
        (
            Scram("a,b=c", "pen\u00adcil", ScramHash.SHA_1, "boss", b"\x02", plus=True),
            "SCRAM-SHA-1-PLUS",
            b"p=tls-server-end-point,a=boss,n=a=2Cb=3Dc,r=",
            b"\x02",
        ),
    ],
)
def test_a_sign_in_with_a_server_of_another_hand(mechanism: Scram, name: str, start: bytes, binding: bytes) -> None:
    """RFC 5802, 5 and 6: bound, bindable but not offered, not bindable; extensions are ignored."""
    assert mechanism.name == name
    server = Server(b"pencil", mechanism.hash.value, binding=binding)
    exchange = mechanism.start()
    first = exchange.respond(b"")
    assert first.startswith(start)
    exchange.respond(server.final(exchange.respond(server.first(first))))
    exchange.finish()


def begun() -> Exchange:
    """Say the first message of RFC 7677's example."""
    exchange = SHA_256.start()
    exchange.respond(b"")
    return exchange


@pytest.mark.parametrize(
    ("challenge", "reason"),
    [
        (b"", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==", "first message"),
        (b"m=x,r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=4096", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=0", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=-4096", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=40961234567", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", "first message"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2Fsd,i=4096", "salt"),
        (b"r=rOprNGfwEbeRWgbNEkqO,s=c2FsdA==,i=4096", "nonce"),
        (b"r=somebody-elses-nonce,s=c2FsdA==,i=4096", "nonce"),
        (b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=4095", "4095 iterations"),
    ],
)
def test_a_first_message_that_cannot_be_right_gets_no_proof(challenge: bytes, reason: str) -> None:
    """RFC 5802, 5.1 and 7: malformed, another's nonce, an extension that may not be ignored, too little work."""
    exchange = begun()
    with pytest.raises(RemoteProtocolError, match=reason) as caught:
        exchange.respond(challenge)
    assert caught.value.code == "bad-challenge"
    assert not exchange.proof_sent


def test_a_server_cannot_have_us_compute_for_ever() -> None:
    """The number of iterations has a limit, which is data."""
    with pytest.raises(LimitExceeded, match="1000001"):
        begun().respond(b"r=rOprNGfwEbeRWgbNEkqOx,s=c2FsdA==,i=1000001")
    small = Scram("user", "pencil", limits=ScramLimits(1, 3), nonce=lambda: "n").start()
    small.respond(b"")
    with pytest.raises(LimitExceeded):
        small.respond(b"r=nx,s=c2FsdA==,i=4")
    assert ScramLimits().fewest_iterations == 4096


def test_the_client_begins() -> None:
    """RFC 5802, 5: there is nothing to ask before."""
    with pytest.raises(RemoteProtocolError, match="begun by the client"):
        SHA_256.start().respond(b"r=x")


@pytest.mark.parametrize("signature", [b"v=AAAA", RFC_5802[3], b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5="])
def test_a_wrong_signature_is_the_wrong_server(signature: bytes) -> None:
    """RFC 5802, 5: it does not know the password, so it is somebody else."""
    exchange = begun()
    exchange.respond(RFC_7677[1])
    with pytest.raises(RemoteProtocolError) as caught:
        exchange.respond(signature)
    assert caught.value.code == "server-not-verified"


def test_an_ok_without_a_signature_is_the_wrong_server() -> None:
    """Whoever sits in between could say OK to anybody."""
    for answered in (0, 1):
        exchange = begun()
        for line in RFC_7677[1 : 1 + answered]:
            exchange.respond(line)
        with pytest.raises(RemoteProtocolError) as caught:
            exchange.finish()
        assert caught.value.code == "server-not-verified"


def test_a_refusal_is_explained() -> None:
    """RFC 5802, 7: server-error-value; an OK after it is not believed."""
    exchange = begun()
    exchange.respond(RFC_7677[1])
    assert exchange.respond(b"e=invalid-proof") == b""
    assert exchange.explanation == b"invalid-proof"
    with pytest.raises(RemoteProtocolError):
        exchange.finish()


@pytest.mark.parametrize("last", [b"", b"v=", b"x=1", b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="])
def test_a_last_message_that_is_none(last: bytes) -> None:
    """RFC 5802, 7: server-final-message."""
    exchange = begun()
    exchange.respond(RFC_7677[1])
    with pytest.raises(RemoteProtocolError, match="last message"):
        exchange.respond(last)


def test_nothing_is_said_after_the_end() -> None:
    """A server that asks on is given up."""
    exchange = begun()
    exchange.respond(RFC_7677[1])
    exchange.respond(RFC_7677[3])
    with pytest.raises(RemoteProtocolError, match="after the end"):
        exchange.respond(b"")


def test_plus_needs_something_to_bind_to() -> None:
    """Without a certificate there is no -PLUS."""
    with pytest.raises(LocalProtocolError, match="SCRAM-SHA-256-PLUS"):
        Scram("user", "pencil", plus=True)


def test_each_exchange_has_a_nonce_of_its_own() -> None:
    """RFC 5802, 5.1: printable, without a comma."""
    assert Scram("u", "p").start().respond(b"") != Scram("u", "p").start().respond(b"")
    assert "," not in new_nonce()


def test_its_repr_hides_the_password() -> None:
    """The user may be shown; who reads along learns no password, so the session wants no encryption for it."""
    assert "pencil" not in repr(SHA_256)
    assert "user" in repr(SHA_256)
    assert not SHA_256.plain_text
    assert SHA_256.client_first


@pytest.mark.parametrize("mechanism", [Scram("\0", "p"), Scram("u", "\ud800"), Scram("u", "p", authorization="\7")])
def test_what_may_not_be_sent_is_refused(mechanism: Scram) -> None:
    """RFC 5802, 5.1: names and passwords are prepared."""
    with pytest.raises(LocalProtocolError):
        mechanism.start()
