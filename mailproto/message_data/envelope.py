# SPDX-License-Identifier: MIT
"""Envelope and addresses of a letter, with the text people read (RFC 9051, 7.5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mailproto.message_data.construction import quick_maker
from mailproto.message_data.dates import read_date_field
from mailproto.message_data.encoded_words import decode_bytes, decode_name, decode_text
from mailproto.scanner import UnreadableError, Value

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """One address of an envelope (RFC 9051, 7.5.2).

    A group begins with an address without a host, whose mailbox is the group's name, and ends with one without either.
    """

    name: bytes | None
    adl: bytes | None
    mailbox: bytes | None
    host: bytes | None

    @property
    def name_text(self) -> str:
        """The display name as people read it; empty where there is none."""
        return decode_name(self.name) if self.name else ""

    @property
    def mailbox_text(self) -> str:
        """The part before the @, or the name of a group, as people read it."""
        return decode_name(self.mailbox) if self.mailbox else ""

    @property
    def address(self) -> str:
        """`mailbox@host` as the server spelt it, the mailbox alone where there is no host."""
        mailbox, host = self.mailbox or b"", self.host
        if host is None:
            return decode_bytes(mailbox)
        try:
            return (mailbox + b"@" + host).decode("utf-8")
        except UnicodeDecodeError:
            return f"{decode_bytes(mailbox)}@{decode_bytes(host)}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The ENVELOPE of a letter; each address list is empty where the server says NIL."""

    date: bytes | None
    subject: bytes | None
    from_: tuple[Address, ...]
    sender: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    in_reply_to: bytes | None
    message_id: bytes | None

    @property
    def subject_text(self) -> str:
        """The subject as people read it; empty where there is none."""
        return decode_text(self.subject or b"")

    @property
    def date_time(self) -> datetime | None:
        """The Date field with its time zone, UTC where it names none; None where it is absent or is no date."""
        return None if self.date is None else read_date_field(self.date)


make_address: Final = quick_maker(Address)
make_envelope: Final = quick_maker(Envelope)

_ADDRESS_FIELDS: Final = 4
_ENVELOPE_FIELDS: Final = 10
_ADDRESS_LISTS: Final = range(2, 8)  # where they stand in an envelope


def read_envelope(value: Value) -> Envelope:
    """Make an envelope of a list that the scanner has read. Raises UnreadableError."""
    if not isinstance(value, list) or len(value) != _ENVELOPE_FIELDS:
        count = len(value) if isinstance(value, list) else 0
        message = f"an envelope of {count} fields where there should be {_ENVELOPE_FIELDS}"
        raise UnreadableError(message)
    return make_envelope(
        *(_addresses(each) if index in _ADDRESS_LISTS else _nstring(each) for index, each in enumerate(value))
    )


def _addresses(value: Value) -> tuple[Address, ...]:
    if not value:
        return ()  # NIL; some servers say "" or ()
    if not isinstance(value, list):
        message = f"not a list of addresses: {value!r:.40}"
        raise UnreadableError(message)
    # Some servers put NIL among the addresses.
    return tuple(_address(each) for each in value if each is not None)


def _address(value: Value) -> Address:
    if not isinstance(value, list) or len(value) != _ADDRESS_FIELDS:
        message = f"not an address: {value!r:.40}"
        raise UnreadableError(message)
    return make_address(*map(_nstring, value))


def _nstring(value: Value) -> bytes | None:
    if isinstance(value, list):
        message = "a list where a string should be"
        raise UnreadableError(message)
    return value
