# SPDX-License-Identifier: MIT
"""Commands that change messages: STORE, EXPUNGE, COPY, MOVE and their UID forms (RFC 9051 sections 6.4.3-6.4.9)."""

from collections.abc import Callable, Iterable, Iterator

from testserver.answers import Response, Status, Value
from testserver.commands.appending import target_mailbox
from testserver.commands.mailboxes import one_mailbox
from testserver.commands.wording import NO_SUCH_NUMBER, READ_ONLY
from testserver.effects import Handling, bad, no, ok
from testserver.grammar import Scanner
from testserver.mailboxes import DELETED, Mailbox, Message
from testserver.sequence_sets import format_uids
from testserver.session import Session
from testserver.view import SelectedView

_SOME_EXPUNGED = "Some of these messages are expunged"
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
    unchanged_since = _unchanged_since(session, arguments)
    sign = next(sign for sign in _CHANGES if arguments.skip(sign))
    arguments.need(b"FLAGS")
    silent = arguments.skip(b".SILENT")
    arguments.space()
    flags = arguments.flags() if arguments.peek(b"(") else _bare_flags(arguments)
    arguments.end()
    if chosen is None:
        return bad(NO_SUCH_NUMBER)
    if view.read_only:
        return no(READ_ONLY)
    if unchanged_since is not None:
        yield from session.enable_condstore()
    gone = False
    modified: list[int] = []
    for number in chosen:
        message = view.at(number)
        gone = gone or view.is_expunged(message.uid)
        if unchanged_since is not None and message.modseq > unchanged_since:
            modified.append(message.uid if by_uid else number)
            view.flags_changed(message.uid)  # told without being asked for, as RFC 7162 section 3.1.3 recommends
            continue
        changed = view.change_flags(message, _CHANGES[sign](message.flags, view.mailbox.spelled(flags)))
        asks_modseq = "CONDSTORE" in session.enabled and (changed or unchanged_since is not None)
        if not silent or asks_modseq:  # the new MODSEQ is told in any case (RFC 7162 section 3.1.3)
            yield from view.new_keywords()
            uid: tuple[tuple[bytes, Value], ...] = ((b"UID", message.uid),) if by_uid else ()
            yield view.changed(message, uid if silent else (*uid, (b"FLAGS", view.flags(message))))
    if modified:
        return ok("Some have changed", b"MODIFIED " + format_uids(modified))
    return ok("STORE completed", b"EXPUNGEISSUED" if gone else None)


def _unchanged_since(session: Session, arguments: Scanner) -> int | None:
    """Read the store modifier of RFC 7162 section 3.1.3."""
    if not (session.has("CONDSTORE") and arguments.skip(b"(UNCHANGEDSINCE ")):
        return None
    modseq = arguments.number()
    arguments.need(b") ")
    return modseq


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
    return _expunge(session, view.all_numbers())


def uid_expunge(session: Session, arguments: Scanner) -> Status:
    """UID EXPUNGE (RFC 4315 section 2.1)."""
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=True)
    arguments.end()
    return _expunge(session, chosen or ())


def _expunge(session: Session, numbers: Iterable[int]) -> Status:
    view = session.selected()
    if view.read_only:
        return no(READ_ONLY)
    before = view.mailbox.highest_modseq
    for message in [view.at(number) for number in numbers]:
        if DELETED in message.flags and not view.is_expunged(message.uid):
            view.mailbox.expunge(message.uid)
    return ok("EXPUNGE completed", _modseq_after(session, before))


def _modseq_after(session: Session, before: int) -> bytes | None:
    """Return HIGHESTMODSEQ for who enabled QRESYNC if something was expunged (RFC 7162 section 3.2.7)."""
    after = session.selected().mailbox.highest_modseq
    return b"HIGHESTMODSEQ %d" % after if "QRESYNC" in session.enabled and after > before else None


def copy(session: Session, arguments: Scanner) -> Status:
    """COPY (RFC 9051 section 6.4.7)."""
    return _copy(session, arguments, by_uid=False)


def uid_copy(session: Session, arguments: Scanner) -> Status:
    """UID COPY."""
    return _copy(session, arguments, by_uid=True)


def _copy(session: Session, arguments: Scanner, *, by_uid: bool) -> Status:
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=by_uid)
    name = one_mailbox(arguments)
    if chosen is None:
        return bad(NO_SUCH_NUMBER)
    if _names_expunged(view, chosen, by_uid=by_uid):
        return no(_SOME_EXPUNGED, b"EXPUNGEISSUED")
    sources = _present(view, chosen)
    if not sources:
        return _none_left(chosen, "copy")
    target = target_mailbox(session, name)
    session.owner().check_room(len(sources), sum(len(message.letter.data) for message in sources))
    return ok("COPY completed", _copied(session, sources, target))


def _names_expunged(view: SelectedView, numbers: Iterable[int], *, by_uid: bool) -> bool:
    """Tell whether sequence numbers name what is gone: all are copied or none (RFC 9051 section 6.4.7)."""
    return not by_uid and any(view.is_expunged(view.uid(number)) for number in numbers)


def move(session: Session, arguments: Scanner) -> Handling:
    """MOVE (RFC 6851)."""
    return (yield from _move(session, arguments, by_uid=False))


def uid_move(session: Session, arguments: Scanner) -> Handling:
    """UID MOVE."""
    return (yield from _move(session, arguments, by_uid=True))


def _move(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    view = session.selected()
    chosen = _chosen(view, arguments, by_uid=by_uid)
    name = one_mailbox(arguments)
    if chosen is None:
        return bad(NO_SUCH_NUMBER)
    if view.read_only:
        return no(READ_ONLY)
    if _names_expunged(view, chosen, by_uid=by_uid):
        return no(_SOME_EXPUNGED, b"EXPUNGEISSUED")
    sources = _present(view, chosen)
    if not sources:
        return _none_left(chosen, "move")
    target = target_mailbox(session, name)
    before = view.mailbox.highest_modseq
    yield from _tell_copy(_copied(session, sources, target))
    for message in sources:
        view.mailbox.expunge(message.uid)
    status = ok("MOVE completed", _modseq_after(session, before))
    yield from view.updates(expunges=True)
    return status


def _tell_copy(code: bytes | None) -> Iterator[Response]:
    if code is not None:
        yield ok("Moved", code)


def _none_left(chosen: list[int], verb: str) -> Status:
    """Answer where no message is left: UIDs that were never here are ignored (RFC 9051 section 6.4.9)."""
    return no(_SOME_EXPUNGED, b"EXPUNGEISSUED") if chosen else ok(f"Nothing to {verb}")


def _present(view: SelectedView, numbers: Iterable[int]) -> list[Message]:
    return [message for message in map(view.at, numbers) if not view.is_expunged(message.uid)]


def _copied(session: Session, sources: list[Message], target: Mailbox) -> bytes | None:
    """Copy messages; return the COPYUID code (RFC 4315 section 3)."""
    now = session.post_office.now()
    copies = [target.add(message.letter, message.flags, message.internal_date, now) for message in sources]
    if not session.has("UIDPLUS"):
        return None
    from_uids = format_uids([message.uid for message in sources])
    to_uids = format_uids([message.uid for message in copies])
    return b"COPYUID %d %s %s" % (target.uidvalidity, from_uids, to_uids)
