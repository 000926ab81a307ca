# SPDX-License-Identifier: MIT
"""Untagged data in which mailboxes have names: LIST, STATUS, NAMESPACE, quotas, rights, annotations.

RFC 9051, 7.3; RFC 9208, 4.2; RFC 4314, 3.6 to 3.8; RFC 5464, 4.4. Whether names are UTF-8 is the caller's to know.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mailproto.mailbox_data import (
    AclData,
    ListData,
    ListRightsData,
    MailboxStatus,
    MetadataData,
    MyRightsData,
    Namespace,
    NamespaceData,
    QuotaData,
    QuotaResource,
    QuotaRootData,
)
from mailproto.parser.pieces import labelled_so_far, matched, values_of
from mailproto.parser.words import mailbox_named, mailbox_of, text_of
from mailproto.scanner import ATOM, QUOTED, UnreadableError, Value, number, read_value
from mailproto.unparsed import Unparsed
from mailproto.vocabulary import MailboxAttribute

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailproto.message_data import StreamedLiteral
    from mailproto.responses import Response
    from mailproto.vocabulary import MailboxName

# The attributes may be NIL; the delimiter may be a backslash that nobody escaped.
_LIST: Final = re.compile(
    rb'\s*+(?:\(([^()]*+)\)|NIL)\s++(?:NIL|"(\\"|[^"]{0,5})")\s++(.*\S)\s*+', re.IGNORECASE | re.DOTALL
)
_NAME_AND_MORE: Final = re.compile(rb"(" + QUOTED + rb"|" + ATOM + rb")\s*+(?:\((.*)\))?", re.DOTALL)
_STATUS: Final = re.compile(rb"\s*+(" + QUOTED + rb"|" + ATOM + rb")\s*+\((.*)\)\s*+", re.DOTALL)
_STATUS_OF_UNQUOTED: Final = re.compile(rb"\s*+(.*\S)\s*\(([^()]*+)\)\s*+", re.DOTALL)  # a name with spaces
_APART: Final = b"\0"  # stands for a literal that `without_literals` keeps apart


class _Reader:
    """Reads one response's data; `literals` are those of it that are kept apart."""

    def __init__(self, literals: Sequence[bytes | StreamedLiteral], *, utf8: bool) -> None:
        self._literals = iter(literals)
        self._utf8 = utf8

    def list(self, rest: bytes, *, subscribed_only: bool = False) -> ListData:
        found = matched(_LIST, rest, "attributes, delimiter and name of a mailbox")
        name, extended = found[3], b""
        and_more = _NAME_AND_MORE.fullmatch(name)
        if and_more is not None:
            name, extended = and_more[1], and_more[2] or b""
        # Else it is a name that lacks its quotation marks: Exchange does this with names that hold tabulators.
        pairs, problems = labelled_so_far(extended)
        more = {text_of(key).upper(): value for key, value in pairs}
        child_info, old_name = _strings_in(more.get("CHILDINFO")), _strings_in(more.get("OLDNAME"))
        return ListData(
            attributes=frozenset(MailboxAttribute(text_of(word)) for word in (found[1] or b"").split()),
            delimiter=_delimiter(found[2]) if found[2] else None,
            mailbox=mailbox_of(name, utf8=self._utf8),
            subscribed_only=subscribed_only,
            child_info=frozenset(text_of(each).upper() for each in child_info),
            old_name=self._name(old_name[0]) if old_name else None,
            extended=MappingProxyType(more),
            problems=problems,
        )

    def lsub(self, rest: bytes) -> ListData:
        return self.list(rest, subscribed_only=True)

    def status(self, rest: bytes) -> MailboxStatus:
        found = _STATUS.fullmatch(rest) or matched(_STATUS_OF_UNQUOTED, rest, "a mailbox and its status")
        items: dict[str, int] = {}
        others: dict[str, bytes] = {}
        pairs, problems = labelled_so_far(found[2])
        for label, value in pairs:
            name = text_of(label).upper()
            try:
                items[name] = number(value)
            except UnreadableError:
                others[name] = value
        return MailboxStatus(
            mailbox_of(found[1], utf8=self._utf8), MappingProxyType(items), MappingProxyType(others), problems
        )

    def namespace(self, rest: bytes) -> NamespaceData:
        # Yahoo ends after the first.
        return NamespaceData(*(
            tuple(map(self._one_namespace, value)) if isinstance(value, list) else ()
            for value in values_of(rest)[:3]
        ))  # fmt: skip

    def _one_namespace(self, value: Value) -> Namespace:
        if not isinstance(value, list) or not value or not isinstance(value[0], bytes):
            message = f"not a namespace: {value!r:.40}"
            raise UnreadableError(message)
        delimiter = value[1] if len(value) > 1 else None
        more = {_text(name).upper(): _texts(each) for name, each in zip(value[2::2], value[3::2], strict=False)}
        return Namespace(
            self._name(value[0]), text_of(delimiter) if isinstance(delimiter, bytes) else None, MappingProxyType(more)
        )

    def quota(self, rest: bytes) -> QuotaData:
        root, resources = _exactly(values_of(rest), 2, "a quota root and its resources")
        if not isinstance(resources, list) or len(resources) % 3:
            message = f"not resources of a quota root: {resources!r:.40}"
            raise UnreadableError(message)
        found: dict[str, QuotaResource] = {}
        problems: list[Unparsed] = []
        for name, usage, limit in zip(resources[::3], resources[1::3], resources[2::3], strict=True):
            try:
                found[_text(name).upper()] = QuotaResource(number(usage), number(limit))
            except UnreadableError as error:
                raw = b" ".join(value for value in (name, usage, limit) if isinstance(value, bytes))
                problems.append(Unparsed(raw, str(error)))
        return QuotaData(_text(root), MappingProxyType(found), tuple(problems))

    def quota_root(self, rest: bytes) -> QuotaRootData:
        mailbox, *roots = _at_least(values_of(rest), 1, "a mailbox and its quota roots")
        return QuotaRootData(self._name(mailbox), tuple(map(_text, roots)))

    def acl(self, rest: bytes) -> AclData:
        mailbox, *pairs = _at_least(values_of(rest), 1, "a mailbox and its access control list")
        if len(pairs) % 2:
            message = f"an identifier without rights: {pairs[-1]!r:.40}"
            raise UnreadableError(message)
        rights = {_text(who): _rights(what) for who, what in zip(pairs[::2], pairs[1::2], strict=True)}
        return AclData(self._name(mailbox), MappingProxyType(rights))

    def list_rights(self, rest: bytes) -> ListRightsData:
        mailbox, identifier, required, *optional = _at_least(values_of(rest), 3, "a mailbox, an identifier and rights")
        return ListRightsData(self._name(mailbox), _text(identifier), _rights(required), tuple(map(_rights, optional)))

    def my_rights(self, rest: bytes) -> MyRightsData:
        mailbox, rights = _exactly(values_of(rest), 2, "a mailbox and rights")
        return MyRightsData(self._name(mailbox), _rights(rights))

    def metadata(self, rest: bytes) -> MetadataData:
        mailbox, *entries = _at_least(values_of(rest), 2, "a mailbox and entries")
        name = self._name(mailbox)
        if not isinstance(entries[0], list):
            return MetadataData(name, changed=tuple(_text(each).lower() for each in entries))
        pairs = entries[0]
        if len(pairs) % 2 or len(entries) > 1:
            message = f"not entries and their values: {entries!r:.40}"
            raise UnreadableError(message)
        values = {
            _text(entry).lower(): self._value(value) for entry, value in zip(pairs[::2], pairs[1::2], strict=True)
        }
        return MetadataData(name, MappingProxyType(values))

    def _value(self, value: Value) -> bytes | None:
        if value == _APART:
            literal = next(self._literals, None)
            return literal if isinstance(literal, bytes) else None
        return None if value is None else _octets(value)

    def _name(self, value: Value) -> MailboxName:
        return mailbox_named(_octets(value), utf8=self._utf8)


_READERS: Final[Mapping[str, Callable[[_Reader, bytes], Response]]] = MappingProxyType(
    {
        "ACL": _Reader.acl,
        "LIST": _Reader.list,
        "LISTRIGHTS": _Reader.list_rights,
        "LSUB": _Reader.lsub,
        "METADATA": _Reader.metadata,
        "MYRIGHTS": _Reader.my_rights,
        "NAMESPACE": _Reader.namespace,
        "QUOTA": _Reader.quota,
        "QUOTAROOT": _Reader.quota_root,
        "STATUS": _Reader.status,
        "XLIST": _Reader.list,
    }
)


def read_of_mailboxes(
    name: str, rest: bytes, literals: Sequence[bytes | StreamedLiteral], *, utf8: bool
) -> Response | None:
    """Read the data of the response `name`; None for one that is not of these. Raises ValueError.

    `utf8`: the client has enabled UTF8=ACCEPT or IMAP4rev2, so that `&` in a name means itself (RFC 6855, 3).
    """
    reader = _READERS.get(name)
    return None if reader is None else reader(_Reader(literals, utf8=utf8), rest)


def _delimiter(raw: bytes) -> str:
    """Take one character, which may be escaped and which may be of several octets (RFC 9051, 9: QUOTED-CHAR)."""
    text = text_of(raw)
    character = text[1:] or text if text.startswith("\\") else text
    if len(character) > 1:
        message = f"not one character as the delimiter: {raw!r}"
        raise UnreadableError(message)
    return character


def _strings_in(value: bytes | None) -> list[bytes]:
    """Give the strings of a list, none where it is something else: it is kept in `extended` anyway."""
    listed = read_value(value)[0] if value else None
    return [each for each in listed if isinstance(each, bytes)] if isinstance(listed, list) else []


def _octets(value: Value) -> bytes:
    """Take a value as an astring, in which NIL is a name as any other (RFC 9051, 9)."""
    if isinstance(value, list):
        message = f"a list where a name should be: {value!r:.40}"
        raise UnreadableError(message)
    return b"NIL" if value is None else value


def _text(value: Value) -> str:
    return text_of(_octets(value))


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else (_text(value),)


def _rights(value: Value) -> frozenset[str]:
    return frozenset(_text(value))


def _exactly(values: list[Value], count: int, wanted: str) -> list[Value]:
    if len(values) != count:
        message = f"not {wanted}: {values!r:.40}"
        raise UnreadableError(message)
    return values


def _at_least(values: list[Value], count: int, wanted: str) -> list[Value]:
    return _exactly(values, max(count, len(values)), wanted)
