# SPDX-License-Identifier: MIT
"""Addresses of header fields."""

import pytest

from testserver.addresses import Address, read_addresses


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        (b"", ()),
        (b" , ,", ()),
        (b"a@b.c", (Address(None, None, b"a", b"b.c"),)),
        (b"Anna Lee <a.b@c>", (Address(b"Anna Lee", None, b"a.b", b"c"),)),
        (b'"Lee, Anna" <a@c>, b@c', (Address(b"Lee, Anna", None, b"a", b"c"), Address(None, None, b"b", b"c"))),
        (b"a@c (Anna (Lee))", (Address(b"Anna (Lee)", None, b"a", b"c"),)),
        (b"(x) Anna <a@c>", (Address(b"Anna", None, b"a", b"c"),)),
        (b"=?utf-8?q?A?= <a@c>", (Address(b"=?utf-8?q?A?=", None, b"a", b"c"),)),
        (b'"a\\"b"@c', (Address(None, None, b'a"b', b"c"),)),
        (b"a@[127.0.0.1]", (Address(None, None, b"a", b"[127.0.0.1]"),)),
        (b"<@x,@y:a@c>", (Address(None, b"@x,@y", b"a", b"c"),)),
        (b"<@x>", (Address(None, None, b"", b"x"),)),
        (b"Undisclosed recipients:;", (Address(mailbox=b"Undisclosed recipients"), Address())),
        (
            b"Team: a@c, B <b@c>; d@c",
            (
                Address(mailbox=b"Team"),
                Address(None, None, b"a", b"c"),
                Address(b"B", None, b"b", b"c"),
                Address(),
                Address(None, None, b"d", b"c"),
            ),
        ),
        (b"Team: a@c", (Address(mailbox=b"Team"), Address(None, None, b"a", b"c"), Address())),
        (b"nobody", (Address(None, None, b"nobody", b""),)),
        (b"Anna <>", (Address(b"Anna", None, b"", b""),)),
        (b"\xd0\x90 <a@c>", (Address(b"\xd0\x90", None, b"a", b"c"),)),
        (b'"open <a@c>', (Address(None, None, b"open <a@c>", b""),)),
        (b"a@c (open", (Address(b"open", None, b"a", b"c"),)),
        (b"a@c ]", (Address(None, None, b"a", b"c]"),)),
    ],
)
def test_addresses_are_read(value: bytes, addresses: tuple[Address, ...]) -> None:
    """Mailboxes, groups, comments and odd octets become the four fields of ENVELOPE."""
    assert read_addresses(value) == addresses
