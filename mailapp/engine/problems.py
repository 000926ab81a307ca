# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors in the form in which the engine tells them: a code and its values, or a certificate to look at.

Knows what can go wrong, not where.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509

from mailapp.engine.updates import CertificateProblem, ConnectionSecurity, Problem
from mailapp.errors import AppError
from mailapp.presentation.safe_text import one_line
from mailapp.trust import fingerprint
from mailproto.errors import (
    CertificateError,
    ConnectionClosed,
    DeadlineExceeded,
    ImapError,
    RemoteProtocolError,
    TransportError,
)

if TYPE_CHECKING:
    from mailproto.transports import PeerInformation

CONNECTION_ERRORS: Final = (ConnectionClosed, DeadlineExceeded, RemoteProtocolError, TransportError)
"""After these the connection is of no use any more; another one may be."""

_LONGEST_NAME: Final = 300  # characters of a certificate's name
_NAMES: Final = 50


def problem_of(error: BaseException) -> Problem:
    """Give code and values of an error; one that nobody foresaw is our own mistake and says so."""
    if isinstance(error, ImapError | AppError):
        return Problem(error.code, tuple((name, str(value)) for name, value in error.values.items()))
    return Problem("app-internal", (("reason", f"{type(error).__name__}: {error}"),))


def certificate_problem(error: CertificateError) -> CertificateProblem:
    """Read the refused certificate, so that the person can decide; what cannot be read is empty."""
    shown = _read(error.certificate)
    return CertificateProblem(
        host=error.host,
        port=error.port,
        reason=one_line(error.verify_message or str(error)),
        verify_code=error.verify_code,
        fingerprint=fingerprint(error.certificate) if error.certificate else "",
        subject=_name(shown.subject) if shown else "",
        issuer=_name(shown.issuer) if shown else "",
        names=_names(shown) if shown else (),
        not_before=_moment(shown.not_valid_before_utc) if shown else "",
        not_after=_moment(shown.not_valid_after_utc) if shown else "",
        changed=error.code == "certificate-changed",
    )


def security_of(peer: PeerInformation) -> ConnectionSecurity:
    """Give what the padlock shows."""
    return ConnectionSecurity(peer.tls_version or "", peer.cipher or "", peer.cipher_bits or 0, peer.pinned)


def _read(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:  # the person is shown the fingerprint all the same
        return None


def _name(name: x509.Name) -> str:
    return one_line(name.rfc4514_string(), _LONGEST_NAME)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """Give the hosts and addresses that the certificate is made out to (RFC 5280, 4.2.1.6)."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return ()
    names = [
        *found.get_values_for_type(x509.DNSName),
        *(str(address) for address in found.get_values_for_type(x509.IPAddress)),
    ]
    return tuple(one_line(name, _LONGEST_NAME) for name in names[:_NAMES])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
