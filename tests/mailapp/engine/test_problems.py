# SPDX-License-Identifier: MIT
"""Errors and certificates in the form in which the window is told of them."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from mailapp.engine.problems import certificate_problem, problem_of
from mailapp.engine.updates import Problem
from mailapp.errors import AppError
from mailproto.errors import CertificateError, TransportError


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (
            TransportError("connection-refused", host="h", port=993, reason="no"),
            Problem("connection-refused", (("host", "h"), ("port", "993"), ("reason", "no"))),
        ),
        (AppError(code="app-letter-gone"), Problem("app-letter-gone")),
        (ZeroDivisionError("by zero"), Problem("app-internal", (("reason", "ZeroDivisionError: by zero"),))),
    ],
)
def test_error_as_a_problem(error: Exception, problem: Problem) -> None:
    """An error keeps its code and values; one that nobody foresaw is told as our own mistake."""
    assert problem_of(error) == problem


def refused(certificate: bytes) -> CertificateError:
    """Refuse a certificate."""
    return CertificateError("certificate-rejected", host="h", port=993, reason="self-signed", certificate=certificate)


def test_unreadable_certificate_has_its_fingerprint() -> None:
    """A certificate that cannot be read can still be told apart from others."""
    shown = certificate_problem(refused(b"nonsense"))
    assert len(shown.fingerprint) == 64
    assert (shown.subject, shown.issuer, shown.names, shown.not_before, shown.not_after) == ("", "", (), "", "")


def test_certificate_without_names_shows_its_subject() -> None:
    """An old certificate, made out to no host, is shown with what there is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "imap.example.org")])
    begin = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    draft = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + dt.timedelta(days=1))
    shown = certificate_problem(refused(draft.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)))
    assert shown.subject == shown.issuer == "CN=imap.example.org"
    assert shown.names == ()
    assert (shown.not_before, shown.not_after) == ("2025-01-01T00:00:00+00:00", "2025-01-02T00:00:00+00:00")
