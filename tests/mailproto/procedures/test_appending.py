# SPDX-License-Identifier: MIT
"""Putting letters into a mailbox in as few commands as it takes, and none that is too large."""

from __future__ import annotations

import pytest

from mailproto.commands import Capability, NewMessage
from mailproto.errors import LocalProtocolError
from mailproto.procedures import append
from mailproto.responses import AppendUid
from mailproto.sequences import UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import UidValidity
from tests.support.procedure_runner import run
from tests.support.sessions import session_in, words

TWO = (NewMessage(b"x"), NewMessage(b"yy"))
WHERE = ConnectionState.AUTHENTICATED


@pytest.mark.parametrize(
    ("capabilities", "messages", "sent"),
    [("MULTIAPPEND", TWO, ["MultiAppend"]), ("MULTIAPPEND", TWO[:1], ["Append"]), ("", TWO, ["Append", "Append"])],
)
def test_several_letters_go_together_where_they_may(
    capabilities: str, messages: tuple[NewMessage, ...], sent: list[str]
) -> None:
    """RFC 3502; one letter needs no MULTIAPPEND. What the server tells of their UIDs is given."""
    told = AppendUid(UidValidity(3), UidSet.of([7]))
    procedure = append("a", messages)
    commands = []
    step = next(procedure)
    try:
        while True:
            commands.append(type(step).__name__)
            step = procedure.send(words(capabilities) if isinstance(step, Capability) else told)
    except StopIteration as stop:
        result = stop.value
    assert result == (told,) * len(sent)
    assert commands == ["Capability", "Capability", *sent]


def test_a_server_that_tells_no_uids_is_believed() -> None:
    """RFC 4315 is an extension."""
    session = session_in(WHERE, "IMAP4rev1 LITERAL+ MULTIAPPEND")
    for messages in (TWO, TWO[:1]):
        procedure = append("a", messages)
        next(procedure)
        procedure.send(session.capabilities)
        procedure.send(session.capabilities)
        with pytest.raises(StopIteration) as stop:
            procedure.send(None)
        assert stop.value.value == ()


def test_a_letter_too_large_for_this_mailbox_is_refused_before_any_is_sent() -> None:
    """RFC 7889, 3.1: the limit is asked for where each mailbox has its own."""
    said = {"STATUS a (APPENDLIMIT)": b"* STATUS a (APPENDLIMIT 1)\r\n%t OK done\r\n"}
    with pytest.raises(LocalProtocolError) as caught:
        run(append("a", TWO), session_in(WHERE, "IMAP4rev1 APPENDLIMIT"), said)
    assert caught.value.code == "append-limit"
