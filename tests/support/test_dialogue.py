# SPDX-License-Identifier: MIT
"""The player of transcripts notices what differs."""

from __future__ import annotations

import pytest

from mailproto.commands import Noop
from mailproto.session import Session
from tests.support.dialogue import Dialogue, Player, Turn

GREETING = "S: * PREAUTH hello\n"


def test_a_transcript_is_turns_of_lines() -> None:
    """Comments and empty lines are left out, empty lines of a speaker are not."""
    dialogue = Dialogue.parse("# a comment\n\nS: * OK\nS: \nC: A001 NOOP\nT:\nE:\n")
    assert dialogue.turns == (
        Turn("S", (b"* OK", b"")),
        Turn("C", (b"A001 NOOP",)),
        Turn("T", (b"",)),
        Turn("E", (b"",)),
    )


def test_a_line_of_nobody_is_an_error() -> None:
    """A forgotten mark would else be a line that is never played."""
    with pytest.raises(ValueError, match="A001 NOOP"):
        Dialogue.parse("A001 NOOP\n")


def test_a_command_that_differs_is_an_error() -> None:
    """The transcript says what must be sent."""
    with pytest.raises(AssertionError):
        Player(Session(encrypted=True)).play(Dialogue.parse(GREETING + "C: A001 CHECK\n"), [Noop()])


def test_case_counts_unless_it_is_said_not_to() -> None:
    """IMAP's own words have none."""
    dialogue = Dialogue.parse(GREETING + "C: A007 noop\nS: A007 OK\nE:\n")
    with pytest.raises(AssertionError):
        Player(Session(encrypted=True)).play(dialogue, [Noop()])
    player = Player(Session(encrypted=True), ignore_case=True)
    player.play(dialogue, [Noop()])
    assert player.in_flight[0].done


def test_commands_left_over_are_an_error() -> None:
    """Each must have its line."""
    with pytest.raises(AssertionError, match="before all commands"):
        Player(Session(encrypted=True)).play(Dialogue.parse(GREETING), [Noop()])
