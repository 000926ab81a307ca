# SPDX-License-Identifier: MIT
"""Commands about mailboxes: SELECT to APPEND (RFC 9051 sections 6.3, 6.4.1, 6.4.2)."""

from collections.abc import Callable

from testserver.accounts import MailboxError, NoSuchMailboxError
from testserver.answers import Atom, Condition, Status, Untagged, Value, untagged
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.letter import Letter
from testserver.mailbox_names import DELIMITER, encode_mailbox_name
from testserver.mailboxes import DELETED, SYSTEM_FLAGS, Mailbox
from testserver.session import Session

SPECIAL_USES = (r"\All", r"\Archive", r"\Drafts", r"\Flagged", r"\Junk", r"\Sent", r"\Trash")


def one_mailbox(arguments: Scanner) -> str:
    """Read a mailbox name that is the whole rest of the command."""
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    return name


def atoms(flags: tuple[str, ...]) -> tuple[Value, ...]:
    """Return words for a list on the wire."""
    return tuple(Atom(flag.encode()) for flag in flags)


def select(session: Session, arguments: Scanner) -> Handling:
    """SELECT (RFC 9051 section 6.3.2)."""
    return (yield from _open(session, arguments, read_only=False))


def examine(session: Session, arguments: Scanner) -> Handling:
    """EXAMINE (RFC 9051 section 6.3.3)."""
    return (yield from _open(session, arguments, read_only=True))


def _open(session: Session, arguments: Scanner, *, read_only: bool) -> Handling:
    name = one_mailbox(arguments)
    session.unselect()  # even if the new one can't be selected (RFC 9051 section 6.3.2)
    mailbox = session.owner().mailbox(name)
    view = session.select(mailbox, read_only=read_only)
    flags = (*SYSTEM_FLAGS, *mailbox.keywords)
    yield untagged(Atom(b"FLAGS"), atoms(flags))
    yield untagged(len(view), Atom(b"EXISTS"))
    yield untagged(view.recent, Atom(b"RECENT"))
    unseen = next(iter(mailbox.unseen()), None)
    if unseen is not None:
        yield Status(Condition.OK, "First unseen", b"UNSEEN %d" % view.number(unseen))
    permanent = b"" if read_only else " ".join((*flags, r"\*")).encode()
    yield Status(Condition.OK, "Flags kept", b"PERMANENTFLAGS (" + permanent + b")")
    yield Status(Condition.OK, "Next UID", b"UIDNEXT %d" % mailbox.uidnext)
    yield Status(Condition.OK, "UIDs are valid", b"UIDVALIDITY %d" % mailbox.uidvalidity)
    return ok("Selected", b"READ-ONLY" if read_only else b"READ-WRITE")


def close(session: Session, arguments: Scanner) -> Status:
    r"""CLOSE (RFC 9051 section 6.4.1): messages with \Deleted go, and nobody here is told."""
    arguments.end()
    view = session.selected()
    if not view.read_only:
        for message in [view.at(number) for number in view.all_numbers()]:
            if DELETED in message.flags and not view.is_expunged(message.uid):
                view.mailbox.expunge(message.uid)
    session.unselect()
    return ok("CLOSE completed")


def unselect(session: Session, arguments: Scanner) -> Status:
    """UNSELECT (RFC 9051 section 6.4.2)."""
    arguments.end()
    session.unselect()
    return ok("UNSELECT completed")


def create(session: Session, arguments: Scanner) -> Status:
    """CREATE (RFC 9051 section 6.3.4) with the USE parameter of RFC 6154."""
    arguments.space()
    name = arguments.mailbox()
    special_use = None
    if not arguments.at_end():
        arguments.space()
        arguments.need(b"(USE ")
        uses = arguments.flags()
        arguments.need(b")")
        special_use = _special_use(uses)
    arguments.end()
    session.owner().create(name, special_use)
    return ok("CREATE completed")


def _special_use(uses: tuple[str, ...]) -> str | None:
    known = [use for use in SPECIAL_USES if use.lower() in {word.lower() for word in uses}]
    if len(uses) > 1 or len(known) < len(uses):
        code, reason = "USEATTR", "A mailbox has one special use of RFC 6154 at most"
        raise MailboxError(code, reason)
    return known[0] if known else None


def delete(session: Session, arguments: Scanner) -> Status:
    """DELETE (RFC 9051 section 6.3.5); a client that deletes its selected mailbox leaves it."""
    name = one_mailbox(arguments)
    owner = session.owner()
    if session.view is not None and name in owner.mailboxes and session.view.mailbox is owner.mailboxes[name]:
        session.unselect()
    owner.delete(name)
    return ok("DELETE completed")


def rename(session: Session, arguments: Scanner) -> Status:
    """RENAME (RFC 9051 section 6.3.6)."""
    arguments.space()
    old = arguments.mailbox()
    new = one_mailbox(arguments)
    session.owner().rename(old, new)
    return ok("RENAME completed")


def subscribe(session: Session, arguments: Scanner) -> Status:
    """SUBSCRIBE (RFC 9051 section 6.3.7)."""
    name = one_mailbox(arguments)
    if name not in session.owner().mailboxes:
        raise NoSuchMailboxError(name)
    session.owner().subscriptions.add(name)
    return ok("SUBSCRIBE completed")


def unsubscribe(session: Session, arguments: Scanner) -> Status:
    """UNSUBSCRIBE (RFC 9051 section 6.3.8)."""
    session.owner().subscriptions.discard(one_mailbox(arguments))
    return ok("UNSUBSCRIBE completed")


def namespace(session: Session, arguments: Scanner) -> Handling:
    """NAMESPACE (RFC 2342): one personal namespace without a prefix."""
    del session
    arguments.end()
    yield untagged(Atom(b"NAMESPACE"), ((b"", DELIMITER.encode()),), None, None)
    return ok("NAMESPACE completed")


_STATUS_ITEMS: dict[str, Callable[[Mailbox], int]] = {
    "MESSAGES": len,
    "RECENT": lambda mailbox: sum(uid >= mailbox.recent_from for uid in mailbox.uids),
    "UIDNEXT": lambda mailbox: mailbox.uidnext,
    "UIDVALIDITY": lambda mailbox: mailbox.uidvalidity,
    "UNSEEN": lambda mailbox: sum(1 for _ in mailbox.unseen()),
    "DELETED": lambda mailbox: sum(DELETED in mailbox.message(uid).flags for uid in mailbox.uids),
    "SIZE": lambda mailbox: sum(len(mailbox.message(uid).letter.data) for uid in mailbox.uids),
}


def status_items(arguments: Scanner) -> tuple[str, ...]:
    """Read the list of STATUS items."""
    items = arguments.words()
    for item in items:
        if item not in _STATUS_ITEMS:
            raise arguments.expected(f"known status items, not {item}, before here")
    return items


def status_response(mailbox: Mailbox, items: tuple[str, ...]) -> Untagged:
    """Return the STATUS response of a mailbox (RFC 9051 section 7.3.4)."""
    values: list[Value] = []
    for item in items:
        values += (Atom(item.encode("ascii")), _STATUS_ITEMS[item](mailbox))
    return untagged(Atom(b"STATUS"), encode_mailbox_name(mailbox.name), tuple(values))


def status(session: Session, arguments: Scanner) -> Handling:
    """STATUS (RFC 9051 section 6.3.11)."""
    arguments.space()
    name = arguments.mailbox()
    arguments.space()
    items = status_items(arguments)
    arguments.end()
    yield status_response(session.owner().mailbox(name), items)
    return ok("STATUS completed")


def append(session: Session, arguments: Scanner) -> Status:
    """APPEND (RFC 9051 section 6.3.12) with APPENDUID (RFC 4315)."""
    arguments.space()
    name = arguments.mailbox()
    arguments.space()
    flags: tuple[str, ...] = ()
    if arguments.peek(b"("):
        flags = arguments.flags()
        arguments.space()
    internal_date = session.post_office.now()
    if arguments.peek(b'"'):
        internal_date = arguments.date_time()
        arguments.space()
    data = arguments.string()
    arguments.end()
    try:
        mailbox = session.owner().mailbox(name)
    except NoSuchMailboxError as missing:
        code = "TRYCREATE"
        raise MailboxError(code, str(missing)) from None
    message = mailbox.add(Letter(data), flags, internal_date)
    return ok("APPEND completed", b"APPENDUID %d %d" % (mailbox.uidvalidity, message.uid))
