# SPDX-License-Identifier: MIT
"""Pins, contexts and the wording of handshakes that failed; real certificates are judged in test_tls.py."""

from __future__ import annotations

import hashlib
import ssl
from typing import TYPE_CHECKING, cast

import pytest

from mailproto.errors import CertificateError, LocalProtocolError
from mailproto.transports.certificates import (
    AuthorityFile,
    Pin,
    SystemRoots,
    chain_of,
    check_pin,
    handshake_error,
    make_context,
)
from tests.support.tls_server import make_identity

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = hashlib.sha256(b"certificate").hexdigest()


class Shown:
    """The part of ssl.SSLObject that tells certificates, as in Python 3.13."""

    def __init__(self, *chain: bytes) -> None:
        self.chain = list(chain)

    def getpeercert(self, *, binary_form: bool) -> bytes | None:
        """Give the leaf."""
        assert binary_form
        return self.chain[0] if self.chain else None

    def get_unverified_chain(self) -> list[bytes]:
        """Give all."""
        return self.chain


def shown(*chain: bytes) -> ssl.SSLObject:
    """Make the stand-in of a handshake's result."""
    return cast("ssl.SSLObject", Shown(*chain))


@pytest.mark.parametrize(
    "text",
    [
        f"sha256:{DIGEST}",
        DIGEST,
        f"SHA256:{DIGEST.upper()}",
        ":".join(DIGEST[start : start + 2] for start in range(0, 64, 2)),
    ],
)
def test_a_pin_is_read_as_people_write_fingerprints(text: str) -> None:
    """Prefix, case and colons do not matter; what is written back is one spelling."""
    assert Pin.parse(text) == Pin.of(b"certificate")
    assert str(Pin.parse(text)) == f"sha256:{DIGEST}"


@pytest.mark.parametrize("text", ["", "sha256:", "sha256:abc", "sha1:" + DIGEST, DIGEST[:-2], "z" * 64])
def test_what_is_no_fingerprint_is_no_pin(text: str) -> None:
    """A pin that could match nothing is refused when it is made."""
    with pytest.raises(LocalProtocolError) as caught:
        Pin.parse(text)
    assert caught.value.code == "bad-argument"


def test_a_pin_lets_its_certificate_pass_and_no_other() -> None:
    """Equality of the digest decides, and the error shows what came instead."""
    check_pin(Pin.of(b"leaf"), shown(b"leaf", b"authority"), "localhost", 993)
    with pytest.raises(CertificateError) as caught:
        check_pin(Pin.of(b"leaf"), shown(b"other", b"authority"), "localhost", 993)
    assert caught.value.certificate == b"other"
    assert caught.value.chain == (b"other", b"authority")


def test_a_server_without_a_certificate_shows_no_chain() -> None:
    """No certificate at all is an empty chain, and passes no pin."""
    assert chain_of(shown()) == ()
    with pytest.raises(CertificateError):
        check_pin(Pin.of(b"leaf"), shown(), "localhost", 993)


def test_the_systems_roots_verify_chain_and_host() -> None:
    """By default a certificate needs a known authority and the host's name, and TLS is 1.2 or newer."""
    context = make_context(SystemRoots())
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_file_of_authorities_stands_instead_of_the_systems(tmp_path: Path) -> None:
    """Only the file's authorities are known to the context."""
    identity = make_identity(tmp_path)
    context = make_context(AuthorityFile(identity.authority))
    assert len(context.get_ca_certs()) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file or directory"), (b"?", "no certificate in PEM")])
def test_a_file_that_holds_no_authorities_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """A missing or unreadable file is told by its name, before anything is connected."""
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LocalProtocolError) as caught:
        make_context(AuthorityFile(path))
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("minimum", "maximum"),
    [
        (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_3),
        (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.MAXIMUM_SUPPORTED),
        (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2),
    ],
)
def test_older_versions_cannot_be_asked_for(minimum: ssl.TLSVersion, maximum: ssl.TLSVersion) -> None:
    """Only TLS 1.2 and 1.3 can be chosen, and in this order."""
    with pytest.raises(LocalProtocolError):
        make_context(SystemRoots(), minimum, maximum)


def tls_error(reason: str | None) -> ssl.SSLError:
    """Make an error as OpenSSL's are."""
    error = ssl.SSLError(1, "[SSL] something (_ssl.c:1)")
    error.reason = cast("str", reason)
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (tls_error("WRONG_VERSION_NUMBER"), "what answers on this port does not speak TLS"),
        (tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), "sslv3 alert handshake failure"),
        (tls_error(None), "[SSL] something (_ssl.c:1)"),
        (ConnectionResetError(), "the server ended the connection during the handshake"),
        (ConnectionResetError(104, "Connection reset by peer"), "the server ended the connection during the handshake"),
        (ConnectionAbortedError("SSL handshake is taking longer"), "SSL handshake is taking longer"),
    ],
)
def test_a_failed_handshake_is_told_in_plain_words(error: OSError, reason: str) -> None:
    """OpenSSL's frequent reasons are reworded, the others are made readable."""
    told = handshake_error(error, "imap.example.org", 993)
    assert told.code == "tls-failed"
    assert told.values["reason"] == reason
