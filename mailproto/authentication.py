# SPDX-License-Identifier: MIT
"""SASL mechanisms: how a person proves who they are (RFC 4422), without a word about how IMAP carries it.

A mechanism is a value that may be used for any number of connections; `start` gives the exchange for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from mailproto.errors import LocalProtocolError


class Exchange(Protocol):
    """One run of a mechanism."""

    def respond(self, challenge: bytes) -> bytes:
        """Answer the server's challenge, both without base64. Raises LocalProtocolError to give the exchange up."""


class Mechanism(Protocol):
    """What AUTHENTICATE needs to know of a way to sign in.

    `client_first`: the client speaks first, so that its first response may go with the command (RFC 4959); where it
    may not, the server's first challenge is empty. `plain_text`: it shows the password to whoever reads along.
    """

    @property
    def name(self) -> str:
        """The name that the server offers it by, such as PLAIN."""

    @property
    def client_first(self) -> bool:
        """Whether the client speaks first."""

    @property
    def plain_text(self) -> bool:
        """Whether the password can be read from the exchange."""

    def start(self) -> Exchange:
        """Begin the exchange of one connection."""


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
        return _Responses(b"\0".join(_octets(part) for part in parts))


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
        return _Responses(_octets(self.user), _octets(self.password))


class _Responses:
    """An exchange whose responses do not depend on the challenges."""

    def __init__(self, *responses: bytes) -> None:
        self._responses: Iterator[bytes] = iter(responses)

    def respond(self, challenge: bytes) -> bytes:  # noqa: ARG002 - the protocol's parameter
        response = next(self._responses, None)
        if response is None:
            raise LocalProtocolError("bad-argument", what="the mechanism", reason="the server asks once too often")
        return response


_FORBIDDEN: Final = {"\0": "NUL", "\r": "CR", "\n": "LF"}


def _octets(text: str) -> bytes:
    """Give a text's octets. CR and LF could travel in base64; they are no part of any password that a person typed."""
    for character in text:
        called = f"U+{ord(character):04X}" if "\ud800" <= character <= "\udfff" else _FORBIDDEN.get(character)
        if called is not None:
            raise LocalProtocolError("forbidden-character", what="the user or password", character=called)
    return text.encode("utf-8")
