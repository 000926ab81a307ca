# SPDX-License-Identifier: MIT
"""SASL, over AUTHENTICATE."""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest

from tests.testserver.wire import Client, Office
from testserver.authentication import MECHANISMS

Answer = Callable[[bytes, list[bytes]], bytes]  # the challenge and what the client said before give the next response


def sign_in(mechanism: str, *answers: Answer, initial: bool = False, encrypted: bool = True) -> str:
    """Play the client's side and return the tagged status."""
    client = Office(profile="all-mechanisms").connect(encrypted=encrypted)
    said: list[bytes] = []
    command = f"a AUTHENTICATE {mechanism}"
    waiting = list(answers)
    if initial:
        said.append(waiting.pop(0)(b"", said))
        command += " " + (b64encode(said[-1]).decode() or "=")
    line = client.say(command)[0]
    while line.startswith("+ "):
        said.append(waiting.pop(0)(b64decode(line[2:]), said))
        line = client.say(b64encode(said[-1]).decode())[0]
    assert (client.session.account is not None) is line.startswith("a OK ")
    return line


def word(text: bytes) -> Answer:
    """Answer always the same."""
    return lambda _challenge, _said: text


def cram(password: bytes) -> Answer:
    """Answer CRAM-MD5."""
    return lambda challenge, _said: b"alice " + hmac.new(password, challenge, "md5").hexdigest().encode()


def scram(algorithm: str, password: bytes) -> list[Answer]:
    """Answer SCRAM as RFC 5802 section 3 says, and check the server's signature."""
    signatures: list[bytes] = []

    def proof(challenge: bytes, said: list[bytes]) -> bytes:
        nonce, salt, iterations = (field[2:] for field in challenge.split(b","))
        salted = hashlib.pbkdf2_hmac(algorithm, password, b64decode(salt), int(iterations))
        client_key = hmac.digest(salted, b"Client Key", algorithm)
        final = b"c=" + b64encode(b"n,,") + b",r=" + nonce
        message = b",".join((said[0][3:], challenge, final))
        signature = hmac.digest(hashlib.new(algorithm, client_key).digest(), message, algorithm)
        signatures.append(hmac.digest(hmac.digest(salted, b"Server Key", algorithm), message, algorithm))
        return final + b",p=" + b64encode(bytes(a ^ b for a, b in zip(client_key, signature, strict=True)))

    def check(challenge: bytes, said: list[bytes]) -> bytes:
        del said
        assert challenge == b"v=" + b64encode(signatures.pop())
        return b""

    return [word(b"n,,n=alice,r=abcdef"), proof, check]


GOOD: dict[str, list[Answer]] = {
    "PLAIN": [word(b"\0alice\0secret")],
    "LOGIN": [word(b"alice"), word(b"secret")],
    "CRAM-MD5": [cram(b"secret")],
    "SCRAM-SHA-1": scram("sha1", b"secret"),
    "SCRAM-SHA-256": scram("sha256", b"secret"),
    "XOAUTH2": [word(b"user=alice\1auth=Bearer secret\1\1")],
    "OAUTHBEARER": [word(b"n,a=alice,\1host=x\1auth=Bearer secret\1\1")],
}
WRONG: dict[str, list[Answer]] = {
    "PLAIN": [word(b"\0alice\0wrong")],
    "LOGIN": [word(b"nobody"), word(b"secret")],
    "CRAM-MD5": [cram(b"wrong")],
    "SCRAM-SHA-1": scram("sha1", b"wrong"),
    "SCRAM-SHA-256": scram("sha256", b"wrong"),
    "XOAUTH2": [word(b"user=alice\1auth=Bearer wrong\1\1"), word(b"")],
    "OAUTHBEARER": [word(b"n,a=alice,\1auth=Basic secret\1\1"), word(b"\1")],
}
MALFORMED: dict[str, list[Answer]] = {
    "PLAIN": [word(b"alice")],
    "CRAM-MD5": [word(b"alice")],
    "SCRAM-SHA-1": [word(b"p=tls-unique,,n=alice,r=a")],
    "SCRAM-SHA-256": [word(b"n,,n=alice,r=a"), word(b"c=eSws,r=a,p=AA==")],
    "XOAUTH2": [word(b"alice")],
    "OAUTHBEARER": [word(b"alice\1")],
}


def test_every_mechanism_is_tried() -> None:
    """No mechanism stands unproved."""
    assert set(GOOD) == set(WRONG) == set(MECHANISMS)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_who_knows_the_password_is_let_in(mechanism: str) -> None:
    """Each mechanism signs in by challenges, and by an initial response where the client speaks first (RFC 4959)."""
    assert sign_in(mechanism, *GOOD[mechanism]).startswith("a OK [CAPABILITY ")
    if MECHANISMS[mechanism].client_first:
        assert sign_in(mechanism, *GOOD[mechanism], initial=True).startswith("a OK ")
    else:
        assert sign_in(mechanism, *GOOD[mechanism], initial=True).startswith("a BAD With this mechanism the server")


@pytest.mark.parametrize("mechanism", WRONG)
def test_who_does_not_is_refused(mechanism: str) -> None:
    """A wrong password, proof or token is NO with AUTHENTICATIONFAILED."""
    assert sign_in(mechanism, *WRONG[mechanism]).startswith("a NO [AUTHENTICATIONFAILED] ")


@pytest.mark.parametrize("mechanism", MALFORMED)
def test_what_no_mechanism_says_is_bad(mechanism: str) -> None:
    """A response that can't be one is BAD."""
    assert sign_in(mechanism, *MALFORMED[mechanism]).startswith("a BAD The response is not what ")


def test_scram_serves_nobody_else() -> None:
    """Another authorization identity is refused."""
    assert sign_in("SCRAM-SHA-1", word(b"n,a=bob,n=alice,r=a")).startswith("a NO [AUTHORIZATIONFAILED] ")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_shows_a_secret_waits_for_tls(mechanism: str) -> None:
    """In the clear only mechanisms without a readable secret are offered and accepted (RFC 9051 section 11.1)."""
    client = Office(profile="all-mechanisms").connect(encrypted=False)
    offered = f"AUTH={mechanism}" in client.say("a CAPABILITY")[0].split()
    assert offered is not MECHANISMS[mechanism].needs_tls
    refused = client.say(f"b AUTHENTICATE {mechanism}")[0].startswith("b NO [PRIVACYREQUIRED] ")
    assert refused is not offered


def test_a_mechanism_that_the_profile_lacks_is_refused() -> None:
    """Only what CAPABILITY names can be used."""
    client: Client = Office().connect()
    assert client.say("a AUTHENTICATE SCRAM-SHA-1")[0].startswith("a NO [CANNOT] ")
    assert client.say("b AUTHENTICATE EXTERNAL =")[0].startswith("b NO [CANNOT] ")


def test_no_secret_stands_in_the_transcript() -> None:
    """What a client says while it signs in is masked."""
    office = Office(profile="all-mechanisms")
    client = office.connect()
    token = b64encode(b"user=alice\1auth=Bearer secret\1\1").decode()
    client.say(f"a AUTHENTICATE XOAUTH2 {token}")
    assert token not in "".join(map(str, office.shared.transcript.entries()))
