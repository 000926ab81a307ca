# SPDX-License-Identifier: MIT
"""APPEND with its extensions."""

from tests.testserver.wire import LETTER, Office


def test_several_letters_arrive_together() -> None:
    """MULTIAPPEND tells all UIDs; flags and dates are each letter's own (RFC 3502)."""
    office = Office()
    client = office.select()
    command = b'c APPEND INBOX (\\Seen) {3+}\r\nabc " 1-Feb-2026 12:00:00 +0300" ~{3+}\r\na\0b {1+}\r\nz\r\n'
    validity = office.inbox.uidvalidity
    assert client.heard(command).endswith(f"c OK [APPENDUID {validity} 1:3] APPEND completed\r\n".encode())
    assert [office.inbox.message(uid).letter.data for uid in (1, 2, 3)] == [b"abc", b"a\0b", b"z"]
    assert office.inbox.message(1).flags == {"\\Seen"}
    assert office.inbox.message(2).internal_date.hour == 12


def test_all_letters_arrive_or_none() -> None:
    """One that is refused takes the others with it (RFC 3502 section 3)."""
    office = Office()
    assert office.select().heard(b"c APPEND INBOX {1+}\r\na {0+}\r\n\r\n") == (
        b"c NO [CANNOT] A letter without an octet is none\r\n"
    )
    assert not office.inbox.uids


def test_utf8_marks_a_letter_once_enabled() -> None:
    """UTF8 (~{...}) is understood by who enabled it (RFC 6855 section 4)."""
    office = Office()
    client = office.select()
    command = b"c APPEND INBOX UTF8 (~{%d+}\r\n%b)\r\n" % (len(LETTER), LETTER)
    assert client.heard(command).startswith(b"c BAD ")
    client.say("d ENABLE UTF8=ACCEPT")
    assert b"c OK [APPENDUID" in client.heard(command)
    assert client.say("e SEARCH CHARSET UTF-8 ALL")[0].startswith("e BAD ")


def test_the_largest_letter_is_told() -> None:
    """APPENDLIMIT has the server's limit; no mailbox has another (RFC 7889)."""
    client = Office().select()
    assert "APPENDLIMIT=67108864" in client.say("c CAPABILITY")[0].split()
    assert client.say("d STATUS INBOX (APPENDLIMIT)")[0] == '* STATUS "INBOX" (APPENDLIMIT NIL)'
    assert client.say("e APPEND INBOX {67108865}") == ["e NO [TOOBIG] Literal too long"]


def test_replace_brings_one_and_takes_one() -> None:
    """APPENDUID comes first, then EXPUNGE of that one message, whatever its flags (RFC 8508 section 3)."""
    office = Office(LETTER, LETTER, LETTER)
    office.account.create("a")
    client = office.select()
    client.say("b STORE 3 +FLAGS.SILENT (\\Deleted)")
    validity = office.inbox.uidvalidity
    answer = client.heard(b"c REPLACE 2 INBOX (\\Draft) {3+}\r\nnew\r\n").decode().split("\r\n")
    assert answer[0] == f"* OK [APPENDUID {validity} 4] Replacement is there"
    assert answer[1:3] == ["* 2 EXPUNGE", "* 3 EXISTS"]
    assert answer[-2] == "c OK REPLACE completed"
    assert client.heard(b"d UID REPLACE 1 a {3+}\r\nnew\r\n").startswith(b"* OK [APPENDUID ")
    assert office.inbox.uids == [3, 4]
    assert len(office.account.mailbox("a")) == 1


def test_a_replace_that_fails_changes_nothing() -> None:
    """Nothing arrives and nothing goes when either can't be (RFC 8508 section 3.4)."""
    office = Office(LETTER)
    client = office.select()
    for command, status in (
        (b"REPLACE 9 INBOX {1+}\r\na", b"c BAD "),
        (b"UID REPLACE 9 INBOX {1+}\r\na", b"c NO [NONEXISTENT] "),
        (b"REPLACE 1 nowhere {1+}\r\na", b"c NO [TRYCREATE] "),
        (b"REPLACE 1 INBOX {0+}\r\n", b"c NO [CANNOT] "),
        (b"REPLACE * INBOX {1+}\r\na", b"c BAD "),
    ):
        assert client.heard(b"c " + command + b"\r\n").startswith(status)
    client.say("d EXAMINE INBOX")
    assert client.heard(b"c REPLACE 1 INBOX {1+}\r\na\r\n").startswith(b"c NO ")
    assert office.inbox.uids == [1]
