# SPDX-License-Identifier: MIT
"""LIST and LSUB (RFC 9051 section 6.3.9, RFC 3501 section 6.3.9, RFC 5258, RFC 5819, RFC 6154)."""

from collections.abc import Iterable
from dataclasses import dataclass

from testserver.accounts import Account
from testserver.answers import Atom, Untagged, Value, untagged
from testserver.commands.status import status_items, status_response
from testserver.commands.wording import atoms, mailbox_value
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.mailbox_names import DELIMITER, matches_pattern
from testserver.session import Session

_SELECTIONS = frozenset({"SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"})
_RETURNS = frozenset({"SUBSCRIBED", "CHILDREN", "SPECIAL-USE"})  # STATUS has a list of its own


@dataclass(frozen=True, slots=True)
class _Request:
    patterns: tuple[str, ...]
    extended: bool = False  # then the empty pattern is none (RFC 5258 section 3)
    selections: frozenset[str] = frozenset()
    returns: frozenset[str] = frozenset()
    status: tuple[str, ...] = ()


def list_mailboxes(session: Session, arguments: Scanner) -> Handling:
    """LIST, plain or extended."""
    request = _read_list(session, arguments)
    owner = session.owner()
    if request.patterns == ("",) and not request.extended:
        yield untagged(Atom(b"LIST"), (Atom(rb"\Noselect"),), DELIMITER.encode(), b"")
        return ok("LIST completed")
    for name in sorted(_names(owner, request.selections), key=_inbox_first):
        if not any(matches_pattern(name, pattern) for pattern in request.patterns):
            continue
        chosen, children = _selected_by(owner, name, request)
        if chosen or children:
            yield _listed(session, name, request, children_match=children)
            mailbox = owner.mailboxes.get(name)
            if request.status and mailbox is not None and mailbox.selectable:
                yield status_response(session, mailbox, request.status)
    return ok("LIST completed")


def _names(owner: Account, selections: frozenset[str]) -> set[str]:
    """Return every name that may be listed: mailboxes, subscribed names without one, and what is above those."""
    names = set(owner.mailboxes)
    if "SUBSCRIBED" in selections:
        names |= owner.subscriptions
        if "RECURSIVEMATCH" in selections:
            names |= _parents(owner.subscriptions)
    return names


def _parents(names: Iterable[str]) -> set[str]:
    return {
        DELIMITER.join(levels[:depth])
        for levels in (name.split(DELIMITER) for name in names)
        for depth in range(1, len(levels))
    }


def _inbox_first(name: str) -> tuple[bool, str]:
    return (name != "INBOX", name)


def _selected_by(owner: Account, name: str, request: _Request) -> tuple[bool, bool]:
    """Tell whether the selection options choose a name, and whether CHILDINFO is told (RFC 9051 section 6.3.9.6).

    A name that is not chosen itself is told for what is below it only if that is not listed itself.
    """
    selections = request.selections
    chosen = _is_chosen(owner, name, selections)
    if "RECURSIVEMATCH" not in selections:
        return chosen, False
    below = {*owner.children(name), *(other for other in owner.subscriptions if other.startswith(name + DELIMITER))}
    found = [other for other in below if _is_chosen(owner, other, selections)]
    if chosen:
        return True, bool(found)
    hidden = (not any(matches_pattern(other, pattern) for pattern in request.patterns) for other in found)
    return False, any(hidden)


def _is_chosen(owner: Account, name: str, selections: frozenset[str]) -> bool:
    if "SUBSCRIBED" in selections and name not in owner.subscriptions:
        return False
    mailbox = owner.mailboxes.get(name)
    return "SPECIAL-USE" not in selections or (mailbox is not None and mailbox.special_use is not None)


def list_response(session: Session, name: str) -> Untagged:
    """Return the LIST response of one mailbox."""
    return _listed(session, name, _Request((name,)), children_match=False)


def _listed(session: Session, name: str, request: _Request, *, children_match: bool) -> Untagged:
    owner = session.owner()
    attributes = list(_attributes(owner, name))
    if request.selections | request.returns >= {"SUBSCRIBED"} and name in owner.subscriptions:
        attributes.append(r"\Subscribed")
    values: list[Value] = [
        Atom(b"LIST"),
        atoms(tuple(attributes)),
        DELIMITER.encode(),
        mailbox_value(name, utf8=session.utf8_names),
    ]
    if children_match:
        criteria = sorted(request.selections & {"SUBSCRIBED", "SPECIAL-USE"}, reverse=True)
        values.append((b"CHILDINFO", tuple(word.encode("ascii") for word in criteria)))
    return untagged(*values)


def _attributes(owner: Account, name: str) -> Iterable[str]:
    mailbox = owner.mailboxes.get(name)
    if mailbox is None:
        yield r"\NonExistent"
    elif not mailbox.selectable:
        yield r"\Noselect"
    yield r"\HasChildren" if any(owner.children(name)) else r"\HasNoChildren"
    if mailbox is not None and mailbox.special_use is not None:
        yield mailbox.special_use


def _read_list(session: Session, arguments: Scanner) -> _Request:
    arguments.space()
    selections: frozenset[str] = frozenset()
    extended = session.has("LIST-EXTENDED") and arguments.peek(b"(")
    if extended:
        selections = _options(arguments, _SELECTIONS)
        arguments.space()
    reference = arguments.mailbox()
    arguments.space()
    extended = extended or arguments.peek(b"(")
    patterns = tuple(reference + pattern if pattern else pattern for pattern in _patterns(arguments))
    returns: set[str] = set()
    status: tuple[str, ...] = ()
    if session.has("LIST-EXTENDED") and not arguments.at_end():
        extended = True
        arguments.need(b" RETURN (")
        while not arguments.skip(b")"):
            if returns or status:
                arguments.space()
            word = arguments.word("a return option")
            if word == "STATUS":
                arguments.space()
                status = status_items(session, arguments)
            elif word in _RETURNS:
                returns.add(word)
            else:
                raise arguments.expected(f"a known return option, not {word}, before here")
    arguments.end()
    return _Request(patterns, extended, selections, frozenset(returns), status)


def _options(arguments: Scanner, known: frozenset[str]) -> frozenset[str]:
    if arguments.skip(b"()"):
        return frozenset()
    words = frozenset(arguments.words())
    if not words <= known:
        raise arguments.expected(f"known options, not {' '.join(sorted(words - known))}, before here")
    if "RECURSIVEMATCH" in words and not words & {"SUBSCRIBED", "SPECIAL-USE"}:
        raise arguments.expected("something for RECURSIVEMATCH to match before here")
    return words


def _patterns(arguments: Scanner) -> tuple[str, ...]:
    if not arguments.skip(b"("):
        return (arguments.list_mailbox(),)
    patterns = [arguments.list_mailbox()]
    while not arguments.skip(b")"):
        arguments.space()
        patterns.append(arguments.list_mailbox())
    return tuple(patterns)


def list_subscribed(session: Session, arguments: Scanner) -> Handling:
    r"""LSUB: with `%`, a parent of a subscribed name is told with \Noselect (RFC 3501 section 6.3.9)."""
    arguments.space()
    reference = arguments.mailbox()
    arguments.space()
    pattern = reference + arguments.list_mailbox()
    arguments.end()
    owner = session.owner()
    parents = _parents(owner.subscriptions) if pattern.endswith("%") else set()
    for name in sorted(owner.subscriptions | parents, key=_inbox_first):
        if matches_pattern(name, pattern):
            attributes: tuple[str, ...] = () if name in owner.subscriptions else (r"\Noselect",)
            yield untagged(
                Atom(b"LSUB"), atoms(attributes), DELIMITER.encode(), mailbox_value(name, utf8=session.utf8_names)
            )
    return ok("LSUB completed")
