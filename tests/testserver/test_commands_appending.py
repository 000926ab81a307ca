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
