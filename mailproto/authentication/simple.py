# SPDX-License-Identifier: MIT
"""The mechanisms that say what they have to say once: PLAIN, LOGIN, CRAM-MD5 and EXTERNAL."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from mailproto.authentication.mechanism import Exchange, asked_too_often, checked_octets
from mailproto.errors import RemoteProtocolError


@dataclass(frozen=True, slots=True)
class Plain:
    """PLAIN (RFC 4616): `user` and `password` in one response; `authorization` is whom to act as, if not oneself."""

    user: str
    password: str = field(repr=False)
    authorization: str = ""

    name = "PLAIN"
    client_first = True
    plain_text = True

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        parts = (self.authorization, self.user, self.password)
        return _Responses(b"\0".join(checked_octets(part) for part in parts))


@dataclass(frozen=True, slots=True)
class LoginMechanism:
    r"""LOGIN, a mechanism that no RFC describes: the server asks for the user, then for the password.

    The questions' wording differs between servers ("Username:", "User Name\0"), so only their order counts.
    """

    user: str
    password: str = field(repr=False)

    name = "LOGIN"
    client_first = False
    plain_text = True

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        return _Responses(checked_octets(self.user), checked_octets(self.password))


@dataclass(frozen=True, slots=True)
class External:
    """EXTERNAL (RFC 4422, appendix A): the server knows already who it is, by the certificate that the client showed.

    `authorization` is whom to act as, if not the one that the certificate names.
    """

    authorization: str = ""

    name = "EXTERNAL"
    client_first = True
    plain_text = False

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where the text holds what may not be sent."""
        return _Responses(checked_octets(self.authorization))


class _Responses(Exchange):
    """An exchange whose responses do not depend on the challenges; the last one is what the server tests."""

    def __init__(self, *responses: bytes) -> None:
        self._responses = list(responses)

    def respond(self, challenge: bytes) -> bytes:  # noqa: ARG002 - the questions' wording does not count
        if not self._responses:
            raise asked_too_often()
        self.proof_sent = len(self._responses) == 1
        return self._responses.pop(0)


@dataclass(frozen=True, slots=True)
class CramMd5:
    """CRAM-MD5 (RFC 2195): the password stays here, a digest of it with the server's challenge goes out."""

    user: str
    password: str = field(repr=False)

    name = "CRAM-MD5"
    client_first = False
    plain_text = False

    def start(self) -> Exchange:
        """Begin. Raises LocalProtocolError where a text holds what may not be sent."""
        return _Cram(checked_octets(self.user), checked_octets(self.password))


class _Cram(Exchange):
    def __init__(self, user: bytes, password: bytes) -> None:
        self._user = user
        self._password = password

    def respond(self, challenge: bytes) -> bytes:
        if self.proof_sent:
            raise asked_too_often()
        if not challenge:
            # The digest of nothing is the same each time: whoever has seen it once could use it for ever.
            raise RemoteProtocolError("bad-challenge", reason="CRAM-MD5 needs one that is not empty")
        self.proof_sent = True
        digest = hmac.new(self._password, challenge, "md5").hexdigest()
        return b"%b %b" % (self._user, digest.encode("ascii"))
