# SPDX-License-Identifier: MIT
"""Which parts are text, HTML and attachments: the example that RFC 8621 works through, and our additions."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mailapp.presentation.mime_bodies import find_bodies


@dataclass(frozen=True)
class Form:
    """A part as far as the choice looks at it."""

    media_type: str
    disposition: str = ""
    name: str = ""
    children: tuple[int, ...] = ()
    is_ended: bool = True
    is_readable: bool = True

    @property
    def is_multipart(self) -> bool:
        """Whether it consists of parts."""
        return bool(self.children)


def test_the_example_of_the_rfc() -> None:
    """The letter of RFC 8621 section 4.1.4 is sorted as the section says."""
    parts = [
        Form("multipart/mixed", children=(1, 2, 14)),
        Form("text/plain", "inline", "A"),
        Form("multipart/mixed", children=(3, 11, 12, 13)),
        Form("multipart/alternative", children=(4, 8)),
        Form("multipart/mixed", children=(5, 6, 7)),
        Form("text/plain", "inline"),
        Form("image/jpeg", "inline"),
        Form("text/plain", "inline"),
        Form("multipart/related", children=(9, 10)),
        Form("text/html"),
        Form("image/jpeg"),
        Form("image/jpeg", "attachment"),
        Form("application/x-excel"),
        Form("message/rfc822"),
        Form("text/plain", "inline"),
    ]
    bodies = find_bodies(parts)
    assert bodies.text == [1, 5, 6, 7, 14]
    assert bodies.html == [1, 9, 14]
    assert bodies.attachments == [6, 10, 11, 12, 13]


@pytest.mark.parametrize(
    ("part", "text", "attachments"),
    [
        (Form("text/plain"), [0], []),
        (Form("text/plain", is_ended=False), [0], [0]),
        (Form("text/plain", is_readable=False), [], [0]),
        (Form("image/png"), [0], [0]),
        (Form("text/plain", "attachment"), [], [0]),
        (Form("text/plain", "strange"), [0], []),
        (Form("text/calendar"), [], [0]),
    ],
)
def test_single_parts(part: Form, text: list[int], attachments: list[int]) -> None:
    """Text that breaks off is shown and attached; text that can't be decoded is attached only."""
    bodies = find_bodies([part])
    assert (bodies.text, bodies.html, bodies.attachments) == (text, text, attachments)
