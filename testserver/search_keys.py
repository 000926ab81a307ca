# SPDX-License-Identifier: MIT
"""Search keys (RFC 9051 section 6.4.4, RFC 3501 section 6.4.4), with MODSEQ (RFC 7162) and WITHIN (RFC 5032).

Each key becomes a predicate on one message of the view; a table says which key takes which argument.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.errors import HeaderParseError
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from testserver.accounts import MailboxError
from testserver.grammar import Scanner
from testserver.mailboxes import Message
from testserver.object_ids import email_id
from testserver.search_text import body_text, field_text, fold
from testserver.sequence_sets import SequenceSet
from testserver.session import Session
from testserver.view import SelectedView

_SET_BEGINS = frozenset(bytes([octet]) for octet in b"0123456789*$")
CHARSETS = (
    *("US-ASCII", "UTF-8", "UTF-7", "UTF-16", *(f"ISO-8859-{part}" for part in (*range(1, 12), *range(13, 17)))),
    *("KOI8-R", "KOI8-U", *(f"WINDOWS-{page}" for page in range(1250, 1259)), "IBM866"),
    *("ISO-2022-JP", "EUC-JP", "SHIFT_JIS", "GB2312", "GBK", "GB18030", "BIG5", "EUC-KR", "ISO-2022-KR"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One message that may match."""

    view: SelectedView
    number: int
    message: Message


Test: TypeAlias = Callable[[Candidate], bool]


def _has(flag: str) -> Test:
    wanted = flag.lower()
    return lambda one: wanted in {held.lower() for held in one.message.flags}


def _lacks(flag: str) -> Test:
    has = _has(flag)
    return lambda one: not has(one)


def _is_recent(one: Candidate) -> bool:
    return one.view.is_recent(one.message.uid)


_PLAIN: dict[str, Test] = {
    "ALL": lambda _: True,
    "ANSWERED": _has(r"\Answered"),
    "DELETED": _has(r"\Deleted"),
    "DRAFT": _has(r"\Draft"),
    "FLAGGED": _has(r"\Flagged"),
    "SEEN": _has(r"\Seen"),
    "UNANSWERED": _lacks(r"\Answered"),
    "UNDELETED": _lacks(r"\Deleted"),
    "UNDRAFT": _lacks(r"\Draft"),
    "UNFLAGGED": _lacks(r"\Flagged"),
    "UNSEEN": _lacks(r"\Seen"),
    "RECENT": _is_recent,
    "OLD": lambda one: not _is_recent(one),
    "NEW": lambda one: _is_recent(one) and r"\Seen" not in one.message.flags,
}
_FLAGS: dict[str, Callable[[str], Test]] = {"KEYWORD": _has, "UNKEYWORD": _lacks}
_SIZES: dict[str, Callable[[int, int], bool]] = {"LARGER": int.__gt__, "SMALLER": int.__lt__}
_AGES: dict[str, Callable[[datetime, datetime], bool]] = {"OLDER": datetime.__le__, "YOUNGER": datetime.__ge__}
_LONGEST_AGE = 10**9  # seconds; further back there is no letter
_ADDRESS_FIELDS = ("BCC", "CC", "FROM", "TO", "SUBJECT")
_UNDATED = date(1970, 1, 1)  # when a letter was sent that does not say it, to SENTBEFORE and the like; so in Dovecot
_COMPARISONS: dict[str, Callable[[date, date], bool]] = {
    "BEFORE": lambda held, asked: held < asked,
    "ON": lambda held, asked: held == asked,
    "SINCE": lambda held, asked: held >= asked,
}


def _sent_date(message: Message) -> date:
    value = message.letter.parts.field(b"date")
    try:
        return parsedate_to_datetime(value.decode("ascii")).date() if value else _UNDATED
    except (ValueError, TypeError, HeaderParseError):
        return _UNDATED


_DATES: dict[str, tuple[Callable[[Message], date], str]] = {  # and the capability without which a key is unknown
    "": (lambda message: message.internal_date.date(), "IMAP4rev1"),
    "SENT": (_sent_date, "IMAP4rev1"),
    "SAVED": (lambda message: message.save_date.date(), "SAVEDATE"),
}
_DATE_KEY = re.compile(r"(SENT|SAVED|)(BEFORE|ON|SINCE)")


def _text_test(of: Callable[[Message], str], wanted: str) -> Test:
    sought = fold(wanted)
    return lambda one: sought in of(one.message)


class KeyReader:
    """Reads search keys, and tells what kinds it met."""

    def __init__(self, session: Session, arguments: Scanner, charset: str = "utf-8") -> None:
        self.arguments = arguments
        self.session = session
        self.view = session.selected()
        self.charset = charset
        self.depth = 0
        self.names_numbers = False  # sequence numbers: no EXPUNGE may be told meanwhile
        self.asks_modseq = False

    def keys(self) -> Test:
        """Read keys up to the end or a closing parenthesis: all must hold."""
        tests = [self.key()]
        while not self.arguments.at_end() and not self.arguments.peek(b")"):
            self.arguments.space()
            tests.append(self.key())
        return tests[0] if len(tests) == 1 else lambda one: all(test(one) for test in tests)

    def key(self) -> Test:
        """Read one key."""
        self.depth += 1
        if self.depth > self.arguments.limits.nesting:
            raise self.arguments.expected("fewer keys within keys before here")
        test = self._key()
        self.depth -= 1
        return test

    def _key(self) -> Test:
        scanner = self.arguments
        if scanner.skip(b"("):
            test = self.keys()
            scanner.need(b")")
            return test
        if scanner.data[scanner.position : scanner.position + 1] in _SET_BEGINS:
            asked = scanner.sequence_set()
            self._check_saved(saved=asked.saved)
            self.names_numbers |= not asked.saved
            return self._numbered(asked)
        name = scanner.word("a search key")
        if name in _PLAIN:
            return _PLAIN[name]
        if name == "SAVEDATESUPPORTED" and self.session.has("SAVEDATE"):
            return _PLAIN["ALL"]
        scanner.space()
        return self._with_argument(name)

    def _with_argument(self, name: str) -> Test:
        scanner = self.arguments
        if name == "NOT":
            denied = self.key()
            return lambda one: not denied(one)
        if name == "OR":
            left = self.key()
            scanner.space()
            right = self.key()
            return lambda one: left(one) or right(one)
        if name in _FLAGS:
            return _FLAGS[name](scanner.atom("a keyword").decode("ascii"))
        if name in _SIZES:
            compare, size = _SIZES[name], scanner.number()
            return lambda one: compare(len(one.message.letter.data), size)
        return self._uids(name) or self._dated(name) or self._extended(name) or self._worded(name)

    def _numbered(self, asked: SequenceSet) -> Test:
        """Numbers beyond the last message match nothing."""
        if asked.saved:
            return self._saved()
        ranges = asked.resolved(len(self.view))
        return lambda one: any(low <= one.number <= high for low, high in ranges)

    def _saved(self) -> Test:
        saved = frozenset(self.view.saved)
        return lambda one: one.message.uid in saved

    def _uids(self, name: str) -> Test | None:
        scanner = self.arguments
        if name == "UID":
            asked = scanner.sequence_set()
            self._check_saved(saved=asked.saved)
            if asked.saved:
                return self._saved()
            uids = asked.resolved(self.view.largest_uid)
            return lambda one: any(low <= one.message.uid <= high for low, high in uids)
        return None

    def _check_saved(self, *, saved: bool) -> None:
        if saved and not self.session.has("SEARCHRES"):
            raise self.arguments.expected("a sequence set before here")

    def _extended(self, name: str) -> Test | None:
        """Read a key of an extension that the profile has."""
        scanner = self.arguments
        if name == "MODSEQ" and self.session.has("CONDSTORE"):
            self.asks_modseq = True
            if scanner.peek(b'"'):
                self._read_entry()
            least = scanner.number()
            return lambda one: one.message.modseq >= least
        if name in {"EMAILID", "THREADID"} and self.session.has("OBJECTID"):
            wanted = scanner.word("an object id").lower()
            return lambda one: name == "EMAILID" and email_id(one.message.letter).lower() == wanted
        if name in _AGES and self.session.has("WITHIN"):
            limit = self.session.post_office.now() - timedelta(seconds=min(scanner.positive(), _LONGEST_AGE))
            compare = _AGES[name]
            return lambda one: compare(one.message.internal_date, limit)
        return None

    def _read_entry(self) -> None:
        """Read the metadata item of MODSEQ; every item of a message has the same sequence (RFC 7162 section 3.1.5)."""
        scanner = self.arguments
        entry = scanner.string()
        scanner.space()
        kind = scanner.word("priv, shared or all")
        if not entry.startswith(b"/flags/") or kind not in {"PRIV", "SHARED", "ALL"}:
            raise scanner.expected("a flag's entry and its type before here")
        scanner.space()

    def _dated(self, name: str) -> Test | None:
        found = _DATE_KEY.fullmatch(name)
        if found is None:
            return None
        compare, (date_of, capability) = _COMPARISONS[found[2]], _DATES[found[1]]
        if not self.session.has(capability):
            return None
        asked = self.arguments.date()
        return lambda one: compare(date_of(one.message), asked)

    def _worded(self, name: str) -> Test:
        if name in _ADDRESS_FIELDS:
            return self._field_test(name)
        if name == "HEADER":
            field = self._words()
            self.arguments.space()
            return self._field_test(field)
        if name == "BODY":
            return _text_test(lambda message: body_text(message.letter.data, message.letter.parts), self._words())
        if name == "TEXT":
            return _text_test(
                lambda message: body_text(message.letter.data, message.letter.parts, with_headers=True), self._words()
            )
        raise self.arguments.expected(f"a known search key, not {name}, before here")

    def _field_test(self, field: str) -> Test:
        """Words in a field; the empty string is in every field that is there (RFC 9051 section 6.4.4)."""
        sought = fold(self._words())
        wanted = field.lower().encode()
        return lambda one: (
            any(held.name.lower() == wanted for held in one.message.letter.parts.fields)
            and sought in field_text(one.message.letter.parts, field)
        )

    def _words(self) -> str:
        try:
            return self.arguments.astring().decode(self.charset)
        except UnicodeDecodeError:
            raise self.arguments.expected(f"text in {self.charset} before here") from None


def read_charset(arguments: Scanner) -> str:
    """Read a charset by its name; BADCHARSET lists those that are known (RFC 9051 section 7.1)."""
    charset = arguments.astring().decode("ascii", "replace").upper()
    if not arguments.peek(b" "):
        raise arguments.expected("search keys")
    if charset not in CHARSETS:
        code, reason = f"BADCHARSET ({' '.join(CHARSETS)})", f"Charset {charset} is not known here"
        raise MailboxError(code, reason)
    # Bare 8-bit text is read as UTF-8, which clients mean by it.
    return "utf-8" if charset == "US-ASCII" else charset


def matching(view: SelectedView, test: Test) -> list[Candidate]:
    """Return the messages that match, ascending."""
    candidates = (Candidate(view, number, view.at(number)) for number in view.all_numbers())
    return [one for one in candidates if test(one)]
