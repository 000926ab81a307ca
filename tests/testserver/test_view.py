# SPDX-License-Identifier: MIT
"""One session's view of its mailbox."""

from tests.testserver.wire import LETTER, NOW, Office
from testserver.letter import Letter


def test_a_message_that_came_and_went_is_never_told() -> None:
    """What a session never heard of, it need not hear the end of."""
    office = Office(LETTER)
    client = office.select()
    office.inbox.add(Letter(LETTER), [], NOW)
    office.inbox.expunge(2)
    assert client.say("c NOOP") == ["c OK Completed"]


def test_new_messages_are_told_before_their_expunge() -> None:
    """EXISTS counts what is gone but not yet told, so that numbers stay true."""
    office = Office(LETTER, LETTER)
    client = office.select()
    office.inbox.expunge(1)
    office.inbox.add(Letter(LETTER), [], NOW)
    assert client.say("c FETCH 2 UID") == [
        "* 2 FETCH (UID 2)",
        "* 3 EXISTS",
        "* 1 RECENT",
        "c OK FETCH completed",
    ]
    assert client.say("d NOOP") == ["* 1 EXPUNGE", "d OK Completed"]
    assert client.say("e FETCH 1:* UID")[:2] == ["* 1 FETCH (UID 2)", "* 2 FETCH (UID 3)"]


def test_one_session_has_the_recent_flag() -> None:
    r"""\Recent goes to the first session that is told, and to no other (RFC 3501 section 2.3.2)."""
    office = Office()
    first, second = office.select(), office.select()
    office.inbox.add(Letter(LETTER), [], NOW)
    assert first.say("c NOOP")[:2] == ["* 1 EXISTS", "* 1 RECENT"]
    assert second.say("c NOOP") == ["* 1 EXISTS", "c OK Completed"]
    assert first.say("d FETCH 1 FLAGS")[0] == r"* 1 FETCH (FLAGS (\Recent))"
    office.inbox.expunge(1)
    assert first.say("e NOOP")[:2] == ["* 1 EXPUNGE", "* 0 RECENT"]
    assert first.session.view is not None
    assert first.session.view.recent == 0


def test_flags_of_an_expunged_message_are_not_told() -> None:
    """A change that an expunge overtakes is forgotten."""
    office = Office(LETTER)
    client = office.select()
    office.inbox.set_flags(1, ["\\Seen"])
    office.inbox.expunge(1)
    assert client.say("c NOOP") == ["* 1 EXPUNGE", "c OK Completed"]


def test_equal_flags_are_no_change() -> None:
    """Setting what is set already is told to nobody."""
    office = Office(LETTER)
    client = office.select()
    office.inbox.set_flags(1, [])
    assert not client.woken


def test_another_uidvalidity_comes_with_other_uids() -> None:
    """After the change no old UID is right, whether its message was read, expunged, new or changed."""
    office = Office(LETTER, LETTER, LETTER)
    client = office.select()
    office.inbox.expunge(1)
    office.inbox.set_flags(2, ["\\Seen"])
    office.inbox.add(Letter(LETTER), [], NOW)
    validity = office.account.change_uidvalidity("INBOX")
    assert client.say("c NOOP") == [
        f"* OK [UIDVALIDITY {validity}] UIDVALIDITY has changed",
        "* 1 EXPUNGE",
        "* 3 EXISTS",
        "* 1 RECENT",
        r"* 1 FETCH (FLAGS (\Seen))",
        "c OK Completed",
    ]
    assert client.say("d UID FETCH 1:5 FLAGS") == ["d OK FETCH completed"]
    assert client.say("e FETCH 2:3 UID")[:2] == ["* 2 FETCH (UID 7)", "* 3 FETCH (UID 8)"]


def test_a_closed_view_hears_nothing() -> None:
    """After UNSELECT nobody is woken."""
    office = Office(LETTER)
    client = office.select()
    client.say("c UNSELECT")
    office.inbox.expunge(1)
    assert not client.woken
    assert office.inbox.views == []


def test_a_message_is_recent_where_it_is_told_first() -> None:
    r"""\Recent is the first session's that is notified, however many have the mailbox open (RFC 3501 section 2.3.2)."""
    office = Office()
    first, second = office.select(), office.select()
    office.inbox.add(Letter(LETTER), [], NOW)
    assert second.say("c NOOP")[:2] == ["* 1 EXISTS", "* 1 RECENT"]
    assert second.say("d STATUS INBOX (RECENT)")[0] == '* STATUS "INBOX" (RECENT 1)'
    assert first.say("c NOOP") == ["* 1 EXISTS", "c OK Completed"]
    assert first.say("d SEARCH RECENT")[0] == "* SEARCH"
