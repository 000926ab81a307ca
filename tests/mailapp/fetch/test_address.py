# SPDX-License-Identifier: MIT
"""Addresses of folders as people write them."""

from __future__ import annotations

import pytest

from mailapp.errors import AppError
from mailapp.fetch.address import FolderAddress
from mailapp.store.records import Security

TLS, STARTTLS = Security.TLS, Security.STARTTLS


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("imaps://alice@host", ("alice", "host", 993, TLS, "INBOX")),
        ("IMAPS://alice@host/", ("alice", "host", 993, TLS, "INBOX")),
        ("imap://alice@host", ("alice", "host", 143, STARTTLS, "INBOX")),
        ("imaps://alice@host:9930/Sent", ("alice", "host", 9930, TLS, "Sent")),
        ("imaps://alice@host:/Sent", ("alice", "host", 993, TLS, "Sent")),
        ("imaps://alice@example.org@host/a/b", ("alice@example.org", "host", 993, TLS, "a/b")),
        ("imaps://alice%40example.org@host", ("alice@example.org", "host", 993, TLS, "INBOX")),
        ("imaps://alice@host/Учёба/Лабораторные", ("alice", "host", 993, TLS, "Учёба/Лабораторные")),
        ("imaps://alice@host/%D0%A3%D1%87%D1%91%D0%B1%D0%B0", ("alice", "host", 993, TLS, "Учёба")),
        ("imaps://алиса@пример.рф/x%20y%2Fz?", ("алиса", "пример.рф", 993, TLS, "x y/z?")),
        ("imaps://alice;AUTH=*@host", ("alice", "host", 993, TLS, "INBOX")),
        ("imaps://a%3Ab@host", ("a:b", "host", 993, TLS, "INBOX")),
        ("imaps://alice@[::1]:9930/x", ("alice", "::1", 9930, TLS, "x")),
        ("imaps://alice@127.0.0.1/x", ("alice", "127.0.0.1", 993, TLS, "x")),
    ],
)
def test_addresses(url: str, address: tuple[str, str, int, Security, str]) -> None:
    """RFC 5092, percent-encoded or not; the last @ before the host ends the user; no mailbox means INBOX."""
    assert FolderAddress.parse(url) == FolderAddress(*address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begins neither"),
        ("host", "begins neither"),
        ("pop3://alice@host", "begins neither"),
        ("imaps:alice@host", "begins neither"),
        ("imaps://host/INBOX", "USER@ is missing"),
        ("imaps://@host/INBOX", "USER@ is missing"),
        ("imaps://alice@", "the host cannot be read"),
        ("imaps://alice@::1", "the host cannot be read"),
        ("imaps://alice@host:imap", "the host cannot be read"),
        ("imaps://alice@host:0", "0 is no port"),
        ("imaps://alice@host:65536", "65536 is no port"),
        ("imaps://alice@host/%FF", "not UTF-8"),
        ("imaps://alice@host/a%0D%0Ab", "cannot carry"),
        ("imaps://al%00ice@host/a", "cannot carry"),
    ],
)
def test_bad_addresses(url: str, reason: str) -> None:
    """What cannot be read is refused with the reason."""
    with pytest.raises(AppError, match=reason) as raised:
        FolderAddress.parse(url)
    assert raised.value.code == "app-bad-address"


def test_password_in_address_is_not_repeated() -> None:
    """A password written into the address is refused and appears in no message."""
    with pytest.raises(AppError, match="--password-file") as raised:
        FolderAddress.parse("imaps://alice:hunter2@host/INBOX")
    assert "hunter2" not in str(raised.value)
    assert "hunter2" not in repr(raised.value.values)
