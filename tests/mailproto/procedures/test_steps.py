# SPDX-License-Identifier: MIT
"""The steps of which procedures are made."""

from __future__ import annotations

import pytest

from mailproto.commands import Noop, Status
from mailproto.errors import CommandFailed, CommandRejected, ImapError
from mailproto.procedures import ask, together
from mailproto.states import ConnectionState
from tests.support.procedure_runner import run
from tests.support.sessions import session_in


def test_what_the_server_refuses_of_several_stands_at_its_place() -> None:
    """And the others have their results."""
    session = session_in(ConnectionState.AUTHENTICATED)
    said = {"STATUS a (MESSAGES)": b"%t NO none\r\n", "STATUS b (MESSAGES)": b"* STATUS b (MESSAGES 1)\r\n%t OK\r\n"}
    outcomes, _ = run(together(Status("a", ("MESSAGES",)), Status("b", ("MESSAGES",))), session, said)
    refused, numbers = outcomes
    assert isinstance(refused, CommandRejected)
    assert not isinstance(numbers, CommandFailed)
    assert numbers.items == {"MESSAGES": 1}


def test_other_errors_of_several_are_thrown() -> None:
    """The end of the connection is no outcome."""
    session = session_in(ConnectionState.AUTHENTICATED)
    with pytest.raises(ImapError, match="ended the connection"):
        run(together(Noop(), Noop()), session, {"NOOP": b"* BYE\r\n"})


def test_one_command_is_a_procedure_too() -> None:
    """With its own type of result."""
    assert run(ask(Noop()), session_in(ConnectionState.AUTHENTICATED), {}) == (None, ["NOOP"])
