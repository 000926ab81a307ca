# SPDX-License-Identifier: MIT
"""The authority and the server's certificates."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from testserver.certificates import (
    LEAF_KINDS,
    authority_in,
    key_file_of,
    leaf_file_of,
    make_authority,
    make_leaf,
    trusted_leaf_in,
)

NOW = datetime(2026, 2, 3, tzinfo=UTC)


def test_the_authority_signs_itself_and_the_leaf() -> None:
    """Thunderbird wants an authority and a leaf; both are what they say."""
    authority = make_authority(NOW)
    leaf = make_leaf(authority, LEAF_KINDS["trusted"], NOW)
    authority.certificate.verify_directly_issued_by(authority.certificate)
    leaf.certificate.verify_directly_issued_by(authority.certificate)
    names = leaf.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert leaf.is_valid(NOW)


@pytest.mark.parametrize(("kind", "valid"), [("expired", False), ("not-yet-valid", False), ("wrong-host", True)])
def test_kinds_of_leaves(kind: str, valid: bool) -> None:  # noqa: FBT001 - a column of the table
    """Each kind differs in what its name says, and is signed by the authority all the same."""
    authority = make_authority(NOW)
    leaf = make_leaf(authority, LEAF_KINDS[kind], NOW)
    leaf.certificate.verify_directly_issued_by(authority.certificate)
    assert leaf.is_valid(NOW) is valid


def test_a_leaf_may_sign_itself() -> None:
    """No authority vouches for it."""
    leaf = make_leaf(make_authority(NOW), LEAF_KINDS["self-signed"], NOW)
    leaf.certificate.verify_directly_issued_by(leaf.certificate)


def test_the_files_are_kept(tmp_path: Path) -> None:
    """The authority and the leaf are made once; their keys are the owner's alone."""
    ca_file = tmp_path / "new" / "ca.pem"
    authority = authority_in(ca_file, NOW)
    leaf = trusted_leaf_in(ca_file, authority, NOW)
    assert authority_in(ca_file, NOW).certificate == authority.certificate
    assert trusted_leaf_in(ca_file, authority, NOW).certificate == leaf.certificate
    for secret in (key_file_of(ca_file), leaf_file_of(ca_file)):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert b"PRIVATE" not in ca_file.read_bytes()


def test_what_has_run_out_is_made_anew(tmp_path: Path) -> None:
    """An authority or a leaf about to expire is replaced, the leaf with its authority."""
    ca_file = tmp_path / "ca.pem"
    authority = authority_in(ca_file, NOW)
    leaf = trusted_leaf_in(ca_file, authority, NOW)
    later = NOW + timedelta(days=900)
    assert trusted_leaf_in(ca_file, authority, later).certificate != leaf.certificate
    much_later = NOW + timedelta(days=9000)
    assert authority_in(ca_file, much_later).certificate != authority.certificate
    assert not leaf_file_of(ca_file).exists()


def test_files_that_do_not_belong_together_are_made_anew(tmp_path: Path) -> None:
    """A missing, broken or foreign key means a new authority."""
    ca_file = tmp_path / "ca.pem"
    first = authority_in(ca_file, NOW)
    key_file_of(ca_file).write_text("nonsense")
    second = authority_in(ca_file, NOW)
    assert second.certificate != first.certificate
    foreign = rsa.generate_private_key(65537, 2048)
    key_file_of(ca_file).write_bytes(foreign.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert authority_in(ca_file, NOW).certificate != second.certificate
    key_file_of(ca_file).unlink()
    authority_in(ca_file, NOW)
    assert key_file_of(ca_file).exists()
