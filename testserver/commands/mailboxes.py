# SPDX-License-Identifier: MIT
"""Commands that change which mailboxes there are: CREATE to UNSUBSCRIBE, and NAMESPACE (RFC 9051 section 6.3)."""

from testserver.accounts import MailboxError, NoSuchMailboxError
from testserver.answers import Atom, Status, untagged
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.mailbox_names import DELIMITER
from testserver.session import Session

SPECIAL_USES = (r"\All", r"\Archive", r"\Drafts", r"\Flagged", r"\Junk", r"\Sent", r"\Trash")


def one_mailbox(arguments: Scanner) -> str:
    """Read a mailbox name that is the whole rest of the command."""
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    return name


def create(session: Session, arguments: Scanner) -> Status:
    """CREATE (RFC 9051 section 6.3.4) with the USE parameter of RFC 6154."""
    arguments.space()
    name = arguments.mailbox()
    special_use = None
    if not arguments.at_end():
        arguments.space()
        arguments.need(b"(USE ")
        uses = arguments.attributes()
        arguments.need(b")")
        special_use = _special_use(uses)
    arguments.end()
    mailbox = session.owner().create(name, special_use)
    code = b"MAILBOXID (" + mailbox.mailbox_id.encode("ascii") + b")" if session.has("OBJECTID") else None
    return ok("CREATE completed", code)


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
