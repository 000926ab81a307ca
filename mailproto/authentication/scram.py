# SPDX-License-Identifier: MIT
"""SCRAM-SHA-1 and SCRAM-SHA-256, with and without channel binding (RFC 5802, RFC 7677).

The password never leaves, who records the exchange gains little, and the server has to prove that it knows the
password, too.
"""

from __future__ import annotations

import enum
import hashlib
import hmac
import re
import secrets
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mailproto.authentication import channel_binding
from mailproto.authentication.mechanism import Exchange, asked_too_often
from mailproto.authentication.preparation import prepared
from mailproto.errors import LimitExceeded, LocalProtocolError, RemoteProtocolError


class ScramHash(enum.Enum):
    """The hash function; the values are hashlib's names."""

    SHA_1 = "sha1"
    SHA_256 = "sha256"


@dataclass(frozen=True, slots=True)
class ScramLimits:
    """How often the server may have the password hashed.

    Fewer than `fewest_iterations` (RFC 7677, 4) would make the password easy to guess for a server that is not the
    right one; `most_iterations` take about half a second.
    """

    fewest_iterations: int = 4096
    most_iterations: int = 1_000_000


def new_nonce() -> str:
    """Make a nonce from 144 random bits; it holds no comma (RFC 5802, 5.1)."""
    return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class Scram:
    """SCRAM with a hash function; `authorization` is whom to act as, if not oneself.

    `binding` is what `channel_binding.tls_server_end_point` gives for the server's certificate, None where that cannot
    be had. It is used where `plus`; else the server is told that it could have been, so that nobody in between can
    take the -PLUS out of the server's offer unnoticed (RFC 5802, 6).
    """

    user: str
    password: str = field(repr=False)
    hash: ScramHash = ScramHash.SHA_256
    authorization: str = ""
    binding: bytes | None = field(default=None, repr=False)
    plus: bool = False
    limits: ScramLimits = field(default_factory=ScramLimits, repr=False)
    nonce: Callable[[], str] = field(default=new_nonce, repr=False, compare=False)

    client_first = True
    plain_text = False

    def __post_init__(self) -> None:
        """Refuse -PLUS without anything to bind to."""
        if self.plus and self.binding is None:
            raise LocalProtocolError("bad-argument", what=self.name, reason="there is no certificate to bind it to")

    @property
    def name(self) -> str:
        """Such as SCRAM-SHA-256-PLUS."""
        return f"SCRAM-{self.hash.name.replace('_', '-')}{'-PLUS' if self.plus else ''}"

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        flag = b"p=" + channel_binding.TYPE if self.plus else b"n" if self.binding is None else b"y"
        authorization = b"a=" + _name(self.authorization) if self.authorization else b""
        header = b"%b,%b," % (flag, authorization)
        bound = header + (self.binding or b"" if self.plus else b"")
        return _Scram(self, header, bound)


# RFC 5802, 7: server-first-message. `m=` would stand before the rest: an extension that nobody may ignore.
_FIRST: Final = re.compile(
    rb"r=([\x21-\x2b\x2d-\x7e]++),s=([A-Za-z0-9+/]++={0,2}),i=([1-9][0-9]{0,9})(?:,.*)?", re.DOTALL
)
_FINAL: Final = re.compile(rb"([ev])=([^,]++)(?:,.*)?", re.DOTALL)  # RFC 5802, 7: server-final-message


class _Scram(Exchange):
    """Asked three times: for the first message, for the proof, and with the server's own proof."""

    def __init__(self, mechanism: Scram, header: bytes, bound: bytes) -> None:
        self._hash_name = mechanism.hash.value
        self._password = prepared(mechanism.password, "the password")
        self._limits = mechanism.limits
        self._header = header
        self._nonce = mechanism.nonce().encode("ascii")
        self._bare = b"n=%b,r=%b" % (_name(mechanism.user), self._nonce)
        self._bound = bound
        self._signature = b""
        self._is_verified = False
        self._steps = [self._first, self._final, self._verify]

    def respond(self, challenge: bytes) -> bytes:
        if not self._steps:
            raise asked_too_often()
        return self._steps.pop(0)(challenge)

    def finish(self) -> None:
        if not self._is_verified:
            raise RemoteProtocolError("server-not-verified")

    def _first(self, challenge: bytes) -> bytes:
        if challenge:
            raise RemoteProtocolError("bad-challenge", reason="SCRAM is begun by the client")
        return self._header + self._bare

    def _final(self, challenge: bytes) -> bytes:
        found = _FIRST.fullmatch(challenge)
        if found is None:
            raise RemoteProtocolError("bad-challenge", reason="it is not SCRAM's first message of a server")
        nonce = found[1]
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise RemoteProtocolError("bad-challenge", reason="its nonce does not go on from ours")
        try:
            salt = a2b_base64(found[2], strict_mode=True)
        except Base64Error:
            raise RemoteProtocolError("bad-challenge", reason="its salt is not base64") from None
        without_proof = b"c=%b,r=%b" % (b64encode(self._bound), nonce)
        message = b",".join((self._bare, challenge, without_proof))
        proof = self._prove(salt, self._checked(int(found[3])), message)
        self.proof_sent = True
        return b"%b,p=%b" % (without_proof, b64encode(proof))

    def _checked(self, iterations: int) -> int:
        limits = self._limits
        if iterations > limits.most_iterations:
            what = "the number of SCRAM's iterations"
            raise LimitExceeded("limit-exceeded", what=what, actual=iterations, limit=limits.most_iterations)
        if iterations < limits.fewest_iterations:
            raise RemoteProtocolError("bad-challenge", reason=f"{iterations} iterations do not protect the password")
        return iterations

    def _prove(self, salt: bytes, iterations: int, message: bytes) -> bytes:
        """Give the client's proof, and keep the signature that the server will have to know (RFC 5802, 3)."""
        salted = hashlib.pbkdf2_hmac(self._hash_name, self._password, salt, iterations)
        client_key = self._hmac(salted, b"Client Key")
        client_signature = self._hmac(hashlib.new(self._hash_name, client_key).digest(), message)
        self._signature = self._hmac(self._hmac(salted, b"Server Key"), message)
        return bytes(a ^ b for a, b in zip(client_key, client_signature, strict=True))

    def _hmac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, self._hash_name)

    def _verify(self, challenge: bytes) -> bytes:
        found = _FINAL.fullmatch(challenge)
        if found is None:
            raise RemoteProtocolError("bad-challenge", reason="it is not SCRAM's last message of a server")
        if found[1] == b"e":
            self.explanation = found[2]
        elif hmac.compare_digest(found[2], b64encode(self._signature)):
            self._is_verified = True
        else:
            raise RemoteProtocolError("server-not-verified")
        return b""


def _name(text: str) -> bytes:
    """Write a name as RFC 5802, 5.1, wants it."""
    return prepared(text, "the user").replace(b"=", b"=3D").replace(b",", b"=2C")
