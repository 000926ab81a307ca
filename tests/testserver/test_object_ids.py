# SPDX-License-Identifier: MIT
"""Identities of letters and mailboxes (RFC 8474)."""

from tests.testserver.wire import LETTER, Office
from testserver.object_ids import email_id


def test_a_copy_has_the_same_email_id() -> None:
    """EMAILID is the letter's, and SEARCH finds it; conversations are not kept: THREADID is NIL."""
    office = Office(LETTER, LETTER + b"x")
    client = office.select()
    client.say("c COPY 1 INBOX")
    name = email_id(office.inbox.message(1).letter)
    assert client.say("d FETCH 1:3 (EMAILID THREADID)")[0] == f"* 1 FETCH (EMAILID ({name}) THREADID NIL)"
    assert client.say(f"e SEARCH EMAILID {name}")[0] == "* SEARCH 1 3"
    assert client.say("f SEARCH THREADID x")[0] == "* SEARCH"


def test_a_mailbox_keeps_its_id_when_it_is_renamed() -> None:
    """MAILBOXID is told by CREATE, SELECT and STATUS, and outlives RENAME."""
    office = Office()
    client = office.select()
    created = client.say("c CREATE a")[0]
    name = office.account.mailbox("a").mailbox_id
    assert f"[MAILBOXID ({name})]" in created
    client.say("d RENAME a b")
    assert client.say("e STATUS b (MAILBOXID)")[0] == f'* STATUS "b" (MAILBOXID ({name}))'
    client.say("f CREATE a")
    assert office.account.mailbox("a").mailbox_id != name
