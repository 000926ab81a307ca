# SPDX-License-Identifier: MIT
"""The conditions that are one word (RFC 9051, 6.4.4; RFC 3501, 6.4.4; RFC 8514, 4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from mailproto.commands.search_keys.combining import SearchKey
from mailproto.printer import Writer


@dataclass(frozen=True, slots=True)
class Word(SearchKey):
    """A condition that is one word; the words there are have names in this module."""

    word: str
    needed: tuple[str, ...] = ()

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """What the word needs."""
        return {f"the search key {self.word}": self.needed} if self.needed else {}

    def write(self, writer: Writer, charset: str) -> None:  # noqa: ARG002 - there is no text
        """Write the word."""
        writer.atom(self.word, "the search key")


_IMAP4REV1: Final = ("IMAP4REV1", "IMAP4")  # RFC 9051, appendix E: IMAP4rev2 has these no more

ALL: Final = Word("ALL")
ANSWERED: Final = Word("ANSWERED")
DELETED: Final = Word("DELETED")
DRAFT: Final = Word("DRAFT")
FLAGGED: Final = Word("FLAGGED")
NEW: Final = Word("NEW", _IMAP4REV1)
OLD: Final = Word("OLD", _IMAP4REV1)
RECENT: Final = Word("RECENT", _IMAP4REV1)
SAVE_DATE_SUPPORTED: Final = Word("SAVEDATESUPPORTED", ("SAVEDATE",))
SEEN: Final = Word("SEEN")
UNANSWERED: Final = Word("UNANSWERED")
UNDELETED: Final = Word("UNDELETED")
UNDRAFT: Final = Word("UNDRAFT")
UNFLAGGED: Final = Word("UNFLAGGED")
UNSEEN: Final = Word("UNSEEN")
