# SPDX-License-Identifier: MIT
"""APPEND (RFC 9051 section 6.3.12), with APPENDUID (RFC 4315) and literal8 (RFC 3516), and REPLACE (RFC 8508)."""

from dataclasses import dataclass
from datetime import datetime

from testserver.accounts import MailboxError, NoSuchMailboxError
from testserver.answers import Status
from testserver.commands.wording import NO_SUCH_NUMBER, READ_ONLY
from testserver.effects import Handling, bad, no, ok
from testserver.grammar import Scanner
from testserver.letter import Letter
from testserver.mailboxes import Mailbox
from testserver.sequence_sets import format_uids
from testserver.session import Session


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One letter as a client brings it."""

    data: bytes
    flags: tuple[str, ...]
    internal_date: datetime


def target_mailbox(session: Session, name: str) -> Mailbox:
    """Return the mailbox that letters go to; TRYCREATE when it is not there (RFC 9051 section 7.1)."""
    try:
        return session.owner().mailbox(name)
    except NoSuchMailboxError as missing:
        code = "TRYCREATE"
        raise MailboxError(code, str(missing)) from None


def append(session: Session, arguments: Scanner) -> Status:
    """APPEND: all its letters, or none (RFC 3502)."""
    arguments.space()
    name = arguments.mailbox()
    arrivals = [_read_arrival(session, arguments)]
    while session.has("MULTIAPPEND") and not arguments.at_end():
        arrivals.append(_read_arrival(session, arguments))
    arguments.end()
    mailbox = target_mailbox(session, name)
    for arrival in arrivals:
        _check_letter(arrival)
    session.owner().check_room(len(arrivals), sum(len(one.data) for one in arrivals))
    now = session.post_office.now()
    added = [mailbox.add(Letter(one.data), one.flags, one.internal_date, now) for one in arrivals]
    uids = format_uids([message.uid for message in added])
    code = b"APPENDUID %d %s" % (mailbox.uidvalidity, uids) if session.has("UIDPLUS") else None
    return ok("APPEND completed", code)


def replace(session: Session, arguments: Scanner) -> Handling:
    """REPLACE (RFC 8508): a letter arrives and another goes, or neither."""
    return (yield from _replace(session, arguments, by_uid=False))


def uid_replace(session: Session, arguments: Scanner) -> Handling:
    """UID REPLACE."""
    return (yield from _replace(session, arguments, by_uid=True))


def _replace(session: Session, arguments: Scanner, *, by_uid: bool) -> Handling:
    arguments.space()
    asked = arguments.positive()
    arguments.space()
    name = arguments.mailbox()
    arrival = _read_arrival(session, arguments)
    arguments.end()
    view = session.selected()
    number = view.number(asked) if by_uid else asked
    if number > len(view):
        return bad(NO_SUCH_NUMBER)
    if view.read_only:
        return no(READ_ONLY)
    target = target_mailbox(session, name)
    _check_letter(arrival)
    if number == 0 or view.is_expunged(view.uid(number)):
        return no("The message to replace is gone", b"NONEXISTENT")
    old = view.at(number)
    session.owner().check_room(0, len(arrival.data) - len(old.letter.data))
    added = target.add(Letter(arrival.data), arrival.flags, arrival.internal_date, session.post_office.now())
    view.mailbox.expunge(old.uid)
    yield ok("Replacement is there", b"APPENDUID %d %d" % (target.uidvalidity, added.uid))
    return ok("REPLACE completed")


def _check_letter(arrival: _Arrival) -> None:
    if not arrival.data:
        raise MailboxError("CANNOT", "A letter without an octet is none")


def _read_arrival(session: Session, arguments: Scanner) -> _Arrival:
    arguments.space()
    flags: tuple[str, ...] = ()
    if arguments.peek(b"("):
        flags = arguments.flags()
        arguments.space()
    internal_date = session.post_office.now()
    if arguments.peek(b'"'):
        internal_date = arguments.date_time()
        arguments.space()
    return _Arrival(_read_letter(session, arguments), flags, internal_date)


def _read_letter(session: Session, arguments: Scanner) -> bytes:
    """Read the letter, which who enabled UTF8=ACCEPT marks when it needs that (RFC 6855 section 4)."""
    if "UTF8=ACCEPT" in session.enabled and arguments.skip(b"UTF8 ("):
        data = arguments.literal()
        arguments.need(b")")
        return data
    return arguments.literal()
