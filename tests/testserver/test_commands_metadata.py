# SPDX-License-Identifier: MIT
"""Annotations (RFC 5464)."""

import pytest

from tests.testserver.wire import LETTER, Client, Office


@pytest.fixture
def client() -> Client:
    """Return a client of an INBOX with annotations of three levels."""
    client = Office(LETTER).select()
    client.say('b SETMETADATA INBOX (/private/a "1" /private/a/b "22" /private/a/b/c "333" /shared/comment "x")')
    return client


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("INBOX /shared/comment", '* METADATA "INBOX" (/shared/comment "x")'),
        ("INBOX /PRIVATE/A", '* METADATA "INBOX" (/private/a "1")'),
        ("INBOX (/private/a /shared/comment)", '* METADATA "INBOX" (/private/a "1" /shared/comment "x")'),
        ("INBOX (DEPTH 1) /private/a", '* METADATA "INBOX" (/private/a "1" /private/a/b "22")'),
        ("(DEPTH infinity) INBOX (/private/a/b)", '* METADATA "INBOX" (/private/a/b "22" /private/a/b/c "333")'),
        ("INBOX /private/none", "c OK GETMETADATA completed"),
        ('"" /private/a', "c OK GETMETADATA completed"),
        ("INBOX /private/aa", "c OK GETMETADATA completed"),
    ],
)
def test_entries_are_told(client: Client, arguments: str, answer: str) -> None:
    """Names have no case; DEPTH takes in what is below (RFC 5464 sections 3.2, 4.2.2)."""
    assert client.say(f"c GETMETADATA {arguments}")[0] == answer


def test_long_values_are_left_out_on_demand(client: Client) -> None:
    """MAXSIZE leaves out longer values and tells how long the longest is (RFC 5464 section 4.2.1)."""
    assert client.say("c GETMETADATA INBOX (MAXSIZE 1 DEPTH infinity) /private/a") == [
        '* METADATA "INBOX" (/private/a "1")',
        "c OK [METADATA LONGENTRIES 3] GETMETADATA completed",
    ]


def test_nil_removes_an_entry_and_a_failure_changes_nothing(client: Client) -> None:
    """All entries are set or none (RFC 5464 section 4.3)."""
    assert client.say("c SETMETADATA INBOX (/shared/comment NIL)") == ["c OK SETMETADATA completed"]
    assert client.say("d GETMETADATA INBOX /shared/comment") == ["d OK GETMETADATA completed"]
    literal = "{16385+}\r\n" + "x" * 16385
    (refused,) = client.say(f"e SETMETADATA INBOX (/private/a NIL /private/z {literal})")
    assert refused == "e NO [METADATA MAXSIZE 16384] A value is too long"
    assert client.say("e GETMETADATA INBOX /private/a")[0] == '* METADATA "INBOX" (/private/a "1")'
    many = " ".join(f'/private/n{n} "x"' for n in range(1000))
    assert client.say(f'f SETMETADATA "" ({many})') == ["f OK SETMETADATA completed"]
    assert client.say('g SETMETADATA "" (/private/one NIL /private/more "x")') == [
        "g NO [METADATA TOOMANY] There are too many entries"
    ]


def test_annotations_follow_a_rename_and_go_with_the_mailbox() -> None:
    """INBOX keeps its own when it is renamed (RFC 5464 section 4.1)."""
    client = Office().select()
    client.say("c CREATE a")
    for name in ("a", "INBOX"):
        client.say(f'd SETMETADATA {name} (/private/comment "{name}")')
    client.say("e RENAME a b")
    client.say("f RENAME INBOX c")
    for name, value in (("b", "a"), ("c", "INBOX"), ("INBOX", "INBOX")):
        assert (
            client.say(f"g GETMETADATA {name} /private/comment")[0]
            == f'* METADATA "{name}" (/private/comment "{value}")'
        )
    client.say("h DELETE b")
    assert client.say("i GETMETADATA b /private/comment")[0].startswith("i NO [NONEXISTENT] ")
    client.say("j CREATE b")
    assert client.say("k GETMETADATA b /private/comment") == ["k OK GETMETADATA completed"]


@pytest.mark.parametrize(
    "command",
    [
        "GETMETADATA INBOX comment",
        "GETMETADATA INBOX /private",
        "GETMETADATA INBOX /private/a*",
        "GETMETADATA INBOX ()",
        "GETMETADATA (DEPTH 2) INBOX /private/a",
        "SETMETADATA INBOX ()",
        "SETMETADATA INBOX (/private/a)",
        "SETMETADATA INBOX /private/a x",
    ],
)
def test_what_is_no_entry_is_bad(client: Client, command: str) -> None:
    """Entries begin with /private or /shared and hold no wildcard (RFC 5464 section 3.2)."""
    assert client.say(f"c {command}")[0].startswith("c BAD ")
