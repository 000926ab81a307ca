# SPDX-License-Identifier: MIT
"""Which certificates are trusted, and what is said of one that is not.

Knows the ssl module's contexts and errors; knows nothing of sockets' reading and writing, and nothing of IMAP.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from mailproto.errors import CertificateError, LocalProtocolError, TransportError
from mailproto.transports.reasons import HUNG_UP, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TLS_VERSIONS: Final = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
"""What may be chosen; anything older is refused whoever asks for it (RFC 8996)."""

_WRONG_HOST: Final = frozenset({62, 64})  # X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH


@dataclass(frozen=True, slots=True)
class SystemRoots:
    """Trust the authorities that the operating system trusts."""


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """Trust the authorities of one PEM file, instead of the system's."""

    path: Path


@dataclass(frozen=True, slots=True)
class Pin:
    """Trust exactly one certificate, whoever signed it, whatever its dates and names; `sha256` is its DER's digest."""

    sha256: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be the digest of anything."""
        if len(self.sha256) != hashlib.sha256().digest_size:
            raise LocalProtocolError("bad-argument", what="a pin", reason="a SHA-256 digest has 32 octets")

    @classmethod
    def of(cls, certificate: bytes) -> Self:
        """Pin a certificate given in DER."""
        return cls(hashlib.sha256(certificate).digest())

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `sha256:HEX`, with or without the prefix, with colons between the octets or without.

        Errors: `LocalProtocolError` bad-argument.
        """
        try:
            return cls(bytes.fromhex(text.lower().removeprefix("sha256:").replace(":", "")))
        except ValueError as error:
            raise LocalProtocolError("bad-argument", what="a pin", reason="it is not hexadecimal") from error

    def __str__(self) -> str:
        return f"sha256:{self.sha256.hex()}"


Trust = SystemRoots | AuthorityFile | Pin


def make_context(
    trust: Trust,
    minimum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
    maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> ssl.SSLContext:
    """Build the context that lets `trust` and the versions between `minimum` and `maximum` pass, and no others.

    A pin is compared after the handshake (`check_pin`), so its context verifies nothing.
    Errors: `LocalProtocolError` bad-argument where a version is not of `TLS_VERSIONS` or the file cannot be used.
    """
    if minimum not in TLS_VERSIONS or maximum not in TLS_VERSIONS or minimum > maximum:
        raise LocalProtocolError("bad-argument", what="the TLS versions", reason="choose 1.2 or 1.3, lowest first")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version, context.maximum_version = minimum, maximum
    if isinstance(trust, SystemRoots):
        context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    elif isinstance(trust, AuthorityFile):
        _load_authorities(context, trust.path)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _load_authorities(context: ssl.SSLContext, path: Path) -> None:
    try:
        context.load_verify_locations(cafile=path)
    except (ssl.SSLError, OSError) as error:
        reason = "it holds no certificate in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        raise LocalProtocolError("bad-argument", what=f"the file of authorities {path}", reason=reason) from error


def unverified_context() -> ssl.SSLContext:
    """Build a context that accepts anything, for looking at a certificate that was refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = TLS_VERSIONS[0]
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def leaf_of(tls: ssl.SSLObject) -> bytes:
    """Give the server's own certificate in DER, b"" where it showed none."""
    return tls.getpeercert(binary_form=True) or b""


def chain_of(tls: ssl.SSLObject) -> tuple[bytes, ...]:
    """Give all certificates that the server showed, leaf first; only the leaf where Python is older than 3.13."""
    shown: Callable[[], list[bytes]] | None = getattr(tls, "get_unverified_chain", None)
    return tuple(shown()) if shown else tuple(filter(None, [leaf_of(tls)]))


def check_pin(pin: Pin, tls: ssl.SSLObject, host: str, port: int) -> None:
    """Refuse any certificate but the pinned one: `CertificateError` certificate-changed."""
    leaf = leaf_of(tls)
    if Pin.of(leaf) != pin:
        raise CertificateError("certificate-changed", host=host, port=port, certificate=leaf, chain=chain_of(tls))


def handshake_error(error: OSError, host: str, port: int, chain: tuple[bytes, ...] = ()) -> TransportError:
    """Say why a handshake failed: a `CertificateError` for what the certificate has done, else tls-failed.

    `chain` is what the server shows to somebody who accepts anything, leaf first.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return CertificateError(
            "certificate-wrong-host" if error.verify_code in _WRONG_HOST else "certificate-rejected",
            host=host,
            port=port,
            reason=error.verify_message,
            verify_code=error.verify_code,
            certificate=chain[0] if chain else b"",
            chain=chain,
        )
    # asyncio's own ConnectionResetError says nothing, the system's gives a number
    hung_up = isinstance(error, ConnectionResetError | ssl.SSLEOFError)
    return TransportError("tls-failed", host=host, port=port, reason=HUNG_UP if hung_up else reason_of(error))
