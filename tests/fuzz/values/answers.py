# SPDX-License-Identifier: MIT
"""Strategies for what a server says, one for each class of `mailproto.responses.Response`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mailproto.message_data import MessageData
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
    QuotaResource,
    QuotaRootData,
    RecentData,
    ResponseCode,
    SearchData,
    SortData,
    StatusResponse,
    ThreadData,
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
_delimiters: Final = st.none() | st.sampled_from('/.\\|"«')
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
_names_of_results: Final = upper_words.filter(
    lambda word: word not in {"MIN", "MAX", "COUNT", "ALL", "MODSEQ", "PARTIAL", "UID"}
)


# What was found, spelt in an order (RFC 5267, 3.2); and a window counted from the beginning or the end (RFC 9394, 4).
_in_order: Final = st.lists(st.tuples(positive, positive).map(sorted), min_size=1, max_size=4)
_spelt: Final = st.just(b"") | _in_order.map(lambda runs: b",".join(b"%d:%d" % (first, last) for first, last in runs))
_windows: Final = st.tuples(positive, positive) | st.tuples(positive, positive).map(lambda ends: (-ends[0], -ends[1]))


@st.composite
def _esearch(draw: st.DrawFn) -> EsearchData:
    by_uid = draw(st.booleans())
    kind: type[SequenceSet | UidSet] = UidSet if by_uid else SequenceSet
    window = draw(st.none() | _windows)
    raw_all, raw_partial = draw(_spelt), b"" if window is None else draw(_spelt)
    return EsearchData(
        tag=draw(st.none() | tags),
        by_uid=by_uid,
        minimum=draw(st.none() | numbers),
        maximum=draw(st.none() | numbers),
        count=draw(st.none() | numbers),
        all=kind.parse(raw_all) if raw_all else draw(st.none() | sets(kind, may_be_open=False)),
        mod_seq=draw(st.none() | mod_seqs),
        window=window,
        partial=kind.parse(raw_partial) if raw_partial else None,
        others=draw(st.dictionaries(_names_of_results, _raw_values, max_size=2)),
        raw_all=raw_all,
        raw_partial=raw_partial,
    )


_Tree = tuple[int | None, list[Any]]  # a letter, None where it is not here, and trees of replies


def _replied_to(trees: SearchStrategy[_Tree]) -> SearchStrategy[_Tree]:
    """Give what the grammar has (RFC 5256, 5): one that is not here has replies, and is nobody's only reply."""
    several = st.lists(trees, min_size=2, max_size=3)
    one = trees.filter(lambda tree: tree[0] is not None).map(lambda tree: [tree])
    return st.tuples(positive, one | several) | st.tuples(st.none(), several)


def _rows(tree: _Tree, depth: int = 0) -> Iterator[tuple[int, int | None]]:
    number, replies = tree
    yield depth, number
    for reply in replies:
        yield from _rows(reply, depth + 1)


_leaves: Final[SearchStrategy[_Tree]] = st.tuples(positive, st.builds(list[Any]))
_threads: Final = st.recursive(_leaves, _replied_to, max_leaves=8).map(lambda tree: MessageThread[int](_rows(tree)))

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
    EsearchData: _esearch(),
    SortData: st.builds(SortData, st.lists(positive, max_size=5).map(NumberList[int].of), st.none() | mod_seqs),
    ThreadData: st.builds(ThreadData, st.lists(_threads, max_size=3).map(tuple)),
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
