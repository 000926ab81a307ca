# SPDX-License-Identifier: MIT
"""Words of the server: made once, bounded, and kept whatever they are."""

from __future__ import annotations

from mailproto.parser import words
from mailproto.vocabulary import Capability, Flag, MailboxName


def test_text_is_utf8_or_else_latin1() -> None:
    """No byte of the server's text is lost."""
    assert words.text_of("ä".encode()) == "ä" == words.text_of(b"\xe4")


def test_letters_with_the_same_flags_share_one_set() -> None:
    """The same list of flags is one object, of flags with their known spelling."""
    found = words.flag_set_of(rb"\seen $Junk")
    assert found == {Flag(r"\Seen"), Flag("$Junk")}
    assert words.flag_set_of(rb"\seen $Junk") is found


def test_the_memory_of_flags_is_bounded() -> None:
    """A server that invents flags without end does not fill the memory."""
    for number in range(2 * words._MOST_FLAG_LISTS):
        words.flag_set_of(b"flag%d" % number)
    assert len(words._flag_lists) <= words._MOST_FLAG_LISTS
    long = b"x" * (words._LONGEST_REMEMBERED + 1)
    assert words.flag_set_of(long) == {long.decode()}
    assert long not in words._flag_lists


def test_capabilities() -> None:
    """Capabilities are words in upper case; a plus sign that went astray belongs to the word before it."""
    expected = (Capability("IMAP4REV1"), Capability("LITERAL+"), Capability("IDLE"))
    assert words.capabilities_of(b" imap4rev1 LITERAL + IDLE ") == expected
    assert words.capabilities_of(b"IMAP4rev1 LITERAL +") == expected[:2]
    assert words.capabilities_of(b"") == ()


def test_mailboxes() -> None:
    """A name is quoted or not, and keeps the form in which it goes back."""
    name = words.mailbox_of(b'"&BB4EQg- \\"x\\""')
    assert (name.text, name.raw) == ('От "x"', b'&BB4EQg- "x"')
    assert words.mailbox_of(b'"').raw == b'"'
    assert words.mailbox_of(b"inbox") == MailboxName("INBOX")
