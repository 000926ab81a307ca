# SPDX-License-Identifier: MIT
"""SEARCH and UID SEARCH (RFC 9051 section 6.4.4, RFC 3501 section 6.4.4), with RETURN (RFC 4731).

Each key becomes a predicate on one message of the view; a table says which key takes which argument.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.errors import HeaderParseError
from email.utils import parsedate_to_datetime
from typing import TypeAlias

from testserver.accounts import MailboxError
from testserver.answers import Atom, Untagged, Value, untagged
from testserver.effects import Handling, bad, ok
from testserver.grammar import Scanner
from testserver.mailboxes import Message
from testserver.search_text import body_text, field_text, fold, header_text
from testserver.sequence_sets import format_uids
from testserver.session import Session
from testserver.view import SelectedView

_SET_BEGINS = frozenset(bytes([octet]) for octet in b"0123456789*")
_CHARSETS = {"US-ASCII", "UTF-8"}
_RETURNS = ("MIN", "MAX", "COUNT", "ALL")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One message that may match."""

    view: SelectedView
    number: int
    message: Message


Test: TypeAlias = Callable[[Candidate], bool]


class _BadSetError(Exception):
    """A sequence number beyond the last message."""


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
_ADDRESS_FIELDS = ("BCC", "CC", "FROM", "TO", "SUBJECT")
_COMPARISONS: dict[str, Callable[[date, date], bool]] = {
    "BEFORE": lambda held, asked: held < asked,
    "ON": lambda held, asked: held == asked,
    "SINCE": lambda held, asked: held >= asked,
}


def _sent_date(message: Message) -> date | None:
    value = message.letter.parts.field(b"date")
    try:
        return parsedate_to_datetime(value.decode("ascii")).date() if value else None
    except (ValueError, TypeError, HeaderParseError):
        return None


def _internal_date(message: Message) -> date | None:
    return message.internal_date.date()


def _text_test(of: Callable[[Message], str], wanted: str) -> Test:
    sought = fold(wanted)
    return lambda one: sought in of(one.message)


class _KeyReader:
    """Reads search keys; knows how deep it is."""

    def __init__(self, arguments: Scanner, view: SelectedView) -> None:
        self.arguments = arguments
        self.view = view
        self.depth = 0

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
            numbers = self.view.numbers(scanner.sequence_set())
            if numbers is None:
                raise _BadSetError
            chosen = frozenset(numbers)
            return lambda one: one.number in chosen
        name = scanner.word("a search key")
        if name in _PLAIN:
            return _PLAIN[name]
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
        if name == "UID":
            uids = scanner.sequence_set().resolved(self.view.largest_uid)
            return lambda one: any(low <= one.message.uid <= high for low, high in uids)
        if name in _FLAGS:
            return _FLAGS[name](scanner.flag())
        if name in _SIZES:
            compare, size = _SIZES[name], scanner.number()
            return lambda one: compare(len(one.message.letter.data), size)
        return self._dated(name) or self._worded(name)

    def _dated(self, name: str) -> Test | None:
        compare = _COMPARISONS.get(name.removeprefix("SENT"))
        if compare is None:
            return None
        date_of = _sent_date if name.startswith("SENT") else _internal_date
        asked = self.arguments.date()

        def test(one: Candidate) -> bool:
            held = date_of(one.message)
            return held is not None and compare(held, asked)

        return test

    def _worded(self, name: str) -> Test:
        if name in _ADDRESS_FIELDS:
            return _text_test(lambda message: field_text(message.letter.parts, name), self._words())
        if name == "HEADER":
            return self._header_test()
        if name == "BODY":
            return _text_test(lambda message: body_text(message.letter.data, message.letter.parts), self._words())
        if name == "TEXT":
            return _text_test(
                lambda message: (
                    header_text(message.letter.parts) + "\n" + body_text(message.letter.data, message.letter.parts)
                ),
                self._words(),
            )
        raise self.arguments.expected(f"a known search key, not {name}, before here")

    def _header_test(self) -> Test:
        field = self._words()
        self.arguments.space()
        sought = fold(self._words())
        wanted = field.lower().encode()
        return lambda one: (
            any(held.name.lower() == wanted for held in one.message.letter.parts.fields)
            and sought in field_text(one.message.letter.parts, field)
        )

    def _words(self) -> str:
        try:
            return self.arguments.astring().decode("utf-8")
        except UnicodeDecodeError:
            raise self.arguments.expected("text in UTF-8 before here") from None


def search(session: Session, arguments: Scanner) -> Handling:
    """SEARCH."""
    return (yield from _search(session, arguments, by_uid=False))


def uid_search(session: Session, arguments: Scanner) -> Handling:
    """UID SEARCH."""
    return (yield from _search(session, arguments, by_uid=True))


def _search(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    returns = _read_returns(arguments)
    if arguments.skip(b" CHARSET "):
        charset = arguments.astring().decode("ascii", "replace").upper()
        if charset not in _CHARSETS:
            code, reason = "BADCHARSET (US-ASCII UTF-8)", f"Charset {charset} is not known here"
            raise MailboxError(code, reason)
    arguments.space()
    try:
        test = _KeyReader(arguments, view).keys()
    except _BadSetError:
        return bad("There is no message of this number")
    arguments.end()
    found = [
        one.message.uid if by_uid else one.number
        for one in (Candidate(view, number, view.at(number)) for number in view.all_numbers())
        if test(one)
    ]
    if returns is None:
        yield untagged(Atom(b"SEARCH"), *found)
    else:
        yield _extended(found, returns, session.tag, by_uid=by_uid)
    return ok("SEARCH completed")


def _read_returns(arguments: Scanner) -> frozenset[str] | None:
    if not arguments.skip(b" RETURN ("):
        return None
    words: set[str] = set()
    while not arguments.skip(b")"):
        if words:
            arguments.space()
        words.add(arguments.word("a result option"))
        if not words <= set(_RETURNS):
            raise arguments.expected("MIN, MAX, COUNT or ALL before here")
    return frozenset(words or {"ALL"})


def _extended(found: list[int], returns: frozenset[str], tag: bytes, *, by_uid: bool) -> Untagged:
    values: list[Value] = [Atom(b"ESEARCH"), (Atom(b"TAG"), tag)]
    if by_uid:
        values.append(Atom(b"UID"))
    for word in _RETURNS:
        if word not in returns or (not found and word != "COUNT"):
            continue
        results: dict[str, Value] = {
            "MIN": found[0] if found else None,
            "MAX": found[-1] if found else None,
            "COUNT": len(found),
            "ALL": Atom(format_uids(found)),
        }
        values += (Atom(word.encode("ascii")), results[word])
    return untagged(*values)
