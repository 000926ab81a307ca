# SPDX-License-Identifier: MIT
"""From a greeting to a signed-in connection: encryption, the strongest sign-in that the server offers, compression.

Knows no connection: what the session knows already it is asked by `Capability(if_unknown=True)`.
"""

from __future__ import annotations

from mailproto import vocabulary
from mailproto.authentication import Credentials, LoginMechanism, Password, mechanisms_for
from mailproto.commands import Authenticate, Capability, Command, Compress, Login, StartTls
from mailproto.errors import AuthenticationFailed, CapabilityMissing, CommandFailed, RemoteProtocolError
from mailproto.procedures.steps import Procedure, ask


def start_tls() -> Procedure[None]:
    """Have the connection encrypted. Raises RemoteProtocolError, "starttls-unavailable".

    The handshake is the driver's (`mailproto.events.TlsNeeded`).
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if "STARTTLS" not in capabilities:
        raise RemoteProtocolError("starttls-unavailable")
    yield from ask(StartTls())


def sign_in(
    user: str, password: str, *, certificate: bytes = b"", weakest: str = LoginMechanism.name
) -> Procedure[frozenset[vocabulary.Capability]]:
    """Sign in with a password, by the strongest way that the server offers; gives the capabilities after that.

    `certificate` is the server's (`client.peer.certificate`), to which SCRAM binds the sign-in where the server can.
    `weakest` is the name of the weakest mechanism that may do (`mailproto.authentication.STRENGTHS`), such as the one
    that did the last time: somebody in between can take the others out of the offer. LOGIN includes the command.

    A refused password is not tried a second way: some servers lock the account. A mechanism that is refused before the
    password was tested gives way to the next. Raises AuthenticationFailed, CapabilityMissing where there is no way in.
    """
    return (yield from sign_in_with(Password(user, password, certificate=certificate, weakest=weakest)))


def sign_in_with(credentials: Credentials) -> Procedure[frozenset[vocabulary.Capability]]:
    """Sign in with a password, a token or a certificate; see `sign_in`."""
    capabilities = yield from ask(Capability(if_unknown=True))
    ways: list[Command[None]] = [Authenticate(each) for each in mechanisms_for(credentials, capabilities)]
    may_be_command = credentials.weakest == LoginMechanism.name and not credentials.authorization
    if isinstance(credentials, Password) and may_be_command and not ("LOGINDISABLED" in capabilities and ways):
        ways.append(Login(credentials.user, credentials.password))
    if not ways:
        needed = f"AUTH={credentials.weakest}"
        raise CapabilityMissing("capability-missing", command="the sign-in", capability=needed)
    yield from _first_that_tests(ways)
    return (yield from ask(Capability(if_unknown=True)))


def _first_that_tests(ways: list[Command[None]]) -> Procedure[None]:
    """Sign in by the first way whose refusal would be one of the person, and not of the way."""
    *earlier, last = ways
    for way in earlier:
        try:
            return (yield from ask(way))
        except AuthenticationFailed as refused:
            if refused.proof_sent:
                raise
    return (yield from ask(last))


def compress() -> Procedure[bool]:
    """Have the connection compressed where the server offers that; gives whether it now is (RFC 4978).

    Worth it before much is fetched. The driver does the compressing (`mailproto.events.CompressionNeeded`).
    """
    capabilities = yield from ask(Capability(if_unknown=True))
    if "COMPRESS=DEFLATE" not in capabilities:
        return False
    try:
        yield from ask(Compress())
    except CommandFailed:  # as where TLS compresses already
        return False
    return True
