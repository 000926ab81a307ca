# SPDX-License-Identifier: MIT
"""SASL mechanisms, the server's side (RFC 4422): challenges out, responses in, the user's name at the end.

A mechanism is a generator: it yields a challenge, is sent the response, and returns the user who has proved to be it.
Knows no IMAP and no base64. The tokens of OAuth are the users' passwords here.
"""

import hashlib
import hmac
import json
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Exchange: TypeAlias = Generator[bytes, bytes, str]
_ITERATIONS = 4096  # RFC 5802 section 5.1
_OAUTH_PAIR = re.compile(rb"([A-Za-z]+)=(.*)", re.DOTALL)


class SignInError(Exception):
    """A sign-in that is refused; `code` is a response code of RFC 9051 section 7.1."""

    def __init__(self, reason: str, code: str = "AUTHENTICATIONFAILED") -> None:
        super().__init__(reason)
        self.code = code


class MalformedResponseError(Exception):
    """A response that the mechanism can't have."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism. `client_first`: its first response may come with the command (RFC 4959).

    `needs_tls` when it shows the password or a token to whoever listens.
    """

    exchange: Callable[[Mapping[str, str]], Exchange]
    client_first: bool
    needs_tls: bool


def _checked(passwords: Mapping[str, str], user: bytes, password: bytes) -> str:
    name = user.decode(errors="replace")
    held = passwords.get(name)
    if held is None or not hmac.compare_digest(held.encode(), password):
        raise SignInError("User or password is wrong")
    return name


def _same_identity(identity: bytes, user: bytes) -> None:
    if identity not in {b"", user}:
        raise SignInError("Nobody may act for somebody else", "AUTHORIZATIONFAILED")


def _plain(passwords: Mapping[str, str]) -> Exchange:
    """PLAIN (RFC 4616)."""
    fields = (yield b"").split(b"\0")
    if len(fields) != 3:  # noqa: PLR2004 - authorization identity, user, password
        raise MalformedResponseError
    identity, user, password = fields
    _same_identity(identity, user)
    return _checked(passwords, user, password)


def _login(passwords: Mapping[str, str]) -> Exchange:
    """LOGIN, which no RFC describes and many servers have."""
    user = yield b"Username:"
    password = yield b"Password:"
    return _checked(passwords, user, password)


def _cram_md5(passwords: Mapping[str, str]) -> Exchange:
    """CRAM-MD5 (RFC 2195)."""
    challenge = f"<{secrets.token_hex(8)}@testserver>".encode()
    user, space, digest = (yield challenge).rpartition(b" ")
    if not space:
        raise MalformedResponseError
    name = user.decode(errors="replace")
    expected = hmac.new(passwords.get(name, "").encode(), challenge, "md5").hexdigest().encode()
    if name not in passwords or not hmac.compare_digest(expected, digest):
        raise SignInError("User or password is wrong")
    return name


def _scram(algorithm: str) -> Callable[[Mapping[str, str]], Exchange]:
    """SCRAM without channel binding (RFC 5802, RFC 7677)."""

    def exchange(passwords: Mapping[str, str]) -> Exchange:
        first = yield b""
        header, bare, user, client_nonce = _read_client_first(first)
        salt = secrets.token_bytes(16)
        nonce = client_nonce + secrets.token_urlsafe(18).encode()
        server_first = b"r=%b,s=%b,i=%d" % (nonce, b64encode(salt), _ITERATIONS)
        without_proof, comma, proof = (yield server_first).rpartition(b",p=")
        if not comma or without_proof != b"c=%b,r=%b" % (b64encode(header), nonce):
            raise MalformedResponseError
        name = user.decode(errors="replace")
        salted = hashlib.pbkdf2_hmac(algorithm, passwords.get(name, "").encode(), salt, _ITERATIONS)
        client_key = hmac.digest(salted, b"Client Key", algorithm)
        stored_key = hashlib.new(algorithm, client_key).digest()
        said = b",".join((bare, server_first, without_proof))
        signature = hmac.digest(stored_key, said, algorithm)
        expected = bytes(one ^ other for one, other in zip(client_key, signature, strict=True))
        if name not in passwords or not hmac.compare_digest(_base64(proof), expected):
            raise SignInError("User or password is wrong")
        server_key = hmac.digest(salted, b"Server Key", algorithm)
        if (yield b"v=" + b64encode(hmac.digest(server_key, said, algorithm))):
            raise MalformedResponseError
        return name

    return exchange


_CLIENT_FIRST = re.compile(rb"((?:n|y),(?:a=([^,]*))?,)(n=([^,]*),r=([!-+\--~]+)(?:,.*)?)", re.DOTALL)


def _read_client_first(message: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Return the GS2 header, the bare message, the user and the nonce."""
    found = _CLIENT_FIRST.fullmatch(message)
    if found is None:
        raise MalformedResponseError
    user = found[4].replace(b"=2C", b",").replace(b"=3D", b"=")
    _same_identity((found[2] or b"").replace(b"=2C", b",").replace(b"=3D", b"="), user)
    return found[1], found[3], user, found[5]


def _base64(data: bytes) -> bytes:
    try:
        return b64decode(data, validate=True)
    except Base64Error:
        raise MalformedResponseError from None


def _oauth(pairs: bytes, user: bytes, passwords: Mapping[str, str]) -> Exchange:
    """Check a bearer token; a failure is first explained in a challenge (RFC 7628 section 3.2.2)."""
    fields = {found[1].lower(): found[2] for found in map(_OAUTH_PAIR.fullmatch, pairs.split(b"\x01")) if found}
    kind, _, token = fields.get(b"auth", b"").partition(b" ")
    try:
        return _checked(passwords if kind.lower() == b"bearer" and token else {}, user, token)
    except SignInError:
        yield json.dumps({"status": "invalid_token", "schemes": "bearer", "scope": "mail"}).encode()
        raise


def _xoauth2(passwords: Mapping[str, str]) -> Exchange:
    """XOAUTH2, as Google describes it."""
    response = yield b""
    user, separator, rest = response.partition(b"\x01")
    if not separator or not user.startswith(b"user="):
        raise MalformedResponseError
    return (yield from _oauth(rest, user.removeprefix(b"user="), passwords))


def _oauthbearer(passwords: Mapping[str, str]) -> Exchange:
    """OAUTHBEARER (RFC 7628)."""
    response = yield b""
    header, separator, rest = response.partition(b"\x01")
    found = re.fullmatch(rb"[ny],(?:a=([^,]*))?,", header)
    if not separator or found is None:
        raise MalformedResponseError
    user = (found[1] or b"").replace(b"=2C", b",").replace(b"=3D", b"=")
    return (yield from _oauth(rest, user, passwords))


MECHANISMS: dict[str, Mechanism] = {
    "PLAIN": Mechanism(_plain, client_first=True, needs_tls=True),
    "LOGIN": Mechanism(_login, client_first=False, needs_tls=True),
    "CRAM-MD5": Mechanism(_cram_md5, client_first=False, needs_tls=False),
    "SCRAM-SHA-1": Mechanism(_scram("sha1"), client_first=True, needs_tls=False),
    "SCRAM-SHA-256": Mechanism(_scram("sha256"), client_first=True, needs_tls=False),
    "XOAUTH2": Mechanism(_xoauth2, client_first=True, needs_tls=True),
    "OAUTHBEARER": Mechanism(_oauthbearer, client_first=True, needs_tls=True),
}
