# SPDX-License-Identifier: MIT
"""The shapes that nearly all FETCH responses have, each read by one pattern at the regular expression engine's speed.

What fits none of them is read by `mailproto.parser.fetch`, which knows the whole grammar; both give equal values.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mailproto.message_data import Address, Envelope, MessageData
from mailproto.message_data.envelope import make_address, make_envelope
from mailproto.message_data.message import NOTHING, make_message_data
from mailproto.parser.words import flag_set_of
from mailproto.scanner import unescape, unquote
from mailproto.sequences import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailproto.message_data import StreamedLiteral

DEPTH: Final = 12
"""How deep the parentheses of a BODYSTRUCTURE may be nested in a shape."""

_LITERAL: Final = rb"\{\d++\}"


def _nested(text: bytes, depth: int) -> bytes:
    """Make the pattern of a list in parentheses, nested to a depth, of what `text` matches."""
    pattern = rb"\(" + text + rb"\)"
    for _ in range(depth - 1):
        pattern = rb"\(" + text + rb"(?>(?:" + pattern + text + rb")*)\)"
    return pattern


def _shape(string: bytes) -> re.Pattern[bytes]:
    """Make the pattern of a whole response; `string` is that of what stands between two quotation marks."""
    quoted = rb'"' + string + rb'"'
    nstring = rb"(?:NIL|" + quoted + rb"|" + _LITERAL + rb"\0)"
    content = rb'(?:NIL|"(' + string + rb')"|' + _LITERAL + rb"(\0))"
    address = rb"\(" + rb" ".join([nstring] * 4) + rb"\)"
    addresses = rb"(NIL|\((?>(?:" + address + rb" ?)+)\))"
    envelope = rb" ".join([content] * 2 + [addresses] * 6 + [content] * 2)
    whole = quoted + rb"(?=[\s()])"  # else the grammar takes the mark for one that the server forgot to escape
    body = _nested(rb'[^()"\0]*+(?>(?:' + whole + rb'[^()"\0]*+)*)', DEPTH)
    items = (
        rb"UID (\d{1,10})",
        rb'FLAGS \(([^()"\0]*+)\)',
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
    rb"\* (\d{1,10}) FETCH \((?:UID (\d{1,10}) )?FLAGS \(([^()\"\0]*+)\)"
    rb"(?: UID (\d{1,10}))?(?: MODSEQ \((\d{1,20})\))?\)"
)
_LONGEST_OF_FLAGS: Final = 160  # octets worth trying that shape on
_LONGEST: Final = 65_536  # octets of any shape: the engine takes a hundred octets of memory for each string


def _address(nstring: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\(" + rb" ".join([nstring] * 4) + rb"\)", re.DOTALL)


_ONE_ADDRESS: Final = re.compile(rb"\(\(" + rb" ".join([rb'(?:NIL|"([^"\\]++)")'] * 4) + rb"\)\)")
_PLAIN_ADDRESS: Final = _address(rb'(?:NIL|"([^"]*+)")')
_LITERAL_ADDRESS: Final = _address(rb'(?:NIL|"([^"]*+)"|' + _LITERAL + rb"(\0))")
_ANY_ADDRESS: Final = _address(rb'(NIL|"' + _ANY + rb'"|' + _LITERAL + rb"\0)")


def read_common_fetch(text: bytes, literals: Sequence[bytes | StreamedLiteral] = ()) -> MessageData | None:
    """Read a FETCH response that has one of the common shapes; None where it has not.

    `literals` stand for the NULs of the text, as in a frame.
    """
    if len(text) <= _LONGEST_OF_FLAGS:
        found = _FLAGS_ALONE.fullmatch(text)
        if found is not None:
            number, uid, flags, late_uid, mod_seq = found.groups()
            return _message(number, uid or late_uid, flags, None, None, None, None, mod_seq)
    if len(text) > _LONGEST:
        return None
    strings: list[bytes] = []
    for each in literals:
        if not isinstance(each, bytes) or b"\0" in each:
            return None
        strings.append(each)
    shape = _ALL_ESCAPED if b"\\\\" in text else _MARKS_ESCAPED if b'\\"' in text else _NOTHING_ESCAPED
    found = shape.fullmatch(text)
    return found and _message_of(found.groups(), iter(strings), text)


def _message_of(groups: Sequence[bytes], strings: Iterator[bytes], text: bytes) -> MessageData | None:
    """Make the values of a shape's groups; `strings` are the octets of its literals, in their order."""
    (
        number, uid, flags, internal_date, size,
        sent, sent_literal, subject, subject_literal, from_, sender, reply_to, to, cc, bcc,
        in_reply_to, in_reply_to_literal, message_id, message_id_literal,
        body, mod_seq,
    ) = groups  # fmt: skip
    if from_ is None:
        return _message(number, uid, flags, internal_date, size, None, body, mod_seq)
    if text.count(b"ENVELOPE (") > 1:
        return None  # of two, the groups would be a mixture
    date = next(strings) if sent_literal else unescape(sent) if sent and b"\\" in sent else sent
    title = next(strings) if subject_literal else unescape(subject) if subject and b"\\" in subject else subject
    authors = _addresses(from_, strings)
    is_shared = b"\0" not in from_  # else equal announcements may stand for different names
    envelope = make_envelope(
        date,
        title,
        authors,
        authors if sender == from_ and is_shared else _addresses(sender, strings),
        authors if reply_to == from_ and is_shared else _addresses(reply_to, strings),
        _addresses(to, strings),
        _addresses(cc, strings),
        _addresses(bcc, strings),
        next(strings) if in_reply_to_literal else in_reply_to and unescape(in_reply_to),
        next(strings) if message_id_literal else message_id and unescape(message_id),
    )
    return _message(number, uid, flags, internal_date, size, envelope, body, mod_seq)


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


def _addresses(raw: bytes, strings: Iterator[bytes]) -> tuple[Address, ...]:
    if raw == b"NIL":
        return ()
    found = _ONE_ADDRESS.fullmatch(raw)
    if found is not None:
        return (make_address(*found.groups()),)
    if b'""' in raw or b"\\" in raw:
        return tuple([make_address(*[_nstring(each, strings) for each in row]) for row in _ANY_ADDRESS.findall(raw)])
    # No string is empty here, so that what is empty is NIL.
    if b"\0" in raw:
        return tuple([
            make_address(
                next(strings) if name_literal else name or None,
                next(strings) if adl_literal else adl or None,
                next(strings) if mailbox_literal else mailbox or None,
                next(strings) if host_literal else host or None,
            )
            for name, name_literal, adl, adl_literal, mailbox, mailbox_literal, host, host_literal
            in _LITERAL_ADDRESS.findall(raw)
        ])  # fmt: skip
    rows = _PLAIN_ADDRESS.findall(raw)
    return tuple([make_address(a or None, b or None, c or None, d or None) for a, b, c, d in rows])


def _nstring(raw: bytes, strings: Iterator[bytes]) -> bytes | None:
    if raw[-1:] == b"\0":
        return next(strings)
    return None if raw == b"NIL" else unquote(raw)
