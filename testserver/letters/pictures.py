# SPDX-License-Identifier: MIT
"""Small pictures drawn by code, as PNG (ISO/IEC 15948): nothing here was taken from anywhere.

Knows pixels only.
"""

import math
import struct
import zlib
from collections.abc import Callable
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]
Painter: TypeAlias = Callable[[float, float], Colour]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR = 2


def png(width: int, height: int, painter: Painter) -> bytes:
    """Return a picture; `painter` gives the colour at a place, both coordinates from 0 to 1.

    One place in four is painted, and its colour is that of a square of 2 x 2: a listing of the samples must be quick.
    """
    rows = bytearray()
    for row in range(0, height, 2):
        line = b"".join(bytes(painter(column / width, row / height)) * 2 for column in range(0, width, 2))
        rows += (b"\0" + line) * 2  # no filter
    header = struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return a colour between two; `share` 0 gives the first."""
    if share <= 0:
        return first
    if share >= 1:
        return second
    (red, green, blue), (other_red, other_green, other_blue) = first, second
    return (
        int(red + (other_red - red) * share),
        int(green + (other_green - green) * share),
        int(blue + (other_blue - blue) * share),
    )


def landscape(sky: Colour, glow: Colour, land: Colour, water: Colour) -> Painter:
    """Return a view over a lake with hills and a low sun."""

    def paint(x: float, y: float) -> Colour:
        if y > 0.68:  # noqa: PLR2004 - the shore
            ripple = 0.5 + 0.5 * math.sin(90 * y + 6 * math.sin(9 * x))
            return mix(water, glow, ripple * max(0.0, 0.7 - 2 * abs(x - 0.7)))
        for distance, height in ((0.0, 0.60), (0.45, 0.48)):
            ridge = height + 0.06 * math.sin(7 * x + 5 * distance) + 0.03 * math.sin(19 * x + 11 * distance)
            if y > ridge:
                return mix(land, sky, distance)
        radius = math.hypot(x - 0.7, (y - 0.34) * 0.7)
        return mix((255, 250, 226), mix(glow, sky, 1.6 * (0.7 - y)), (radius - 0.05) * 9)

    return paint


def banner(left: Colour, right: Colour, stripe: Colour) -> Painter:
    """Return a gradient with a wave across it."""

    def paint(x: float, y: float) -> Colour:
        wave = 0.55 + 0.22 * math.sin(5 * x + 0.6)
        return mix(stripe, mix(left, right, x), abs(y - wave) * 7)

    return paint


def bars(heights: tuple[float, ...], colour: Colour) -> Painter:
    """Return a bar chart."""

    def paint(x: float, y: float) -> Colour:
        place = x * len(heights)
        inside = 0.18 < place % 1 < 0.82 and 1 - y < heights[min(int(place), len(heights) - 1)]  # noqa: PLR2004 - gaps
        if inside:
            return mix(colour, (255, 255, 255), 0.35 * y)
        return (226, 230, 238) if (y * 5) % 1 < 0.03 else (250, 251, 253)  # noqa: PLR2004 - lines of the grid

    return paint


def confetti(background: Colour) -> Painter:
    """Return coloured dots."""
    colours: tuple[Colour, ...] = ((239, 83, 80), (255, 202, 40), (102, 187, 106), (66, 165, 245), (171, 71, 188))

    def paint(x: float, y: float) -> Colour:
        column, row = int(x * 16), int(y * 6)
        hash_ = zlib.crc32(bytes((column, row)))
        centre_x = (column + 0.3 + (hash_ % 5) / 12) / 16
        centre_y = (row + 0.3 + (hash_ // 5 % 5) / 12) / 6
        near = math.hypot((x - centre_x) * 16, (y - centre_y) * 6) < 0.16 + (hash_ // 25 % 4) / 25
        return colours[hash_ % len(colours)] if near else mix(background, (255, 255, 255), y)

    return paint
