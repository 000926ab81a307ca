# SPDX-License-Identifier: MIT
"""Which mechanisms a server's offer and what a person has allow, the strongest first. Knows no commands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from mailproto.authentication.channel_binding import tls_server_end_point
from mailproto.authentication.mechanism import Mechanism
from mailproto.authentication.scram import Scram, ScramHash
from mailproto.authentication.simple import CramMd5, External, LoginMechanism, Plain
from mailproto.authentication.tokens import OAuthBearer, XOAuth2
from mailproto.errors import LocalProtocolError


@dataclass(frozen=True, slots=True)
class Password:
    """A name and a password. `certificate` is the server's, in DER (`PeerInformation`); empty for no channel binding.

    `authorization` is whom to act as, if not oneself; CRAM-MD5 and LOGIN cannot say it and are left out then.
    `weakest` is the name of the weakest mechanism that may do. Errors: LocalProtocolError, "bad-argument", where that
    is none of `STRENGTHS`.
    """

    user: str
    password: str = field(repr=False)
    authorization: str = ""
    certificate: bytes = field(default=b"", repr=False)
    weakest: str = LoginMechanism.name

    def __post_init__(self) -> None:
        """Refuse what cannot be compared."""
        if self.weakest not in STRENGTHS:
            raise LocalProtocolError("bad-argument", what="the weakest mechanism", reason=f"{self.weakest} is none")


@dataclass(frozen=True, slots=True)
class Token:
    """A name and a token of OAuth 2.0; `host` and `port` are those that the connection was made to."""

    user: str
    token: str = field(repr=False)
    host: str = ""
    port: int = 0

    authorization = ""
    weakest = XOAuth2.name


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """The certificate that the client showed when the connection was encrypted."""

    authorization: str = ""

    weakest = External.name


Credentials = Password | Token | ClientCertificate


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a sign-in can be bound to, if anything, and whether the server offers to do so."""

    binding: bytes | None
    is_plus_offered: bool


_Maker = Callable[[Password, _Channel], Mechanism | None]


def _scram(hash_: ScramHash, *, plus: bool) -> _Maker:
    def make(password: Password, channel: _Channel) -> Mechanism | None:
        binding = channel.binding
        if plus and binding is None:
            return None
        if channel.is_plus_offered and not plus:
            # It was offered and could not be done, so to say that it had not been offered would be taken for an attack.
            binding = None
        return Scram(password.user, password.password, hash_, password.authorization, binding, plus)

    return make


def _cram_md5(password: Password, _channel: _Channel) -> Mechanism | None:
    return None if password.authorization else CramMd5(password.user, password.password)


def _plain(password: Password, _channel: _Channel) -> Mechanism | None:
    return Plain(password.user, password.password, password.authorization)


def _login(password: Password, _channel: _Channel) -> Mechanism | None:
    return None if password.authorization else LoginMechanism(password.user, password.password)


_BY_PASSWORD: Final[Mapping[str, _Maker]] = MappingProxyType(
    {
        "SCRAM-SHA-256-PLUS": _scram(ScramHash.SHA_256, plus=True),
        "SCRAM-SHA-1-PLUS": _scram(ScramHash.SHA_1, plus=True),
        "SCRAM-SHA-256": _scram(ScramHash.SHA_256, plus=False),
        "SCRAM-SHA-1": _scram(ScramHash.SHA_1, plus=False),
        "CRAM-MD5": _cram_md5,
        "PLAIN": _plain,
        "LOGIN": _login,
    }
)
STRENGTHS: Final = tuple(_BY_PASSWORD)
"""The names of the mechanisms for a password, the strongest first."""


def mechanisms_for(credentials: Credentials, capabilities: Collection[str]) -> tuple[Mechanism, ...]:
    """Give the mechanisms that the server offers and the credentials allow, the strongest first."""
    offered = {each.removeprefix("AUTH=") for each in capabilities if each.startswith("AUTH=")}
    made: tuple[Mechanism | None, ...]
    if isinstance(credentials, Token):
        user, token = credentials.user, credentials.token
        made = OAuthBearer(user, token, credentials.host, credentials.port), XOAuth2(user, token)
    elif isinstance(credentials, ClientCertificate):
        made = (External(credentials.authorization),)
    else:
        is_plus_offered = any(name.endswith("-PLUS") for name in offered)
        channel = _Channel(tls_server_end_point(credentials.certificate), is_plus_offered)
        allowed = STRENGTHS[: STRENGTHS.index(credentials.weakest) + 1]
        made = tuple(_BY_PASSWORD[name](credentials, channel) for name in allowed)
    return tuple(each for each in made if each is not None and each.name in offered)
