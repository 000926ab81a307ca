# SPDX-License-Identifier: MIT
"""Strategies for what a server says, one for each class of `mailproto.responses.Response`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mailproto.message_data import MessageData
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
    QuotaResource,
    QuotaRootData,
    RecentData,
    ResponseCode,
    SearchData,
    StatusResponse,
    UnknownData,
    VanishedData,
)
from mailproto.sequences import NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import MailboxAttribute, MailboxName, Status
from tests.fuzz.values import wire
from tests.fuzz.values.letters import message_data
from tests.fuzz.values.words import (
    atoms,
    capabilities,
    flags,
    line_strings,
    mailbox_texts,
    mailboxes,
    mod_seqs,
    numbers,
    numbers64,
    octets,
    positive,
    sequence_numbers,
    sets,
    strings,
    tags,
    texts,
    uid_validities,
    uids,
    upper_words,
)

_several_words: Final = st.lists(atoms, min_size=1, max_size=3).map(tuple)
_several_flags: Final = st.lists(flags, max_size=4).map(tuple)
_several_capabilities: Final = st.lists(capabilities, min_size=1, max_size=4).map(tuple)
_ranges: Final = st.lists(st.tuples(uids, uids), min_size=1, max_size=3).map(tuple)
_copy_uids: Final = st.builds(CopyUid, uid_validities, _ranges, _ranges)
_append_uids: Final = st.builds(AppendUid, uid_validities, sets(UidSet, may_be_open=False))

CODES: Final[Mapping[str, SearchStrategy[Any]]] = {
    **dict.fromkeys(("ALERT", "READ-ONLY", "READ-WRITE", "TRYCREATE", "CLOSED", "PARSE", "NOMODSEQ"), st.none()),
    **dict.fromkeys(("UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ"), numbers),
    "APPENDUID": _append_uids,
    "COPYUID": _copy_uids,
    "PERMANENTFLAGS": _several_flags,
    "CAPABILITY": _several_capabilities,
    "BADCHARSET": _several_words,
    "BADEVENT": _several_words,
    "MODIFIED": sets(NumberSet[int]),
    "INPROGRESS": st.builds(Progress, st.none() | tags, st.none() | numbers, st.none() | numbers),
    "MAILBOXID": atoms,
    "METADATA": st.builds(MetadataLimit, st.just("LONGENTRIES"), numbers)
    | st.builds(MetadataLimit, st.just("TOOMANY")),
    "X-OTHER": st.none() | atoms.map(str.encode),
}
"""What the values of response codes may be, by name."""


def _code_of(name: str) -> SearchStrategy[ResponseCode]:
    return CODES[name].map(lambda value: ResponseCode(name, value, wire.code(ResponseCode(name, value))))


codes: Final = st.sampled_from(sorted(CODES)).flatmap(_code_of)
_words_for_people: Final = texts.map(str.strip).filter(lambda text: text[:1] != "[")
statuses: Final = st.builds(
    StatusResponse, st.none() | tags, st.sampled_from(Status), _words_for_people, st.none() | codes
)

_raw_values: Final = st.sampled_from([b"1", b"1:7", b"NIL", b'("a b")', b"(a (b) NIL)"])
_delimiters: Final = st.none() | st.sampled_from("/.\\|")
_lists: Final = st.builds(
    ListData,
    st.frozensets(atoms.map(lambda word: MailboxAttribute("\\" + word)), max_size=3),
    _delimiters,
    mailboxes,
    st.booleans(),
    extended=st.dictionaries(upper_words.map(lambda word: f"X-{word}"), _raw_values, max_size=2),
)
_ids: Final = st.dictionaries(
    texts.map(str.lower).filter(bool), st.none() | strings.map(lambda octets: octets.decode("latin-1")), max_size=3
).map(IdData)
_searches: Final = st.builds(
    SearchData, st.lists(positive, max_size=5).map(NumberSet[int].of), st.none() | mod_seqs
)  # fmt: skip
_names_of_results: Final = upper_words.filter(lambda word: word not in {"MIN", "MAX", "COUNT", "ALL", "MODSEQ", "UID"})


def _esearch(by_uid: bool) -> SearchStrategy[EsearchData]:  # noqa: FBT001 - drawn
    return st.builds(
        EsearchData,
        tag=st.none() | tags,
        by_uid=st.just(by_uid),
        minimum=st.none() | numbers,
        maximum=st.none() | numbers,
        count=st.none() | numbers,
        all=st.none() | (sets(UidSet, may_be_open=False) if by_uid else sets(SequenceSet, may_be_open=False)),
        mod_seq=st.none() | mod_seqs,
        others=st.dictionaries(_names_of_results, _raw_values, max_size=2),
    )


_namespace_extensions: Final = st.dictionaries(upper_words, st.lists(texts, max_size=2).map(tuple), max_size=1)
_namespaces: Final = st.lists(
    st.builds(Namespace, (st.just("") | mailbox_texts).map(MailboxName), _delimiters, _namespace_extensions), max_size=2
).map(tuple)
_people: Final = texts.filter(bool)
_rights: Final = st.frozensets(st.sampled_from("lrswipkxteacd"))
_quotas: Final = st.dictionaries(upper_words, st.builds(QuotaResource, numbers64, numbers64), max_size=2)
_entries: Final = atoms.map(lambda word: f"/shared/{word.lower()}")
_metadata: Final = st.one_of(
    st.builds(MetadataData, mailboxes, st.dictionaries(_entries, st.none() | octets, max_size=3)),
    st.builds(MetadataData, mailboxes, changed=st.lists(_entries, min_size=1, max_size=3).map(tuple)),
)
_unknown_names: Final = upper_words.map(lambda word: f"X-{word}")
_unknown: Final = st.builds(
    lambda name, number, rest: UnknownData(
        name, number, b"* %b%b%b" % (b"" if number is None else b"%d " % number, name.encode(), rest)
    ),
    _unknown_names,
    st.none() | numbers,
    line_strings.map(lambda data: b" " + data if data else b""),
)

ANSWERS: Final[Mapping[type, SearchStrategy[Any]]] = {
    StatusResponse: statuses,
    ContinuationRequest: st.builds(ContinuationRequest, line_strings),
    CapabilityData: st.builds(CapabilityData, _several_capabilities),
    EnabledData: st.builds(EnabledData, st.lists(capabilities, max_size=3).map(tuple)),
    ListData: _lists,
    MailboxStatus: st.builds(
        MailboxStatus,
        mailboxes,
        st.dictionaries(upper_words, numbers64, max_size=4),
        st.dictionaries(_unknown_names, st.sampled_from([b"NIL", b"(x)"]), max_size=1),
    ),
    FlagsData: st.builds(FlagsData, _several_flags),
    ExistsData: st.builds(ExistsData, numbers),
    RecentData: st.builds(RecentData, numbers),
    ExpungeData: st.builds(ExpungeData, sequence_numbers),
    SearchData: _searches,
    EsearchData: st.booleans().flatmap(_esearch),
    VanishedData: st.builds(VanishedData, sets(UidSet, may_be_open=False), st.booleans()),
    NamespaceData: st.builds(NamespaceData, _namespaces, _namespaces, _namespaces),
    IdData: _ids,
    QuotaData: st.builds(QuotaData, texts, _quotas),
    QuotaRootData: st.builds(QuotaRootData, mailboxes, st.lists(texts, max_size=2).map(tuple)),
    AclData: st.builds(AclData, mailboxes, st.dictionaries(_people, _rights, max_size=2)),
    ListRightsData: st.builds(ListRightsData, mailboxes, _people, _rights, st.lists(_rights, max_size=2).map(tuple)),
    MyRightsData: st.builds(MyRightsData, mailboxes, _rights),
    MetadataData: _metadata,
    MessageData: message_data,
    UnknownData: _unknown,
}  # fmt: skip
"""A strategy for each class of `mailproto.responses.Response`; a test wants every one of them here."""
