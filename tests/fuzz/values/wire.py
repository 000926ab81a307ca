# SPDX-License-Identifier: MIT
"""Writes responses as a server would (RFC 9051, 7 and 9): the way back from mailproto's values to the wire.

Written from the grammar and not from the parser, for the parser is what it judges.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mailproto import mailbox_names
from mailproto.message_data import Address, BodySection, BodyStructure, Disposition, Envelope, MessageData, Multipart
from mailproto.orderings import MessageThread, NumberList
from mailproto.responses import (
    AclData,
    AppendUid,
    CapabilityData,
    ContinuationRequest,
    CopyUid,
    EnabledData,
    EsearchData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    ListData,
    ListRightsData,
    MailboxStatus,
    MetadataData,
    MetadataLimit,
    MyRightsData,
    Namespace,
    NamespaceData,
    Progress,
    QuotaData,
    QuotaRootData,
    RecentData,
    Response,
    ResponseCode,
    SearchData,
    SortData,
    StatusResponse,
    ThreadData,
    UnknownData,
    VanishedData,
)
from mailproto.sequences import NumberSet
from mailproto.vocabulary import MailboxName


def quoted(octets: bytes) -> bytes:
    """Write a quoted string."""
    return b'"%b"' % octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


@dataclass(frozen=True)
class Wire:
    """Writes responses; strings as literals where `literals`, else quoted where they can be."""

    literals: bool = False

    def response(self, response: Response) -> bytes:
        """Write a whole response with its line end. KeyError for a class that nobody has told how it is written."""
        return WRITERS[type(response)](self, response) + b"\r\n"

    def string(self, octets: bytes) -> bytes:
        """Write a string."""
        if self.literals or set(octets) & set(b"\r\n\0"):
            return b"{%d}\r\n%b" % (len(octets), octets)
        return quoted(octets)

    def nstring(self, octets: bytes | None) -> bytes:
        """Write a string or NIL."""
        return b"NIL" if octets is None else self.string(octets)

    def mailbox(self, name: MailboxName) -> bytes:
        """Write the name of a mailbox."""
        return self.string(mailbox_names.encode(name.text) if name.raw is None else name.raw)

    def strings(self, several: Iterable[bytes]) -> bytes:
        """Write a list of strings, NIL for none."""
        written = [self.string(each) for each in several]
        return _listed(written) if written else b"NIL"

    # Letters

    def message(self, message: MessageData) -> bytes:
        """Write a FETCH response."""
        items: list[bytes] = []
        if message.uid is not None:
            items.append(b"UID %d" % message.uid)
        if message.flags is not None:
            items.append(b"FLAGS " + _words(sorted(message.flags)))
        if message.raw_internal_date is not None:
            items.append(b"INTERNALDATE " + quoted(message.raw_internal_date))
        if message.size is not None:
            items.append(b"RFC822.SIZE %d" % message.size)
        if isinstance(message.envelope, Envelope):
            items.append(b"ENVELOPE " + self.envelope(message.envelope))
        if message.raw_body_structure is not None:
            items.append(b"BODYSTRUCTURE " + message.raw_body_structure)
        if message.mod_seq is not None:
            items.append(b"MODSEQ (%d)" % message.mod_seq)
        for section, content in message.sections.items():
            assert content is None or isinstance(content, bytes)
            items.append(self.section(section) + b" " + self.content(content, section))
        items += [b"%b %b" % (name.encode(), value) for name, value in message.others.items()]
        return b"* %d FETCH %b" % (message.sequence_number, _listed(items))

    def section(self, section: BodySection) -> bytes:
        """Write the name of a section, in which servers give no PEEK."""
        words = ".".join([*map(str, section.part), *([section.text] if section.text else [])]).encode()
        if section.fields:
            words += b" " + _words(section.fields)
        origin = b"" if section.origin is None else b"<%d>" % section.origin
        return b"%b[%b]%b" % (b"BINARY" if section.binary else b"BODY", words, origin)

    def content(self, content: bytes | None, section: BodySection) -> bytes:
        """Write a section's octets, as literal8 where they may be anything (RFC 9051, 9: literal8)."""
        if content is not None and section.binary and b"\0" in content:
            return b"~" + self.string(content)
        return self.nstring(content)

    def envelope(self, envelope: Envelope) -> bytes:
        """Write an ENVELOPE."""
        several = (envelope.from_, envelope.sender, envelope.reply_to, envelope.to, envelope.cc, envelope.bcc)
        fields = [self.nstring(envelope.date), self.nstring(envelope.subject)]
        fields += [b"(%b)" % b"".join(map(self.address, each)) if each else b"NIL" for each in several]
        return _listed([*fields, self.nstring(envelope.in_reply_to), self.nstring(envelope.message_id)])

    def address(self, address: Address) -> bytes:
        """Write an address."""
        return _listed(map(self.nstring, (address.name, address.adl, address.mailbox, address.host)))

    def structure(self, part: BodyStructure) -> bytes:
        """Write a BODYSTRUCTURE."""
        if isinstance(part, Multipart):
            fields = [b"".join(map(self.structure, part.parts)), self.string(part.subtype.encode())]
            fields.append(self.parameters(part.parameters))
        else:
            subtype = part.subtype.encode()
            # RFC 9051, 9: media-text and media-message are quoted, never literals.
            fields = [quoted(part.media_type.encode()), quoted(subtype) if part.body else self.string(subtype)]
            fields += [self.parameters(part.parameters), self.nstring(part.content_id), self.nstring(part.description)]
            fields += [self.string(part.encoding.encode()), b"%d" % (part.size or 0)]
            if part.body is not None and isinstance(part.envelope, Envelope):
                fields += [self.envelope(part.envelope), self.structure(part.body)]
            fields += [] if part.lines is None else [b"%d" % part.lines]
            fields.append(self.nstring(part.md5))
        languages = self.strings(each.encode() for each in part.language)
        return _listed([*fields, self.disposition(part.disposition), languages, self.nstring(part.location)])

    def parameters(self, parameters: Mapping[str, bytes]) -> bytes:
        """Write the parameters of a Content-Type or a Content-Disposition."""
        return self.strings(word for name, value in parameters.items() for word in (name.encode(), value))

    def disposition(self, disposition: Disposition | None) -> bytes:
        """Write a Content-Disposition."""
        if disposition is None:
            return b"NIL"
        return _listed([self.string(disposition.kind.encode()), self.parameters(disposition.parameters)])

    # Everything else

    def listed(self, found: ListData) -> bytes:
        """Write LIST or LSUB."""
        attributes, name = _words(sorted(found.attributes)), self.mailbox(found.mailbox)
        delimiter = b"NIL" if found.delimiter is None else quoted(found.delimiter.encode())
        extended = [self.string(label.encode()) + b" " + value for label, value in found.extended.items()]
        words = [b"* LSUB" if found.subscribed_only else b"* LIST", attributes, delimiter, name]
        return b" ".join(words + ([_listed(extended)] if extended else []))

    def status_of(self, status: MailboxStatus) -> bytes:
        """Write STATUS of a mailbox."""
        items = [b"%b %d" % (name.encode(), value) for name, value in status.items.items()]
        items += [b"%b %b" % (name.encode(), value) for name, value in status.others.items()]
        return b"* STATUS %b %b" % (self.mailbox(status.mailbox), _listed(items))

    def esearch(self, found: EsearchData) -> bytes:
        """Write ESEARCH."""
        words = [b"* ESEARCH"]
        if found.tag is not None:
            words.append(b"(TAG %b)" % quoted(found.tag.encode()))
        words += [b"UID"] if found.by_uid else []
        counts = (("MIN", found.minimum), ("MAX", found.maximum), ("COUNT", found.count), ("MODSEQ", found.mod_seq))
        words += [b"%b %d" % (name.encode(), value) for name, value in counts if value is not None]
        words += [] if found.all is None else [b"ALL " + _in_order(found.all_in_order, found.all)]
        if found.window is not None:
            partial = b"NIL" if found.partial is None else _in_order(found.partial_in_order, found.partial)
            words.append(b"PARTIAL (%d:%d %b)" % (*found.window, partial))
        return b" ".join(words + [b"%b %b" % (name.encode(), value) for name, value in found.others.items()])

    def namespaces(self, namespaces: NamespaceData) -> bytes:
        """Write NAMESPACE."""
        classes = (namespaces.personal, namespaces.other_users, namespaces.shared)
        return b"* NAMESPACE " + b" ".join(
            b"(%b)" % b"".join(map(self.namespace, several)) if several else b"NIL" for several in classes
        )

    def namespace(self, namespace: Namespace) -> bytes:
        """Write one namespace."""
        delimiter = None if namespace.delimiter is None else namespace.delimiter.encode()
        more = [
            self.string(name.encode()) + b" " + _listed(self.string(each.encode()) for each in several)
            for name, several in namespace.extended.items()
        ]
        return _listed([self.mailbox(namespace.prefix), b"NIL" if delimiter is None else quoted(delimiter), *more])

    def identity(self, identity: IdData) -> bytes:
        """Write ID."""
        pairs = ((name, None if value is None else value.encode()) for name, value in identity.fields.items())
        words = [self.string(name.encode()) + b" " + self.nstring(value) for name, value in pairs]
        return b"* ID " + (_listed(words) if words else b"NIL")

    def quota(self, quota: QuotaData) -> bytes:
        """Write QUOTA."""
        items = (b"%b %d %d" % (name.encode(), each.usage, each.limit) for name, each in quota.resources.items())
        return b"* QUOTA %b %b" % (self.string(quota.root.encode()), _listed(items))

    def quota_roots(self, found: QuotaRootData) -> bytes:
        """Write QUOTAROOT."""
        return b" ".join(
            [b"* QUOTAROOT", self.mailbox(found.mailbox), *(self.string(each.encode()) for each in found.roots)]
        )

    def acl(self, acl: AclData) -> bytes:
        """Write ACL."""
        pairs = (
            word for who, rights in acl.rights.items() for word in (self.string(who.encode()), self.rights(rights))
        )
        return b" ".join([b"* ACL", self.mailbox(acl.mailbox), *pairs])

    def list_rights(self, found: ListRightsData) -> bytes:
        """Write LISTRIGHTS."""
        words = [b"* LISTRIGHTS", self.mailbox(found.mailbox), self.string(found.identifier.encode())]
        return b" ".join([*words, self.rights(found.required), *map(self.rights, found.optional)])

    def my_rights(self, found: MyRightsData) -> bytes:
        """Write MYRIGHTS."""
        return b"* MYRIGHTS %b %b" % (self.mailbox(found.mailbox), self.rights(found.rights))

    def rights(self, rights: Iterable[str]) -> bytes:
        """Write rights in one word."""
        return self.string("".join(sorted(rights)).encode())

    def metadata(self, data: MetadataData) -> bytes:
        """Write METADATA; values that hold NUL as literal8 (RFC 5464, 5)."""
        pairs = [
            self.string(entry.encode()) + b" " + (b"~" if value and b"\0" in value else b"") + self.nstring(value)
            for entry, value in data.values.items()
        ]
        changed = b" ".join(self.string(entry.encode()) for entry in data.changed)
        return b"* METADATA %b %b" % (self.mailbox(data.mailbox), changed or _listed(pairs))


def code(code: ResponseCode) -> bytes:
    """Write what stands between the brackets of a status response."""
    match code.value:
        case None:
            return code.name.encode()
        case AppendUid(uid_validity=validity, uids=uids):
            argument = b"%d %b" % (validity, bytes(uids))
        case CopyUid(uid_validity=validity, source_ranges=source, destination_ranges=destination):
            argument = b"%d %b %b" % (validity, _ranges(source), _ranges(destination))
        case Progress(tag=tag, progress=done, goal=goal):
            told = [b"NIL" if each is None else b"%d" % each for each in (done, goal)]
            argument = _listed([b"NIL" if tag is None else quoted(tag.encode()), *told])
        case MetadataLimit(word=word, octets=octets):
            argument = word.encode() if octets is None else b"%b %d" % (word.encode(), octets)
        case str() as word:
            argument = _words([word])
        case tuple() as words if code.name in {"PERMANENTFLAGS", "BADCHARSET", "BADEVENT"}:
            argument = _words(words)
        case tuple() as words:
            argument = _words(words)[1:-1]
        case int() as number:
            argument = b"%d" % number
        case value:
            argument = bytes(value)  # type: ignore[call-overload]  # octets, or a set of numbers
    return code.name.encode() + b" " + argument


def _status(_: Wire, status: StatusResponse) -> bytes:
    words = ["*" if status.tag is None else status.tag, status.status.value]
    written = " ".join(words).encode()
    if status.code is not None:
        written += b" [%b]" % (code(status.code) if isinstance(status.code, ResponseCode) else status.code.raw)
    return b"%b %b" % (written, status.text.encode())


def _found(_: Wire, found: SearchData | SortData) -> bytes:
    name = b"* SORT" if isinstance(found, SortData) else b"* SEARCH"
    numbers = b"".join(b" %d" % number for number in found.numbers)
    return name + numbers + (b"" if found.mod_seq is None else b" (MODSEQ %d)" % found.mod_seq)


def _threads(_: Wire, found: ThreadData) -> bytes:
    return b"* THREAD" + b"".join([b" " if found.threads else b"", *map(_thread, found.threads)])


def _thread(thread: MessageThread[int]) -> bytes:
    """Write a thread-list (RFC 5256, 5): only a lone reply that is here stands in the list of what it replies to."""
    numbers = [number for _, number in thread.rows()]
    replies = _replies(thread)
    written: list[bytes] = []
    still: list[bytes | int] = [b")", 0, b"("]  # octets, and rows; from the end, for a thread may be deep
    while still:
        row = still.pop()
        if isinstance(row, bytes):
            written.append(row)
            continue
        below, number = replies[row], numbers[row]
        if number is not None:
            written.append(b"%d " % number if below else b"%d" % number)
        if number is not None and len(below) == 1 and numbers[below[0]] is not None:
            still += below
        else:
            still += [piece for reply in reversed(below) for piece in (b")", reply, b"(")]
    return b"".join(written)


def _replies(thread: MessageThread[int]) -> list[list[int]]:
    """Give for each row those of its direct replies."""
    replies: list[list[int]] = []
    above: list[int] = []
    for row, (depth, _) in enumerate(thread.rows()):
        del above[depth:]
        if above:
            replies[above[-1]].append(row)
        replies.append([])
        above.append(row)
    return replies


def _in_order(numbers: NumberList[int], same: NumberSet[Any]) -> bytes:
    """Write numbers in the order that is known, else the set that holds the same (RFC 5267, 3.2)."""
    return _ranges(numbers.runs()) if numbers else bytes(same)


def _listed(words: Iterable[bytes]) -> bytes:
    return b"(%b)" % b" ".join(words)


def _words(words: Iterable[str]) -> bytes:
    return _listed(word.encode() for word in words)


def _ranges(ranges: Iterable[tuple[int, int]]) -> bytes:
    return b",".join(b"%d" % first if first == last else b"%d:%d" % (first, last) for first, last in ranges)


WRITERS: Mapping[type, Callable[[Wire, Any], bytes]] = {
    StatusResponse: _status,
    ContinuationRequest: lambda _, request: b"+ " + request.data,
    CapabilityData: lambda _, found: " ".join(["* CAPABILITY", *found.capabilities]).encode(),
    EnabledData: lambda _, found: " ".join(["* ENABLED", *found.capabilities]).encode(),
    ListData: Wire.listed,
    MailboxStatus: Wire.status_of,
    FlagsData: lambda _, found: b"* FLAGS " + _words(found.flags),
    ExistsData: lambda _, found: b"* %d EXISTS" % found.count,
    RecentData: lambda _, found: b"* %d RECENT" % found.count,
    ExpungeData: lambda _, found: b"* %d EXPUNGE" % found.sequence_number,
    SearchData: _found,
    EsearchData: Wire.esearch,
    SortData: _found,
    ThreadData: _threads,
    VanishedData: lambda _, gone: b"* VANISHED %b%b" % (b"(EARLIER) " if gone.earlier else b"", bytes(gone.uids)),
    NamespaceData: Wire.namespaces,
    IdData: Wire.identity,
    QuotaData: Wire.quota,
    QuotaRootData: Wire.quota_roots,
    AclData: Wire.acl,
    ListRightsData: Wire.list_rights,
    MyRightsData: Wire.my_rights,
    MetadataData: Wire.metadata,
    MessageData: Wire.message,
    UnknownData: lambda _, found: found.raw,
}
"""How each class of `mailproto.responses.Response` is written; a test wants every one of them here."""
