# SPDX-License-Identifier: MIT
"""Letters on their way into files: each file goes to the letter whose content it holds, whatever runs ahead of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mailapp.fetch.incoming import WHOLE_LETTER, IncomingLetters
from mailproto.message_data import BodySection, MessageData, StreamedLiteral
from mailproto.vocabulary import SequenceNumber

if TYPE_CHECKING:
    from pathlib import Path


class Desk:
    """Letters coming into a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.octets = 0
        self._made = 0
        self.letters = IncomingLetters(self._new_file, self._advance)

    def _new_file(self) -> Path:
        self._made += 1
        path = self.folder / str(self._made)
        path.touch()
        return path

    def _advance(self, octets: int) -> None:
        self.octets += octets

    def stream(self, number: int, content: bytes, section: BodySection = WHOLE_LETTER) -> None:
        """Let a literal come, before the data it stands in."""
        self.letters.begin(SequenceNumber(number), section, len(content))
        self.letters.write(content)
        self.letters.end()

    def take(self, number: int, content: bytes | StreamedLiteral | None) -> bytes | None:
        """Let a letter's data come; gives what lies in its file."""
        path = self.letters.take(MessageData(SequenceNumber(number), sections={WHOLE_LETTER: content}))
        return None if path is None else path.read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give an empty folder."""
    return Desk(tmp_path)


def test_short_letter_before_a_long_one(desk: Desk) -> None:
    """A long letter's literal is here before the short letter in front of it is looked at; neither gets the other's."""
    desk.stream(3, b"long")
    assert desk.take(2, b"short") == b"short"
    assert desk.take(3, StreamedLiteral(4)) == b"long"
    assert desk.octets == 9


def test_literals_nobody_asked_for(desk: Desk) -> None:
    """Another section's literal, and a letter's second one, shift no file to another letter, and are removed."""
    desk.stream(1, b"header", BodySection(text="HEADER"))
    desk.stream(1, b"one")
    desk.stream(1, b"one again")
    desk.stream(2, b"two")
    assert desk.take(1, StreamedLiteral(3)) == b"one"
    assert desk.take(2, StreamedLiteral(3)) == b"two"
    assert sorted(path.name for path in desk.folder.iterdir()) == ["2", "4"]


def test_nothing_came(desk: Desk) -> None:
    """NIL for a letter is no letter, and takes no other's file."""
    desk.stream(2, b"two")
    assert desk.take(1, None) is None
    assert desk.take(2, StreamedLiteral(3)) == b"two"
    assert desk.take(3, StreamedLiteral(3)) is None


def test_discarded(desk: Desk) -> None:
    """What is half here and what nobody took is removed."""
    desk.stream(1, b"one")
    desk.letters.begin(SequenceNumber(2), WHOLE_LETTER, 10)
    desk.letters.write(b"tw")
    desk.letters.discard()
    assert list(desk.folder.iterdir()) == []
