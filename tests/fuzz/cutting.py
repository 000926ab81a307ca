# SPDX-License-Identifier: MIT
"""Divides octets as a network might: they choose the ways themselves, so that a finding can be repeated."""

from __future__ import annotations

from zlib import crc32

_SHORT = 200  # octets, up to which each may come alone


def pieces_of(data: bytes) -> list[bytes]:
    """Divide octets into pieces whose lengths look random and are always the same."""
    chance = crc32(data)
    longest = 1 if len(data) <= _SHORT and chance % 2 else 1 + chance % 60
    pieces = []
    start = 0
    while start < len(data):
        chance = chance * 1_103_515_245 + 12_345 & 0x7FFF_FFFF
        size = 1 + (chance >> 8) % longest
        pieces.append(data[start : start + size])
        start += size
    return pieces
