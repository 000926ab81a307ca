# SPDX-License-Identifier: MIT
"""The mechanisms that show a token of OAuth 2.0 instead of a password. Knows nothing of where tokens come from."""

from __future__ import annotations

from dataclasses import dataclass, field

from mailproto.authentication.mechanism import Exchange, asked_too_often, checked_octets


@dataclass(frozen=True, slots=True)
class OAuthBearer:
    """OAUTHBEARER (RFC 7628): `host` and `port` are those that the connection was made to, empty and 0 to leave out.

    An empty token asks the server for nothing but its refusal, which says what kind of token it wants.
    """

    user: str
    token: str = field(repr=False)
    host: str = ""
    port: int = 0

    name = "OAUTHBEARER"
    client_first = True
    plain_text = True

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        user = self.user.replace("=", "=3D").replace(",", "=2C")
        pairs = [b"n,a=%b," % checked_octets(user, "the user")]
        if self.host:
            pairs.append(b"host=%b" % checked_octets(self.host, "the host"))
        if self.port:
            pairs.append(b"port=%d" % self.port)
        token = checked_octets(self.token, "the token")
        pairs.append(b"auth=Bearer %b" % token if token else b"auth=")
        return _Token(b"\1".join(pairs) + b"\1\1", acknowledgement=b"\1")


@dataclass(frozen=True, slots=True)
class XOAuth2:
    """XOAUTH2, Google's forerunner of OAUTHBEARER, which Microsoft and Yandex understand, too."""

    user: str
    token: str = field(repr=False)

    name = "XOAUTH2"
    client_first = True
    plain_text = True

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        user, token = checked_octets(self.user, "the user"), checked_octets(self.token, "the token")
        return _Token(b"user=%b\1auth=Bearer %b\1\1" % (user, token), acknowledgement=b"")


class _Token(Exchange):
    """A server that refuses explains it in a challenge and says NO once that is acknowledged (RFC 7628, 3.2.3)."""

    def __init__(self, response: bytes, acknowledgement: bytes) -> None:
        self._responses = [response, acknowledgement]

    def respond(self, challenge: bytes) -> bytes:
        if not self._responses:
            raise asked_too_often()
        if self.proof_sent:
            self.explanation = challenge
        self.proof_sent = True
        return self._responses.pop(0)
