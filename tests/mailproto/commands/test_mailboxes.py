# SPDX-License-Identifier: MIT
"""The commands that make, remove and count mailboxes: what they need, and what they make of codes."""

from __future__ import annotations

import pytest

from mailproto.commands import Create
from mailproto.errors import CapabilityMissing, CommandRejected
from mailproto.responses import ResponseCode
from mailproto.states import ConnectionState
from tests.support.sessions import session_in

AUTHENTICATED = ConnectionState.AUTHENTICATED


def test_a_special_use_is_asked_for_only_where_it_can_be_given() -> None:
    """RFC 6154, 3: clients must not use USE elsewhere; a mailbox without it can be made everywhere."""
    session = session_in(AUTHENTICATED, "IMAP4rev1 SPECIAL-USE")
    with pytest.raises(CapabilityMissing, match="CREATE with USE needs the capability CREATE-SPECIAL-USE"):
        session.submit(Create("a", (r"\Sent",)))
    assert session.data_to_send() == b""
    session.submit(Create("a"))
    assert session.data_to_send() == b"A001 CREATE a\r\n"
    session = session_in(AUTHENTICATED, "IMAP4rev1 CREATE-SPECIAL-USE")
    session.submit(Create("a", (r"\Sent", r"\Drafts")))
    assert session.data_to_send() == b"A001 CREATE a (USE (\\Sent \\Drafts))\r\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [(b"[MAILBOXID (F22)] ", "F22"), (b"[MAILBOXID F22] ", None), (b"[COPYUID 1 2 3] ", None), (b"", None)],
)
def test_a_new_mailbox_tells_its_id(code: bytes, told: str | None) -> None:
    """RFC 8474, 4.1; None from servers without it, and where it cannot be read."""
    session = session_in(AUTHENTICATED)
    made = session.submit(Create("a"))
    session.receive_data(b"A001 OK %bdone\r\n" % code)
    assert made.result == told


def test_a_use_that_the_server_does_not_have() -> None:
    """RFC 6154, 5.3: nothing was made, and the code says why."""
    session = session_in(AUTHENTICATED)
    made = session.submit(Create("Everything", (r"\All",)))
    session.receive_data(b"A001 NO [USEATTR] \\All not supported\r\n")
    assert isinstance(made.error, CommandRejected)
    assert made.error.status.code == ResponseCode("USEATTR", None, b"USEATTR")
