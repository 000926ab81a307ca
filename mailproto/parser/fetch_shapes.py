# SPDX-License-Identifier: MIT
"""The shapes that nearly all FETCH responses have, each read by one pattern at the regular expression engine's speed.

What fits none of them is read by `mailproto.parser.fetch`, which knows the whole grammar; both give equal values.
"""

from __future__ import annotations

import re
from typing import Final

from mailproto.message_data import Address, MessageData
from mailproto.message_data.envelope import make_address, make_envelope
from mailproto.message_data.message import NOTHING, make_message_data
from mailproto.parser.words import flag_set_of
from mailproto.scanner import unquote
from mailproto.sequences import LARGEST

DEPTH: Final = 12
"""How deep the parentheses of a BODYSTRUCTURE may be nested in a shape."""

_MOST_ADDRESS_LISTS: Final = 4096
_address_lists: Final[dict[bytes, tuple[Address, ...]]] = {}


def _nested(text: bytes, depth: int) -> bytes:
    """Make the pattern of a list in parentheses, nested to a depth, of what `text` matches."""
    pattern = rb"\(" + text + rb"\)"
    for _ in range(depth - 1):
        pattern = rb"\(" + text + rb"(?:" + pattern + text + rb")*+\)"
    return pattern


def _shape(quoted: bytes) -> re.Pattern[bytes]:
    nstring = rb"(?:NIL|" + quoted + rb")"
    address = rb"\(" + rb" ".join([nstring] * 4) + rb"\)"
    addresses = rb"(NIL|\((?:" + address + rb" ?)++\))"
    one_string = rb"(" + nstring + rb")"
    envelope = rb" ".join([one_string] * 2 + [addresses] * 6 + [one_string] * 2)
    body = _nested(rb'[^()"]*+(?:' + quoted + rb'[^()"]*+)*+', DEPTH)
    items = (
        rb"UID (\d{1,10})",
        rb'FLAGS \(([^()"]*+)\)',
        rb'INTERNALDATE "([^"\\]*+)"',
        rb"RFC822\.SIZE (\d{1,20})",
        rb"ENVELOPE \(" + envelope + rb"\)",
        rb"BODY(?:STRUCTURE)? (" + body + rb")",
        rb"MODSEQ \((\d{1,20})\)",
    )
    return re.compile(rb"\* (\d{1,10}) FETCH \((?:(?:" + rb"|".join(items) + rb")(?: (?!\))|(?=\))))++\)", re.DOTALL)


# Where no quotation mark is escaped, a string is what stands between two of them: the engine's quickest kind of run.
_PLAIN: Final = _shape(rb'"[^"]*+"')
_ESCAPED: Final = _shape(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_ADDRESS: Final = re.compile(rb"\(" + rb" ".join([rb'(NIL|"[^"\\]*+(?:\\.[^"\\]*+)*+")'] * 4) + rb"\)", re.DOTALL)


def read_common_fetch(text: bytes) -> MessageData | None:
    """Read a FETCH response that has one of the common shapes; None where it has not."""
    found = (_ESCAPED if b'\\"' in text else _PLAIN).fullmatch(text)
    if found is None:
        return None
    (
        sequence_number, uid, flags, date, size,
        env_date, subject, from_, sender, reply_to, to, cc, bcc, in_reply_to, message_id,
        body, mod_seq,
    ) = found.groups()  # fmt: skip
    envelope = None
    if subject is not None:
        envelope = make_envelope(
            _nstring(env_date),
            _nstring(subject),
            _addresses(from_),
            _addresses(sender),
            _addresses(reply_to),
            _addresses(to),
            _addresses(cc),
            _addresses(bcc),
            _nstring(in_reply_to),
            _nstring(message_id),
        )
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


def _nstring(token: bytes) -> bytes | None:
    return None if token == b"NIL" else unquote(token)


def _addresses(raw: bytes) -> tuple[Address, ...]:
    """Read a list of addresses; the same few write most letters, and a sender repeats the author."""
    if raw == b"NIL":
        return ()
    found = _address_lists.get(raw)
    if found is None:
        if len(_address_lists) >= _MOST_ADDRESS_LISTS:
            _address_lists.clear()
        found = tuple([make_address(*map(_nstring, address)) for address in _ADDRESS.findall(raw)])
        _address_lists[raw] = found
    return found
