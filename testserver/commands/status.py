# SPDX-License-Identifier: MIT
"""STATUS (RFC 9051 section 6.3.11), with HIGHESTMODSEQ of CONDSTORE."""

from collections.abc import Callable
from dataclasses import dataclass

from testserver.answers import Atom, Untagged, Value, untagged
from testserver.commands.wording import mailbox_value
from testserver.effects import Handling, ok
from testserver.grammar import Scanner
from testserver.mailboxes import DELETED, Mailbox
from testserver.session import Session
from testserver.view import SelectedView


@dataclass(frozen=True, slots=True)
class _Item:
    """What a status item tells of a mailbox, selected or not, and the capability without which it is unknown."""

    of: Callable[[Mailbox, SelectedView | None], Value]
    capability: str | None = None


def _recent(mailbox: Mailbox, view: SelectedView | None) -> int:
    return sum(uid >= mailbox.recent_from for uid in mailbox.uids) if view is None else view.recent


def _deleted(mailbox: Mailbox) -> list[int]:
    return [uid for uid in mailbox.uids if DELETED in mailbox.flags(uid)]


_ITEMS: dict[str, _Item] = {
    "MESSAGES": _Item(lambda mailbox, _: len(mailbox)),
    "RECENT": _Item(_recent),
    "UIDNEXT": _Item(lambda mailbox, _: mailbox.uidnext),
    "UIDVALIDITY": _Item(lambda mailbox, _: mailbox.uidvalidity),
    "UNSEEN": _Item(lambda mailbox, _: sum(1 for _ in mailbox.unseen())),
    "DELETED": _Item(lambda mailbox, _: len(_deleted(mailbox)), "IMAP4rev2"),
    "SIZE": _Item(lambda mailbox, _: mailbox.octets(mailbox.uids), "STATUS=SIZE"),
    "DELETED-STORAGE": _Item(lambda mailbox, _: mailbox.octets(_deleted(mailbox)), "QUOTA=RES-STORAGE"),
    "APPENDLIMIT": _Item(lambda *_: None, "APPENDLIMIT"),  # NIL: no other than the server's (RFC 7889 section 4)
    "MAILBOXID": _Item(lambda mailbox, _: (Atom(mailbox.mailbox_id.encode("ascii")),), "OBJECTID"),
    "HIGHESTMODSEQ": _Item(lambda mailbox, _: mailbox.highest_modseq, "CONDSTORE"),
}


def status_items(session: Session, arguments: Scanner) -> tuple[str, ...]:
    """Read the list of STATUS items."""
    items = arguments.words()
    for name in items:
        item = _ITEMS.get(name)
        if item is None or (item.capability is not None and not session.has(item.capability)):
            raise arguments.expected(f"known status items, not {name}, before here")
    return items


def status_response(session: Session, mailbox: Mailbox, items: tuple[str, ...]) -> Untagged:
    """Return the STATUS response of a mailbox (RFC 9051 section 7.3.4)."""
    values: list[Value] = []
    view = session.view if session.view is not None and session.view.mailbox is mailbox else None
    for name in dict.fromkeys(items):
        values += (Atom(name.encode("ascii")), _ITEMS[name].of(mailbox, view))
    return untagged(Atom(b"STATUS"), mailbox_value(mailbox.name, utf8=session.utf8_names), tuple(values))


def status(session: Session, arguments: Scanner) -> Handling:
    """STATUS."""
    arguments.space()
    name = arguments.mailbox()
    arguments.space()
    items = status_items(session, arguments)
    arguments.end()
    mailbox = session.owner().mailbox(name)
    if "HIGHESTMODSEQ" in items:
        yield from session.enable_condstore()
    yield status_response(session, mailbox, items)
    return ok("STATUS completed")
