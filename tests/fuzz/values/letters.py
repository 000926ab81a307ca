# SPDX-License-Identifier: MIT
"""Strategies for what is told of a letter: envelopes, structures, sections (RFC 9051, 7.5.2)."""

from __future__ import annotations

import string
from base64 import b64encode
from datetime import datetime
from typing import Final

from hypothesis import strategies as st

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
from tests.fuzz.values.words import atoms, flags, mod_seqs, numbers, numbers64, octets, sequence_numbers, strings, uids

_nstrings: Final = st.none() | strings
addresses: Final = st.builds(Address, _nstrings, _nstrings, _nstrings, _nstrings)
_several_addresses: Final = st.lists(addresses, max_size=2).map(tuple)
envelopes: Final = st.builds(
    Envelope, _nstrings, _nstrings, *[_several_addresses] * 6, _nstrings, _nstrings
)  # fmt: skip

_lower_words: Final = st.text(string.ascii_lowercase + string.digits + "-.", min_size=1, max_size=8)
_parameters: Final = st.dictionaries(_lower_words, strings, max_size=2)
_dispositions: Final = st.none() | st.builds(Disposition, _lower_words, _parameters)
_languages: Final = st.lists(_lower_words, max_size=2).map(tuple)
_extension: Final = {"disposition": _dispositions, "language": _languages, "location": _nstrings}
# RFC 1864: sixteen octets in base64. A word of digits alone would be taken for the count that Gmail puts before it.
_digests: Final = st.none() | st.binary(min_size=16, max_size=16).map(b64encode)
_fields: Final = {
    "parameters": _parameters,
    "content_id": _nstrings,
    "description": _nstrings,
    "encoding": _lower_words,
    "size": numbers,
    "md5": _digests,
    **_extension,
}
_texts: Final = st.builds(
    BodyPart, media_type=st.just("text"), subtype=_lower_words, lines=numbers, envelope=st.none(), body=st.none(),
    **_fields,
)  # fmt: skip
_others: Final = st.builds(
    BodyPart,
    media_type=_lower_words.filter(lambda word: word not in {"text", "message"}),
    subtype=_lower_words,
    lines=st.none(),
    envelope=st.none(),
    body=st.none(),
    **_fields,
)


def _around(parts: st.SearchStrategy[BodyStructure]) -> st.SearchStrategy[BodyStructure]:
    multiparts = st.builds(
        Multipart, st.lists(parts, min_size=1, max_size=3).map(tuple), _lower_words, _parameters, **_extension
    )
    letters = st.builds(
        BodyPart, media_type=st.just("message"), subtype=st.sampled_from(["rfc822", "global"]), lines=numbers,
        envelope=envelopes, body=parts, **_fields,
    )  # fmt: skip
    return multiparts | letters


body_structures: Final = st.recursive(_texts | _others, _around, max_leaves=5)

_SECTION_TEXTS: Final = ("", "HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME")


def _section(
    part: tuple[int, ...], text: str, fields: tuple[str, ...], origin: int | None, *, binary: bool
) -> BodySection:
    """Make a section that RFC 9051, 9, has: MIME of a part only, fields only where they are named, bare if binary."""
    text = "" if binary or (text == "MIME" and not part) else text
    return BodySection(part, text, fields if text.startswith("HEADER.FIELDS") else (), origin, binary)


_field_names: Final = st.text(string.ascii_uppercase + "-", min_size=1, max_size=8).filter(lambda name: name != "NIL")
sections: Final = st.builds(
    _section,
    st.lists(st.integers(1, 99), max_size=3).map(tuple),
    st.sampled_from(_SECTION_TEXTS),
    st.lists(_field_names, min_size=1, max_size=3).map(tuple),
    st.none() | numbers,
    binary=st.booleans(),
)
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - in order


def _date_time(when: datetime) -> bytes:
    return f"{when.day:2}-{_MONTHS[when.month - 1]}-{when.year:04} {when:%H:%M:%S} +0300".encode()


internal_dates: Final = st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1)).map(_date_time)  # noqa: DTZ001 - as written
_unknown_items: Final = st.dictionaries(
    atoms.map(lambda word: f"X-{word.upper()}").filter(lambda word: not set(word) & set('[<{"')),
    st.sampled_from([b"1", b"NIL", b'"a b"', b'(a (b) "c")']),
    max_size=2,
)  # fmt: skip
message_data: Final = st.builds(
    MessageData,
    sequence_number=sequence_numbers,
    uid=st.none() | uids,
    flags=st.none() | st.frozensets(flags, max_size=3),
    raw_internal_date=st.none() | internal_dates,
    size=st.none() | numbers64,
    envelope=st.none() | envelopes,
    mod_seq=st.none() | mod_seqs,
    sections=st.dictionaries(sections, st.none() | octets, max_size=2),
    others=_unknown_items,
)
