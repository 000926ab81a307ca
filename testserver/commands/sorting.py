# SPDX-License-Identifier: MIT
"""SORT and THREAD with their UID forms (RFC 5256), SORT=DISPLAY (RFC 5957) and RETURN for SORT (RFC 5267 ESORT)."""

from collections.abc import Callable, Iterable
from typing import Any

from testserver.answers import Atom, untagged
from testserver.commands.search import extended, read_returns
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.search_keys import Candidate, KeyReader, Test, matching, read_charset
from testserver.session import Session
from testserver.subjects import display_of, mailbox_of, sent_date, subject_of
from testserver.threads import ALGORITHMS, Post, message_ids, written

# Any: what one key yields is compared with what the same key yields, and nothing else.
_KEYS: dict[str, Callable[[Candidate], Any]] = {
    "ARRIVAL": lambda one: one.message.internal_date,
    "CC": lambda one: mailbox_of(one.message.letter.parts, b"cc"),
    "DATE": lambda one: sent_date(one.message),
    "DISPLAYFROM": lambda one: display_of(one.message.letter.parts, b"from"),
    "DISPLAYTO": lambda one: display_of(one.message.letter.parts, b"to"),
    "FROM": lambda one: mailbox_of(one.message.letter.parts, b"from"),
    "SIZE": lambda one: len(one.message.letter.data),
    "SUBJECT": lambda one: subject_of(one.message.letter.parts)[0],
    "TO": lambda one: mailbox_of(one.message.letter.parts, b"to"),
}
_NEEDED = {"DISPLAYFROM": "SORT=DISPLAY", "DISPLAYTO": "SORT=DISPLAY"}


def sort(session: Session, arguments: Scanner) -> Handling:
    """SORT."""
    return (yield from _sort(session, arguments, by_uid=False))


def uid_sort(session: Session, arguments: Scanner) -> Handling:
    """UID SORT."""
    return (yield from _sort(session, arguments, by_uid=True))


def _sort(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    returns = read_returns(session, arguments) if session.has("ESORT") else None
    arguments.space()
    criteria = _read_criteria(session, arguments)
    arguments.space()
    reader, test = _read_program(session, arguments)
    if reader.asks_modseq:
        yield from session.enable_condstore()
    found = matching(session.selected(), test)
    # Equal letters stay in the order of the mailbox, also where a key is reversed (RFC 5256 section 3).
    for key, reverse in reversed(criteria):
        found.sort(key=key, reverse=reverse)
    if returns is None:
        yield untagged(Atom(b"SORT"), *(one.message.uid if by_uid else one.number for one in found))
    else:
        if returns.saves:
            session.selected().saved = tuple(one.message.uid for one in found)
        if returns.tells:
            yield extended(session, found, returns, by_uid=by_uid, modseq=reader.asks_modseq)
    return ok("SORT completed")


def _read_criteria(session: Session, arguments: Scanner) -> list[tuple[Callable[[Candidate], Any], bool]]:
    arguments.need(b"(")
    criteria: list[tuple[Callable[[Candidate], Any], bool]] = []
    while True:
        reverse = arguments.skip(b"REVERSE ")
        name = arguments.word("a sort key")
        if name not in _KEYS or not session.has(_NEEDED.get(name, "SORT")):
            raise arguments.expected(f"a known sort key, not {name}, before here")
        criteria.append((_KEYS[name], reverse))
        if arguments.skip(b")"):
            return criteria
        arguments.space()


def _read_program(session: Session, arguments: Scanner) -> tuple[KeyReader, Test]:
    """Read charset and keys."""
    charset = read_charset(arguments)
    arguments.space()
    reader = KeyReader(session, arguments, charset)
    test = reader.keys()
    arguments.end()
    session.numbers_named = reader.names_numbers
    return reader, test


def thread(session: Session, arguments: Scanner) -> Handling:
    """THREAD."""
    return (yield from _thread(session, arguments, by_uid=False))


def uid_thread(session: Session, arguments: Scanner) -> Handling:
    """UID THREAD."""
    return (yield from _thread(session, arguments, by_uid=True))


def _thread(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    arguments.space()
    name = arguments.word("an algorithm")
    if name not in ALGORITHMS or not session.has(f"THREAD={name}"):
        raise arguments.expected(f"a known algorithm, not {name}, before here")
    arguments.space()
    reader, test = _read_program(session, arguments)
    if reader.asks_modseq:
        yield from session.enable_condstore()
    threads = ALGORITHMS[name](_posts(matching(session.selected(), test), by_uid=by_uid))
    text = b"".join(written(threads))
    yield untagged(Atom(b"THREAD"), *([Atom(text)] if text else []))
    return ok("THREAD completed")


def _posts(found: Iterable[Candidate], *, by_uid: bool) -> Iterable[Post]:
    for one in found:
        parts = one.message.letter.parts
        subject, answers = subject_of(parts)
        referred = message_ids(parts.field(b"references") or b"") or message_ids(parts.field(b"in-reply-to") or b"")[:1]
        own = next(iter(message_ids(parts.field(b"message-id") or b"")), None)
        yield Post(one.message.uid if by_uid else one.number, sent_date(one.message), subject, answers, own, referred)
