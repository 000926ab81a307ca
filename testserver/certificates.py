# SPDX-License-Identifier: MIT
"""A private authority and the server's certificates (RFC 5280), and the TLS contexts made of them.

The authority signs itself; clients trust its file. A leaf that signs itself, an expired one, one of another host are
data. Knows no socket.
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

_AUTHORITY_NAME = "Konvert test authority"
_LEAF_NAME = "localhost"
_LIFETIME = timedelta(days=820)  # Apple refuses leaves of more than 825 days
_DAY = timedelta(days=1)
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class LeafKind:
    """One kind of server certificate. Times are relative to now."""

    description: str
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "::1")
    valid_from: timedelta = -_DAY
    valid_until: timedelta = _LIFETIME
    signs_itself: bool = False


LEAF_KINDS: dict[str, LeafKind] = {
    "trusted": LeafKind("Signed by the authority."),
    "self-signed": LeafKind("Signs itself; no authority vouches for it.", signs_itself=True),
    "expired": LeafKind("Ran out yesterday.", valid_from=-30 * _DAY, valid_until=-_DAY),
    "not-yet-valid": LeafKind("Begins tomorrow.", valid_from=_DAY),
    "wrong-host": LeafKind("Is for another host.", hosts=("mail.example.org",)),
}
TLS_VERSIONS = {"1.2": SSL.TLS1_2_VERSION, "1.3": SSL.TLS1_3_VERSION}


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self) -> bytes:
        """Return the certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self) -> bytes:
        """Return the private key as PEM."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def is_valid(self, now: datetime) -> bool:
        """Tell whether the certificate is valid for another day."""
        return self.certificate.not_valid_before_utc <= now < self.certificate.not_valid_after_utc - _DAY


def make_authority(now: datetime) -> Identity:
    """Return an authority that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(_AUTHORITY_NAME)
    builder = _builder(name, name, key, now - _DAY, now + 10 * _LIFETIME)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    return Identity(builder.sign(key, hashes.SHA256()), key)


def make_leaf(authority: Identity, kind: LeafKind, now: datetime) -> Identity:
    """Return a server certificate of this kind."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(_LEAF_NAME if kind.signs_itself else kind.hosts[0])
    issuer = name if kind.signs_itself else authority.certificate.subject
    signer = key if kind.signs_itself else authority.key
    builder = _builder(name, issuer, key, now + kind.valid_from, now + kind.valid_until)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName([_host(host) for host in kind.hosts]), critical=False)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    builder = builder.add_extension(issuer_key, critical=False)
    return Identity(builder.sign(signer, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def key_file_of(ca_file: Path) -> Path:
    """Return where the authority's key lies: beside its certificate."""
    return ca_file.with_suffix(".key")


def leaf_file_of(ca_file: Path) -> Path:
    """Return where the trusted leaf lies with its key, so that a second start shows the same certificate."""
    return ca_file.with_suffix(".leaf.pem")


def authority_in(ca_file: Path, now: datetime) -> Identity:
    """Return the authority of this file, made anew unless it is there with its key and still valid."""
    found = _load(ca_file, key_file_of(ca_file))
    if found is not None and found.is_valid(now):
        return found
    authority = make_authority(now)
    ca_file.parent.mkdir(parents=True, exist_ok=True)
    _write_secret(key_file_of(ca_file), authority.key_pem())
    leaf_file_of(ca_file).unlink(missing_ok=True)
    ca_file.write_bytes(authority.pem())
    return authority


def trusted_leaf_in(ca_file: Path, authority: Identity, now: datetime) -> Identity:
    """Return the leaf beside the authority's file, made anew unless it is there and still valid."""
    leaf_file = leaf_file_of(ca_file)
    found = _load(leaf_file, leaf_file)
    if found is not None and found.is_valid(now):
        return found
    leaf = make_leaf(authority, LEAF_KINDS["trusted"], now)
    _write_secret(leaf_file, leaf.pem() + leaf.key_pem())
    return leaf


def _load(certificate_file: Path, key_file: Path) -> Identity | None:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return Identity(certificate, key)


def _write_secret(path: Path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
        file.write(data)


def server_context(leaf: Identity, authority: Identity, highest_tls: str = "1.3") -> SSL.Context:
    """Return a TLS 1.2 or newer context for this leaf; the authority travels along."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_max_proto_version(TLS_VERSIONS[highest_tls])
    context.use_certificate(leaf.certificate)
    context.use_privatekey(leaf.key)
    if leaf.certificate.issuer == authority.certificate.subject:
        context.add_extra_chain_cert(authority.certificate)
    context.check_privatekey()
    return context


def make_context(ca_file: Path, kind: str, highest_tls: str = "1.3", now: datetime | None = None) -> SSL.Context:
    """Return the context of a server whose authority lies in `ca_file`, with a leaf of this kind."""
    moment = now or datetime.now(UTC)
    authority = authority_in(ca_file, moment)
    if kind == "trusted":
        leaf = trusted_leaf_in(ca_file, authority, moment)
    else:
        leaf = make_leaf(authority, LEAF_KINDS[kind], moment)
    return server_context(leaf, authority, highest_tls)
