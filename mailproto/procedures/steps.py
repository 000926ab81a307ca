# SPDX-License-Identifier: MIT
"""What a procedure is, and the two steps that all of them are made of.

A procedure is a generator of commands, written once for every driver. It yields a command and is sent its result; or it
yields a tuple of commands, which are sent without waiting for one another, and is sent a tuple of their outcomes. A
single command's error is thrown into the generator where it was yielded. In a tuple, what the server refused
(CommandRejected, CommandInvalid) stands as a value at its command's place; any other error is thrown, once all are
done. What the generator returns is the procedure's result. Nothing here knows what a command does.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeVar

from mailproto.commands import Command
from mailproto.errors import CommandFailed

R = TypeVar("R")

Procedure = Generator[Command[object] | tuple[Command[object], ...], Any, R]


def ask(command: Command[R]) -> Procedure[R]:
    """Do with one command, and give its result with its type."""
    result: R = yield command
    return result


def together(*commands: Command[R]) -> Procedure[tuple[R | CommandFailed, ...]]:
    """Send commands without waiting for one another, and give their outcomes in the same order."""
    outcomes: tuple[R | CommandFailed, ...] = yield commands
    return outcomes
