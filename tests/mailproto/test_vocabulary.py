# SPDX-License-Identifier: MIT
"""IMAP's words: known ones have one spelling, unknown ones are kept."""

from __future__ import annotations

import pytest

from mailproto.vocabulary import SEEN, Capability, Flag, MailboxAttribute, MailboxName


def test_known_words_have_one_spelling() -> None:
    """Flags and attributes that differ in case only are the same, if they are known."""
    assert Flag(r"\SEEN") == SEEN == r"\Seen"
    assert {Flag("$forwarded")} == {Flag("$Forwarded")}
    assert MailboxAttribute(r"\haschildren") == r"\HasChildren"
    assert repr(Flag(r"\seen")) == r"Flag('\\Seen')"


def test_unknown_words_are_kept() -> None:
    """A word that nobody knows stays as the server spelt it."""
    assert Flag("MyLabel") == "MyLabel" != Flag("mylabel")
    assert MailboxAttribute(r"\Strange") == r"\Strange"


def test_capabilities_are_in_upper_case() -> None:
    """Capabilities are compared without regard to case."""
    assert Capability("imap4rev1") == Capability("IMAP4rev1") == "IMAP4REV1"


@pytest.mark.parametrize("text", ["INBOX", "inbox", "InBox"])
def test_inbox_has_one_spelling(text: str) -> None:
    """INBOX is INBOX however the server spells it; below it, case counts."""
    name = MailboxName(text, text.encode())
    assert str(name) == "INBOX"
    assert name == MailboxName("INBOX")
    assert name.raw == text.encode()
    assert MailboxName("inbox/x") != MailboxName("INBOX/x")
