# SPDX-License-Identifier: MIT
"""FETCH of what has changed since a mod-sequence."""

from __future__ import annotations

from typing import Any

import pytest

from mailproto.commands import Command, Fetch, UidFetch
from mailproto.errors import CapabilityMissing
from mailproto.sequences import SequenceSet, UidSet
from mailproto.states import ConnectionState
from mailproto.vocabulary import ModSeq
from tests.support.sessions import session_in

CHANGED: list[tuple[Command[Any], bytes]] = [
    (UidFetch(UidSet.parse(b"1:*"), "FLAGS", ModSeq(12345)), b"UID FETCH 1:* FLAGS (CHANGEDSINCE 12345)"),
    (Fetch(SequenceSet.parse(b"1:*"), "FLAGS", ModSeq(12345)), b"FETCH 1:* FLAGS (CHANGEDSINCE 12345)"),
]


@pytest.mark.parametrize(("command", "octets"), CHANGED)
def test_what_has_changed_since_a_mod_sequence_is_asked_for(command: Command[Any], octets: bytes) -> None:
    """The condition stands after the items, as in the example of RFC 7162, 3.1.4.1."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1 CONDSTORE")
    session.submit(command)
    assert session.data_to_send().split(b" ", 1)[1] == octets + b"\r\n"


@pytest.mark.parametrize(("command", "octets"), CHANGED)
def test_a_server_without_mod_sequences_is_not_asked_for_changes(command: Command[Any], octets: bytes) -> None:
    """It would answer BAD; the reason is told before a byte leaves."""
    session = session_in(ConnectionState.SELECTED, "IMAP4rev1")
    with pytest.raises(CapabilityMissing, match=octets.split(b" 1:*")[0].decode("ascii")):
        session.submit(command)
    assert session.data_to_send() == b""
