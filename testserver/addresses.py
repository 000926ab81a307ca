# SPDX-License-Identifier: MIT
"""Addresses of header fields, as ENVELOPE tells them (RFC 5322 section 3.4, RFC 9051 section 7.5.2).

Encoded words stay encoded and odd octets stay as they are; comments give a name where there is no other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"""
      (?P<space>[ \t\r\n]+)
    | "(?P<quoted>(?:[^"\\]|\\.)*)"?
    | (?P<domain>\[[^\]]*\]?)
    | (?P<special>[<>,:;@.()])
    | (?P<atom>[^ \t\r\n"\[<>,:;@.()]+)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_COMMENT_SIGN = re.compile(rb"\\.|[()]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """The four fields of an address structure. A group begins with only `mailbox` set and ends with none."""

    name: bytes | None = None
    route: bytes | None = None
    mailbox: bytes | None = None
    host: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: bytes


def read_addresses(value: bytes) -> tuple[Address, ...]:
    """Read an address-list, groups included."""
    addresses: list[Address] = []
    pending: list[_Token] = []
    in_group = False
    in_angle = False
    for token in _tokens(value):
        if (
            token.kind != "special"
            or token.text not in (b",", b":", b";", b"<", b">")
            or (in_angle and token.text in (b",", b":", b";"))
        ):
            pending.append(token)
        elif token.text in (b"<", b">"):
            in_angle = token.text == b"<"
            pending.append(token)
        elif token.text == b":" and not in_group:
            addresses.append(Address(mailbox=_phrase(pending) or b""))
            pending, in_group = [], True
        else:
            addresses += _address(pending)
            pending = []
            if token.text == b";" and in_group:
                addresses.append(Address())
                in_group = False
    addresses += _address(pending)
    if in_group:
        addresses.append(Address())
    return tuple(addresses)


def _tokens(value: bytes) -> Iterator[_Token]:
    position = 0
    while position < len(value):
        found = _TOKEN.match(value, position)
        if found is None:
            position += 1
            continue
        position = found.end()
        kind = found.lastgroup or "atom"
        if kind == "special" and found[0] == b"(":
            position = _comment_end(value, found.start())
            yield _Token("comment", value[found.start() + 1 : position].removesuffix(b")"))
        elif kind == "quoted":
            yield _Token(kind, _ESCAPED.sub(rb"\1", found["quoted"]))
        else:
            yield _Token(kind, found[0])


def _comment_end(value: bytes, start: int) -> int:
    depth = 0
    for found in _COMMENT_SIGN.finditer(value, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(value)


def _phrase(tokens: list[_Token]) -> bytes | None:
    words = b"".join(b" " if token.kind == "space" else token.text for token in tokens if token.kind != "comment")
    return b" ".join(words.split()) or None


def _address(tokens: list[_Token]) -> list[Address]:
    """Read one mailbox: `name <local@host>` or `local@host (name)`. Nothing but space gives none."""
    comment = next((token.text.strip() for token in tokens if token.kind == "comment"), None)
    kept = [token for token in tokens if token.kind != "comment"]
    opening = next((place for place, token in enumerate(kept) if token == _Token("special", b"<")), None)
    if opening is None:
        specification, name = kept, comment
    else:
        specification, name = kept[opening + 1 :], _phrase(kept[:opening]) or comment
    words = [token for token in specification if token.kind != "space" and token.text != b">"]
    if not words and (opening is None or name is None):
        return []  # nothing but space and comments
    route = None
    colon = next((place for place, token in enumerate(words) if token.text == b":"), 0)
    if colon and words[0].text == b"@":  # an obsolete route: <@a,@b:local@host>
        route = b"".join(token.text for token in words[:colon])
        words = words[colon + 1 :]
    at = max((place for place, token in enumerate(words) if token == _Token("special", b"@")), default=len(words))
    if opening is None and at == len(words):
        mailbox = _phrase(specification) or b""
    else:
        mailbox = b"".join(token.text for token in words[:at])
    # NIL would make a group of it; Dovecot and others write an empty host for what has none.
    return [Address(name, route, mailbox, b"".join(token.text for token in words[at + 1 :]))]
