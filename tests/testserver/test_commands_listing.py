# SPDX-License-Identifier: MIT
"""LIST and LSUB."""

import pytest

from tests.testserver.wire import LETTER, Office


@pytest.fixture
def office() -> Office:
    """Return mailboxes of three levels."""
    office = Office(LETTER)
    office.account.create("a/b/c")
    office.account.create("Sent", "\\Sent")
    office.account.create("Учёба")
    office.account.subscriptions.add("a/b/c")
    return office


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ('"" *', ["INBOX", "Sent", "a", "a/b", "a/b/c", "&BCMERwRRBDEEMA-"]),
        ('"" %', ["INBOX", "Sent", "a", "&BCMERwRRBDEEMA-"]),
        ('"" "a/%"', ["a/b"]),
        ("a/ %", ["a/b"]),
        ('"" (inbox "a/*")', ["INBOX", "a/b", "a/b/c"]),
        ('(SPECIAL-USE) "" *', ["Sent"]),
        ('() "" Sent RETURN (CHILDREN)', ["Sent"]),
        ('(SUBSCRIBED) "" *', ["INBOX", "a/b/c"]),
        ('(SUBSCRIBED RECURSIVEMATCH) "" %', ["INBOX", "a"]),
        ('"" nothing', []),
    ],
)
def test_patterns_choose_names(office: Office, arguments: str, names: list[str]) -> None:
    """INBOX comes first, the others by name."""
    lines = office.select().say(f"c LIST {arguments}")
    assert lines[-1] == "c OK LIST completed"
    assert [line.split('"/" ')[1].split('"')[1] for line in lines[:-1]] == names


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ('"" ""', r'* LIST (\Noselect) "/" ""'),
        ('"" Sent', r'* LIST (\HasNoChildren \Sent) "/" "Sent"'),
        ('"" a', r'* LIST (\Noselect \HasChildren) "/" "a"'),
        ('"" a/b/c RETURN (SUBSCRIBED)', r'* LIST (\HasNoChildren \Subscribed) "/" "a/b/c"'),
        ('(SUBSCRIBED RECURSIVEMATCH) "" a', r'* LIST (\Noselect \HasChildren) "/" "a" ("CHILDINFO" ("SUBSCRIBED"))'),
        ('"" INBOX RETURN (SUBSCRIBED STATUS (MESSAGES))', '* STATUS "INBOX" (MESSAGES 1)'),
    ],
)
def test_attributes_are_told(office: Office, arguments: str, line: str) -> None:
    """Children, special use, subscription and STATUS are shown (RFC 5258, RFC 6154, RFC 5819)."""
    assert line in office.select().say(f"c LIST {arguments}")


@pytest.mark.parametrize(
    "arguments",
    ['(NONSENSE) "" *', '(RECURSIVEMATCH) "" *', '"" * RETURN (NONSENSE)', '"" * RETURN', '"" * x', '""', '"" (a  b)'],
)
def test_what_list_does_not_know_is_bad(office: Office, arguments: str) -> None:
    """Unknown options are refused, not ignored (RFC 5258 section 3)."""
    assert office.select().say(f"c LIST {arguments}")[0].startswith("c BAD ")
