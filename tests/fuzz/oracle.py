# SPDX-License-Identifier: MIT
"""What `imap-codec`, a library by other people in another language, reads of a server's octets, in mailproto's values.

Knows only how the two spell their values. The oracle reads INTERNALDATE at once, so that here it is a moment; it never
says how something was spelt; and of what it does not know, such as ESEARCH, it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import imap_codec

from mailproto.message_data import (
    Address,
    BodyPart,
    BodySection,
    BodyStructure,
    Disposition,
    Envelope,
    MessageData,
    Multipart,
)
from mailproto.orderings import MessageThread, NumberList
from mailproto.parser.words import mailbox_of
from mailproto.responses import (
    CapabilityData,
    ContinuationRequest,
    CopyUid,
    EnabledData,
    ExistsData,
    ExpungeData,
    FlagsData,
    IdData,
    ListData,
    MailboxStatus,
    MetadataData,
    QuotaData,
    QuotaResource,
    QuotaRootData,
    RecentData,
    Response,
    ResponseCode,
    SearchData,
    SortData,
    StatusResponse,
    ThreadData,
)
from mailproto.sequences import NumberSet
from mailproto.vocabulary import (
    Capability,
    Flag,
    MailboxAttribute,
    MailboxName,
    SequenceNumber,
    Status,
    Tag,
    Uid,
    UidValidity,
)

Said = Any
"""What the oracle says: dictionaries, lists, words and numbers, as its `as_dict()` gives them."""


def read(octets: bytes) -> Response:
    """Read one response. ValueError for what the oracle does not take."""
    try:
        rest, found = imap_codec.ResponseCodec.decode(octets)
    except imap_codec.DecodeError as error:
        raise ValueError(repr(error)) from None
    assert not rest
    ((kind, said),) = found.as_dict().items()
    if kind == "Status":
        return _status(said)
    if kind == "CommandContinuationRequest":
        return _continuation(said)
    ((name, value),) = said.items()
    return _DATA[name](value)


def read_structure(octets: bytes) -> BodyStructure:
    """Read the only item of a FETCH response, a BODYSTRUCTURE."""
    _, found = imap_codec.ResponseCodec.decode(octets)
    (item,) = found.as_dict()["Data"]["Fetch"]["items"]
    return _structure(item["BodyStructure"])


def spell(octets: bytes) -> bytes:
    """Give the oracle's own spelling of a response that it reads."""
    return imap_codec.ResponseCodec.encode(imap_codec.ResponseCodec.decode(octets)[1]).dump()


# Words and strings


def _string(said: Said) -> bytes:
    """Take a string, an astring or an atom."""
    ((form, value),) = said.items()
    if form == "String":
        return _string(value)
    return bytes(value["data"]) if form in {"Literal", "Literal8"} else str(value).encode()


def _nstring(said: Said) -> bytes | None:
    if isinstance(said, dict) and "NString" in said:
        said = said["NString"]
    return None if said is None else _string(said)


def _text(said: Said) -> str:
    return _string(said).decode()


def _lower(said: Said) -> str:
    return _text(said).lower()


def _mailbox(said: Said) -> MailboxName:
    return MailboxName("INBOX") if said == "Inbox" else mailbox_of(b'"%b"' % _escaped(_string(said["Other"])))


def _escaped(octets: bytes) -> bytes:
    return re.sub(rb'[\\"]', rb"\\\g<0>", octets)


def _flag(said: Said) -> Flag:
    match said:
        case "Asterisk":
            return Flag(r"\*")
        case {"Flag": inner}:
            return _flag(inner)
        case {"Keyword": word}:
            return Flag(word)
        case {"Extension": word}:
            return Flag(f"\\{word}")
        case word:
            return Flag(f"\\{word}")


def _attribute(said: Said) -> MailboxAttribute:
    return MailboxAttribute("\\" + (said["Extension"] if isinstance(said, dict) else said))


def _capability(said: Said) -> Capability:
    """Take a capability as the oracle writes it, for those that it knows have names of its own."""
    written = imap_codec.ResponseCodec.encode(imap_codec.Response.from_dict({"Data": {"Capability": [said]}})).dump()
    return Capability(written.decode().split()[-1])


def _capabilities(said: Said) -> tuple[Capability, ...]:
    return tuple(map(_capability, said))


# Status responses


def _code(said: Said) -> ResponseCode | None:
    match said:
        case None:
            return None
        case str() as name:
            return ResponseCode(_CODE_NAMES.get(name, name.upper()))
        case {"Other": octets}:
            word, _, argument = bytes(octets).partition(b" ")
            return ResponseCode(word.decode().upper(), argument or None)
    ((name, value),) = said.items()
    return ResponseCode(name.upper(), _CODES[name](value))


_CODE_NAMES: Final = {"ReadOnly": "READ-ONLY", "ReadWrite": "READ-WRITE"}
_CODES: Final[Mapping[str, Callable[[Said], object]]] = {
    "BadCharset": lambda said: tuple(map(_text, said["allowed"])),
    "Capability": _capabilities,
    "PermanentFlags": lambda said: tuple(map(_flag, said)),
    "UidNext": int,
    "UidValidity": int,
    "Unseen": int,
    "CopyUid": lambda said: CopyUid(
        UidValidity(said["uid_validity"]), _ranges(said["source"]), _ranges(said["destination"])
    ),
}


def _ranges(said: Said) -> tuple[tuple[Uid, Uid], ...]:
    pairs = (each.get("Range") or (each["Single"], each["Single"]) for each in said)
    return tuple((Uid(first), Uid(last)) for first, last in pairs)


def _status(said: Said) -> StatusResponse:
    ((kind, body),) = said.items()
    tag = None
    if kind == "Tagged":
        tag, body = Tag(body["tag"]), body["body"]
    status = Status.BYE if kind == "Bye" else Status(body["kind"].upper())
    return StatusResponse(tag, status, body["text"], _code(body["code"]))


def _continuation(said: Said) -> ContinuationRequest:
    ((_, value),) = said.items()
    return ContinuationRequest(value["text"].encode() if isinstance(value, dict) else bytes(value))


# Letters


def _message(said: Said) -> MessageData:
    fields: dict[str, Any] = {}
    sections: dict[BodySection, bytes | None] = {}
    for item in said["items"]:
        ((name, value),) = item.items()
        match name:
            case "BodyExt":
                sections[_section(value["section"], value["origin"])] = _nstring(value["data"])
            case "Binary":
                sections[BodySection(tuple(value["section"]), binary=True)] = _nstring(value["value"])
            case _:
                field, read_value = _FIELDS[name]
                fields[field] = read_value(value)
    return MessageData(SequenceNumber(said["seq"]), sections=sections, **fields)


def _section(said: Said, origin: int | None) -> BodySection:
    if said is None:
        return BodySection(origin=origin)
    ((name, value),) = said.items()
    names: list[Said] = []
    if name.startswith("HeaderFields"):
        value, names = value
    text = {"Part": "", "HeaderFields": "HEADER.FIELDS", "HeaderFieldsNot": "HEADER.FIELDS.NOT"}.get(name, name)
    return BodySection(tuple(value or ()), text, tuple(map(_text, names)), origin)


def _envelope(said: Said) -> Envelope:
    several = ("from", "sender", "reply_to", "to", "cc", "bcc")
    fields: list[Any] = [_nstring(said["date"]), _nstring(said["subject"])]
    fields += [tuple(map(_address, said[name])) for name in several]
    fields += [_nstring(said["in_reply_to"]), _nstring(said["message_id"])]
    return Envelope(*fields)


def _address(said: Said) -> Address:
    return Address(*(_nstring(said[name]) for name in ("name", "adl", "mailbox", "host")))


def _structure(said: Said) -> BodyStructure:
    """Take a BODYSTRUCTURE."""
    ((kind, value),) = said.items()
    return _multipart(value) if kind == "Multi" else _part(value)


def _multipart(said: Said) -> Multipart:
    extension = said["extension_data"]
    parts = tuple(map(_structure, said["bodies"]))
    return Multipart(parts, _lower(said["subtype"]), _parameters(extension["parameter_list"]), **_tail(extension))


def _part(said: Said) -> BodyPart:
    basic = said["body"]["basic"]
    ((kind, specific),) = said["body"]["specific"].items()
    types = {"Basic": "", "Text": "text", "Message": "message"}
    is_letter = kind == "Message"
    return BodyPart(
        media_type=types[kind] or _lower(specific["type"]),
        subtype="rfc822" if is_letter else _lower(specific["subtype"]),
        parameters=_parameters(basic["parameter_list"]),
        content_id=_nstring(basic["id"]),
        description=_nstring(basic["description"]),
        encoding=_lower(basic["content_transfer_encoding"]),
        size=basic["size"],
        lines=specific.get("number_of_lines"),
        envelope=_envelope(specific["envelope"]) if is_letter else None,
        body=_structure(specific["body_structure"]) if is_letter else None,
        md5=_nstring(said["extension_data"]["md5"]),
        **_tail(said["extension_data"]),
    )


def _tail(said: Said) -> dict[str, Any]:
    """Take what is told of parts of either kind, in which each field holds the one after it."""
    disposition, language = said["tail"], said["tail"]["tail"]
    kind = disposition["disposition"]
    return {
        "disposition": None if kind is None else Disposition(_lower(kind[0]), _parameters(kind[1])),
        "language": tuple(map(_text, language["language"])),
        "location": _nstring(language["tail"]["location"]),
    }


def _parameters(said: Iterable[tuple[Said, Said]]) -> dict[str, bytes]:
    return {_lower(name): _string(value) for name, value in said}


_FIELDS: Final[Mapping[str, tuple[str, Callable[[Said], object]]]] = {
    "Uid": ("uid", int),
    "Flags": ("flags", lambda said: frozenset(map(_flag, said))),
    "InternalDate": ("raw_internal_date", datetime.fromisoformat),
    "Rfc822Size": ("size", int),
    "Envelope": ("envelope", _envelope),
}

# Everything else

_STATUS_NAMES: Final = {
    "Messages": "MESSAGES",
    "UidNext": "UIDNEXT",
    "UidValidity": "UIDVALIDITY",
    "Unseen": "UNSEEN",
    "Recent": "RECENT",
    "Deleted": "DELETED",
    "DeletedStorage": "DELETED-STORAGE",
}


def _listed(said: Said, *, subscribed_only: bool = False) -> ListData:
    attributes = frozenset(map(_attribute, said["items"]))
    return ListData(attributes, said["delimiter"], _mailbox(said["mailbox"]), subscribed_only)


def _status_of(said: Said) -> MailboxStatus:
    items = {_STATUS_NAMES[name]: value for item in said["items"] for name, value in item.items()}
    return MailboxStatus(_mailbox(said["mailbox"]), items)


def _identity(said: Said) -> IdData:
    pairs = said["parameters"] or []
    return IdData({_lower(name): None if value is None else _text(value) for name, value in pairs})


def _quota(said: Said) -> QuotaData:
    resources = {
        each["resource"]["Other"] if isinstance(each["resource"], dict) else each["resource"].upper(): QuotaResource(
            each["usage"], each["limit"]
        )
        for each in said["quotas"]
    }
    return QuotaData(_text(said["root"]), resources)


def _metadata(said: Said) -> MetadataData:
    ((kind, entries),) = said["items"].items()
    mailbox = _mailbox(said["mailbox"])
    if kind == "WithoutValues":
        return MetadataData(mailbox, changed=tuple(map(_lower, entries)))
    return MetadataData(mailbox, {_lower(each["entry"]): _nstring(each["value"]) for each in entries})


def _thread(said: Said, depth: int = 0) -> Iterator[tuple[int, int | None]]:
    """Take a conversation, row by row; one whose first letter is not here is "Nested"."""
    ((kind, value),) = said.items()
    numbers = [None] if kind == "Nested" else value["prefix"]
    yield from enumerate(numbers, depth)
    for each in value["answers"] or ():
        yield from _thread(each, depth + len(numbers))


_DATA: Final[Mapping[str, Callable[[Said], Response]]] = {
    "Capability": lambda said: CapabilityData(_capabilities(said)),
    "Enabled": lambda said: EnabledData(_capabilities(said["capabilities"])),
    "List": _listed,
    "Lsub": lambda said: _listed(said, subscribed_only=True),
    "Status": _status_of,
    "Flags": lambda said: FlagsData(tuple(map(_flag, said))),
    "Exists": ExistsData,
    "Recent": RecentData,
    "Expunge": lambda said: ExpungeData(SequenceNumber(said)),
    "Search": lambda said: SearchData(NumberSet[int].of(said)),
    "Sort": lambda said: SortData(NumberList[int].of(said)),
    "Thread": lambda said: ThreadData(tuple(MessageThread[int](_thread(each)) for each in said)),
    "Id": _identity,
    "Quota": _quota,
    "QuotaRoot": lambda said: QuotaRootData(_mailbox(said["mailbox"]), tuple(map(_text, said["roots"]))),
    "Metadata": _metadata,
    "Fetch": _message,
}
