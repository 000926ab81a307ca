# SPDX-License-Identifier: MIT
"""SEARCH and UID SEARCH (RFC 9051 section 6.4.4), with RETURN (RFC 4731), SAVE (RFC 5182) and PARTIAL (RFC 9394)."""

from dataclasses import dataclass

from testserver.accounts import MailboxError
from testserver.answers import Atom, Untagged, Value, untagged
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.search_keys import Candidate, KeyReader, matching, read_charset
from testserver.sequence_sets import format_uids, window
from testserver.session import Session

_RETURNS = ("MIN", "MAX", "COUNT", "ALL", "SAVE")


@dataclass(frozen=True, slots=True)
class Returns:
    """What is told of the result. `partial` is a window of it, from the end when negative (RFC 9394 section 3.1)."""

    words: frozenset[str]
    partial: tuple[int, int] | None = None

    @property
    def saves(self) -> bool:
        """Tell whether `$` becomes the result."""
        return "SAVE" in self.words

    @property
    def tells(self) -> bool:
        """Tell whether there is an answer: none when the result is saved and nothing more (RFC 5182 section 2.1)."""
        return self.words != {"SAVE"} or self.partial is not None


def search(session: Session, arguments: Scanner) -> Handling:
    """SEARCH."""
    return (yield from _search(session, arguments, by_uid=False))


def uid_search(session: Session, arguments: Scanner) -> Handling:
    """UID SEARCH."""
    return (yield from _search(session, arguments, by_uid=True))


def _search(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    returns = read_returns(session, arguments)
    reader = KeyReader(session, arguments, _read_charset(session, arguments, returns))
    arguments.space()
    test = reader.keys()
    arguments.end()
    session.numbers_named = reader.names_numbers
    if reader.asks_modseq:
        yield from session.enable_condstore()
    found = matching(view, test)
    if returns is not None and returns.saves:
        view.saved = tuple(one.message.uid for one in _saved(found, returns))
    if returns is None and "IMAP4REV2" in session.enabled:
        returns = Returns(frozenset({"ALL"}))
    if returns is None:
        yield _simple(found, by_uid=by_uid, modseq=reader.asks_modseq)
    elif returns.tells:
        yield extended(session, found, returns, by_uid=by_uid, modseq=reader.asks_modseq)
    return ok("SEARCH completed")


def _read_charset(session: Session, arguments: Scanner, returns: Returns | None) -> str:
    """Read the charset if there is one; when it is unknown, `$` becomes empty (RFC 9051 section 6.4.4.1)."""
    if not arguments.skip(b" CHARSET "):
        return "utf-8"
    if "UTF8=ACCEPT" in session.enabled:
        raise arguments.expected("no charset once UTF8=ACCEPT is enabled (RFC 6855 section 3) before here")
    try:
        return read_charset(arguments)
    except MailboxError:
        if returns is not None and returns.saves:
            session.selected().saved = ()
        raise


def _simple(found: list[Candidate], *, by_uid: bool, modseq: bool) -> Untagged:
    """Return the SEARCH response of RFC 3501, with the highest modification sequence (RFC 7162 section 3.1.5)."""
    numbers: list[Value] = [one.message.uid if by_uid else one.number for one in found]
    if modseq and found:
        numbers.append((Atom(b"MODSEQ"), max(one.message.modseq for one in found)))
    return untagged(Atom(b"SEARCH"), *numbers)


def read_returns(session: Session, arguments: Scanner) -> Returns | None:
    """Read the result options, if there are any."""
    if not session.has("ESEARCH") or not arguments.skip(b" RETURN ("):
        return None
    words: set[str] = set()
    partial = None
    first = True
    while not arguments.skip(b")"):
        if not first:
            arguments.space()
        first = False
        word = arguments.word("a result option")
        if word == "PARTIAL" and session.has("PARTIAL") and partial is None:
            arguments.space()
            partial = arguments.partial_range()
        elif word in _RETURNS and (word != "SAVE" or session.has("SEARCHRES")):
            words.add(word)
        else:
            raise arguments.expected("MIN, MAX, COUNT, ALL, SAVE or PARTIAL, each as the server has it, before here")
    if partial is not None and "ALL" in words:
        raise arguments.expected("either ALL or PARTIAL before here")
    return Returns(frozenset(words if words or partial else {"ALL"}), partial)


def _saved(found: list[Candidate], returns: Returns) -> list[Candidate]:
    """Return what SAVE keeps: the ends when MIN or MAX alone were asked for, else everything (RFC 5182 section 2.4)."""
    ends = returns.words & {"MIN", "MAX"}
    if returns.partial is not None and not ends | (returns.words & {"COUNT"}):
        return window(found, returns.partial)
    if not ends or returns.words & {"ALL", "COUNT"} or not found:
        return found
    return [one for word, one in (("MIN", found[0]), ("MAX", found[-1])) if word in ends]


def extended(session: Session, found: list[Candidate], returns: Returns, *, by_uid: bool, modseq: bool) -> Untagged:
    """Return ESEARCH (RFC 4731 section 3.1, RFC 7162 section 3.1.10)."""
    numbers = [one.message.uid if by_uid else one.number for one in found]
    values: list[Value] = [Atom(b"ESEARCH"), (Atom(b"TAG"), session.tag)]
    if by_uid:
        values.append(Atom(b"UID"))
    told: list[Candidate] = []
    if "MIN" in returns.words and found:
        values += (Atom(b"MIN"), numbers[0])
        told.append(found[0])
    if "MAX" in returns.words and found:
        values += (Atom(b"MAX"), numbers[-1])
        told.append(found[-1])
    if "COUNT" in returns.words:
        values += (Atom(b"COUNT"), len(found))
        told = found
    if "ALL" in returns.words and found:
        values += (Atom(b"ALL"), Atom(format_uids(numbers)))
        told = found
    if returns.partial is not None:
        chosen = window(found, returns.partial)
        part = format_uids([one.message.uid if by_uid else one.number for one in chosen])
        bounds = b"%d:%d" % returns.partial
        values += (Atom(b"PARTIAL"), (Atom(bounds), Atom(part) if part else None))
        told = told or chosen
    if modseq and told:
        values += (Atom(b"MODSEQ"), max(one.message.modseq for one in told))
    return untagged(*values)
