# SPDX-License-Identifier: MIT
"""Which mechanisms are tried, and in which order."""

from __future__ import annotations

import datetime as dt
import ssl

import pytest

from mailproto.authentication import (
    STRENGTHS,
    ClientCertificate,
    Credentials,
    Password,
    Scram,
    Token,
    XOAuth2,
    mechanisms_for,
)
from mailproto.errors import LocalProtocolError
from tests.support.sessions import words
from testserver.certificates import make_authority

EVERYTHING = words(" ".join(f"AUTH={name}" for name in reversed(STRENGTHS)) + " AUTH=EXTERNAL AUTH=XOAUTH2 IMAP4rev1")


@pytest.fixture(scope="module")
def certificate() -> bytes:
    """Return a certificate in DER."""
    now = dt.datetime.now(dt.UTC)
    return ssl.PEM_cert_to_DER_cert(make_authority(now).pem().decode())


def names(credentials: Credentials, offered: str = "") -> list[str]:
    """Give the names of what is tried."""
    capabilities = words(offered) if offered else EVERYTHING
    return [each.name for each in mechanisms_for(credentials, capabilities)]


def test_the_strongest_comes_first(certificate: bytes) -> None:
    """Of all that the server offers; bound to the channel before unbound, the password in the clear last."""
    assert names(Password("u", "p", certificate=certificate)) == [
        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "PLAIN", "LOGIN",
    ]  # fmt: skip


def test_what_is_not_offered_is_not_tried() -> None:
    """Capabilities that are no mechanism's do not count."""
    assert names(Password("u", "p"), "PLAIN AUTH=LOGIN AUTH=NTLM SASL-IR") == ["LOGIN"]


def test_without_a_certificate_nothing_is_bound() -> None:
    """As where there is no encryption, or a certificate that cannot be bound to."""
    assert names(Password("u", "p", certificate=b"?"))[0] == "SCRAM-SHA-256"


@pytest.mark.parametrize("weakest", STRENGTHS)
def test_nothing_weaker_than_asked_is_tried(weakest: str, certificate: bytes) -> None:
    """The guard against somebody who takes the strong ones out of the offer."""
    tried = names(Password("u", "p", certificate=certificate, weakest=weakest))
    assert tried == list(STRENGTHS[: STRENGTHS.index(weakest) + 1])


def test_the_guard_has_to_be_a_known_name() -> None:
    """A mistyped one would guard nothing."""
    with pytest.raises(LocalProtocolError, match="SCRAM-SHA-255"):
        Password("u", "p", weakest="SCRAM-SHA-255")


@pytest.mark.parametrize(("offered", "flag"), [("AUTH=SCRAM-SHA-1", b"y"), ("AUTH=SCRAM-SHA-1 AUTH=X-PLUS", b"n")])
def test_a_server_is_told_that_it_did_not_offer_to_bind(offered: str, flag: bytes, certificate: bytes) -> None:
    """RFC 5802, 6: `y` where no -PLUS was seen, so that its having been removed comes to light."""
    (mechanism,) = mechanisms_for(Password("u", "p", certificate=certificate), words(offered))
    assert isinstance(mechanism, Scram)
    assert mechanism.start().respond(b"").partition(b",")[0] == flag


def test_acting_for_another_needs_a_mechanism_that_says_so() -> None:
    """CRAM-MD5 and LOGIN cannot."""
    assert names(Password("u", "p", "boss")) == ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"]


def test_tokens_and_certificates_have_mechanisms_of_their_own() -> None:
    """The standard's before Google's."""
    assert names(Token("u", "t", "host", 993), "AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN") == ["OAUTHBEARER", "XOAUTH2"]
    assert mechanisms_for(Token("u", "t"), EVERYTHING) == (XOAuth2("u", "t"),)
    assert names(ClientCertificate()) == ["EXTERNAL"]
    assert names(ClientCertificate(), "AUTH=PLAIN") == []


@pytest.mark.parametrize("credentials", [Password("alice", "hidden"), Token("alice", "hidden")])
def test_no_repr_shows_a_secret(credentials: Credentials) -> None:
    """The user may be shown."""
    assert "hidden" not in repr(credentials)
    assert "alice" in repr(credentials)
