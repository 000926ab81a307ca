# SPDX-License-Identifier: MIT
"""The table of commands: where each is legal, what it needs, what it may tell (RFC 9051 section 6).

Every command stands here once; the session's dispatcher, the faults and the documentation read it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from testserver.answers import Status
from testserver.commands import (
    appending,
    connection,
    fetch,
    listing,
    mailboxes,
    messages,
    metadata,
    quota,
    search,
    selecting,
    sorting,
    status,
)
from testserver.effects import Handling
from testserver.grammar import Scanner
from testserver.session import Session, State

Handler: TypeAlias = Callable[[Session, Scanner], Handling | Status]

ANY = frozenset({State.NOT_AUTHENTICATED, State.AUTHENTICATED, State.SELECTED})
BEFORE_SIGN_IN = frozenset({State.NOT_AUTHENTICATED})
SIGNED_IN = frozenset({State.AUTHENTICATED, State.SELECTED})
SELECTED = frozenset({State.SELECTED})


@dataclass(frozen=True, slots=True)
class CommandRule:
    """One command.

    `capability` is what a profile must have for it; `tells_expunge` says whether EXPUNGE may be told while it runs
    (RFC 9051 section 7.5.1); `names_mailbox` says that its first argument is a mailbox.
    """

    handler: Handler
    states: frozenset[State]
    capability: str | None = None
    tells_expunge: bool = True
    names_mailbox: bool = False


COMMANDS: dict[str, CommandRule] = {
    "CAPABILITY": CommandRule(connection.capability, ANY),
    "NOOP": CommandRule(connection.noop, ANY),
    "LOGOUT": CommandRule(connection.logout, ANY),
    "ID": CommandRule(connection.identify, ANY, "ID"),
    "STARTTLS": CommandRule(connection.start_tls, BEFORE_SIGN_IN),
    "COMPRESS": CommandRule(connection.compress, ANY, "COMPRESS=DEFLATE"),
    "LOGIN": CommandRule(connection.login, BEFORE_SIGN_IN),
    "AUTHENTICATE": CommandRule(connection.authenticate, BEFORE_SIGN_IN),
    "ENABLE": CommandRule(connection.enable, SIGNED_IN, "ENABLE"),
    "NAMESPACE": CommandRule(mailboxes.namespace, SIGNED_IN, "NAMESPACE"),
    "SELECT": CommandRule(selecting.select, SIGNED_IN, names_mailbox=True),
    "EXAMINE": CommandRule(selecting.examine, SIGNED_IN, names_mailbox=True),
    "CREATE": CommandRule(mailboxes.create, SIGNED_IN, names_mailbox=True),
    "DELETE": CommandRule(mailboxes.delete, SIGNED_IN, names_mailbox=True),
    "RENAME": CommandRule(mailboxes.rename, SIGNED_IN, names_mailbox=True),
    "SUBSCRIBE": CommandRule(mailboxes.subscribe, SIGNED_IN, names_mailbox=True),
    "UNSUBSCRIBE": CommandRule(mailboxes.unsubscribe, SIGNED_IN, names_mailbox=True),
    "LIST": CommandRule(listing.list_mailboxes, SIGNED_IN),
    "LSUB": CommandRule(listing.list_subscribed, SIGNED_IN),
    "STATUS": CommandRule(status.status, SIGNED_IN, names_mailbox=True),
    "APPEND": CommandRule(appending.append, SIGNED_IN, names_mailbox=True),
    "GETQUOTA": CommandRule(quota.get_quota, SIGNED_IN, "QUOTA"),
    "GETQUOTAROOT": CommandRule(quota.get_quota_root, SIGNED_IN, "QUOTA", names_mailbox=True),
    "SETQUOTA": CommandRule(quota.set_quota, SIGNED_IN, "QUOTASET"),
    "REPLACE": CommandRule(appending.replace, SELECTED, "REPLACE"),
    "UID REPLACE": CommandRule(appending.uid_replace, SELECTED, "REPLACE"),
    "GETMETADATA": CommandRule(metadata.get_metadata, SIGNED_IN, "METADATA", names_mailbox=True),
    "SETMETADATA": CommandRule(metadata.set_metadata, SIGNED_IN, "METADATA", names_mailbox=True),
    "IDLE": CommandRule(connection.idle, SIGNED_IN, "IDLE"),
    "CHECK": CommandRule(connection.noop, SELECTED),
    "CLOSE": CommandRule(selecting.close, SELECTED),
    "UNSELECT": CommandRule(selecting.unselect, SELECTED, "UNSELECT"),
    "EXPUNGE": CommandRule(messages.expunge, SELECTED),
    "UID EXPUNGE": CommandRule(messages.uid_expunge, SELECTED, "UIDPLUS"),
    "SEARCH": CommandRule(search.search, SELECTED, tells_expunge=False),
    "UID SEARCH": CommandRule(search.uid_search, SELECTED),
    "SORT": CommandRule(sorting.sort, SELECTED, "SORT", tells_expunge=False),
    "UID SORT": CommandRule(sorting.uid_sort, SELECTED, "SORT"),
    "THREAD": CommandRule(sorting.thread, SELECTED, "THREAD=REFERENCES", tells_expunge=False),
    "UID THREAD": CommandRule(sorting.uid_thread, SELECTED, "THREAD=REFERENCES"),
    "FETCH": CommandRule(fetch.fetch, SELECTED, tells_expunge=False),
    "UID FETCH": CommandRule(fetch.uid_fetch, SELECTED),
    "STORE": CommandRule(messages.store, SELECTED, tells_expunge=False),
    "UID STORE": CommandRule(messages.uid_store, SELECTED),
    "COPY": CommandRule(messages.copy, SELECTED),
    "UID COPY": CommandRule(messages.uid_copy, SELECTED),
    "MOVE": CommandRule(messages.move, SELECTED, "MOVE"),
    "UID MOVE": CommandRule(messages.uid_move, SELECTED, "MOVE"),
}
