# SPDX-License-Identifier: MIT
"""Pictures of letters are looked at before they are decoded."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QImage, QImageReader

from mailapp.windows import pictures
from mailapp.windows.pictures import MOST_PIXELS, can_be_shown, decode_picture
from tests.mailapp.windows.drawing import png, png_that_claims


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00" * 100, id="no picture"),
        pytest.param(png_that_claims(60_000, 60_000), id="too many pixels"),
        pytest.param(png_that_claims(100, 100), id="cut off"),
        pytest.param(
            b'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50"><rect width="50" height="50"/></svg>',
            id="SVG",
        ),
    ],
)
def test_pictures_that_cannot_be_shown_are_one_clear_pixel(
    look: None, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their size and format are looked at before they are decoded."""
    assert look is None
    decoded = []

    class CountingReader(QImageReader):
        def read(self) -> QImage:  # type: ignore[override]  # the only form called
            decoded.append(self.size())
            return super().read()

    monkeypatch.setattr(pictures, "QImageReader", CountingReader)
    picture = decode_picture(data, 500)
    assert (picture.width(), picture.height()) == (1, 1)
    assert all(size.width() * size.height() <= MOST_PIXELS for size in decoded)


def test_a_wide_picture_is_made_to_fit(look: None) -> None:
    """The letter need not be scrolled sideways."""
    assert look is None
    picture = decode_picture(png(2000, 1000), 500)
    assert (picture.width(), picture.height()) == (500, 250)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (png(3, 3), True),
        (png_that_claims(60_000, 60_000), False),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", False),
    ],
)
def test_what_cannot_be_shown_is_known_by_its_header(data: bytes, shown: bool) -> None:  # noqa: FBT001 a column of the table
    """Such a picture is listed as an attachment instead."""
    assert can_be_shown(data) is shown
