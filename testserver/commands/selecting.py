# SPDX-License-Identifier: MIT
"""SELECT, EXAMINE, CLOSE and UNSELECT (RFC 9051 sections 6.3.2, 6.3.3, 6.4.1, 6.4.2), with CONDSTORE and QRESYNC."""

from collections.abc import Iterator
from dataclasses import dataclass

from testserver.answers import Atom, Condition, Response, Status, untagged
from testserver.commands.listing import list_response
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.mailboxes import DELETED
from testserver.sequence_sets import LARGEST, SequenceSet, format_uids
from testserver.session import Session
from testserver.view import SelectedView


@dataclass(frozen=True, slots=True)
class _Known:
    """What a client remembers of the mailbox (RFC 7162 section 3.2.5)."""

    uidvalidity: int
    modseq: int
    uids: SequenceSet | None = None
    numbers: tuple[int, ...] = ()  # sequence match data: these numbers had these UIDs
    numbers_uids: tuple[int, ...] = ()


def select(session: Session, arguments: Scanner) -> Handling:
    """SELECT."""
    return (yield from _open(session, arguments, read_only=False))


def examine(session: Session, arguments: Scanner) -> Handling:
    """EXAMINE."""
    return (yield from _open(session, arguments, read_only=True))


def _open(session: Session, arguments: Scanner, *, read_only: bool) -> Handling:
    arguments.space()
    name = arguments.mailbox()
    condstore, known = _read_parameters(session, arguments)
    if session.view is not None:
        session.unselect()  # even if the new one can't be selected (RFC 9051 section 6.3.2)
        if session.has("IMAP4rev2") or session.has("QRESYNC"):
            yield Status(Condition.OK, "The mailbox before is closed", b"CLOSED")
    mailbox = session.owner().mailbox(name)
    if condstore:
        yield from session.enable_condstore()
    view = session.select(mailbox, read_only=read_only)
    yield from _described(session, view)
    if known is not None and known.uidvalidity == mailbox.uidvalidity:
        yield from _resynchronized(view, known)
    return ok("Selected", b"READ-ONLY" if read_only else b"READ-WRITE")


def _described(session: Session, view: SelectedView) -> Iterator[Response]:
    mailbox = view.mailbox
    revision_2 = "IMAP4REV2" in session.enabled
    yield from view.flags_responses()
    yield untagged(len(view), Atom(b"EXISTS"))
    if revision_2:
        yield list_response(session, mailbox.name)
    else:
        yield untagged(view.recent, Atom(b"RECENT"))
        unseen = next(iter(mailbox.unseen()), None)
        if unseen is not None:
            yield Status(Condition.OK, "First unseen", b"UNSEEN %d" % view.number(unseen))
    yield Status(Condition.OK, "Next UID", b"UIDNEXT %d" % mailbox.uidnext)
    yield Status(Condition.OK, "UIDs are valid", b"UIDVALIDITY %d" % mailbox.uidvalidity)
    if session.has("OBJECTID"):
        yield Status(Condition.OK, "Its id", b"MAILBOXID (" + mailbox.mailbox_id.encode("ascii") + b")")
    if session.has("CONDSTORE"):
        yield Status(Condition.OK, "Highest", b"HIGHESTMODSEQ %d" % mailbox.highest_modseq)


def _read_parameters(session: Session, arguments: Scanner) -> tuple[bool, _Known | None]:
    """Read the select parameters (RFC 4466 section 2.1): CONDSTORE, QRESYNC with what the client knows."""
    condstore, known = False, None
    if not arguments.at_end():
        arguments.need(b" (")
        while True:
            name = arguments.word("a select parameter")
            if name == "CONDSTORE" and session.has(name):
                condstore = True
            elif name == "QRESYNC" and name in session.enabled:
                arguments.space()
                known = _read_known(arguments)
            else:
                raise arguments.expected(f"a parameter that is known and enabled, not {name}, before here")
            if arguments.skip(b")"):
                break
            arguments.space()
        arguments.end()
    return condstore, known


def _read_known(arguments: Scanner) -> _Known:
    arguments.need(b"(")
    uidvalidity = arguments.number()
    arguments.space()
    modseq = arguments.positive()
    uids: SequenceSet | None = None
    numbers: tuple[int, ...] = ()
    numbers_uids: tuple[int, ...] = ()
    if arguments.skip(b" ") and not arguments.peek(b"("):
        uids = _known_set(arguments)
        arguments.skip(b" ")
    if arguments.skip(b"("):
        numbers = _numbers_of(_known_set(arguments))
        arguments.space()
        numbers_uids = _numbers_of(_known_set(arguments))
        arguments.need(b")")
    arguments.need(b")")
    return _Known(uidvalidity, modseq, uids, numbers, numbers_uids)


def _known_set(arguments: Scanner) -> SequenceSet:
    found = arguments.sequence_set()
    if found.saved or any(bound is None for bounds in found.ranges for bound in bounds):
        raise arguments.expected("a set without * before here")
    return found


_LONGEST_SAMPLE = 100_000  # pairs of sequence match data that are compared


def _numbers_of(numbers: SequenceSet) -> tuple[int, ...]:
    """Return the numbers of sequence match data, as far as they are compared."""
    found: list[int] = []
    for low, high in numbers.resolved(LARGEST):
        found += range(low, min(high, low + _LONGEST_SAMPLE - len(found)) + 1)
        if len(found) >= _LONGEST_SAMPLE:
            break
    return tuple(found)


def _resynchronized(view: SelectedView, known: _Known) -> Iterator[Response]:
    """Tell what changed since the client was last here (RFC 7162 sections 3.2.5.1, 3.2.5.2)."""
    mailbox = view.mailbox
    ranges = ((1, mailbox.uidnext - 1),) if known.uids is None else known.uids.resolved(LARGEST)
    certain = 0  # the client knows of every expunge up to this UID
    for number, uid in zip(known.numbers, known.numbers_uids, strict=False):
        if view.number(uid) != number:
            break
        certain = uid
    gone = [uid for uid in vanished_in(view, ranges, known.modseq) if uid > certain]
    if gone:
        yield untagged(Atom(b"VANISHED"), (Atom(b"EARLIER"),), Atom(format_uids(gone)))
    for number in view.numbers_in(ranges):
        uid = view.uid(number)
        if mailbox.modseq(uid) > known.modseq:
            message = view.at(number)
            yield view.changed(message, ((b"FLAGS", view.flags(message)),))


def vanished_in(view: SelectedView, ranges: tuple[tuple[int, int], ...], modseq: int) -> list[int]:
    """Return the UIDs of these ranges that were expunged since; those not told of yet are told in their own time."""
    gone = (uid for uid in view.mailbox.vanished_since(modseq) if not view.number(uid))
    return [uid for uid in gone if any(low <= uid <= high for low, high in ranges)]


def close(session: Session, arguments: Scanner) -> Status:
    r"""CLOSE: messages with \Deleted go, and nobody here is told."""
    arguments.end()
    view = session.selected()
    if not view.read_only:
        for message in [view.at(number) for number in view.all_numbers()]:
            if DELETED in message.flags and not view.is_expunged(message.uid):
                view.mailbox.expunge(message.uid)
    session.unselect()
    return ok("CLOSE completed")


def unselect(session: Session, arguments: Scanner) -> Status:
    """UNSELECT."""
    arguments.end()
    session.unselect()
    return ok("UNSELECT completed")
