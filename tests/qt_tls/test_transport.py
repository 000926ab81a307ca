# SPDX-License-Identifier: MIT
"""QtTransport passes the kits for transports: octets both ways, both ways of beginning, certificates and versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mailproto.transports.certificates import AuthorityFile
from tests.support.tls_conformance import TlsConformance
from tests.support.transport_conformance import ServedConformance, StartTlsConformance

if TYPE_CHECKING:
    from pathlib import Path

    from mailapp.qt_transport import QtTransport


def make_transport(host: str, port: int | None = None, **options: Any) -> QtTransport:  # noqa: ANN401 - handed on
    """Make one; Qt is imported only where a test may use it."""
    from mailapp.qt_transport import QtTransport  # noqa: PLC0415 (only where Qt can encrypt)

    return QtTransport(host, port, **options)


class TestQtTransport(ServedConformance):
    """The kit, encrypted from the first octet."""

    def make(self, host: str, port: int, authority: Path) -> QtTransport:
        """Make one."""
        return make_transport(host, port, trust=AuthorityFile(authority))


class TestStartTls(StartTlsConformance):
    """The kit, encrypted after STARTTLS."""

    def make(self, host: str, port: int, authority: Path) -> QtTransport:
        """Make one."""
        return make_transport(host, port, starttls=True, trust=AuthorityFile(authority))


class TestTrust(TlsConformance):
    """The kit of certificates and versions."""

    def make(self, host: str, port: int | None = None, **options: Any) -> QtTransport:  # noqa: ANN401 - handed on
        """Make one."""
        return make_transport(host, port, **options)
