# SPDX-License-Identifier: MIT
"""Fig. 8.1 of the exercise as data: the states, the transitions, and what each command may do where.

Everything that depends on a state, a capability or a neighbour on the wire is decided from these tables: the session
obeys them, docs/states.md is drawn from them, the tests walk through them. Nothing here knows how a command is written.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class ConnectionState(enum.Enum):
    """RFC 9051, 3; `GREETING` is the time before the server's first word."""

    GREETING = "greeting"
    NOT_AUTHENTICATED = "not authenticated"
    AUTHENTICATED = "authenticated"
    SELECTED = "selected"
    LOGOUT = "logout"


@dataclass(frozen=True, slots=True)
class Transition:
    """An arrow of the diagram; `number` is the one that RFC 9051, section 3, and Fig. 8.1 give it."""

    number: int
    old: ConnectionState
    new: ConnectionState
    cause: str


_GREETING: Final = ConnectionState.GREETING
_NOT_AUTHENTICATED: Final = ConnectionState.NOT_AUTHENTICATED
_AUTHENTICATED: Final = ConnectionState.AUTHENTICATED
_SELECTED: Final = ConnectionState.SELECTED
_LOGOUT: Final = ConnectionState.LOGOUT

TRANSITIONS: Final = (
    Transition(1, _GREETING, _NOT_AUTHENTICATED, "greeting OK"),
    Transition(2, _GREETING, _AUTHENTICATED, "greeting PREAUTH"),
    Transition(3, _GREETING, _LOGOUT, "greeting BYE, or the connection is lost"),
    Transition(4, _NOT_AUTHENTICATED, _AUTHENTICATED, "LOGIN or AUTHENTICATE"),
    Transition(5, _AUTHENTICATED, _SELECTED, "SELECT or EXAMINE"),
    Transition(5, _SELECTED, _SELECTED, "SELECT or EXAMINE of another mailbox"),
    Transition(6, _SELECTED, _AUTHENTICATED, "CLOSE, UNSELECT, the code CLOSED, or SELECT or EXAMINE refused"),
    Transition(7, _NOT_AUTHENTICATED, _LOGOUT, "LOGOUT, BYE, or the connection is lost"),
    Transition(7, _AUTHENTICATED, _LOGOUT, "LOGOUT, BYE, or the connection is lost"),
    Transition(7, _SELECTED, _LOGOUT, "LOGOUT, BYE, or the connection is lost"),
)


class Pipelining(enum.Enum):
    """How a command behaves beside others that are in progress (RFC 9051, 5.5)."""

    FREE = "names no sequence numbers"
    ELSEWHERE = "is about a mailbox that it names, or none"
    SELECTING = "opens a mailbox"
    NUMBERS = "names sequence numbers; no message is expunged meanwhile"
    NUMBERS_EXPUNGING = "names sequence numbers; messages may be expunged meanwhile"
    LAST = "may follow others, and nothing follows it"
    ALONE = "shares the connection with no other command"


# What may already be in progress when a command of each kind is sent. What works in the selected mailbox waits for the
# answer to SELECT: were that a refusal, a server that then keeps the old mailbox open would do the work there. SELECT
# itself waits for the data of such commands, which are about the mailbox before it.
_SHARED: Final = frozenset({Pipelining.FREE, Pipelining.ELSEWHERE, Pipelining.NUMBERS, Pipelining.NUMBERS_EXPUNGING})
_BESIDE: Final = {
    Pipelining.FREE: _SHARED,
    Pipelining.ELSEWHERE: _SHARED | {Pipelining.SELECTING},
    Pipelining.SELECTING: frozenset({Pipelining.ELSEWHERE, Pipelining.SELECTING}),
    Pipelining.NUMBERS: frozenset({Pipelining.NUMBERS}),
    Pipelining.NUMBERS_EXPUNGING: frozenset({Pipelining.NUMBERS}),
    Pipelining.LAST: _SHARED,
    Pipelining.ALONE: frozenset[Pipelining](),
}
BESIDE: Final[Mapping[Pipelining, frozenset[Pipelining]]] = MappingProxyType(_BESIDE)


@dataclass(frozen=True, slots=True)
class CommandRule:
    """What the protocol says of one command.

    `needs` are capabilities of which one suffices, none where every server has it; `forbidden_by` is the one that
    takes the command away. `answers` names the untagged
    data by which two commands of the same family could not be told apart, so that they wait for each other. `leads_to`
    is the state after OK, None where it stays. `renews` says that the capabilities known before do not hold after OK.
    """

    name: str
    states: frozenset[ConnectionState]
    pipelining: Pipelining = Pipelining.FREE
    needs: tuple[str, ...] = ()
    forbidden_by: str = ""
    answers: str = ""
    leads_to: ConnectionState | None = None
    renews: bool = False
    section: str = ""


_ANY: Final = frozenset({_NOT_AUTHENTICATED, _AUTHENTICATED, _SELECTED})
_BEFORE: Final = frozenset({_NOT_AUTHENTICATED})
_AFTER: Final = frozenset({_AUTHENTICATED, _SELECTED})
_WITHOUT_MAILBOX: Final = frozenset({_AUTHENTICATED})
_INSIDE: Final = frozenset({_SELECTED})
_ALONE: Final = Pipelining.ALONE
_ELSEWHERE: Final = Pipelining.ELSEWHERE
_SELECTING: Final = Pipelining.SELECTING
_NUMBERS: Final = Pipelining.NUMBERS
_EXPUNGING: Final = Pipelining.NUMBERS_EXPUNGING

# RFC 2087 has QUOTA; RFC 9208 has a capability for each resource.
_QUOTA: Final = (
    "QUOTA",
    *(f"QUOTA=RES-{resource}" for resource in ("STORAGE", "MESSAGE", "MAILBOX", "ANNOTATION-STORAGE")),
)
_METADATA: Final = ("METADATA", "METADATA-SERVER")

# RFC 9051, 6 and tables 8.2-8.5 of the exercise; LSUB and CHECK are RFC 3501's.
_RULES: Final = (
    CommandRule("CAPABILITY", _ANY, answers="CAPABILITY", section="6.1.1"),
    CommandRule("NOOP", _ANY, section="6.1.2"),
    CommandRule("LOGOUT", _ANY, Pipelining.LAST, leads_to=_LOGOUT, section="6.1.3"),
    CommandRule("STARTTLS", _BEFORE, _ALONE, ("STARTTLS",), renews=True, section="6.2.1"),
    CommandRule("AUTHENTICATE", _BEFORE, _ALONE, leads_to=_AUTHENTICATED, renews=True, section="6.2.2"),
    CommandRule(
        "LOGIN",
        _BEFORE,
        _ALONE,
        forbidden_by="LOGINDISABLED",
        leads_to=_AUTHENTICATED,
        renews=True,
        section="6.2.3",
    ),
    CommandRule("ENABLE", _WITHOUT_MAILBOX, _ALONE, ("ENABLE", "IMAP4REV2"), section="6.3.1"),
    CommandRule("NOTIFY", _AFTER, _ALONE, ("NOTIFY",), section="RFC 5465, 3.1"),
    CommandRule("SELECT", _AFTER, _SELECTING, leads_to=_SELECTED, section="6.3.2"),
    CommandRule("EXAMINE", _AFTER, _SELECTING, leads_to=_SELECTED, section="6.3.3"),
    CommandRule("COMPRESS", _AFTER, _ALONE, ("COMPRESS=DEFLATE",), section="RFC 4978, 3"),
    CommandRule("CREATE", _AFTER, _ELSEWHERE, section="6.3.4"),
    CommandRule("DELETE", _AFTER, section="6.3.5"),
    CommandRule("RENAME", _AFTER, section="6.3.6"),
    CommandRule("SUBSCRIBE", _AFTER, _ELSEWHERE, section="6.3.7"),
    CommandRule("UNSUBSCRIBE", _AFTER, _ELSEWHERE, section="6.3.8"),
    CommandRule("LIST", _AFTER, answers="LIST", section="6.3.9"),
    CommandRule("LSUB", _AFTER, answers="LIST", section="RFC 3501, 6.3.9"),
    CommandRule("XLIST", _AFTER, needs=("XLIST",), answers="LIST", section="Gmail, before RFC 6154"),
    CommandRule(
        "NAMESPACE", _AFTER, _ELSEWHERE, needs=("NAMESPACE", "IMAP4REV2"), answers="NAMESPACE", section="6.3.10"
    ),
    CommandRule("STATUS", _AFTER, _ELSEWHERE, section="6.3.11"),
    CommandRule("ID", _ANY, needs=("ID",), answers="ID", section="RFC 2971, 3.1"),
    CommandRule("GETQUOTA", _AFTER, _ELSEWHERE, needs=_QUOTA, answers="QUOTA", section="RFC 9208, 4.1.1"),
    CommandRule("GETQUOTAROOT", _AFTER, _ELSEWHERE, needs=_QUOTA, answers="QUOTA", section="RFC 9208, 4.1.2"),
    CommandRule(
        "SETQUOTA", _AFTER, _ELSEWHERE, needs=("QUOTASET", "QUOTA"), answers="QUOTA", section="RFC 9208, 4.1.3"
    ),
    CommandRule("SETACL", _AFTER, _ELSEWHERE, needs=("ACL",), section="RFC 4314, 3.1"),
    CommandRule("DELETEACL", _AFTER, _ELSEWHERE, needs=("ACL",), section="RFC 4314, 3.2"),
    CommandRule("GETACL", _AFTER, _ELSEWHERE, needs=("ACL",), section="RFC 4314, 3.3"),
    CommandRule("LISTRIGHTS", _AFTER, _ELSEWHERE, needs=("ACL",), section="RFC 4314, 3.4"),
    CommandRule("MYRIGHTS", _AFTER, _ELSEWHERE, needs=("ACL",), section="RFC 4314, 3.5"),
    CommandRule("GETMETADATA", _AFTER, _ELSEWHERE, needs=_METADATA, section="RFC 5464, 4.2"),
    CommandRule("SETMETADATA", _AFTER, _ELSEWHERE, needs=_METADATA, section="RFC 5464, 4.3"),
    CommandRule("APPEND", _AFTER, section="6.3.12"),
    CommandRule("IDLE", _AFTER, _ALONE, ("IDLE", "IMAP4REV2"), section="6.3.13"),
    CommandRule("CHECK", _INSIDE, section="RFC 3501, 6.4.1"),
    CommandRule("CLOSE", _INSIDE, _ALONE, leads_to=_AUTHENTICATED, section="6.4.1"),
    CommandRule("UNSELECT", _INSIDE, _ALONE, ("UNSELECT", "IMAP4REV2"), leads_to=_AUTHENTICATED, section="6.4.2"),
    CommandRule("EXPUNGE", _INSIDE, answers="EXPUNGE", section="6.4.3"),
    CommandRule("SEARCH", _INSIDE, _NUMBERS, answers="SEARCH", section="6.4.4"),
    CommandRule("FETCH", _INSIDE, _NUMBERS, section="6.4.5"),
    CommandRule("STORE", _INSIDE, _NUMBERS, section="6.4.6"),
    CommandRule("COPY", _INSIDE, _EXPUNGING, section="6.4.7"),
    CommandRule("MOVE", _INSIDE, _EXPUNGING, ("MOVE", "IMAP4REV2"), section="6.4.8"),
    CommandRule("REPLACE", _INSIDE, _EXPUNGING, ("REPLACE",), answers="REPLACE", section="RFC 8508, 3.2"),
    CommandRule("SORT", _INSIDE, _NUMBERS, ("SORT",), answers="SEARCH", section="RFC 5256, 3"),
    CommandRule("THREAD", _INSIDE, _NUMBERS, answers="THREAD", section="RFC 5256, 3"),
    CommandRule("UID SEARCH", _INSIDE, answers="SEARCH", section="6.4.9"),
    CommandRule("UID SORT", _INSIDE, needs=("SORT",), answers="SEARCH", section="RFC 5256, 3"),
    CommandRule("UID THREAD", _INSIDE, answers="THREAD", section="RFC 5256, 3"),
    CommandRule("UID FETCH", _INSIDE, section="6.4.9"),
    CommandRule("UID STORE", _INSIDE, section="6.4.9"),
    CommandRule("UID COPY", _INSIDE, section="6.4.9"),
    CommandRule("UID MOVE", _INSIDE, needs=("MOVE", "IMAP4REV2"), section="6.4.9"),
    CommandRule("UID EXPUNGE", _INSIDE, needs=("UIDPLUS", "IMAP4REV2"), answers="EXPUNGE", section="6.4.9"),
    CommandRule("UID REPLACE", _INSIDE, needs=("REPLACE",), answers="REPLACE", section="RFC 8508, 3.3"),
)

COMMANDS: Final[Mapping[str, CommandRule]] = MappingProxyType({rule.name: rule for rule in _RULES})


def transition(old: ConnectionState, new: ConnectionState) -> Transition:
    """Give the arrow from `old` to `new`; KeyError where the diagram has none."""
    return _ARROWS[old, new]


_ARROWS: Final = {(arrow.old, arrow.new): arrow for arrow in TRANSITIONS}
