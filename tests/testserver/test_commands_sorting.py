# SPDX-License-Identifier: MIT
"""SORT and THREAD on the wire."""

import pytest

from tests.testserver.wire import Client, Office


@pytest.fixture
def client() -> Client:
    """Return four letters, UIDs 2 to 5."""
    office = Office(
        b"",
        b"From: Zoe <b@x>\r\nTo: c@x\r\nSubject: beta\r\nDate: 3 Feb 2026 10:00:00 +0000\r\nMessage-ID: <1@x>\r\n\r\n",
        b"From: a@x\r\nCc: a@x\r\nSubject: Re: Alpha\r\nDate: 1 Feb 2026 10:00:00 +0000\r\n\r\nlong",
        b"From: Anna <c@x>\r\nTo: b@x\r\nSubject: alpha\r\nDate: 2 Feb 2026 10:00:00 +0000\r\n\r\n",
        b"From: a@x\r\nSubject: beta\r\nDate: 4 Feb 2026 10:00:00 +0000\r\nIn-Reply-To: <1@x> ok\r\n\r\n",
    )
    office.inbox.expunge(1)
    return office.select()


@pytest.mark.parametrize(
    ("criteria", "numbers"),
    [
        ("ARRIVAL", "1 2 3 4"),
        ("REVERSE ARRIVAL", "1 2 3 4"),
        ("DATE", "2 3 1 4"),
        ("REVERSE DATE", "4 1 3 2"),
        ("SUBJECT DATE", "2 3 1 4"),
        ("SUBJECT REVERSE DATE", "3 2 4 1"),
        ("REVERSE SUBJECT", "1 4 2 3"),
        ("FROM", "2 4 1 3"),
        ("TO DATE", "2 4 3 1"),
        ("CC DATE", "3 1 4 2"),
        ("SIZE", "3 2 4 1"),
        ("DISPLAYFROM", "2 4 3 1"),
        ("DISPLAYTO DATE", "2 4 3 1"),
    ],
)
def test_keys_order_letters(client: Client, criteria: str, numbers: str) -> None:
    """Keys come first to last; equal letters stay in the mailbox's order (RFC 5256 section 3)."""
    assert client.say(f"c SORT ({criteria}) UTF-8 ALL") == [f"* SORT {numbers}", "c OK SORT completed"]


def test_uid_sort_tells_uids_and_esort_the_ends(client: Client) -> None:
    """RETURN keeps the order (RFC 5267 section 3)."""
    assert client.say("c UID SORT (DATE) US-ASCII 1:3")[0] == "* SORT 3 4 2"
    assert client.say("d UID SORT RETURN (MIN MAX ALL COUNT) (DATE) UTF-8 ALL")[0] == (
        '* ESEARCH (TAG "d") UID MIN 3 MAX 5 COUNT 4 ALL 3:4,2,5'
    )
    assert client.say("e SORT RETURN (SAVE) (DATE) UTF-8 SUBJECT beta") == ["e OK SORT completed"]
    assert client.say("f SEARCH $")[0] == "* SEARCH 1 4"
    assert client.say("g SORT (DATE) UTF-8 MODSEQ 1")[1:] == ["* SORT 2 3 1 4", "g OK SORT completed"]


def test_threads_go_by_subject_or_by_references(client: Client) -> None:
    """Both algorithms, with numbers and with UIDs."""
    assert client.say("c THREAD ORDEREDSUBJECT UTF-8 ALL")[0] == "* THREAD (2 3)(1 4)"
    assert client.say("d UID THREAD REFERENCES US-ASCII ALL")[0] == "* THREAD (4 3)(2 5)"
    assert client.say("e THREAD REFERENCES UTF-8 KEYWORD none")[0] == "* THREAD"
    assert client.say("f UID THREAD REFERENCES UTF-8 MODSEQ 2")[1] == "* THREAD"


@pytest.mark.parametrize(
    "command",
    [
        "SORT DATE UTF-8 ALL",
        "SORT () UTF-8 ALL",
        "SORT (NONSENSE) UTF-8 ALL",
        "SORT (REVERSE) UTF-8 ALL",
        "SORT (DATE) ALL",
        "SORT (DATE) UTF-8",
        "THREAD NONSENSE UTF-8 ALL",
        "THREAD REFERENCES UTF-8",
        "SORT (DATE) NONSENSE ALL",
    ],
)
def test_what_is_malformed_is_refused(client: Client, command: str) -> None:
    """Unknown keys and algorithms, and missing charsets, are BAD or no charset."""
    assert client.say(f"c {command}")[-1].startswith(("c BAD ", "c NO [BADCHARSET "))
