# SPDX-License-Identifier: MIT
"""Commands about the connection and the person: CAPABILITY to LOGOUT, sign-in, STARTTLS, IDLE (RFC 9051 6.1, 6.2)."""

import binascii
from collections.abc import Generator

from testserver.answers import Atom, Condition, Continuation, Status, untagged
from testserver.authentication import MECHANISMS, MalformedResponseError, Mechanism, SignInError
from testserver.effects import Effect, Handling, ReadLine, StartCompression, StartTls, bad, no, ok
from testserver.grammar import Scanner
from testserver.session import Session, State

_ID_PAIRS, _ID_NAME, _ID_VALUE = 30, 30, 1024  # RFC 2971 section 3.3
_AUTHENTICATION_FAILED = b"AUTHENTICATIONFAILED"


def capability_code(session: Session) -> bytes:
    """Return the CAPABILITY response code of the session's present state."""
    return b" ".join([b"CAPABILITY", *session.capabilities()])


def capability(session: Session, arguments: Scanner) -> Handling:
    """CAPABILITY (RFC 9051 section 6.1.1)."""
    arguments.end()
    yield untagged(Atom(b"CAPABILITY"), *map(Atom, session.capabilities()))
    return ok("CAPABILITY completed")


def noop(session: Session, arguments: Scanner) -> Handling:
    """NOOP and CHECK (RFC 9051 section 6.1.2, RFC 3501 section 6.4.1): the changes are told with every command."""
    arguments.end()
    yield from session.updates(expunges=True)
    return ok("Completed")


def logout(session: Session, arguments: Scanner) -> Handling:
    """LOGOUT (RFC 9051 section 6.1.3)."""
    arguments.end()
    yield Status(Condition.BYE, "Logging out")
    session.end()
    return ok("LOGOUT completed")


def identify(session: Session, arguments: Scanner) -> Handling:
    """ID (RFC 2971)."""
    del session
    arguments.space()
    if not arguments.skip(b"NIL"):
        arguments.need(b"(")
        pairs = 0
        while not arguments.skip(b")"):
            if pairs:
                arguments.space()
            name = arguments.string()
            arguments.space()
            value = arguments.nstring() or b""
            pairs += 1
            if pairs > _ID_PAIRS or len(name) > _ID_NAME or len(value) > _ID_VALUE:
                raise arguments.expected("fewer and shorter fields (RFC 2971 section 3.3) before here")
    arguments.end()
    yield untagged(Atom(b"ID"), (b"name", b"Konvert test server"))
    return ok("ID completed")


def enable(session: Session, arguments: Scanner) -> Handling:
    """ENABLE (RFC 5161): what is known is enabled, the rest ignored."""
    arguments.space()
    words = [arguments.word()]
    while not arguments.at_end():
        arguments.space()
        words.append(arguments.word())
    had_condstore = "CONDSTORE" in session.enabled
    enabled = session.enable(words)
    yield untagged(Atom(b"ENABLED"), *(Atom(word.encode("ascii")) for word in enabled))
    if "CONDSTORE" in session.enabled and not had_condstore:
        yield from session.highest_modseq()
    return ok("ENABLE completed")


def start_tls(session: Session, arguments: Scanner) -> Status:
    """STARTTLS (RFC 9051 section 6.2.1)."""
    arguments.end()
    if session.encrypted:
        return bad("TLS is active already")
    session.afterwards = StartTls()
    return ok("Begin TLS negotiation now")


def compress(session: Session, arguments: Scanner) -> Status:
    """COMPRESS (RFC 4978)."""
    arguments.space()
    name = arguments.word()
    arguments.end()
    if name != "DEFLATE":
        return bad(f"There is no compression {name}")
    if session.compressed:
        return no("DEFLATE is active already", b"COMPRESSIONACTIVE")
    session.compressed = True
    session.afterwards = StartCompression()
    return ok("Compressed from now on")


def login(session: Session, arguments: Scanner) -> Status:
    """LOGIN (RFC 9051 section 6.2.3)."""
    arguments.space()
    user = arguments.astring()
    arguments.space()
    password = arguments.astring()
    arguments.end()
    if session.login_disabled:
        return no("LOGIN is disabled here", b"PRIVACYREQUIRED")
    return _signed_in(session, user, password)


def authenticate(session: Session, arguments: Scanner) -> Handling:
    """AUTHENTICATE, with or without an initial response (RFC 9051 section 6.2.2, RFC 4959)."""
    arguments.space()
    name = arguments.word()
    initial = None
    if session.has("SASL-IR") and not arguments.at_end():
        arguments.space()
        initial = arguments.rest()
    arguments.end()
    try:
        mechanism = _mechanism(session, name)
        user = yield from _exchange(session, mechanism, initial)
    except MalformedResponseError as error:
        return bad(str(error) or f"The response is not what {name} asks for")
    except SignInError as error:
        return no(str(error), error.code.encode("ascii"))
    if user is None:
        return bad("AUTHENTICATE cancelled")
    session.enter(session.post_office.accounts[user])
    return ok("Signed in", capability_code(session))


def _mechanism(session: Session, name: str) -> Mechanism:
    mechanism = MECHANISMS.get(name)
    if mechanism is None or name not in session.profile.mechanisms:
        raise SignInError(f"There is no mechanism {name}", "CANNOT")
    if mechanism.needs_tls and not session.encrypted:
        raise SignInError(f"{name} needs TLS", "PRIVACYREQUIRED")
    return mechanism


def _exchange(session: Session, mechanism: Mechanism, initial: bytes | None) -> Generator[Effect, bytes, str | None]:
    """Carry challenges and responses in base64; None when the client cancels."""
    if initial is not None and not mechanism.client_first:
        raise MalformedResponseError("With this mechanism the server speaks first")
    passwords = {user: account.password for user, account in session.post_office.accounts.items()}
    exchange = mechanism.exchange(passwords)
    challenge = next(exchange)
    while True:
        if initial is None:
            yield Continuation(binascii.b2a_base64(challenge, newline=False).decode("ascii"))
            line = yield ReadLine()
        else:
            line, initial = b"" if initial == b"=" else initial, None
        if line == b"*":
            return None
        try:
            challenge = exchange.send(binascii.a2b_base64(line, strict_mode=True))
        except binascii.Error:
            raise MalformedResponseError("The response is not base64") from None
        except StopIteration as finished:
            return str(finished.value)


def _signed_in(session: Session, user: bytes, password: bytes) -> Status:
    if not session.sign_in(user.decode(errors="replace"), password.decode(errors="replace")):
        return no("User or password is wrong", _AUTHENTICATION_FAILED)
    return ok("Signed in", capability_code(session))


def idle(session: Session, arguments: Scanner) -> Handling:
    """IDLE (RFC 2177): what changes is told until the client says DONE."""
    arguments.end()
    yield Continuation("idling")
    yield from session.updates(expunges=True)
    line = yield ReadLine(idle=True)
    if line.upper() != b"DONE":
        return bad("IDLE ends with DONE")
    return ok("IDLE completed")


def greeting(session: Session) -> Status:
    """Return what the server says first (RFC 9051 section 7.1)."""
    condition = Condition.OK
    if session.profile.preauthenticated:
        session.enter(next(iter(session.post_office.accounts.values())))
        condition = Condition.PREAUTH
    code = capability_code(session) if session.profile.capability_in_greeting else None
    return Status(condition, session.profile.greeting, code)


def is_signed_in(session: Session) -> bool:
    """Tell whether the session is past sign-in."""
    return session.state in {State.AUTHENTICATED, State.SELECTED}
