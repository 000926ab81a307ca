# SPDX-License-Identifier: MIT
"""Mailbox names on the wire."""

import pytest

from testserver.mailbox_names import decode_mailbox_name, encode_mailbox_name, matches_pattern


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("Sent", b"Sent"),
        ("a&b", b"a&-b"),
        ("Отправленные", b"&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
        ("~peter/mail/台北/日本語", b"~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
        ("😀", b"&2D3eAA-"),
        ("INBOX", b"INBOX"),
    ],
)
def test_names_are_modified_utf7(name: str, wire: bytes) -> None:
    """Names travel as RFC 3501 section 5.1.3 says, and come back the same."""
    assert encode_mailbox_name(name) == wire
    assert decode_mailbox_name(wire) == name


@pytest.mark.parametrize("wire", [b"&", b"a&b", b"&AGE-", b"&BB4", b"&A-", b"\xd0\x9e", b"a\tb", b"&BB4-&BEI-"])
def test_malformed_names_are_refused(wire: bytes) -> None:
    """A stray `&`, ASCII in base64, raw 8-bit octets, controls and a superfluous shift are no modified UTF-7."""
    assert decode_mailbox_name(wire) is None


@pytest.mark.parametrize("wire", [b"inbox", b"InBox"])
def test_inbox_has_one_spelling(wire: bytes) -> None:
    """INBOX is the same in any case of letters, also above others."""
    assert decode_mailbox_name(wire) == "INBOX"
    assert decode_mailbox_name(wire + b"/x") == "INBOX/x"


@pytest.mark.parametrize(
    ("name", "pattern", "matches"),
    [
        ("a/b", "*", True),
        ("a/b", "%", False),
        ("a", "%", True),
        ("a/b", "a/%", True),
        ("a/b/c", "a/%", False),
        ("a/b/c", "a*c", True),
        ("a/b/c", "%/%/%", True),
        ("abc", "a%%c", True),
        ("a/c", "a%*c", True),
        ("abc", "ab", False),
        ("", "", True),
        ("INBOX", "inbox", True),
        ("a" * 500, "*a" * 250 + "b", False),
    ],
)
def test_wildcards(name: str, pattern: str, *, matches: bool) -> None:
    """`*` is anything, `%` stays within a level, and no pattern takes long."""
    assert matches_pattern(name, pattern) is matches
