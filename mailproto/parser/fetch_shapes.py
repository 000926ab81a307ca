# SPDX-License-Identifier: MIT
"""The shapes that nearly all FETCH responses have, each read by one pattern at the regular expression engine's speed.

What fits none of them is read by `mailproto.parser.fetch`, which knows the whole grammar; both give equal values.
"""

from __future__ import annotations

import re
from typing import Final

from mailproto.message_data import Address, Envelope, MessageData
from mailproto.message_data.envelope import make_address, make_envelope
from mailproto.message_data.message import NOTHING, make_message_data
from mailproto.parser.words import flag_set_of
from mailproto.scanner import unescape
from mailproto.sequences import LARGEST

DEPTH: Final = 12
"""How deep the parentheses of a BODYSTRUCTURE may be nested in a shape."""


def _nested(text: bytes, depth: int) -> bytes:
    """Make the pattern of a list in parentheses, nested to a depth, of what `text` matches."""
    pattern = rb"\(" + text + rb"\)"
    for _ in range(depth - 1):
        pattern = rb"\(" + text + rb"(?>(?:" + pattern + text + rb")*)\)"
    return pattern


def _shape(string: bytes) -> re.Pattern[bytes]:
    """Make the pattern of a whole response; `string` is that of what stands between two quotation marks."""
    quoted = rb'"' + string + rb'"'
    nstring = rb"(?:NIL|" + quoted + rb")"
    content = rb'(?:NIL|"(' + string + rb')")'
    address = rb"\(" + rb" ".join([nstring] * 4) + rb"\)"
    addresses = rb"(NIL|\((?>(?:" + address + rb" ?)+)\))"
    envelope = rb" ".join([content] * 2 + [addresses] * 6 + [content] * 2)
    whole = quoted + rb"(?=[\s()])"  # else the grammar takes the mark for one that the server forgot to escape
    body = _nested(rb'[^()"]*+(?>(?:' + whole + rb'[^()"]*+)*)', DEPTH)
    items = (
        rb"UID (\d{1,10})",
        rb'FLAGS \(([^()"]*+)\)',
        rb'INTERNALDATE "([^"\\]*+)"',
        rb"RFC822\.SIZE (\d{1,20})",
        rb"ENVELOPE \(" + envelope + rb"\)",
        rb"BODY(?:STRUCTURE)? (" + body + rb")",
        rb"MODSEQ \((\d{1,20})\)",
    )
    one_item = rb"(?:" + rb"|".join(items) + rb")(?: (?!\))|(?=\)))"
    return re.compile(rb"\* (\d{1,10}) FETCH \((?>(?:" + one_item + rb")+)\)", re.DOTALL)


_ANY: Final = rb'[^"\\]*+(?>(?:\\.[^"\\]*+)*)'
# The engine is quickest where a string simply goes on to the next quotation mark, and nearly as quick where one behind
# a backslash does not count; backslashes that are themselves escaped are rare.
_NOTHING_ESCAPED: Final = _shape(rb'[^"]*+')
_MARKS_ESCAPED: Final = _shape(rb'[^"]*+(?>(?:(?<=\\)"[^"]*+)*)')
_ALL_ESCAPED: Final = _shape(_ANY)

_FLAGS_ALONE: Final = re.compile(
    rb"\* (\d{1,10}) FETCH \((?:UID (\d{1,10}) )?FLAGS \(([^()\"]*+)\)(?: UID (\d{1,10}))?(?: MODSEQ \((\d{1,20})\))?\)"
)
_LONGEST_OF_FLAGS: Final = 160  # octets worth trying that shape on
_LONGEST: Final = 65_536  # octets of any shape: the engine takes a hundred octets of memory for each string


def _address(string: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\(" + rb" ".join([rb'(?:NIL|"(' + string + rb')")'] * 4) + rb"\)", re.DOTALL)


_PLAIN_ADDRESS: Final = _address(rb'[^"]*+')
_ANY_ADDRESS: Final = _address(_ANY)


def read_common_fetch(text: bytes) -> MessageData | None:
    """Read a FETCH response that has one of the common shapes; None where it has not."""
    if len(text) <= _LONGEST_OF_FLAGS:
        found = _FLAGS_ALONE.fullmatch(text)
        if found is not None:
            number, uid, flags, late_uid, mod_seq = found.groups()
            return _message(number, uid or late_uid, flags, None, None, None, None, mod_seq)
    if len(text) > _LONGEST:
        return None
    shape = _ALL_ESCAPED if b"\\\\" in text else _MARKS_ESCAPED if b'\\"' in text else _NOTHING_ESCAPED
    found = shape.fullmatch(text)
    if found is None:
        return None
    (
        number, uid, flags, date, size,
        sent, subject, from_, sender, reply_to, to, cc, bcc, in_reply_to, message_id,
        body, mod_seq,
    ) = found.groups()  # fmt: skip
    if from_ is None:
        return _message(number, uid, flags, date, size, None, body, mod_seq)
    authors = _addresses(from_)
    envelope = make_envelope(
        unescape(sent) if sent and b"\\" in sent else sent,
        unescape(subject) if subject and b"\\" in subject else subject,
        authors,
        authors if sender == from_ else _addresses(sender),
        authors if reply_to == from_ else _addresses(reply_to),
        _addresses(to),
        _addresses(cc),
        _addresses(bcc),
        unescape(in_reply_to) if in_reply_to and b"\\" in in_reply_to else in_reply_to,
        unescape(message_id) if message_id and b"\\" in message_id else message_id,
    )
    return _message(number, uid, flags, date, size, envelope, body, mod_seq)


def _message(  # noqa: PLR0913, PLR0917 - the groups of the patterns
    sequence_number: bytes,
    uid: bytes | None,
    flags: bytes | None,
    date: bytes | None,
    size: bytes | None,
    envelope: Envelope | None,
    body: bytes | None,
    mod_seq: bytes | None,
) -> MessageData | None:
    number = None
    if uid is not None:
        number = int(uid)
        if not 1 <= number <= LARGEST:
            return None
    return make_message_data(
        int(sequence_number),
        number,
        None if flags is None else flag_set_of(flags),
        date,
        None if size is None else int(size),
        envelope,
        body,
        None if mod_seq is None else int(mod_seq),
        NOTHING,
        NOTHING,
        (),
    )


def _addresses(raw: bytes) -> tuple[Address, ...]:
    if raw == b"NIL":
        return ()
    if b'""' in raw:
        found = _ANY_ADDRESS.finditer(raw)
        return tuple([make_address(*[each and unescape(each) for each in address.groups()]) for address in found])
    # No string is empty here, so that what is empty is NIL.
    if b"\\" in raw:
        rows = _ANY_ADDRESS.findall(raw)
        return tuple([make_address(*[unescape(each) if each else None for each in row]) for row in rows])
    rows = _PLAIN_ADDRESS.findall(raw)
    return tuple([make_address(a or None, b or None, c or None, d or None) for a, b, c, d in rows])
