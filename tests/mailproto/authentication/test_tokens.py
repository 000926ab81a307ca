# SPDX-License-Identifier: MIT
"""OAuth 2.0 tokens: RFC 7628's examples, and XOAUTH2."""

from __future__ import annotations

from base64 import b64decode

import pytest

from mailproto.authentication import Mechanism, OAuthBearer, XOAuth2
from mailproto.errors import LocalProtocolError, RemoteProtocolError

TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="
BEARER = OAuthBearer("user@example.com", TOKEN, "server.example.com", 143)
EXAMPLE = (
    "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyI"
    "HZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB"
)
REFUSAL = b'{"status":"invalid_token","scope":"example_scope"}'


def test_a_bearer_token_is_shown_with_user_host_and_port() -> None:
    """RFC 7628, 4.1: the example, octet for octet."""
    assert BEARER.start().respond(b"") == b64decode(EXAMPLE)


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        (OAuthBearer("a", "t"), b"n,a=a,\1auth=Bearer t\1\1"),
        (OAuthBearer("a,b=c", "t"), b"n,a=a=2Cb=3Dc,\1auth=Bearer t\1\1"),
        (OAuthBearer("user@example.com", "", "server.example.com", 143),
         b64decode("bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9AQE=")),
        (XOAuth2("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"),
         b"user=someuser@example.com\1auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\1\1"),
    ],
)  # fmt: skip
def test_what_is_said_first(mechanism: Mechanism, said: bytes) -> None:
    """RFC 7628, 3.1 and 4.3; an empty token asks for the refusal."""
    assert mechanism.start().respond(b"") == said


@pytest.mark.parametrize(("mechanism", "acknowledgement"), [(BEARER, b"\1"), (XOAuth2("u", "t"), b"")])
class TestEach:
    """What holds for both."""

    def test_the_servers_explanation_is_acknowledged_and_kept(
        self, mechanism: Mechanism, acknowledgement: bytes
    ) -> None:
        """RFC 7628, 3.2.3: one octet 1; XOAUTH2 wants an empty line."""
        exchange = mechanism.start()
        exchange.respond(b"")
        assert exchange.proof_sent
        assert exchange.respond(REFUSAL) == acknowledgement
        assert exchange.explanation == REFUSAL

    def test_nothing_is_said_after_that(self, mechanism: Mechanism, acknowledgement: bytes) -> None:
        """A server that asks on is given up."""
        exchange = mechanism.start()
        assert [exchange.respond(b""), exchange.respond(REFUSAL)][1] == acknowledgement
        with pytest.raises(RemoteProtocolError) as caught:
            exchange.respond(b"")
        assert caught.value.code == "bad-challenge"

    def test_the_token_is_a_secret(self, mechanism: Mechanism, acknowledgement: bytes) -> None:
        """It goes over encrypted connections only, and into no repr."""
        assert mechanism.plain_text
        assert mechanism.client_first
        assert TOKEN not in repr(mechanism)
        assert "'t'" not in repr(mechanism)
        assert acknowledgement in {b"", b"\1"}


@pytest.mark.parametrize("mechanism", [OAuthBearer("u", "t\1auth=x"), XOAuth2("u\1auth=x", "t"), XOAuth2("u", "t\n")])
def test_nobody_smuggles_a_field_in(mechanism: Mechanism) -> None:
    """The separator of fields is no part of any token."""
    with pytest.raises(LocalProtocolError) as caught:
        mechanism.start()
    assert caught.value.code == "forbidden-character"
