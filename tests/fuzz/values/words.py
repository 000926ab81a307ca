# SPDX-License-Identifier: MIT
"""Strategies for what values are made of: words, strings, names, numbers and sets of them (RFC 9051, 9)."""

from __future__ import annotations

import string
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mailproto.sequences import LARGEST, NumberSet, SequenceSet, UidSet
from mailproto.vocabulary import Capability, Flag, MailboxName, ModSeq, SequenceNumber, Tag, Uid, UidValidity

S = TypeVar("S", bound=NumberSet[Any])

ATOM_CHARACTERS: Final = "".join(sorted(set(string.printable[:94]) - set('(){%*"\\]')))
_NUMBER64: Final = 2**63 - 1

atoms: Final = st.text(ATOM_CHARACTERS, min_size=1, max_size=12)
upper_words: Final = st.text(string.ascii_uppercase + "-", min_size=1, max_size=12).filter(lambda word: word[0] != "-")
texts: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=20)
octets: Final = st.binary(max_size=30)
strings: Final = octets.map(lambda data: data.replace(b"\0", b""))
"""What a string may hold: all but NUL (RFC 9051, 9: string)."""
line_strings: Final = strings.map(lambda data: data.replace(b"\r", b"").replace(b"\n", b""))
"""What a quoted string may hold."""

tags: Final = st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True).map(Tag)
flags: Final = (atoms | atoms.map(lambda word: "\\" + word) | st.sampled_from([r"\Seen", r"\*", "$Junk"])).map(Flag)
_KNOWN_CAPABILITIES: Final = (
    "IMAP4rev1 IMAP4rev2 IDLE AUTH=PLAIN AUTH=SCRAM-SHA-256 LITERAL+ LITERAL- COMPRESS=DEFLATE SORT SORT=DISPLAY QUOTA "
    "THREAD=REFERENCES QUOTA=RES-STORAGE ID ENABLE MOVE UNSELECT METADATA BINARY UIDPLUS NAMESPACE STARTTLS SASL-IR"
)
capabilities: Final = st.one_of(
    st.sampled_from(_KNOWN_CAPABILITIES.split()), atoms.filter(lambda word: word != "+")
).map(Capability)  # fmt: skip

numbers: Final = st.integers(0, LARGEST)
positive: Final = st.integers(1, LARGEST)
numbers64: Final = st.integers(0, _NUMBER64)
uids: Final = positive.map(Uid)
uid_validities: Final = positive.map(UidValidity)
sequence_numbers: Final = positive.map(SequenceNumber)
mod_seqs: Final = st.integers(1, _NUMBER64).map(ModSeq)


def sets(kind: type[S], *, may_be_open: bool = True) -> SearchStrategy[S]:
    """Give sets of numbers that are not empty."""
    closed = st.lists(st.tuples(positive, positive), min_size=1, max_size=4)
    if not may_be_open:
        return closed.map(kind.of_ranges)
    return st.builds(lambda ranges, more: kind.of_ranges([*ranges, *more]), closed, st.just([]) | _open_ends)


_open_ends: Final = st.tuples(positive.map(lambda first: (first, None)))
sequence_sets: Final = sets(SequenceSet)
uid_sets: Final = sets(UidSet)


def _not_nearly_inbox(text: str) -> str:
    """INBOX has one spelling, and so have those below it: what is spelt otherwise is another value."""
    head = text.partition("/")[0]
    return f"x{text}" if head.upper() == "INBOX" and head != "INBOX" else text


mailbox_texts: Final = st.just("INBOX") | texts.filter(bool).map(_not_nearly_inbox)
mailboxes: Final = mailbox_texts.map(MailboxName)
