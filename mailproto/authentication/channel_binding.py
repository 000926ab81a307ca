# SPDX-License-Identifier: MIT
"""What binds a sign-in to its encrypted channel: tls-server-end-point, a digest of the certificate (RFC 5929, 4).

It can be had from the certificate alone, whatever did the handshake. Of a certificate it reads only by which hash it
was signed.
"""

from __future__ import annotations

import hashlib
from typing import Final

TYPE: Final = b"tls-server-end-point"
"""The name that SCRAM calls it by."""

# By the octets of the object identifier. RFC 5929, 4.1: a hash no better than SHA-1 gives way to SHA-256. Signatures
# without a hash of their own, such as Ed25519, are not here: for them the binding is not defined.
_HASHES: Final = {
    bytes.fromhex("2a864886f70d010104"): "sha256",  # md5WithRSAEncryption
    bytes.fromhex("2a864886f70d010105"): "sha256",  # sha1WithRSAEncryption
    bytes.fromhex("2a864886f70d01010b"): "sha256",
    bytes.fromhex("2a864886f70d01010c"): "sha384",
    bytes.fromhex("2a864886f70d01010d"): "sha512",
    bytes.fromhex("2a864886f70d01010e"): "sha224",
    bytes.fromhex("2a8648ce3d0401"): "sha256",  # ecdsa-with-SHA1
    bytes.fromhex("2a8648ce3d040301"): "sha224",
    bytes.fromhex("2a8648ce3d040302"): "sha256",
    bytes.fromhex("2a8648ce3d040303"): "sha384",
    bytes.fromhex("2a8648ce3d040304"): "sha512",
}
_SEQUENCE: Final = 0x30
_OBJECT_IDENTIFIER: Final = 0x06
_LONG_FORM: Final = 0x80
_LONGEST_LENGTH: Final = 4  # octets of a length


def tls_server_end_point(certificate: bytes) -> bytes | None:
    """Give the binding's data for the server's certificate in DER, None where they cannot be had."""
    try:
        content = _content(certificate, _SEQUENCE, 0)[0]
        _, end = _content(content, _SEQUENCE, 0)  # tbsCertificate
        algorithm = _content(_content(content, _SEQUENCE, end)[0], _OBJECT_IDENTIFIER, 0)[0]
    except ValueError:
        return None
    name = _HASHES.get(algorithm)
    return None if name is None else hashlib.new(name, certificate).digest()


def _content(data: bytes, tag: int, start: int) -> tuple[bytes, int]:
    """Give the content of the element at `start`, and where it ends (X.690, 8.1); ValueError for anything else."""
    head = data[start : start + 2]
    if len(head) < len(b"TL") or head[0] != tag:
        raise ValueError
    start += len(head)
    length = head[1]
    if length >= _LONG_FORM:
        count = length - _LONG_FORM
        if count > _LONGEST_LENGTH:
            raise ValueError
        length = int.from_bytes(data[start : start + count], "big")
        start += count
    if start + length > len(data):
        raise ValueError
    return data[start : start + length], start + length
