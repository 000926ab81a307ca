# SPDX-License-Identifier: MIT
"""Opening and listing mailboxes."""

from __future__ import annotations

import pytest

from mailproto.procedures import list_folders, open_mailbox
from mailproto.states import ConnectionState
from tests.support.procedure_runner import run
from tests.support.sessions import session_in


@pytest.mark.parametrize(("read_only", "line"), [(False, "SELECT a"), (True, "EXAMINE a")])
def test_opening_a_mailbox(read_only: bool, line: str) -> None:  # noqa: FBT001 - the case table's column
    """To change it, or only to read."""
    session = session_in(ConnectionState.AUTHENTICATED)
    result, lines = run(open_mailbox("a", read_only=read_only), session, {line: b"* 3 EXISTS\r\n%t OK done\r\n"})
    assert lines == [line]
    assert (result.exists, result.read_only) == (3, read_only)


def test_folders_come_with_their_numbers_in_two_round_trips() -> None:
    """LIST, then every STATUS at once; a folder that holds no letters, or refuses, has none."""
    session = session_in(ConnectionState.AUTHENTICATED)
    status = "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"
    said = {
        'LIST "" *': b'* LIST () "/" INBOX\r\n* LIST (\\Noselect) "/" x\r\n* LIST () "/" shut\r\n%t OK done\r\n',
        f"STATUS INBOX {status}": b"* STATUS INBOX (MESSAGES 3)\r\n%t OK done\r\n",
        f"STATUS shut {status}": b"%t NO none of your business\r\n",
    }
    folders, lines = run(list_folders(), session, said)
    assert lines == ['LIST "" *', f"STATUS INBOX {status}; STATUS shut {status}"]
    assert [(folder.mailbox.text, numbers and numbers.items) for folder, numbers in folders] == [
        ("INBOX", {"MESSAGES": 3}),
        ("x", None),
        ("shut", None),
    ]
