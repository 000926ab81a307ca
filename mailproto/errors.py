# SPDX-License-Identifier: MIT
"""Every error that mailproto raises: a stable code, its values and their English wording.

The wording stands once, in `MESSAGES`; a program that speaks another language looks the code up in a table of its own.
This module knows nothing of sockets, sessions or grammar.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # asked wrongly by us
        "wrong-state": "{command} is not allowed in state {state}; it needs {needed}",
        "capability-missing": "{command} needs the capability {capability}, which the server does not offer",
        "forbidden-character": "{what} holds a character that IMAP cannot carry: {character}",
        "bad-argument": "{what}: {reason}",
        "not-enabled": "{command} needs {capability} to be switched on first, by ENABLE",
        "uid-required": "{command} names letters by sequence number, but with UIDONLY enabled only UIDs may be named",
        "append-limit": "a letter of {actual} octets is over the server's limit of {limit} octets",
        "source-differs": "the letter's source gave {given} octets where {announced} were announced",
        "cannot-pipeline": "{command} cannot be sent while {in_flight} is in progress",
        "connection-is-closed": "{command} cannot be sent: the connection is closed",
        "unencrypted-password": "a password may not be sent unencrypted to {host}; use TLS or STARTTLS",
        "login-disabled": "the server forbids LOGIN on this connection",
        "abandoned": "{command} was given up before it was sent",
        "event-loop-running": "BlockingClient cannot be used inside a running event loop; use AsyncClient there",
        "one-at-a-time": "{what} is already in use",
        # done wrongly by the server
        "framing-lost": "the server's data can no longer be divided into responses: {reason}",
        "limit-exceeded": "{what} of {actual} is over the limit of {limit}",
        "unexpected-response": "the server answered out of turn: {response}",
        "bad-greeting": "the server did not greet as an IMAP server: {response}",
        "data-before-tls": "the server sent data between its consent to STARTTLS and the TLS handshake",
        "preauthenticated-before-tls": "the server declared the connection authenticated before it was encrypted",
        "starttls-unavailable": "the server offers no STARTTLS, and the connection may not stay unencrypted",
        "missing-data": "the server completed {command} without the data it asks for",
        "bad-challenge": "the server's challenge cannot be answered: {reason}",
        "server-not-verified": "the server did not prove that it knows the password: it may be somebody else",
        # refused by the server
        "rejected": "the server refused {command}: {text}",
        "authentication-failed": "the server refused the sign-in: {text}",
        "invalid": "the server did not understand {command}: {text}",
        # the connection
        "closed": "the server closed the connection{during}",
        "closed-here": "the connection was closed on this side{during}",
        "bye": "the server ended the connection: {text}",
        "deadline-exceeded": "no answer to {what} within {seconds} s",
        "host-not-found": "{host} was not found: {reason}",
        "connection-refused": "nothing answers at {host}:{port}: {reason}",
        "connection-failed": "the connection to {host}:{port} failed: {reason}",
        "connection-lost": "the connection to {host}:{port} was lost: {reason}",
        "tls-failed": "no encrypted connection to {host}:{port}: {reason}",
        "certificate-rejected": "the certificate of {host}:{port} was refused: {reason}",
        "certificate-wrong-host": "the certificate of {host}:{port} was made out to somebody else: {reason}",
        "certificate-changed": "the certificate of {host}:{port} is not the one that was trusted before",
    }
)


class ImapError(Exception):
    """Base of all errors of mailproto.

    `code` is a key of `MESSAGES`, stable across versions; `values` are its placeholders. Neither ever holds a secret.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = MappingProxyType(values)
        super().__init__(MESSAGES[code].format(**values))


class LocalProtocolError(ImapError):
    """What was asked for is wrong; nothing was sent."""


class CapabilityMissing(LocalProtocolError):
    """The command needs a capability that the server does not offer; nothing was sent."""


class RemoteProtocolError(ImapError):
    """The server broke the protocol in a way that ends the connection."""


class LimitExceeded(RemoteProtocolError):
    """The server's data went over one of the limits of `mailproto.framing.Limits`."""


class ServerStatus(Protocol):
    """What these errors need to know of `mailproto.responses.StatusResponse`."""

    @property
    def text(self) -> str:
        """The server's words."""

    @property
    def code(self) -> object:
        """The response code, None where there is none."""


class CommandFailed(ImapError):
    """The server answered a command with NO or BAD; `status` is its answer."""

    def __init__(self, code: str, *, status: ServerStatus, **values: object) -> None:
        super().__init__(code, text=status.text, **values)
        self.status = status


class CommandRejected(CommandFailed):
    """The server answered NO (RFC 9051, 7.1.2)."""


class AuthenticationFailed(CommandRejected):
    """The server refused LOGIN or AUTHENTICATE, with NO or with BAD.

    `explanation` is what it said of that in the mechanism's own exchange: JSON for OAUTHBEARER and XOAUTH2 (RFC 7628,
    3.2.2), a word for SCRAM, empty where it said nothing. Where not `proof_sent`, it has not tested the password but
    refused the mechanism.
    """

    def __init__(
        self, code: str, *, status: ServerStatus, explanation: bytes = b"", proof_sent: bool = True, **values: object
    ) -> None:
        super().__init__(code, status=status, **values)
        self.explanation = explanation
        self.proof_sent = proof_sent


class CommandInvalid(CommandFailed):
    """The server answered BAD (RFC 9051, 7.1.3)."""


class ConnectionClosed(ImapError):
    """The connection ended, by BYE or without a word, before the answer."""


class DeadlineExceeded(ImapError):
    """The server was silent for longer than the operation may wait."""


class TransportError(ImapError):
    """No connection was made, or the network failed."""


class CertificateError(TransportError):
    """The server's certificate was refused.

    `verify_code` and `verify_message` are OpenSSL's (X509_V_ERR_..., 0 where only a pin failed), `certificate` is the
    leaf in DER, empty where the server showed none; `chain` is everything it showed, leaf first, where Python tells.
    """

    def __init__(  # noqa: PLR0913 - what a person has to see before trusting or refusing, each by name
        self,
        code: str,
        *,
        host: str,
        port: int,
        reason: str = "",
        verify_code: int = 0,
        certificate: bytes = b"",
        chain: tuple[bytes, ...] = (),
    ) -> None:
        super().__init__(code, host=host, port=port, reason=reason)
        self.host = host
        self.port = port
        self.verify_code = verify_code
        self.verify_message = reason
        self.certificate = certificate
        self.chain = chain
