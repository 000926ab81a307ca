# SPDX-License-Identifier: MIT
"""Commands about mailboxes."""

from datetime import UTC, datetime

import pytest

from tests.testserver.wire import LETTER, NOW, Office


def test_select_tells_everything_it_must() -> None:
    """FLAGS, EXISTS, RECENT, UNSEEN, PERMANENTFLAGS, UIDNEXT and UIDVALIDITY come before READ-WRITE."""
    office = Office(LETTER, LETTER)
    office.inbox.set_flags(1, ["\\Seen", "$Forwarded"])
    client = office.select("Nowhere")
    assert client.say("c select iNbOx") == [
        r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded)",
        r"* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $Forwarded \*)] Flags kept",
        "* 2 EXISTS",
        "* 0 RECENT",
        "* OK [UNSEEN 2] First unseen",
        "* OK [UIDNEXT 3] Next UID",
        f"* OK [UIDVALIDITY {office.inbox.uidvalidity}] UIDs are valid",
        f"* OK [MAILBOXID ({office.inbox.mailbox_id})] Its id",
        "* OK [HIGHESTMODSEQ 2] Highest",
        "c OK [READ-WRITE] Selected",
    ]


def test_examine_changes_nothing() -> None:
    r"""EXAMINE is read-only: no permanent flags, \Recent stays for others, STORE and EXPUNGE are refused."""
    office = Office(LETTER)
    office.inbox.add(office.inbox.message(1).letter, ["\\Seen", "\\Deleted"], NOW)
    office.inbox.set_flags(1, ["\\Seen"])
    client = office.connect()
    client.say("a LOGIN alice secret")
    lines = client.say("b EXAMINE INBOX")
    assert "* 1 RECENT" in lines
    assert "* OK [PERMANENTFLAGS ()] Flags kept" in lines
    assert not any("UNSEEN" in line for line in lines)
    assert lines[-1] == "b OK [READ-ONLY] Selected"
    assert client.say("c STORE 1 +FLAGS (\\Flagged)") == ["c NO The mailbox is open for reading only"]
    assert client.say("d EXPUNGE") == ["d NO The mailbox is open for reading only"]
    assert client.say("e MOVE 1 INBOX") == ["e NO The mailbox is open for reading only"]
    assert client.say("f CLOSE") == ["f OK CLOSE completed"]
    assert "* 1 RECENT" in client.say("g SELECT INBOX")


def test_a_failed_select_leaves_the_old_mailbox() -> None:
    """After a SELECT that fails no mailbox is selected (RFC 9051 section 6.3.2)."""
    client = Office(LETTER).select()
    assert client.say("c SELECT Nowhere") == [
        "* OK [CLOSED] The mailbox before is closed",
        "c NO [NONEXISTENT] No mailbox Nowhere",
    ]
    assert client.say("d FETCH 1 FLAGS") == ["d BAD FETCH is not allowed when authenticated"]


def test_close_expunges_in_silence_and_unselect_does_not() -> None:
    r"""CLOSE removes what has \Deleted and tells nobody here; UNSELECT removes nothing."""
    office = Office(LETTER, LETTER)
    client, other = office.select(), office.select()
    client.say("c STORE 1 +FLAGS (\\Deleted)")
    assert client.say("d UNSELECT") == ["d OK UNSELECT completed"]
    client.say("e SELECT INBOX")
    assert client.say("f CLOSE") == ["f OK CLOSE completed"]
    assert office.inbox.uids == [2]
    assert "* 1 EXPUNGE" in other.say("c NOOP")


def test_mailboxes_are_made_renamed_and_removed() -> None:
    r"""CREATE makes the names above \Noselect, RENAME takes along what is below, DELETE leaves a name above others."""
    office = Office()
    client = office.select()
    assert client.say("c CREATE a/b/c/")[0].startswith("c OK [MAILBOXID (")
    assert client.say("d SELECT a")[-1].startswith("d NO [NONEXISTENT]")
    assert client.say("d CREATE a")[0].startswith("d OK [MAILBOXID (")
    assert client.say("d CREATE a") == ["d NO [ALREADYEXISTS] There is a mailbox a already"]
    assert client.say("e RENAME a x") == ["e OK RENAME completed"]
    assert sorted(office.account.mailboxes) == ["INBOX", "x", "x/b", "x/b/c"]
    assert client.say("f CREATE x/b")[0].startswith("f OK ")
    assert client.say("f DELETE x/b") == ["f OK DELETE completed"]
    assert r'* LIST (\Noselect \HasChildren) "/" "x/b"' in client.say('g LIST "" *')
    assert client.say("h DELETE x/b") == ["h NO [HASCHILDREN] x/b has mailboxes below it"]
    assert client.say("i SELECT x/b")[-1].startswith("i NO [NONEXISTENT]")
    assert client.say("j CREATE x/b")[0].startswith("j OK [MAILBOXID (")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("DELETE INBOX", "CANNOT"),
        ("DELETE x", "NONEXISTENT"),
        ("RENAME x y", "NONEXISTENT"),
        ("RENAME INBOX INBOX", "ALREADYEXISTS"),
        ("RENAME INBOX INBOX/x", "ALREADYEXISTS"),
        ("CREATE /", "CANNOT"),
        ("CREATE a//b", "CANNOT"),
        ('CREATE "%"', "CANNOT"),
        ("SUBSCRIBE x", "NONEXISTENT"),
        ("STATUS x (MESSAGES)", "NONEXISTENT"),
        ("APPEND x {1+}\r\nx", "TRYCREATE"),
        ("CREATE a (USE (\\Nonsense))", "USEATTR"),
        ("CREATE a (USE (\\Sent \\Junk))", "USEATTR"),
    ],
)
def test_refusals_tell_their_code(command: str, code: str) -> None:
    """What can't be done gets NO with a response code of RFC 5530."""
    assert Office().select().say(f"c {command}")[0].startswith(f"c NO [{code}] ")


def test_a_name_that_comes_back_has_another_uidvalidity() -> None:
    """A mailbox made after one of its name was removed can't be mistaken for it (RFC 9051 section 2.3.1.1)."""
    office = Office()
    client = office.select()
    client.say("c CREATE a")
    first = office.account.mailbox("a").uidvalidity
    client.say("d DELETE a")
    client.say("e CREATE a")
    assert office.account.mailbox("a").uidvalidity != first


def test_renaming_inbox_moves_its_letters() -> None:
    """RENAME INBOX leaves INBOX empty (RFC 9051 section 6.3.6)."""
    office = Office(LETTER, LETTER)
    client = office.select()
    assert client.say("c RENAME INBOX old") == ["* 2 EXPUNGE", "* 1 EXPUNGE", "c OK RENAME completed"]
    assert len(office.account.mailbox("old")) == 2


def test_deleting_the_selected_mailbox() -> None:
    """Who deletes the selected mailbox leaves it; others hear BYE."""
    office = Office()
    office.account.create("a")
    client, other, idler = office.select("a"), office.select("a"), office.select("a")
    idler.say("c IDLE")
    assert client.say("c DELETE a") == ["c OK DELETE completed"]
    assert client.say("d CHECK") == ["d BAD CHECK is not allowed when authenticated"]
    assert other.say("c NOOP") == ["* BYE The selected mailbox was deleted"]
    assert other.connection.closed
    assert idler.heard() == b"* BYE The selected mailbox was deleted\r\n"


def test_special_use_can_be_asked_for() -> None:
    """CREATE with USE gives the mailbox its attribute (RFC 6154)."""
    client = Office().select()
    assert client.say("c CREATE Gone (USE (\\trash))")[0].startswith("c OK ")
    assert r'* LIST (\HasNoChildren \Trash) "/" "Gone"' in client.say('d LIST "" *')


def test_status_counts() -> None:
    """STATUS tells each item that was asked for, in that order (RFC 9051 section 6.3.11)."""
    office = Office(LETTER, LETTER)
    office.inbox.set_flags(1, ["\\Seen", "\\Deleted"])
    office.inbox.add(office.inbox.message(1).letter, [], NOW)
    client = office.connect()
    client.say("a LOGIN alice secret")
    validity = office.inbox.uidvalidity
    assert client.say("b STATUS inbox (MESSAGES UNSEEN RECENT UIDNEXT UIDVALIDITY DELETED SIZE)")[0] == (
        f'* STATUS "INBOX" (MESSAGES 3 UNSEEN 2 RECENT 1 UIDNEXT 4 UIDVALIDITY {validity} DELETED 1'
        f" SIZE {3 * len(LETTER)})"
    )
    assert client.say("c STATUS inbox (NONSENSE)")[0].startswith("c BAD ")


def test_append_keeps_octets_flags_and_date() -> None:
    """A letter is stored as it came, and APPENDUID tells its UID (RFC 4315)."""
    office = Office()
    client = office.select()
    command = b'c APPEND INBOX (\\Flagged $F) " 1-Feb-2026 00:00:00 +0000" {4}\r\n'
    assert client.heard(command) == b"+ Ready for the literal\r\n"
    answer = client.heard(b"a\n\xff\0\r\n").decode()
    assert f"c OK [APPENDUID {office.inbox.uidvalidity} 1] APPEND completed" in answer
    message = office.inbox.message(1)
    assert message.letter.data == b"a\n\xff\0"
    assert message.flags == {"\\Flagged", "$F"}
    assert message.internal_date == datetime(2026, 2, 1, tzinfo=UTC)
    client.say("d APPEND INBOX {1+}\r\nx")
    assert office.inbox.message(2).internal_date == NOW


def test_subscriptions() -> None:
    """SUBSCRIBE and UNSUBSCRIBE change what LSUB and LIST (SUBSCRIBED) show."""
    client = Office().select()
    client.say("c CREATE a/b")
    client.say("d SUBSCRIBE a/b")
    assert client.say('e LSUB "" *')[:-1] == ['* LSUB () "/" "INBOX"', '* LSUB () "/" "a/b"']
    assert client.say('f LSUB "" %')[:-1] == ['* LSUB () "/" "INBOX"', r'* LSUB (\Noselect) "/" "a"']
    client.say("g DELETE a/b")
    assert client.say('h LIST (SUBSCRIBED) "" *')[:-1] == [
        r'* LIST (\HasNoChildren \Subscribed) "/" "INBOX"',
        r'* LIST (\NonExistent \HasNoChildren \Subscribed) "/" "a/b"',
    ]
    client.say("i UNSUBSCRIBE a/b")
    assert client.say('j LSUB "" *')[:-1] == ['* LSUB () "/" "INBOX"']


def test_namespace() -> None:
    """There is one personal namespace without prefix (RFC 2342)."""
    assert Office().select().say("c NAMESPACE")[0] == '* NAMESPACE (("" "/")) NIL NIL'


def test_a_name_goes_with_the_last_mailbox_below_it() -> None:
    r"""What is only \Noselect vanishes when nothing is below it any more."""
    office = Office()
    client = office.select()
    client.say("c CREATE a/b/c")
    client.say("d CREATE a/b")
    assert client.say("e DELETE a/b") == ["e OK DELETE completed"]
    assert client.say("f DELETE a/b/c") == ["f OK DELETE completed"]
    assert sorted(office.account.mailboxes) == ["INBOX"]
    client.say("g CREATE a/b/c")
    assert client.say("h RENAME a/b/c d") == ["h OK RENAME completed"]
    assert sorted(office.account.mailboxes) == ["INBOX", "d"]
