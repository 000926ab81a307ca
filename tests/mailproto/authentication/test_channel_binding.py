# SPDX-License-Identifier: MIT
"""tls-server-end-point, judged by another reader of certificates."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from mailproto.authentication.channel_binding import tls_server_end_point

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server.example.com")])
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Hash = hashes.SHA224 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """Make one for all."""
    return rsa.generate_private_key(65537, 2048)


def certificate(key: Key, algorithm: Hash | None) -> x509.Certificate:
    """Make a certificate signed with a hash."""
    builder = x509.CertificateBuilder(NAME, NAME, key.public_key(), 1, DAY, DAY + dt.timedelta(1))
    return builder.sign(key, algorithm)


def der(made: x509.Certificate) -> bytes:
    """Give its octets."""
    return made.public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("algorithm", [hashes.SHA224(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
@pytest.mark.parametrize("make_key", [rsa_key, lambda: ec.generate_private_key(ec.SECP256R1())], ids=["RSA", "EC"])
def test_the_binding_is_the_digest_by_the_signatures_hash(make_key: object, algorithm: Hash) -> None:
    """RFC 5929, 4.1."""
    assert callable(make_key)
    made = certificate(make_key(), algorithm)
    assert tls_server_end_point(der(made)) == made.fingerprint(algorithm)


@pytest.mark.parametrize("old", ["2a864886f70d010104", "2a864886f70d010105", "2a8648ce3d0401"])
def test_an_old_hash_gives_way_to_sha_256(old: str) -> None:
    """RFC 5929, 4.1: MD5 and SHA-1 are not used; nobody makes such certificates any more, so one is written by hand."""
    identifier = bytes.fromhex(old)
    algorithm = b"\x30%c\x06%c%b" % (len(identifier) + 2, len(identifier), identifier)
    content = b"\x30\x00" + algorithm + b"\x03\x00"
    made = b"\x30%c%b" % (len(content), content)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(made)
    assert tls_server_end_point(made) == digest.finalize()


def test_a_signature_without_a_hash_binds_nothing() -> None:
    """RFC 5929, 4.1: for Ed25519 the binding is not defined."""
    assert tls_server_end_point(der(certificate(ed25519.Ed25519PrivateKey.generate(), None))) is None


def test_what_is_no_certificate_binds_nothing() -> None:
    """Empty where there is no encryption; cut or garbled, it is read to its end and no further."""
    whole = der(certificate(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))
    for size in range(len(whole)):
        assert tls_server_end_point(whole[:size]) is None
    assert tls_server_end_point(b"\x30\x85\x01\x00\x00\x00\x00") is None
    assert tls_server_end_point(b"\x31" + whole[1:]) is None
