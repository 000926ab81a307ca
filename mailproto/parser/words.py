# SPDX-License-Identifier: MIT
"""Words that come again and again: flags, capabilities, mailbox names; each list of flags is made once."""

from __future__ import annotations

from typing import Final

from mailproto import mailbox_names
from mailproto.scanner import unquote
from mailproto.vocabulary import Capability, Flag, MailboxName

_MOST_FLAG_LISTS: Final = 4096
_LONGEST_REMEMBERED: Final = 500  # octets; so that the memory is bounded by what it may hold too
_flag_lists: Final[dict[bytes, frozenset[Flag]]] = {}


def text_of(raw: bytes) -> str:
    """Give the server's text for people: UTF-8, else Latin-1."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def flags_of(raw: bytes) -> tuple[Flag, ...]:
    """Give the flags of a list, without its parentheses, in the server's order."""
    return tuple(Flag(text_of(word)) for word in raw.split())


def flag_set_of(raw: bytes) -> frozenset[Flag]:
    """Give the flags of a list as a set that all letters with the same list share."""
    found = _flag_lists.get(raw)
    if found is not None:
        return found
    made = frozenset(flags_of(raw))
    if len(raw) <= _LONGEST_REMEMBERED:
        if len(_flag_lists) >= _MOST_FLAG_LISTS:
            _flag_lists.clear()
        _flag_lists[raw] = made
    return made


def capabilities_of(raw: bytes) -> tuple[Capability, ...]:
    """Give the capabilities of a list without parentheses; `LITERAL +`, which one server writes, is one word."""
    return tuple(Capability(text_of(word)) for word in (raw + b" ").replace(b" + ", b"+ ").split())


def mailbox_of(token: bytes, *, utf8: bool = False) -> MailboxName:
    """Give the name of a mailbox from an astring, or from what a server sent without the quotation marks it needs."""
    return mailbox_named(unquote(token) if token[:1] == b'"' == token[-1:] and len(token) > 1 else token, utf8=utf8)


def mailbox_named(raw: bytes, *, utf8: bool) -> MailboxName:
    """Give the name of a mailbox from its octets, in UTF-8 where the server was told so (RFC 6855, 3)."""
    return MailboxName(mailbox_names.decode(raw, utf8=utf8), raw)
