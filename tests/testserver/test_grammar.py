# SPDX-License-Identifier: MIT
"""Command arguments."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from testserver.grammar import CommandSyntaxError, Scanner, format_date_time
from testserver.limits import Limits
from testserver.mailbox_names import InvalidNameError

READABLE: list[tuple[Callable[[Scanner], object], bytes, object, bytes]] = [
    (Scanner.tag, b"A001 x", b"A001", b" x"),
    (Scanner.word, b"fetch 1", "FETCH", b" 1"),
    (Scanner.atom, b"a]b", b"a", b"]b"),
    (Scanner.number, b"0 ", 0, b" "),
    (Scanner.string, b'"a\\"\\\\b" c', b'a"\\b', b" c"),
    (Scanner.string, b"{3}\r\na\r\nb", b"a\r\n", b"b"),
    (Scanner.string, b"{0+}\r\n", b"", b""),
    (Scanner.string, b"~{1}\r\n\0", b"\0", b""),
    (Scanner.astring, b"a]b c", b"a]b", b" c"),
    (Scanner.astring, b'"x"', b"x", b""),
    (Scanner.nstring, b"nil)", None, b")"),
    (Scanner.nstring, b'"nil")', b"nil", b")"),
    (Scanner.mailbox, b"inbox ", "INBOX", b" "),
    (Scanner.list_mailbox, b"%/* ", "%/*", b" "),
    (Scanner.list_mailbox, b'"a b"', "a b", b""),
    (Scanner.flag, b"\\Seen)", "\\Seen", b")"),
    (Scanner.flags, b"()x", (), b"x"),
    (Scanner.flags, b"(\\Seen $F)", ("\\Seen", "$F"), b""),
    (Scanner.words, b"(messages UNSEEN)", ("MESSAGES", "UNSEEN"), b""),
    (Scanner.date, b"1-Feb-2026 ", date(2026, 2, 1), b" "),
    (Scanner.date, b'"28-feb-2026"', date(2026, 2, 28), b""),
    (
        Scanner.date_time,
        b'" 3-Feb-2026 04:05:06 -0230"',
        datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone(-timedelta(hours=2, minutes=30))),
        b"",
    ),
    (Scanner.date_time, b'"13-Feb-2026 04:05:06 +0000"', datetime(2026, 2, 13, 4, 5, 6, tzinfo=UTC), b""),
]


@pytest.mark.parametrize(("read", "data", "value", "rest"), READABLE)
def test_what_is_well_formed_is_read(
    read: Callable[[Scanner], object], data: bytes, value: object, rest: bytes
) -> None:
    """Each rule reads its token and leaves what follows."""
    scanner = Scanner(data)
    assert read(scanner) == value
    assert scanner.rest() == rest


@pytest.mark.parametrize(
    ("read", "data"),
    [
        (Scanner.tag, b"+x"),
        (Scanner.tag, b"a" * 101),
        (Scanner.word, b"(x"),
        (Scanner.number, b"x"),
        (Scanner.number, b"9223372036854775808"),
        (Scanner.string, b'"open'),
        (Scanner.string, b'"a\\b"'),
        (Scanner.string, b"atom"),
        (Scanner.string, b"{5}\r\nabc"),
        (Scanner.sequence_set, b"0"),
        (Scanner.sequence_set, b"x"),
        (Scanner.flags, b"\\Seen"),
        (Scanner.flags, b"(\\Seen"),
        (Scanner.flags, b"(\\Seen  \\Draft)"),
        (Scanner.date, b"30-Feb-2026"),
        (Scanner.date, b"1-Foo-2026"),
        (Scanner.date, b"2026-02-01"),
        (Scanner.date_time, b'"31-Feb-2026 04:05:06 +0000"'),
        (Scanner.date_time, b'" 1-Feb-2026 24:05:06 +0000"'),
        (Scanner.date_time, b'" 1-Feb-2026 04:05:06 +9999"'),
        (Scanner.date_time, b"now"),
        (Scanner.space, b"x"),
        (Scanner.end, b"x"),
    ],
)
def test_what_is_malformed_is_refused_with_its_place(read: Callable[[Scanner], object], data: bytes) -> None:
    """An error says what was expected and at which octet."""
    with pytest.raises(CommandSyntaxError, match=r"Expected .* at octet \d+"):
        read(Scanner(data, Limits(mailbox_name=100)))


def test_a_date_time_is_written_with_a_padded_day() -> None:
    """INTERNALDATE pads its day with a space (RFC 9051 section 9, date-day-fixed)."""
    moment = datetime(2026, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=3)))
    assert format_date_time(moment) == b'" 3-Feb-2026 04:05:06 +0300"'


@pytest.mark.parametrize("name", [b"a&b", b'"\xff"', b"x" * 101])
def test_a_string_that_is_no_mailbox_name_is_no_syntax_error(name: bytes) -> None:
    """A name is any astring to the grammar; one that can't be is refused with its reason (RFC 9051 section 5.1)."""
    with pytest.raises(InvalidNameError, match="The mailbox name is "):
        Scanner(name, Limits(mailbox_name=100)).mailbox()
