# SPDX-License-Identifier: MIT
"""GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208): one quota root, named "", for all mailboxes of a user."""

from testserver.accounts import QUOTA_RESOURCES
from testserver.answers import Atom, Untagged, Value, untagged
from testserver.commands.wording import mailbox_value
from testserver.effects import Handling, no, ok
from testserver.grammar import Scanner
from testserver.session import Session

_ROOT = b""
_NO_SUCH_ROOT = 'The only quota root is ""'


def get_quota(session: Session, arguments: Scanner) -> Handling:
    """GETQUOTA: usage and limits."""
    arguments.space()
    root = arguments.astring()
    arguments.end()
    if root != _ROOT:
        return no(_NO_SUCH_ROOT, b"NONEXISTENT")
    yield _quota(session)
    return ok("GETQUOTA completed")


def get_quota_root(session: Session, arguments: Scanner) -> Handling:
    """GETQUOTAROOT: the mailbox need not be there (RFC 9208 section 4.1.2)."""
    arguments.space()
    name = arguments.mailbox()
    arguments.end()
    yield untagged(Atom(b"QUOTAROOT"), mailbox_value(name, utf8=session.utf8_names), _ROOT)
    yield _quota(session)
    return ok("GETQUOTAROOT completed")


def set_quota(session: Session, arguments: Scanner) -> Handling:
    """SETQUOTA: limits that are not named are lifted (RFC 9208 section 4.1.3)."""
    arguments.space()
    root = arguments.astring()
    arguments.space()
    limits = _read_limits(arguments)
    arguments.end()
    if root != _ROOT:
        return no(_NO_SUCH_ROOT, b"NONEXISTENT")
    session.owner().quota = limits
    yield _quota(session)
    return ok("SETQUOTA completed")


def _read_limits(arguments: Scanner) -> dict[str, int]:
    arguments.need(b"(")
    limits: dict[str, int] = {}
    while not arguments.skip(b")"):
        if limits:
            arguments.space()
        name = arguments.word("a resource")
        if name not in QUOTA_RESOURCES or name in limits:
            raise arguments.expected(f"each of {' and '.join(QUOTA_RESOURCES)} once at most before here")
        arguments.space()
        limits[name] = arguments.number()
    return limits


def _quota(session: Session) -> Untagged:
    """Return the QUOTA response; what is not limited is not named (RFC 9208 section 4.2.1)."""
    owner = session.owner()
    values: list[Value] = []
    for name, limit in owner.quota.items():
        values += (Atom(name.encode("ascii")), owner.usage(name), limit)
    return untagged(Atom(b"QUOTA"), _ROOT, tuple(values))
