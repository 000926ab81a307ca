# SPDX-License-Identifier: MIT
"""Base subjects, sent dates and collation."""

from datetime import UTC, datetime

import pytest

from tests.testserver.wire import NOW
from testserver.letter import Letter
from testserver.mailboxes import Message
from testserver.subjects import base_subject, collated, display_of, mailbox_of, sent_date


@pytest.mark.parametrize(
    ("subject", "base", "answers"),
    [
        ("hello", "hello", False),
        ("  hello \t  world ", "hello world", False),
        ("Re: hello", "hello", True),
        ("RE : fw: Fwd: hello", "hello", True),
        ("re[2]: hello", "hello", True),
        ("[list] Re: [list] hello", "hello", True),
        ("[list] hello", "hello", False),
        ("[list]", "[list]", False),
        ("[a][b]", "[b]", False),
        ("hello (fwd)", "hello", True),
        ("hello (fwd) (FWD)", "hello", True),
        ("[fwd: hello]", "hello", True),
        ("[Fwd: Re: hello (fwd)]", "hello", True),
        ("re: [fwd: [x] hello]", "hello", True),
        ("regarding: hello", "regarding: hello", False),
        ("", "", False),
        ("Re:", "", True),
    ],
)
def test_artifacts_are_removed(subject: str, base: str, answers: bool) -> None:  # noqa: FBT001 - a column of the table
    """The procedure of RFC 5256 section 2.1, and whether it met a reply or a forward."""
    assert base_subject(subject) == (base, answers)


@pytest.mark.parametrize(
    ("date", "sent"),
    [
        (b"Sun, 31 Dec 2000 16:01:33 -0800", datetime(2001, 1, 1, 0, 1, 33, tzinfo=UTC)),
        (b"31 Dec 2000 16:01:33", datetime(2000, 12, 31, 16, 1, 33, tzinfo=UTC)),
        (b"31 Dec 2000 99:01:33 +0000", datetime(2000, 12, 31, tzinfo=UTC)),
        (b"99 Dec 2000 16:01:33", NOW),
        (b"nonsense", NOW),
    ],
)
def test_sent_dates_are_utc(date: bytes, sent: datetime) -> None:
    """Without a date the internal date counts (RFC 5256 section 2.2)."""
    assert sent_date(Message(1, frozenset(), NOW, Letter(b"Date: " + date + b"\r\n\r\n"))) == sent


def test_case_and_composition_make_no_difference() -> None:
    """i;unicode-casemap (RFC 5051)."""
    assert collated("éCOLE") == collated("E\N{COMBINING ACUTE ACCENT}cole")


@pytest.mark.parametrize(
    ("value", "mailbox", "display"),
    [
        (b"=?utf-8?q?=C3=89va?= <z@x>, b@y", "Z", "ÉVA"),
        (b"a@x", "A", "A@X"),
        (b"group: b@x;", "Group", "Group"),
        (b"", "", ""),
    ],
)
def test_the_first_address_counts(value: bytes, mailbox: str, display: str) -> None:
    """Its mailbox for FROM, its name or address for DISPLAYFROM (RFC 5256 section 3, RFC 5957 section 3)."""
    parts = Letter(b"From: " + value + b"\r\n\r\n").parts
    assert mailbox_of(parts, b"from") == collated(mailbox)
    assert display_of(parts, b"from") == collated(display)
