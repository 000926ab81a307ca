# SPDX-License-Identifier: MIT
"""Every error that mailproto raises: a stable code, its values and their English wording.

The wording stands once, in `MESSAGES` and `ADVICE`; a program that speaks another language looks the code up in a table
of its own.
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

_CHANGE_REQUEST: Final = "correct what is asked for; the connection can be used as before"
_AGAIN: Final = "connect again, at the intervals that mailproto.reconnection.ReconnectPolicy advises"
_NOT_THIS_SERVER: Final = "do not sign in to this server; ask who runs it, and try another network"
_LOOK_AT_CERTIFICATE: Final = "show the error's certificate to the person; to trust exactly it, use certificates.Pin"
_CHECK_ADDRESS: Final = "check host, port and network, then connect again"

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wrong-state": "sign in, or select a mailbox, first; the connection can be used as before",
        "capability-missing": "do without it, or ask in a way that client.capabilities offers",
        "forbidden-character": _CHANGE_REQUEST,
        "bad-argument": _CHANGE_REQUEST,
        "not-enabled": "execute Enable before a mailbox is selected",
        "uid-required": "name the letters by UID, with the command's UID form",
        "append-limit": "send a smaller letter; nothing was sent of this one",
        "source-differs": "open the source anew, tell its true size, and append on a new connection",
        "cannot-pipeline": "wait for the answer to what is in progress",
        "connection-is-closed": "connect again with a new client",
        "unencrypted-password": "connect by TLS, or by STARTTLS, before signing in",
        "login-disabled": "sign in by mailproto.procedures.sign_in, which takes a mechanism that is allowed",
        "abandoned": "submit it again if it is still wanted",
        "event-loop-running": "use AsyncClient with await",
        "one-at-a-time": "make another one, or wait until that one is done",
        "framing-lost": _AGAIN,
        "limit-exceeded": "raise that limit if such data are wanted; the connection is over",
        "unexpected-response": "look at the wire (on_wire) for what this server does otherwise",
        "bad-greeting": "check host and port: another service may be listening there",
        "data-before-tls": _NOT_THIS_SERVER,
        "preauthenticated-before-tls": _NOT_THIS_SERVER,
        "starttls-unavailable": "use TLS from the start, on port 993, if the server has that",
        "missing-data": "ask again, or do without; the connection can be used as before",
        "bad-challenge": "sign in by another mechanism",
        "server-not-verified": _NOT_THIS_SERVER,
        "rejected": "act on the server's words and on status.code; the connection can be used as before",
        "authentication-failed": "ask the person for name and password; the same once more may lock the account",
        "invalid": "look at the wire (on_wire): the server reads this command otherwise; the connection can be used",
        "closed": _AGAIN,
        "closed-here": "connect again with a new client if the work is to go on",
        "bye": _AGAIN,
        "deadline-exceeded": "connect again; raise that deadline if the server is known to be slow",
        "host-not-found": "check the spelling of the host and the network",
        "connection-refused": _CHECK_ADDRESS,
        "connection-failed": _CHECK_ADDRESS,
        "connection-lost": _AGAIN,
        "tls-failed": "check host and port: port 993 takes TLS at once, port 143 takes STARTTLS",
        "certificate-rejected": _LOOK_AT_CERTIFICATE,
        "certificate-wrong-host": "check the spelling of the host; " + _LOOK_AT_CERTIFICATE,
        "certificate-changed": "ask who runs the server whether it was renewed; until then, sign in to nothing there",
    }
)
"""What to do about each error, for the program or for the person before it."""


class ImapError(Exception):
    """Base of all errors of mailproto.

    `code` is a key of `MESSAGES`, stable across versions; `values` are its placeholders. Neither ever holds a secret.
    What to do about it is `advice`, which a traceback shows, too.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = MappingProxyType(values)
        super().__init__(MESSAGES[code].format(**values))
        self.add_note(f"What to do: {self.advice}.")

    @property
    def advice(self) -> str:
        """What to do about it, as `ADVICE` has it."""
        return ADVICE[self.code]


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
