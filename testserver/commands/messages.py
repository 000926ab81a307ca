# SPDX-License-Identifier: MIT
"""Commands that change messages: STORE, EXPUNGE, COPY, MOVE and their UID forms (RFC 9051 sections 6.4.3-6.4.9)."""

from collections.abc import Callable, Iterable, Iterator

from testserver.accounts import MailboxError, NoSuchMailboxError
from testserver.answers import Fetched, Response, Status, Value
from testserver.effects import Handling, bad, no, ok
from testserver.grammar import Scanner
from testserver.mailboxes import DELETED, Mailbox, Message, spell_flags
from testserver.sequence_sets import format_uids
from testserver.session import Session
from testserver.view import SelectedView

_READ_ONLY = "The mailbox is open for reading only"
_NO_SUCH_NUMBER = "There is no message of this number"
_CHANGES: dict[bytes, Callable[[frozenset[str], frozenset[str]], frozenset[str]]] = {
    b"+": frozenset.union,
    b"-": frozenset.difference,
    b"": lambda _, flags: flags,
}


def _chosen(view: SelectedView, arguments: Scanner, *, by_uid: bool) -> list[int] | None:
    arguments.space()
    numbers = arguments.sequence_set()
    return view.numbers_of_uids(numbers) if by_uid else view.numbers(numbers)


def store(session: Session, arguments: Scanner) -> Handling:
    """STORE (RFC 9051 section 6.4.6)."""
    return (yield from _store(session, arguments, by_uid=False))


def uid_store(session: Session, arguments: Scanner) -> Handling:
    """UID STORE."""
    return (yield from _store(session, arguments, by_uid=True))


def _store(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=by_uid)
    arguments.space()
    sign = next(sign for sign in _CHANGES if arguments.skip(sign))
    arguments.need(b"FLAGS")
    silent = arguments.skip(b".SILENT")
    arguments.space()
    flags = arguments.flags() if arguments.peek(b"(") else _bare_flags(arguments)
    arguments.end()
    if chosen is None:
        return bad(_NO_SUCH_NUMBER)
    if view.read_only:
        return no(_READ_ONLY)
    gone = False
    for number in chosen:
        message = view.at(number)
        gone = gone or view.is_expunged(message.uid)
        view.change_flags(message, _CHANGES[sign](message.flags, spell_flags(flags)))
        if not silent:
            uid: tuple[tuple[bytes, Value], ...] = ((b"UID", message.uid),) if by_uid else ()
            yield Fetched(number, message.uid, (*uid, (b"FLAGS", view.flags(message))))
    return ok("STORE completed", b"EXPUNGEISSUED" if gone else None)


def _bare_flags(arguments: Scanner) -> tuple[str, ...]:
    flags = [arguments.flag()]
    while not arguments.at_end():
        arguments.space()
        flags.append(arguments.flag())
    return tuple(flags)


def expunge(session: Session, arguments: Scanner) -> Status:
    """EXPUNGE (RFC 9051 section 6.4.3)."""
    arguments.end()
    view = session.selected()
    return _expunge(view, view.all_numbers())


def uid_expunge(session: Session, arguments: Scanner) -> Status:
    """UID EXPUNGE (RFC 4315 section 2.1)."""
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=True)
    arguments.end()
    return _expunge(view, chosen or ())


def _expunge(view: SelectedView, numbers: Iterable[int]) -> Status:
    if view.read_only:
        return no(_READ_ONLY)
    for message in [view.at(number) for number in numbers]:
        if DELETED in message.flags and not view.is_expunged(message.uid):
            view.mailbox.expunge(message.uid)
    return ok("EXPUNGE completed")


def copy(session: Session, arguments: Scanner) -> Status:
    """COPY (RFC 9051 section 6.4.7)."""
    return _copy(session, arguments, by_uid=False)


def uid_copy(session: Session, arguments: Scanner) -> Status:
    """UID COPY."""
    return _copy(session, arguments, by_uid=True)


def _copy(session: Session, arguments: Scanner, *, by_uid: bool) -> Status:
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=by_uid)
    target = _target(session, arguments)
    if chosen is None:
        return bad(_NO_SUCH_NUMBER)
    code, _ = _copied(view, chosen, target)
    return ok("COPY completed", code)


def move(session: Session, arguments: Scanner) -> Handling:
    """MOVE (RFC 6851)."""
    return (yield from _move(session, arguments, by_uid=False))


def uid_move(session: Session, arguments: Scanner) -> Handling:
    """UID MOVE."""
    return (yield from _move(session, arguments, by_uid=True))


def _move(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=by_uid)
    target = _target(session, arguments)
    if chosen is None:
        return bad(_NO_SUCH_NUMBER)
    if view.read_only:
        return no(_READ_ONLY)
    code, moved = _copied(view, chosen, target)
    yield from _tell_copy(code)
    for message in moved:
        view.mailbox.expunge(message.uid)
    yield from view.updates(expunges=True)
    return ok("MOVE completed")


def _tell_copy(code: bytes | None) -> Iterator[Response]:
    if code is not None:
        yield ok("Moved", code)


def _target(session: Session, arguments: Scanner) -> Mailbox:
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    try:
        return session.owner().mailbox(name)
    except NoSuchMailboxError as missing:
        code = "TRYCREATE"
        raise MailboxError(code, str(missing)) from None


def _copied(view: SelectedView, numbers: Iterable[int], target: Mailbox) -> tuple[bytes | None, list[Message]]:
    """Copy what is still there; return the COPYUID code and the messages copied (RFC 4315 section 3)."""
    sources = [message for message in map(view.at, numbers) if not view.is_expunged(message.uid)]
    copies = [target.add(message.letter, message.flags, message.internal_date) for message in sources]
    if not copies:
        return None, []
    from_uids = format_uids([message.uid for message in sources])
    to_uids = format_uids([message.uid for message in copies])
    return b"COPYUID %d %s %s" % (target.uidvalidity, from_uids, to_uids), sources
