# SPDX-License-Identifier: MIT
"""Certificates good and bad, and a server of one connection at a time, for tests of transports and clients.

Knows nothing of IMAP: what the server says is the test's business.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A leaf's private key and certificate in one PEM file, the leaf in DER, and the authority to trust."""

    pem: Path
    certificate: bytes
    authority: Path

    def context(self, maximum: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
        """Build the server's side of TLS; older versions than 1.2 are offered where `maximum` is one."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)
        if maximum < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
            context.minimum_version = maximum
        context.maximum_version = maximum
        return context


def make_identity(
    folder: Path,
    *,
    name: str = "localhost",
    subject: str = "",
    begins: dt.timedelta = -DAY,
    ends: dt.timedelta = DAY,
    alone: bool = False,
) -> Identity:
    """Make a leaf for `name`, valid from `begins` to `ends` around now, signed by an authority or by itself alone.

    Its `subject` is called like `name`, or otherwise.
    """
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
    leaf_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject or name)])
    now = dt.datetime.now(dt.UTC)
    draft = x509.CertificateBuilder().serial_number(x509.random_serial_number())
    authority = (
        draft.subject_name(issuer)
        .issuer_name(issuer)
        .not_valid_before(now - 9 * DAY)
        .not_valid_after(now + 9 * DAY)
        .public_key(authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in (LOOPBACK, "::1")]
    leaf = (
        draft.subject_name(leaf_name)
        .issuer_name(leaf_name if alone else issuer)
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .public_key(key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key if alone else authority_key, hashes.SHA256())
    )
    identity = Identity(folder / "leaf.pem", leaf.public_bytes(serialization.Encoding.DER), folder / "authority.pem")
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    identity.pem.write_bytes(secret + leaf.public_bytes(serialization.Encoding.PEM))
    identity.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    return identity


class Peer:
    """The server's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def receive(self) -> bytes:
        """Give what has arrived, b"" at the end."""
        return await self._reader.read(256 * 1024)

    async def read_line(self) -> bytes:
        """Give one line with its end."""
        return await self._reader.readline()

    async def send(self, data: bytes) -> None:
        """Send `data` and wait until the other end keeps up."""
        for start in range(0, len(data), 65_536):  # asyncio's TLS does not wait after one large write
            self._writer.write(data[start : start + 65_536])
            await self._writer.drain()

    async def encrypt(self, context: ssl.SSLContext) -> None:
        """Do the server's half of the handshake."""
        await self._writer.start_tls(context)

    async def close(self) -> None:
        """End the connection."""
        self._writer.close()
        with contextlib.suppress(OSError):  # the other end may have been quicker
            await self._writer.wait_closed()

    def reset(self) -> None:
        """Cut the connection without a word."""
        self._writer.transport.abort()


class Server:
    """Takes connections on a port of the loopback; `next` gives them one by one."""

    def __init__(self) -> None:
        self.port = 0
        self._arrived: asyncio.Queue[Peer] = asyncio.Queue()

    async def next(self) -> Peer:
        """Give the next connection."""
        return await self._arrived.get()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keep a connection for `next`; for asyncio."""
        await self._arrived.put(Peer(reader, writer))


@contextlib.asynccontextmanager
async def serve(context: ssl.SSLContext | None = None, address: str = LOOPBACK) -> AsyncIterator[Server]:
    """Run a server, encrypted from the first octet where there is a `context`."""
    served = Server()
    server = await asyncio.start_server(served.take, address, 0, ssl=context)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        await server.wait_closed()
