# SPDX-License-Identifier: MIT
"""What a SASL mechanism is (RFC 4422): a value that may be used for any number of connections, and one run of it."""

from __future__ import annotations

from typing import Final, Protocol

from mailproto.errors import LocalProtocolError, RemoteProtocolError


class Exchange:
    """One run of a mechanism.

    `explanation` is what the server said inside the exchange of why it refuses, empty where it said nothing: JSON for
    OAUTHBEARER and XOAUTH2, a word of RFC 5802, section 7, for SCRAM. `proof_sent` says whether anything was sent by
    which the server could test the password; before that, a refusal is one of the mechanism and not of the password.
    """

    explanation: bytes = b""
    proof_sent: bool = False

    def respond(self, challenge: bytes) -> bytes:
        """Answer the server's challenge, both without base64.

        Raises LocalProtocolError or RemoteProtocolError to give the exchange up.
        """
        raise NotImplementedError

    def finish(self) -> None:
        """Take it that the server says OK. Raises RemoteProtocolError where it should have proved itself before."""


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


_FORBIDDEN: Final = {"\0": "NUL", "\1": "U+0001", "\r": "CR", "\n": "LF"}


def checked_octets(text: str, what: str = "the user or password") -> bytes:
    """Give a text's octets. CR and LF could travel in base64; they are no part of any password that a person typed.

    Raises LocalProtocolError, "forbidden-character".
    """
    for character in text:
        called = f"U+{ord(character):04X}" if "\ud800" <= character <= "\udfff" else _FORBIDDEN.get(character)
        if called is not None:
            raise LocalProtocolError("forbidden-character", what=what, character=called)
    return text.encode("utf-8")


def asked_too_often() -> RemoteProtocolError:
    """Make the error for a server that asks on when everything was said."""
    return RemoteProtocolError("bad-challenge", reason="it comes after the end of the exchange")
