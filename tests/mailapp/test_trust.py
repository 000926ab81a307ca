# SPDX-License-Identifier: MIT
"""A pin stands for one certificate at one host and port, and for nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.errors import AppError
from mailapp.trust import Pins, fingerprint, read_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = fingerprint(b"certificate")


@pytest.mark.parametrize(
    "text",
    [
        DIGITS,
        DIGITS.upper(),
        f"sha256:{DIGITS}",
        f"SHA256:{DIGITS.upper()}",
        ":".join(DIGITS[index : index + 2] for index in range(0, 64, 2)),
    ],
)
def test_fingerprints_are_read_as_people_write_them(text: str) -> None:
    """Case, colons and the name of the digest make no difference."""
    assert read_fingerprint(text) == DIGITS


@pytest.mark.parametrize("text", ["", "sha256:", DIGITS[:-1], DIGITS + "0", "g" * 64, f"md5:{DIGITS}"])
def test_what_is_no_fingerprint_is_refused(text: str) -> None:
    """Half a fingerprint is none."""
    with pytest.raises(AppError) as raised:
        read_fingerprint(text)
    assert raised.value.code == "app-bad-pin"


def test_pin_holds_for_its_host_and_port_only(tmp_path: Path) -> None:
    """Another port or host is not trusted; the host's spelling makes no difference; the newest pin replaces others."""
    pins = Pins(tmp_path / "pins.json")
    assert pins.get("mail.example.org", 993) is None
    pins.put("Mail.example.org", 993, fingerprint(b"older"))
    pins.put("mail.example.org.", 993, f"sha256:{DIGITS}")
    assert Pins(tmp_path / "pins.json").get("mail.example.org", 993) == DIGITS
    assert pins.get("mail.example.org", 143) is None
    assert pins.get("example.org", 993) is None


def test_pin_is_forgotten(tmp_path: Path) -> None:
    """What was trusted can be distrusted; doing so twice is harmless."""
    pins = Pins(tmp_path / "pins.json")
    pins.put("mail.example.org", 993, DIGITS)
    pins.remove("MAIL.example.org", 993)
    pins.remove("mail.example.org", 993)
    assert pins.get("mail.example.org", 993) is None


@pytest.mark.parametrize("content", ["nonsense", '{"mail.example.org:993": "abc"}', '{"mail.example.org:993": 5}'])
def test_unreadable_pin_is_not_the_same_as_none(tmp_path: Path, content: str) -> None:
    """A damaged file of pins stops the connection instead of being ignored."""
    (tmp_path / "pins.json").write_text(content)
    with pytest.raises(AppError):
        Pins(tmp_path / "pins.json").get("mail.example.org", 993)
