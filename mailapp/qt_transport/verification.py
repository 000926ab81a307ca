# SPDX-License-Identifier: GPL-3.0-or-later
"""Which certificates and versions of TLS Qt lets pass, and Qt's refusals in the form of mailproto's.

The rules are those of `mailproto.transports.certificates`; this says them to Qt, and is stricter than Qt where OpenSSL
is. Knows no connection.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PyQt5.QtNetwork import QSsl, QSslCertificate, QSslConfiguration, QSslError, QSslSocket

from mailproto.errors import CertificateError
from mailproto.transports.certificates import AuthorityFile, Pin, Trust
from mailproto.transports.reasons import tls_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_VERSIONS: Final[Mapping[tuple[ssl.TLSVersion, ssl.TLSVersion], QSsl.SslProtocol]] = MappingProxyType({
    (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_2): QSsl.SslProtocol.TlsV1_2,
    (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3): QSsl.SslProtocol.TlsV1_2OrLater,
    (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_3): QSsl.SslProtocol.TlsV1_3,
})  # fmt: skip

VERSION_NAMES: Final[Mapping[QSsl.SslProtocol, str]] = MappingProxyType({
    QSsl.SslProtocol.TlsV1_2: "TLSv1.2",
    QSsl.SslProtocol.TlsV1_3: "TLSv1.3",
})  # fmt: skip
"""OpenSSL's names of the versions that a session may have."""

_WRONG_HOST_CODE: Final = 62  # X509_V_ERR_HOSTNAME_MISMATCH
_WRONG_ADDRESS_CODE: Final = 64  # X509_V_ERR_IP_ADDRESS_MISMATCH

_Error = QSslError.SslError
_VERIFY_CODES: Final[Mapping[QSslError.SslError, int]] = MappingProxyType({
    # the chain
    _Error.SelfSignedCertificate: 18,
    _Error.SelfSignedCertificateInChain: 19,
    _Error.UnableToGetLocalIssuerCertificate: 20,
    _Error.UnableToGetIssuerCertificate: 2,
    _Error.InvalidCaCertificate: 24,
    _Error.PathLengthExceeded: 25,
    _Error.InvalidPurpose: 26,
    _Error.CertificateUntrusted: 27,
    _Error.CertificateRejected: 28,
    _Error.CertificateBlacklisted: 28,
    _Error.CertificateRevoked: 23,
    # the name
    _Error.HostNameMismatch: _WRONG_HOST_CODE,
    # signatures and dates
    _Error.UnableToVerifyFirstCertificate: 21,
    _Error.UnableToDecryptCertificateSignature: 4,
    _Error.UnableToDecodeIssuerPublicKey: 6,
    _Error.CertificateSignatureFailed: 7,
    _Error.CertificateNotYetValid: 9,
    _Error.CertificateExpired: 10,
    _Error.InvalidNotBeforeField: 13,
    _Error.InvalidNotAfterField: 14,
})  # fmt: skip
"""OpenSSL's codes (X509_V_ERR_...), in the order in which OpenSSL checks; Qt goes on and tells of several at once."""

_OTHER_CODE: Final = 1  # X509_V_ERR_UNSPECIFIED
_NO_WILDCARD_BEFORE: Final = 2  # dots: *.example.org stands for hosts, *.org for nobody


def configuration_for(trust: Trust, minimum: ssl.TLSVersion, maximum: ssl.TLSVersion) -> QSslConfiguration:
    """Say to Qt what `mailproto.transports.certificates.make_context` says to OpenSSL, and has checked.

    With a pin Qt tells its objections and goes on: the certificate is compared when the handshake is done.
    """
    configuration = QSslConfiguration.defaultConfiguration()
    configuration.setProtocol(_VERSIONS[minimum, maximum])
    pinned = isinstance(trust, Pin)
    configuration.setPeerVerifyMode(
        QSslSocket.PeerVerifyMode.QueryPeer if pinned else QSslSocket.PeerVerifyMode.VerifyPeer
    )
    if isinstance(trust, AuthorityFile):
        configuration.setCaCertificates(QSslCertificate.fromData(trust.path.read_bytes(), QSsl.EncodingFormat.Pem))
    return configuration


def name_errors(certificate: QSslCertificate, host: str) -> list[QSslError]:
    """Object to a certificate that is not made out to `host` (RFC 6125, 6.4): its subject counts only without names.

    Qt takes the subject's common name in any case, and for addresses too.
    """
    if _is_made_out_to(certificate, host):
        return []
    return [QSslError(QSslError.SslError.HostNameMismatch, certificate)]


def _is_made_out_to(certificate: QSslCertificate, host: str) -> bool:
    names = certificate.subjectAlternativeNames()
    if address := _address(host):
        listed = names.get(QSsl.AlternativeNameEntryType.IpAddressEntry, [])
        return address in {_address(name) for name in listed}
    patterns = names.get(QSsl.AlternativeNameEntryType.DnsEntry) or certificate.subjectInfo(
        QSslCertificate.SubjectInfo.CommonName
    )
    return any(_matches(pattern.lower(), host.lower()) for pattern in patterns)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _matches(pattern: str, host: str) -> bool:
    star, _, domain = pattern.partition(".")
    if star == "*" and pattern.count(".") >= _NO_WILDCARD_BEFORE:
        return host.partition(".")[2] == domain
    return pattern == host


def certificate_error(
    errors: Sequence[QSslError], chain: Sequence[QSslCertificate], host: str, port: int
) -> CertificateError:
    """Say why Qt refuses the certificates shown (leaf first): by the objection that OpenSSL would have met first."""
    order = list(_VERIFY_CODES)
    first = min(errors, key=lambda error: order.index(error.error()) if error.error() in order else len(order))
    verify_code = _VERIFY_CODES.get(first.error(), _OTHER_CODE)
    wrong_host = verify_code == _WRONG_HOST_CODE
    shown = tuple(bytes(certificate.toDer()) for certificate in chain)
    return CertificateError(
        "certificate-wrong-host" if wrong_host else "certificate-rejected",
        host=host,
        port=port,
        reason=first.errorString(),
        verify_code=_WRONG_ADDRESS_CODE if wrong_host and _address(host) else verify_code,
        certificate=shown[0] if shown else b"",
        chain=shown,
    )


def handshake_reason(words: str) -> str:
    """Say plainly what Qt says of a handshake: "Error during SSL handshake: error:0A00010B:SSL routines::..."."""
    openssl = re.search(r"error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)$", words)
    return tls_reason(openssl[1].strip().replace(" ", "_").upper()) if openssl else words
